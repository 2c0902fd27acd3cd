#include "core/rhythm/filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include "core/rhythm/test_dense_normal.h"

namespace concertina::rhythm {
namespace {

// The kinds of roots that a circle's drift can have, each of which a formula could get wrong.
enum class Roots {
  real,
  imaginary,
  equal,
  nearly_equal,
  unstable,
  one_is_zero,
  add_up_to_zero,
  one_way,
  other_way
};
constexpr Roots kRoots[] = {Roots::real,           Roots::imaginary, Roots::equal,
                            Roots::nearly_equal,   Roots::unstable,  Roots::one_is_zero,
                            Roots::add_up_to_zero, Roots::one_way,   Roots::other_way};

struct Case {
  Law<double> law;
  Course course;
  double longest;  // greatest root times longest gap
};

class Cases {
 public:
  explicit Cases(unsigned seed) : random_(seed) {}

  Case make(Roots roots, std::size_t times, Start::Kind start) {
    Case out;
    out.law = law_of(roots);
    const double fastest =
        std::abs(0.5 * (out.law.a + out.law.d)) +
        std::sqrt(std::abs(0.25 * std::pow(out.law.a - out.law.d, 2) + out.law.rho * out.law.kappa));
    out.longest = 0;
    std::vector<Sight> sights;
    std::vector<Push> pushes;
    double day = 20'000;
    for (std::size_t at = 0; at < times; ++at) {
      const double gap = gap_of(at) * 3 / std::max(fastest, 3.0 / 40);
      out.longest = std::max(out.longest, gap * fastest);
      day += gap;
      const int which = whole(0, 2);  // c alone, s alone, both
      if (which != 1) sights.push_back({day, number(-4, 6), 0});
      if (which != 0) sights.push_back({day, number(-4, 6), 1});
      if (whole(0, 5) == 0)
        pushes.push_back({day + gap / 3, number(0, 3), static_cast<std::uint8_t>(whole(0, 1))});
    }
    Start begins;
    begins.kind = start;
    begins.mean = {number(-1, 1), number(-1, 1)};
    begins.cov = {4, number(-1, 1), 3};
    out.course = course_of(sights, pushes, begins);
    return out;
  }

 private:
  double number(double from, double to) { return std::uniform_real_distribution(from, to)(random_); }
  int whole(int from, int to) { return std::uniform_int_distribution(from, to)(random_); }

  // A part of the longest: mostly ordinary, sometimes tiny.
  double gap_of(std::size_t at) { return at % 7 == 3 ? number(0, 1e-6) : std::pow(number(0, 1), 3); }

  Law<double> law_of(Roots roots) {
    Law<double> out{};
    out.a = std::exp(number(-2, 1));
    out.d = std::exp(number(-2, 1));
    const double size = std::exp(number(-2, 0.5));
    switch (roots) {
      case Roots::real:
        out.rho = size;
        out.kappa = number(0, 0.9) * out.a * out.d / size;
        break;
      case Roots::imaginary:
        out.rho = size;
        out.kappa = -(0.25 * std::pow(out.a - out.d, 2) + number(0.01, 4)) / size;
        break;
      case Roots::equal:
        out.d = out.a;
        break;
      case Roots::nearly_equal:
        out.rho = size;
        out.kappa = -(0.25 * std::pow(out.a - out.d, 2) + number(-1e-7, 1e-7)) / size;
        break;
      case Roots::unstable:
        out.rho = size;
        out.kappa = number(1.05, 3) * out.a * out.d / size;
        break;
      case Roots::one_is_zero:
        out.rho = size;
        out.kappa = out.a * out.d / size;
        break;
      case Roots::add_up_to_zero:
        out.d = -out.a;
        out.rho = number(-1, 1);
        out.kappa = number(-1, 1);
        break;
      case Roots::one_way:
        out.rho = size;
        break;
      case Roots::other_way:
        out.kappa = -size;
        break;
    }
    out.mu = {number(-2, 3), number(-2, 3)};
    const double c = std::exp(number(-2, 1)), s = std::exp(number(-2, 1));
    out.noise = {c * c, number(-0.9, 0.9) * c * s, s * s};
    out.error = {std::exp(number(-6, 1)), std::exp(number(-6, 1))};
    for (std::size_t input = 0; input < 2; ++input) out.effect[input] = {number(-1, 1), number(-1, 1)};
    return out;
  }

  std::mt19937 random_;
};

constexpr std::size_t kParts = 15;  // of a law, with two inputs

// The parts of a law, in a row.
template <class Any>
std::vector<decltype(&std::declval<Any&>().a)> parts_of(Any& law) {
  return {&law.a,
          &law.d,
          &law.rho,
          &law.kappa,
          &law.mu[0],
          &law.mu[1],
          &law.noise[0],
          &law.noise[1],
          &law.noise[2],
          &law.error[0],
          &law.error[1],
          &law.effect[0][0],
          &law.effect[0][1],
          &law.effect[1][0],
          &law.effect[1][1]};
}

DenseLaw dense(const Law<double>& law) {
  Law<double> copy = law;
  DenseLaw out{};
  const auto from = parts_of(copy);
  const auto to = parts_of(out);
  for (std::size_t at = 0; at < kParts; ++at) *to[at] = *from[at];
  return out;
}

bool stationary(Roots roots) {
  return roots != Roots::unstable && roots != Roots::one_is_zero && roots != Roots::add_up_to_zero;
}

TEST(Filter, IsTheDenseNormalInFiftyDigits) {
  Cases cases(1);
  double worst = 0;
  for (int at = 0; at < 207; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const auto start = stationary(roots) && at % 2 == 0 ? Start::Kind::stationary : Start::Kind::given;
    const Case one = cases.make(roots, 14, start);
    ASSERT_LE(one.longest, 3.0001);
    Filter<double> filter(one.course);
    const double got = filter.run(one.law, nullptr);
    const double want = static_cast<double>(DenseNormal(dense(one.law), one.course).value());
    const double off = std::abs(got - want) / std::max(1.0, std::abs(want));
    worst = std::max(worst, off);
    EXPECT_LE(off, 1e-9) << "case " << at << ", roots " << static_cast<int>(roots) << ": " << got << " for "
                         << want;
  }
  RecordProperty("worst", std::to_string(worst));
  std::printf("worst error of 207 likelihoods: %.2g of max(1, |ll|)\n", worst);
}

TEST(Filter, ItsGradientIsTheDenseNormalsToEightDigits) {
  Cases cases(2);
  double worst = 0;
  for (int at = 0; at < 45; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const auto start = stationary(roots) && at % 2 == 0 ? Start::Kind::stationary : Start::Kind::given;
    const Case one = cases.make(roots, 7, start);
    Filter<double> filter(one.course);
    Law<double> slope;
    filter.run(one.law, &slope);
    DenseLaw law = dense(one.law);
    const auto parts = parts_of(law);
    const auto got = parts_of(slope);
    Fifty off = 0, norm = 0;
    for (std::size_t part = 0; part < kParts; ++part) {
      const Fifty here = *parts[part];
      const Fifty step("1e-15");
      *parts[part] = here + step;
      const Fifty above = DenseNormal(law, one.course).value();
      *parts[part] = here - step;
      const Fifty below = DenseNormal(law, one.course).value();
      *parts[part] = here;
      const Fifty want = (above - below) / (2 * step);
      off += pow(want - *got[part], 2);
      norm += want * want;
    }
    const double share = static_cast<double>(sqrt(off / norm));
    worst = std::max(worst, share);
    EXPECT_LE(share, 1e-8) << "case " << at << ", roots " << static_cast<int>(roots);
  }
  std::printf("worst error of 45 gradients: %.2g of the norm\n", worst);
}

TEST(Filter, ALaneOfFourGetsWhatItGetsAlone) {
  Cases cases(3);
  const Case one = cases.make(Roots::real, 20, Start::Kind::given);
  Law<Quad> four{}, four_slopes;
  std::array<Law<double>, 4> laws;
  for (std::size_t at = 0; at < 4; ++at) {
    laws[at] = cases.make(kRoots[2 * at], 1, Start::Kind::given).law;
    const auto from = parts_of(laws[at]);
    const auto to = parts_of(four);
    for (std::size_t part = 0; part < kParts; ++part) set_lane(*to[part], at, *from[part]);
  }
  const Quad values = Filter<Quad>(one.course).run(four, &four_slopes);
  for (std::size_t at = 0; at < 4; ++at) {
    Law<double> slope;
    EXPECT_EQ(Filter<double>(one.course).run(laws[at], &slope), lane(values, at));
    const auto alone = parts_of(slope);
    const auto among = parts_of(four_slopes);
    for (std::size_t part = 0; part < kParts; ++part) EXPECT_EQ(*alone[part], lane(*among[part], at)) << part;
  }
}

TEST(Filter, WhatHasNoStationaryStartHasNoValue) {
  Cases cases(4);
  for (const Roots roots : {Roots::unstable, Roots::add_up_to_zero}) {
    const Case one = cases.make(roots, 5, Start::Kind::stationary);
    EXPECT_FALSE(std::isfinite(Filter<double>(one.course).run(one.law, nullptr)));
  }
}

}  // namespace
}  // namespace concertina::rhythm

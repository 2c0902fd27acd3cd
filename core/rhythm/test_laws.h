// For tests: laws of every kind of roots with diaries of theirs, and a filter held against the dense normal.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "core/rhythm/filter.h"
#include "core/rhythm/test_dense_normal.h"

namespace concertina::rhythm {

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
inline constexpr Roots kRoots[] = {Roots::real,           Roots::imaginary, Roots::equal,
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

  // `by_day`: with a day-level error, three times of a side to a day.
  Case make(Roots roots, std::size_t times, Start::Kind start, bool by_day = false) {
    Case out;
    out.law = law_of(roots);
    const double fastest =
        std::abs(0.5 * (out.law.a + out.law.d)) +
        std::sqrt(std::abs(0.25 * std::pow(out.law.a - out.law.d, 2) + out.law.rho * out.law.kappa));
    out.longest = 0;
    std::vector<Sight> sights;
    std::vector<Push> pushes;
    std::vector<std::int32_t> civil;
    double day = 20'000;
    for (std::size_t at = 0; at < times; ++at) {
      const double gap = gap_of(at) * 3 / std::max(fastest, 3.0 / 40);
      out.longest = std::max(out.longest, gap * fastest);
      day += gap;
      const int which = whole(0, 2);  // c alone, s alone, both
      if (which != 1) sights.push_back({day, number(-4, 6), 0});
      if (which != 0) sights.push_back({day, number(-4, 6), 1});
      civil.resize(sights.size(), static_cast<std::int32_t>(at / 3));
      if (whole(0, 5) == 0)
        pushes.push_back({day + gap / 3, number(0, 3), static_cast<std::uint8_t>(whole(0, 1))});
    }
    Start begins;
    begins.kind = start;
    begins.mean = {number(-1, 1), number(-1, 1)};
    begins.cov = {4, number(-1, 1), 3};
    if (!by_day) civil.clear();
    out.course = course_of(sights, pushes, begins, civil);
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
    out.day = {std::exp(number(-4, 1)), std::exp(number(-4, 1))};
    for (std::size_t input = 0; input < 2; ++input) out.effect[input] = {number(-1, 1), number(-1, 1)};
    return out;
  }

  std::mt19937 random_;
};

inline constexpr std::size_t kPartsOfLaw = 17;  // with two inputs

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
          &law.day[0],
          &law.day[1],
          &law.effect[0][0],
          &law.effect[0][1],
          &law.effect[1][0],
          &law.effect[1][1]};
}

// Puts a law into one lane of four.
inline void put(const Law<double>& law, std::size_t lane_at, Law<Quad>& four) {
  const auto from = parts_of(law);
  const auto to = parts_of(four);
  for (std::size_t part = 0; part < kPartsOfLaw; ++part) set_lane(*to[part], lane_at, *from[part]);
}

// That two slopes have the same bits.
template <class T>
void expect_same(const Law<T>& one, const Law<T>& other) {
  const auto here = parts_of(one);
  const auto there = parts_of(other);
  for (std::size_t part = 0; part < kPartsOfLaw; ++part) {
    EXPECT_EQ(std::memcmp(here[part], there[part], sizeof(T)), 0) << "part " << part;
  }
}

// That a filter which has read other courses gives what a new one gives.
template <class Of>
void expect_reads(const std::vector<Case>& cases) {
  Of filter(cases.back().course);
  for (const Case& one : cases) {
    Law<double> slope, want;
    filter.read(one.course);
    Of fresh(one.course);
    EXPECT_EQ(filter.run(one.law, &slope), fresh.run(one.law, &want));
    EXPECT_EQ(filter.end().cov, fresh.end().cov);
    expect_same(slope, want);
  }
}

inline DenseLaw dense(const Law<double>& law) {
  Law<double> copy = law;
  DenseLaw out{};
  const auto from = parts_of(copy);
  const auto to = parts_of(out);
  for (std::size_t at = 0; at < kPartsOfLaw; ++at) *to[at] = *from[at];
  return out;
}

// What a case begins with, all in turn.
inline Start::Kind start_of(Roots roots, int at) {
  const bool settles =
      roots != Roots::unstable && roots != Roots::one_is_zero && roots != Roots::add_up_to_zero;
  return settles && at % 2 == 0 ? Start::Kind::stationary : Start::Kind::given;
}

// Two likelihoods apart, as a share of max(1, |ll|).
template <class Of>
double apart(Of&& filter, const Case& one) {
  const double got = filter.run(one.law, nullptr);
  const double want = static_cast<double>(DenseNormal(dense(one.law), one.course).value());
  return std::abs(got - want) / std::max(1.0, std::abs(want));
}

// Two gradients apart, as a share of the dense one's norm: that is of differences, in fifty digits.
template <class Of>
double slope_apart(Of&& filter, const Case& one) {
  Law<double> slope;
  filter.run(one.law, &slope);
  DenseLaw law = dense(one.law);
  const auto parts = parts_of(law);
  const auto got = parts_of(slope);
  Fifty off = 0, norm = 0;
  for (std::size_t part = 0; part < kPartsOfLaw; ++part) {
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
  return static_cast<double>(sqrt(off / norm));
}

}  // namespace concertina::rhythm

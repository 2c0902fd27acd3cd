#include "cli/precise.h"

#include <cmath>

#include "core/rhythm/test_laws.h"

namespace concertina::cli {
namespace {

using namespace rhythm;

struct Precise {
  const Course& course;
  double run(const Law<double>& law, const Law<double>*) const { return precise_likelihood(course, law); }
};

TEST(Precise, IsTheDenseNormalForEveryKindOfRoots) {
  Cases cases(11);
  for (int at = 0; at < 36; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const Case one = cases.make(roots, 8, start_of(roots, at));
    EXPECT_LE(apart(Precise{one.course}, one), 1e-14) << "case " << at;
  }
}

Law<double> unstable() {
  Law<double> out{};
  out.a = out.d = 0.5;
  out.rho = out.kappa = 1;
  out.noise = {1, 0.2, 1};
  out.error = {0.49, 0.49};
  return out;
}

// Both are noted on day 0 and after `gap` days, and twice more.
Case away(const Law<double>& law, double gap, const Start& start) {
  std::vector<Sight> sights;
  for (const auto& [day, c, s] :
       {std::array{0.0, 1.0, 1.0}, {gap, 3, 2.5}, {gap + 1, 5, 4}, {gap + 2, 6, 6.5}}) {
    sights.push_back({day, c, 0});
    sights.push_back({day, s, 1});
  }
  return {law, course_of(sights, {}, start), 0};
}

TEST(Precise, ALongGapOfAnUnstableLawTakesNoDigits) {
  const auto of = [](double gap) {
    const Case one = away(unstable(), gap, Start{});
    return precise_likelihood(one.course, one.law);
  };
  for (const double gap : {30.0, 40.0, 60.0, 90.0}) {
    const Case one = away(unstable(), gap, Start{});
    // Beyond 40 days fifty digits are too few for the dense normal. There each day more takes the greatest
    // root.
    if (gap <= 40) EXPECT_LE(apart(Precise{one.course}, one), 1e-9) << gap;
    if (gap > 40) EXPECT_NEAR(of(40) - 0.5 * (gap - 40), of(gap), 1e-7) << gap;
    Filter<double> plain(one.course);
    (void)plain.run(one.law, nullptr);
    EXPECT_FALSE(plain.sharp()) << "a double says that it has lost them, after " << gap;
  }
}

TEST(Precise, AStartThatIsKnownAlongOneLineTakesNoDigits) {
  Law<double> law = unstable();
  law.rho = 0.2, law.kappa = 0.3, law.error = {1e-6, 1e-6};
  for (const double wide : {1e2, 1e4, 1e8}) {
    const Case one = away(law, 1, {Start::Kind::given, {0, 0}, {wide, wide, wide}});
    EXPECT_LE(apart(Precise{one.course}, one), 1e-9) << wide;
    Filter<double> plain(one.course);
    (void)plain.run(one.law, nullptr);
    EXPECT_FALSE(plain.sharp()) << wide;
  }
}

TEST(Precise, AnOrdinaryDiaryLeavesADoubleSharp) {
  Cases cases(12);
  for (int at = 0; at < 90; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const Case one = cases.make(roots, 30, start_of(roots, at));
    Filter<double> plain(one.course);
    (void)plain.run(one.law, nullptr);
    EXPECT_TRUE(plain.sharp()) << "case " << at;
  }
}

TEST(Precise, RootsFarApartHaveAStationaryStart) {
  Law<double> law = unstable();
  law.a = 1e9, law.d = 1e-9, law.rho = law.kappa = 0;
  Start start;
  start.kind = Start::Kind::stationary;
  const Case one = {law, course_of(std::array{Sight{0, 1, 0}, Sight{0, -2, 1}}, {}, start), 0};
  EXPECT_LE(apart(Precise{one.course}, one), 1e-14);
  law.kappa = 2, law.rho = 1;
  EXPECT_FALSE(std::isfinite(precise_likelihood(one.course, law))) << "an unstable law has none";
}

TEST(Precise, WhatCanNotVaryHasNoValue) {
  Law<double> law = unstable();
  law.noise = {}, law.error = {};
  const Case one = away(law, 2, {Start::Kind::given, {0, 0}, {0, 0, 0}});
  EXPECT_FALSE(std::isfinite(precise_likelihood(one.course, law)));
}

}  // namespace
}  // namespace concertina::cli

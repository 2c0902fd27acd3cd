#include "core/rhythm/circle.h"

#include <gtest/gtest.h>

#include "core/rhythm/test_diaries.h"

namespace concertina::rhythm {
namespace {

Priors other_priors() {
  using Kind = Prior::Kind;
  Priors out = shipped_priors();
  out.parts[0] = {Kind::normal, 0.6, 0.4};
  out.parts[6] = {Kind::half_normal, 0, 1.5};
  out.parts[9] = {Kind::half_normal, 0, 0.7};
  return out;
}

TEST(Circle, ItsSlopeIsThatOfItsValueForEveryKindOfPrior) {
  const Course course = made_up(1, 20);
  for (const Priors& priors : {shipped_priors(), other_priors()}) {
    Circle circle(course, priors);
    ASSERT_EQ(circle.size(), kParts + 4);
    for (unsigned seed = 1; seed <= 5; ++seed) {
      expect_slope(circle, somewhere(priors, {&course, 1}, normals(seed, circle.size())), 1e-6);
    }
  }
}

TEST(Circle, WhatADaysCheckInsShareHasItsPriorAndItsSlope) {
  std::vector<Sight> sights;
  std::vector<std::int32_t> civil;
  for (int at = 0; at < 40; ++at) {
    sights.push_back({at / 3.0, std::sin(at), static_cast<std::uint8_t>(at % 2)});
    civil.push_back(at / 3);
  }
  const Course course = course_of(sights, {}, Start{}, civil);
  Circle circle(course, shipped_priors());
  ASSERT_EQ(circle.size(), kParts + 2);
  std::vector<double> points;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const auto one = somewhere(shipped_priors(), {&course, 1}, normals(seed, circle.size()));
    expect_slope(circle, one, 1e-6);
    points.insert(points.end(), one.begin(), one.end());
    EXPECT_DOUBLE_EQ(law_at(one, true).day[1], std::exp(2 * one[kParts + 1]));
  }
  expect_alone_alike(circle, points);
}

TEST(Circle, APointGetsTheSameWhateverStandsBesideIt) {
  const Course course = made_up(2, 20);
  Circle circle(course, shipped_priors());
  std::vector<double> points;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const auto one = somewhere(shipped_priors(), {&course, 1}, normals(seed, circle.size()));
    points.insert(points.end(), one.begin(), one.end());
  }
  expect_alone_alike(circle, points);
}

TEST(Circle, APointFarOutsideHasNoValueAndHarmsNoOther) {
  const Course course = made_up(3, 10);
  Circle circle(course, shipped_priors());
  const auto good = somewhere(shipped_priors(), {&course, 1}, normals(1, circle.size()));
  for (const double wild : {800.0, -800.0, 1e300, std::nan("")}) {
    for (std::size_t part = 0; part < kParts; ++part) {
      std::vector<double> points = good;
      points[part] = wild;
      points.insert(points.end(), good.begin(), good.end());
      std::vector<double> values(2), slopes(points.size());
      circle.look(2, points.data(), values.data(), slopes.data());
      double alone = 0;
      std::vector<double> slope(good.size());
      circle.look(1, good.data(), &alone, slope.data());
      EXPECT_EQ(values[1], alone);
      EXPECT_FALSE(values[0] > alone + 100) << "part " << part << " at " << wild << ": " << values[0];
    }
  }
}

TEST(Circle, WhatIsToldOfAPointFollowsFromItsParts) {
  const Course course = made_up(4, 3, false);
  const auto point = somewhere(shipped_priors(), {&course, 1}, normals(7, kParts));
  const auto all_told = told(point);
  const Law<double> law = law_at(point);
  EXPECT_DOUBLE_EQ(all_told[4], law.rho);
  EXPECT_DOUBLE_EQ(all_told[5], law.kappa);
  EXPECT_DOUBLE_EQ(all_told[13], law.rho / law.a * law.kappa / law.d);
  EXPECT_DOUBLE_EQ(all_told[8] * all_told[8], law.noise[0]);
  EXPECT_EQ(kToldNames[13], "gain");
}

}  // namespace
}  // namespace concertina::rhythm

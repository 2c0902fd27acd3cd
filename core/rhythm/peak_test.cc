#include "core/rhythm/peak.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rhythm/test_density.h"
#include "core/rhythm/triangle.h"

namespace concertina::rhythm {
namespace {

// A normal of three numbers that go together, around (1, -2, 3).
class Normal : public test::PlainDensity {
 public:
  Normal() : PlainDensity(3) {}
  double one(const double* at, double* slope) const override {
    double value = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      slope[i] = 0;
      for (std::size_t j = 0; j < 3; ++j) slope[i] -= kPrecision[3 * i + j] * (at[j] - kCentre[j]);
      value += 0.5 * (at[i] - kCentre[i]) * slope[i];
    }
    return value;
  }
  static constexpr double kCentre[] = {1, -2, 3};
  static constexpr double kPrecision[] = {2, 0.5, 0, 0.5, 1, -0.3, 0, -0.3, 4};
};

// Curves upwards away from its peak at 0, where its curvature is 8 in each direction.
class Cauchy : public test::PlainDensity {
 public:
  Cauchy() : PlainDensity(2) {}
  double one(const double* at, double* slope) const override {
    const double inside = 1 + at[0] * at[0] + at[1] * at[1];
    for (std::size_t i = 0; i < 2; ++i) slope[i] = -8 * at[i] / inside;
    return -4 * std::log(inside);
  }
};

// Has no peak.
class Slope : public test::PlainDensity {
 public:
  Slope() : PlainDensity(1) {}
  double one(const double* at, double* slope) const override { return slope[0] = 1, at[0]; }
};

Peak climbed(Density& density, const std::vector<double>& start) {
  Peak out(density, start);
  while (out.advance() > 0) {
  }
  return out;
}

TEST(Peak, OfANormalIsItsMeanAndItsCovariance) {
  Normal normal;
  const Peak peak = climbed(normal, {0, 0, 0});
  ASSERT_TRUE(peak.found());
  const std::vector<double> covariance = peak.covariance();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(peak.place()[i], Normal::kCentre[i], 1e-6);
    for (std::size_t j = 0; j < 3; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 3; ++k) product += Normal::kPrecision[3 * i + k] * covariance[3 * k + j];
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-6);
    }
  }
}

TEST(Peak, IsFoundFromWhereTheDensityCurvesUpwards) {
  Cauchy cauchy;
  const Peak peak = climbed(cauchy, {30, -40});
  ASSERT_TRUE(peak.found());
  // What is left to gain is half of 0.01 at most: 4 square < 0.005.
  EXPECT_LT(std::hypot(peak.place()[0], peak.place()[1]), 0.036);
  EXPECT_NEAR(peak.covariance()[0], 1.0 / 8, 0.001);
}

TEST(Peak, WhereThereIsNoneItSaysSo) {
  Slope slope;
  EXPECT_FALSE(climbed(slope, {0}).found());
  Normal normal;
  EXPECT_FALSE(climbed(normal, {0, std::nan(""), 0}).found());
}

TEST(Triangle, SolvesWhatItIsTheRootOfAndRefusesWhatHasNone) {
  const std::vector<double> matrix = {4, 2, 2, 5};
  std::vector<double> lower(4), b = {8, 14};
  ASSERT_TRUE(factorise(matrix, 2, lower));
  solve_lower(lower, 2, b.data());
  solve_upper(lower, 2, b.data());
  EXPECT_NEAR(4 * b[0] + 2 * b[1], 8, 1e-14);
  EXPECT_NEAR(2 * b[0] + 5 * b[1], 14, 1e-14);
  EXPECT_FALSE(factorise({1, 2, 2, 1}, 2, lower));
  EXPECT_FALSE(factorise({1, 0, 0, std::nan("")}, 2, lower));
}

}  // namespace
}  // namespace concertina::rhythm

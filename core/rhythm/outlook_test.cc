#include "core/rhythm/outlook.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rhythm/circle.h"
#include "core/rhythm/test_diaries.h"

namespace concertina::rhythm {
namespace {

// A point with these reactions, decays of 0.5 and 0.8, and all else as below.
std::vector<double> point_with(double r, double k) {
  return {std::log(0.5), std::log(0.8), r, k, 2, -1, std::log(1.1), std::log(0.9), 0.2,
          std::log(0.5), std::log(0.6)};
}

TEST(Outlook, ItBeginsAtThePresentAndEndsInTheUsual) {
  const Course course = made_up(1, 30, false);
  const std::vector<std::vector<double>> points(20, point_with(0.6, 0.5));
  const Bands bands = forecast(course, points, std::vector<double>{0, 400});
  Filter<double> filter(course);
  const Law<double> law = law_at(points.front());
  filter.run(law, nullptr);
  EXPECT_NEAR(bands[0][0].middle, law.mu[0] + filter.end().mean[0], 1e-9);
  EXPECT_NEAR(bands[1][0].middle, law.mu[1] + filter.end().mean[1], 1e-9);
  // The stationary variances, by F P + P F' + N = 0 solved by hand for c and s.
  const double det = law.a * law.d - law.rho * law.kappa, sum = law.a + law.d;
  const auto& [n0, n1, n2] = law.noise;
  const double c =
      (n0 * (det + law.d * law.d) + 2 * n1 * law.d * law.rho + n2 * law.rho * law.rho) / (2 * sum * det);
  const double s = (n2 * (det + law.a * law.a) + 2 * n1 * law.a * law.kappa + n0 * law.kappa * law.kappa) /
                   (2 * sum * det);
  EXPECT_NEAR(bands[0][1].middle, 2, 1e-6);
  EXPECT_NEAR(bands[1][1].middle, -1, 1e-6);
  EXPECT_NEAR(bands[0][1].high - bands[0][1].low, 2 * 1.645 * std::sqrt(c), 0.05 * std::sqrt(c));
  EXPECT_NEAR(bands[1][1].high - bands[1][1].low, 2 * 1.645 * std::sqrt(s), 0.05 * std::sqrt(s));
}

TEST(Outlook, AHardDayDiesAwayAndSoonerWhenEitherReactsLess) {
  const std::vector<std::vector<double>> points(20, point_with(0.9, 0.9));
  const std::vector<double> times = {0, 1, 4, 12};
  const Bands now = echo(points, times);
  const Bands softer_rho = echo(points, times, {2.0 / 3, 1});
  const Bands softer_kappa = echo(points, times, {1, 2.0 / 3});
  EXPECT_DOUBLE_EQ(now[0][0].middle, 1);
  EXPECT_DOUBLE_EQ(now[1][0].middle, 0);
  for (std::size_t at = 1; at < times.size(); ++at) {
    EXPECT_LT(softer_rho[0][at].middle, now[0][at].middle);
    // Whose reaction it is makes no difference to what comes back.
    EXPECT_DOUBLE_EQ(softer_rho[0][at].middle, softer_kappa[0][at].middle);
  }
  EXPECT_LT(now[0][3].middle, now[0][1].middle);
}

TEST(Outlook, WithoutACircleEachSettlesAlone) {
  const std::vector<std::vector<double>> points(20, point_with(0, 0));
  const Bands bands = echo(points, std::vector<double>{3});
  EXPECT_NEAR(bands[0][0].middle, std::exp(-1.5), 1e-12);
  EXPECT_EQ(bands[1][0].middle, 0);
}

}  // namespace
}  // namespace concertina::rhythm

// The step size finds its rate, the windows their draws, the metric its covariance.
#include "core/rhythm/adaptation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/rhythm/metric.h"

namespace concertina::rhythm {
namespace {

TEST(StepSizeTest, FindsTheRateThatIsAskedFor) {
  for (const double target : {0.6, 0.8, 0.95}) {
    StepSize size(target);
    size.restart(100);
    EXPECT_DOUBLE_EQ(size.settled(), 100);
    Random random(1, 0);
    for (int i = 0; i < 2000; ++i) {
      // Steps of length s are accepted at the rate exp(-s), and now and then it looks otherwise.
      const double rate = std::exp(-size.step());
      size.learn(random.uniform() < 0.2 ? random.uniform() < rate : rate);
    }
    EXPECT_NEAR(std::exp(-size.settled()), target, 0.03);
  }
}

std::vector<std::size_t> ends_of(std::size_t warmup, std::size_t& first, std::size_t& gathered) {
  Windows windows(warmup);
  std::vector<std::size_t> out;
  first = warmup;
  gathered = 0;
  for (std::size_t draw = 0; draw < warmup; ++draw) {
    if (windows.gathers(draw)) first = std::min(first, draw), ++gathered;
    if (windows.closes(draw)) out.push_back(draw);
  }
  return out;
}

TEST(WindowsTest, DoubleAndLeaveRoomAtBothEnds) {
  std::size_t first, gathered;
  using Ends = std::vector<std::size_t>;
  EXPECT_EQ(ends_of(1000, first, gathered), (Ends{99, 149, 249, 449, 949}));
  EXPECT_EQ(first, 75u);
  EXPECT_EQ(gathered, 875u);
  EXPECT_EQ(ends_of(500, first, gathered), (Ends{99, 149, 249, 449}));
  EXPECT_EQ(ends_of(150, first, gathered), (Ends{99}));
  EXPECT_EQ(ends_of(100, first, gathered), (Ends{89}));
  EXPECT_EQ(first, 15u);
  EXPECT_EQ(ends_of(20, first, gathered), (Ends{17}));
  EXPECT_EQ(ends_of(19, first, gathered), (Ends{}));
  EXPECT_EQ(gathered, 0u);
  // However long the warm-up is, the last window ends where the room at the end begins.
  for (std::size_t warmup = 150; warmup < 3000; ++warmup) {
    ASSERT_EQ(ends_of(warmup, first, gathered).back(), warmup - 51) << warmup;
  }
}

// Points a, b, c with far-off means, so that sums of plain squares would lose all digits.
TEST(MetricTest, ScatterIsTheSampleCovariance) {
  Scatter dense(2, Shape::dense), diagonal(2, Shape::diagonal);
  const double points[3][2] = {{1e9 + 1, 2}, {1e9 + 2, 6}, {1e9 + 6, 4}};
  for (const auto& point : points) dense.add(point), diagonal.add(point);
  EXPECT_DOUBLE_EQ(dense.covariance(0, 0), 7);
  EXPECT_DOUBLE_EQ(dense.covariance(1, 1), 4);
  EXPECT_DOUBLE_EQ(dense.covariance(1, 0), 1);
  EXPECT_DOUBLE_EQ(diagonal.covariance(0, 0), 7);
  EXPECT_DOUBLE_EQ(diagonal.covariance(1, 1), 4);
  dense.clear();
  EXPECT_EQ(dense.count(), 0u);
}

// Of many points the metric is their covariance; momenta have its inverse, so velocities have it again.
TEST(MetricTest, VelocitiesHaveTheCovarianceOfThePoints) {
  constexpr int kCount = 100'000;
  for (const Shape shape : {Shape::dense, Shape::diagonal}) {
    Random random(2, 0);
    Scatter points(2, shape), velocities(2, Shape::dense);
    for (int i = 0; i < kCount; ++i) {
      const double x = random.normal();
      const double point[2] = {10 * x, 0.6 * x + 0.8 * random.normal()};
      points.add(point);
    }
    Metric metric(2, shape);
    ASSERT_TRUE(metric.fit(points));
    for (int i = 0; i < kCount; ++i) {
      double momentum[2], velocity[2];
      metric.draw(random, momentum);
      metric.velocity(momentum, velocity);
      velocities.add(velocity);
    }
    // A variance of so many is known to sqrt(2/n) of itself, twice over here; four times that.
    const double tolerance = 4 * std::sqrt(4.0 / kCount);
    EXPECT_NEAR(velocities.covariance(0, 0), 100, 100 * tolerance);
    EXPECT_NEAR(velocities.covariance(1, 1), 1, tolerance);
    EXPECT_NEAR(velocities.covariance(1, 0), shape == Shape::dense ? 6 : 0, 10 * tolerance);
  }
}

// The first two of three go together, the third by itself, though it leans on the first: momenta and
// velocities are those of that matrix.
TEST(MetricTest, TheFirstOnesGoTogetherAndTheOthersDoNot) {
  constexpr int kCount = 100'000;
  Random random(3, 0);
  Scatter points(3, Shape{2}), velocities(3, Shape::dense);
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal(), y = random.normal();
    const double point[3] = {10 * x, 0.6 * x + 0.8 * y, 3 * x + 4 * random.normal()};
    points.add(point);
  }
  Metric metric(3, Shape{2});
  ASSERT_TRUE(metric.fit(points));
  const double unit[3] = {1, 1, 1};
  double out[3];
  metric.velocity(unit, out);
  const double tolerance = 4 * std::sqrt(4.0 / kCount);
  EXPECT_NEAR(out[0], 106, 106 * tolerance);
  EXPECT_NEAR(out[1], 7, 11 * tolerance);
  EXPECT_NEAR(out[2], 25, 25 * tolerance);
  for (int i = 0; i < kCount; ++i) {
    double momentum[3], velocity[3];
    metric.draw(random, momentum);
    metric.velocity(momentum, velocity);
    velocities.add(velocity);
  }
  EXPECT_NEAR(velocities.covariance(0, 0), 100, 100 * tolerance);
  EXPECT_NEAR(velocities.covariance(1, 0), 6, 10 * tolerance);
  EXPECT_NEAR(velocities.covariance(1, 1), 1, tolerance);
  EXPECT_NEAR(velocities.covariance(2, 0), 0, 50 * tolerance);
  EXPECT_NEAR(velocities.covariance(2, 1), 0, 5 * tolerance);
  EXPECT_NEAR(velocities.covariance(2, 2), 25, 25 * tolerance);
}

TEST(MetricTest, AMetricBeginsWithTheDeviationsThatAreGiven) {
  const double deviations[3] = {2, 3, 5}, unit[3] = {1, 1, 1};
  double out[3];
  for (const Shape shape : {Shape::diagonal, Shape{2}, Shape::dense}) {
    Metric(3, shape, deviations).velocity(unit, out);
    EXPECT_EQ(out[0], 4);
    EXPECT_EQ(out[1], 9);
    EXPECT_EQ(out[2], 25);
  }
}

TEST(MetricTest, PointsThatDoNotSpreadChangeNothing) {
  for (const Shape shape : {Shape::dense, Shape::diagonal}) {
    Metric metric(2, shape);
    Scatter points(2, shape);
    const double flat[3][2] = {{1, 5}, {2, 5}, {3, 5}};
    EXPECT_FALSE(metric.fit(points));
    for (const auto& point : flat) points.add(point);
    EXPECT_FALSE(metric.fit(points));
    const double momentum[2] = {3, 4};
    double velocity[2];
    metric.velocity(momentum, velocity);
    EXPECT_EQ(velocity[0], 3);
    EXPECT_EQ(velocity[1], 4);
    // Fewer points than directions, but some spread in each: enough to begin with.
    const double other[2] = {2, 7};
    points.add(other);
    EXPECT_TRUE(metric.fit(points));
  }
}

}  // namespace
}  // namespace concertina::rhythm

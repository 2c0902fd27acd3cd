#include "core/rhythm/pool.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/rhythm/circle.h"
#include "core/rhythm/test_diaries.h"

namespace concertina::rhythm {
namespace {

std::vector<Course> couples(int count) {
  std::vector<Course> out;
  for (int at = 0; at < count; ++at) out.push_back(made_up(static_cast<unsigned>(at) + 10, 6 + at));
  return out;
}

TEST(Pool, ItsSlopeIsThatOfItsValue) {
  const auto courses = couples(4);
  for (const Pooling pooling : {Pooling::partial, Pooling::complete}) {
    Pool pool(courses, shipped_priors(), pooling);
    ASSERT_EQ(pool.size(), kParts + 4 + (pooling == Pooling::partial ? 6 + 4 * 6 : 0));
    for (unsigned seed = 1; seed <= 3; ++seed)
      expect_slope(pool, pool.start(normals(seed, pool.size())), 1e-6);
  }
}

TEST(Pool, APointGetsTheSameWhateverStandsBesideItAndWhoeverHelps) {
  const auto courses = couples(5);
  Pool pool(courses, shipped_priors(), Pooling::partial);
  Pool helped(courses, shipped_priors(), Pooling::partial,
              [](std::size_t count, const std::function<void(std::size_t)>& task) {
                std::thread other([&] {
                  for (std::size_t at = 1; at < count; at += 2) task(at);
                });
                for (std::size_t at = 0; at < count; at += 2) task(at);
                other.join();
              });
  std::vector<double> points;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const auto one = pool.start(normals(seed, pool.size()));
    points.insert(points.end(), one.begin(), one.end());
  }
  expect_alone_alike(pool, points);
  std::vector<double> values(4), other_values(4), slopes(points.size()), other_slopes(points.size());
  pool.look(4, points.data(), values.data(), slopes.data());
  helped.look(4, points.data(), other_values.data(), other_slopes.data());
  EXPECT_EQ(values, other_values);
  EXPECT_EQ(slopes, other_slopes);
}

TEST(Pool, OneCoupleCompletelyPooledIsTheCircleAlone) {
  const auto courses = couples(1);
  Pool pool(courses, shipped_priors(), Pooling::complete);
  Circle circle(courses.front(), shipped_priors());
  const auto point = somewhere(shipped_priors(), courses, normals(3, circle.size()));
  std::vector<double> slope(point.size()), other(point.size());
  double value = 0, other_value = 0;
  pool.look(1, point.data(), &value, slope.data());
  circle.look(1, point.data(), &other_value, other.data());
  EXPECT_NEAR(value, other_value, 1e-9);
  for (std::size_t at = 0; at < point.size(); ++at)
    EXPECT_NEAR(slope[at], other[at], 1e-9 * (1 + std::abs(other[at])));
}

TEST(Pool, ACouplesPartsAreThePopulationsAndItsOwnTogether) {
  const auto courses = couples(3);
  Pool pool(courses, shipped_priors(), Pooling::partial);
  const auto point = pool.start(normals(5, pool.size()));
  const auto second = pool.couple_at(point, 1);
  const std::size_t spreads = kParts + 4, mine = spreads + 6 + 6;
  EXPECT_DOUBLE_EQ(second[0], point[0] + std::exp(point[spreads]) * point[mine]);
  EXPECT_DOUBLE_EQ(second[4], point[mine + 4]);  // a mean is the couple's own number
  EXPECT_DOUBLE_EQ(second[6], point[6]);         // a noise is everybody's
}

}  // namespace
}  // namespace concertina::rhythm

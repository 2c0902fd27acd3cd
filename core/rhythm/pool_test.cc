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

TEST(Pool, ItsCoordinatesLeaveTheDensityAsItIs) {
  const auto courses = couples(3);
  const Priors priors = shipped_priors();
  Pool pool(courses, priors, Pooling::partial);
  const std::size_t shared = kParts + 4, first = shared + kOwn.size();
  std::vector<double> apart;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    std::vector<double> point = pool.start(normals(seed, pool.size())), slope(pool.size());
    double value = 0;
    pool.look(1, point.data(), &value, slope.data());
    // The same by the parts themselves, and how far each goes with its number.
    double direct = add_priors(priors, {point.data(), shared}, false, slope.data());
    for (std::size_t own = 0; own < kOwn.size(); ++own) {
      const double spread = point[shared + own];
      direct += pull_of({Prior::Kind::half_normal, 0, kSpreads[own]}, Scale::logarithm, spread).value;
      for (std::size_t couple = 0; couple < courses.size(); ++couple) {
        const auto part = static_cast<std::size_t>(kOwn[own]);
        const double here = pool.couple_at(point, couple)[part];
        const double off = (here - point[part]) / std::exp(spread);
        auto further = point;
        further[first + couple * kOwn.size() + own] += 1;
        direct += std::log(pool.couple_at(further, couple)[part] - here) - 0.5 * off * off - spread;
      }
    }
    for (std::size_t couple = 0; couple < courses.size(); ++couple) {
      const auto its = pool.couple_at(point, couple);
      double one = 0;
      Likelihood().look(courses[couple], 1, its.data(), &one, slope.data());
      direct += one;
    }
    apart.push_back(value - direct);
  }
  for (const double one : apart) EXPECT_NEAR(one, apart.front(), 1e-8) << "but for a constant";
}

// More couples than desks, so that one room serves long diaries and short ones.
TEST(Pool, ManyCouplesWithDaysThatShareAnErrorHaveTheirSlopeToo) {
  std::vector<Course> courses;
  for (int couple = 0; couple < 30; ++couple) {
    std::vector<Sight> sights;
    std::vector<std::int32_t> civil;
    for (int at = 0; at < 4 + couple % 7; ++at) {
      sights.push_back({0.4 * at, std::sin(at * (couple + 1)), static_cast<std::uint8_t>(at % 3 == 0)});
      civil.push_back(at / 3);
    }
    courses.push_back(course_of(sights, {}, Start{}, civil));
  }
  Pool pool(courses, shipped_priors(), Pooling::partial);
  ASSERT_EQ(pool.shared(), kParts + 2 + kOwn.size());
  expect_slope(pool, pool.start(normals(4, pool.size())), 1e-6);
}

TEST(Pool, OfADiaryOfTwoNumbersNothingIsGuessed) {
  const std::vector<Sight> sights = {{0, 1, 0}, {1, 5, 1}, {2, 3, 0}, {3, 6, 1}, {4, 7, 1}};
  const Hints hints = hints_of(course_of(sights, {}, Start{}));
  EXPECT_EQ(hints[4].weight, 0);
  EXPECT_GT(hints[5].weight, 0);
  EXPECT_EQ(hints[5].middle, 6);
  EXPECT_EQ(hints[0].weight, 0);
}

TEST(Pool, ACouplesPartsAreThePopulationsAndItsOwnTogether) {
  const auto courses = couples(3);
  Pool pool(courses, shipped_priors(), Pooling::partial);
  const auto point = pool.start(normals(5, pool.size()));
  const auto second = pool.couple_at(point, 1);
  const std::size_t spreads = kParts + 4, mine = spreads + 6 + 6;
  EXPECT_DOUBLE_EQ(second[0], point[0] + std::exp(point[spreads]) * point[mine]);
  // A mean whose number is 0 lies between the population's and the diary's, by how far couples lie apart.
  double noted = 0, number = 0;
  for (const Course::Step& step : courses[1].steps) {
    if (step.kind == Course::Step::Kind::see && step.which == 0) noted += step.value, ++number;
  }
  auto still = point;
  still[mine + 4] = 0;
  const double expected = pool.couple_at(still, 1)[4];
  EXPECT_GT(expected, std::min(point[4], noted / number));
  EXPECT_LT(expected, std::max(point[4], noted / number));
  still[spreads + 4] = -20;
  EXPECT_NEAR(pool.couple_at(still, 1)[4], point[4], 1e-9) << "couples that are all alike have one mean";
  still[spreads + 4] = 20;
  EXPECT_NEAR(pool.couple_at(still, 1)[4], noted / number, 1e-9) << "of couples far apart each has its own";
  EXPECT_DOUBLE_EQ(second[6], point[6]);  // a noise is everybody's
}

}  // namespace
}  // namespace concertina::rhythm

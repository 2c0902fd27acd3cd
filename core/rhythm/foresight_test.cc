#include "core/rhythm/foresight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/rhythm/sampler.h"
#include "core/rhythm/simulation.h"

namespace concertina::rhythm {
namespace {

constexpr int kDays = 60;
constexpr std::uint64_t kSeed = 3;

// Two who note every second day: so there is less to fit.
std::vector<Sight> diary(double days = kDays) {
  Law<double> law{};
  law.a = law.d = 0.7;
  law.rho = law.kappa = 0.3;
  law.noise = {1, 0, 1};
  law.error = {0.49, 0.49};
  Random random(5, 0);
  return simulate(law, Start{}, Habit{.days = days, .per_day = 0.5}, random);
}

// A posterior that is sure of these reactions.
std::vector<std::vector<double>> points(double r, double k, std::size_t futures = 3) {
  const double rate = std::log(0.7), error = std::log(0.7);
  return std::vector<std::vector<double>>(futures, {rate, rate, r, k, 0, 0, 0, 0, 0, error, error});
}

std::optional<int> weeks_of(Foresight foresight, std::size_t slice = 1'000'000) {
  while (foresight.advance(slice)) {
  }
  return foresight.weeks();
}

TEST(Foresight, AStrongCircleIsToldSoonerThanNone) {
  const auto sights = diary();
  const auto strong = weeks_of({sights, {}, kDays, points(1, 1), kSeed});
  const auto none = weeks_of({sights, {}, kDays, points(0.1, 0.1), kSeed});
  ASSERT_TRUE(strong.has_value());
  EXPECT_LT(*strong, none.value_or(kFarthestWeek + 1));
}

TEST(Foresight, TheSameSeedGivesTheSameWeekHoweverItIsSliced) {
  const auto sights = diary(20);
  const auto at_once = weeks_of({sights, {}, 28, points(1, 1), kSeed});
  EXPECT_EQ(at_once, weeks_of({sights, {}, 28, points(1, 1), kSeed}, 1));
}

TEST(Foresight, StoppedEarlyItTellsNoWeekAndItsProgressNeverFalls) {
  const auto sights = diary(20);
  Foresight foresight(sights, {}, 28, points(1, 1), kSeed);
  double before = 0;
  EXPECT_EQ(foresight.progress(), 0);
  while (foresight.advance(50)) {
    EXPECT_FALSE(foresight.weeks().has_value());
    EXPECT_GE(foresight.progress(), before);
    before = foresight.progress();
  }
  EXPECT_TRUE(foresight.done());
  EXPECT_EQ(foresight.progress(), 1);
}

TEST(Foresight, AFutureGoesOnAsTheyNoteNow) {
  auto sights = diary();
  std::erase_if(sights, [](const Sight& one) { return one.which == 1 && one.day < 40; });
  const Foresight foresight(sights, {}, kDays, points(0.5, 0.5), kSeed);
  const auto coming = foresight.diary_of(1, 16);
  ASSERT_GT(coming.size(), sights.size());
  // What was noted stays; what comes is in order, and within the time.
  EXPECT_TRUE(std::equal(sights.begin(), sights.end(), coming.begin(), [](const Sight& a, const Sight& b) {
    return a.day == b.day && a.value == b.value;
  }));
  double day = sights.back().day;
  int of_c = 0, of_s = 0;
  for (std::size_t at = sights.size(); at < coming.size(); ++at) {
    EXPECT_GE(coming[at].day, day);
    EXPECT_LE(std::abs(coming[at].value), kBound);
    day = coming[at].day;
    (coming[at].which == 0 ? of_c : of_s) += 1;
  }
  EXPECT_LE(day, sights.back().day + 112);
  EXPECT_GT(day, sights.back().day + 105);
  // The eight weeks before have 28 of c and 10 of s, and come twice.
  EXPECT_EQ(of_c, 56);
  EXPECT_EQ(of_s, 20);
  // A nearer look at the same future sees the same days.
  const auto nearer = foresight.diary_of(1, 4);
  for (std::size_t at = 0; at < nearer.size(); ++at) EXPECT_EQ(nearer[at].value, coming[at].value);
  EXPECT_NE(foresight.diary_of(2, 4).back().value, nearer.back().value);
}

TEST(Foresight, TheQuickFitSaysWhatTheSamplerSays) {
  const auto sights = diary();
  const Foresight foresight(sights, {}, kDays, points(0.9, 0.9), kSeed);
  const auto quick = foresight.judge(0, 4);
  EXPECT_GT(quick.ess, 100);
  const auto all = foresight.diary_of(0, 4);
  const Course course = course_of(all, {}, Start{});
  Circle circle(course, shipped_priors());
  Plan plan;
  plan.warmup = plan.draws = 300;
  const auto start = points(0.5, 0.5, plan.chains);
  std::vector<double> starts;
  for (const auto& one : start) starts.insert(starts.end(), one.begin(), one.end());
  Sampler sampler(circle, plan, starts);
  while (sampler.advance(10'000)) {
  }
  const double p = evidence_of(sampler.column(2), sampler.column(3)).p_circle;
  // Four standard errors of both: some 600 of the 1,200 draws count, and at least 100 of the quick fit's.
  EXPECT_NEAR(quick.p_circle, p, 4 * std::sqrt(p * (1 - p) * (1 / 600.0 + 1 / quick.ess)));
}

TEST(Foresight, OneSideAloneOrASingleNoteIsNoTrouble) {
  auto sights = diary(10);
  std::erase_if(sights, [](const Sight& one) { return one.which == 1; });
  EXPECT_FALSE(weeks_of({sights, {}, 28, points(0.1, 0.1, 1), kSeed}).has_value());
  const std::vector<Sight> one = {{3, 1, 0}};
  EXPECT_FALSE(weeks_of({one, {}, 28, points(0.1, 0.1, 1), kSeed}).has_value());
}

}  // namespace
}  // namespace concertina::rhythm

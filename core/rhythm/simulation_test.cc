#include "core/rhythm/simulation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace concertina::rhythm {
namespace {

Law<double> law_of(double a, double d, double rho, double kappa) {
  Law<double> out{};
  out.a = a;
  out.d = d;
  out.rho = rho;
  out.kappa = kappa;
  out.mu = {1.5, -0.5};
  out.noise = {1, 0.3, 0.64};
  out.error = {0.25, 0.49};
  return out;
}

// Both values of each moment.
std::vector<std::array<double, 2>> pairs_of(const std::vector<Sight>& sights) {
  std::vector<std::array<double, 2>> out;
  for (std::size_t at = 0; at + 1 < sights.size(); at += 2) {
    EXPECT_EQ(sights[at].day, sights[at + 1].day);
    out.push_back({sights[at].value, sights[at + 1].value});
  }
  return out;
}

// The mean of numbers that go together over some time, and its standard error from the means of a hundred
// stretches, each far longer than that time.
struct Mean {
  double value, error;
};
Mean mean_of(const std::vector<double>& numbers) {
  constexpr std::size_t kStretches = 100;
  const std::size_t each = numbers.size() / kStretches;
  double sum = 0, squares = 0;
  for (std::size_t stretch = 0; stretch < kStretches; ++stretch) {
    double part = 0;
    for (std::size_t at = 0; at < each; ++at) part += numbers[stretch * each + at];
    part /= static_cast<double>(each);
    sum += part;
    squares += part * part;
  }
  const double mean = sum / kStretches;
  return {mean, std::sqrt((squares / kStretches - mean * mean) / (kStretches - 1))};
}

using Square = std::array<std::array<double, 2>, 2>;
Square times(const Square& left, const Square& right) {
  Square out{};
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 2; ++j) out[i][j] = left[i][0] * right[0][j] + left[i][1] * right[1][j];
  }
  return out;
}

// exp(F days), by Taylor's series; for short times.
Square moved(const Law<double>& law, double days) {
  const Square drift = {{{-law.a * days, law.rho * days}, {law.kappa * days, -law.d * days}}};
  Square sum = {{{1, 0}, {0, 1}}};
  Square term = sum;
  for (int k = 1; k < 40; ++k) {
    term = times(term, drift);
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t j = 0; j < 2; ++j) sum[i][j] += term[i][j] /= k;
    }
  }
  return sum;
}

// The stationary covariance: F P + P F' + N = 0, solved by hand for the covariance of both.
Square stationary(const Law<double>& law) {
  const double both =
      (law.noise[1] + law.kappa * law.noise[0] / (2 * law.a) + law.rho * law.noise[2] / (2 * law.d)) /
      (law.a + law.d - law.kappa * law.rho / law.a - law.rho * law.kappa / law.d);
  return {{{(law.noise[0] + 2 * law.rho * both) / (2 * law.a), both},
           {both, (law.noise[2] + 2 * law.kappa * both) / (2 * law.d)}}};
}

TEST(Simulation, ALongDiaryHasTheMomentsOfTheStationaryLaw) {
  for (const Law<double>& law : {law_of(0.7, 0.5, 0.6, 0.3), law_of(0.4, 0.9, 0.8, -0.7)}) {
    const Square cov = stationary(law);
    Start start;
    start.cov = {cov[0][0], cov[0][1], cov[1][1]};
    Habit habit;
    habit.days = 40'000;
    habit.per_day = 2;
    Random random(1, 0);
    const auto pairs = pairs_of(simulate(law, start, habit, random));
    ASSERT_EQ(80'000u, pairs.size());
    for (std::size_t i = 0; i < 2; ++i) {
      std::vector<double> values;
      for (const auto& pair : pairs) values.push_back(pair[i]);
      const Mean mean = mean_of(values);
      EXPECT_NEAR(law.mu[i], mean.value, 4 * mean.error) << "mean " << i;
    }
    // The covariance of the later i with the earlier j is that of exp(F lag) P, and at no lag the error's
    // too.
    for (const std::size_t lag : {0u, 1u, 3u}) {
      const Square want = times(moved(law, 0.5 * static_cast<double>(lag)), cov);
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
          std::vector<double> products;
          for (std::size_t at = lag; at < pairs.size(); ++at) {
            products.push_back((pairs[at][i] - law.mu[i]) * (pairs[at - lag][j] - law.mu[j]));
          }
          const Mean mean = mean_of(products);
          EXPECT_NEAR(want[i][j] + (lag == 0 && i == j ? law.error[i] : 0), mean.value, 4 * mean.error)
              << "lag " << lag << ", " << i << " on " << j;
        }
      }
    }
  }
}

// At the law that made the diary the likelihood's gradient has mean 0: so says every formula of one beside
// the other, at moments of their own and with holes.
TEST(Simulation, TheLikelihoodLeansToNoSideOfTheLawThatMadeTheDiary) {
  const Law<double> law = law_of(0.8, 0.5, 0.4, 0.7);
  Habit habit;
  habit.days = 30;
  habit.jitter = 0.4;
  habit.missing = 0.3;
  constexpr int kDiaries = 2000;
  std::array<double, 11> sum{}, squares{};
  Random random(2, 0);
  for (int diary = 0; diary < kDiaries; ++diary) {
    const Course course = course_of(simulate(law, {}, habit, random), {}, {});
    Law<double> slope;
    ASSERT_TRUE(std::isfinite(Filter<double>(course).run(law, &slope)));
    const std::array<double, 11> by = {slope.a,        slope.d,        slope.rho,      slope.kappa,
                                       slope.mu[0],    slope.mu[1],    slope.noise[0], slope.noise[1],
                                       slope.noise[2], slope.error[0], slope.error[1]};
    for (std::size_t part = 0; part < by.size(); ++part) {
      sum[part] += by[part];
      squares[part] += by[part] * by[part];
    }
  }
  for (std::size_t part = 0; part < sum.size(); ++part) {
    const double mean = sum[part] / kDiaries;
    const double error = std::sqrt((squares[part] / kDiaries - mean * mean) / (kDiaries - 1));
    EXPECT_NEAR(0, mean, 4 * error) << "part " << part;
  }
}

TEST(Simulation, ACircleThatFeedsItselfGrowsAsItsRootSays) {
  Law<double> law = law_of(0.7, 0.5, 0.9, 0.8);
  law.mu = {0, 0};
  law.noise = {0, 0, 0};
  law.error = {0, 0};
  Start start;
  start.mean = {1, 0.5};
  start.cov = {0, 0, 0};
  Habit habit;
  habit.days = 60;
  Random random(3, 0);
  const auto pairs = pairs_of(simulate(law, start, habit, random));
  const double root = -0.6 + std::sqrt(0.01 + 0.72);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(root, std::log(pairs[59][i] / pairs[58][i]), 1e-12);
}

TEST(Simulation, TheSameSeedGivesTheSameDiary) {
  const Law<double> law = law_of(0.7, 0.5, 0.6, 0.3);
  Habit habit;
  habit.jitter = 0.2;
  habit.missing = 0.1;
  habit.weather_sd = 1;
  const auto diary = [&](std::uint64_t seed) {
    Random random(seed, 0);
    std::vector<double> out;
    for (const Sight& sight : simulate(law, {}, habit, random)) {
      out.insert(out.end(), {sight.day, sight.value, static_cast<double>(sight.which)});
    }
    return out;
  };
  EXPECT_EQ(diary(4), diary(4));
  EXPECT_NE(diary(4), diary(5));
}

TEST(Simulation, EachKeepsTheirOwnTimesAndLeavesOutTheirOwnShare) {
  Habit habit;
  habit.days = 3000;
  habit.per_day = 3;
  habit.jitter = 1.0 / 6;
  habit.missing = 0.25;
  Random random(6, 0);
  const auto sights = simulate(law_of(0.7, 0.5, 0, 0), {}, habit, random);
  const double error = std::sqrt(18'000 * 0.25 * 0.75);
  EXPECT_NEAR(13'500, static_cast<double>(sights.size()), 4 * error);
  std::map<double, int> at_once;
  double last = 0;
  for (const Sight& sight : sights) {
    EXPECT_GE(sight.day, last) << "in order of time";
    last = sight.day;
    EXPECT_LE(sight.day, 3000);
    EXPECT_EQ(1, ++at_once[sight.day]) << "both at one moment";
  }
  habit.days = 10;
  habit.per_day = 0.7;
  EXPECT_EQ(7, moments_of(habit));
  habit.missing = 1;
  EXPECT_TRUE(simulate(law_of(0.7, 0.5, 0, 0), {}, habit, random).empty());
}

TEST(Simulation, WholeNumbersWithinBoundsAreJustThat) {
  Habit habit;
  habit.days = 200;
  habit.whole = habit.bounded = true;
  Start start;
  start.cov = {400, 0, 400};
  Random random(7, 0);
  bool at_bound = false;
  for (int diary = 0; diary < 10; ++diary) {
    for (const Sight& sight : simulate(law_of(0.7, 0.5, 0, 0), start, habit, random)) {
      EXPECT_EQ(std::round(sight.value), sight.value);
      EXPECT_LE(std::abs(sight.value), 10);
      at_bound = at_bound || std::abs(sight.value) == 10;
    }
  }
  EXPECT_TRUE(at_bound);
}

TEST(Simulation, WeatherMovesBothAlikeAndForgetsAtItsRate) {
  Law<double> law = law_of(0.7, 0.5, 0, 0);
  law.noise = {0, 0, 0};
  law.error = {0, 0};
  Start start;
  start.cov = {0, 0, 0};
  Habit habit;
  habit.days = 100'000;
  habit.weather_sd = 1.5;
  habit.weather_rate = 0.2;
  Random random(8, 0);
  std::vector<double> squares, products;
  double before = 0;
  for (const auto& pair : pairs_of(simulate(law, start, habit, random))) {
    const double weather = pair[0] - law.mu[0];
    EXPECT_NEAR(weather, pair[1] - law.mu[1], 1e-12);
    squares.push_back(weather * weather);
    if (squares.size() > 1) products.push_back(weather * before);
    before = weather;
  }
  const Mean variance = mean_of(squares), lagged = mean_of(products);
  EXPECT_NEAR(2.25, variance.value, 4 * variance.error);
  EXPECT_NEAR(2.25 * std::exp(-0.2), lagged.value, 4 * lagged.error);
}

// Without noise the days are the law's own: what was pushed, moved on by exp(F t).
TEST(Simulation, APushMovesBothFromItsMomentOnAndBeforeASightOfThatMoment) {
  Law<double> law = law_of(0.7, 0.9, 0.3, -0.4);
  law.mu = {0, 0};
  law.noise = {0, 0, 0};
  law.error = {0, 0};
  law.effect[2] = {-1, 0.5};
  Random random(3, 0);
  const std::vector<Push> pushes = {{0.25, 2, 2}, {1.5, 1, 2}, {9, 5, 2}};
  const auto seen =
      pairs_of(simulate(law, {.mean = {0, 0}, .cov = {0, 0, 0}}, Habit{.days = 3}, random, pushes));
  ASSERT_EQ(seen.size(), 3u);
  const auto after = [&](double days, double dose) {
    const Square by = moved(law, days);
    return std::array{dose * (-by[0][0] + 0.5 * by[0][1]), dose * (-by[1][0] + 0.5 * by[1][1])};
  };
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(seen[0][i], after(0.25, 2)[i], 1e-12);
    EXPECT_NEAR(seen[1][i], after(1.25, 2)[i] + after(0, 1)[i], 1e-12);
    EXPECT_NEAR(seen[2][i], after(2.25, 2)[i] + after(1, 1)[i], 1e-12);
  }
}

}  // namespace
}  // namespace concertina::rhythm

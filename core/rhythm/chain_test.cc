// The sampler draws from what it is given, the same for a seed however it is driven, and says where it can't.
#include "core/rhythm/chain.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "core/rhythm/diagnosis.h"
#include "core/rhythm/sampler.h"
#include "core/rhythm/test_density.h"

namespace concertina::rhythm::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Numbers = std::vector<double>;

// Neighbours have correlation `rho`, those k apart rho^k; all variances 1.
struct Row : PlainDensity {
  Row(std::size_t size, double correlation) : PlainDensity(size), rho(correlation) {}
  double one(const double* at, double* slope) const override {
    double value = -0.5 * at[0] * at[0];
    slope[0] = -at[0];
    for (std::size_t i = 1; i < size(); ++i) {
      const double rest = at[i] - rho * at[i - 1];
      value -= 0.5 * rest * rest / (1 - rho * rho);
      slope[i] = -rest / (1 - rho * rho);
      slope[i - 1] += rho * rest / (1 - rho * rho);
    }
    return value;
  }
  double rho;
};

// Neal's funnel: the first number is the log variance of the others.
struct Funnel : PlainDensity {
  Funnel() : PlainDensity(10) {}
  double one(const double* at, double* slope) const override {
    double value = -at[0] * at[0] / 18;
    slope[0] = -at[0] / 9;
    for (std::size_t i = 1; i < size(); ++i) {
      const double square = at[i] * at[i] * std::exp(-at[0]);
      value -= 0.5 * (at[0] + square);
      slope[0] += 0.5 * (square - 1);
      slope[i] = -at[i] * std::exp(-at[0]);
    }
    return value;
  }
};

// Not a normal: -(x² + y²)/2 - x⁴/4 - x²y²/2, and a third number that leans on both.
struct Bent : PlainDensity {
  Bent() : PlainDensity(3) {}
  double one(const double* at, double* slope) const override {
    const double x = at[0], y = at[1], lean = at[2] - std::sin(x) * y;
    slope[0] = -x - x * x * x - x * y * y + lean * std::cos(x) * y;
    slope[1] = -y - x * x * y + lean * std::sin(x);
    slope[2] = -lean;
    return -0.5 * (x * x + y * y + x * x * y * y + lean * lean) - 0.25 * x * x * x * x;
  }
};

// exp(-x) for x > 0, nothing below.
struct Edge : PlainDensity {
  Edge() : PlainDensity(1) {}
  double one(const double* at, double* slope) const override {
    if (!(at[0] > 0)) return kNaN;
    slope[0] = -1;
    return -at[0];
  }
};

struct Constant : PlainDensity {
  explicit Constant(double of) : PlainDensity(2), value(of) {}
  double one(const double*, double* slope) const override {
    slope[0] = slope[1] = 0;
    return value;
  }
  double value;
};

Metric slanted() {
  Scatter points(3, Shape::dense);
  Random random(3, 0);
  for (int i = 0; i < 50; ++i) {
    const double x = random.normal();
    const Numbers point{x, 0.5 * x + random.normal(), 2 * random.normal() - x};
    points.add(point.data());
  }
  Metric out(3, Shape::dense);
  EXPECT_TRUE(out.fit(points));
  return out;
}

void follow(const Bent& bent, Phase& phase, const Metric& metric, double step, int steps) {
  Numbers slope(3), velocity(3);
  for (int i = 0; i < steps; ++i) {
    leap(phase, metric, step, velocity);
    const double value = bent.one(phase.at.data(), slope.data());
    land(phase, step, value, slope.data());
  }
}

Phase phase_of(const Bent& bent, const Numbers& at, const Numbers& momentum) {
  Phase out(3);
  out.at = at;
  out.momentum = momentum;
  out.value = bent.one(out.at.data(), out.slope.data());
  return out;
}

TEST(LeapfrogTest, GoesBackTheWayItCame) {
  const Bent bent;
  const Metric metric = slanted();
  const Phase start = phase_of(bent, {0.3, -0.8, 0.5}, {1, 0.4, -0.7});
  Phase phase = start;
  follow(bent, phase, metric, 0.1, 200);
  EXPECT_GT(std::abs(phase.at[0] - start.at[0]), 0.01);
  follow(bent, phase, metric, -0.1, 200);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(phase.at[i], start.at[i], 1e-9);
    EXPECT_NEAR(phase.momentum[i], start.momentum[i], 1e-9);
  }
}

TEST(LeapfrogTest, KeepsVolumeAndNearlyTheEnergy) {
  const Bent bent;
  const Metric metric = slanted();
  const Numbers start{0.3, -0.8, 0.5, 1, 0.4, -0.7};
  const auto moved = [&](const Numbers& from) {
    Phase phase = phase_of(bent, {from[0], from[1], from[2]}, {from[3], from[4], from[5]});
    follow(bent, phase, metric, 0.3, 5);
    return Numbers{phase.at[0],       phase.at[1],       phase.at[2],
                   phase.momentum[0], phase.momentum[1], phase.momentum[2]};
  };
  // The determinant of the map's derivative, by differences and elimination.
  double matrix[6][6];
  for (std::size_t j = 0; j < 6; ++j) {
    Numbers above = start, below = start;
    above[j] += 1e-5;
    below[j] -= 1e-5;
    const Numbers high = moved(above), low = moved(below);
    for (std::size_t i = 0; i < 6; ++i) matrix[i][j] = (high[i] - low[i]) / 2e-5;
  }
  double determinant = 1;
  for (std::size_t k = 0; k < 6; ++k) {
    std::size_t top = k;
    for (std::size_t i = k; i < 6; ++i) {
      if (std::abs(matrix[i][k]) > std::abs(matrix[top][k])) top = i;
    }
    if (top != k) std::swap(matrix[top], matrix[k]), determinant = -determinant;
    determinant *= matrix[k][k];
    for (std::size_t i = k + 1; i < 6; ++i) {
      for (std::size_t j = 5; j + 1 > k; --j) matrix[i][j] -= matrix[i][k] / matrix[k][k] * matrix[k][j];
    }
  }
  EXPECT_NEAR(determinant, 1, 1e-6);

  Numbers velocity(3);
  Phase phase = phase_of(bent, {0.3, -0.8, 0.5}, {1, 0.4, -0.7});
  const double before = weigh(phase, metric, velocity);
  follow(bent, phase, metric, 0.01, 1000);
  EXPECT_NEAR(weigh(phase, metric, velocity), before, 1e-3);
}

void expect_moments(const Sampler& sampler, std::size_t number, double mean, double sd) {
  const Diagnosis seen = diagnose(sampler.column(number), sampler.chains());
  EXPECT_NEAR(seen.mean, mean, 4 * seen.mcse_mean) << number;
  EXPECT_NEAR(seen.sd, sd, 4 * seen.mcse_sd) << number;
  EXPECT_LT(seen.rhat, 1.01) << number;
}

TEST(SamplerTest, ANormalWithNarrowWaysIsDrawnFrom) {
  for (const Shape shape : {Shape::dense, Shape::diagonal}) {
    Row row(10, 0.99);
    Sampler sampler(row, {.draws = 4000, .seed = 1, .metric = shape});
    while (sampler.advance(1000)) {
    }
    ASSERT_EQ(sampler.count(), 4000u);
    EXPECT_EQ(sampler.state(), Chain::State::finished);
    EXPECT_EQ(sampler.divergent(), 0u);
    EXPECT_EQ(sampler.progress(), 1);
    for (std::size_t i = 0; i < 10; ++i) expect_moments(sampler, i, 0, 1);
    // The ways across: sums and differences of neighbours.
    for (std::size_t i = 1; i < 10; ++i) {
      Numbers across = sampler.column(i), before = sampler.column(i - 1);
      for (std::size_t k = 0; k < across.size(); ++k) across[k] -= before[k];
      const Diagnosis seen = diagnose(across, sampler.chains());
      EXPECT_NEAR(seen.mean, 0, 4 * seen.mcse_mean);
      EXPECT_NEAR(seen.sd, std::sqrt(2 * (1 - 0.99)), 4 * seen.mcse_sd);
    }
  }
}

// The moments of the bent density by adding up over a grid; the third number has mean sin(x)·y given the
// others.
TEST(SamplerTest, ABentDensityIsDrawnFrom) {
  double mass = 0, xx = 0, yy = 0, zz = 0;
  for (double x = -6; x < 6; x += 0.02) {
    for (double y = -8; y < 8; y += 0.02) {
      const double density = std::exp(-0.5 * (x * x + y * y + x * x * y * y) - 0.25 * x * x * x * x);
      mass += density;
      xx += density * x * x;
      yy += density * y * y;
      zz += density * (1 + std::pow(std::sin(x) * y, 2));
    }
  }
  Bent bent;
  Sampler sampler(bent, {.draws = 10'000, .seed = 2});
  while (sampler.advance(1000)) {
  }
  expect_moments(sampler, 0, 0, std::sqrt(xx / mass));
  expect_moments(sampler, 1, 0, std::sqrt(yy / mass));
  expect_moments(sampler, 2, 0, std::sqrt(zz / mass));
}

TEST(SamplerTest, WhatLiesOutsideIsNeverDrawnAndTheRestStaysRight) {
  Edge edge;
  Sampler sampler(edge, {.draws = 10'000, .seed = 3});
  while (sampler.advance(1000)) {
  }
  for (const double one : sampler.column(0)) ASSERT_GT(one, 0);
  expect_moments(sampler, 0, 1, 1);
}

TEST(SamplerTest, TheSameSeedGivesTheSameDraws) {
  Bent bent;
  const auto run = [&](std::uint64_t seed, std::size_t slice) {
    Sampler sampler(bent, {.warmup = 200, .draws = 100, .seed = seed});
    while (sampler.advance(slice)) {
    }
    return sampler.column(0);
  };
  const Numbers first = run(9, 1'000'000);
  EXPECT_EQ(run(9, 7), first);
  EXPECT_EQ(run(9, 1), first);
  EXPECT_NE(run(10, 1'000'000), first);
}

TEST(SamplerTest, ChainsRunAloneDrawWhatTheyDrawTogether) {
  Funnel funnel;
  const Plan plan{.chains = 5, .warmup = 150, .draws = 150, .seed = 4};
  Sampler together(funnel, plan);
  while (together.advance(1000)) {
  }
  std::size_t points = 0;
  for (std::size_t stream = 0; stream < plan.chains; ++stream) {
    Chain chain(10, plan, stream);
    Numbers slope(10);
    std::uint32_t since = 0;  // points since the last draw
    while (chain.state() == Chain::State::running) {
      ++points;
      ++since;
      if (!chain.take(funnel.one(chain.wanted().data(), slope.data()), slope.data())) continue;
      const std::uint32_t steps = std::exchange(since, 0u);
      if (chain.made() <= plan.warmup) continue;
      const std::size_t index = chain.made() - plan.warmup - 1;
      const Transition& seen = together.transition(stream, index);
      ASSERT_TRUE(std::ranges::equal(chain.draw().at, together.draw(stream, index)));
      ASSERT_EQ(chain.transition().value, seen.value);
      ASSERT_EQ(chain.transition().acceptance, seen.acceptance);
      ASSERT_EQ(steps, seen.steps);
    }
  }
  EXPECT_EQ(together.points(), points);
  EXPECT_LT(together.looks(), points);
}

TEST(SamplerTest, AFunnelGivesItselfAwayByDivergences) {
  Funnel funnel;
  Sampler sampler(funnel, {.seed = 5});
  while (sampler.advance(1000)) {
  }
  EXPECT_EQ(sampler.count(), 1000u);
  EXPECT_GT(sampler.divergent(), 10u);
}

TEST(SamplerTest, TransitionsTellHowTheyWent) {
  Row row(3, 0.999);
  const Plan plan{.warmup = 100, .draws = 300, .seed = 6, .metric = Shape::diagonal, .deepest = 4};
  Sampler sampler(row, plan);
  while (sampler.advance(1000)) {
  }
  Numbers slope(3);
  std::size_t deepest = 0;
  double acceptance = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    const Transition& seen = sampler.transition(0, i);
    EXPECT_EQ(seen.value, row.one(sampler.draw(0, i).data(), slope.data()));
    EXPECT_LE(seen.acceptance, 1);
    acceptance += seen.acceptance / 300;
    ASSERT_LE(seen.depth, 4);
    EXPECT_GE(seen.steps, std::max(1u, (1u << seen.depth) - 1));
    EXPECT_LE(seen.steps, 15u);
    deepest += seen.depth == 4;
  }
  // The way through is longer than 15 steps: often no U-turn comes before.
  EXPECT_GT(deepest, 75u);
  EXPECT_NEAR(acceptance, plan.target, 0.15);
}

TEST(SamplerTest, ADensityThatIsNowhereFiniteIsNamed) {
  for (const double value :
       {kNaN, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}) {
    Constant nowhere(value);
    Sampler sampler(nowhere, {.chains = 2});
    while (sampler.advance(1)) {
    }
    EXPECT_EQ(sampler.state(), Chain::State::no_start);
    EXPECT_EQ(sampler.looks(), 100u);
    EXPECT_EQ(sampler.count(), 0u);
    EXPECT_LT(sampler.progress(), 1);
  }
}

TEST(SamplerTest, AGivenStartIsTakenOrRefused) {
  Edge edge;
  const Numbers good{1, 2}, bad{1, -1};
  Sampler starts(edge, {.chains = 2, .warmup = 50, .draws = 50}, good);
  while (starts.advance(100)) {
  }
  EXPECT_EQ(starts.count(), 50u);
  Sampler refused(edge, {.chains = 2}, bad);
  EXPECT_FALSE(refused.advance(100));
  EXPECT_EQ(refused.state(), Chain::State::no_start);
  EXPECT_EQ(refused.looks(), 1u);
  // Far from where the density is: the chain finds its way.
  Row row(2, 0.5);
  const Numbers far{1000, -1000};
  Sampler way(row, {.chains = 1, .draws = 4000, .seed = 7}, far);
  while (way.advance(1000)) {
  }
  expect_moments(way, 0, 0, 1);
}

TEST(SamplerTest, ADensityWithoutEndIsNamed) {
  Constant level(0);
  Sampler sampler(level, {});
  while (sampler.advance(100)) {
  }
  EXPECT_EQ(sampler.state(), Chain::State::no_step);
}

TEST(SamplerTest, StoppedAtAnyLookItKeepsTheDrawsSoFar) {
  Bent bent;
  const Plan plan{.chains = 3, .warmup = 30, .draws = 20, .seed = 8};
  Sampler whole(bent, plan);
  while (whole.advance(1000)) {
  }
  double progress = 0;
  std::size_t kept = 0;
  for (std::size_t looks = 0; looks <= whole.looks(); ++looks) {
    Sampler stopped(bent, plan);
    EXPECT_EQ(stopped.advance(looks), looks < whole.looks());
    EXPECT_EQ(stopped.looks(), looks);
    EXPECT_GE(stopped.progress(), progress);
    progress = stopped.progress();
    ASSERT_GE(stopped.count(), kept);
    kept = stopped.count();
    for (std::size_t chain = 0; chain < 3; ++chain) {
      ASSERT_LE(kept, stopped.count(chain));
      for (std::size_t i = 0; i < stopped.count(chain); ++i) {
        ASSERT_TRUE(std::ranges::equal(stopped.draw(chain, i), whole.draw(chain, i)));
      }
    }
    ASSERT_EQ(stopped.column(1).size(), 3 * kept);
  }
  EXPECT_EQ(progress, 1);
  EXPECT_EQ(kept, 20u);
}

TEST(SamplerTest, AnEmptyPlanIsDoneAtOnce) {
  Bent bent;
  Sampler nothing(bent, {.warmup = 0, .draws = 0});
  EXPECT_FALSE(nothing.advance(10));
  EXPECT_EQ(nothing.looks(), 0u);
  EXPECT_EQ(nothing.progress(), 1);
  Sampler nobody(bent, {.chains = 0});
  EXPECT_FALSE(nobody.advance(10));
  EXPECT_EQ(nobody.column(0).size(), 0u);
  Sampler untaught(bent, {.warmup = 0, .draws = 10});
  while (untaught.advance(10)) {
  }
  EXPECT_EQ(untaught.count(), 10u);
}

}  // namespace
}  // namespace concertina::rhythm::test

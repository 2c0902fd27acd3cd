// R-hat, effective sample sizes and standard errors say what is known of sequences made to measure.
#include "core/rhythm/diagnosis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/rhythm/random.h"

namespace concertina::rhythm {
namespace {

constexpr std::size_t kChains = 4;

// Chains of an autoregression with mean 0 and sd 1: each draw is phi times the one before, and something new.
std::vector<double> chains_of(double phi, std::size_t length, std::uint64_t seed) {
  std::vector<double> out;
  for (std::size_t chain = 0; chain < kChains; ++chain) {
    Random random(seed, chain);
    double last = random.normal();
    for (std::size_t i = 0; i < length; ++i) {
      out.push_back(last);
      last = phi * last + std::sqrt(1 - phi * phi) * random.normal();
    }
  }
  return out;
}

TEST(DiagnosisTest, IndependentDrawsCountInFull) {
  const Diagnosis seen = diagnose(chains_of(0, 5000, 1), kChains);
  EXPECT_NEAR(seen.bulk_ess, 20'000, 1500);
  EXPECT_NEAR(seen.tail_ess, 20'000, 1500);
  EXPECT_NEAR(seen.rhat, 1, 0.001);
  EXPECT_NEAR(seen.mean, 0, 4 / std::sqrt(20'000));
  EXPECT_NEAR(seen.sd, 1, 4 / std::sqrt(40'000));
  EXPECT_NEAR(seen.mcse_mean * std::sqrt(20'000), 1, 0.05);
  EXPECT_NEAR(seen.mcse_sd * std::sqrt(40'000), 1, 0.05);
}

TEST(DiagnosisTest, DrawsThatFollowEachOtherCountLess) {
  for (const double phi : {-0.3, 0.5, 0.9}) {
    const Diagnosis seen = diagnose(chains_of(phi, 5000, 2), kChains);
    const double expected = 20'000 * (1 - phi) / (1 + phi);
    EXPECT_NEAR(seen.bulk_ess / expected, 1, 0.15) << phi;
    EXPECT_NEAR(seen.mcse_mean * std::sqrt(expected), 1, 0.08) << phi;
    // The squares of such a sequence follow each other with phi squared.
    const double squares = 20'000 * (1 - phi * phi) / (1 + phi * phi);
    EXPECT_NEAR(seen.mcse_sd * std::sqrt(2 * squares), 1, 0.1) << phi;
  }
}

TEST(DiagnosisTest, TheErrorOfMeanAndSdIsWhatManyRunsShow) {
  constexpr int kRuns = 400;
  double mean = 0, sd = 0, mcse_mean = 0, mcse_sd = 0;
  for (int run = 0; run < kRuns; ++run) {
    const Diagnosis seen = diagnose(chains_of(0.6, 500, 1000 + static_cast<std::uint64_t>(run)), kChains);
    mean += seen.mean * seen.mean / kRuns;
    sd += (seen.sd - 1) * (seen.sd - 1) / kRuns;
    mcse_mean += seen.mcse_mean * seen.mcse_mean / kRuns;
    mcse_sd += seen.mcse_sd * seen.mcse_sd / kRuns;
  }
  // A variance out of 400 runs is known to sqrt(2/400) = 7 %; four times that.
  EXPECT_NEAR(mean / mcse_mean, 1, 0.28);
  EXPECT_NEAR(sd / mcse_sd, 1, 0.28);
}

TEST(DiagnosisTest, ChainsThatDisagreeAreSeen) {
  std::vector<double> place = chains_of(0, 1000, 3), width = place, drift = place, still = place;
  for (std::size_t i = 0; i < 1000; ++i) {
    place[i] += 0.5;                                 // one chain lies elsewhere
    width[i] *= 2;                                   // one is wider
    drift[i] += 0.002 * static_cast<double>(i) - 1;  // one wanders: its halves disagree
  }
  EXPECT_LT(diagnose(still, kChains).rhat, 1.005);
  EXPECT_GT(diagnose(place, kChains).rhat, 1.01);
  EXPECT_GT(diagnose(width, kChains).rhat, 1.01);
  EXPECT_GT(diagnose(drift, kChains).rhat, 1.01);
  EXPECT_LT(diagnose(place, kChains).bulk_ess, 400);
  const std::vector<double> alone(drift.begin(), drift.begin() + 1000);
  EXPECT_GT(diagnose(alone, 1).rhat, 1.01);
}

// Ranks alone count, so draws without moments are judged like any others.
TEST(DiagnosisTest, HeavyTailsDoNotBlindIt) {
  std::vector<double> draws = chains_of(0.5, 2000, 4), cauchy = draws;
  for (double& one : cauchy) one = std::tan(3.14159265358979 * (0.5 * std::erfc(-one / std::sqrt(2)) - 0.5));
  const Diagnosis plain = diagnose(draws, kChains), heavy = diagnose(cauchy, kChains);
  EXPECT_NEAR(heavy.rhat, plain.rhat, 1e-9);
  EXPECT_NEAR(heavy.bulk_ess, plain.bulk_ess, 1e-6 * plain.bulk_ess);
  EXPECT_NEAR(heavy.tail_ess, plain.tail_ess, 1e-6 * plain.tail_ess);
}

// Worked by hand from the formulas: halves (1, 4) and (2, 3) of the one chain, whose means agree.
TEST(DiagnosisTest, AWorkedExample) {
  const std::vector<double> draws{1, 4, 2, 3};
  const Diagnosis seen = diagnose(draws, 1);
  EXPECT_DOUBLE_EQ(seen.mean, 2.5);
  EXPECT_DOUBLE_EQ(seen.sd, std::sqrt(5.0 / 3));
  // Within: (4.5 + 0.5) / 2 = 2.5; all: 1.25. At lag 1 the products sum to -2.25 - 0.25 = -2.5, over 4 draws
  // -0.625; the correlation 1 - (2.5 + 0.625) / 1.25 = -1.5. The first pair is negative: nothing but lag 0
  // counts, and the bound 1 / log10(4) holds.
  EXPECT_DOUBLE_EQ(seen.mcse_mean, seen.sd / std::sqrt(4 * std::log10(4)));
  // By ranks: the normal quantiles of 0.625 and 2.625 in 4.25, with their opposites.
  const double outer = normal_quantile(0.625 / 4.25), inner = normal_quantile(1.625 / 4.25);
  EXPECT_NEAR(outer, -1.049131, 1e-6);
  EXPECT_NEAR(inner, -0.299307, 1e-6);
  // Folded: 1.5 1.5 | 0.5 0.5. The halves lie apart, and there is nothing within them.
  EXPECT_EQ(seen.rhat, std::numeric_limits<double>::infinity());
}

TEST(DiagnosisTest, WhatCannotBeToldIsNotANumber) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const auto check = [](std::vector<double> draws, std::size_t chains, bool has_mean) {
    const Diagnosis seen = diagnose(draws, chains);
    EXPECT_EQ(std::isnan(seen.mean), !has_mean);
    for (const double one : {seen.rhat, seen.bulk_ess, seen.tail_ess, seen.mcse_mean, seen.mcse_sd}) {
      EXPECT_TRUE(std::isnan(one));
    }
  };
  check({}, 4, false);
  check({1}, 1, true);
  check({1, 2, 3}, 1, true);
  check({1, 2, 3, 4, 5, 6}, 2, true);
  check(std::vector<double>(100, 0.1), 2, true);
  check({1, 2, kNaN, 4, 5, 6, 7, 8}, 1, false);
  check({1, 2, std::numeric_limits<double>::infinity(), 4, 5, 6, 7, 8}, 1, false);
}

// Two values, one chain stuck, an odd number: all of it is judged without harm.
TEST(DiagnosisTest, OddDrawsAreJudged) {
  std::vector<double> coin = chains_of(0, 1001, 5);
  for (double& one : coin) one = one > 0 ? 1 : 0;
  const Diagnosis seen = diagnose(coin, kChains);
  EXPECT_LT(seen.rhat, 1.01);
  EXPECT_NEAR(seen.bulk_ess, 4000, 500);
  std::vector<double> stuck = chains_of(0, 1000, 6);
  std::fill_n(stuck.begin(), 1000, 0.3);
  EXPECT_GT(diagnose(stuck, kChains).rhat, 1.01);
  std::vector<double> frozen;
  for (std::size_t i = 0; i < 400; ++i) frozen.push_back(static_cast<double>(i / 100));
  EXPECT_GT(diagnose(frozen, kChains).rhat, 1e6);  // nothing within the chains but rounding
}

TEST(QuantileTest, LiesBetweenTheTwoNextToIt) {
  const std::vector<double> sorted{1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 8);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.05), 1.15);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.95), 7.4);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(QuantileTest, OfTheNormalLawIsItsInverse) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-15);
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-13);
  for (double x = -30; x < 6; x += 0.37) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2));
    // Near 1 what is left of p limits it.
    EXPECT_NEAR(normal_quantile(p), x, 1e-13 * (1 + std::abs(x)) + 4e-16 / std::exp(-0.5 * x * x) * (x > 0));
  }
}

}  // namespace
}  // namespace concertina::rhythm

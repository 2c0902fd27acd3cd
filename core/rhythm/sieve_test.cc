#include "core/rhythm/sieve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/rhythm/test_density.h"

namespace concertina::rhythm {
namespace {

// Two numbers, each the logarithm of a gamma's of shape 3: skewed, with mean digamma(3) and variance
// trigamma(3).
class LogGamma : public test::PlainDensity {
 public:
  LogGamma() : PlainDensity(2) {}
  double one(const double* at, double* slope) const override {
    double value = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      slope[i] = 3 - std::exp(at[i]);
      value += 3 * at[i] - std::exp(at[i]);
    }
    return value;
  }
};
constexpr double kMean = 0.92278433509846714, kVariance = 0.39493406684822644;

class Nowhere : public test::PlainDensity {
 public:
  Nowhere() : PlainDensity(1) {}
  double one(const double*, double* slope) const override { return slope[0] = 0, -HUGE_VAL; }
};

Sieve sifted(Density& density, const Spread& spread, const std::vector<double>& centre,
             const std::vector<double>& covariance) {
  Sieve out(density, spread, centre, covariance);
  while (out.advance() > 0) {
  }
  return out;
}

double mean_of(const std::vector<double>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

TEST(Sieve, TheDrawsHaveMeanVarianceAndTailOfTheDensity) {
  LogGamma density;
  const Spread spread(2, Random(1, 0));
  // From a first round that is far off, as from one that is near.
  for (const double off : {0.0, 1.5}) {
    const Sieve sieve = sifted(density, spread, {kMean + off, kMean - off}, {0.4, 0, 0, 0.4});
    ASSERT_GT(sieve.ess(), 0.5 * kSifted);
    ASSERT_LE(sieve.ess(), kSifted);
    const double error = 4 / std::sqrt(sieve.ess());  // four standard errors, of what has a variance of 1
    for (std::size_t number = 0; number < 2; ++number) {
      std::vector<double> draws = sieve.column(number);
      ASSERT_EQ(draws.size(), kSifted);
      EXPECT_NEAR(mean_of(draws), kMean, error * std::sqrt(kVariance));
      const double below = static_cast<double>(std::ranges::count_if(
                               draws,
                               [](double one) {
                                 return one < 0;  // a gamma of shape 3 is below 1: 1 - 2.5 / e
                               })) /
                           kSifted;
      const double p = 1 - 2.5 / std::exp(1.0);
      EXPECT_NEAR(below, p, error * std::sqrt(p * (1 - p)));
      for (double& one : draws) one = (one - kMean) * (one - kMean);
      // The square of what is so skewed has a kurtosis of 4 at most.
      EXPECT_NEAR(mean_of(draws), kVariance, error * std::sqrt(3.0) * kVariance);
    }
  }
}

TEST(Sieve, WhereThereIsNoDensityNothingIsTold) {
  Nowhere nowhere;
  const Spread spread(1, Random(1, 0));
  EXPECT_EQ(sifted(nowhere, spread, {0}, {1}).ess(), 0);
  LogGamma density;
  const Spread wide(2, Random(1, 0));
  EXPECT_EQ(sifted(density, wide, {0, 0}, {1, 2, 2, 1}).ess(), 0) << "no covariance to begin with";
}

}  // namespace
}  // namespace concertina::rhythm

// The numbers of a seed are the same everywhere, and behave like chance.
#include "core/rhythm/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace concertina::rhythm {
namespace {

TEST(RandomTest, TheNumbersOfASeedNeverChange) {
  // By another program, written from the papers.
  Random bits(1, 2), numbers(1, 2), other(1, 3);
  const std::vector<std::uint64_t> expected{0xf0af956594200c45, 0x326129ba704186f8, 0xcf6abe707de6f972,
                                            0x75dbb2ab0895eb2b};
  for (const std::uint64_t one : expected) EXPECT_EQ(bits.next(), one);
  const std::vector<double> normals{-0x1.75dbb2ab0895ep+0, 0x1.cb380ca581218p-2, -0x1.3cbeb22fdb0f8p+0,
                                    -0x1.60cafe48bbe86p-1};
  for (const double one : normals) EXPECT_EQ(numbers.normal(), one);
  EXPECT_NE(other.next(), expected[0]);
}

// Kolmogorov's distance between the numbers and a law; below 1.95/sqrt(n) in 999 cases of 1000.
template <typename Draw, typename Law>
double distance(Draw draw, Law law) {
  constexpr std::size_t kCount = 100'000;
  std::vector<double> drawn(kCount);
  for (double& one : drawn) one = draw();
  std::ranges::sort(drawn);
  double most = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double at = law(drawn[i]);
    most = std::max({most, std::abs(at - static_cast<double>(i) / kCount),
                     std::abs(at - static_cast<double>(i + 1) / kCount)});
  }
  return most * std::sqrt(kCount);
}

TEST(RandomTest, UniformNumbersAreEven) {
  Random random(11, 0);
  EXPECT_LT(distance([&] { return random.uniform(); }, [](double x) { return x; }), 1.95);
}

TEST(RandomTest, NormalNumbersAreNormalToTheTails) {
  Random random(12, 0);
  EXPECT_LT(
      distance([&] { return random.normal(); }, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2)); }),
      1.95);
  // How many lie beyond 0, 1, 2, 3, 4, within 4 standard errors.
  constexpr double kCount = 1e6;
  std::vector<double> beyond(5);
  for (int i = 0; i < static_cast<int>(kCount); ++i) {
    const double one = random.normal();
    for (std::size_t k = 0; k < beyond.size(); ++k) beyond[k] += one > static_cast<double>(k) ? 1 : 0;
  }
  for (std::size_t k = 0; k < beyond.size(); ++k) {
    const double share = 0.5 * std::erfc(static_cast<double>(k) / std::sqrt(2));
    EXPECT_NEAR(beyond[k], kCount * share, 4 * std::sqrt(kCount * share * (1 - share))) << "beyond " << k;
  }
}

TEST(RandomTest, StreamsOfOneSeedAreStrangersToEachOther) {
  Random one(5, 0), next(5, 1);
  constexpr int kCount = 100'000;
  double sum = 0;
  for (int i = 0; i < kCount; ++i) sum += one.normal() * next.normal();
  EXPECT_LT(std::abs(sum) / std::sqrt(kCount), 4);
}

}  // namespace
}  // namespace concertina::rhythm

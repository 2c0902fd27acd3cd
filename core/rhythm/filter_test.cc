#include "core/rhythm/filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/rhythm/test_laws.h"

namespace concertina::rhythm {
namespace {

TEST(Filter, IsTheDenseNormalInFiftyDigits) {
  Cases cases(1);
  double worst = 0;
  for (int at = 0; at < 207; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const Case one = cases.make(roots, 14, start_of(roots, at));
    ASSERT_LE(one.longest, 3.0001);
    const double off = apart(Filter<double>(one.course), one);
    worst = std::max(worst, off);
    EXPECT_LE(off, 1e-9) << "case " << at << ", roots " << static_cast<int>(roots);
  }
  std::printf("worst error of 207 likelihoods: %.2g of max(1, |ll|)\n", worst);
}

TEST(Filter, ItsGradientIsTheDenseNormalsToEightDigits) {
  Cases cases(2);
  double worst = 0;
  for (int at = 0; at < 27; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const Case one = cases.make(roots, 7, start_of(roots, at));
    const double off = slope_apart(Filter<double>(one.course), one);
    worst = std::max(worst, off);
    EXPECT_LE(off, 1e-8) << "case " << at << ", roots " << static_cast<int>(roots);
  }
  std::printf("worst error of 27 gradients: %.2g of the norm\n", worst);
}

TEST(Filter, ALaneOfFourGetsWhatItGetsAlone) {
  Cases cases(3);
  const Case one = cases.make(Roots::real, 20, Start::Kind::given);
  Law<Quad> four{}, four_slopes;
  std::array<Law<double>, 4> laws;
  for (std::size_t at = 0; at < 4; ++at) {
    laws[at] = cases.make(kRoots[2 * at], 1, Start::Kind::given).law;
    put(laws[at], at, four);
  }
  const Quad values = Filter<Quad>(one.course).run(four, &four_slopes);
  for (std::size_t at = 0; at < 4; ++at) {
    Law<double> slope;
    EXPECT_EQ(Filter<double>(one.course).run(laws[at], &slope), lane(values, at));
    const auto alone = parts_of(slope);
    const auto among = parts_of(four_slopes);
    for (std::size_t part = 0; part < kPartsOfLaw; ++part)
      EXPECT_EQ(*alone[part], lane(*among[part], at)) << part;
  }
}

#if defined(__x86_64__)
TEST(Filter, WideRegistersGiveTheSameBits) {
  if (!has_wide()) GTEST_SKIP() << "this machine has no wide registers";
  Cases cases(5);
  for (int at = 0; at < 36; ++at) {
    const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
    const Case one = cases.make(roots, 30, start_of(roots, at));
    Law<Quad> four{};
    put(one.law, 0, four);
    for (std::size_t lane_at = 1; lane_at < 4; ++lane_at) {
      put(cases.make(roots, 1, Start::Kind::given).law, lane_at, four);
    }
    Quad value, wide_value;
    Law<Quad> slope, wide_slope;
    Filter<Quad>(one.course).run(four, value, &slope);
    Filter<Quad, Wide>(one.course).run(four, wide_value, &wide_slope);
    EXPECT_EQ(std::memcmp(&value, &wide_value, sizeof value), 0) << "case " << at;
    expect_same(slope, wide_slope);
  }
}
#endif

TEST(Filter, ItCanReadOneCourseAfterTheOther) {
  Cases cases(6);
  const Case first = cases.make(Roots::real, 20, Start::Kind::stationary);
  const Case second = cases.make(Roots::imaginary, 5, Start::Kind::given);
  expect_reads<Filter<double>>({first, second, first});
}

TEST(Filter, WhatHasNoStationaryStartHasNoValue) {
  Cases cases(4);
  for (const Roots roots : {Roots::unstable, Roots::add_up_to_zero}) {
    const Case one = cases.make(roots, 5, Start::Kind::stationary);
    EXPECT_FALSE(std::isfinite(Filter<double>(one.course).run(one.law, nullptr)));
  }
}

}  // namespace
}  // namespace concertina::rhythm

#include "core/rhythm/full_filter.h"

#include <gtest/gtest.h>

#include "core/rhythm/test_laws.h"

namespace concertina::rhythm {
namespace {

// Value and gradient, with a diffuse start, a day-level error, and both.
TEST(FullFilter, ADiffuseStartAndDaysThatShareAnErrorAreTheDenseNormalsToo) {
  for (const auto& [diffuse, by_day] : {std::pair{true, false}, {false, true}, {true, true}}) {
    Cases cases(5);
    double worst = 0, worst_slope = 0;
    for (int at = 0; at < 27; ++at) {
      const Roots roots = kRoots[static_cast<std::size_t>(at) % std::size(kRoots)];
      const auto start = diffuse ? Start::Kind::diffuse : start_of(roots, at);
      const Case one = cases.make(roots, 14, start, by_day);
      const double off = apart(FullFilter<double>(one.course), one);
      worst = std::max(worst, off);
      EXPECT_LE(off, 1e-9) << "case " << at << ", roots " << static_cast<int>(roots) << diffuse << by_day;
      if (at >= 9) continue;  // one of each
      const Case other = cases.make(roots, 6, start, by_day);
      const double slope_off = slope_apart(FullFilter<double>(other.course), other);
      worst_slope = std::max(worst_slope, slope_off);
      EXPECT_LE(slope_off, 1e-8) << "case " << at << ", roots " << static_cast<int>(roots) << diffuse
                                 << by_day;
    }
    std::printf("diffuse %d, by day %d: worst error %.2g of max(1, |ll|), %.2g of a gradient's norm\n",
                diffuse, by_day, worst, worst_slope);
  }
}

// What is told of the present by a start that is all but unknown, and by one that is.
TEST(FullFilter, AfterADiffuseStartThePresentIsKnownAsAfterAVeryWideOne) {
  Cases cases(6);
  for (const bool by_day : {false, true}) {
    Case one = cases.make(Roots::real, 12, Start::Kind::diffuse, by_day);
    FullFilter<double> diffuse(one.course);
    diffuse.run(one.law, nullptr);
    one.course.start = {Start::Kind::given, {0, 0}, {1e8, 0, 1e8}};
    FullFilter<double> wide(one.course);
    wide.run(one.law, nullptr);
    for (std::size_t at = 0; at < 2; ++at) EXPECT_NEAR(diffuse.end().mean[at], wide.end().mean[at], 1e-5);
    for (std::size_t at = 0; at < 3; ++at) EXPECT_NEAR(diffuse.end().cov[at], wide.end().cov[at], 1e-5);
  }
}

TEST(FullFilter, ADiffuseStartThatTheDiaryLeavesOpenHasNoValue) {
  Cases cases(7);
  const Law<double> law = cases.make(Roots::other_way, 1, Start::Kind::given).law;  // s does not move c
  const Start start{Start::Kind::diffuse, {}, {}};
  const std::vector<Sight> of_c = {{1, 2, 0}, {2, 1, 0}, {4, 0, 0}};
  EXPECT_FALSE(std::isfinite(FullFilter<double>(course_of(of_c, {}, start)).run(law, nullptr)));
  const std::vector<Sight> single = {{1, 2, 0}};
  EXPECT_FALSE(std::isfinite(FullFilter<double>(course_of(single, {}, start)).run(law, nullptr)));
  // Of s alone both can be told: c moves it.
  const std::vector<Sight> of_s = {{1, 2, 1}, {2, 1, 1}, {4, 0, 1}};
  EXPECT_TRUE(std::isfinite(FullFilter<double>(course_of(of_s, {}, start)).run(law, nullptr)));
}

TEST(FullFilter, DaysThatShareNothingChangeNothing) {
  Cases cases(8);
  for (const auto start : {Start::Kind::given, Start::Kind::stationary}) {
    Case one = cases.make(Roots::real, 20, start, true);
    one.law.day = {0, 0};
    Law<double> slope, plain_slope;
    const double with = FullFilter<double>(one.course).run(one.law, &slope);
    std::erase_if(one.course.steps, [](const auto& step) { return step.kind == Course::Step::Kind::dawn; });
    one.course.by_day = false;
    EXPECT_NEAR(with, Filter<double>(one.course).run(one.law, &plain_slope), 1e-11);
    EXPECT_NEAR(slope.rho, plain_slope.rho, 1e-9 * (1 + std::abs(plain_slope.rho)));
  }
}

TEST(FullFilter, ItCanReadOneCourseAfterTheOther) {
  Cases cases(9);
  const Case plain = cases.make(Roots::real, 8, Start::Kind::stationary);
  const Case diffuse = cases.make(Roots::imaginary, 20, Start::Kind::diffuse);
  const Case by_day = cases.make(Roots::one_way, 12, Start::Kind::given, true);
  const Case both = cases.make(Roots::real, 5, Start::Kind::diffuse, true);
  expect_reads<FullFilter<double>>({plain, diffuse, by_day, both, diffuse, plain});
}

TEST(FullFilter, ALaneOfFourGetsWhatItGetsAlone) {
  for (const auto& [start, by_day] :
       {std::pair{Start::Kind::given, true}, {Start::Kind::diffuse, false}, {Start::Kind::diffuse, true}}) {
    Cases cases(3);
    const Case one = cases.make(Roots::real, 20, start, by_day);
    Law<Quad> four{}, four_slopes;
    std::array<Law<double>, 4> laws;
    for (std::size_t at = 0; at < 4; ++at) {
      laws[at] = cases.make(kRoots[2 * at], 1, Start::Kind::given).law;
      put(laws[at], at, four);
    }
    const Quad values = FullFilter<Quad>(one.course).run(four, &four_slopes);
    for (std::size_t at = 0; at < 4; ++at) {
      Law<double> slope;
      EXPECT_EQ(FullFilter<double>(one.course).run(laws[at], &slope), lane(values, at));
      const auto alone = parts_of(slope);
      const auto among = parts_of(four_slopes);
      for (std::size_t part = 0; part < kPartsOfLaw; ++part) {
        EXPECT_EQ(*alone[part], lane(*among[part], at)) << part;
      }
    }
  }
}

}  // namespace
}  // namespace concertina::rhythm

#include "core/rhythm/diary.h"

#include <gtest/gtest.h>

#include <string>

namespace concertina::rhythm {
namespace {

using Kind = Course::Step::Kind;

// The steps as letters: w(ait), p(ush), c or s seen, C or S the dawn of one.
std::string steps_of(const Course& course) {
  std::string out;
  for (const Course::Step& step : course.steps) {
    switch (step.kind) {
      case Kind::wait:
        out += 'w';
        break;
      case Kind::see:
        out += step.which == 0 ? 'c' : 's';
        break;
      case Kind::push:
        out += 'p';
        break;
      case Kind::dawn:
        out += step.which == 0 ? 'C' : 'S';
        break;
    }
  }
  return out;
}

TEST(Diary, AMomentsPushComesBeforeItsSightsAndGapsAreShared) {
  const std::vector<Sight> sights = {{3, 1, 0}, {1, 1, 0}, {1, 2, 1}, {2, 1, 1}};
  const std::vector<Push> pushes = {{2, 1, 0}};
  const Course course = course_of(sights, pushes, Start{});
  EXPECT_EQ(steps_of(course), "cswpswc");
  EXPECT_EQ(course.gaps.size(), 1U);
  EXPECT_EQ(course.sights, 4U);
  EXPECT_EQ(course.inputs, 1U);
  EXPECT_FALSE(course.by_day);
}

TEST(Diary, EachSidesDayBeginsWithItsFirstSight) {
  // Rows in any order; at 1.9 it is already the next day for the other side, as a traveller's.
  const std::vector<Sight> sights = {{2.5, 1, 0}, {1.2, 1, 0}, {1.4, 1, 1},
                                     {1.9, 1, 0}, {1.9, 1, 1}, {2.6, 1, 1}};
  const std::vector<std::int32_t> civil = {2, 1, 1, 1, 2, 2};
  const Course course = course_of(sights, {}, Start{}, civil);
  EXPECT_TRUE(course.by_day);
  EXPECT_EQ(steps_of(course), "CcwSswcSswCcws");
}

}  // namespace
}  // namespace concertina::rhythm

#include "core/rhythm/likelihood.h"

#include <gtest/gtest.h>

#include "core/rhythm/test_diaries.h"

namespace concertina::rhythm {
namespace {

TEST(Likelihood, OneRoomServesCoursesOfEveryKindInTurn) {
  const std::vector<Sight> sights = {{0, 1, 0}, {0, 2, 1}, {0.5, 0, 0}, {1.5, 3, 1}, {2, 1, 0}, {4, 2, 1}};
  const std::vector<std::int32_t> civil = {0, 0, 0, 1, 2, 4};
  const Start diffuse{Start::Kind::diffuse, {}, {}};
  const std::vector<Course> courses = {
      course_of(sights, {}, Start{}), course_of(sights, {}, diffuse), course_of(sights, {}, Start{}, civil),
      course_of(sights, {}, diffuse, civil), course_of({sights.data(), 3}, {}, Start{})};
  Likelihood room;
  for (const std::size_t at : {0U, 1U, 2U, 3U, 4U, 1U, 0U, 3U, 2U}) {
    const Course& course = courses[at];
    for (const std::size_t count : {1U, 3U, 6U}) {  // alone, in lanes, in lanes twice
      const auto points = normals(static_cast<unsigned>(at), count * (kParts + course.extra()));
      std::vector<double> value(count), fresh(count), slope(points.size()), fresh_slope(points.size());
      room.look(course, count, points.data(), value.data(), slope.data());
      Likelihood().look(course, count, points.data(), fresh.data(), fresh_slope.data());
      EXPECT_EQ(value, fresh) << "course " << at << ", " << count << " points";
      EXPECT_EQ(slope, fresh_slope);
    }
  }
}

}  // namespace
}  // namespace concertina::rhythm

// The map of two: from days that both put on the table, and from nothing else.
#include "core/house/map.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

SharedDay shared(Day day, int mine, int theirs) {
  return {day, {{mine, mine}, {mine, 0}}, {{theirs, 0}, {0, theirs}}};
}

TEST(Map, ItTakesFiveSharedDaysOfTheLastMonth) {
  std::vector<SharedDay> days;
  for (Day day = kDay; day < kDay + 4; ++day) days.push_back(shared(day, 100, 200));
  EXPECT_FALSE(map_of_two(days, kDay + 5));
  days.push_back(shared(kDay + 4, 102, 205));
  const auto map = map_of_two(days, kDay + 5);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->days, 5u);
  EXPECT_EQ(map->mine, (Needs{{100, 100}, {100, 0}}));
  EXPECT_EQ(map->partners, (Needs{{201, 0}, {0, 201}}));
  EXPECT_TRUE(map_of_two(days, kDay + kMapDays - 1));
  EXPECT_FALSE(map_of_two(days, kDay + kMapDays)) << "the first of them is more than a month ago";
  EXPECT_FALSE(map_of_two(days, kDay + 3)) << "and a day to come is none of them";
}

TEST(Map, WhatIsInTheRoomAloneIsNotInIt) {
  Story story;
  Desk ada{0, 1}, ben{1, 1};
  for (Day day = kDay; day < kDay + 10; ++day) {
    story.keep(ada, check_in(9), at(day, 9));
    story.put(ada, check_in(5), at(day, 9));
    if (day < kDay + 4) story.put(ben, check_in(3), at(day, 10));
  }
  EXPECT_FALSE(story.house(0, at(kDay + 12, 9)).map);
  story.put(ben, check_in(3), at(kDay + 4, 10));
  const House house = story.house(0, at(kDay + 12, 9));
  ASSERT_TRUE(house.map);
  EXPECT_EQ(house.map->days, 5u);
  EXPECT_EQ(house.map->mine.togetherness, check_in(5).togetherness);
}

}  // namespace
}  // namespace concertina::test

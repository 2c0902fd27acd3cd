// What "hours or presence?" is fed with comes from my own room, and means what its header says.
#include "core/house/lived.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

using rhythm::Given;

struct Lived : testing::Test {
  Desk ada{0, 1}, ben{1, 1};
  Story story;

  rhythm::Lived of(int who, Day today = kDay) const {
    return lived_of(story.house(who, at(today, 23)), today);
  }
  static TimeTogether together(int minutes, std::optional<int> presence) {
    return {.minutes = minutes, .presence = presence, .motive = {}, .words = {}};
  }
  static double dose(const rhythm::Lived& lived, Given given, std::size_t number = 0) {
    for (const rhythm::Push& push : lived.pushes) {
      if (push.input == static_cast<std::uint8_t>(given) && number-- == 0) return push.dose;
    }
    return std::nan("");
  }
};

TEST_F(Lived, BothNeedsOfEachOfMyCheckInsAreSeenWhereItStood) {
  story.keep(ada, check_in(8), at(kDay, 9));
  story.keep(ada, check_in(2), at(kDay, 21, 0, 20));
  const auto lived = of(0);
  ASSERT_EQ(lived.sights.size(), 4u);
  EXPECT_EQ(lived.days, 1);
  EXPECT_DOUBLE_EQ(lived.sights[0].day, kDay + 9.0 / 24);
  EXPECT_DOUBLE_EQ(lived.sights[0].value, 5);
  EXPECT_DOUBLE_EQ(lived.sights[1].value, 1);
  EXPECT_EQ(lived.sights[1].which, 1);
  EXPECT_DOUBLE_EQ(lived.sights[2].day, kDay + 21.25 / 24) << "the quarter that it stands in";
}

TEST_F(Lived, ATimeFillsWhereItEndsByItsHoursAndByItsPresenceBesideTheUsualOne) {
  story.keep(ada, together(120, 900), at(kDay, 10));
  story.keep(ada, together(60, 300), at(kDay, 15));  // the usual is (2 * 9 + 1 * 3) / 3 = 7
  const auto lived = of(0);
  EXPECT_EQ(lived.times, 2);
  ASSERT_EQ(lived.pushes.size(), 4u);
  EXPECT_DOUBLE_EQ(lived.pushes[0].day, kDay + 0.5);
  EXPECT_DOUBLE_EQ(dose(lived, Given::hours), 2);
  EXPECT_DOUBLE_EQ(dose(lived, Given::presence), 2 * 2.0 / 3);
  EXPECT_DOUBLE_EQ(dose(lived, Given::presence, 1), 1 * -4.0 / 3);
}

TEST_F(Lived, ACheckInBeforeATimeEndedStaysBeforeItWithinTheQuarterToo) {
  story.keep(ada, check_in(8), at(kDay, 18, 0, 2));
  story.keep(ada, together(40, 900), at(kDay, 17, 0, 32));  // ends at 18:12
  story.keep(ada, check_in(2), at(kDay, 18, 0, 14));
  story.keep(ada, together(5, {}), at(kDay, 18, 0, 40));  // ends at 18:45
  story.keep(ada, check_in(3), at(kDay, 18, 0, 45));
  const auto lived = of(0);
  ASSERT_EQ(lived.sights.size(), 6u);
  ASSERT_EQ(lived.pushes.size(), 3u);
  EXPECT_DOUBLE_EQ(lived.sights[0].day, kDay + 18.0 / 24);
  EXPECT_DOUBLE_EQ(lived.pushes[0].day, kDay + 18.25 / 24) << "the next quarter, after what was noted before";
  EXPECT_DOUBLE_EQ(lived.pushes[1].day, kDay + 18.25 / 24);
  EXPECT_DOUBLE_EQ(lived.sights[2].day, kDay + 18.25 / 24) << "not before the time that it came after";
  EXPECT_DOUBLE_EQ(lived.pushes[2].day, kDay + 18.75 / 24);
  EXPECT_DOUBLE_EQ(lived.sights[4].day, kDay + 18.75 / 24) << "at one moment an end comes first";
}

TEST_F(Lived, WhatWasNotSaidIsNotMadeUp) {
  story.keep(ada, together(60, {}), at(kDay, 10));
  story.keep(ada, Solitude{90, Solitude::Chosen::no, {}}, at(kDay, 12));
  const auto lived = of(0);
  EXPECT_EQ(lived.times, 0);
  EXPECT_EQ(lived.alone, 0);
  ASSERT_EQ(lived.pushes.size(), 1u);
  EXPECT_DOUBLE_EQ(dose(lived, Given::hours), 1);
}

TEST_F(Lived, AWeekendCountsAsEightHours) {
  story.keep(ada, together(2 * 24 * 60, 500), at(kDay - 2, 10));
  story.keep(ada, Solitude{30 * 60, Solitude::Chosen::yes, {}}, at(kDay - 2, 10));
  const auto lived = of(0);
  EXPECT_DOUBLE_EQ(dose(lived, Given::hours), 8);
  EXPECT_DOUBLE_EQ(dose(lived, Given::solitude), 8);
  EXPECT_EQ(lived.alone, 1);
}

TEST_F(Lived, NothingOfTheTableAndNothingOfTheOtherIsLookedAt) {
  story.keep(ben, check_in(8), at(kDay, 9));
  story.keep(ben, together(60, 900), at(kDay, 10));
  story.put(ben, check_in(7), at(kDay, 9));
  story.put(ada, check_in(6), at(kDay, 9));
  const auto lived = of(0);
  EXPECT_TRUE(lived.sights.empty());
  EXPECT_TRUE(lived.pushes.empty());
}

TEST_F(Lived, OnlyTheLastYearIsLookedAt) {
  story.keep(ada, check_in(8), at(kDay - kLivedDays, 9));
  story.keep(ada, check_in(8), at(kDay - kLivedDays + 1, 9));
  story.keep(ada, check_in(8), at(kDay, 9));
  EXPECT_EQ(of(0).days, 2);
  EXPECT_EQ(of(0, kDay - 1).days, 2) << "the days after are not there yet";
}

TEST_F(Lived, TheSameDaysGiveTheSameBytes) {
  story.keep(ada, check_in(8), at(kDay, 9));
  story.keep(ada, together(60, 900), at(kDay, 10));
  EXPECT_EQ(to_json(of(0)),
            "{\"alone\":0,\"asks\":\"fills\",\"days\":1,\"pushes\":[[20000.458333333332,0,1.0],"
            "[20000.458333333332,1,0.0]],\"sights\":[[20000.375,0,5.0],[20000.375,1,1.0]],\"times\":1}");
}

}  // namespace
}  // namespace concertina::test

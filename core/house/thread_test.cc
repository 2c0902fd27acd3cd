// Threads: which records belong together, and that no record from outside can bend or slow that down.
#include "core/house/thread.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

constexpr int kAda = 0, kBen = 1;
const Moment kLater = at(kDay + 30, 12);

struct ThreadTest : testing::Test {
  std::string bens_note_at_adas(const Id& id) {
    return shows(story.house(kAda, kLater), id, Author::partner);
  }

  Story story;
  Desk ada{kAda, 1}, ada_laptop{kAda, 2}, ben{kBen, 1};
};

TEST_F(ThreadTest, TheNewestOfACorrectionsCorrectionsIsShown) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  const Id second = story.put(ada, Note{"2"}, at(kDay, 8), first, at(kDay, 9));
  story.put(ada, Note{"3"}, at(kDay, 8), second, at(kDay, 10));
  const House house = story.house(kBen, kLater);
  ASSERT_EQ(house.table.size(), 1u);
  EXPECT_EQ(shows(house, first, Author::partner), "3");
  EXPECT_EQ(house.table[0].versions, 3);
}

TEST_F(ThreadTest, ItsAuthorAloneKeepsWhatWasSaidBefore) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  const Id second = story.put(ada, Note{"2"}, at(kDay, 8), first, at(kDay, 9));
  story.put(ada_laptop, Note{"beside it"}, at(kDay, 8), first, at(kDay, 10));
  story.put(ada, Note{"3"}, at(kDay, 8), second, at(kDay, 11));
  const House mine = story.house(kAda, kLater);
  ASSERT_EQ(mine.table.size(), 1u);
  EXPECT_EQ(mine.table[0].earlier,
            (std::vector<Earlier>{
                {at(kDay, 8), Note{"1"}}, {at(kDay, 9), Note{"2"}}, {at(kDay, 10), Note{"beside it"}}}));
  EXPECT_EQ(mine.table[0].versions, 4);
  EXPECT_TRUE(story.house(kBen, kLater).table[0].earlier.empty());
  const std::string told = to_json(story.house(kBen, kLater));
  for (const char* words : {"earlier", "beside it", "\"1\"", "\"2\""})
    EXPECT_EQ(told.find(words), std::string::npos) << words;
}

TEST_F(ThreadTest, OfConcurrentCorrectionsTheOneWrittenLastIsShown) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  story.put(ada, Note{"phone"}, at(kDay, 8), first, at(kDay, 11));
  story.put(ada_laptop, Note{"laptop"}, at(kDay, 8), first, at(kDay, 10));
  EXPECT_EQ(shows(story.house(kBen, kLater), first, Author::partner), "phone");
  EXPECT_EQ(story.house(kBen, kLater).table[0].versions, 3);
}

TEST_F(ThreadTest, WhatACorrectionReplacedStaysReplacedThoughItsClockWasAhead) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  const Id ahead = story.put(ada, Note{"2"}, at(kDay, 8), first, at(kDay + 2, 8));
  story.put(ada_laptop, Note{"3"}, at(kDay, 8), ahead, at(kDay, 9));
  EXPECT_EQ(shows(story.house(kBen, kLater), first, Author::partner), "3");
}

TEST_F(ThreadTest, TakingBackAnyWordingTakesBackTheWhole) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  const Id second = story.put(ada, Note{"2"}, at(kDay, 8), first);
  story.put(ada, TakeBack{second}, at(kDay, 9));
  story.put(ada, Note{"3"}, at(kDay, 8), second, at(kDay, 10));
  EXPECT_TRUE(story.house(kBen, kLater).table.empty());
}

TEST_F(ThreadTest, ATakingBackThatComesBeforeWhatItTakesBackHolds) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  const Id back = story.put(ada, TakeBack{first}, at(kDay, 9));
  EXPECT_EQ(story.house(kBen, kLater, {first}).table.size(), 0u);
  EXPECT_EQ(story.house(kBen, kLater, {back}).table.size(), 1u);
  EXPECT_EQ(story.house(kBen, kLater).table.size(), 0u);
}

TEST_F(ThreadTest, ACorrectionWhoseBeginningHasNotComeStandsForItself) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  const Id second = story.put(ada, Note{"2"}, at(kDay, 8), first);
  EXPECT_EQ(shows(story.house(kBen, kLater, {first}), second, Author::partner), "2");
  EXPECT_EQ(shows(story.house(kBen, kLater), first, Author::partner), "2");
}

TEST_F(ThreadTest, TheSameRecordFromTwoDevicesCountsOnce) {
  const Id first = story.put(ada, Note{"1"}, at(kDay, 8));
  story.write(ada_laptop, Place::table, story.told().back().heard.record);
  EXPECT_EQ(story.house(kBen, kLater).table.size(), 1u);
  story.put(ada, TakeBack{first}, at(kDay, 9));
  EXPECT_TRUE(story.house(kBen, kLater).table.empty());
}

TEST_F(ThreadTest, AnotherKindIsNoCorrection) {
  const Id note = story.put(ada, Note{"n"}, at(kDay, 8));
  const Id other = story.put(ada, check_in(7, "c"), at(kDay, 8), note);
  const House house = story.house(kBen, kLater);
  EXPECT_EQ(shows(house, note, Author::partner), "n");
  EXPECT_EQ(shows(house, other, Author::partner), "c");
}

TEST_F(ThreadTest, NeitherRoomNorTableReachesIntoTheOther) {
  const Id kept = story.keep(ada, Note{"room"}, at(kDay, 8));
  const Id put = story.put(ada, Note{"table"}, at(kDay, 8));
  story.put(ada, Note{"x"}, at(kDay, 8), kept);
  story.put(ada, TakeBack{kept}, at(kDay, 9));
  story.write(ada, Place::room, TakeBack{put}, at(kDay, 9));
  const House house = story.house(kAda, kLater);
  ASSERT_EQ(house.room.size(), 1u);
  EXPECT_EQ(words_of(house.room[0]), "room");
  EXPECT_EQ(shows(house, put), "table");
}

TEST_F(ThreadTest, ThePartnerCanNeitherCorrectNorTakeBackMine) {
  const Id mine = story.put(ada, Note{"mine"}, at(kDay, 8));
  const Id room = story.keep(ada, Note{"room"}, at(kDay, 8));
  ben.see(ada);
  for (const Id& id : {mine, room}) {
    story.put(ben, Note{"his"}, at(kDay, 8), id, at(kDay, 9));
    story.put(ben, TakeBack{id}, at(kDay, 10));
  }
  const House house = story.house(kAda, kLater);
  EXPECT_EQ(shows(house, mine), "mine");
  ASSERT_EQ(house.room.size(), 1u);
  EXPECT_EQ(words_of(house.room[0]), "room");
  EXPECT_EQ(house.table.size(), 3u) << "his stand for themselves, as his";
}

TEST_F(ThreadTest, ThePartnerMayUseMyIdsAndChangesNothingOfMine) {
  const Id mine = story.put(ada, Note{"mine"}, at(kDay, 8));
  Record copy = story.told().back().heard.record;
  copy.content = Note{"his"};
  story.write(ben, Place::table, copy);
  story.put(ben, TakeBack{mine}, at(kDay, 9));
  const House house = story.house(kAda, kLater);
  EXPECT_EQ(shows(house, mine, Author::me), "mine");
  EXPECT_EQ(shows(house, mine, Author::partner), "-");
}

// Records of Ben's that replace each other in circles, with tails that lead into them.
TEST_F(ThreadTest, CirclesEndAndDoNotDependOnWhatElseIsThere) {
  Chance chance(3);
  std::vector<Id> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(chance.fixed<16>());
  // 0 → 1 → 2 → 0, tails 3 → 0 and 4 → 3; and 5 replaces itself.
  const std::size_t replaces[] = {1, 2, 0, 0, 3, 5};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    story.write(ben, Place::table,
                Record{ids[i], at(kDay, 8), at(kDay, 8 + static_cast<int>(i)), ids[replaces[i]],
                       Note{std::to_string(i)}});
  }
  const House house = story.house(kAda, kLater);
  ASSERT_EQ(house.table.size(), 2u);
  EXPECT_EQ(bens_note_at_adas(ids[0]), "4")
      << "the first in order begins, the one that nothing replaces is shown";
  EXPECT_EQ(bens_note_at_adas(ids[5]), "5");
  const auto bens_alone = house.table;
  for (int i = 0; i < 50; ++i) {
    story.keep(ada, Note{"more"}, at(kDay, 8));
    ASSERT_EQ(story.house(kAda, kLater).table, bens_alone) << "what is in Ada's room bends Ben's table";
  }
}

// The three that follow are about time without a clock: where folding takes the square of their size, they
// take many minutes, and whoever runs the tests gives up on them.
TEST_F(ThreadTest, AChainOfAHundredThousandCorrectionsIsFoldedInTime) {
  Id last = story.put(ben, check_in(1, "0"), at(kDay, 8));
  const Id first = last;
  for (int i = 1; i <= 100'000; ++i) {
    last = story.put(ben, check_in(1, std::to_string(i)), at(kDay, 8), last, at(kDay, 8, 0, i % 60));
  }
  const Id mine = story.put(ada, check_in(2, "a"), at(kDay, 20));
  const House house = story.house(kAda, kLater);
  EXPECT_EQ(shows(house, first, Author::partner), "100000");
  EXPECT_EQ(shows(house, mine), "a");
}

TEST_F(ThreadTest, ACircleOfAHundredThousandIsFoldedInTime) {
  Chance chance(5);
  std::vector<Id> ids;
  for (int i = 0; i < 100'000; ++i) ids.push_back(chance.fixed<16>());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    story.write(ben, Place::table,
                Record{ids[i], at(kDay, 8), at(kDay, 8), ids[(i + 1) % ids.size()], Note{"x"}});
  }
  EXPECT_EQ(story.house(kAda, kLater).table.size(), 1u);
}

TEST_F(ThreadTest, AHundredThousandHostileRecordsOnOneDayAreFoldedInTime) {
  for (int i = 0; i < 20; ++i) {
    const Id mine = story.put(ada, check_in(2, "a"), at(kDay, 8));
    story.put(ada, check_in(3, "b"), at(kDay, 8), mine, at(kDay, 9));
    if (i % 2) story.put(ada, TakeBack{mine}, at(kDay, 9));
  }
  ben.see(ada);
  const Id first = story.put(ben, check_in(1), at(kDay, 8));
  for (int i = 0; i < 25'000; ++i) {
    const Id last = story.put(ben, check_in(1), at(kDay, 8));
    story.put(ben, check_in(2), at(kDay, 8), last, at(kDay, 9));
    story.put(ben, TakeBack{last}, at(kDay, 10));
    story.put(ben, TakeBack{first}, at(kDay, 10));
  }
  EXPECT_EQ(story.house(kAda, kLater).table.size(), 10u);
  EXPECT_EQ(story.house(kBen, kLater).table.size(), 10u);
}

TEST_F(ThreadTest, AHundredThousandRecordsOfManyYearsAreAllThere) {
  for (int i = 0; i < 50'000; ++i) {
    Desk& desk = i % 2 ? ada : ben;
    story.put(desk, check_in(i % 10), at(kDay - i / 4, 8 + i % 12));
    story.write(desk, Place::room, check_in(i % 10), at(kDay - i / 4, 8 + i % 12));
  }
  const House house = story.house(kAda, kLater);
  EXPECT_EQ(house.room.size(), 25'000u);
  EXPECT_EQ(house.table.size(), 50'000u);
  EXPECT_EQ(house.shared_days.size(), 12'500u);
}

}  // namespace
}  // namespace concertina::test

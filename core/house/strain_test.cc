// Strained days: who marks them, what of it both see, and that nothing else moves by it.
#include "core/house/strain.h"

#include <gtest/gtest.h>

#include "core/house/pen.h"
#include "core/house/test_house.h"

namespace concertina::test {
namespace {

constexpr int kAda = 0, kBen = 1;
const Moment kLater = at(kDay + 30, 12);

std::vector<Day> days(const House& house) {
  std::vector<Day> out;
  for (const auto& [day, begins] : strained_days(house)) out.push_back(day);
  return out;
}

struct StrainTest : testing::Test {
  Story story;
  Desk ada{kAda, 1}, ada_laptop{kAda, 2}, ben{kBen, 1};
};

TEST_F(StrainTest, EitherMarksADayAndBothSeeItAtOnce) {
  const Id hers = story.put(ada, Strain{"visitors"}, at(kDay, 12));
  const Id his = story.put(ben, Strain{}, at(kDay + 2, 12), {}, at(kDay + 3, 9));
  for (const int who : {kAda, kBen}) {
    const House house = story.house(who, at(kDay + 3, 10));
    ASSERT_EQ(house.table.size(), 2u);
    EXPECT_EQ(house.table[0].content, Content(Strain{"visitors"}));
    EXPECT_TRUE(house.table[0].shown && house.table[1].shown);
    EXPECT_EQ(days(house), (std::vector<Day>{kDay, kDay + 2}));
    EXPECT_EQ(my_marks(house, kDay), who == kAda ? std::vector{hers} : std::vector<Id>{});
    EXPECT_EQ(my_marks(house, kDay + 2), who == kBen ? std::vector{his} : std::vector<Id>{});
  }
}

TEST_F(StrainTest, TwoMarksOfADayAreOneStrainedDayUntilBothAreTakenBack) {
  const Id hers = story.put(ada, Strain{}, at(kDay, 12));
  const Id his = story.put(ben, Strain{"the deadline"}, at(kDay, 12, 120));
  for (const int who : {kAda, kBen}) {
    EXPECT_EQ(strained_days(story.house(who, kLater)),
              (std::map<Day, std::int64_t>{{kDay, end_of_day(kDay - 1, 120)}}))
        << "from where it begins first";
  }
  story.put(ben, TakeBack{his}, at(kDay + 1, 12));
  for (const int who : {kAda, kBen}) {
    const House house = story.house(who, kLater);
    EXPECT_EQ(days(house), std::vector<Day>{kDay});
    ASSERT_EQ(house.table.size(), 1u);
    EXPECT_EQ(house.table[0].id, hers);
  }
  story.put(ada_laptop, TakeBack{hers}, at(kDay + 2, 12));
  for (const int who : {kAda, kBen}) EXPECT_TRUE(days(story.house(who, kLater)).empty());
}

TEST_F(StrainTest, NobodyTakesTheOthersMarkBack) {
  const Id hers = story.put(ada, Strain{}, at(kDay, 12));
  story.put(ben, TakeBack{hers}, at(kDay, 13));
  for (const int who : {kAda, kBen}) EXPECT_EQ(days(story.house(who, kLater)), std::vector<Day>{kDay});
}

TEST_F(StrainTest, WhateverTheOrderAndHoweverOftenTheyArriveTheDaysAreTheSame) {
  for (Day day = kDay; day < kDay + 6; ++day) {
    const Id first = story.put(ada, Strain{"a"}, at(day, 12));
    if (day % 2) story.put(ada, Strain{"b"}, at(day, 12), first, at(day, 13));
    if (day % 3) story.put(ada_laptop, Strain{}, at(day, 12));  // neither device knew of the other's
    if (day % 5) story.put(ben, Strain{}, at(day, 12, 60));
    if (day % 4 == 0) story.put(ada_laptop, TakeBack{first}, at(day + 1, 9));
  }
  Chance chance(6);
  for (const int who : {kAda, kBen}) {
    std::vector<Heard> heard = story.view(who);
    const House once = fold(heard, {}, kLater);
    ASSERT_EQ(days(once).size(), 6u);
    const std::vector<Heard> again = heard;
    heard.insert(heard.end(), again.begin(), again.end());
    for (int i = 0; i < 100; ++i) {
      chance.shuffle(heard);
      ASSERT_EQ(fold(heard, {}, kLater), once);
    }
  }
  EXPECT_EQ(my_marks(story.house(kAda, kLater), kDay + 2).size(), 2u) << "one of each device";
}

// Care rules 2 and 4: a mark tells nothing of check-ins, and moves none.
TEST_F(StrainTest, AMarkMovesNoCheckInAndAnOlderVersionShowsTheSameOnes) {
  struct Seen {
    std::vector<SharedDay> shared;
    std::vector<std::string> table;
  };
  const auto seen = [](std::vector<Heard> heard, const Moment& now) {
    const House house = fold(heard, {}, now);
    Seen out{house.shared_days, {}};
    for (const Item& item : house.table) {
      if (std::holds_alternative<CheckIn>(item.content))
        out.table.push_back(shows(house, item.id, item.author));
    }
    return out;
  };
  // Ben, west of Ada, marks days long past and the present one from ever farther west.
  for (Day day = kDay; day < kDay + 4; ++day) {
    story.put(ada, check_in(7, "hers"), at(day, 8));
    if (day % 2) story.put(ben, check_in(5, "his"), at(day, 21, -300));
    story.put(ben, Strain{}, at(kDay, 12, -600), {}, at(day, 22, -600));
    story.put(ben, Strain{}, at(day, 12, -660), {}, at(day, 22, -660));
  }
  for (const int who : {kAda, kBen}) {
    std::vector<Heard> without = story.view(who), older = without;
    std::erase_if(without,
                  [](const Heard& one) { return std::holds_alternative<Strain>(one.record.content); });
    for (Heard& one : older) {
      if (std::holds_alternative<Strain>(one.record.content))
        one.record.content = Unknown{Strain::kKind, {0x60}};
    }
    for (int hour = 0; hour < 5 * 24; ++hour) {
      const Moment now = at(kDay, hour);
      const Seen here = seen(story.view(who), now), there = seen(older, now);
      EXPECT_EQ(here.shared, there.shared) << hour;
      EXPECT_EQ(here.table, there.table) << hour;
      // Of its own day a mark says nothing, so that what has shown stays.
      if (hour < 24) EXPECT_EQ(here.table, seen(without, now).table) << hour;
    }
    EXPECT_EQ(fold(older, {}, kLater).unknown, 8u) << "kept and skipped";
  }
}

struct MarkTest : testing::Test {
  Result<Written> mark(Person& person, const Moment& day, std::string words = {}) {
    auto out = concertina::write(person.device, Strain{std::move(words)}, day, false, person.ambient,
                                 person.changes);
    person.store();
    return out;
  }
  static House house(Person& person) { return house_of(person.device, person.ambient.clock); }

  Couple couple{11};
  Person& ada = couple.ada;
};

TEST_F(MarkTest, AMarkSaysItsDayAndNoHourAndLiesOnTheTableAlone) {
  const Moment evening = *parse_moment("2026-11-20 22:47", 60);
  const auto put = mark(ada, evening, "the flu");
  ASSERT_TRUE(put) << put.error().what;
  EXPECT_FALSE(put->room);
  const Item item = house(ada).table.back();
  EXPECT_EQ(to_text(item.at), "2026-11-20T12:00+01:00");
  EXPECT_EQ(item.content, Content(Strain{"the flu"}));
}

TEST_F(MarkTest, TodayCanBeMarkedFromItsFirstHourOnAndNoDayThatIsToCome) {
  ada.ambient.clock = *parse_moment("2026-11-22T00:10+01:00", 0);
  EXPECT_TRUE(mark(ada, *parse_moment("2026-11-22", 60)));
  EXPECT_TRUE(mark(ada, *parse_moment("2019-02-28", 60)));
  const auto tomorrow = mark(ada, *parse_moment("2026-11-23", 60));
  ASSERT_FALSE(tomorrow);
  EXPECT_EQ(tomorrow.error().code, Code::invalid);
  EXPECT_EQ(tomorrow.error().what, "2026-11-23 is still to come. Please mark a day once it is here.");
}

TEST_F(MarkTest, OnceIsEnoughUntilItIsTakenBack) {
  const Moment day = *parse_moment("2026-11-20", 60);
  const auto first = mark(ada, day);
  ASSERT_TRUE(first);
  const auto again = mark(ada, *parse_moment("2026-11-20 07:00", 60));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::refused);
  ASSERT_TRUE(take_back(ada.device, to_hex(*first->table), ada.ambient, ada.changes));
  EXPECT_TRUE(strained_days(house(ada)).empty());
  EXPECT_TRUE(mark(ada, day));
}

TEST_F(MarkTest, WithoutATableThereIsNothingToMark) {
  Person alone("Carl", 3);
  const auto put = mark(alone, *parse_moment("2026-11-20", 60));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, Code::not_found);
}

}  // namespace
}  // namespace concertina::test

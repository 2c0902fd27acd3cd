// The fold: what of the records each person may see, and that nothing but the records decides it.
#include "core/house/fold.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

constexpr int kAda = 0, kBen = 1;
const Moment kLater = at(kDay + 30, 12);

struct FoldTest : testing::Test {
  // Everything that can happen to a record, on several devices.
  void tell_much() {
    story.keep(ada, Name{"Ada"}, at(kDay - 3, 9));
    story.put(ada, Name{"Ada"}, at(kDay - 3, 9));
    story.put(ben, Name{"Ben"}, at(kDay - 3, 9, 60));
    story.put(ben, Name{"Benno"}, at(kDay - 2, 9, 60));
    for (Day day = kDay - 3; day < kDay + 3; ++day) {
      const Id first = story.put(ada, check_in(7, "a"), at(day, 8));
      const Id second = story.put(ada, check_in(6, "a2"), at(day, 8), first, at(day, 9));
      story.put(ada, check_in(5, "a3"), at(day, 8), second, at(day, 10));
      story.put(ada_laptop, check_in(4, "a4"), at(day, 8), first, at(day, 10));
      story.write(ada_laptop, Place::table, story.told()[story.told().size() - 2].heard.record);
      ben.see(ada);
      const Id his = story.put(ben, check_in(3, "b"), at(day, 9, 330));
      story.put(ben, check_in(2, "b2"), at(day, 9, 330), his, at(day, 11, 330));
      ada.see(ben), ada_laptop.see(ben);
      const auto question = static_cast<std::uint16_t>(day - kDay + 10);
      const Id hers = story.put(ada, Answer{question, "q"}, at(day, 9));
      story.put(ada_laptop, Answer{question, "q2"}, at(day, 9), hers, at(day, 10));
      const Id theirs = day % 2 ? story.put(ben, Answer{question, "p"}, at(day, 10)) : Id{};
      story.put(ben, Answer{question, "p2"}, at(day, 10), theirs, at(day, 11));
      if (day % 3) story.put(ben_laptop, TakeBack{theirs}, at(day, 13));
      const Id note = story.put(ben_laptop, Note{"n"}, at(day, 12));
      story.put(ben_laptop, Note{"n2"}, at(day, 12), note);
      story.put(ben, Unknown{9000, {1}}, at(day, 12));
      if (day % 2) story.put(ada_laptop, TakeBack{first}, at(day, 13));
      if (day % 3) story.put(ben, TakeBack{note}, at(day, 13));
      const Id room = story.keep(ada, check_in(9, "r"), at(day, 8, 0, 17));
      story.keep(ada_laptop, check_in(8, "r2"), at(day, 8, 0, 17), room);
      story.keep(ada, Answer{question, "r3"}, at(day, 8, 0, 17));
      story.keep(ada, Passed{question}, at(day, 8, 0, 17));
      story.keep(ada, Note{"same minute"}, at(day, 8, 0, 17));
      story.keep(ada, Preference{"mirror.live", std::to_string(day)}, at(day, 8));
      story.keep(ada_laptop, Preference{"mirror.live", "laptop"}, at(day, 8));
      story.keep(ada, QuietAnswer{day % 2 ? QuietAnswer::Afraid::yes : QuietAnswer::Afraid::no}, at(day, 8));
      const Id asked = story.put(ada, Invitation{"a walk?", at(day + 1, 8), 0}, at(day, 8));
      story.put(ben, concertina::Reply{asked, concertina::Reply::Says::gladly, "", {}}, at(day, 9));
      story.put(ben_laptop, concertina::Reply{asked, concertina::Reply::Says::not_now, "", {}}, at(day, 9));
    }
  }

  Story story;
  Desk ada{kAda, 1}, ada_laptop{kAda, 2}, ben{kBen, 1}, ben_laptop{kBen, 2};
};

TEST_F(FoldTest, AThousandOrdersOfArrivalGiveTheSameBytes) {
  tell_much();
  Chance chance(4);
  for (const int who : {kAda, kBen}) {
    std::vector<Heard> heard = story.view(who);
    const House first = fold(heard, {}, at(kDay + 1, 20));
    const std::string bytes = to_json(first);
    EXPECT_GT(bytes.size(), 3000u);
    for (int i = 0; i < (who == kAda ? 1000 : 100); ++i) {
      chance.shuffle(heard);
      const House again = fold(heard, {}, at(kDay + 1, 20));
      ASSERT_EQ(again, first) << i;
      ASSERT_EQ(to_json(again), bytes) << i;
    }
  }
}

TEST_F(FoldTest, WhatArrivesTwiceCountsOnce) {
  tell_much();
  std::vector<Heard> heard = story.view(kAda);
  const std::string once = to_json(fold(heard, {}, kLater));
  const std::vector<Heard> again = heard;
  heard.insert(heard.end(), again.begin(), again.end());
  EXPECT_EQ(to_json(fold(heard, {}, kLater)), once);
}

TEST_F(FoldTest, WhoHasNoPartnerHasAWholeRoom) {
  story.keep(ada, Name{"Ada"}, at(kDay, 8));
  const Id note = story.keep(ada, Note{"alone"}, at(kDay, 9, 0, 5));
  story.keep(ada, Note{"not lonely"}, at(kDay, 9, 0, 5), note);
  story.keep(ada, check_in(7), at(kDay, 10));
  const House house = story.house(kAda, at(kDay, 11));
  EXPECT_EQ(house.name, "Ada");
  EXPECT_EQ(house.partner_name, "");
  ASSERT_EQ(house.room.size(), 2u);
  EXPECT_EQ(words_of(house.room[0]), "not lonely");
  EXPECT_TRUE(house.room[1].shown && house.room[1].open);
  EXPECT_EQ(house.my_days.size(), 1u);
  EXPECT_TRUE(house.table.empty());
  EXPECT_TRUE(house.shared_days.empty());
}

TEST_F(FoldTest, NothingAtAllIsAnEmptyHouse) { EXPECT_EQ(fold({}, {}, kLater), House{}); }

TEST_F(FoldTest, EverythingStandsInTheOrderOfItsStatedTime) {
  const Id late = story.keep(ada, Note{"late"}, at(kDay, 20));
  const Id early = story.keep(ada, Note{"early"}, at(kDay, 7));
  const Id east = story.keep(ada, Note{"east"}, at(kDay, 10, 720));
  const House house = story.house(kAda, kLater);
  ASSERT_EQ(house.room.size(), 3u);
  EXPECT_EQ(house.room[0].id, east);
  EXPECT_EQ(house.room[1].id, early);
  EXPECT_EQ(house.room[2].id, late);
}

TEST_F(FoldTest, ADayIsTheMeanOfItsCheckInsRoundedHalfUp) {
  story.keep(ada, CheckIn{{700, 0}, {1000, 1}, {}}, at(kDay, 8));
  story.keep(ada, CheckIn{{701, 0}, {1000, 2}, {}}, at(kDay, 9));
  story.keep(ada, CheckIn{{100, 0}, {0, 0}, {}}, at(kDay + 1, 9));
  story.keep(ada, Note{"no need"}, at(kDay + 2, 9));
  const House house = story.house(kAda, kLater);
  ASSERT_EQ(house.my_days.size(), 2u);
  EXPECT_EQ(house.my_days[0], (MyDay{kDay, {{701, 0}, {1000, 2}}}));
  EXPECT_EQ(house.my_days[1], (MyDay{kDay + 1, {{100, 0}, {0, 0}}}));
}

TEST_F(FoldTest, ADayAddsUpItsTimesAndWeighsWhatWasFeltByTheirLength) {
  story.keep(ada, check_in(7), at(kDay, 8));
  story.keep(ada, TimeTogether{60, 1000, {}, {}}, at(kDay, 9));
  story.keep(ada, TimeTogether{30, 101, 400, {}}, at(kDay, 12));
  story.keep(ada, TimeTogether{500, {}, {}, {}}, at(kDay, 23));
  story.keep(ada, Solitude{45, Solitude::Chosen::yes, {}}, at(kDay, 14));
  story.keep(ada, Solitude{15, Solitude::Chosen::no, {}}, at(kDay, 15));
  const Id back = story.keep(ada, Solitude{9, Solitude::Chosen::no, {}}, at(kDay, 16));
  story.keep(ada, TakeBack{back}, at(kDay, 17));
  story.keep(ada, TimeTogether{60, 0, 0, {}}, at(kDay + 1, 9));
  const House house = story.house(kAda, kLater);
  ASSERT_EQ(house.my_days.size(), 1u) << "a day without a check-in is left out";
  EXPECT_EQ(house.my_days[0].spent, (Spent{590, 700, 400, 45, 15}));
  const std::string json = to_json(house);
  EXPECT_NE(json.find(R"("together":{"minutes":590,"presence":7.0,"motive":4.0},)"
                      R"("alone":{"chosen":45,"unchosen":15})"),
            std::string::npos)
      << json;
}

TEST_F(FoldTest, MyDaysAreOfTheRoomAndFollowItsCorrections) {
  const Id room = story.keep(ada, check_in(7), at(kDay, 8));
  story.put(ada, check_in(2), at(kDay, 8));
  EXPECT_EQ(story.house(kAda, kLater).my_days[0].mine.togetherness.want, 700);
  story.keep(ada, check_in(3), at(kDay, 8), room);
  EXPECT_EQ(story.house(kAda, kLater).my_days[0].mine.togetherness.want, 300);
  story.keep(ada, TakeBack{room}, at(kDay, 9));
  EXPECT_TRUE(story.house(kAda, kLater).my_days.empty());
}

TEST_F(FoldTest, SharedHistoryHasOnlyDaysThatBothPutOnTheTable) {
  story.put(ada, check_in(7), at(kDay, 8));
  story.put(ben, check_in(5), at(kDay, 9));
  story.put(ada, check_in(6), at(kDay + 1, 8));   // Ada alone
  story.put(ben, check_in(4), at(kDay + 2, 8));   // Ben alone
  story.keep(ada, check_in(9), at(kDay + 2, 8));  // Ada's room
  story.put(ada, check_in(1), at(kDay + 3, 8));
  story.put(ada, check_in(4), at(kDay + 3, 9));
  story.put(ben, check_in(0), at(kDay + 3, 9));
  const House house = story.house(kAda, kLater);
  ASSERT_EQ(house.shared_days.size(), 2u);
  EXPECT_EQ(house.shared_days[0].day, kDay);
  EXPECT_EQ(house.shared_days[0].mine.togetherness.want, 700);
  EXPECT_EQ(house.shared_days[0].partners.togetherness.want, 500);
  EXPECT_EQ(house.shared_days[1].day, kDay + 3);
  EXPECT_EQ(house.shared_days[1].mine.togetherness.want, 250);
  EXPECT_EQ(house.shared_days[1].partners.togetherness.want, 0);
}

TEST_F(FoldTest, SharedHistoryForgetsADayWhenOneIsTakenBack) {
  story.put(ada, check_in(7), at(kDay, 8));
  const Id his = story.put(ben, check_in(5), at(kDay, 9));
  EXPECT_EQ(story.house(kAda, kLater).shared_days.size(), 1u);
  story.put(ben, TakeBack{his}, at(kDay, 10));
  for (const int who : {kAda, kBen}) EXPECT_TRUE(story.house(who, kLater).shared_days.empty());
}

TEST_F(FoldTest, BeforeItShowsNothingTellsWhetherOrWhenTheOtherCheckedIn) {
  story.put(ada, Name{"Ada"}, at(kDay - 1, 8));
  story.put(ben, Name{"Ben"}, at(kDay - 1, 8));
  story.put(ada, check_in(7, "yesterday"), at(kDay - 1, 8));
  story.put(ada, Note{"note"}, at(kDay, 8));
  const std::string before = story.json(kAda, at(kDay, 20));
  const Id his = story.put(ben, check_in(5, "his"), at(kDay, 9));
  EXPECT_EQ(story.json(kAda, at(kDay, 20)), before);
  const Id better = story.put(ben, check_in(6, "his better one"), at(kDay, 9), his, at(kDay, 12));
  story.put(ben, check_in(4, "and one more"), at(kDay, 13));
  EXPECT_EQ(story.json(kAda, at(kDay, 20)), before);
  story.put(ben, TakeBack{better}, at(kDay, 14));
  EXPECT_EQ(story.json(kAda, at(kDay, 20)), before);
  EXPECT_NE(story.json(kAda, at(kDay + 1, 0)), before) << "the day is over";
}

TEST_F(FoldTest, TheLastNameCounts) {
  story.keep(ada, Name{"A"}, at(kDay, 8));
  story.keep(ada, Name{"Ada"}, at(kDay, 9));
  story.put(ada, Name{"what she told Ben"}, at(kDay, 10));
  story.put(ben, Name{"B"}, at(kDay, 8));
  story.put(ben, Name{"Ben"}, at(kDay, 8, 0, 30));
  EXPECT_EQ(story.house(kAda, kLater).name, "Ada");
  EXPECT_EQ(story.house(kAda, kLater).partner_name, "Ben") << "in one hour the later frame is the later name";
  EXPECT_EQ(story.house(kBen, kLater).partner_name, "what she told Ben");
}

TEST_F(FoldTest, ComparedOnlyWhenBothSaidSoForThisPairing) {
  const Hash here{1}, before{2};
  const auto state = [&](int who, const std::optional<Hash>& transcript) {
    const House house = fold(story.view(who), transcript, kLater);
    return std::pair(house.i_compared, house.compared);
  };
  EXPECT_EQ(state(kAda, here), std::pair(false, false));
  story.put(ben, Compared{here}, at(kDay, 8));
  EXPECT_EQ(state(kAda, here), std::pair(false, false)) << "his word alone is not enough";
  EXPECT_EQ(state(kBen, here), std::pair(true, false));
  story.put(ada, Compared{before}, at(kDay, 8));
  EXPECT_EQ(state(kAda, here), std::pair(false, false)) << "that was another pairing";
  story.write(ada, Place::room, Compared{here}, at(kDay, 8));
  EXPECT_EQ(state(kAda, here), std::pair(false, false)) << "in her room Ben can't see it";
  story.put(ada, Compared{here}, at(kDay, 8));
  EXPECT_EQ(state(kAda, here), std::pair(true, true));
  EXPECT_EQ(state(kBen, here), std::pair(true, true));
  EXPECT_EQ(state(kAda, std::nullopt), std::pair(false, false))
      << "without a partner there is nothing to compare";
}

TEST_F(FoldTest, UnknownKindsAreCountedAndSkipped) {
  story.put(ben, Unknown{9000, {1}}, at(kDay, 8));
  story.keep(ada, Unknown{9001, {2}}, at(kDay, 8));
  const House house = story.house(kAda, kLater);
  EXPECT_EQ(house.unknown, 2u);
  EXPECT_TRUE(house.room.empty());
  EXPECT_TRUE(house.table.empty());
}

}  // namespace
}  // namespace concertina::test

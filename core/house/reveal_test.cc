// Care rule 4: when a check-in on the table shows, and what may still be said about it then.
#include "core/house/reveal.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

constexpr int kVienna = 60, kAuckland = 13 * 60, kHonolulu = -10 * 60;
constexpr int kAda = 0, kBen = 1;

struct RevealTest : testing::Test {
  std::string ada_sees(const Id& id, Author author, Moment now) {
    return shows(story.house(kAda, now), id, author);
  }
  std::string ben_sees(const Id& id, Author author, Moment now) {
    return shows(story.house(kBen, now), id, author);
  }
  // What Ada's device and then Ben's show of Ada's `id`.
  std::string adas(const Id& id, Moment now) {
    return ada_sees(id, Author::me, now) + " " + ben_sees(id, Author::partner, now);
  }
  std::string bens(const Id& id, Moment now) {
    return ben_sees(id, Author::me, now) + " " + ada_sees(id, Author::partner, now);
  }

  Story story;
  Desk ada{kAda, 1}, ada_laptop{kAda, 2}, ben{kBen, 1}, ben_laptop{kBen, 2};
};

TEST_F(RevealTest, ShowsOnceTheOthersIsThereForThatDay) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  EXPECT_EQ(adas(mine, at(kDay, 10)), "a* -");
  const Id yesterdays = story.put(ben, check_in(2, "y"), at(kDay - 1, 22));
  EXPECT_EQ(adas(mine, at(kDay, 10)), "a* -") << "yesterday's is not today's";
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 10));
  EXPECT_EQ(adas(mine, at(kDay, 10)), "a a");
  EXPECT_EQ(bens(theirs, at(kDay, 10)), "b b");
  EXPECT_EQ(bens(yesterdays, at(kDay, 10)), "y y") << "yesterday is over";
}

TEST_F(RevealTest, TheDayIsTheOneThatItsWriterSaw) {
  // At the same instant it is the 5th in Auckland and still the 4th in Honolulu.
  const Id early = story.put(ada, check_in(7, "a"), at(kDay + 1, 8, kAuckland));
  const Id late = story.put(ben, check_in(7, "b"), at(kDay, 9, kHonolulu));
  ASSERT_EQ(at(kDay + 1, 8, kAuckland).seconds, at(kDay, 9, kHonolulu).seconds);
  EXPECT_EQ(adas(early, at(kDay, 10, kHonolulu)), "a* -");
  EXPECT_EQ(bens(late, at(kDay, 10, kHonolulu)), "b* -");
  const Id next = story.put(ben, check_in(7, "c"), at(kDay + 1, 7, kHonolulu));
  EXPECT_EQ(adas(early, at(kDay + 1, 8, kHonolulu)), "a a");
  EXPECT_EQ(bens(next, at(kDay + 1, 8, kHonolulu)), "c c");
}

TEST_F(RevealTest, ShowsWhenTheDayIsOverForBothAcrossThirteenAheadAndTenBehind) {
  story.put(ada, Name{"Ada"}, at(kDay - 3, 12, kAuckland));
  story.put(ben, Name{"Ben"}, at(kDay - 3, 12, kHonolulu));
  const Id adas_id = story.put(ada, check_in(7, "a"), at(kDay, 9, kAuckland));
  const Moment over{end_of_day(kDay, kHonolulu), kHonolulu};
  ASSERT_GT(over.seconds, end_of_day(kDay, kAuckland));
  EXPECT_EQ(adas(adas_id, {end_of_day(kDay, kAuckland), kAuckland}), "a* -") << "over for Ada alone";
  EXPECT_EQ(adas(adas_id, {over.seconds - 1, kHonolulu}), "a* -");
  EXPECT_EQ(adas(adas_id, over), "a a");
  const Id bens_id = story.put(ben, check_in(7, "b"), at(kDay + 1, 9, kHonolulu));
  EXPECT_EQ(bens(bens_id, {end_of_day(kDay + 1, kAuckland), kAuckland}), "b* -");
  EXPECT_EQ(bens(bens_id, {end_of_day(kDay + 1, kHonolulu), kHonolulu}), "b b");
}

TEST_F(RevealTest, WhoTravelsIsTakenAtTheirWord) {
  story.put(ada, Name{"Ada"}, at(kDay - 9, 12, kVienna));
  story.put(ben, Name{"Ben"}, at(kDay - 9, 12, kVienna));
  story.put(ben, Note{"Aloha"}, at(kDay - 1, 12, kHonolulu));
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9, kVienna));
  EXPECT_EQ(adas(mine, {end_of_day(kDay, kVienna), kVienna}), "a* -");
  EXPECT_EQ(adas(mine, {end_of_day(kDay, kHonolulu), kVienna}), "a a");
}

TEST_F(RevealTest, WhatIsShownStaysShownWhenTheOtherFliesWest) {
  // Ben checks in at home in the morning, and from the other side of the world on the same civil day.
  story.put(ada, Name{"Ada"}, at(kDay - 9, 12, kVienna));
  story.put(ben, Name{"Ben"}, at(kDay - 9, 12, kVienna));
  const Id morning = story.put(ben, check_in(7, "b"), at(kDay, 8, kVienna));
  const Id evening = story.put(ben, check_in(6, "c"), at(kDay, 20, kHonolulu));
  const Moment after{end_of_day(kDay, kVienna) + 8 * 3600, kVienna};
  ASSERT_LT(after.seconds, end_of_day(kDay, kHonolulu));
  EXPECT_EQ(shows(story.house(kAda, after, {evening}), morning, Author::partner), "b");
  EXPECT_EQ(shows(story.house(kAda, after), morning, Author::partner), "b")
      << "what came later hides it again";
  EXPECT_EQ(shows(story.house(kAda, after), evening, Author::partner), "-");
}

TEST_F(RevealTest, OnlyTheWriterIsToldThatItIsNotShownYet) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const House house = story.house(kAda, at(kDay, 10));
  const Item* item = find(house.table, mine, Author::me);
  ASSERT_TRUE(item);
  EXPECT_FALSE(item->shown);
  EXPECT_TRUE(item->open);
  EXPECT_TRUE(story.house(kBen, at(kDay, 10)).table.empty());
}

TEST_F(RevealTest, ACorrectionBeforeTheOthersIsThereCounts) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  story.put(ada, check_in(7, "a2"), at(kDay, 9), mine, at(kDay, 10));
  ben.see(ada);
  story.put(ben, check_in(5, "b"), at(kDay, 11));
  EXPECT_EQ(adas(mine, at(kDay, 12)), "a2 a2");
}

TEST_F(RevealTest, ACorrectionAfterSeeingTheOthersDoesNotCount) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  story.put(ben, check_in(5, "b"), at(kDay, 11));
  ada.see(ben);
  // She may even claim an earlier hour: what she had seen is signed.
  story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 10));
  EXPECT_EQ(adas(mine, at(kDay, 12)), "a a");
}

TEST_F(RevealTest, ACorrectionAfterTheOtherSawTheFirstWordingDoesNotCount) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  ben.see(ada);
  story.put(ben, check_in(5, "b"), at(kDay, 11));
  story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 10));  // her device was out of touch
  EXPECT_EQ(adas(mine, at(kDay, 12)), "a a");
}

TEST_F(RevealTest, AnEarlierCorrectionCountsThoughItArrivesLate) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const Id second = story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 10));
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 11));
  EXPECT_EQ(shows(story.house(kBen, at(kDay, 12), {second}), mine, Author::partner), "a");
  EXPECT_EQ(shows(story.house(kBen, at(kDay, 12)), mine, Author::partner), "a2");
  EXPECT_EQ(shows(story.house(kAda, at(kDay, 12), {theirs}), mine), "a2*");
  EXPECT_EQ(shows(story.house(kAda, at(kDay, 12)), mine), "a2");
}

TEST_F(RevealTest, WhereNeitherKnewTheStatedHoursDecideAndATieIsForTheFirstWording) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const Id second = story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 11, 0, 20));
  for (const auto& [hour, expected] : {std::pair(10, "a"), {11, "a"}, {12, "a2"}}) {
    Story told = story;
    Desk desk = ben;
    told.put(desk, check_in(5, "b"), at(kDay, hour, 0, 40));
    for (const int who : {kAda, kBen}) {
      EXPECT_EQ(shows(told.house(who, at(kDay, 13)), mine, who == kAda ? Author::me : Author::partner),
                expected)
          << hour;
    }
  }
  EXPECT_EQ(shows(story.house(kAda, at(kDay, 13), {second}), mine), "a*");
}

TEST_F(RevealTest, ACorrectionAfterTheDayWasOverDoesNotCount) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay + 1, 0));
  EXPECT_EQ(adas(mine, at(kDay + 1, 1)), "a a");
  EXPECT_FALSE(find(story.house(kAda, at(kDay + 1, 1)).table, mine, Author::me)->open);
}

TEST_F(RevealTest, OnceShownItCanBeTakenBackButNotChanged) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 10));
  ada.see(ben), ben.see(ada);
  EXPECT_FALSE(find(story.house(kAda, at(kDay, 11)).table, mine, Author::me)->open);
  story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 11));
  EXPECT_EQ(adas(mine, at(kDay, 12)), "a a");
  story.put(ada, TakeBack{mine}, at(kDay, 12));
  EXPECT_EQ(adas(mine, at(kDay, 12)), "- -");
  EXPECT_EQ(bens(theirs, at(kDay, 12)), "b b") << "the other's stays shown";
}

TEST_F(RevealTest, TakingBackBeforeTheOtherCouldSeeDoesNotReveal) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  story.put(ada, TakeBack{mine}, at(kDay, 10));
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 11));
  EXPECT_EQ(bens(theirs, at(kDay, 12)), "b* -");
  ben.see(ada);
  const Id again = story.put(ben, check_in(5, "c"), at(kDay, 12));
  EXPECT_EQ(bens(again, at(kDay, 12)), "c* -");
  EXPECT_EQ(bens(theirs, at(kDay + 1, 0)), "b b");
}

TEST_F(RevealTest, LookingAndTakingBackKeepsTheOthersShown) {
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 9));
  ada.see(ben);
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 10));
  story.put(ada, TakeBack{mine}, at(kDay, 10));
  EXPECT_EQ(bens(theirs, at(kDay, 11)), "b b");
  EXPECT_EQ(adas(mine, at(kDay, 11)), "- -");
}

TEST_F(RevealTest, WhoeverTookTheirsBackUnseenHasNotOpenedTheDay) {
  // Ben's was taken back before Ada wrote; Ada, who has seen both, takes hers back too. Nobody saw anything,
  // so Ben's next one must wait like any first one.
  const Id first = story.put(ben, check_in(5, "b"), at(kDay, 8));
  story.put(ben, TakeBack{first}, at(kDay, 8));
  ada.see(ben);
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  EXPECT_EQ(adas(mine, at(kDay, 9)), "a* -");
  story.put(ada, TakeBack{mine}, at(kDay, 10));
  ben.see(ada);
  const Id next = story.put(ben, check_in(6, "c"), at(kDay, 11));
  EXPECT_EQ(bens(next, at(kDay, 12)), "c* -");
}

TEST_F(RevealTest, WhoSawTheOthersWhenTakingBackHasOpenedTheDay) {
  // Both wrote out of touch; Ben's phone then got Ada's and showed it, and he took his back. Ada takes hers
  // back without having heard of his. He has seen hers, so what he writes next shows.
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 9));
  ben.see(ada);
  story.put(ben, TakeBack{theirs}, at(kDay, 10));
  story.put(ada, TakeBack{mine}, at(kDay, 10));
  ben.see(ada);
  const Id next = story.put(ben, check_in(6, "c"), at(kDay, 11));
  EXPECT_EQ(bens(next, at(kDay, 12)), "c c");
}

TEST_F(RevealTest, ADayThatIsOpenShowsWhateverComesLater) {
  story.put(ada, check_in(7, "a"), at(kDay, 9));
  story.put(ben, check_in(5, "b"), at(kDay, 9));
  const Id more = story.put(ada, check_in(7, "again"), at(kDay, 15));
  EXPECT_EQ(adas(more, at(kDay, 16)), "again again");
}

TEST_F(RevealTest, EitherDeviceOfAPersonMayHaveSeenIt) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  story.put(ben_laptop, check_in(5, "b"), at(kDay, 11));
  ada_laptop.see(ben_laptop);
  story.put(ada_laptop, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 10));
  EXPECT_EQ(adas(mine, at(kDay, 12)), "a a");
}

TEST_F(RevealTest, ACorrectionBesideTheOthersDoesNotCountThoughThatWasTakenBackSince) {
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 9));
  ada.see(ben);
  story.put(ada, check_in(1, "a2"), at(kDay, 9), mine, at(kDay, 10));  // no honest pen would
  story.put(ben, TakeBack{theirs}, at(kDay, 11));                      // without having heard of Ada's
  EXPECT_EQ(adas(mine, at(kDay, 12)), "a a") << "she saw his, so he sees hers";
}

TEST_F(RevealTest, WhatWasTakenBackUnseenMovesNothingOfTheOthers) {
  story.put(ada, Name{"Ada"}, at(kDay - 9, 12, kVienna));
  story.put(ben, Name{"Ben"}, at(kDay - 9, 12, kVienna));
  story.put(ada, check_in(7, "a"), at(kDay, 9, kVienna));
  const Id theirs = story.put(ben, check_in(5, "b"), at(kDay, 1, kHonolulu));
  const Id back = story.put(ben, TakeBack{theirs}, at(kDay, 2, kHonolulu));
  const Moment after{end_of_day(kDay, kVienna), kVienna};
  EXPECT_EQ(story.json(kAda, after, {theirs, back}), story.json(kAda, after));
  EXPECT_EQ(story.json(kAda, after, {theirs}), story.json(kAda, after));
}

TEST_F(RevealTest, ANoteOnTheTableShowsAtOnceAndStaysOpen) {
  const Id note = story.put(ada, Note{"n"}, at(kDay, 9));
  EXPECT_EQ(adas(note, at(kDay, 9)), "n n");
  story.put(ben, check_in(5, "b"), at(kDay, 9));
  story.put(ada, Note{"n2"}, at(kDay, 9), note, at(kDay + 4, 9));
  EXPECT_EQ(adas(note, at(kDay + 4, 9)), "n2 n2");
  EXPECT_TRUE(find(story.house(kAda, at(kDay + 4, 9)).table, note, Author::me)->open);
}

TEST_F(RevealTest, TheHourOfWritingAloneMayNotOpenTheDay) {
  // Ben backdates a check-in to yesterday, which is over: it shows at once, and opens only yesterday.
  const Id mine = story.put(ada, check_in(7, "a"), at(kDay, 9));
  const Id old = story.put(ben, check_in(5, "b"), at(kDay - 1, 20), {}, at(kDay, 10));
  EXPECT_EQ(bens(old, at(kDay, 11)), "b b");
  EXPECT_EQ(adas(mine, at(kDay, 11)), "a* -");
}

}  // namespace
}  // namespace concertina::test

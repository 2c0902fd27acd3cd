// The private question comes early and again later, never after a yes, and nobody else can tell (care rule
// 11).
#include "core/house/quiet.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

using Afraid = QuietAnswer::Afraid;

struct QuietTest : testing::Test {
  bool asks(Day day) { return story.house(0, at(day, 12)).quiet.ask; }
  bool afraid(Day day) { return story.house(0, at(day, 12)).quiet.afraid; }
  void answer(Afraid said, Day day) { story.keep(ada, QuietAnswer{said}, at(day, 11)); }

  Story story;
  Desk ada{0, 1}, ben{1, 1};
};

TEST_F(QuietTest, ItComesOnceThereAreThreeDays) {
  for (Day day = kDay; day < kDay + 3; ++day) {
    EXPECT_FALSE(asks(day)) << day - kDay;
    story.keep(ada, check_in(5), at(day, 9));
    story.keep(ada, check_in(6), at(day, 10));
  }
  EXPECT_TRUE(asks(kDay + 2));
}

TEST_F(QuietTest, ANoRestsForLongAndWhatIsUnsaidForAWhile) {
  answer(Afraid::unsaid, kDay);
  EXPECT_FALSE(asks(kDay + kQuietUnsaid - 1));
  EXPECT_TRUE(asks(kDay + kQuietUnsaid));
  answer(Afraid::no, kDay + 20);
  EXPECT_FALSE(asks(kDay + 20 + kQuietAgain - 1));
  EXPECT_TRUE(asks(kDay + 20 + kQuietAgain));
}

TEST_F(QuietTest, AYesHoldsUntilItIsTakenBackByItsOwner) {
  answer(Afraid::yes, kDay);
  EXPECT_TRUE(afraid(kDay) && afraid(kDay + 1000));
  EXPECT_FALSE(asks(kDay) || asks(kDay + 1000));
  answer(Afraid::no, kDay + 5);
  EXPECT_FALSE(afraid(kDay + 6));
}

TEST_F(QuietTest, NothingOfItReachesThePartner) {
  story.put(ada, Note{"shared"}, at(kDay, 9));
  const std::string before = story.json(1, at(kDay, 12));
  answer(Afraid::yes, kDay);
  EXPECT_EQ(story.json(1, at(kDay, 12)), before);
  EXPECT_FALSE(
      validate(for_table(Record{Id{1}, at(kDay, 9), at(kDay, 9), {}, QuietAnswer{Afraid::yes}}, Id{2}),
               Place::table, at(kDay, 9)));
}

}  // namespace
}  // namespace concertina::test

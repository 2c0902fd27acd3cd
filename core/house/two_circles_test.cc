// What the measured circle is fed with: what both of us can see on the table, and nothing else.
#include "core/house/two_circles.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

constexpr int kAda = 0, kBen = 1;
const Moment kLater = at(kDay + 30, 12);

// A moment in the model's days.
double model_day(const Moment& moment) { return static_cast<double>(moment.seconds) / 86'400; }

// Unmet togetherness and unmet separateness, in hundredths.
CheckIn unmet(int together, int separate) { return {{500 + together, 500}, {500 + separate, 500}, "words"}; }

using Seen = std::tuple<double, int, double>;
std::vector<Seen> seen(std::span<const rhythm::Sight> sights) {
  std::vector<Seen> out;
  for (const rhythm::Sight& one : sights) out.emplace_back(one.day, one.which, one.value);
  return out;
}
std::vector<double> strained(const TwoCircles& circles) {
  std::vector<double> out;
  for (const rhythm::Push& one : circles.strained) out.push_back(one.day);
  return out;
}

struct TwoCirclesTest : testing::Test {
  // A day that both put on the table: Ada in the morning, Ben in the evening.
  void both(Day day) {
    story.put(ada, unmet(300, -100), at(day, 8));
    ben.see(ada);
    story.put(ben, unmet(50, 200), at(day, 20));
    ada.see(ben);
  }
  TwoCircles circles(int who, const Moment& now = kLater) { return two_circles(story.house(who, now)); }

  Story story;
  Desk ada{kAda, 1}, ben{kBen, 1};
};

TEST_F(TwoCirclesTest, EachIsTheOnesTogethernessAndTheOthersSeparateness) {
  both(kDay);
  const double morning = model_day(at(kDay, 8)), evening = model_day(at(kDay, 20));
  const std::vector<Seen> hers{{morning, 0, 3.0}, {evening, 1, 2.0}},
      his{{morning, 1, -1.0}, {evening, 0, 0.5}};
  EXPECT_EQ(seen(circles(kAda).sights[0]), hers);
  EXPECT_EQ(seen(circles(kAda).sights[1]), his);
  EXPECT_EQ(seen(circles(kBen).sights[0]), his) << "the same two, with one's own first";
  EXPECT_EQ(seen(circles(kBen).sights[1]), hers);
  EXPECT_EQ(circles(kAda).days, 1);
}

// Care rules 2 and 4.
TEST_F(TwoCirclesTest, WhatOneOfUsCanNotSeeIsNotUsedByTheOtherEither) {
  both(kDay);
  const auto known = to_json(circles(kAda));
  story.keep(ada, unmet(900, 900), at(kDay + 1, 7));
  story.keep(ada, Note{"a word"}, at(kDay + 1, 7));
  story.put(ada, unmet(800, 800), at(kDay + 1, 8));  // waits for Ben's, or for the day's end
  EXPECT_EQ(to_json(circles(kAda, at(kDay + 1, 22))), known);
  EXPECT_EQ(to_json(circles(kAda, at(kDay + 1, 22))).find("9.0"), std::string::npos);
  EXPECT_EQ(circles(kBen, at(kDay + 1, 22)).sights[0].size(), 2u);

  // The day is over: then both see it, though no day holds both by it.
  for (const int who : {kAda, kBen}) {
    const TwoCircles over = circles(who, at(kDay + 2, 0));
    EXPECT_EQ(over.sights[0].size(), 3u);
    EXPECT_EQ(over.days, 1);
  }
  // Ben's comes: the day is open for both at once.
  story.put(ben, unmet(100, 100), at(kDay + 1, 21));
  for (const int who : {kAda, kBen}) {
    EXPECT_EQ(circles(who, at(kDay + 1, 22)).sights[0].size(), 4u);
    EXPECT_EQ(circles(who, at(kDay + 1, 22)).days, 2);
  }
}

TEST_F(TwoCirclesTest, WhatIsTakenBackIsUsedNoMore) {
  const Id taken = story.put(ada, unmet(300, 100), at(kDay, 8));
  story.put(ben, unmet(50, 200), at(kDay, 20));
  const Id marked = story.put(ben, Strain{}, at(kDay, 12));
  story.put(ada, TakeBack{taken}, at(kDay + 1, 8));
  story.put(ben, TakeBack{marked}, at(kDay + 1, 8));
  for (const int who : {kAda, kBen}) {
    const TwoCircles left = circles(who);
    EXPECT_EQ(left.sights[0].size(), 1u);
    EXPECT_TRUE(left.strained.empty());
    EXPECT_EQ(left.days, 0);
  }
}

TEST_F(TwoCirclesTest, AStrainedDayPushesBothCirclesOnceFromItsBeginningOn) {
  for (Day day = kDay; day < kDay + 5; ++day) both(day);
  story.put(ada, Strain{"visitors"}, at(kDay + 3, 12));
  story.put(ben, Strain{}, at(kDay + 3, 12));
  story.put(ben, Strain{}, at(kDay + 1, 12, -120));
  for (const int who : {kAda, kBen}) {
    const TwoCircles two = circles(who);
    EXPECT_EQ(strained(two), (std::vector{model_day(at(kDay + 1, 0, -120)), model_day(at(kDay + 3, 0))}));
    for (const rhythm::Push& push : two.strained) EXPECT_TRUE(push.dose == 1 && push.input == 0);
    EXPECT_EQ(two.days, 5) << "it stays a day of both";
  }
}

TEST_F(TwoCirclesTest, OnlyStrainedDaysAmongTheSightsCount) {
  story.put(ada, Strain{}, at(kDay, 12));
  EXPECT_TRUE(circles(kAda).strained.empty()) << "there is nothing yet that it could explain";
  story.put(ada, Strain{}, at(kDay - 1, 12));  // before all of it
  both(kDay);
  both(kDay + 3);
  story.put(ben, Strain{}, at(kDay + 3, 12));
  story.put(ben, Strain{}, at(kDay + 4, 12));  // nothing was noted since
  for (const int who : {kAda, kBen}) {
    EXPECT_EQ(strained(circles(who)), (std::vector{model_day(at(kDay, 8)), model_day(at(kDay + 3, 0))}))
        << "of the first day from the first sight on";
  }
}

TEST_F(TwoCirclesTest, ItsJsonIsWhatTheStudyTakes) {
  both(kDay);
  story.put(ada, Strain{"words that stay here"}, at(kDay, 12));
  const auto json = nlohmann::json::parse(to_json(circles(kAda)));
  EXPECT_EQ(json["days"], 1);
  ASSERT_EQ(json["circles"].size(), 2u);
  const double morning = model_day(at(kDay, 8));
  EXPECT_EQ(json["circles"][0][0], (nlohmann::json{morning, 0, 3.0}));
  EXPECT_EQ(json["strained"], nlohmann::json::array({morning}));
  EXPECT_EQ(json.size(), 3u);
  EXPECT_EQ(to_json(two_circles(House{})), R"({"circles":[[],[]],"days":0,"strained":[]})");
}

TEST_F(TwoCirclesTest, WhateverTheOrderOfArrivalTheyAreTheSame) {
  for (Day day = kDay; day < kDay + 10; ++day) both(day);
  for (Day day = kDay; day < kDay + 10; day += 3) story.put(day % 2 ? ada : ben, Strain{}, at(day, 12, 60));
  Chance chance(9);
  for (const int who : {kAda, kBen}) {
    std::vector<Heard> heard = story.view(who);
    const std::string once = to_json(two_circles(fold(heard, {}, kLater)));
    for (int i = 0; i < 100; ++i) {
      chance.shuffle(heard);
      ASSERT_EQ(to_json(two_circles(fold(heard, {}, kLater))), once);
    }
  }
}

}  // namespace
}  // namespace concertina::test

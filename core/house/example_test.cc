// The example couple: real devices, ninety days, and the care rules hold in it too.
#include "core/house/example.h"

#include <gtest/gtest.h>

#include "core/house/pen.h"
#include "core/house/question.h"
#include "core/house/test_house.h"
#include "core/house/two_circles.h"

namespace concertina::test {
namespace {

const Day kToday = day_of(kNoon);

struct ExampleTest : testing::Test {
  void SetUp() override {
    auto made = begin_example(ambient, 1);
    ASSERT_TRUE(made) << made.error().what;
    robin = std::move(*made);
    house = house_of(robin, kNoon);
  }

  SeededAmbient ambient{5};
  Device robin;
  House house;
};

TEST_F(ExampleTest, ItIsACoupleThatHasComparedItsWordsAndLivedNinetyDays) {
  EXPECT_EQ(house.name, "Robin");
  EXPECT_EQ(house.partner_name, "Kim");
  EXPECT_TRUE(robin.paired() && robin.has_table());
  EXPECT_TRUE(house.i_compared && house.compared);
  EXPECT_TRUE(robin.troubles().empty());
  EXPECT_EQ(house.my_days.back().day, kToday);
  EXPECT_LE(house.my_days.front().day, kToday - 85);
  EXPECT_GE(house.my_days.front().day, kToday - 89);
  EXPECT_GT(house.my_days.size(), 50u);
  EXPECT_LT(house.my_days.size(), 85u) << "nobody writes every day";
  EXPECT_GT(house.shared_days.size(), 28u) << "enough for a picture of two";
  EXPECT_LT(house.shared_days.size(), house.my_days.size());
  for (const auto& day : house.shared_days) {
    EXPECT_GT(day.day, kToday - 90);
    EXPECT_LT(day.day, kToday);
  }
  for (const auto* items : {&house.room, &house.table}) {
    for (const Item& item : *items) {
      EXPECT_LE(item.at.seconds, kNoon.seconds);
      EXPECT_EQ(item.at.offset, kNoon.offset);
    }
  }
  EXPECT_EQ(house.unknown, 0u);
  const auto days_with = [&](auto has) {
    return std::ranges::count_if(house.my_days, [&](const MyDay& day) { return has(day.spent); });
  };
  EXPECT_GT(days_with([](const Spent& spent) { return spent.together > 0; }), 20);
  EXPECT_GT(days_with([](const Spent& spent) { return spent.chosen > 0; }), 5);
  EXPECT_GT(days_with([](const Spent& spent) { return spent.unchosen > 0; }), 2);
}

TEST_F(ExampleTest, NothingWaitsForARelay) {
  EXPECT_EQ(robin.relay(), "");
  EXPECT_EQ(robin.waiting(), 0u);
  EXPECT_EQ(robin.unsent(), 0u);
  EXPECT_FALSE(robin.pairing());
  EXPECT_FALSE(robin.next_erasure());
}

TEST_F(ExampleTest, BothPutWordsNotesAndAnswersThere) {
  std::map<std::pair<Author, std::size_t>, int> said, silent;
  std::set<std::string> lines;
  for (const Item& item : house.table) {
    const std::string words = words_of(item);
    ++(words.empty() ? silent : said)[{item.author, item.content.index()}];
    if (!words.empty()) EXPECT_TRUE(lines.insert(words).second) << words << " is said twice";
  }
  for (const Author author : {Author::me, Author::partner}) {
    EXPECT_GT((said[{author, Content(CheckIn{}).index()}]), 10);
    EXPECT_GT((silent[{author, Content(CheckIn{}).index()}]), 10);
    EXPECT_EQ((said[{author, Content(Note{}).index()}]), author == Author::me ? 3 : 2);
    EXPECT_GT((said[{author, Content(Answer{}).index()}]), 2);
  }
  EXPECT_GT(std::ranges::count_if(
                house.room, [](const Item& item) { return std::holds_alternative<Note>(item.content); }),
            3);
}

TEST_F(ExampleTest, OneDayIsMarkedAsStrainedAmongThoseThatTheCircleIsMeasuredBy) {
  const TwoCircles circles = two_circles(house);
  ASSERT_EQ(circles.strained.size(), 1u);
  EXPECT_GT(circles.strained[0].day, circles.sights[0].front().day);
  EXPECT_LT(circles.strained[0].day, circles.sights[0].back().day);
}

TEST_F(ExampleTest, RobinsReflectionsAreThereAndOnlyWordsOfOneAreOnTheTable) {
  std::map<Reflection::Ending, const Item*> ended;
  for (const Item& item : house.room) {
    const auto* one = std::get_if<Reflection>(&item.content);
    if (one) EXPECT_TRUE(ended.try_emplace(one->ending, &item).second);
  }
  ASSERT_EQ(ended.size(), 3u);
  const auto of = [&](Reflection::Ending ending) { return std::get<Reflection>(ended.at(ending)->content); };
  const Reflection said = of(Reflection::Ending::shared);
  EXPECT_TRUE(std::ranges::any_of(house.table, [&](const Item& item) {
    return item.author == Author::me && item.content == Content(Note{said.partner});
  }));
  for (const Item& item : house.table) {
    const std::string words = words_of(item);
    for (const std::string* kept : {&said.happened, &said.fear, &said.does, &said.myself})
      EXPECT_EQ(words.find(*kept), std::string::npos) << words;
  }
  const Item* slept_on = ended.at(Reflection::Ending::did);
  ASSERT_EQ(slept_on->earlier.size(), 1u);
  const auto before = std::get<Reflection>(slept_on->earlier[0].content);
  EXPECT_TRUE(before.rests && before.ending == Reflection::Ending::open && before.fear.empty());
  EXPECT_EQ(day_of(slept_on->written), day_of(slept_on->at) + 1);
  EXPECT_EQ(day_of(*before.rests), day_of(slept_on->written));
  const Reflection left = of(Reflection::Ending::open);
  EXPECT_FALSE(left.rests);
  EXPECT_TRUE(!left.need.empty() && left.fear.empty());
}

TEST_F(ExampleTest, LevelsAreHalvesAndTheBellowsBreathes) {
  int tight = 0, easy = 0;
  std::map<Day, std::array<int, 3>> weeks;  // sums of what Robin misses and Kim misses, and days
  for (const SharedDay& day : house.shared_days) {
    for (const Needs& needs : {day.mine, day.partners}) {
      for (const Need& need : {needs.togetherness, needs.separateness}) {
        EXPECT_EQ(need.want % 50 + need.have % 50, 0);
        EXPECT_TRUE(need.want >= 0 && need.want <= 1000 && need.have >= 0 && need.have <= 1000);
      }
    }
    auto& week = weeks[day.day / 7];
    week[0] += day.mine.togetherness.unmet();
    week[1] += day.partners.separateness.unmet();
    ++week[2];
  }
  for (const auto& [number, week] : weeks) {
    tight += week[0] > 200 * week[2] && week[1] > 200 * week[2];
    easy += week[0] < 75 * week[2] && week[1] < 75 * week[2];
  }
  EXPECT_GE(tight, 2) << "weeks in which one misses togetherness and the other separateness";
  EXPECT_GE(easy, 2) << "weeks in which all is well";
}

TEST_F(ExampleTest, KimsCheckInOfTodayShowsOnlyBesideRobins) {
  const auto hidden = [&](const House& seen) {
    return std::ranges::none_of(seen.table, [&](const Item& item) {
      return item.author == Author::partner && std::holds_alternative<CheckIn>(item.content) &&
             day_of(item.at) == kToday;
    });
  };
  const std::vector<Heard> heard = robin.heard();
  EXPECT_TRUE(std::ranges::any_of(heard, [&](const Heard& one) {
    return one.author == Author::partner && std::holds_alternative<CheckIn>(one.record.content) &&
           day_of(one.record.at) == kToday;
  })) << "it is here";
  EXPECT_TRUE(hidden(house));
  EXPECT_TRUE(house.question) << "what is asked now is left to who looks around";
  Changes changes;
  ASSERT_TRUE(write(robin, check_in(7), kNoon, true, ambient, changes));
  EXPECT_FALSE(hidden(house_of(robin, kNoon)));
}

TEST_F(ExampleTest, NoAnswerOfKimsShowsWithoutRobins) {
  std::set<std::uint16_t> mine, kims, shown;
  for (const Heard& one : robin.heard()) {
    const auto* answer = std::get_if<Answer>(&one.record.content);
    if (answer && one.place == Place::table)
      (one.author == Author::me ? mine : kims).insert(answer->question);
  }
  for (const Item& item : house.table) {
    if (const auto* answer = std::get_if<Answer>(&item.content)) {
      EXPECT_NE(question_text(answer->question), "");
      if (item.author == Author::partner) shown.insert(answer->question);
    }
  }
  std::set<std::uint16_t> both;
  std::ranges::set_intersection(mine, kims, std::inserter(both, both.end()));
  EXPECT_EQ(shown, both);
  EXPECT_LT(both.size(), mine.size()) << "not everything is answered by both";
}

TEST_F(ExampleTest, TheSameSeedClockAndRandomnessTellTheSameStory) {
  SeededAmbient same(5), other_keys(6);
  const auto again = begin_example(same, 1);
  ASSERT_TRUE(again);
  EXPECT_EQ(portrait(*again), portrait(robin));
  const auto elsewhere = begin_example(other_keys, 1);
  ASSERT_TRUE(elsewhere);
  EXPECT_NE(elsewhere->identity(), robin.identity()) << "the keys are this machine's own";
  EXPECT_EQ(house_of(*elsewhere, kNoon).my_days, house.my_days);
  const auto other_story = begin_example(same, 2);
  ASSERT_TRUE(other_story);
  EXPECT_NE(house_of(*other_story, kNoon).my_days, house.my_days);
}

TEST_F(ExampleTest, ItCanBeginAtAnyHourAndAnywhere) {
  for (const int offset : {-720, 0, 345, 840}) {
    for (const int minutes : {0, 1, 40, 90, 719, 1439}) {
      ambient.clock = {end_of_day(kToday - 1, offset) + minutes * 60, offset};
      const auto made = begin_example(ambient, 3);
      ASSERT_TRUE(made) << made.error().what;
      const House seen = house_of(*made, ambient.clock);
      EXPECT_EQ(seen.my_days.back().day, kToday) << offset << " " << minutes;
      EXPECT_TRUE(made->troubles().empty());
      EXPECT_TRUE(seen.compared);
    }
  }
  ambient.clock = {0, 0};
  const auto never = begin_example(ambient, 1);
  ASSERT_FALSE(never);
  EXPECT_EQ(never.error().code, Code::invalid);
}

}  // namespace
}  // namespace concertina::test

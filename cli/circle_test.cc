// Our circle at a terminal: in our words, and measured from what both can see.
#include <cmath>

#include "cli/print.h"
#include "cli/test_rhythm.h"
#include "cli/verbs.h"
#include "core/rhythm/simulation.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

Need need(double unmet) {
  const int half = static_cast<int>(std::lround(50 * std::clamp(unmet, -10.0, 10.0)));
  return {500 + half, 500 - half};
}

Item check_in(Author author, int day, double togetherness, double separateness) {
  Item out;
  out.author = author;
  out.at = Moment{1'700'000'000 + 86'400LL * day, 0};
  out.content = CheckIn{need(togetherness), need(separateness), {}};
  return out;
}

// A house whose table has both check-ins of so many days, of circles with this gain.
House house_of_days(int days, double gain) {
  rhythm::Law<double> law{};
  law.a = law.d = 0.7;
  law.rho = law.kappa = 0.7 * std::sqrt(gain);
  law.noise = {1, 0, 1};
  law.error = {0.04, 0.04};
  House out;
  out.name = "Ada";
  out.partner_name = "Ben";
  rhythm::Random random(8, 0);
  const rhythm::Habit habit{.days = static_cast<double>(days)};
  const auto mine = rhythm::simulate(law, {}, habit, random),
             partners = rhythm::simulate(law, {}, habit, random);
  for (int day = 0; day < days; ++day) {
    const std::size_t c = 2 * static_cast<std::size_t>(day), s = c + 1;
    out.table.push_back(check_in(Author::me, day, mine[c].value, partners[s].value));
    out.table.push_back(check_in(Author::partner, day, partners[c].value, mine[s].value));
    out.shared_days.emplace_back().day = day;
  }
  return out;
}

Said show(const House& house, bool json = false, bool ended_already = false) {
  std::ostringstream out, err;
  const std::atomic<bool> ended = ended_already;
  concertina::test::SeededAmbient ambient(1);
  World world{ambient, out, err, ended};
  Call call{world, {}, json};
  const auto done = show_circle(call, house);
  return {done ? 0 : exit_code(done.error()), out.str(), done ? "" : done.error().what};
}

// Lines are cut where they are full.
std::string unwrapped(std::string text) {
  for (std::size_t at = text.find("\n    "); at != std::string::npos; at = text.find("\n    ", at)) {
    text.replace(at, 5, " ");
  }
  return text;
}

TEST(Circle, NotYetIsWhatItSaysForLong) {
  const Said said = show(house_of_days(10, 0.5));
  ASSERT_EQ(0, said.code) << said.err;
  const std::string out = unwrapped(said.out);
  EXPECT_TRUE(holds(out, "You for togetherness, Ben for separateness Not yet. It takes at least 28 days"))
      << said.out;
  EXPECT_TRUE(holds(out, "Ben for togetherness, you for separateness Not yet.")) << said.out;
  EXPECT_TRUE(holds(out, "At least 18 more days with a check-in from each of you.")) << said.out;
  EXPECT_TRUE(holds(out, "A strain from outside that lasts can look the same.")) << said.out;
  for (const char* measured : {"comes back", "dies away"}) EXPECT_FALSE(holds(out, measured)) << said.out;
  EXPECT_EQ(0, show(House{}).code) << "an empty table is no error";
}

TEST(Circle, WhatComesBackIsSaidWithItsBandAndWhatAThirdLessWouldDo) {
  const House house = house_of_days(150, 0.9);
  const Said said = show(house);
  ASSERT_EQ(0, said.code) << said.err;
  const std::string out = unwrapped(said.out);
  EXPECT_TRUE(holds(out, "As in a circle. Your days move as they would in a circle")) << said.out;
  EXPECT_TRUE(holds(out, "Of every push that goes round, about ")) << said.out;
  EXPECT_TRUE(holds(out, "If this picture is right, and either of you reacted a third less, about "))
      << said.out;
  EXPECT_TRUE(holds(out, "How a hard day dies away, in the middle of what is likely: ")) << said.out;
  EXPECT_TRUE(holds(said.out, "    that day      ━━━━━━━━━━  100 %   ··········    0 %\n")) << said.out;
  EXPECT_TRUE(holds(said.out, "    two weeks     ")) << said.out;
  for (const char* label : {"pursue", "withdraw", "needy", "distant", "!", "blame", "lead", "fault"}) {
    EXPECT_FALSE(holds(out, label)) << said.out;
  }
  const Json circle = Json::parse(show(house, true).out)["circle"];
  EXPECT_EQ(150, circle["days"]);
  ASSERT_EQ(2u, circle["measured"].size());
  EXPECT_EQ("me", circle["measured"][0]["togetherness"]);
  EXPECT_EQ("me", circle["measured"][1]["separateness"]);
  for (const Json& one : circle["measured"]) {
    EXPECT_EQ("circle", one["verdict"]);
    EXPECT_TRUE(one["trap"].is_string());
    for (std::size_t at = 0; at < 3; ++at) {
      EXPECT_DOUBLE_EQ(one["softened"][0]["gain"][at].get<double>() * 2 / 3,
                       one["third_less"][at].get<double>());
    }
  }
}

// Care rule 4, and design section 5: fed only by what both can see.
TEST(Circle, WhatOnlyOneCanSeeChangesNothing) {
  const House house = house_of_days(35, 0.5);
  House more = house;
  Item waiting = check_in(Author::me, 36, 9, -9);
  waiting.shown = false;
  more.table.push_back(waiting);
  for (int day = 0; day < 35; ++day) more.room.push_back(check_in(Author::me, day, 8, -8));
  EXPECT_EQ(show(house, true).out, show(more, true).out);
}

TEST(Circle, BothHalvesStandInTheirAuthorsWords) {
  House house;
  house.partner_name = "Ben";
  Item mine, theirs;
  mine.content = CircleHalf{"go quiet", "that I lose you", "ask again", ""};
  theirs.author = Author::partner;
  theirs.content = CircleHalf{"ask again", "", "go quiet", "say when I am back"};
  house.room = {mine};
  const Said alone = show(house);
  EXPECT_TRUE(
      holds(alone.out, "  You\n    When you go quiet\n    I fear that I lose you\n    So I ask again\n"))
      << alone.out;
  EXPECT_TRUE(holds(alone.out, "  Ben\n    It is for Ben to write.")) << alone.out;
  house.table = {theirs};
  const Said both = show(house);
  EXPECT_TRUE(
      holds(both.out, "  Ben\n    When you ask again\n    So I go quiet\n    The smallest step: say when"))
      << both.out;
  const Json words = Json::parse(show(house, true).out)["circle"]["words"];
  EXPECT_EQ("that I lose you", words["mine"]["fear"]);
  EXPECT_EQ("go quiet", words["partners"]["so"]);
}

// Care rule 11.
TEST(Circle, WhoIsAfraidIsBidNothing) {
  House house = house_of_days(5, 0.5);
  for (const char* bids : {"concertina circle-half", "check-in on"}) {
    EXPECT_TRUE(holds(show(house).out, bids)) << show(house).out;
  }
  house.quiet.afraid = true;
  const Said said = show(house);
  EXPECT_TRUE(holds(said.out, "    Not yet.\n")) << said.out;
  for (const char* bids : {"concertina", "check-in", "words is there"}) {
    EXPECT_FALSE(holds(said.out, bids)) << said.out;
  }
}

TEST(Circle, EndedByThePersonItStops) {
  const Said said = show(house_of_days(60, 0.5), true, true);
  EXPECT_EQ(kBusy, said.code);
  EXPECT_EQ("Ended before your days were looked at.", said.err);
  EXPECT_EQ("", said.out);
}

TEST(Circle, ItIsShownToBothOfTwo) {
  Two two;
  two.pair();
  ASSERT_EQ(0, two.ada.check_in("8/3", "4/6", {"--table"}).code);
  ASSERT_EQ(0, two.ben.check_in("2/7", "9/1", {"--table"}).code);
  for (Person* person : {&two.ada, &two.ben}) {
    const Said said = (*person)({"show", "circle"});
    EXPECT_EQ(0, said.code) << said.err;
    EXPECT_TRUE(holds(said.out, "Not yet.")) << said.out;
    EXPECT_EQ(1, Json::parse((*person)({"show", "circle", "--json"}).out)["circle"]["days"]);
  }
}

TEST(Circle, LinesAreCutBetweenWords) {
  std::ostringstream out;
  print_wrapped(out, std::string(50, 'a') + " " + std::string(30, 'b') + "\n " + std::string(100, 'c'), "  ");
  EXPECT_EQ(
      "  " + std::string(50, 'a') + "\n  " + std::string(30, 'b') + "\n  " + std::string(100, 'c') + "\n",
      out.str());
}

}  // namespace
}  // namespace concertina::cli::test

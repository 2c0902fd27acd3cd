// How the days go on, and what a softer reaction would change, at a terminal and for programs.
#include <cmath>

#include "cli/test_rhythm.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

class RhythmOutlook : public RhythmTest {
 protected:
  static Said ask(const std::string& verb, Words more, const std::string& diary) {
    more.insert(more.begin(), {verb, "-", "--warmup", "150", "--draws", "100"});
    return rhythm(more, diary);
  }
  static std::string simulated(const std::string& days, const std::string& gain, Words more = {}) {
    more.insert(more.begin(), {"simulate", "--days", days, "--gain", gain});
    return rhythm(more).out;
  }
};

TEST_F(RhythmOutlook, AForecastHasABandForEachDayThatGrows) {
  const Said said = ask("forecast", {"--json", "--days", "9"}, simulated("40", "0.4"));
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out);
  EXPECT_EQ(40, told["days_both"]);
  EXPECT_EQ("39.5", told["from"]);
  EXPECT_TRUE(told["verdict"].is_string());
  EXPECT_TRUE(told["gain"]["rhat"].is_number());
  for (const char* side : {"c", "s"}) {
    const Json& rows = told["if_this_picture_is_right"]["forecast"][side];
    ASSERT_EQ(9u, rows.size());
    for (std::size_t at = 0; at < 9; ++at) {
      EXPECT_EQ(at + 1, rows[at]["day"]);
      expect_in_order(rows[at], {"q5", "median", "q95"});
    }
    const auto wide = [&](std::size_t at) {
      return rows[at]["q95"].get<double>() - rows[at]["q5"].get<double>();
    };
    EXPECT_GT(wide(8), wide(0)) << "what is further off is known less well";
  }
}

TEST_F(RhythmOutlook, ToReadItSaysIfThisPictureIsRightAndNotYetWhereThatIsSo) {
  const Said early = ask("forecast", {}, simulated("10", "0.4"));
  ASSERT_EQ(0, early.code) << early.err;
  EXPECT_TRUE(early.out.starts_with("Not yet: 10 days hold both")) << early.out;
  EXPECT_TRUE(holds(early.out, "as much from what was held likely before as from these days")) << early.out;
  EXPECT_TRUE(holds(early.out, "If this picture is right, ")) << early.out;
  EXPECT_TRUE(holds(early.out, "\n    14 ")) << early.out;
  EXPECT_FALSE(holds(early.out, "\n    13 ")) << "a first week, then weeks";
  const Said clear = ask("what-if", {"--rho", "0.67"}, simulated("250", "0.9"));
  ASSERT_EQ(0, clear.code) << clear.err;
  EXPECT_TRUE(holds(clear.out, "These days move as they would in a circle.")) << clear.out;
  EXPECT_TRUE(holds(clear.out, "If this picture is right, and rho were 67 % and kappa 100 %")) << clear.out;
  EXPECT_TRUE(holds(clear.out, "s, as it is")) << clear.out;
  EXPECT_FALSE(holds(clear.out, "Not yet")) << clear.out;
  for (const char* label : {"pursue", "withdraw", "needy", "blame", "!"}) {
    EXPECT_FALSE(holds(early.out + clear.out, label)) << label;
  }
}

TEST_F(RhythmOutlook, ByFewDrawsThereIsNoVerdict) {
  const std::string diary = simulated("250", "0.9");
  const Words few = {"what-if", "-", "--rho", "0.67", "--warmup", "100", "--draws", "30"};
  const Said said = rhythm(few, diary);
  ASSERT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(said.out.starts_with("Not yet: these draws are too few")) << said.out;
  EXPECT_TRUE(holds(said.out, "So take what follows lightly.")) << said.out;
}

TEST_F(RhythmOutlook, EitherSidesSofteningSoftensTheGainAlike) {
  const std::string diary = simulated("60", "0.7");
  Json told[2];
  for (const std::size_t side : {0u, 1u}) {
    const Said said = ask("what-if", {"--json", side == 0 ? "--rho" : "--kappa", "0.5"}, diary);
    ASSERT_EQ(0, said.code) << said.err;
    told[side] = Json::parse(said.out);
    const Json& right = told[side]["if_this_picture_is_right"];
    for (const char* point : {"q5", "median", "q95"}) {
      EXPECT_DOUBLE_EQ(0.5 * right["gain"]["as_it_is"][point].get<double>(),
                       right["gain"]["changed"][point].get<double>());
      EXPECT_DOUBLE_EQ(told[side]["gain"][point].get<double>(),
                       right["gain"]["as_it_is"][point].get<double>());
    }
    EXPECT_LT(right["one_point_more"]["changed"]["c"][13]["median"].get<double>(),
              right["one_point_more"]["as_it_is"]["c"][13]["median"].get<double>());
    EXPECT_EQ(14u, right["forecast"]["changed"]["s"].size());
  }
  EXPECT_EQ(0.5, told[0]["rho_kept"]);
  EXPECT_EQ(0.5, told[1]["kappa_kept"]);
  EXPECT_EQ(told[0]["if_this_picture_is_right"]["gain"], told[1]["if_this_picture_is_right"]["gain"]);
}

TEST_F(RhythmOutlook, ItTakesWhatAFitTakes) {
  const std::string diary = simulated("15", "0.4", {"--couples", "2"});
  const std::string inputs = file("inputs.csv", "couple,time,hours\nc1,3,2\n");
  for (const char* pool : {"none", "partial", "complete"}) {
    const Said said = ask("forecast", {"--json", "--days", "1", "--pool", pool, "--inputs", inputs}, diary);
    ASSERT_EQ(0, said.code) << said.err;
    const Json told = Json::parse(said.out);
    ASSERT_EQ(2u, told["couples"].size()) << pool;
    EXPECT_EQ("not-yet", told["couples"]["c2"]["verdict"]);
  }
  const Said read = ask("forecast", {}, diary);
  EXPECT_TRUE(read.out.starts_with("Couple c1\n")) << read.out;
  EXPECT_TRUE(holds(read.out, "\nCouple c2\n")) << read.out;
  const Said dated = ask("forecast", {"--json"}, "time,c,s\n2026-11-20,1,2\n2026-11-22,2,1\n");
  EXPECT_EQ("2026-11-22", Json::parse(dated.out)["from"]);
}

TEST_F(RhythmOutlook, WhatCanNotBeAskedIsASentence) {
  const std::string diary = "time,c,s\n1,2,3\n";
  EXPECT_EQ(0, ask("forecast", {}, diary).code) << "of one row the priors say";
  expect_refused(ask("forecast", {"--days", "0"}, diary), "--days is a whole number from 1 to 365");
  expect_refused(ask("forecast", {"--days", "1000"}, diary), "--days is a whole number from 1 to 365");
  expect_refused(ask("what-if", {}, diary), "What would change?");
  for (const char* kept : {"-0.5", "nan", "inf", "11"}) {
    expect_refused(ask("what-if", {std::string("--kappa=") + kept}, diary), "--kappa is what that reaction");
  }
  expect_refused(rhythm({"forecast", "-", "--draws", "3"}, diary), "needs at least 20");
  expect_refused(ask("forecast", {"--rho", "0.5"}, diary), "--rho");
  expect_refused(rhythm({"forecast", folder_.path("none")}), "There is no readable file", 3);
  expect_refused(ask("what-if", {"--rho", "0.5"}, "time,c,s\n1,x,3\n"), "Line 2");
}

}  // namespace
}  // namespace concertina::cli::test

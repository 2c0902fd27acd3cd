// What a call of the rhythm's verbs can't be, and what a program may rely on in their answers.
#include "cli/test_rhythm.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

class RhythmInput : public RhythmTest {};

TEST_F(RhythmInput, ASeedIsTakenAsItIsGivenOrRefused) {
  const auto simulate = [](const std::string& seed) {
    return rhythm({"simulate", "--days", "3", "--gain", "0.5", "--seed=" + seed});
  };
  for (const char* seed : {"-1", "+1", "1.5", "1e3", "0x10", " 1", "18446744073709551616", "one"}) {
    expect_refused(simulate(seed), "whole number from 0 to 18446744073709551615");
    expect_refused(rhythm({"fit", "-", std::string("--seed=") + seed}, "time,c,s\n1,2,3\n"), "--seed");
  }
  EXPECT_EQ(0, simulate("18446744073709551615").code);
  EXPECT_EQ(simulate("010").out, simulate("10").out) << "its digits are decimal";
  EXPECT_EQ(simulate("1").out, rhythm({"simulate", "--days", "3", "--gain", "0.5"}).out);
}

TEST_F(RhythmInput, AColumnServesAsOneThing) {
  const std::string diary = "couple,time,c,s\nx,1,2,3\n";
  const auto fit = [&](Words more) {
    more.insert(more.begin(), {"fit", "-"});
    return rhythm(more, diary);
  };
  expect_refused(fit({"--c", "time", "--s", "time"}), "Column “time” can't be both --time and --c");
  expect_refused(fit({"--s", "time"}), "Column “time” can't be both --time and --s");
  expect_refused(fit({"--c", "s"}), "Column “s” can't be both --c and --s");
  expect_refused(fit({"--couple", "c"}), "Column “c” can't be both --couple and --c");
  expect_refused(fit({"--couple", "time"}), "Column “time” can't be both --couple and --time");
}

TEST_F(RhythmInput, OnlyACircleThatFeedsItselfIsSaidToDoSo) {
  const auto simulate = [](Words more) {
    more.insert(more.begin(), {"simulate", "--days", "400"});
    return rhythm(more);
  };
  for (const Words& noise : {Words{"--q", "1e7"}, Words{"--meas", "1e7"}, Words{"--weather", "1e7,0.1"}}) {
    Words call = noise;
    call.insert(call.end(), {"--gain", "0.5"});
    const Said said = simulate(call);
    expect_refused(said, "is beyond what a check-in can hold");
    EXPECT_FALSE(holds(said.err, "feeds itself")) << said.err;
  }
  expect_refused(simulate({"--gain", "3"}), "feeds itself: on day ");
  expect_refused(simulate({"--gain", "1e6", "--rho", "1e-300"}), "--kappa would have to be 4.9e+305");
  expect_refused(simulate({"--gain", "1e7", "--kappa", "1e-310"}), "--rho would have to be ");
}

TEST_F(RhythmInput, TheOnlyCoupleKeepsItsName) {
  for (const char* verb : {"fit", "forecast"}) {
    const Words call = {verb, "-", "--json", "--warmup", "20", "--draws", "20"};
    const Json named = Json::parse(rhythm(call, "couple,time,c,s\nx,1,2,3\n").out);
    EXPECT_EQ("x", named["couple"]) << verb;
    EXPECT_TRUE(named.contains("gain")) << verb;
    EXPECT_FALSE(Json::parse(rhythm(call, "time,c,s\n1,2,3\n").out).contains("couple")) << verb;
  }
}

}  // namespace
}  // namespace concertina::cli::test

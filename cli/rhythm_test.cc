// The circle as a measured loop, at a terminal and for programs.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/diary_file.h"
#include "cli/test_rhythm.h"
#include "core/rhythm/circle.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

const Json kLaw = Json::parse(R"({"a":0.7,"d":0.5,"rho":0.4,"kappa":0.3,"mu":[1.5,-0.5],
    "diffusion":[[1,0.3],[0.3,0.64]],"measurement_sd":[0.5,0.7],
    "initial":{"mean":[0.2,-0.1],"cov":[[4,1],[1,3]]}})");

class RhythmVerb : public RhythmTest {
 protected:
  Said loglik(const std::string& diary, const Json& params, Words more = {}) {
    more.insert(more.begin(), {"loglik", "-", "--params", file("params.json", params.dump())});
    return rhythm(more, diary);
  }
};

TEST_F(RhythmVerb, SimulatesCouplesAsATable) {
  const Said said = rhythm({"simulate", "--days", "10", "--gain", "0.8", "--couples", "2"});
  ASSERT_EQ(0, said.code) << said.err;
  EXPECT_EQ(21u, lines_in(said.out));
  EXPECT_TRUE(said.out.starts_with("couple,time,c,s\nc1,0.5,")) << said.out;
  EXPECT_TRUE(holds(said.out, "\nc2,9.5,")) << said.out;
  EXPECT_EQ(said.out, rhythm({"simulate", "--days", "10", "--gain", "0.8", "--couples", "2"}).out);
  EXPECT_NE(said.out,
            rhythm({"simulate", "--days", "10", "--gain", "0.8", "--couples", "2", "--seed", "2"}).out);
  const Said apart = rhythm({"simulate", "--days", "10", "--gain=-0.8", "--jitter", "0.3", "--round",
                             "--bounds", "--per-day", "2", "--missing", "0.1", "--weather", "1,0.1"});
  ASSERT_EQ(0, apart.code) << apart.err;
  EXPECT_GT(lines_in(apart.out), 25u) << "a row for each, at moments of their own";
  std::istringstream rows(apart.out);
  std::string row;
  for (std::getline(rows, row); std::getline(rows, row);) {
    const std::string values = row.substr(row.find(',', row.find(',') + 1) + 1);
    EXPECT_EQ(std::string::npos, values.find('.')) << row;
    EXPECT_TRUE(values.starts_with(',') != values.ends_with(',')) << row;
  }
}

TEST_F(RhythmVerb, TheGainAndTheReactionsAreOneAndTheSame) {
  const auto simulated = [](Words more) {
    more.insert(more.begin(), {"simulate", "--days", "5", "--a", "0.8", "--d", "0.5"});
    return rhythm(more);
  };
  const Said by_gain = simulated({"--gain", "0.25"});
  ASSERT_EQ(0, by_gain.code) << by_gain.err;
  EXPECT_EQ(by_gain.out, simulated({"--rho", "0.4", "--kappa", "0.25"}).out);
  EXPECT_EQ(by_gain.out, simulated({"--gain", "0.25", "--rho", "0.4", "--kappa", "0.25"}).out);
  EXPECT_EQ(by_gain.out, simulated({"--gain", "0.25", "--rho", "0.4"}).out);
  const Said turned = simulated({"--gain", "-0.25"});
  EXPECT_EQ(turned.out, simulated({"--rho", "0.4", "--kappa", "-0.25"}).out);
  EXPECT_EQ(0, simulated({"--gain", "0", "--rho", "0.7"}).code);
  expect_refused(simulated({"--gain", "0.8", "--rho", "0.4", "--kappa", "0.25"}),
                 "--gain 0.8 is not what --rho and --kappa make, rho kappa / (a d) = 0.25");
  expect_refused(simulated({"--gain", "0.8", "--kappa", "0"}), "--kappa 0 makes a gain of 0");
  expect_refused(simulated({"--rho", "0.8"}), "How strong is the circle?");
  expect_refused(simulated({}), "How strong is the circle?");
}

TEST_F(RhythmVerb, WhatCanNotBeSimulatedIsASentence) {
  const std::vector<std::pair<Words, std::string>> cases = {
      {{"--days", "0"}, "--days must be a number above 0"},
      {{"--days", "nan"}, "--days must be a number above 0"},
      {{"--days", "inf"}, "--days must be a number"},
      {{"--days", "10", "--per-day", "-1"}, "--per-day must be a number above 0"},
      {{"--days", "0.5", "--per-day", "0.5"}, "In so few days nobody checks in"},
      {{"--days", "1e7", "--per-day", "10"}, "at most 20 million moments"},
      {{"--days", "10", "--missing", "1.5"}, "--missing must be a number between 0 and 1"},
      {{"--days", "10", "--jitter", "-1"}, "--jitter must be a number 0 or more"},
      {{"--days", "10", "--a", "0"}, "--a must be a number above 0"},
      {{"--days", "10", "--q", "-1"}, "--q must be a number 0 or more"},
      {{"--days", "10", "--day-sd", "0.5,-1"}, "--day-sd must be a number C,S of 0 or more each"},
      {{"--days", "10", "--weather", "1,0"}, "--weather must be a number SD,RATE with a RATE above 0"},
      {{"--days", "10", "--gain", "nan"}, "--gain must be a number"},
      {{"--days", "10", "--couples", "0"}, "--couples"},
      {{"--days", "ten"}, "--days"},
      {{"--days", "1000", "--gain", "3"}, "feeds itself: on day "}};
  for (const auto& [words, says] : cases) {
    Words call = {"simulate"};
    call.insert(call.end(), words.begin(), words.end());
    if (std::ranges::find(words, "--gain") == words.end()) call.insert(call.end(), {"--gain", "0.5"});
    expect_refused(rhythm(call), says);
  }
  expect_refused(rhythm({"simulate", "--gain", "1"}), "--days is required");
  expect_refused(rhythm({}), "A subcommand is required");
}

TEST_F(RhythmVerb, TheLogLikelihoodIsTheFiltersOverAllCouples) {
  const Said diary = rhythm(
      {"simulate", "--days", "20", "--gain", "0.5", "--couples", "3", "--jitter", "0.3", "--missing", "0.2"});
  std::istringstream in(diary.out);
  std::ostringstream ignored;
  const std::atomic<bool> ended = false;
  concertina::test::SeededAmbient ambient(1);
  World world{ambient, ignored, ignored, ended, {}, {}, {}, &in};
  const auto diaries = read_diaries(world, "-", {});
  ASSERT_TRUE(diaries);
  ASSERT_EQ(3u, diaries->couples.size());
  rhythm::Law<double> law{};
  law.a = 0.7, law.d = 0.5, law.rho = 0.4, law.kappa = 0.3;
  law.mu = {1.5, -0.5};
  law.noise = {1, 0.3, 0.64};
  law.error = {0.25, 0.7 * 0.7};
  for (const bool stationary : {false, true}) {
    rhythm::Start start{rhythm::Start::Kind::given, {0.2, -0.1}, {4, 1, 3}};
    if (stationary) start = {rhythm::Start::Kind::stationary, {0, 0}, {}};
    double want = 0;
    for (const auto& couple : diaries->couples) {
      const auto course = course_of(couple, start);
      want += rhythm::Filter<double>(course).run(law, nullptr);
    }
    Json params = kLaw;
    if (stationary) params["initial"] = "stationary";
    const Said said = loglik(diary.out, params);
    ASSERT_EQ(0, said.code) << said.err;
    EXPECT_NEAR(want, std::stod(said.out), 1e-10 * std::abs(want)) << said.out;
    const Said json = loglik(diary.out, params, {"--json"});
    EXPECT_NEAR(want, Json::parse(json.out)["loglik"].get<double>(), 1e-12 * std::abs(want));
  }
}

TEST_F(RhythmVerb, TheLogLikelihoodOfOneNumberIsTheNormals) {
  // y ~ N(mu + mean, cov + error) = N(1.7, 4.25).
  const double want = -0.5 * std::log(2 * M_PI * 4.25) - 0.5 * 1.3 * 1.3 / 4.25;
  const Said said = loglik("time,c,s\n2026-11-22,3,\n", kLaw);
  EXPECT_NEAR(want, std::stod(said.out), 1e-11) << said.out;
  EXPECT_EQ("0\n", loglik("time,c,s\n1,,\n2,NA,NaN\n", kLaw).out) << "nothing noted: nothing to say";
}

TEST_F(RhythmVerb, EachFieldOfTheParametersThatCanNotBeIsASentence) {
  const std::string diary = "time,c,s\n1,2,\n";
  const auto changed = [](const std::string& field, const std::string& value) {
    Json out = kLaw;
    out[field] = Json::parse(value);
    return out;
  };
  for (const auto& [name, value] : kLaw.items()) {
    Json params = kLaw;
    params.erase(name);
    expect_refused(loglik(diary, params), "“" + name + "” in ");
    expect_refused(loglik(diary, params), " is missing");
    expect_refused(loglik(diary, changed(name, "null")), "“" + name + "” in ");
  }
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"a", "\"NaN\"", "“a” in "},
      {"rho", "[1]", "is not a number"},
      {"mu", "[1]", "is not two numbers"},
      {"mu", "[1, null]", "is not two numbers"},
      {"diffusion", "[1, 0, 1]", "is not two rows of two numbers"},
      {"diffusion", "[[1, 0.2], [0.3, 1]]", "is not that of s with c"},
      {"diffusion", "[[1, 1.1], [1.1, 1]]", "is no covariance"},
      {"diffusion", "[[-1, 0], [0, 1]]", "is no covariance"},
      {"measurement_sd", "[0.5, -0.1]", "is below 0"},
      {"initial", "\"unknown\"", "is neither \"stationary\", \"diffuse\" nor"},
      {"initial", R"({"mean": [0, 0]})", "is neither \"stationary\", \"diffuse\" nor"},
      {"initial", "\"diffuse\"", "leaves a diffuse start open"},
      {"day_sd", "[0.5, -0.1]", "is below 0"},
      {"day_sd", "0.5", "is not two numbers"},
      {"initial", R"({"mean": [0], "cov": [[1, 0], [0, 1]]})", "“initial mean”"},
      {"initial", R"({"mean": [0, 0], "cov": [[1, 2], [2, 1]]})", "“initial cov”"},
      {"sigma", "1", "“sigma” in "},
      {"sigma", "1", "is no name that is known here. These are: a, d, rho"}};
  for (const auto& [field, value, says] : cases) {
    expect_refused(loglik(diary, changed(field, value)), says);
  }
  Json unstable = changed("kappa", "2");
  EXPECT_EQ(0, loglik(diary, unstable).code) << "a circle that feeds itself has a likelihood";
  unstable["initial"] = "stationary";
  expect_refused(loglik(diary, unstable), "can't be stationary");
  Json still = changed("measurement_sd", "[0, 0]");
  still["initial"]["cov"] = {{0, 0}, {0, 0}};
  expect_refused(loglik(diary, still), "There is no likelihood");
  expect_refused(rhythm({"loglik", "-", "--params", file("nan.json", "{\"a\": NaN}")}, diary),
                 "There is no JSON object in ");
  expect_refused(rhythm({"loglik", "-", "--params", file("list.json", "[1]")}, diary), "no JSON object");
  expect_refused(rhythm({"loglik", "-", "--params", folder_.path("none")}, diary), "no readable file", 3);
  expect_refused(rhythm({"loglik", folder_.path("none"), "--params", file("p.json", kLaw.dump())}),
                 "There is no readable file", 3);
  expect_refused(rhythm({"loglik", folder_.path(""), "--params", file("p.json", kLaw.dump())}),
                 "This is a folder");
  expect_refused(loglik("time,c,s\n1,x,3\n", kLaw), "Line 2 of what came in, column “c”");
}

TEST_F(RhythmVerb, AFitFindsTheGainThatMadeTheDiary) {
  const Said diary = rhythm({"simulate", "--days", "90", "--gain", "0.6", "--seed", "3"});
  const Said said =
      rhythm({"fit", "-", "--json", "--warmup", "300", "--draws", "300", "--seed", "5"}, diary.out);
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out);
  const double mean = told["gain"]["mean"], sd = told["gain"]["sd"];
  EXPECT_NEAR(0.6, mean, 4 * sd);
  EXPECT_LT(sd, 1);
  for (const auto& [name, truth] : std::initializer_list<std::pair<const char*, double>>{
           {"a", 0.7}, {"d", 0.7}, {"sigma_c", 1}, {"meas_s", 0.7}, {"mu_c", 0}, {"mu_s", 0}}) {
    const Json& one = told["parameters"][name];
    EXPECT_NEAR(truth, one["mean"].get<double>(), 4 * one["sd"].get<double>()) << name;
    EXPECT_LT(one["rhat"].get<double>(), 1.05) << name;
  }
}

TEST_F(RhythmVerb, AFitTellsProgramsEveryParameterWithItsPoints) {
  const std::string inputs = file("inputs.csv", "couple,time,hours\nc1,3,2\n");
  const Said diary = rhythm({"simulate", "--days", "30", "--gain", "0.3", "--couples", "2"});
  const std::string draws = folder_.path("draws.csv");
  const Said said = rhythm({"fit", "-", "--json", "--warmup", "60", "--draws", "40", "--chains", "2",
                            "--inputs", inputs, "--draws-out", draws},
                           diary.out);
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out);
  ASSERT_EQ(2u, told["couples"].size()) << said.out;
  for (const char* couple : {"c1", "c2"}) {
    const Json& one = told["couples"][couple];
    for (const char* name : {"a", "d", "r", "k", "rho", "kappa", "mu_c", "mu_s", "sigma_c", "sigma_s",
                             "cor_cs", "meas_c", "meas_s", "hours_c", "hours_s"}) {
      ASSERT_TRUE(one["parameters"].contains(name)) << name;
      const Json& points = one["parameters"][name];
      double last = -HUGE_VAL;
      for (const char* point : {"q2.5", "q5", "q25", "median", "q75", "q95", "q97.5"}) {
        EXPECT_LE(last, points[point].get<double>()) << name << " " << point;
        last = points[point];
      }
      for (const char* field : {"mean", "sd", "rhat", "ess_bulk", "ess_tail"}) {
        EXPECT_TRUE(points[field].is_number()) << name << " " << field;
      }
    }
    EXPECT_EQ(15u, one["parameters"].size());
    EXPECT_TRUE(one["gain"].contains("median"));
    for (const char* field : {"p_gain_positive", "p_gain_above_1"}) {
      EXPECT_GE(one[field].get<double>(), 0);
      EXPECT_LE(one[field].get<double>(), 1);
    }
    EXPECT_TRUE(one["divergences"].is_number_integer());
    EXPECT_GT(one["seconds"].get<double>(), 0);
    EXPECT_EQ(80, one["draws"]);
    EXPECT_EQ(30, one["days_both"]);
    EXPECT_TRUE(one["verdict"].is_string());
  }
  const std::string rows = read_file(draws);
  EXPECT_TRUE(
      rows.starts_with("couple,chain,draw,a,d,r,k,rho,kappa,mu_c,mu_s,sigma_c,sigma_s,cor_cs,meas_c,"
                       "meas_s,gain,hours_c,hours_s\nc1,1,1,"))
      << rows.substr(0, 200);
  EXPECT_EQ(161u, lines_in(rows));
  EXPECT_TRUE(holds(rows, "\nc2,2,40,"));
}

TEST_F(RhythmVerb, WhatADiaryCanNotTellThePriorSays) {
  const Words fit = {"fit", "-", "--json", "--warmup", "200", "--draws", "200"};
  for (const std::string diary : {"time,c,s\n1,2,3\n", "time,c,s\n1,,\n2,NA,NaN\n",
                                  "time,c,s\n1,2,\n2,3,\n3,1,\n", "time,c,s\n1,5,5\n2,5,5\n3,5,5\n4,5,5\n"}) {
    const Said said = rhythm(fit, diary);
    ASSERT_EQ(0, said.code) << said.err << diary;
    const Json told = Json::parse(said.out);
    EXPECT_EQ("not-yet", told["verdict"]);
    // N(0.3, 0.5) twice: the product's mean is 0.09, its sd 0.33.
    EXPECT_NEAR(0.09, told["gain"]["mean"].get<double>(), 0.3) << diary;
  }
}

TEST_F(RhythmVerb, RowsInWhichNothingIsNotedChangeNoFit) {
  const std::string head = "time,c,s\n", empty = "1,,\n2,NA,\n", rows = "9,2,3\n10,3,1\n11,1,2\n";
  for (const char* verb : {"fit", "forecast"}) {
    const Words call = {verb, "-", "--warmup", "50", "--draws", "20"};
    const Said without = rhythm(call, head + rows);
    ASSERT_EQ(0, without.code) << without.err;
    EXPECT_EQ(without.out, rhythm(call, head + empty + rows).out) << verb;
  }
  EXPECT_NE(loglik(head + rows, kLaw).out, loglik(head + empty + rows, kLaw).out)
      << "where a law is given whole, it stands at the first row";
}

TEST_F(RhythmVerb, PriorsComeFromAFile) {
  const auto fit = [&](const std::string& priors) {
    return rhythm(
        {"fit", "-", "--json", "--warmup", "200", "--draws", "200", "--priors", file("priors.json", priors)},
        "time,c,s\n1,,\n");
  };
  const Said said = fit(R"({"r":{"normal":[2,0.01]},"k":{"normal":[0.5,0.01]},"a":{"lognormal":[1,0.01]},
                            "meas_c":{"half_normal":3},"cor_cs":{"normal":[1,0.01]}})");
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out);
  EXPECT_NEAR(1, told["gain"]["median"].get<double>(), 0.02);
  EXPECT_NEAR(std::exp(1), told["parameters"]["a"]["median"].get<double>(), 0.02);
  EXPECT_NEAR(std::tanh(1), told["parameters"]["cor_cs"]["median"].get<double>(), 0.02);
  // The half-normal's mean is 3 (2 / pi)^(1/2), its sd 1.81; some hundred draws count at least.
  EXPECT_NEAR(2.394, told["parameters"]["meas_c"]["mean"].get<double>(), 0.72);
  for (const auto& [priors, says] : std::initializer_list<std::pair<std::string, std::string>>{
           {R"({"rho":{"normal":[0,1]}})", "“rho” in "},
           {R"({"gain":{"normal":[0,1]}})", "has no prior of its own"},
           {R"({"b":{"normal":[0,1]}})", "“b” in "},
           {R"({"r":{"lognormal":[0,1]}})", "“r” in "},
           {R"({"cor_cs":{"half_normal":1}})", "on its atanh"},
           {R"({"a":{"normal":[0,0]}})", "with s above 0"},
           {R"({"a":{"gamma":[2,1]}})", "{\"lognormal\": [m, s]}"},
           {R"({"a":{"normal":1}})", "“a” in "},
           {R"({"effect":{"half_normal":1}})", "“effect” in "},
           {"", "no JSON object"}}) {
    expect_refused(fit(priors), says);
  }
}

TEST_F(RhythmVerb, ToReadItIsATableAndAVerdict) {
  const Words fit = {"fit", "-", "--warmup", "100", "--draws", "100"};
  const std::string diary = "couple,time,c,s\nx,1,2,3\nx,2,3,1\ny,1,2,3\n";
  const Said said = rhythm(fit, diary);
  ASSERT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(said.out.starts_with("Couple x\n")) << said.out;
  EXPECT_TRUE(holds(said.out, "\nCouple y\n")) << said.out;
  EXPECT_TRUE(holds(said.out, "Not yet: 2 days hold both c and s")) << said.out;
  EXPECT_EQ(said.out, rhythm(fit, diary).out) << "the same seed, the same words";
}

TEST_F(RhythmVerb, WhatAFitCanNotDoIsASentence) {
  const std::string diary = "time,c,s\n1,2,3\n";
  expect_refused(rhythm({"fit", "-", "--pool", "some"}, diary), "not “some”");
  expect_refused(rhythm({"fit", "-", "--chains", "0"}, diary), "--chains");
  expect_refused(rhythm({"fit", "-", "--chains", "64", "--draws", "1000000"}, diary),
                 "would need 7 GB of memory");
  expect_refused(rhythm({"fit", "-", "--draws-out", folder_.path("none/draws.csv")}, diary),
                 "The draws can't be written", 8);
  expect_refused(rhythm({"fit", "-", "--plot", folder_.path("none/gain.svg")}, diary),
                 "The picture can't be written", 8);
}

TEST_F(RhythmVerb, EndedEarlyItTellsWhatTheDrawsTillThenSay) {
  const std::string diary = file("diary.csv", "time,c,s\n1,2,3\n2,3,1\n3,0,1\n");
  concertina::test::SeededAmbient ambient(1);
  // A machine that is slow has no draw at first.
  for (const int wait : {500, 2000, 8000}) {
    Running running({"rhythm", "fit", diary, "--json", "--warmup", "20", "--draws", "300000"}, ambient, {},
                    {});
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    running.end();
    const Said said = running.finish();
    EXPECT_EQ(130, said.code) << said.err;
    if (said.err == "Ended before there were draws enough to tell of.\n" && wait < 8000) continue;
    EXPECT_EQ("Ended early: this is what the draws till then say.\n", said.err);
    const Json told = Json::parse(said.out);
    EXPECT_GT(told["draws"].get<int>(), 0);
    EXPECT_LT(told["draws"].get<int>(), 1'200'000);
    EXPECT_TRUE(told["gain"]["median"].is_number());
    break;
  }
}

}  // namespace
}  // namespace concertina::cli::test

// Many couples in one posterior, at a terminal and for programs.
#include <cmath>
#include <numeric>

#include "cli/pool_fit.h"
#include "cli/progress.h"
#include "cli/test_rhythm.h"
#include "core/rhythm/simulation.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

// Couples of one law, whose means of c lie `apart` from each other.
Diaries couples(std::size_t count, double days, double apart) {
  Diaries out;
  for (std::size_t at = 0; at < count; ++at) {
    rhythm::Law<double> law{};
    law.a = law.d = 0.7;
    law.rho = law.kappa = 0.5;
    law.mu = {apart * (static_cast<double>(at) - 0.5 * static_cast<double>(count - 1)), 1};
    law.noise = {1, 0, 1};
    law.error = {0.25, 0.25};
    rhythm::Random random(5, at);
    auto sights = rhythm::simulate(law, {}, rhythm::Habit{.days = days}, random);
    out.couples.push_back({"c" + std::to_string(at), std::move(sights), {}, {}, 0, static_cast<int>(days)});
  }
  return out;
}

rhythm::Plan plan_of(std::size_t warmup, std::size_t draws) {
  rhythm::Plan out;
  out.warmup = warmup;
  out.draws = draws;
  out.seed = 4;
  return out;
}

void run(PoolFit& fit) {
  const std::atomic<bool> ended = false;
  fit.run(ended, [](double) {});
}

class RhythmPool : public RhythmTest {
 protected:
  // A diary of three couples.
  static std::string three() {
    return rhythm({"simulate", "--days", "12", "--gain", "0.4", "--couples", "3"}).out;
  }
  static Words pooled(const std::string& pool, Words more = {}) {
    Words out = {"fit", "-", "--pool", pool, "--warmup", "60", "--draws", "30", "--chains", "2"};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
};

TEST_F(RhythmPool, APopulationIsFoundWithHowFarItsCouplesLieApart) {
  const Diaries diaries = couples(6, 40, 1.5);
  PoolFit fit(diaries, rhythm::shipped_priors(), plan_of(200, 200), rhythm::Pooling::partial);
  run(fit);
  const Fit whole = fit.whole();
  ASSERT_EQ(rhythm::Chain::State::finished, whole.state);
  EXPECT_EQ(240, whole.days_both);
  const auto near = [](const Fit& one, std::string_view name, double truth) {
    const Summary summary = summary_of(one.column(name), one.chains);
    EXPECT_NEAR(truth, summary.mean, 4 * summary.sd) << name;
    EXPECT_LT(summary.sd, 1.5) << name;
  };
  near(whole, "a", 0.7);
  near(whole, "sigma_c", 1);
  near(whole, "mu_c", 0);
  // The sd of six that lie 1.5 apart.
  near(whole, "spread_mu_c", 2.8);
  for (std::size_t at = 0; at < 6; ++at) {
    const Fit couple = fit.couple(at);
    near(couple, "mu_c", 1.5 * (static_cast<double>(at) - 2.5));
    EXPECT_EQ(40, couple.days_both);
    EXPECT_EQ(whole.column("meas_s"), couple.column("meas_s")) << "an error is everybody's";
    EXPECT_NE(whole.column("r"), couple.column("r"));
  }
}

TEST_F(RhythmPool, WhatNoCoupleTellsAloneAllTellTogether) {
  const Diaries diaries = couples(10, 14, 0);
  PoolFit fit(diaries, rhythm::shipped_priors(), plan_of(200, 200), rhythm::Pooling::complete);
  run(fit);
  const Fit whole = fit.whole(), one = fit.couple(3);
  const Summary gain = summary_of(whole.column("gain"), whole.chains);
  EXPECT_NEAR(0.25 / 0.49, gain.mean, 4 * gain.sd);
  EXPECT_LT(gain.sd, 0.2);
  EXPECT_EQ(140, whole.days_both);
  EXPECT_EQ(14, one.days_both);
  EXPECT_EQ(whole.columns, one.columns) << "one law for all";
  EXPECT_EQ(rhythm::Verdict::not_yet, verdict_of(one)) << "of a couple's own days nothing is said so early";
}

TEST_F(RhythmPool, TheNumberOfThreadsChangesNothing) {
  const Diaries diaries = couples(5, 8, 0.5);
  for (const auto pooling : {rhythm::Pooling::partial, rhythm::Pooling::complete}) {
    PoolFit alone(diaries, rhythm::shipped_priors(), plan_of(40, 20), pooling, 1);
    PoolFit helped(diaries, rhythm::shipped_priors(), plan_of(40, 20), pooling, 3);
    run(alone);
    run(helped);
    EXPECT_EQ(alone.whole().columns, helped.whole().columns);
    EXPECT_EQ(alone.couple(4).columns, helped.couple(4).columns);
  }
}

TEST_F(RhythmPool, ProgramsGetThePopulationAndWhatIsEachCouplesOwn) {
  const std::string inputs = file("inputs.csv", "couple,time,hours\nc1,3,2\n");
  const std::string draws = folder_.path("draws.csv");
  const Said said = rhythm(pooled("partial", {"--json", "--inputs", inputs, "--draws-out", draws}), three());
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out);
  EXPECT_EQ("partial", told["pool"]);
  EXPECT_EQ(60, told["draws"]);
  EXPECT_TRUE(told["divergences"].is_number_integer());
  EXPECT_GT(told["seconds"].get<double>(), 0);
  const Json& population = told["population"];
  EXPECT_FALSE(population.contains("verdict")) << "a verdict is of a couple's days";
  for (const char* name :
       {"a",       "d",        "r",        "k",        "rho",      "kappa",       "mu_c",
        "mu_s",    "sigma_c",  "sigma_s",  "cor_cs",   "meas_c",   "meas_s",      "hours_c",
        "hours_s", "spread_a", "spread_d", "spread_r", "spread_k", "spread_mu_c", "spread_mu_s"}) {
    ASSERT_TRUE(population["parameters"].contains(name)) << name;
    expect_in_order(population["parameters"][name], {"q2.5", "q5", "q25", "median", "q75", "q95", "q97.5"});
  }
  EXPECT_EQ(21u, population["parameters"].size());
  ASSERT_EQ(3u, told["couples"].size());
  for (const auto& [name, one] : told["couples"].items()) {
    EXPECT_EQ(8u, one["parameters"].size()) << name;
    EXPECT_TRUE(one["parameters"].contains("kappa"));
    EXPECT_TRUE(one["gain"]["median"].is_number());
    EXPECT_EQ(12, one["days_both"]);
    EXPECT_EQ("not-yet", one["verdict"]);
  }
  const std::string rows = read_file(draws);
  EXPECT_TRUE(holds(rows,
                    ",gain,hours_c,hours_s,spread_a,spread_d,spread_r,spread_k,spread_mu_c,"
                    "spread_mu_s\n,1,1,"))
      << rows.substr(0, 300);
  EXPECT_EQ(1u + 4 * 60, lines_in(rows));
  EXPECT_TRUE(holds(rows, "\nc3,2,30,"));
  std::istringstream in(rows);
  for (std::string row; std::getline(in, row);) EXPECT_EQ(24, std::ranges::count(row, ',')) << row;
}

TEST_F(RhythmPool, OneLawForAllHasOneVerdict) {
  const std::string draws = folder_.path("draws.csv");
  const Said said = rhythm(pooled("complete", {"--json", "--draws-out", draws}), three());
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out);
  EXPECT_EQ("complete", told["pool"]);
  EXPECT_EQ(3, told["count"]);
  EXPECT_FALSE(told.contains("couples")) << "which are couples by their names";
  EXPECT_EQ(36, told["days_both"]);
  EXPECT_EQ(13u, told["parameters"].size());
  EXPECT_TRUE(told["verdict"].is_string());
  EXPECT_EQ(61u, lines_in(read_file(draws)));
}

TEST_F(RhythmPool, ToReadItIsThePopulationAndALineForEachCouple) {
  const Said said = rhythm(pooled("partial"), three());
  ASSERT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(said.out.starts_with("The population of these 3 couples\n")) << said.out;
  EXPECT_TRUE(holds(said.out, "\nspread_mu_s ")) << said.out;
  EXPECT_TRUE(holds(said.out, "\nc2            12 ")) << said.out;
  EXPECT_TRUE(holds(said.out, "  not-yet\n")) << said.out;
  EXPECT_TRUE(holds(said.out, "A strain\nfrom outside that lasts")) << said.out;
  EXPECT_EQ(said.out, rhythm(pooled("partial"), three()).out) << "the same seed, the same words";
  const Said complete = rhythm(pooled("complete"), three());
  EXPECT_TRUE(complete.out.starts_with("One law for 3 couples\n")) << complete.out;
}

TEST_F(RhythmPool, WhatCanNotBePooledIsASentence) {
  const std::string one = "time,c,s\n1,2,3\n2,3,1\n";
  expect_refused(rhythm(pooled("partial"), one), "this diary has one. Please name its column of couples");
  EXPECT_EQ(0, rhythm(pooled("complete"), one).code) << "one law of one couple is that couple's";
  expect_refused(rhythm(pooled("Partial"), three()),
                 "--pool is none, partial or complete, and not “Partial”");
  expect_refused(rhythm(pooled("partial"), "couple,time,c,s\n"), "There is no row below");
  expect_refused(rhythm(pooled("partial"), "couple,time,c,s\nx,1,2,3\ny,1,two,3\n"), "Line 3");
  expect_refused(rhythm(pooled("partial", {"--draws-out", folder_.path("no/draws.csv")}), three()),
                 "The draws can't be written", 8);
  expect_refused(rhythm({"fit", "-", "--pool", "partial", "--draws", "1000000", "--chains", "64"}, three()),
                 "GB of memory");
  const std::string taken = file("inputs.csv", "couple,time,spread_mu\nc1,3,2\n");
  expect_refused(rhythm(pooled("partial", {"--inputs", taken}), three()), "can't be called “spread_mu”");
  // One row each, or nothing noted by some: then the population and the priors say.
  for (const std::string few : {"couple,time,c,s\nx,1,2,3\ny,1,1,0\n", "couple,time,c,s\nx,1,,\ny,1,1,\n"}) {
    EXPECT_EQ(0, rhythm(pooled("partial"), few).code) << few;
  }
}

TEST_F(RhythmPool, EndedEarlyItTellsWhatTheDrawsTillThenSay) {
  const std::string diary = file("diary.csv", three());
  concertina::test::SeededAmbient ambient(1);
  // A machine that is slow has no draw at first.
  for (const int wait : {100, 1000, 8000}) {
    Running running(
        {"rhythm", "fit", diary, "--pool", "partial", "--json", "--warmup", "20", "--draws", "100000"},
        ambient, {}, {});
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    running.end();
    const Said said = running.finish();
    EXPECT_EQ(130, said.code) << said.err;
    if (said.err == "Ended before there were draws enough to tell of.\n" && wait < 8000) continue;
    EXPECT_EQ("Ended early: this is what the draws till then say.\n", said.err);
    const Json told = Json::parse(said.out);
    EXPECT_GT(told["draws"].get<int>(), 0);
    EXPECT_LT(told["draws"].get<int>(), 400'000);
    EXPECT_EQ(3u, told["couples"].size());
    break;
  }
}

TEST(Progress, IsALineAtATerminalThatGoesAgainAndNothingElsewhere) {
  concertina::test::SeededAmbient ambient(1);
  const std::atomic<bool> ended = false;
  for (const bool terminal : {false, true}) {
    std::ostringstream out, err;
    World world{ambient, out, err, ended};
    world.err_is_terminal = terminal;
    {
      Progress progress(world, "of it.");
      for (const double share : {0.0, 0.5, 0.501}) progress.show(share);
    }
    EXPECT_EQ(terminal ? "\r0 % of it.\r50 % of it.\r\x1b[K" : "", err.str());
    EXPECT_EQ("", out.str());
  }
}

}  // namespace
}  // namespace concertina::cli::test

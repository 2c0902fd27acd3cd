#include "core/rhythm/study.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/rhythm/simulation.h"

namespace concertina::rhythm {
namespace {

using Json = nlohmann::json;

// 180 days of two whose gain is g.
std::vector<Sight> sights(double g, double days = 180) {
  Law<double> law{};
  law.a = law.d = 0.7;
  law.rho = law.kappa = 0.7 * std::sqrt(g);
  law.noise = {1, 0, 1};
  law.error = {0.49, 0.49};
  Random random(5, 0);
  return simulate(law, Start{}, Habit{.days = days}, random);
}

Plan plan() {
  Plan out;
  out.warmup = out.draws = 300;
  out.seed = 1;
  return out;
}

Picture picture_of(Study& study) {
  while (study.advance(1000)) {
  }
  return study.picture();
}

TEST(Study, ACircleIsSeenAndLoosensWhicheverReactionIsSoftened) {
  Study study(sights(0.8), {}, 180, plan());
  const Picture picture = picture_of(study);
  ASSERT_EQ(picture.verdict, Verdict::circle);
  ASSERT_EQ(picture.softened.size(), 11U);
  const auto& [kept, gain, said, on_c, on_s] = picture.softened.front();
  EXPECT_EQ(kept, 1);
  EXPECT_LT(gain.low, 0.8);
  EXPECT_GT(gain.high, 0.8);
  EXPECT_TRUE(said.starts_with("Of every push that goes round, about ")) << said;
  EXPECT_EQ(on_c.size(), picture.times.size());
  EXPECT_EQ(on_c.front().middle, 1);
  EXPECT_EQ(on_s.front().middle, 0);
  EXPECT_NEAR(picture.softened[5].gain.middle, 0.5 * gain.middle, 1e-12);
  EXPECT_LT(picture.softened[5].on_c[8].middle, on_c[8].middle);
  EXPECT_EQ(picture.softened.back().kept, 0);
}

// Two who do not move each other, and a strain from outside that lasts a fortnight now and then: four points
// more on both from the beginning of each of its days.
TEST(Study, AStrainThatLastsLooksLikeACircleUntilItsDaysAreMarked) {
  std::vector<Sight> noted = sights(0, 120);
  std::vector<Push> marked;
  for (const int week : {1, 7, 13}) {
    for (int day = 7 * week; day < 7 * week + 14; ++day) marked.push_back({static_cast<double>(day), 1, 0});
  }
  for (Sight& one : noted) {
    for (const Push& push : marked) {
      if (push.day <= one.day) one.value += 4 * std::exp(-0.7 * (one.day - push.day));
    }
  }
  Plan quick = plan();
  quick.warmup = quick.draws = 200;
  Study unmarked(noted, {}, 120, quick), told(noted, marked, 120, quick);
  EXPECT_EQ(picture_of(unmarked).verdict, Verdict::circle);
  const Verdict verdict = picture_of(told).verdict;
  EXPECT_TRUE(verdict == Verdict::not_yet || verdict == Verdict::no_sign) << name_of(verdict);
}

TEST(Study, BeforeTheDaysAreEnoughThereIsNothingToDoAndNothingIsSaid) {
  Study study(sights(0.8), {}, kDaysNeeded - 1, plan());
  EXPECT_FALSE(study.advance(1'000'000));
  EXPECT_EQ(study.progress(), 1);
  const Picture picture = study.picture();
  EXPECT_EQ(picture.verdict, Verdict::not_yet);
  EXPECT_TRUE(picture.softened.empty());
  const Json json = Json::parse(to_json(picture));
  EXPECT_EQ(json["verdict"], "not-yet");
  EXPECT_EQ(json["softened"], Json::array());
  EXPECT_NE(std::string(json["text"]).find("28 days"), std::string::npos);
  EXPECT_EQ(json["when"]["weeks"], Json());
  EXPECT_EQ(json["when"]["said"], "At least 1 more day with a check-in from each of you.");
  EXPECT_EQ(Study({}, {}, 5, plan()).picture().when.said,
            "At least 23 more days with a check-in from each of you.");
}

TEST(Study, StoppedEarlyItSaysNotYet) {
  Study study(sights(0.8), {}, 180, plan());
  EXPECT_TRUE(study.advance(10));
  EXPECT_LT(study.progress(), 0.1);
  EXPECT_EQ(study.picture().verdict, Verdict::not_yet);
  EXPECT_EQ(Json::parse(to_json(study.picture()))["when"], Json());
}

TEST(Study, NotYetIsToldWithATimeAndNeverWithAPromise) {
  const auto days = sights(0.5, 30);
  Study study(days, {}, 30, plan());
  double before = 0;
  bool ahead = false;  // it was seen while it looked ahead
  while (study.advance(200)) {
    EXPECT_GE(study.progress(), before);
    before = study.progress();
    if (before <= 0.4 || ahead) continue;
    ahead = true;
    EXPECT_TRUE(study.picture().when.said.empty()) << "stopped now, it says no time";
  }
  EXPECT_TRUE(ahead);
  EXPECT_EQ(study.progress(), 1);
  const Picture picture = study.picture();
  ASSERT_EQ(picture.verdict, Verdict::not_yet);
  EXPECT_TRUE(picture.when.said.find("perhaps in ") != std::string::npos) << picture.when.said;
  const Json json = Json::parse(to_json(picture));
  EXPECT_EQ(json["when"]["said"], picture.when.said);
  EXPECT_EQ(json["when"]["weeks"].is_null(), !picture.when.weeks.has_value());
}

TEST(Study, NoSightsAtAllAreNoTrouble) {
  Study study({}, {}, 180, plan());
  EXPECT_EQ(picture_of(study).verdict, Verdict::not_yet);
}

TEST(Study, EveryVerdictHasWordsThatNameNobody) {
  for (const Verdict verdict :
       {Verdict::not_yet, Verdict::circle, Verdict::runaway, Verdict::balancing, Verdict::no_sign}) {
    for (const int days : {3, 300}) {
      const auto [title, text] = said_of(verdict, days);
      EXPECT_FALSE(title.empty());
      for (const char* label : {"pursue", "withdraw", "fault", "score", "partner", "problem"}) {
        EXPECT_EQ(text.find(label), std::string_view::npos) << text;
      }
    }
  }
}

}  // namespace
}  // namespace concertina::rhythm

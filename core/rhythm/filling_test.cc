// What is said of hours and presence follows its rule, is found where it is so, and is "not yet" else.
#include "core/rhythm/filling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/rhythm/simulation.h"

namespace concertina::rhythm {
namespace {

using Json = nlohmann::json;

// Days with a check-in at noon and a time together, and one alone, in each evening; what fills, in points.
Lived lived(double an_hour, double presence, double alone, int days = 90) {
  Law<double> law{};
  law.a = law.d = 0.7;
  law.noise = {1, 0, 1};
  law.error = {0.25, 0.25};
  law.effect = {{{-an_hour, 0}, {-presence, 0}, {0, -alone}}};
  Random random(7, 0);
  Lived out;
  out.days = out.times = out.alone = days;
  for (int day = 0; day < days; ++day) {
    const double hours = 0.5 + 3 * random.uniform(), more = std::round(6 * random.uniform() - 3);
    out.pushes.push_back({day + 0.75, hours, 0});
    out.pushes.push_back({day + 0.75, hours * more / kPresenceStep, 1});
    out.pushes.push_back({day + 0.75, 2 * random.uniform(), 2});
  }
  out.sights = simulate(law, Start{}, Habit{.days = static_cast<double>(days)}, random, out.pushes);
  return out;
}

Plan plan() {
  Plan out;
  out.warmup = out.draws = 150;
  out.seed = 1;
  return out;
}

Filled filled(const Lived& days) {
  Filling filling(days, plan());
  while (filling.advance(1000)) {
  }
  return filling.filled();
}

TEST(Filling, PresenceIsFoundWhereItFillsMoreAndSolitudeBesideIt) {
  const Filled found = filled(lived(0.2, 1, 0.8));
  EXPECT_EQ(found.answer, Answer::presence);
  ASSERT_EQ(found.fills.size(), 3u);
  const double truth[] = {0.2, 1, 0.8};
  for (std::size_t at = 0; at < 3; ++at) {
    const Fill& fill = found.fills[at];
    EXPECT_EQ(fill.given, static_cast<Given>(at));
    EXPECT_TRUE(std::ranges::is_sorted(fill.points));
    // The 90 % interval is 3.3 standard deviations wide: the truth within four of them.
    const double spread = (fill.points[4] - fill.points[0]) / 3.3;
    EXPECT_NEAR(fill.points[2], truth[at], 4 * spread);
    EXPECT_LT(spread, 0.4);
  }
  EXPECT_TRUE(found.fills[2].said.starts_with(
      "After an hour alone that you chose your need for separateness was smaller by about "))
      << found.fills[2].said;
}

TEST(Filling, HoursAreFoundWhereTheyFillMore) { EXPECT_EQ(filled(lived(1, 0, 0)).answer, Answer::hours); }

TEST(Filling, WherePresenceNeverChangedItIsNotYet) {
  Lived days = lived(0.5, 0, 0, 40);
  for (Push& push : days.pushes) push.dose = push.input == 1 ? 0 : push.dose;
  const Filled found = filled(days);
  EXPECT_EQ(found.answer, Answer::not_yet);
  ASSERT_EQ(found.fills.size(), 3u);
  EXPECT_GT(found.fills[1].points[4] - found.fills[1].points[0], 2) << "of presence it knows nothing";
  EXPECT_TRUE(found.fills[1].said.ends_with("which of them is not known yet.")) << found.fills[1].said;
}

TEST(Filling, BeforeDaysAndTimesAreEnoughThereIsNothingToDoAndNothingIsSaid) {
  for (const auto& [days, times] : {std::pair{kFillingDays - 1, 90}, std::pair{90, kFillingTimes - 1}}) {
    Lived few = lived(0.2, 1, 0.8, 30);
    few.days = days;
    few.times = times;
    few.alone = times;
    Filling filling(few, plan());
    EXPECT_FALSE(filling.advance(1000));
    EXPECT_EQ(filling.progress(), 1);
    const Json json = Json::parse(to_json(filling.filled()));
    EXPECT_EQ(json["answer"], "not-yet");
    EXPECT_EQ(json["fills"], Json::array());
    EXPECT_NE(std::string(json["text"]).find("28 days"), std::string::npos);
  }
  Filling none({}, plan());
  EXPECT_FALSE(none.advance(1000));
}

TEST(Filling, OfTimeAloneItSpeaksWithoutTimesTogether) {
  Lived days = lived(0, 0, 0.8, 60);
  std::erase_if(days.pushes, [](const Push& push) { return push.input != 2; });
  days.times = 0;
  const Filled found = filled(days);
  EXPECT_EQ(found.answer, Answer::not_yet);
  ASSERT_EQ(found.fills.size(), 1u);
  EXPECT_EQ(found.fills[0].given, Given::solitude);
}

TEST(Filling, StoppedEarlyItSaysNotYet) {
  Filling filling(lived(0.2, 1, 0.8), plan());
  EXPECT_TRUE(filling.advance(10));
  EXPECT_LT(filling.progress(), 0.2);
  EXPECT_EQ(filling.filled().answer, Answer::not_yet);
  EXPECT_TRUE(filling.filled().fills.empty());
}

TEST(Filling, TheRuleKeepsToItsProbabilities) {
  // `share` of a thousand draws are the pair (hours, presence), the others (0.6, -0.6).
  const auto answer = [](double share, double hours, double presence) {
    std::vector<double> one(1000, 0.6), other(1000, -0.6);
    const auto count = static_cast<std::ptrdiff_t>(std::lround(share * 1000));
    std::fill_n(one.begin(), count, hours);
    std::fill_n(other.begin(), count, presence);
    return answer_of(one, other);
  };
  EXPECT_EQ(answer(0.991, 0.2, 0.6), Answer::presence);
  EXPECT_EQ(answer(0.99, 0.2, 0.6), Answer::not_yet);
  EXPECT_EQ(answer(0.009, 0.2, 0.6), Answer::hours);
  EXPECT_EQ(answer(0.01, 0.2, 0.6), Answer::not_yet);
  EXPECT_EQ(answer(0.901, 0.4, 0.6), Answer::alike);
  EXPECT_EQ(answer(0.9, 0.4, 0.6), Answer::not_yet);
  EXPECT_EQ(answer(1, -0.8, -0.2), Answer::not_yet) << "what fills neither way is no answer";
  EXPECT_EQ(answer(1, -0.2, -0.8), Answer::not_yet);
  EXPECT_EQ(answer(1, -0.1, -0.1), Answer::not_yet) << "alike in taking away";
}

TEST(Filling, EveryAnswerHasWordsThatGradeNobodyAndNameNoCause) {
  for (const Answer answer : {Answer::not_yet, Answer::presence, Answer::hours, Answer::alike}) {
    const Json json = Json::parse(to_json({.answer = answer, .days = 300, .times = 100, .fills = {}}));
    EXPECT_EQ(json["answer"], name_of(answer));
    const std::string words = std::string(json["title"]) + ' ' + std::string(json["text"]);
    EXPECT_GT(words.size(), 20u);
    for (const char* word : {"because", "partner", "cause", "should", "score", "better", "enough"})
      EXPECT_EQ(words.find(word), std::string::npos) << words;
  }
}

}  // namespace
}  // namespace concertina::rhythm

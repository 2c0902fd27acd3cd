// The care rules that hold in core and terminal, each through the real relay with two devices. doc/care.md
// lists them all, and for each a change of the code that breaks it: `./dev prove` makes that change and sees
// the test fail.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_days.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class Care : public testing::Test {
 protected:
  Care() { two.pair(); }
  // All that a person's device tells of what they may see, after a round with the relay; without the time of
  // it.
  static Json told(Person& person) {
    Json out = Json::parse(person({"show", "--json"}).out);
    out.erase("last_reached");
    return out;
  }
  static std::string put(Person& person, const Words& words) {
    Words call = words;
    call.emplace_back("--json");
    const Said said = person(call);
    EXPECT_EQ(0, said.code) << said.err;
    return said.out;
  }
  static std::string id_in(const std::string& out, const char* place) {
    return std::string(Json::parse(out)[place]).substr(0, 8);
  }

  Two two;
};

TEST_F(Care, Rule01ChangingTheRoomsOriginalTellsThePartnerNothing) {
  const std::string both = put(two.ada, {"note", "as it was", "--table"});
  const Json before = told(two.ben);
  put(two.ada, {"correct", id_in(both, "room"), "--words", "otherwise"});
  put(two.ada, {"take-back", id_in(both, "room")});
  put(two.ada, {"note", "never shared"});
  two.ada({"sync"});
  EXPECT_EQ(told(two.ben), before);
  EXPECT_TRUE(holds(before.dump(), "as it was"));
}

TEST_F(Care, Rule02NothingTellsWhetherWhenOrHowOftenTheOtherWrote) {
  const std::string first = put(two.ada, {"note", "for you", "--table"});
  const Json before = told(two.ben);
  for (int i = 0; i < 5; ++i) ASSERT_EQ(0, two.ada.check_in("8/3", "4/6").code);
  for (int i = 0; i < 3; ++i) two.ada({"show"});
  EXPECT_EQ(told(two.ben), before) << "check-ins in the room, and looking";
  put(two.ada, {"correct", id_in(first, "table"), "--words", "for you too"});
  two.ada({"sync"});
  for (const Json& item : told(two.ben)["table"]) {
    for (const char* field : {"versions", "shown", "open", "earlier", "seen"})
      EXPECT_FALSE(item.contains(field)) << field;
    EXPECT_TRUE(holds(std::string(item["at"]), ":00+")) << "the hour, and nothing finer";
  }
}

TEST_F(Care, Rule03AnInvitationIsSentOnceAndAHonestNoHolds) {
  put(two.ada, {"invitation", "--words", "A walk?"});
  const Json unseen = told(two.ada);
  EXPECT_NE(0, two.ada({"invitation", "--words", "A walk?"}).code);
  const std::string id = std::string(told(two.ben)["table"].back()["id"]).substr(0, 8);
  EXPECT_EQ(told(two.ada), unseen) << "seen and unseen look alike";
  put(two.ben, {"reply", "--invitation", id, "--says", "not-now"});
  told(two.ada);
  EXPECT_NE(0, two.ada({"invitation", "--words", "And now?"}).code);
}

TEST_F(Care, Rule04ACheckInShowsOnceTheOthersIsThereForThatDay) {
  ASSERT_EQ(0, two.ada.check_in("8/3", "4/6", {"--words", "hers", "--table"}).code);
  EXPECT_FALSE(holds(told(two.ben).dump(), "hers"));
  ASSERT_EQ(0, two.ben.check_in("2/7", "9/0", {"--words", "his", "--table"}).code);
  EXPECT_TRUE(holds(told(two.ben).dump(), "hers"));
  EXPECT_TRUE(holds(told(two.ada).dump(), "his"));
  for (const Json& item : told(two.ada)["table"]) {
    if (item["author"] == "me")
      EXPECT_NE(0, two.ada({"correct", std::string(item["id"]), "--words", "not that"}).code);
  }
}

TEST_F(Care, Rule05NothingScoresOrCounts) {
  for (Person* person : {&two.ada, &two.ben}) ASSERT_EQ(0, person->check_in("8/3", "4/6", {"--table"}).code);
  for (Person* person : {&two.ada, &two.ben}) {
    const std::string shown = (*person)({"show"}).out;
    for (const char* word : {"score", "streak", "level", "points", "%", "in a row", "times", "match", "best"})
      EXPECT_FALSE(holds(shown, word)) << word << ": " << shown;
  }
}

TEST_F(Care, Rule06SignsFearsAndSafetyCantBePutOnTheTable) {
  for (const Words& words :
       std::initializer_list<Words>{{"signs", "--irritable", "2"},
                                    {"quiet-answer", "--afraid", "yes"},
                                    {"reflection", "--fear", "being left"},
                                    {"time-together", "--minutes", "1", "--presence", "2"}}) {
    Words onto = words;
    onto.insert(onto.end(), {"--table", "--at", "2026-11-21"});
    EXPECT_EQ(2, two.ada(onto).code) << words[0];
    onto = words;
    onto.emplace_back("--table");
    EXPECT_EQ(2, two.ada(onto).code) << words[0];
  }
  EXPECT_TRUE(told(two.ben)["table"].empty());
}

TEST_F(Care, Rule08MyTimeIsMine) {
  const std::string mine = put(two.ada, {"my-time", "--starts", "2026-11-28 09:00", "--minutes", "120"});
  const Json item = told(two.ben)["table"].back();
  EXPECT_EQ(item.size(), 7u) << item.dump(2);  // id, author, at, day, kind, starts, minutes
  const std::string id = id_in(mine, "table");
  EXPECT_NE(0, two.ben({"correct", id, "--minutes", "30"}).code);
  EXPECT_NE(0, two.ben({"take-back", id}).code);
  EXPECT_EQ(told(two.ada)["table"].back()["minutes"], 120);
}

TEST_F(Care, Rule09LeavingIsQuietAndEachKeepsTheirOwn) {
  put(two.ada, {"note", "kept by both", "--table"});
  put(two.ben, {"note", "his room"});
  told(two.ben);
  ASSERT_EQ(0, two.ada({"compare", "no"}).code);
  const Said left = two.ben({"show"});
  EXPECT_EQ("", left.err);
  EXPECT_TRUE(holds(left.out, "The sharing has ended. What you received stays with you.")) << left.out;
  for (const char* word : {"Ada left", "Ada has", "ended it", "because"}) EXPECT_FALSE(holds(left.out, word));
  EXPECT_TRUE(holds(left.out, "kept by both") && holds(left.out, "his room"));
  const Said late = two.ben({"note", "--table", "for whom?"});
  EXPECT_EQ("The sharing has ended. Please keep this in your room.\n", late.err) << "not who ended it";
  const Said own = two.ada({"show", "table"});
  EXPECT_TRUE(holds(own.out, "The sharing has ended. What you received stays with you.")) << own.out;
  EXPECT_TRUE(holds(own.out, "kept by both")) << own.out;
}

TEST_F(Care, Rule11AYesToTheQuietQuestionChangesNothingForThePartnerAndStopsIt) {
  const Json before = told(two.ben);
  put(two.ada, {"quiet-answer", "--afraid", "yes"});
  for (int day = 0; day < 4; ++day) {
    ASSERT_EQ(0, two.ada.check_in("8/3", "4/6").code);
    two.clock += 86'400;
  }
  const Json quiet = told(two.ada)["quiet"];
  EXPECT_TRUE(quiet["afraid"]);
  EXPECT_FALSE(quiet["ask"]);
  Json after = told(two.ben), was = before;
  for (Json* json : {&after, &was}) json->erase("question");  // it changes by the day alone
  EXPECT_EQ(after, was);
}

TEST_F(Care, Rule12ThereIsNoReportAboutAnybody) {
  for (Person* person : {&two.ada, &two.ben}) ASSERT_EQ(0, person->check_in("8/3", "4/6", {"--table"}).code);
  std::vector<std::string> names;
  const Json all = told(two.ada);
  for (const auto& [name, value] : all.items()) names.push_back(name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"name", "partner", "compared", "i_compared", "question", "map", "quiet",
                                      "preferences", "room", "table", "history", "troubles"}));
}

TEST_F(Care, WhatFillsOneIsForThemAloneAndReachesNeitherTableNorRelay) {
  ASSERT_TRUE(live(two.ada, two.clock, 28));
  const Json bens = told(two.ben), adas = told(two.ada);
  const Json waits = Json::parse(two.ada({"doctor", "--json"}).out);
  two.relay.stop();
  const Said answered = two.ada({"show", "fills", "--offline", "--json"});
  EXPECT_EQ(0, answered.code);
  EXPECT_EQ("", answered.err) << "the relay is not asked";
  const Json filled = Json::parse(answered.out);
  EXPECT_EQ(filled["times"], 28);
  ASSERT_EQ(filled["fills"].size(), 2u) << answered.out;
  EXPECT_EQ(filled["fills"][1]["given"], "presence");
  EXPECT_GT(filled["fills"][1]["points"][0], 0) << "more presence went before a smaller need";
  two.relay.start();
  const Json after = Json::parse(two.ada({"doctor", "--json"}).out);
  for (const char* what : {"unsent", "waiting"}) EXPECT_EQ(after[what], waits[what]) << what;
  EXPECT_EQ(told(two.ada), adas) << "nothing of it is kept";
  EXPECT_EQ(told(two.ben), bens);
  for (const char* what : {"fills", "presence", "alike"}) EXPECT_FALSE(holds(bens.dump(), what)) << what;
}

}  // namespace
}  // namespace concertina::cli::test

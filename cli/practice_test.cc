// What a couple does day by day, at two terminals over the real relay.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class Practice : public testing::Test {
 protected:
  Practice() { two.pair(); }
  // The item of that kind that a person's table shows; null where there is none.
  static Json on_table(Person& person, const std::string& kind) {
    for (const Json& item : Json::parse(person({"show", "--json"}).out)["table"]) {
      if (item["kind"] == kind) return item;
    }
    return nullptr;
  }

  Two two;
};

TEST_F(Practice, AnInvitationIsAnsweredFreelyAndTheAnswerArrivesAsItIs) {
  const Said asked =
      two.ada({"invitation", "--words", "A walk?", "--starts", "2026-11-28 16:00", "--minutes", "60"});
  ASSERT_EQ(0, asked.code) << asked.err;
  const Said shown = two.ben({"show", "table"});
  EXPECT_TRUE(holds(shown.out, "“A walk?”")) << shown.out;
  const std::string id = std::string(on_table(two.ben, "invitation")["id"]).substr(0, 8);
  EXPECT_TRUE(holds(shown.out, id)) << "whoever is asked sees the id to answer by";
  const Said answered = two.ben({"reply", "--invitation", id, "--says", "another-time", "--starts",
                                 "2026-11-29 10:00", "--words", "I need the Saturday"});
  ASSERT_EQ(0, answered.code) << answered.err;
  const Json reply = on_table(two.ada, "reply");
  EXPECT_EQ(reply["says"], "another-time");
  EXPECT_EQ(reply["words"], "I need the Saturday");
  EXPECT_EQ(on_table(two.ada, "invitation")["reply"], reply["id"]);
  EXPECT_TRUE(holds(two.ada({"show", "table"}).out, "another-time"));
}

TEST_F(Practice, WhatCantBeAnsweredOrRepeatedIsSaid) {
  ASSERT_EQ(0, two.ada({"invitation", "--words", "A walk?"}).code);
  const Said again = two.ada({"invitation", "--words", "A walk!"});
  EXPECT_NE(0, again.code);
  EXPECT_TRUE(holds(again.err, "waits already")) << again.err;
  for (const auto& [words, says] : std::initializer_list<std::pair<Words, std::string>>{
           {{"reply", "--invitation", "ffffffff", "--says", "gladly"}, "None of your partner's invitations"},
           {{"reply", "--invitation", "00", "--says", "gladly"}, "None of your partner's invitations"},
           {{"reply", "--says", "gladly"}, "--invitation"},
           {{"reply", "--invitation", "abcd", "--says", "maybe"}, ""},
           {{"invitation", "--words", "x", "--starts", "2020-01-01"}, "has passed"},
           {{"invitation", "--words", "x", "--starts", "2090-01-01"}, "more than a year away"},
           {{"my-time", "--minutes", "60"}, "needs a beginning"},
           {{"time-together", "--minutes", "0"}, "from 1 to 10080"},
           {{"time-together", "--minutes", "90"}, "not over yet"},
           {{"signs", "--irritable", "4"}, "from 0 to 3"},
           {{"gift", "--side", "both", "--words", "x"}, "is not among"},
           {{"reflection"}, "is empty"},
           {{"circle-half", "--table"}, "is empty"},
           {{"stretch", "--side", "togetherness", "--words", "x", "--expected", "eleven"}, "0 to 10"}}) {
    const Said said = two.ben(words);
    EXPECT_NE(0, said.code) << words[0];
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_EQ("", said.out);
  }
}

// Care rules 1 and 6: there is no way onto the table for them, and nothing of them reaches the partner.
TEST_F(Practice, WhatIsOfTheRoomStaysThere) {
  const Json before = Json::parse(two.ben({"show", "--json"}).out);
  for (const Words& words : std::initializer_list<Words>{
           {"time-together", "--minutes", "60", "--presence", "3", "--motive", "2", "--at",
            "2026-11-21 18:00"},
           {"solitude", "--minutes", "30", "--words", "zinnias", "--at", "2026-11-21 20:00"},
           {"signs", "--irritable", "2", "--anxious", "1"},
           {"reflection", "--happened", "zinnias", "--fear", "not mattering"},
           {"stretch", "--side", "separateness", "--words", "zinnias", "--expected", "7"},
           {"quiet-answer", "--afraid", "yes"}}) {
    const Said kept = two.ada(words);
    EXPECT_EQ(0, kept.code) << kept.err;
    EXPECT_TRUE(holds(kept.out, "Kept in your room")) << kept.out;
    Words onto = words;
    onto.emplace_back("--table");
    EXPECT_EQ(2, two.ada(onto).code) << words[0];
  }
  two.ada({"sync"});
  Json after = Json::parse(two.ben({"show", "--json"}).out), was = before;
  for (Json* json : {&was, &after}) json->erase("last_reached");
  EXPECT_EQ(was, after);
  EXPECT_TRUE(Json::parse(two.ada({"show", "--json"}).out)["quiet"]["afraid"]);
  EXPECT_TRUE(holds(two.ada({"show", "room"}).out, "presence       3")) << two.ada({"show", "room"}).out;
}

TEST_F(Practice, BothHalvesOfTheCircleAndGiftsLieOnTheTableAsTheirAuthorsChose) {
  ASSERT_EQ(0, two.ada({"circle-half", "--when", "go quiet", "--fear", "that I lose you", "--so", "ask again",
                        "--table"})
                   .code);
  ASSERT_EQ(0, two.ben({"circle-half", "--when", "ask again", "--so", "go quiet", "--step",
                        "say when I'll be back", "--table"})
                   .code);
  ASSERT_EQ(0, two.ben({"gift", "--side", "togetherness", "--words", "You bring me out", "--table"}).code);
  const Json table = Json::parse(two.ada({"show", "--json"}).out)["table"];
  int halves = 0;
  for (const Json& item : table) halves += item["kind"] == "circle-half" ? 1 : 0;
  EXPECT_EQ(halves, 2);
  EXPECT_EQ(on_table(two.ada, "gift")["words"], "You bring me out");
  const std::string out = two.ada({"show", "table"}).out;
  EXPECT_TRUE(holds(out, "“say when I'll be back”")) << out;
}

TEST_F(Practice, EitherMarksADayOfStrainAndTakesTheirOwnMarkBack) {
  const Said marked = two.ada({"strain", "2026-11-20", "--words", "Visitors"});
  EXPECT_EQ(0, marked.code) << marked.err;
  EXPECT_TRUE(holds(marked.out, "It is on the table")) << marked.out;
  const std::string shown = two.ben({"show", "table"}).out;
  EXPECT_TRUE(holds(shown, "2026-11-20") && holds(shown, "strain") && holds(shown, "“Visitors”")) << shown;
  EXPECT_EQ(on_table(two.ben, "strain")["day"], "2026-11-20");

  const Said again = two.ada({"strain", "2026-11-20"});
  EXPECT_NE(0, again.code);
  EXPECT_TRUE(holds(again.err, "You have marked 2026-11-20 already")) << again.err;
  const Said hers = two.ben({"strain", "2026-11-20", "--take-back"});
  EXPECT_EQ(3, hers.code);
  EXPECT_TRUE(holds(hers.err, "no mark of yours on 2026-11-20")) << hers.err;
  EXPECT_EQ(2, two.ben({"strain", "2027-11-20"}).code);
  EXPECT_EQ(2, two.ben({"strain", "soon"}).code);
  EXPECT_EQ(2, two.ben({"strain", "--take-back", "--words", "x"}).code);

  const Said today = two.ben({"strain"});
  EXPECT_EQ(0, today.code) << today.err;
  EXPECT_EQ(0, two.ada({"strain", "2026-11-20", "--take-back"}).code);
  int left = 0;
  for (const Json& item : Json::parse(two.ben({"show", "--json"}).out)["table"]) {
    EXPECT_EQ(item["kind"], "strain");
    EXPECT_EQ(item["author"], "me");
    ++left;
  }
  EXPECT_EQ(left, 1);
}

// Care rule 1: of what is in the room a copy is put there, without what its author leaves out.
TEST_F(Practice, AHalfThatIsInTheRoomStaysOneWhenACopyGoesOnTheTable) {
  const Said kept = two.ada({"circle-half", "--when", "go quiet", "--fear", "mine alone", "--json"});
  const std::string id = Json::parse(kept.out)["room"];
  const Said copied = two.ada({"copy", id.substr(0, 8), "--fear", ""});
  EXPECT_EQ(0, copied.code) << copied.err;
  EXPECT_TRUE(holds(copied.out, "A copy is on the table")) << copied.out;
  const Json house = Json::parse(two.ada({"show", "--json"}).out);
  ASSERT_EQ(house["room"].size(), 1u);
  EXPECT_EQ(house["room"][0]["fear"], "mine alone");
  EXPECT_EQ(house["room"][0]["versions"], 1);
  EXPECT_EQ(on_table(two.ben, "circle-half")["when"], "go quiet");
  EXPECT_EQ(on_table(two.ben, "circle-half")["fear"], "");
  const Said room_only = two.ada({"signs", "--irritable", "2", "--json"});
  const std::string signs = Json::parse(room_only.out)["room"];
  EXPECT_EQ(2, two.ada({"copy", signs.substr(0, 8)}).code);
  EXPECT_EQ(3, two.ada({"copy", "ffffffff"}).code);
}

TEST_F(Practice, AReflectionIsTakenUpAgainByCorrectingIt) {
  const Said begun = two.ada({"reflection", "--happened", "You came late", "--json"});
  const std::string id = Json::parse(begun.out)["room"];
  ASSERT_EQ(0, two.ada({"correct", id.substr(0, 8), "--fear", "not mattering", "--about", "togetherness",
                        "--ending", "kept"})
                   .code);
  const Json room = Json::parse(two.ada({"show", "--json"}).out)["room"];
  EXPECT_EQ(room.back()["happened"], "You came late");
  EXPECT_EQ(room.back()["fear"], "not mattering");
  EXPECT_EQ(room.back()["ending"], "kept");
  EXPECT_EQ(room.back()["versions"], 2);
  const Said wrong = two.ada({"correct", id.substr(0, 8), "--presence", "3"});
  EXPECT_EQ(2, wrong.code);
  EXPECT_TRUE(holds(wrong.err, "A reflection has no --presence")) << wrong.err;
}

TEST_F(Practice, SignsBesideNeedsSaySoWhenItIsTooEarly) {
  const Said early = two.ada({"show", "signs"});
  EXPECT_EQ(0, early.code) << early.err;
  EXPECT_TRUE(holds(early.out, "Not yet")) << early.out;
  EXPECT_FALSE(Json::parse(two.ada({"show", "signs", "--json"}).out)["enough"]);
}

}  // namespace
}  // namespace concertina::cli::test

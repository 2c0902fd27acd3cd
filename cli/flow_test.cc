// Two people at two terminals, from the beginning to the shared table.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// The four words in what a joining verb printed.
std::string words_in(const std::string& out) {
  const std::string mark = "The four words:\n\n    ";
  const auto at = out.find(mark);
  if (at == std::string::npos) return {};
  return out.substr(at + mark.size(), out.find('\n', at + mark.size()) - at - mark.size());
}

TEST(Flow, TwoTerminalsPairByALinkAndEachSeesTheOthersCheckInAfterTheirOwn) {
  Two two;
  EXPECT_EQ(0, two.ada({"begin", "--name", "Ada", "--relay", two.relay.url()}).code);
  const auto invite = two.ada.start({"invite", "--wait", "5"});
  ASSERT_TRUE(eventually([&] { return invite->printed("Waiting for them"); })) << invite->err();
  const Said joined = two.ben({"join", link_in(invite->out()), "--name", "Ben", "--wait", "5"});
  ASSERT_EQ(0, joined.code) << joined.err;
  const Said invited = invite->finish();
  ASSERT_EQ(0, invited.code) << invited.err;
  EXPECT_EQ("", invited.err + joined.err);
  EXPECT_NE("", words_in(joined.out));
  EXPECT_EQ(words_in(joined.out), words_in(invited.out));

  const Said first = two.ada.check_in("8/3", "4/6", {"--words", "A full week", "--table"});
  ASSERT_EQ(0, first.code) << first.err;
  EXPECT_TRUE(holds(two.ada({"show", "table"}).out, "Waits: it shows to both"));
  const Said before = two.ben({"show"});
  EXPECT_FALSE(holds(before.out, "A full week"));
  EXPECT_FALSE(holds(before.out, "want 8"));
  EXPECT_FALSE(holds(two.ben({"show", "--json"}).out, "A full week"));

  ASSERT_EQ(0, two.ben.check_in("2/7.5", "9/0", {"--words", "Nobody called", "--table"}).code);
  for (Person* person : {&two.ada, &two.ben}) {
    const Said after = (*person)({"show", "table"});
    EXPECT_TRUE(holds(after.out, "“A full week”")) << after.out;
    EXPECT_TRUE(holds(after.out, "“Nobody called”")) << after.out;
    EXPECT_TRUE(holds(after.out, "want 2, have 7.5")) << after.out;
    EXPECT_FALSE(holds(after.out, "Waits")) << after.out;
    EXPECT_EQ("", after.err);
  }
  const std::string history = two.ada({"show", "history"}).out;
  EXPECT_TRUE(holds(history, "2026-11-22   ━━━·····│··   ━━━━│━·····    ━━│━━━━━···   ·········│·\n"))
      << history;
}

TEST(Flow, AnAnswerShowsBesideItsQuestionOnceBothHaveAnswered) {
  Two two;
  two.pair();
  const Json asked = Json::parse(two.ada({"question", "--json"}).out)["question"];
  EXPECT_EQ(asked, Json::parse(two.ben({"question", "--json"}).out)["question"]);
  const std::string text = asked["text"];
  EXPECT_TRUE(holds(two.ada({"question"}).out, text));
  const Said first = two.ada({"answer", "--table", "The bench by the river"});
  ASSERT_EQ(0, first.code) << first.err;
  EXPECT_TRUE(holds(first.out, text)) << first.out;
  EXPECT_TRUE(
      holds(two.ada({"show", "table"}).out, "Waits: it shows to both when both of you have answered."));
  EXPECT_FALSE(holds(two.ben({"show", "--json"}).out, "The bench"));
  EXPECT_EQ(Json::parse(two.ada({"question", "--json"}).out)["question"], Json());
  EXPECT_TRUE(holds(two.ada({"question"}).out, "There is no question open now."));
  EXPECT_EQ(kNothing, two.ada({"answer", "once more"}).code);
  EXPECT_EQ(kNothing, two.ada({"pass"}).code);

  ASSERT_EQ(0, two.ben({"answer", "--table", "The old kitchen"}).code);
  for (Person* person : {&two.ada, &two.ben}) {
    const Said after = (*person)({"show", "table"});
    EXPECT_TRUE(holds(after.out, text)) << after.out;
    EXPECT_TRUE(holds(after.out, "“The bench by the river”")) << after.out;
    EXPECT_TRUE(holds(after.out, "“The old kitchen”")) << after.out;
    EXPECT_FALSE(holds(after.out, "Waits")) << after.out;
  }
}

TEST(Flow, WhoPassesAQuestionOverIsAskedNoMoreAndNobodyHearsOfIt) {
  Two two;
  two.pair();
  const std::string bens = two.ben({"show", "--json", "--offline"}).out;
  const Said passed = two.ada({"pass"});
  EXPECT_EQ(0, passed.code) << passed.err;
  EXPECT_TRUE(holds(two.ada({"question"}).out, "There is no question open now."));
  two.ada({"sync"});
  two.ben({"sync"});
  Json before = Json::parse(bens), after = Json::parse(two.ben({"show", "--json", "--offline"}).out);
  for (Json* json : {&before, &after}) json->erase("last_reached");
  EXPECT_EQ(before, after);
}

TEST(Flow, WhoeverWatchesHearsOfTheSecondCheckInWithinASecond) {
  Two two;
  two.pair();
  const auto watch = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return watch->printed("All is up to date."); })) << watch->err();
  // While she watches, she writes from another terminal.
  ASSERT_EQ(0, two.ada.check_in("8/3", "4/6", {"--table"}).code);
  const auto began = std::chrono::steady_clock::now();
  ASSERT_EQ(0, two.ben.check_in("1/2", "3/4", {"--words", "from Ben", "--table"}).code);
  ASSERT_TRUE(eventually([&] { return watch->printed("Something new has come."); }))
      << watch->out() << watch->err();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
  EXPECT_TRUE(holds(two.ada({"show", "table", "--offline"}).out, "“from Ben”"));
  watch->end();
  const Said said = watch->finish();
  EXPECT_EQ(0, said.code);
  EXPECT_EQ("", said.err);
}

TEST(Flow, WhatTwoTerminalsOfOnePersonReceiveAtOnceIsNoRepetition) {
  Two two;
  two.pair();
  const auto watch = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return watch->printed("All is up to date."); }));
  for (int round = 0; round < 20; ++round) {
    ASSERT_EQ(0, two.ben({"note", "--table", "note " + std::to_string(round)}).code);
    const Said said = two.ada({"show", "table"});  // races with the watch for the same frame
    EXPECT_EQ("", said.err);
    EXPECT_TRUE(holds(said.out, "“note " + std::to_string(round) + "”"));
  }
  watch->end();
  EXPECT_EQ("", watch->finish().err);
}

TEST(Flow, ComparingTheWordsIsNotedOnBothSides) {
  Two two;
  two.pair();
  EXPECT_TRUE(holds(two.ada({"show", "table"}).out, "Not compared yet"));
  EXPECT_TRUE(holds(two.ada({"compare", "yes"}).out, "It counts once your partner says so too."));
  EXPECT_TRUE(holds(two.ben({"compare", "yes"}).out, "both of you said that the words are the same"));
  EXPECT_TRUE(holds(two.ada({"compare", "yes"}).out, "both of you"));
  EXPECT_FALSE(holds(two.ada({"show", "table"}).out, "Not compared yet"));
  EXPECT_EQ(two.ada({"compare"}).out, two.ben({"compare"}).out);
}

TEST(Flow, WordsThatDifferEndTheSharingOnBothSidesAndANewInvitationWorks) {
  Two two;
  two.pair();
  two.ada({"note", "in my room"});
  two.ada({"note", "--table", "before"});
  two.ben({"sync"});
  const Said no = two.ada({"compare", "no"});
  EXPECT_EQ(0, no.code);
  EXPECT_TRUE(holds(no.out, "The sharing has ended"));
  EXPECT_EQ("", no.err);
  EXPECT_TRUE(holds(two.ada({"show", "room"}).out, "“in my room”"));
  EXPECT_EQ(3, two.ada({"note", "--table", "to nobody"}).code);

  const Said ben = two.ben({"show", "table"});
  EXPECT_TRUE(holds(ben.out, "The sharing has ended")) << ben.out << ben.err;
  EXPECT_TRUE(holds(ben.out, "“before”")) << ben.out;
  EXPECT_EQ("", ben.err);
  const Said late = two.ben({"note", "--table", "for whom?"});
  EXPECT_EQ(5, late.code) << late.out;
  EXPECT_EQ("The sharing has ended. Please keep this in your room.\n", late.err);
  EXPECT_EQ(0, two.ben({"sync"}).code);

  const std::string link = two.invite();
  ASSERT_EQ(0, two.ben({"join", link, "--wait", "0"}).code);
  for (Person* person : {&two.ada, &two.ben, &two.ada}) EXPECT_EQ(0, (*person)({"sync"}).code);
  EXPECT_EQ(two.ada({"compare"}).out, two.ben({"compare"}).out);
  EXPECT_EQ(0, two.ben({"note", "--table", "anew"}).code);
  const Said anew = two.ada({"show", "table"});
  EXPECT_TRUE(holds(anew.out, "“anew”")) << anew.out << anew.err;
  EXPECT_EQ("", anew.err);
}

TEST(Flow, APersonWithoutRelayOrPartnerHasAWholeRoom) {
  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Person ada(folder.path("deep/in/ada"), 1, clock);
  EXPECT_EQ(0, ada({"begin", "--name", "Ada"}).code);
  EXPECT_TRUE(holds(ada({"show"}).out, "It is still empty."));
  EXPECT_EQ(0, ada.check_in("8/3", "4/6").code);
  clock += 86'400;
  const std::string id =
      ada.word_after("room (", {"check-in", "--togetherness", "5/5", "--separateness", "1/1"});
  EXPECT_EQ(0, ada({"note", "a quiet day"}).code);
  EXPECT_EQ(0, ada({"correct", id, "--separateness", "1/2.5"}).code);
  const Said shown = ada({"show"});
  EXPECT_EQ("", shown.err);
  EXPECT_TRUE(holds(shown.out, "“a quiet day”"));
  EXPECT_TRUE(holds(shown.out, "want 1, have 2.5"));
  EXPECT_TRUE(holds(shown.out, "There is no table yet"));
  EXPECT_TRUE(holds(shown.out, "2026-11-23"));
  EXPECT_EQ(0, ada({"doctor"}).code);
  EXPECT_EQ(0, ada({"export"}).code);

  for (const Words& words : std::vector<Words>{{"sync"}, {"invite"}, {"compare"}, {"note", "--table", "x"}}) {
    EXPECT_EQ(3, ada(words).code) << words.front();
  }
  // A relay that is named later takes all of it.
  Relay relay(clock);
  EXPECT_EQ(0, ada({"sync", "--relay", relay.url()}).code);
  EXPECT_EQ(0, ada({"invite", "--wait", "0"}).code);
}

TEST(Flow, ARelayThatIsNamedLaterThanAnotherOneGetsEverything) {
  Two two;
  two.pair();
  two.ada({"note", "--table", "kept"});
  Relay other(two.clock);
  // Until Ben comes there, she is told that it holds less of his than the one before.
  const Said ada = two.ada({"sync", "--relay", other.url()});
  EXPECT_EQ(6, ada.code) << ada.err;
  const Said ben = two.ben({"sync", "--relay", other.url()});
  EXPECT_EQ(0, ben.code) << ben.err;
  EXPECT_TRUE(holds(two.ben({"show", "table"}).out, "“kept”"));
  EXPECT_EQ(0, two.ada({"sync"}).code);
}

TEST(Flow, CorrectingAndTakingBackInTheRoomTellThePartnerNothing) {
  Two two;
  two.pair();
  const std::string out = two.ada({"note", "--table", "first wording"}).out;
  const auto id = [&](const std::string& before) { return out.substr(out.find(before) + before.size(), 8); };
  EXPECT_EQ(0, two.ada({"correct", id("room ("), "--words", "room only"}).code);
  EXPECT_EQ(0, two.ada({"take-back", id("room (")}).code);
  EXPECT_FALSE(holds(two.ada({"show", "room"}).out, "room only"));
  EXPECT_TRUE(holds(two.ben({"show", "table"}).out, "“first wording”"));

  EXPECT_EQ(0, two.ada({"correct", id("table ("), "--words", "second wording"}).code);
  const Said corrected = two.ben({"show", "table"});
  EXPECT_TRUE(holds(corrected.out, "“second wording”"));
  EXPECT_TRUE(holds(corrected.out, "corrected"));
  EXPECT_FALSE(holds(corrected.out, "first wording"));

  const Said back = two.ada({"take-back", id("table (")});
  EXPECT_EQ(0, back.code);
  EXPECT_TRUE(holds(back.out, "What your partner has read before, they have read."));
  EXPECT_FALSE(holds(two.ben({"show", "table"}).out, "second wording"));
  EXPECT_EQ(3, two.ada({"take-back", id("table (")}).code);
}

TEST(Flow, ACheckInThatBothSeeCanBeTakenBackButNotChanged) {
  Two two;
  two.pair();
  const std::string id = two.ada.word_after("table (", {"check-in", "--togetherness", "8/3", "--separateness",
                                                        "4/6", "--table", "--words", "mine"});
  EXPECT_EQ(0, two.ada({"correct", id, "--togetherness", "7/3"}).code);
  two.ben.check_in("1/1", "2/2", {"--table"});
  EXPECT_TRUE(holds(two.ben({"show", "table"}).out, "want 7, have 3"));
  two.ada({"sync"});
  const Said late = two.ada({"correct", id, "--togetherness", "6/3"});
  EXPECT_EQ(5, late.code);
  EXPECT_TRUE(holds(late.err, "can be taken back, but not changed"));
  EXPECT_EQ(0, two.ada({"take-back", id}).code);
  EXPECT_FALSE(holds(two.ben({"show", "table"}).out, "“mine”"));
  EXPECT_FALSE(holds(two.ada({"show", "table"}).out, "“mine”"));
}

TEST(Flow, JsonParsesOnEverythingThatPrintsData) {
  Two two;
  const auto parsed = [](const Said& said) {
    EXPECT_EQ(0, said.code) << said.err;
    std::vector<Json> out;
    std::istringstream lines(said.out);
    for (std::string line; std::getline(lines, line);) {
      out.push_back(Json::parse(line, nullptr, false));
      EXPECT_FALSE(out.back().is_discarded()) << line;
    }
    EXPECT_FALSE(out.empty());
    return out.empty() ? Json() : out.back();
  };
  EXPECT_EQ("Ada", parsed(two.ada({"--json", "begin", "--name", "Ada", "--relay", two.relay.url()}))["name"]);
  two.ben({"begin", "--name", "Ben", "--relay", two.relay.url()});
  const std::string link = parsed(two.ada({"invite", "--wait", "0", "--json"}))["link"];
  EXPECT_EQ(true, parsed(two.ben({"join", link, "--wait", "0", "--json"}))["waiting"]);
  const Json taken = parsed(two.ada({"sync", "--json"}));
  EXPECT_TRUE(taken.contains("words"));
  EXPECT_EQ(taken["words"], parsed(two.ben({"sync", "--json"}))["words"]);
  two.ada({"sync"});
  EXPECT_EQ(false, parsed(two.ada({"compare", "yes", "--json"}))["compared"]);
  EXPECT_EQ(true, parsed(two.ben({"compare", "yes", "--json"}))["compared"]);
  EXPECT_TRUE(parsed(two.ben({"compare", "--json"})).contains("words"));

  const Json written =
      parsed(two.ada.check_in("8/3.25", "4/6", {"--table", "--json", "--words", "“quoted” \\ ✓"}));
  const Json note = parsed(two.ada({"note", "a note", "--json"}));
  EXPECT_FALSE(note.contains("table"));
  const std::string room_id = written["room"];
  EXPECT_EQ(Json(room_id), parsed(two.ada({"correct", room_id, "--words", "other", "--json"}))["corrected"]);
  EXPECT_EQ(note["room"], parsed(two.ada({"take-back", note["room"], "--json"}))["taken_back"]);
  two.ben.check_in("1/1", "2/2", {"--table"});

  const Json shown = parsed(two.ben({"show", "--json"}));
  EXPECT_EQ("“quoted” \\ ✓", shown["table"][0]["words"]);
  EXPECT_EQ(3.25, shown["table"][0]["togetherness"]["have"]);
  EXPECT_EQ(1u, shown["history"]["shared"].size());
  EXPECT_EQ(0u, shown["troubles"].size());
  for (const char* part : {"room", "table", "history"})
    EXPECT_TRUE(parsed(two.ben({"show", part, "--json"})).contains(part));
  EXPECT_EQ("ok", parsed(two.ada({"doctor", "--json"}))["store"]);
  const std::string file = two.folder.path("mine.json");
  EXPECT_EQ(Json(file), parsed(two.ada({"export", "--data", "--out", file, "--json"}))["file"]);
  EXPECT_EQ(read_file(file), two.ada({"export", "--data"}).out);
  EXPECT_EQ(1, Json::parse(read_file(file))["concertina_export"]);
  const std::string book = two.ada({"export", "--text"}).out;
  EXPECT_TRUE(book.starts_with("What Ada wrote\n")) << book;
  EXPECT_TRUE(holds(book, "  “quoted” \\ ✓\n")) << book;
  EXPECT_EQ(true, parsed(two.ada({"compare", "no", "--json"}))["ended"]);
}

}  // namespace
}  // namespace concertina::cli::test

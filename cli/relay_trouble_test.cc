// A relay that is down, full, slow, not one, or not what it was; and a clock that is wrong. What a person
// wrote is kept in each case and comes through when all is well again.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_servers.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class RelayTrouble : public testing::Test {
 protected:
  RelayTrouble() { two.pair(); }
  // Both see the same, nothing is left over, and nothing is wrong.
  void expect_all_well() {
    for (int rounds = 0; rounds < 2; ++rounds) {
      two.ada({"sync"});
      two.ben({"sync"});
    }
    for (Person* person : {&two.ada, &two.ben}) {
      const Said said = (*person)({"sync", "--json"});
      EXPECT_EQ(0, said.code) << said.err;
      EXPECT_EQ(0, Json::parse(said.out, nullptr, false).value("unsent", -1)) << said.out;
    }
    EXPECT_EQ(table(two.ada), table(two.ben));
  }
  // The words on the table, in order.
  static std::vector<std::string> table(Person& person) {
    std::vector<std::string> out;
    for (const Json& item : Json::parse(person({"show", "table", "--offline", "--json"}).out)["table"]) {
      out.push_back(item["words"]);
    }
    return out;
  }
  bool ben_sees(const std::string& words) { return holds(two.ben({"show", "table"}).out, "“" + words + "”"); }

  Two two;
};

TEST_F(RelayTrouble, WhenItIsDownWhatIsWrittenWaitsAndGoesOutLater) {
  two.relay.stop();
  const Said written = two.ada({"note", "--table", "while it was away"});
  EXPECT_EQ(0, written.code);
  EXPECT_TRUE(holds(written.out, "it goes out at the next contact"));
  EXPECT_TRUE(holds(written.err, "can't be reached (nobody answers there). What you wrote is kept here"))
      << written.err;
  EXPECT_EQ(1, std::ranges::count(written.err, '\n'));
  EXPECT_EQ(0, two.ada({"show"}).code);
  EXPECT_EQ("", two.ada({"show", "--offline"}).err);
  EXPECT_EQ(4, two.ada({"sync"}).code);
  EXPECT_EQ(4, two.ada({"doctor"}).code);
  EXPECT_EQ(0, two.ada({"export"}).code);
  EXPECT_EQ(0, two.ada({"note", "the room asks nobody"}).code);
  two.relay.start();
  EXPECT_EQ(0, two.ada({"sync"}).code);
  EXPECT_TRUE(ben_sees("while it was away"));
  expect_all_well();
}

TEST_F(RelayTrouble, ANameThatNoMachineHasIsSaidSo) {
  Person eve(two.folder.path("eve"), 9, two.clock);
  const Said said = eve({"begin", "--name", "Eve", "--relay", "http://no-such-machine.invalid"});
  EXPECT_EQ(0, said.code);
  EXPECT_TRUE(holds(said.err, "there is no machine of that name, or no network")) << said.err;
}

TEST_F(RelayTrouble, WhoeverWatchesIsToldOnceThatItIsAwayAndGoesOn) {
  const auto watch = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return watch->printed("All is up to date."); }));
  two.relay.stop();
  ASSERT_TRUE(eventually([&] { return holds(watch->err(), "Trying again until it works …"); }))
      << watch->err();
  std::this_thread::sleep_for(milliseconds(400));
  EXPECT_EQ(1, std::ranges::count(watch->err(), '\n')) << watch->err();
  // Her home is free meanwhile.
  EXPECT_EQ(0, two.ada({"note", "--table", "hello again"}).code);
  two.relay.start();
  ASSERT_TRUE(eventually([&] { return holds(watch->err(), "Going on.\n"); })) << watch->err();
  EXPECT_TRUE(eventually([&] { return ben_sees("hello again"); }));
  two.ben({"note", "--table", "there you are"});
  ASSERT_TRUE(eventually([&] { return watch->printed("Something new has come."); }));
  watch->end();
  EXPECT_EQ(0, watch->finish().code);
}

TEST_F(RelayTrouble, WhenItIsFullItSaysSoAndStillHandsOut) {
  two.relay.options.quota_mib = 1;
  two.relay.restart();
  int sent = 0;
  Said said;
  while (sent < 400 && said.err.empty()) {
    said = two.ada({"note", "--table", "note " + std::to_string(++sent)});
  }
  EXPECT_TRUE(holds(said.err, "Your space on this relay is used up")) << said.err;
  EXPECT_EQ(0, said.code);
  EXPECT_TRUE(holds(said.out, "it goes out at the next contact"));
  two.ben({"note", "--table", "from Ben"});
  EXPECT_TRUE(holds(two.ada({"show", "table"}).out, "“from Ben”"));
  const Said sync = two.ada({"sync"});
  EXPECT_EQ(5, sync.code);
  EXPECT_TRUE(holds(sync.err, "Ask its owner for more.")) << sync.err;

  two.relay.options.quota_mib = 2;
  two.relay.restart();
  EXPECT_EQ(0, two.ada({"sync"}).code);
  EXPECT_TRUE(ben_sees("note " + std::to_string(sent)));
  expect_all_well();
}

TEST_F(RelayTrouble, WhenItNeverAnswersNoVerbFeelsHung) {
  WrongServer silent("");
  two.ada.patience.aside = 300;
  two.ada.patience.answer = 600;
  two.ada({"note", "--table", "before"});
  const auto timed = [&](const Words& words, int code) {
    const auto began = std::chrono::steady_clock::now();
    const Said said = two.ada(words);
    EXPECT_EQ(code, said.code) << words.front();
    EXPECT_TRUE(holds(said.err, "it takes too long")) << said.err;
    EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(1500)) << words.front();
    return said;
  };
  timed({"sync", "--relay", silent.url()}, 4);
  EXPECT_TRUE(holds(timed({"show"}, 0).out, "“before”"));
  timed({"note", "--table", "after"}, 0);
  timed({"doctor"}, 4);
  EXPECT_GT(silent.asked(), 3);
}

TEST_F(RelayTrouble, WhenItDripsByteByByteNoVerbFeelsHung) {
  Listener dripping([&](int socket, int) {
    std::string rest;
    if (read_message(socket, rest, [] { return false; }).empty()) return;
    send_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (send_all(socket, "x")) std::this_thread::sleep_for(milliseconds(20));
  });
  two.ada.patience.aside = 300;
  two.ada.patience.answer = 600;
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(4, two.ada({"sync", "--relay", dripping.url()}).code);
  EXPECT_EQ(0, two.ada({"show"}).code);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(3));
}

TEST_F(RelayTrouble, CtrlCEndsAWaitAtOnceAndNothingIsLost) {
  WrongServer silent("");
  const auto sync = two.ada.start({"sync", "--relay", silent.url()});
  ASSERT_TRUE(eventually([&] { return silent.asked() > 0; }));
  sync->end();
  const auto began = std::chrono::steady_clock::now();
  const Said said = sync->finish();
  EXPECT_EQ(130, said.code);
  EXPECT_EQ("Ended. What you wrote is kept here.\n", said.err);
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(1500));
  EXPECT_EQ(0, two.ada({"sync", "--relay", two.relay.url()}).code);
}

TEST_F(RelayTrouble, WhateverIsNoRelayIsSaidToBeNoneAndNothingCountsAsSent) {
  const std::string page = "<!doctype html><title>Welcome to our hotel</title>";
  const std::string rubbish[] = {
      http("200 OK", page, "Content-Type: text/html\r\n"),
      http("200 OK", std::string("\x84\x01\x80\x80\x02\xff", 6)),
      http("201 Created", "{}"),
      http("204 No Content", ""),
      http("302 Found", "", "Location: http://example.invalid/\r\n"),
      http("404 Not Found", page),
      http("500 Oops", ""),
      http("409 Conflict", std::string("\x85\x01", 2)),
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
      "SSH-2.0-OpenSSH_9.2\r\n\r\n",
      "",
  };
  two.relay.stop();
  two.ada({"note", "--table", "not for the hotel"});
  two.ada.patience.answer = two.ada.patience.aside = 300;
  for (const std::string& answer : rubbish) {
    SCOPED_TRACE(answer.substr(0, 40));
    WrongServer server(answer);
    const Said said = two.ada({"sync", "--relay", server.url()});
    EXPECT_EQ(4, said.code) << said.out << said.err;
    EXPECT_LE(std::ranges::count(said.err, '\n'), 1) << said.err;
    EXPECT_TRUE(holds(said.err, "relay")) << said.err;
    EXPECT_FALSE(holds(said.err, "hotel"));
    const Said shown = two.ada({"show", "table"});
    EXPECT_EQ(0, shown.code);
    EXPECT_TRUE(holds(shown.out, "“not for the hotel”"));
    EXPECT_NE(0, Json::parse(two.ada({"doctor", "--json"}).out)["unsent"]);
  }
  two.relay.start();
  two.ada({"sync", "--relay", two.relay.url()});
  EXPECT_TRUE(ben_sees("not for the hotel"));
  expect_all_well();
}

TEST_F(RelayTrouble, AnAnswerWithoutEndIsCutOff) {
  const auto serve = [](const std::string& head) {
    return [head](int socket, int) {
      std::string rest;
      if (read_message(socket, rest, [] { return false; }).empty()) return;
      const std::string block(65536, 'x');
      if (!send_all(socket, head)) return;
      while (send_all(socket, block)) continue;
    };
  };
  for (const char* head : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX: ",
                           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"}) {
    Listener endless(serve(head));
    const Said said = two.ada({"sync", "--relay", endless.url()});
    EXPECT_EQ(4, said.code) << said.err;
  }
  two.ada({"sync", "--relay", two.relay.url()});
  expect_all_well();
}

TEST_F(RelayTrouble, WhatARefusalSaysCannotSteerTheTerminal) {
  const Bytes refusal =
      encode(Refusal{"bad", "red \x1b[31m alert \x07 \n second line " + std::string(5000, 'x'), 0, 0});
  WrongServer server(http("400 Bad Request", std::string(as_text(refusal))));
  const Said said = two.ada({"sync", "--relay", server.url()});
  EXPECT_NE(0, said.code);
  EXPECT_TRUE(std::ranges::none_of(said.err, [](char c) { return c == '\x1b' || c == '\a'; }));
  EXPECT_EQ(1, std::ranges::count(said.err, '\n'));
  EXPECT_LT(said.err.size(), 700u);
}

TEST_F(RelayTrouble, WhenItLosesItsDatabaseItIsGivenEverythingOnceMore) {
  two.ada({"note", "--table", "Ben has read this"});
  two.ben({"sync"});
  two.ada({"note", "--table", "Ben has not"});
  two.relay.stop();
  two.relay.lose_data();
  two.relay.start();
  const Said ada = two.ada({"sync"});
  EXPECT_EQ(6, ada.code);
  EXPECT_TRUE(holds(ada.err, "The relay holds less of your keys")) << ada.err;
  two.ben({"sync"});
  EXPECT_TRUE(ben_sees("Ben has not"));
  EXPECT_TRUE(ben_sees("Ben has read this"));
  expect_all_well();
}

TEST_F(RelayTrouble, WhenItIsRestoredFromAnOlderCopyWhatItLacksIsSentAgain) {
  two.ada({"note", "--table", "in the copy"});
  two.relay.stop();
  two.relay.copy_data();
  two.relay.start();
  two.ada({"note", "--table", "not in the copy"});
  two.ada({"note", "--table", "not either"});
  two.ben({"note", "--table", "nor this"});
  two.relay.stop();
  two.relay.restore_data();
  two.relay.start();
  const Said named = two.ada({"sync"});
  EXPECT_EQ(6, named.code);
  EXPECT_TRUE(holds(named.err, "The relay holds less of your table log")) << named.err;
  EXPECT_TRUE(holds(named.err, "What this device has is kept.")) << named.err;
  EXPECT_TRUE(ben_sees("not in the copy"));
  expect_all_well();
  EXPECT_EQ(4u, table(two.ada).size());
}

TEST(RelayBeforeThePairing, WhenItIsRestoredFromACopyOfThatTimeBothBringItUpToDate) {
  Two two;
  two.begin();
  two.relay.stop();
  two.relay.copy_data();
  two.relay.start();
  two.ben({"join", two.invite(), "--wait", "0"});
  for (Person* person : {&two.ada, &two.ben, &two.ada}) (*person)({"sync"});
  two.ada({"note", "--table", "we are two"});
  two.relay.stop();
  two.relay.restore_data();
  two.relay.start();
  for (Person* person : {&two.ada, &two.ben}) {
    const Said said = (*person)({"sync"});
    EXPECT_EQ(6, said.code) << said.err;
  }
  two.ada({"sync"});
  EXPECT_TRUE(holds(two.ben({"show", "table"}).out, "“we are two”"));
  for (Person* person : {&two.ada, &two.ben}) {
    const Said said = (*person)({"sync"});
    EXPECT_EQ(0, said.code) << said.err;
  }
}

TEST_F(RelayTrouble, AClockTwoDaysWrongIsNamedWithItsDifferenceAndSentLaterWhenItIsRight) {
  for (const auto& [off, says] :
       {std::pair<std::int64_t, const char*>{2 * 86'400, "2 days ahead of the relay's"},
        {-2 * 86'400, "2 days behind the relay's"}}) {
    two.ada.ambient.off = off;
    const std::string words = "written with a clock off by " + std::to_string(off);
    const Said said = two.ada({"note", "--table", words});
    EXPECT_EQ(0, said.code);
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_TRUE(holds(said.err, "Set the one that is wrong to the right time")) << said.err;
    EXPECT_EQ(1, std::ranges::count(said.err, '\n'));
    EXPECT_EQ(5, two.ada({"sync"}).code);
    two.ada.ambient.off = 0;
    EXPECT_EQ(0, two.ada({"sync"}).code);
    EXPECT_TRUE(ben_sees(words));
  }
  expect_all_well();
}

}  // namespace
}  // namespace concertina::cli::test

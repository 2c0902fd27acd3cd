// Two persons from the first name to the last export, through the C ABI alone and a real relay.
#include <gtest/gtest.h>

#include "capi/test_carrier.h"

namespace concertina::capi::test {
namespace {

struct FlowTest : testing::Test {
  FlowTest() { relay.clock = static_cast<std::int64_t>(ada.clock); }

  std::optional<Answer> carry(const Json& request, const Bytes& body) {
    EXPECT_EQ(request["origin"], origin());
    ++sent;
    return test::carry(relay.port(), request, body);
  }
  Carrier carrier() {
    return [this](const Json& request, const Bytes& body) { return carry(request, body); };
  }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port()); }
  std::uint16_t port() const { return const_cast<relay::TestRelay&>(relay).port(); }

  void later(int seconds) {
    for (Shell* shell : {&ada, &ben}) shell->clock += seconds;
    relay.clock += seconds;
  }
  void meet() {
    for (Shell* shell : {&ada, &ben, &ada}) ASSERT_EQ(shell->round(carrier())["code"], CONCERTINA_OK);
  }
  void pair() {
    ASSERT_TRUE(ada.begin("Ada").ok());
    ASSERT_TRUE(ben.begin("Ben").ok());
    ASSERT_TRUE(ada.set_relay(origin()).ok());
    const Said link = ada.invite();
    ASSERT_TRUE(link.ok()) << link.text;
    ada.round(carrier());
    ASSERT_TRUE(ben.join(link.text).ok());
    for (int i = 0; i < 4; ++i) {
      ben.round(carrier());
      ada.round(carrier());
    }
    ASSERT_EQ(ada.status()["paired"], true) << ada.status().dump(2);
    ASSERT_EQ(ben.status()["paired"], true) << ben.status().dump(2);
  }
  // The words of this author's items on this shell's table, each with * where it is not shown yet.
  static std::string table(const Shell& shell, const std::string& author) {
    std::string out;
    const Json house = shell.house();
    for (const Json& item : house["table"]) {
      if (item["author"] == author)
        out += item["words"].get<std::string>() + (item.value("shown", true) ? " " : "* ");
    }
    return out;
  }

  relay::TestRelay relay;
  Shell ada{1}, ben{2};
  int sent = 0;
};

TEST_F(FlowTest, TwoPersonsMeetAndCompareTheirWords) {
  pair();
  EXPECT_EQ(ada.status()["pairing"], nullptr);
  const Said words = ada.words();
  ASSERT_TRUE(words.ok());
  EXPECT_EQ(std::ranges::count(words.text, ' '), 3);
  EXPECT_EQ(ben.words().text, words.text);
  EXPECT_EQ(ada.status()["words"], words.text);
  EXPECT_EQ(ada.status()["name"], "Ada");
  EXPECT_EQ(ada.status()["partner"], "Ben");
  EXPECT_EQ(ben.status()["partner"], "Ada");
  EXPECT_EQ(ben.status()["relay"], origin());

  ASSERT_TRUE(ada.compare(true).ok());
  meet();
  EXPECT_EQ(ada.status()["i_compared"], true);
  EXPECT_EQ(ada.status()["compared"], false);
  ASSERT_TRUE(ben.compare(true).ok());
  meet();
  EXPECT_EQ(ada.status()["compared"], true);
  EXPECT_EQ(ben.status()["compared"], true);
  EXPECT_EQ(ada.status()["troubles"], Json::array());
}

TEST_F(FlowTest, ACopyOfWhatIsInTheRoomGoesOnTheTableAndTheRoomStays) {
  pair();
  const Said half = ada.write({{"kind", "circle-half"},
                               {"when", "go quiet"},
                               {"fear", "mine"},
                               {"so", "ask"},
                               {"step", ""},
                               {"table", false}});
  ASSERT_TRUE(half.ok()) << half.text;
  const Json room = ada.house()["room"];
  const Said copied = ada.copy({{"id", half.json()["room"]}, {"fear", ""}});
  ASSERT_TRUE(copied.ok()) << copied.text;
  meet();
  EXPECT_EQ(ada.house()["room"], room);
  ASSERT_EQ(ben.house()["table"].size(), 1u);
  EXPECT_EQ(ben.house()["table"][0]["id"], copied.json()["id"]);
  EXPECT_EQ(ben.house()["table"][0]["fear"], "");
  EXPECT_EQ(ada.copy({{"id", half.json()["room"]}, {"loudness", 3}}).code, CONCERTINA_INVALID);
  EXPECT_EQ(ada.copy({{"id", "ffffffff"}}).code, CONCERTINA_NOT_FOUND);
}

TEST_F(FlowTest, ACheckInShowsOnceBothAreThere) {
  pair();
  const std::string before = ben.house_text().text;
  const Said hers = ada.write(check_in("hers"));
  ASSERT_TRUE(hers.ok()) << hers.text;
  const std::string id = hers.json()["table"];
  ASSERT_TRUE(
      ada.correct({{"id", id.substr(0, 8)}, {"words", "hers, better"}, {"separateness", need(0, 10)}}).ok());
  meet();
  EXPECT_EQ(ben.house_text().text, before) << "nothing tells that she checked in";
  EXPECT_EQ(table(ada, "me"), "hers, better* ");

  const std::string his = ben.write(check_in("his")).json()["table"];
  meet();
  EXPECT_EQ(table(ada, "me") + table(ada, "partner"), "hers, better his ");
  EXPECT_EQ(table(ben, "me") + table(ben, "partner"), "his hers, better ");
  EXPECT_EQ(ada.house()["history"]["shared"].size(), 1u);

  const Said late = ada.correct({{"id", id}, {"words", "too late"}});
  EXPECT_EQ(late.code, CONCERTINA_REFUSED);
  EXPECT_NE(late.text.find("taken back"), std::string::npos);
  EXPECT_EQ(ada.take_back(his).code, CONCERTINA_NOT_FOUND);
  ASSERT_TRUE(ada.take_back(id).ok());
  meet();
  EXPECT_EQ(table(ben, "partner"), "");
  EXPECT_EQ(table(ada, "partner"), "his ");

  const Json out = ada.exported();
  EXPECT_NE(out.dump().find("hers, better"), std::string::npos) << "what was taken back stays one's own";
  EXPECT_EQ(out["partner_table"].size(), 1u);
}

TEST_F(FlowTest, ItGoesOnFromWhatIsStoredWhereverItWasInterrupted) {
  // One step more each time before everything held in memory is lost, and once in a while a list of changes
  // as well: the host could not store it, so it must open anew.
  for (const int lifetime : {1, 2, 3, 4, 5, 7, 11}) {
    SCOPED_TRACE(lifetime);
    Shell eve(static_cast<std::uint64_t>(100 + lifetime)), finn(static_cast<std::uint64_t>(200 + lifetime));
    for (Shell* shell : {&eve, &finn}) shell->clock = static_cast<double>(relay.clock);
    int steps = 0;
    const auto interrupted_round = [&](Shell& shell) {
      for (int crashes = 0; crashes < 100; ++crashes) {
        ASSERT_EQ(concertina_round(shell.device, 0), CONCERTINA_OK);
        Json done;
        bool over = false;
        const Items before = shell.items;
        for (int i = 0; i < lifetime + crashes && !over; ++i) over = shell.step(carrier(), done), ++steps;
        if (over) return;
        if (crashes % 3 == 2 && concertina_step(shell.device) == CONCERTINA_STORE) shell.items = before;
        const Said again = shell.restart();
        ASSERT_TRUE(again.ok()) << again.text;
      }
      FAIL() << "a round never came to its end";
    };
    ASSERT_TRUE(eve.begin("Eve").ok());
    ASSERT_TRUE(finn.begin("Finn").ok());
    ASSERT_TRUE(eve.set_relay(origin()).ok());
    const Said link = eve.invite();
    interrupted_round(eve);
    ASSERT_TRUE(finn.join(link.text).ok());
    for (int i = 0; i < 4; ++i) {
      interrupted_round(finn);
      interrupted_round(eve);
    }
    ASSERT_EQ(eve.status()["paired"], true);
    ASSERT_EQ(eve.words().text, finn.words().text);
    ASSERT_TRUE(eve.write(check_in("eve's")).ok());
    ASSERT_TRUE(eve.write(note("left out", true)).ok());
    ASSERT_TRUE(finn.write(check_in("finn's")).ok());
    for (Shell* shell : {&eve, &finn, &eve}) interrupted_round(*shell);
    EXPECT_EQ(table(eve, "me") + table(eve, "partner"), "eve's left out finn's ");
    EXPECT_EQ(table(finn, "me") + table(finn, "partner"), "finn's eve's left out ");
    const std::string house = eve.house_text().text;
    ASSERT_TRUE(eve.restart().ok());
    EXPECT_EQ(eve.house_text().text, house);
    EXPECT_EQ(eve.status()["troubles"], Json::array()) << eve.status().dump(2);
    EXPECT_EQ(finn.status()["troubles"], Json::array()) << finn.status().dump(2);
    EXPECT_GT(steps, 20);
  }
}

TEST_F(FlowTest, WhatIsWrittenWhileTheRelayHoldsItsAnswerBackIsStoredAndGoesOut) {
  pair();
  std::string hers;
  const Json done = ada.round(
      [&](const Json& request, const Bytes& body) {
        if (request["wait"] == 1) {
          const Said written = ada.write(check_in("meanwhile"));
          EXPECT_TRUE(written.ok()) << written.text;
          hers = written.json()["table"];
        }
        return carry(request, body);
      },
      1);
  EXPECT_EQ(done["code"], CONCERTINA_OK);
  ASSERT_FALSE(hers.empty());
  EXPECT_EQ(ada.status()["unsent"], 1);
  meet();
  EXPECT_EQ(ada.status()["unsent"], 0);
  EXPECT_TRUE(ben.write(check_in("his")).ok());
  EXPECT_EQ(table(ben, "partner"), "meanwhile ");
}

TEST_F(FlowTest, AnUntakenChangeIsGivenOutBeforeAnythingIsSent) {
  pair();
  const std::string json = check_in("not stored yet").dump();
  ASSERT_EQ(concertina_write(ada.device, json.data(), json.size()), CONCERTINA_OK);
  EXPECT_EQ(ada.status()["to_store"], true);
  const std::size_t before = ada.items.size();
  ASSERT_EQ(concertina_round(ada.device, 0), CONCERTINA_OK);
  ASSERT_EQ(concertina_next(ada.device), CONCERTINA_OK);
  ASSERT_EQ(concertina_step(ada.device), CONCERTINA_STORE);
  store(ada.items, ada.tell(CONCERTINA_OK).text);
  EXPECT_GT(ada.items.size(), before);
  EXPECT_EQ(ada.status()["to_store"], false);
}

TEST_F(FlowTest, ANewRoundAndANewInvitationEndTheOneUnderWay) {
  ASSERT_TRUE(ada.begin("Ada").ok());
  ASSERT_TRUE(ada.set_relay(origin()).ok());
  const Said first = ada.invite();
  std::string second;
  const Json done = ada.round([&](const Json& request, const Bytes& body) {
    const auto answer = carry(request, body);
    if (request["path"].get<std::string>().ends_with("/1")) {
      second = ada.invite().text;  // while the relay is asked for the first one's answer
      EXPECT_EQ(concertina_answered(ada.device, answer->status, answer->body.data(), answer->body.size()),
                CONCERTINA_CONFLICT);
    }
    return answer;
  });
  EXPECT_EQ(done["code"], CONCERTINA_BUSY);
  ASSERT_NE(second, first.text);
  EXPECT_EQ(ada.status()["pairing"]["link"], second);
  EXPECT_EQ(ada.status()["pairing"]["role"], "inviter");
  ASSERT_EQ(ada.round(carrier())["code"], CONCERTINA_OK);
  ASSERT_TRUE(ada.restart().ok());
  ASSERT_TRUE(ben.begin("Ben").ok());
  ASSERT_TRUE(ben.join(second).ok());
  for (int i = 0; i < 3; ++i) ben.round(carrier()), ada.round(carrier());
  EXPECT_EQ(ben.status()["paired"], true);
  EXPECT_EQ(ada.words().text, ben.words().text);
}

TEST_F(FlowTest, WordsThatDifferEndTheSharingEvenInTheMiddleOfARound) {
  pair();
  const Json done = ada.round([&](const Json& request, const Bytes& body) {
    if (request["path"] == "/v1/read") {
      EXPECT_TRUE(ada.compare(false).ok());
    }
    return carry(request, body);
  });
  EXPECT_EQ(done["code"], CONCERTINA_BUSY);
  EXPECT_EQ(ada.status()["paired"], false);
  EXPECT_EQ(ada.status()["table"], false);
  ASSERT_EQ(ada.round(carrier())["code"], CONCERTINA_OK);
  ASSERT_EQ(ben.round(carrier())["code"], CONCERTINA_OK);
  EXPECT_EQ(ben.status()["paired"], false);
  EXPECT_EQ(ben.status()["partner_left"], true);
  EXPECT_TRUE(ada.write(note("my room is whole")).ok());
  EXPECT_EQ(ada.write(note("but", true)).code, CONCERTINA_NOT_FOUND);
}

TEST_F(FlowTest, WithoutTheRelayAllIsKeptAndSaid) {
  pair();
  ASSERT_TRUE(ada.write(check_in("offline")).ok());
  const Json done = ada.round([](const Json&, const Bytes&) { return std::nullopt; });
  EXPECT_EQ(done["code"], CONCERTINA_UNREACHABLE);
  EXPECT_NE(done["say"].get<std::string>().find("kept"), std::string::npos);
  EXPECT_GT(ada.status()["unsent"], 0);
  ASSERT_TRUE(ada.restart().ok());
  meet();
  EXPECT_EQ(ada.status()["unsent"], 0);
  EXPECT_EQ(ada.status()["last_reached"], "2027-01-15T09:00+01:00");
}

TEST_F(FlowTest, OneRoomFrameLeavesPerQuarterOfAnHourWhateverIsWritten) {
  pair();
  later(20 * 60);
  const auto rooms = [&](Shell& shell) {
    int posts = 0;
    shell.round([&](const Json& request, const Bytes& body) {
      posts += request["method"] == "POST" && body.size() == 4096 ? 1 : 0;
      return carry(request, body);
    });
    return posts;
  };
  EXPECT_EQ(rooms(ada), 1) << "empty";
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(ada.write(note("room " + std::string(900, 'x'))).ok());
  EXPECT_EQ(rooms(ada), 0);
  EXPECT_EQ(ada.status()["waiting"], 5);
  later(15 * 60);
  EXPECT_EQ(rooms(ada), 1);
  EXPECT_LT(ada.status()["waiting"], 5);
  EXPECT_GT(ada.status()["waiting"], 0) << "what does not fit waits";
}

}  // namespace
}  // namespace concertina::capi::test

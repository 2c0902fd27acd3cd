// Waiting reads: woken by what they wait for, by nothing else, and never in the way.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

using Clock = std::chrono::steady_clock;

class WaitingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ada.add_device();
    ada.join(ben);
    ben.join(ada);
    relay.enrol(ada);
    relay.enrol(ben);
  }
  // Sends and gives the relay time to park it. Too little time does no harm: the answer is the same.
  void park(TestClient& client, const DeviceKeys& device, const std::string& target) {
    client.send(to_text({.target = target}, relay.port(), device.sign));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  // Whether nothing has come for a while.
  bool silent(const TestClient& client) {
    char byte = 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return ::recv(client.raw(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
  }
  TestRelay relay;
  TestPerson ada, ben;
};

TEST_F(WaitingTest, AWaitingReadWakesOnAWrite) {
  TestLog table(ada.device(), Place::table);
  TestClient partner(relay.port()), own(relay.port());
  park(partner, ben.device(), read_log(table, 0, 25));
  park(own, ada.devices[1], read_log(table, 0, 25));
  const auto began = Clock::now();
  EXPECT_EQ(201, relay.write(ada.device(), table).status);
  EXPECT_EQ(table.frame(0), partner.receive().read().logs.at(0).frames.at(0));
  EXPECT_EQ(table.frame(0), own.receive().read().logs.at(0).frames.at(0));
  EXPECT_LT(Clock::now() - began,
            std::chrono::seconds(5));  // far from 25; how soon it really is, is measured elsewhere
}

TEST_F(WaitingTest, AWaitingReadWakesOnAnEntry) {
  TestClient partner(relay.port());
  park(partner, ben.device(), read_chain(ada, 3, 25));
  relay.post(ada.device(), ada.path(), ada.add_device());
  EXPECT_EQ(ada.entries[3], partner.receive().read().chains.at(0).entries.at(0));
}

TEST_F(WaitingTest, AnswersAtOnceWhenSomethingIsThereForAnyCursor) {
  TestLog table(ada.device(), Place::table), room(ada.device(), Place::room);
  relay.write(ada.device(), room);
  const auto answer = relay
                          .get(ada.device(), "/v1/read?log=" + to_hex(table.id()) +
                                                 ".0&log=" + to_hex(room.id()) + ".0&wait=25")
                          .read();
  EXPECT_EQ(0u, answer.logs.at(0).next);
  EXPECT_EQ(1u, answer.logs.at(1).frames.size());
}

TEST_F(WaitingTest, ARoomPostDoesNotWakeThePartner) {
  TestLog table(ada.device(), Place::table), room(ada.device(), Place::room);
  TestClient partner(relay.port());
  park(partner, ben.device(), read_log(table, 0, 25));
  relay.write(ada.device(), room);
  EXPECT_TRUE(silent(partner));
  relay.write(ada.device(), table);
  EXPECT_EQ(200, partner.receive().status);
}

TEST_F(WaitingTest, AReaderAheadOfTheRelayWaitsInsteadOfAskingInCircles) {
  TestLog table(ada.device(), Place::table);
  TestClient client(relay.port());
  park(client, ada.device(), read_log(table, 7, 25));
  relay.write(ada.device(), table);  // wakes it, but is nothing new for it
  EXPECT_TRUE(silent(client));
}

TEST_F(WaitingTest, AnEmptyWaitEndsWithWhatThereIs) {
  TestLog table(ada.device(), Place::table);
  const Reply reply = relay.get(ben.device(), read_log(table, 0, 1));
  EXPECT_EQ(200, reply.status);
  EXPECT_EQ(0u, reply.read().logs.at(0).next);
}

TEST(WaitingTimeTest, AWaitMayBeLongerThanTheTimeOuts) {
  TestRelay relay([](Options& options) {
    options.read_timeout_ms = options.idle_timeout_ms = options.write_timeout_ms = 300;
  });
  TestPerson ada;
  relay.enrol(ada);
  EXPECT_EQ(200, relay.get(ada.device(), read_chain(ada, 1, 1)).status);
}

TEST_F(WaitingTest, WhoeverIsAloneMayWaitForNothingInParticular) {
  const Reply reply = relay.get(ada.device(), "/v1/read?wait=1");
  EXPECT_EQ(200, reply.status);
  EXPECT_TRUE(reply.read().logs.empty());
}

TEST_F(WaitingTest, LeavingWakesTheWaitingPartner) {
  TestLog table(ada.device(), Place::table);
  TestClient partner(relay.port());
  park(partner, ben.device(), read_chain(ada, 3, 25) + "&log=" + to_hex(table.id()) + ".0");
  relay.post(ada.device(), ada.path(), ada.leave(ben));
  EXPECT_EQ(ada.entries[3], partner.receive().read().chains.at(0).entries.at(0));
}

TEST_F(WaitingTest, AChainThatDoesNotNameTheReaderYetIsWaitedFor) {
  TestPerson eve, finn;
  relay.enrol(eve);
  relay.enrol(finn);
  TestClient client(relay.port());
  park(client, eve.device(), read_chain(finn, 0, 25));
  relay.post(finn.device(), finn.path(), finn.join(ada));
  EXPECT_TRUE(silent(client));
  relay.post(finn.device(), finn.path(), finn.leave(ada));
  relay.post(finn.device(), finn.path(), finn.join(eve));
  EXPECT_EQ(finn.entries, client.receive().read().chains.at(0).entries);
}

TEST_F(WaitingTest, AMessageWakesWhoeverWaitsAtTheRendezvous) {
  const Id link = fresh_id();
  const DeviceKeys joiner = fresh_device();
  relay.post(ada.device(), "/v1/rendezvous/" + to_hex(link) + "?life=600");
  TestClient maker(relay.port()), other(relay.port());
  park(maker, ada.device(), link_path(link, 1, 25));
  relay.post(joiner, link_path(link, 1), {1});
  EXPECT_EQ(Bytes{1}, maker.receive().body);
  park(other, joiner, link_path(link, 2, 25));
  relay.post(ada.device(), link_path(link, 2), {2});
  EXPECT_EQ(Bytes{2}, other.receive().body);
}

TEST_F(WaitingTest, ManyWaitAndAllAreWoken) {
  TestLog table(ada.device(), Place::table);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<TestClient>(relay.port()));
    clients.back()->send(to_text({.target = read_log(table, 0, 25)}, relay.port(), ben.device().sign));
  }
  relay.write(ada.device(), table);
  for (auto& client : clients) EXPECT_EQ(1u, client->receive().read().logs.at(0).frames.size());
}

TEST_F(WaitingTest, OneWhoGoesAwayWhileWaitingIsForgotten) {
  TestLog table(ada.device(), Place::table);
  {
    TestClient client(relay.port());
    park(client, ben.device(), read_log(table, 0, 25));
  }
  TestClient half(relay.port());
  park(half, ben.device(), read_log(table, 0, 25));
  half.half_close();
  EXPECT_TRUE(half.ended());
  EXPECT_EQ(201, relay.write(ada.device(), table).status);
  const auto began = Clock::now();
  relay.server().stop();
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(3));
}

TEST_F(WaitingTest, ARequestSentAheadWhileWaitingIsAnsweredAfterwards) {
  TestLog table(ada.device(), Place::table);
  TestClient client(relay.port());
  park(client, ben.device(), read_log(table, 0, 25));
  client.send(to_text({.target = read_chain(ben, 0)}, relay.port(), ben.device().sign));
  EXPECT_TRUE(silent(client));
  relay.write(ada.device(), table);
  EXPECT_EQ(1u, client.receive().read().logs.size());
  EXPECT_EQ(1u, client.receive().read().chains.size());
}

}  // namespace
}  // namespace concertina::relay

// Two devices that share only a link find each other, once, and for a short time.
#include <gtest/gtest.h>

#include "relay/ledger.h"
#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

class RendezvousTest : public ::testing::Test {
 protected:
  void SetUp() override {
    relay.enrol(ada);
    EXPECT_EQ(201, relay.post(ada.device(), path).status);
  }
  TestRelay relay;
  TestPerson ada;
  DeviceKeys joiner = fresh_device();  // nobody here knows it
  Id link = fresh_id();
  std::string path = "/v1/rendezvous/" + to_hex(link) + "?life=600";
};

TEST_F(RendezvousTest, BothMessagesReachTheOtherSide) {
  EXPECT_EQ(204, relay.get(ada.device(), link_path(link, 1)).status);
  EXPECT_EQ(201, relay.post(joiner, link_path(link, 1), {1, 2, 3}).status);
  EXPECT_EQ((Bytes{1, 2, 3}), relay.get(ada.device(), link_path(link, 1)).body);
  EXPECT_EQ(204, relay.get(joiner, link_path(link, 2)).status);
  EXPECT_EQ(201, relay.post(ada.device(), link_path(link, 2), {4, 5}).status);
  EXPECT_EQ((Bytes{4, 5}), relay.get(joiner, link_path(link, 2)).body);
}

TEST_F(RendezvousTest, EverythingMayBeSentTwice) {
  EXPECT_EQ(200, relay.post(ada.device(), path).status);
  EXPECT_EQ(201, relay.post(joiner, link_path(link, 1), {1}).status);
  EXPECT_EQ(200, relay.post(joiner, link_path(link, 1), {1}).status);
  EXPECT_EQ(201, relay.post(ada.device(), link_path(link, 2), {2}).status);
  EXPECT_EQ(200, relay.post(ada.device(), link_path(link, 2), {2}).status);
}

TEST_F(RendezvousTest, ALinkUsedTwiceIsGone) {
  relay.post(joiner, link_path(link, 1), {1});
  const Reply second = relay.post(fresh_device(), link_path(link, 1), {1});
  EXPECT_EQ(410, second.status);
  EXPECT_EQ(reason::kGone, second.reason());
  EXPECT_EQ(410, relay.post(joiner, link_path(link, 1), {9}).status);
  relay.post(ada.device(), link_path(link, 2), {2});
  EXPECT_EQ(410, relay.post(ada.device(), link_path(link, 2), {3}).status);
}

TEST_F(RendezvousTest, NobodyElseReadsOrAnswers) {
  const DeviceKeys eve = fresh_device();
  EXPECT_EQ(403, relay.get(eve, link_path(link, 1)).status);
  EXPECT_EQ(403, relay.get(eve, link_path(link, 2)).status);
  EXPECT_EQ(404, relay.post(ada.device(), link_path(link, 2), {2}).status);  // there is nothing to answer yet
  relay.post(joiner, link_path(link, 1), {1});
  EXPECT_EQ(403, relay.post(joiner, link_path(link, 2), {2}).status);
  EXPECT_EQ(403, relay.get(joiner, link_path(link, 1)).status);
  EXPECT_EQ(403, relay.get(ada.device(), link_path(link, 2)).status);
  TestPerson ben;
  relay.enrol(ben);
  EXPECT_EQ(409, relay.post(ben.device(), path).status);
}

TEST_F(RendezvousTest, AfterItsTimeALinkIsGoneAndLaterForgotten) {
  relay.post(joiner, link_path(link, 1), {1});
  relay.clock += 599;
  EXPECT_EQ(200, relay.get(ada.device(), link_path(link, 1)).status);
  relay.clock += 1;
  EXPECT_EQ(410, relay.get(ada.device(), link_path(link, 1)).status);
  EXPECT_EQ(410, relay.post(ada.device(), link_path(link, 2), {2}).status);
  EXPECT_EQ(410, relay.post(ada.device(), path).status);
  relay.restart();  // sweeps
  EXPECT_EQ(410, relay.get(ada.device(), link_path(link, 1)).status);
  relay.clock += kRemembered;
  relay.restart();
  relay.post(ada.device(), "/v1/rendezvous/" + to_hex(fresh_id()) + "?life=5");  // a write behind the sweep
  EXPECT_EQ(404, relay.get(ada.device(), link_path(link, 1)).status);
}

TEST_F(RendezvousTest, AnUnknownLinkIsMissing) {
  EXPECT_EQ(404, relay.get(ada.device(), link_path(fresh_id(), 1)).status);
  EXPECT_EQ(404, relay.post(joiner, link_path(fresh_id(), 1), {1}).status);
}

TEST_F(RendezvousTest, ADeviceHasOnlySoManyOpenLinks) {
  const auto open = [&](int life) {
    return relay.post(ada.device(), "/v1/rendezvous/" + to_hex(fresh_id()) + "?life=" + std::to_string(life))
        .status;
  };
  for (std::uint64_t i = 1; i < kMostOpenLinks; ++i) EXPECT_EQ(201, open(700));
  EXPECT_EQ(429, open(700));
  relay.clock += 600;  // the first one's time is over
  EXPECT_EQ(201, open(700));
}

}  // namespace
}  // namespace concertina::relay

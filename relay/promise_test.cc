// What the relay promises to two people and their devices, over its real sockets.
#include <gtest/gtest.h>

#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

class PromiseTest : public ::testing::Test {
 protected:
  // Ada and Ben are a couple; Ada has two devices.
  void SetUp() override {
    ada.add_device();
    ada.join(ben);
    ben.join(ada);
    relay.enrol(ada);
    relay.enrol(ben);
  }
  TestRelay relay;
  TestPerson ada{true}, ben;
};

TEST_F(PromiseTest, WhatADeviceWritesItsOwnAndThePartnersDevicesRead) {
  TestLog table(ada.device(), Place::table);
  EXPECT_EQ(201, relay.write(ada.device(), table).status);
  EXPECT_EQ(201, relay.write(ada.device(), table).status);
  for (const DeviceKeys* reader : {&ada.devices[0], &ada.devices[1], &ben.devices[0]}) {
    const auto answer = relay.get(*reader, read_log(table, 0)).read();
    ASSERT_EQ(1u, answer.logs.size());
    EXPECT_EQ(2u, answer.logs[0].next);
    ASSERT_EQ(2u, answer.logs[0].frames.size());
    EXPECT_EQ(table.frame(0), answer.logs[0].frames[0]);
    EXPECT_EQ(table.frame(1), answer.logs[0].frames[1]);
    EXPECT_FALSE(answer.more);
  }
  EXPECT_EQ(table.frame(1), relay.get(ben.device(), read_log(table, 1)).read().logs[0].frames.at(0));
}

TEST_F(PromiseTest, APartnerIsRefusedARoomLog) {
  TestLog room(ada.device(), Place::room);
  // Before anything is in it, too: the answer must not tell whether there is.
  EXPECT_EQ(403, relay.get(ben.device(), read_log(room, 0)).status);
  relay.write(ada.device(), room);
  const Reply reply = relay.get(ben.device(), read_log(room, 0));
  EXPECT_EQ(403, reply.status);
  EXPECT_EQ(reason::kForbidden, reply.reason());
  EXPECT_EQ(1u, relay.get(ada.devices[1], read_log(room, 0)).read().logs[0].frames.size());
}

TEST_F(PromiseTest, AStrangerReadsNoChainAndNoTable) {
  TestPerson eve;
  relay.enrol(eve);
  TestLog table(ada.device(), Place::table);
  relay.write(ada.device(), table);
  const auto expect_nothing = [&] {
    EXPECT_EQ(403, relay.get(eve.device(), read_log(table, 0)).status);
    // As if there were no such chain.
    const auto real = relay.get(eve.device(), read_chain(ada, 0)).read().chains.at(0);
    EXPECT_EQ(0u, real.size);
    EXPECT_TRUE(real.entries.empty());
    EXPECT_EQ(0u, relay.get(eve.device(), read_chain(TestPerson(), 0)).read().chains.at(0).size);
  };
  expect_nothing();
  // Naming somebody is not enough: they must name you.
  EXPECT_EQ(201, relay.post(eve.device(), eve.path(), eve.join(ada)).status);
  expect_nothing();
}

TEST_F(PromiseTest, AfterLeavingThePartnerReadsWhatThereWasAndNothingNew) {
  TestLog table(ada.device(), Place::table), other(ada.devices[1], Place::table),
      room(ada.device(), Place::room);
  for (int i = 0; i < 3; ++i) relay.write(ada.device(), table);
  relay.write(ada.devices[1], other);
  // She leaves at two frames, of which the relay has all and more; of the other log she names nothing.
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.leave(ben, {Head{table.id(), 2, {}}})).status);
  EXPECT_EQ(201, relay.write(ada.devices[1], other).status);
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.add_device()).status);
  TestLog fresh(ada.devices[2], Place::table);
  relay.write(ada.devices[2], fresh);

  const auto chain = relay.get(ben.device(), read_chain(ada, 0)).read().chains.at(0);
  EXPECT_EQ(4u, chain.size);
  EXPECT_EQ(std::vector(ada.entries.begin(), ada.entries.begin() + 4), chain.entries);
  const auto frames = relay.get(ben.device(), read_log(table, 0)).read().logs.at(0);
  EXPECT_EQ(2u, frames.next);
  EXPECT_EQ(2u, frames.frames.size());
  EXPECT_EQ(1u, relay.get(ben.device(), read_log(other, 0)).read().logs.at(0).frames.size());
  EXPECT_EQ(403, relay.get(ben.device(), read_log(fresh, 0)).status);
  EXPECT_EQ(403, relay.get(ben.device(), read_log(room, 0)).status);
  EXPECT_EQ(3u, relay.get(ada.device(), read_log(table, 0)).read().logs.at(0).frames.size());

  // Whoever comes together again reads everything.
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.join(ben)).status);
  EXPECT_EQ(3u, relay.get(ben.device(), read_log(table, 0)).read().logs.at(0).frames.size());
  EXPECT_EQ(6u, relay.get(ben.device(), read_chain(ada, 0)).read().chains.at(0).entries.size());
}

TEST_F(PromiseTest, TheSameFrameTwiceIsStoredOnce) {
  TestLog room(ada.device(), Place::room);
  room.write();
  EXPECT_EQ(201, relay.post(ada.device(), room.path(0), room.frame(0)).status);
  EXPECT_EQ(200, relay.post(ada.device(), room.path(0), room.frame(0)).status);
  EXPECT_EQ(1u, relay.get(ada.device(), read_log(room, 0)).read().logs[0].frames.size());
}

TEST_F(PromiseTest, AnotherFrameAtTheSamePlaceIsAConflict) {
  TestLog room(ada.device(), Place::room);
  relay.write(ada.device(), room);
  relay.write(ada.device(), room);
  const Reply reply = relay.post(ada.device(), room.path(0), room.other(0, "another"));
  EXPECT_EQ(409, reply.status);
  EXPECT_EQ(reason::kConflict, reply.reason());
  EXPECT_EQ(2u, reply.refusal().next);
  EXPECT_EQ(room.frame(0), relay.get(ada.device(), read_log(room, 0)).read().logs[0].frames[0]);
}

TEST_F(PromiseTest, AFrameAheadOfItsLogIsAConflictThatSaysWhereToGoOn) {
  TestLog room(ada.device(), Place::room);
  relay.write(ada.device(), room);
  room.write();
  const auto third = room.write();
  const Reply reply = relay.post(ada.device(), room.path(2), third);
  EXPECT_EQ(409, reply.status);
  EXPECT_EQ(1u, reply.refusal().next);
}

TEST_F(PromiseTest, AFrameThatDoesNotFollowTheLastOneIsAConflict) {
  TestLog room(ada.device(), Place::room);
  relay.write(ada.device(), room);
  TestLog restored(ada.device(), Place::room);
  restored.write("from an older copy");
  restored.write();
  const Reply reply = relay.post(ada.device(), room.path(1), restored.frame(1));
  EXPECT_EQ(409, reply.status);
  EXPECT_EQ(1u, reply.refusal().next);
}

TEST_F(PromiseTest, AFrameOfAnotherDevicesLogIsRefused) {
  TestLog room(ada.device(), Place::room);
  room.write();
  EXPECT_EQ(403, relay.post(ada.devices[1], room.path(0), room.frame(0)).status);
  TestLog ghost(fresh_device(), Place::room);
  ghost.write();
  EXPECT_EQ(403, relay.post(ada.device(), ghost.path(0), ghost.frame(0)).status);
}

TEST_F(PromiseTest, AFrameWithAFlippedBitIsRefused) {
  TestLog room(ada.device(), Place::room);
  Bytes frame = room.write();
  for (const std::size_t at : {std::size_t{10}, std::size_t{160}, frame.size() - 1}) {
    frame[at] ^= 1;
    EXPECT_EQ(400, relay.post(ada.device(), room.path(0), frame).status) << at;
    frame[at] ^= 1;
  }
  EXPECT_EQ(400, relay.post(ada.device(), room.path(1), frame).status);
  EXPECT_EQ(400, relay.post(ada.device(), room.path(0), {}).status);
  EXPECT_EQ(201, relay.post(ada.device(), room.path(0), frame).status);
}

TEST_F(PromiseTest, AnErasedBodyIsGoneAndItsPlaceIsKept) {
  TestLog table(ada.device(), Place::table);
  relay.write(ada.device(), table);
  relay.write(ada.device(), table);
  const Bytes whole = table.frame(0);
  EXPECT_EQ(200, relay.post(ada.device(), table.path(0) + "/erasure", table.erased(0)).status);
  EXPECT_EQ(200, relay.post(ada.device(), table.path(0) + "/erasure", table.erased(0)).status);
  const auto frames = relay.get(ben.device(), read_log(table, 0)).read().logs.at(0).frames;
  ASSERT_EQ(2u, frames.size());
  EXPECT_EQ(table.erased(0), frames[0]);
  EXPECT_EQ(table.frame(1), frames[1]);
  // Sending the whole frame again does not bring it back.
  EXPECT_EQ(200, relay.post(ada.device(), table.path(0), whole).status);
  EXPECT_EQ(table.erased(0), relay.get(ben.device(), read_log(table, 0)).read().logs[0].frames[0]);
}

TEST_F(PromiseTest, OnlyTheAuthorErases) {
  TestLog table(ada.device(), Place::table);
  relay.write(ada.device(), table);
  EXPECT_EQ(403, relay.post(ben.device(), table.path(0) + "/erasure", table.erased(0)).status);
  EXPECT_EQ(400, relay.post(ada.device(), table.path(0) + "/erasure", table.frame(0)).status);
  table.write();
  EXPECT_EQ(409, relay.post(ada.device(), table.path(1) + "/erasure", table.erased(1)).status);
}

TEST_F(PromiseTest, ALogWithErasedFramesMovesToAnotherRelayWhole) {
  TestLog table(ada.device(), Place::table);
  table.write();
  table.write();
  EXPECT_EQ(201, relay.post(ada.device(), table.path(0), table.erased(0)).status);
  EXPECT_EQ(201, relay.post(ada.device(), table.path(1), table.frame(1)).status);
}

TEST_F(PromiseTest, ALongLogComesInAnswersOfLimitedSize) {
  TestLog table(ada.device(), Place::table);
  TestClient client(relay.port());
  for (int i = 0; i < 300; ++i) {
    const auto seq = table.next();
    table.write();
    client.send(to_text({.method = "POST", .target = table.path(seq), .body = table.frame(seq)}, relay.port(),
                        ada.device().sign));
    ASSERT_EQ(201, client.receive().status);
  }
  const Reply reply = relay.get(ben.device(), read_log(table, 0));
  EXPECT_LT(reply.body.size(), kMostAnswer);
  auto answer = reply.read();
  EXPECT_TRUE(answer.more);
  EXPECT_EQ(300u, answer.logs[0].next);
  const auto got = answer.logs[0].frames.size();
  EXPECT_EQ(kMostHandedOut / kFrameSize, got);
  answer = relay.get(ben.device(), read_log(table, got)).read();
  EXPECT_FALSE(answer.more);
  EXPECT_EQ(300u - got, answer.logs[0].frames.size());
}

TEST_F(PromiseTest, AReaderAheadOfTheRelayIsToldHowMuchItHolds) {
  TestLog table(ada.device(), Place::table);
  relay.write(ada.device(), table);
  const auto answer = relay.get(ada.device(), read_log(table, 18'446'744'073'709'551'615u)).read();
  EXPECT_EQ(1u, answer.logs.at(0).next);
  EXPECT_TRUE(answer.logs[0].frames.empty());
}

TEST_F(PromiseTest, EverythingIsThereAfterARestart) {
  TestLog room(ada.device(), Place::room);
  relay.write(ada.device(), room);
  relay.restart();
  EXPECT_EQ(room.frame(0), relay.get(ada.device(), read_log(room, 0)).read().logs.at(0).frames.at(0));
  EXPECT_EQ(ada.entries, relay.get(ben.device(), read_chain(ada, 0)).read().chains.at(0).entries);
  EXPECT_EQ(201, relay.write(ada.device(), room).status);
}

TEST(PromiseFileTest, TheDatabaseIsReadableByTheRelaysOwnerAlone) {
  TestRelay relay;
  TestPerson ada;
  relay.enrol(ada);
  using std::filesystem::perms;
  const auto mode = [](const std::string& path) {
    return std::filesystem::status(path).permissions() & perms::all;
  };
  EXPECT_EQ(perms::owner_all, mode(relay.folder().path()));
  for (const auto& file : std::filesystem::directory_iterator(relay.folder().path())) {
    EXPECT_EQ(perms::owner_read | perms::owner_write, mode(file.path().string())) << file.path();
  }
}

}  // namespace
}  // namespace concertina::relay

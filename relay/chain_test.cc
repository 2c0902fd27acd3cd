// Chains at the relay: who is let in, who may append, and what a removed device can still do.
#include <gtest/gtest.h>

#include <thread>

#include "relay/ledger.h"
#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

Ask begin_of(const TestPerson& person, const std::string& token = "", const std::string& query = "") {
  return {.method = "POST", .target = person.path() + query, .body = person.entries[0], .token = token};
}

TEST(ChainTest, TheHashOfTheFirstEntryIsTheIdentity) {
  TestRelay relay;
  TestPerson ada;
  EXPECT_EQ(400, relay.post(ada.device(), TestPerson().path(), ada.entries[0]).status);
  Bytes changed = ada.entries[0];
  changed[50] ^= 1;
  EXPECT_EQ(400, relay.post(ada.device(), ada.path(), changed).status);
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.entries[0]).status);
  EXPECT_EQ(200, relay.post(ada.device(), ada.path(), ada.entries[0]).status);
  EXPECT_EQ(ada.entries, relay.get(ada.device(), read_chain(ada, 0)).read().chains.at(0).entries);
}

TEST(ChainTest, OfTwoEntriesForOnePlaceTheFirstIsKeptAndTheOtherIsAConflict) {
  TestRelay relay;
  TestPerson ada;
  relay.enrol(ada);
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.add_device()).status);
  EXPECT_EQ(200, relay.post(ada.device(), ada.path(), ada.entries[1]).status);
  const Reply rival = relay.post(ada.device(), ada.path(), ada.rival());
  EXPECT_EQ(409, rival.status);
  EXPECT_EQ(2u, rival.refusal().next);
  // Not the head any more, though it is held: the sender has to read before it goes on.
  EXPECT_EQ(409, relay.post(ada.device(), ada.path(), ada.entries[0]).status);
  EXPECT_EQ(2u, relay.get(ada.devices[1], read_chain(ada, 1)).read().chains.at(0).size);
}

TEST(ChainTest, TwoDevicesRacingForOnePlaceLeaveOneEntry) {
  TestRelay relay;
  TestPerson ada;
  relay.enrol(ada);
  std::vector<Bytes> rivals;
  for (int i = 0; i < 8; ++i) {
    ada.join(TestPerson());
    rivals.push_back(ada.entries.back());
    ada.entries.pop_back();
  }
  std::atomic<int> appended = 0, refused = 0;
  std::vector<std::thread> racers;
  for (const Bytes& rival : rivals) {
    racers.emplace_back([&] {
      const int status = relay.post(ada.device(), ada.path(), rival).status;
      ++(status == 201 ? appended : refused);
      if (status != 201) EXPECT_EQ(409, status);
    });
  }
  for (auto& racer : racers) racer.join();
  EXPECT_EQ(1, appended);
  EXPECT_EQ(7, refused);
  EXPECT_EQ(2u, relay.get(ada.device(), read_chain(ada, 0)).read().chains.at(0).entries.size());
}

TEST(ChainTest, AnEntryThatBreaksARuleIsRefused) {
  TestRelay relay;
  TestPerson ada, ben;
  relay.enrol(ada);
  relay.enrol(ben);
  const Bytes stray =
      make_entry(1, entry_hash(ada.entries[0]), entry::Leave{ben.identity, {}}, ada.device().sign);
  EXPECT_EQ(400, relay.post(ada.device(), ada.path(), stray).status);
  const Bytes foreign =
      make_entry(1, entry_hash(ada.entries[0]), entry::Join{ben.identity, {}}, ben.device().sign);
  EXPECT_EQ(403, relay.post(ada.device(), ada.path(), foreign).status);
  EXPECT_EQ(403, relay.post(ben.device(), ada.path(), ada.join(ben)).status);
  EXPECT_EQ(401, relay.post(fresh_device(), ada.path(), foreign).status);
  EXPECT_EQ(413, relay.post(ada.device(), ada.path(), Bytes(kMostEntry + 1)).status);
  EXPECT_EQ(1u, relay.get(ada.device(), read_chain(ada, 0)).read().chains.at(0).size);
}

TEST(ChainTest, AnUnknownDeviceIsRefused) {
  TestRelay relay;
  TestPerson ada;
  const Reply reply = relay.get(ada.device(), read_chain(ada, 0));
  EXPECT_EQ(401, reply.status);
  EXPECT_EQ(reason::kUnknown, reply.reason());
  TestLog log(ada.device(), Place::room);
  EXPECT_EQ(401, relay.write(ada.device(), log).status);
  EXPECT_EQ(401, relay.post(ada.device(), "/v1/rendezvous/" + to_hex(fresh_id()) + "?life=60").status);
}

TEST(ChainTest, ARemovedDeviceIsOut) {
  TestRelay relay;
  TestPerson ada;
  ada.add_device();
  relay.enrol(ada);
  TestLog old(ada.devices[1], Place::room);
  EXPECT_EQ(201, relay.write(ada.devices[1], old).status);
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.remove_device({old.head()})).status);
  const DeviceKeys& gone = ada.removed[0];
  EXPECT_EQ(reason::kRemoved, relay.write(gone, old).reason());
  EXPECT_EQ(reason::kRemoved, relay.get(gone, read_log(old, 0)).reason());
  EXPECT_EQ(reason::kRemoved, relay.post(gone, old.path(0) + "/erasure", old.erased(0)).reason());
  EXPECT_EQ(reason::kRemoved, relay.post(gone, ada.path(), ada.join(TestPerson())).reason());
  EXPECT_EQ(reason::kRemoved, relay.post(gone, "/v1/rendezvous/" + to_hex(fresh_id()) + "?life=60").reason());
  ada.entries.pop_back();
  // What it wrote stays its person's.
  EXPECT_EQ(1u, relay.get(ada.device(), read_log(old, 0)).read().logs.at(0).frames.size());
}

TEST(ChainTest, WhereTheFirstDeviceIsGoneAnotherOneBringsTheChainToANewRelay) {
  TestRelay relay;
  TestPerson ada;
  ada.add_device();
  const DeviceKeys phone = ada.devices[1];
  for (const Bytes& entry : ada.entries) EXPECT_EQ(201, relay.post(phone, ada.path(), entry).status);
  EXPECT_EQ(200, relay.get(phone, read_chain(ada, 0)).status);
  // Where the relay has a part of it, it says from where on.
  TestRelay older;
  older.post(ada.device(), ada.path(), ada.entries[0]);
  EXPECT_EQ(1u, older.post(phone, ada.path(), ada.entries[0]).refusal().next);
  EXPECT_EQ(201, older.post(phone, ada.path(), ada.entries[1]).status);
  // Nobody brings what none of its devices signed.
  TestPerson eve;
  const Bytes stray =
      make_entry(2, entry_hash(ada.entries[1]), entry::Join{eve.identity, {}}, eve.device().sign);
  EXPECT_EQ(401, relay.post(eve.device(), ada.path(), stray).status);
}

TEST(ChainTest, ARemovedDeviceReadsTheEntryThatSaysSoAndNothingBehindIt) {
  TestRelay relay;
  TestPerson ada;
  ada.add_device();
  relay.enrol(ada);
  relay.post(ada.device(), ada.path(), ada.remove_device());
  const std::vector<Bytes> until = ada.entries;
  relay.post(ada.device(), ada.path(), ada.add_device());
  const auto part = relay.get(ada.removed[0], read_chain(ada, 1)).read().chains.at(0);
  EXPECT_EQ(std::vector<Bytes>(until.begin() + 1, until.end()), part.entries);
  EXPECT_EQ(until.size(), part.size);
  EXPECT_EQ(reason::kRemoved, relay.get(ada.removed[0], read_chain(TestPerson(), 0)).reason());
}

TEST(ChainTest, ADeviceIsRemovedOnlyByWhoKnowsAllThatItWrote) {
  TestRelay relay;
  TestPerson ada;
  ada.add_device();
  relay.enrol(ada);
  TestLog room(ada.devices[1], Place::room);
  relay.write(ada.devices[1], room);
  const Head old = room.head();
  relay.write(ada.devices[1], room);
  Head wrong = room.head();
  wrong.hash[0] ^= 1;
  const std::vector<std::vector<Head>> behind{{}, {old}, {wrong}};
  for (const auto& heads : behind) {
    TestPerson trial = ada;
    const Reply reply = relay.post(ada.device(), ada.path(), trial.remove_device(heads));
    EXPECT_EQ(409, reply.status);
    EXPECT_EQ(reason::kBehind, reply.reason());
  }
  EXPECT_EQ(201, relay.write(ada.devices[1], room).status);  // it still lives
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.remove_device({room.head()})).status);
}

TEST(ChainTest, ARelayThatHasLessThanARemovalNamesTakesItAllTheSame) {
  TestRelay relay;
  TestPerson ada;
  ada.add_device();
  relay.enrol(ada);
  TestLog room(ada.devices[1], Place::room);
  relay.write(ada.devices[1], room);
  TestRelay other;  // new; the removed device never comes here
  other.enrol(ada);
  EXPECT_EQ(201, other.post(ada.device(), ada.path(), ada.remove_device({room.head()})).status);
}

TEST(ChainTest, TheRecoveryCodeCountsAsADevice) {
  TestRelay relay;
  TestPerson ada(true);
  relay.enrol(ada);
  EXPECT_EQ(200, relay.get(*ada.recovery, read_chain(ada, 0)).status);
  // Whoever has nothing but the code asks by its key.
  const std::string by_key = "/v1/read?chain=" + to_hex(ada.recovery->sign.public_key) + ".0&wait=0";
  EXPECT_EQ(ada.entries, relay.get(*ada.recovery, by_key).read().chains.at(0).entries);
  EXPECT_EQ(0u, relay.get(ada.device(), by_key).read().chains.at(0).size);  // a key is nobody else's name
  ada.devices.push_back(fresh_device());
  const DeviceKeys& fresh = ada.devices[1];
  const auto& entry = ada.append(
      entry::DeviceAdded{agree(fresh, ada.identity), ada.seal_to(fresh.box.public_key)}, *ada.recovery);
  EXPECT_EQ(201, relay.post(*ada.recovery, ada.path(), entry).status);
  EXPECT_EQ(200, relay.get(fresh, read_chain(ada, 0)).status);
  // A replaced code is out, the new one is in.
  const DeviceKeys old = *ada.recovery;
  ada.recovery = fresh_device();
  EXPECT_EQ(
      201,
      relay
          .post(fresh, ada.path(),
                ada.append(entry::NewRecovery{agree(*ada.recovery, ada.identity), ada.generation()}, fresh))
          .status);
  EXPECT_EQ(401, relay.get(old, read_log(TestLog(fresh, Place::room), 0)).status);
  EXPECT_EQ(ada.entries.size(), relay.get(old, read_chain(ada, 0)).read().chains.at(0).size);
  relay.post(fresh, ada.path(), ada.append(entry::NewGeneration{ada.generation()}, fresh));
  EXPECT_EQ(ada.entries.size() - 1, relay.get(old, read_chain(ada, 0)).read().chains.at(0).size);
  EXPECT_EQ(ada.entries.size(), relay.get(*ada.recovery, read_chain(ada, 0)).read().chains.at(0).size);
}

TEST(ChainTest, ADeviceBelongsToOnePersonOnly) {
  TestRelay relay;
  TestPerson ada, eve;
  relay.enrol(ada);
  relay.enrol(eve);
  // Ada's device agrees to be Eve's too.
  const entry::DeviceAdded added{agree(ada.device(), eve.identity), eve.seal_to(ada.device().box.public_key)};
  const auto& entry = eve.append(added, eve.device());
  const Reply reply = relay.post(eve.device(), eve.path(), entry);
  EXPECT_EQ(409, reply.status);
  EXPECT_EQ(1u, reply.refusal().next);
  EXPECT_EQ(200, relay.get(ada.device(), read_chain(ada, 0)).status);
}

TEST(ChainTest, EnrollingNeedsTheTokenWhereTheOwnerAsksForIt) {
  TestRelay relay([](Options& options) { options.token = "open sesame"; });
  TestPerson ada;
  const Reply without = relay.ask(ada.device().sign, begin_of(ada));
  EXPECT_EQ(403, without.status);
  EXPECT_EQ(reason::kToken, without.reason());
  EXPECT_EQ(403, relay.ask(ada.device().sign, begin_of(ada, "open sesam")).status);
  EXPECT_EQ(201, relay.ask(ada.device().sign, begin_of(ada, "open sesame")).status);
  // Only a beginning needs it.
  EXPECT_EQ(200, relay.ask(ada.device().sign, begin_of(ada)).status);
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.add_device()).status);
}

TEST(ChainTest, ALinkLetsInOnePersonOnce) {
  TestRelay relay([](Options& options) { options.token = "open sesame"; });
  TestPerson ada, ben, eve;
  relay.ask(ada.device().sign, begin_of(ada, "open sesame"));
  const Id link = fresh_id();
  const std::string query = "?rendezvous=" + to_hex(link);
  EXPECT_EQ(403, relay.ask(ben.device().sign, begin_of(ben, "", query)).status);
  relay.post(ada.device(), "/v1/rendezvous/" + to_hex(link) + "?life=600");
  EXPECT_EQ(201, relay.ask(ben.device().sign, begin_of(ben, "", query)).status);
  EXPECT_EQ(200, relay.ask(ben.device().sign, begin_of(ben, "", query)).status);
  EXPECT_EQ(reason::kToken, relay.ask(eve.device().sign, begin_of(eve, "", query)).reason());
}

TEST(ChainTest, ALinkLetsNobodyInAfterItsTimeNorAnybodyButItsJoiner) {
  TestRelay relay([](Options& options) { options.token = "open sesame"; });
  TestPerson ada, ben, eve;
  relay.ask(ada.device().sign, begin_of(ada, "open sesame"));
  const Id link = fresh_id();
  const std::string query = "?rendezvous=" + to_hex(link);
  relay.post(ada.device(), "/v1/rendezvous/" + to_hex(link) + "?life=600");
  relay.post(ben.device(), link_path(link, 1), {1});
  EXPECT_EQ(403, relay.ask(eve.device().sign, begin_of(eve, "", query)).status);
  relay.clock += 600;
  EXPECT_EQ(403, relay.ask(ben.device().sign, begin_of(ben, "", query)).status);
}

TEST(ChainTest, AFailedEnrolmentDoesNotUseUpTheLink) {
  TestRelay relay([](Options& options) {
    options.token = "open sesame";
    options.most_persons = 1;
  });
  TestPerson ada, ben;
  relay.ask(ada.device().sign, begin_of(ada, "open sesame"));
  const Id link = fresh_id();
  relay.post(ada.device(), "/v1/rendezvous/" + to_hex(link) + "?life=600");
  const auto enrol = [&] {
    return relay.ask(ben.device().sign, begin_of(ben, "", "?rendezvous=" + to_hex(link)));
  };
  EXPECT_EQ(507, enrol().status);
  EXPECT_EQ(507, enrol().status);  // not "this link was used"
}

TEST(ChainTest, TheRelayTakesNoMorePeopleThanItsOwnerSays) {
  TestRelay relay([](Options& options) { options.most_persons = 2; });
  TestPerson ada, ben, eve;
  relay.enrol(ada);
  relay.enrol(ben);
  const Reply reply = relay.post(eve.device(), eve.path(), eve.entries[0]);
  EXPECT_EQ(507, reply.status);
  EXPECT_EQ(reason::kFull, reply.reason());
}

TEST(ChainTest, QuotaIsPerPersonAndErasingMakesRoom) {
  TestRelay relay([](Options& options) { options.quota_mib = 1; });
  TestPerson ada, ben;
  relay.enrol(ada);
  relay.enrol(ben);
  TestLog log(ada.device(), Place::room);
  TestClient client(relay.port());
  int status = 201;
  while (status == 201 && log.next() < 300) {
    const auto seq = log.next();
    log.write();
    client.send(to_text({.method = "POST", .target = log.path(seq), .body = log.frame(seq)}, relay.port(),
                        ada.device().sign));
    const Reply reply = client.receive();
    status = reply.status;
    if (status != 201) EXPECT_EQ(reason::kFull, reply.reason());
  }
  EXPECT_EQ(507, status);
  EXPECT_EQ(256u, log.next());  // 255 frames fit beside the chain
  TestLog bens(ben.device(), Place::room);
  EXPECT_EQ(201, relay.write(ben.device(), bens).status);
  EXPECT_EQ(200, relay.post(ada.device(), log.path(7) + "/erasure", log.erased(7)).status);
  EXPECT_EQ(201, relay.post(ada.device(), log.path(255), log.frame(255)).status);
}

}  // namespace
}  // namespace concertina::relay

// A person deletes what is theirs: all frames go, the chain says so, and nobody else loses anything.
#include "core/seal/wire.h"
#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

class DeletionTest : public ::testing::Test {
 protected:
  DeletionTest() {
    ada.join(ben);
    ben.join(ada);
    relay.enrol(ada);
    relay.enrol(ben);
    for (TestLog* log : {&room, &table}) EXPECT_EQ(201, relay.write(ada.device(), *log).status);
    EXPECT_EQ(201, relay.write(ben.device(), bens).status);
  }
  Reply remove() {
    const Bytes entry = ada.append(entry::Deletion{}, ada.device());
    return relay.post(ada.device(), ada.path(), entry);
  }
  static ReadAnswer answer(const Reply& reply) {
    EXPECT_EQ(200, reply.status);
    return reply.read();
  }

  TestRelay relay;
  TestPerson ada, ben;
  TestLog room{ada.device(), Place::room}, table{ada.device(), Place::table},
      bens{ben.device(), Place::table};
};

TEST_F(DeletionTest, AllFramesGoAndTheDeviceIsNoneAnyMore) {
  EXPECT_EQ(201, remove().status);
  for (const TestLog* log : {&room, &table}) {
    const Reply reply = relay.get(ada.device(), read_log(*log, 0));
    EXPECT_EQ(401, reply.status);
    EXPECT_EQ(reason::kRemoved, reply.reason());
  }
  EXPECT_EQ(401, relay.write(ada.device(), room).status);
  EXPECT_EQ(401, relay.post(ada.device(), ada.path(), ada.entries.back()).status);
  // It reads its own chain, and so sees why.
  const ReadAnswer own = answer(relay.get(ada.device(), read_chain(ada, 0)));
  ASSERT_EQ(1u, own.chains.size());
  EXPECT_EQ(ada.entries, own.chains[0].entries);
}

TEST_F(DeletionTest, ThePartnerSeesThatItEndedAndKeepsTheirs) {
  EXPECT_EQ(201, remove().status);
  const ReadAnswer chain = answer(relay.get(ben.device(), read_chain(ada, 1)));
  ASSERT_EQ(1u, chain.chains.size());
  EXPECT_EQ(ada.entries.back(), chain.chains[0].entries.back());
  EXPECT_EQ(0u, answer(relay.get(ben.device(), read_log(table, 0))).logs.at(0).next);
  EXPECT_EQ(1u, answer(relay.get(ben.device(), read_log(bens, 0))).logs.at(0).next);
  EXPECT_EQ(201, relay.write(ben.device(), bens).status);
}

TEST_F(DeletionTest, ItOutlastsARestartAndNobodyBringsItBack) {
  EXPECT_EQ(201, remove().status);
  relay.restart();
  for (const Bytes& entry : ada.entries) EXPECT_EQ(401, relay.post(ada.device(), ada.path(), entry).status);
  const DeviceKeys stranger = fresh_device();
  EXPECT_EQ(401, relay
                     .post(stranger, ada.path(),
                           make_entry(ada.entries.size(), entry_hash(ada.entries.back()),
                                      entry::Leave{ben.identity, {}}, ada.device().sign))
                     .status);
  EXPECT_EQ(401, relay.write(ada.device(), table).status);
}

TEST_F(DeletionTest, OnlyALiveDeviceOfThePersonCanAskForIt) {
  const Bytes forged =
      make_entry(ada.entries.size(), entry_hash(ada.entries.back()), entry::Deletion{}, ben.device().sign);
  EXPECT_EQ(403, relay.post(ben.device(), ada.path(), forged).status);
  EXPECT_EQ(403, relay.post(ada.device(), ada.path(), forged).status);
  EXPECT_EQ(1u, answer(relay.get(ada.device(), read_log(room, 0))).logs.at(0).next);
}

TEST(DeletionAtALimit, WhoHasUsedUpTheirSpaceCanStillDelete) {
  TestRelay relay([](Options& options) {
    options.quota_mib = 1;
    options.most_persons = 1;
  });
  TestPerson ada, ben;
  relay.enrol(ada);
  TestLog log(ada.device(), Place::room);
  int status = 201;
  while (status == 201 && log.next() < 300) status = relay.write(ada.device(), log).status;
  EXPECT_EQ(507, status);
  EXPECT_EQ(201, relay.post(ada.device(), ada.path(), ada.append(entry::Deletion{}, ada.device())).status);
  EXPECT_EQ(201, relay.post(ben.device(), ben.path(), ben.entries[0]).status);  // and makes room for another
}

}  // namespace
}  // namespace concertina::relay

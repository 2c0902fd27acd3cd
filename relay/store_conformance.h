// StoreConformance: what every Store must keep to, whatever it is built on. A store's own test includes this
// and instantiates the suite with a factory.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "relay/store.h"
#include "relay/test_person.h"

namespace concertina::relay {

// Holds a store and what it stands on.
class StoreHolder {
 public:
  virtual ~StoreHolder() = default;
  virtual Store& store() = 0;
  virtual void reopen() = 0;  // closes and opens: only what was committed may still be there
};

class StoreConformance : public ::testing::TestWithParam<std::function<std::unique_ptr<StoreHolder>()>> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(prim::ready());
    holder = GetParam()();
  }
  Store& store() { return holder->store(); }
  void commit(const std::function<void()>& work) {
    store().begin();
    work();
    store().commit();
  }
  void add_person() {
    commit([&] {
      store().add_chain(person);
      store().set_live_devices(person, std::span(&device, 1));
      store().add_log(log, person, device, Place::table);
    });
  }
  std::vector<Bytes> frames(std::uint64_t from = 0) {
    std::vector<Bytes> out;
    store().frames(*store().log(log), from, [&](View frame) {
      out.push_back(to_bytes(frame));
      return true;
    });
    return out;
  }
  bool append(std::uint64_t seq, const Bytes& bytes) {
    return store().append_frame(*store().log(log), seq, test_seed(seq), bytes);
  }

  std::unique_ptr<StoreHolder> holder;
  Hash person = test_seed(1), other = test_seed(2);
  Fixed<32> device = test_seed(3), second = test_seed(4);
  Id log = *fixed<16>(View(device).first(16));
};

TEST_P(StoreConformance, AnEmptyStoreKnowsNothing) {
  EXPECT_FALSE(store().device(device));
  EXPECT_FALSE(store().chain(person));
  EXPECT_FALSE(store().log(log));
  EXPECT_FALSE(store().rendezvous(log));
  EXPECT_FALSE(store().parting(person, other));
  EXPECT_EQ(0u, store().chain_count());
}

TEST_P(StoreConformance, WhatIsCommittedIsThereAfterReopening) {
  add_person();
  commit([&] {
    EXPECT_TRUE(store().append_entry(person, 0, Bytes{1, 2}));
    EXPECT_TRUE(append(0, {5, 6, 7}));
    store().set_partner(person, other);
    store().put_parting(person, other, 9);
    store().put_parted_log(*store().log(log), other, 8);
  });
  holder->reopen();
  EXPECT_EQ(1u, store().chain_count());
  EXPECT_EQ(1u, store().chain(person)->size);
  EXPECT_EQ(5u, store().chain(person)->used);
  EXPECT_EQ(other, store().chain(person)->partner);
  EXPECT_EQ(person, store().device(device)->person);
  EXPECT_TRUE(store().device(device)->live);
  const auto row = *store().log(log);
  EXPECT_EQ(person, row.person);
  EXPECT_EQ(device, row.device);
  EXPECT_EQ(Place::table, row.place);
  EXPECT_EQ(1u, row.next);
  EXPECT_EQ(test_seed(0), row.last);
  EXPECT_EQ(Bytes({5, 6, 7}), store().frame(row, 0));
  EXPECT_EQ(9u, store().parting(person, other));
  EXPECT_EQ(8u, store().parted_log(row, other));
}

TEST_P(StoreConformance, WhatIsRolledBackOrNeverCommittedIsNotThere) {
  add_person();
  store().begin();
  EXPECT_TRUE(append(0, {1}));
  store().rollback();
  EXPECT_TRUE(frames().empty());
  EXPECT_EQ(0u, store().chain(person)->used);
  store().begin();
  EXPECT_TRUE(append(0, {1}));
  holder->reopen();
  EXPECT_TRUE(frames().empty());
  store().rollback();  // without a transaction it does nothing
}

TEST_P(StoreConformance, UndoTakesBackToTheMarkAndNoFurther) {
  add_person();
  commit([&] {
    for (const std::uint64_t seq : {0u, 1u}) {
      store().mark();
      EXPECT_TRUE(append(seq, {1}));
      store().keep();
      store().mark();
      EXPECT_TRUE(append(seq + 1, {9}));
      store().undo();
      store().keep();
    }
  });
  EXPECT_EQ((std::vector<Bytes>{{1}, {1}}), frames());
  EXPECT_EQ(2u, store().log(log)->next);
}

TEST_P(StoreConformance, AppendingIsACompareAndSwap) {
  add_person();
  commit([&] {
    EXPECT_FALSE(store().append_entry(person, 1, Bytes{1}));
    EXPECT_TRUE(store().append_entry(person, 0, Bytes{1}));
    EXPECT_FALSE(store().append_entry(person, 0, Bytes{2}));
    EXPECT_FALSE(store().append_entry(other, 0, Bytes{2}));
    EXPECT_FALSE(append(1, {1}));
    EXPECT_TRUE(append(0, {1}));
    EXPECT_FALSE(append(0, {2}));
  });
  EXPECT_EQ(1u, store().chain(person)->size);
  EXPECT_EQ((std::vector<Bytes>{{1}}), frames());
  EXPECT_EQ(2u, store().chain(person)->used);
}

TEST_P(StoreConformance, ListsComeInOrderFromWhereTheyAreAskedAndEndWhenToldTo) {
  add_person();
  commit([&] {
    for (std::uint8_t i = 0; i < 20; ++i) {
      EXPECT_TRUE(append(i, {i}));
      EXPECT_TRUE(store().append_entry(person, i, Bytes{i}));
    }
  });
  EXPECT_EQ((std::vector<Bytes>{{18}, {19}}), frames(18));
  EXPECT_TRUE(frames(20).empty());
  std::vector<Bytes> taken;
  store().entries(person, 3, [&](View entry) {
    taken.push_back(to_bytes(entry));
    return taken.size() < 2;
  });
  EXPECT_EQ((std::vector<Bytes>{{3}, {4}}), taken);
}

TEST_P(StoreConformance, ReplacingAFrameChangesItsBytesAndWhatIsUsed) {
  add_person();
  commit([&] {
    append(0, Bytes(100, 1));
    append(1, Bytes(100, 2));
  });
  commit([&] { store().replace_frame(*store().log(log), 0, Bytes(10, 3)); });
  EXPECT_EQ((std::vector{Bytes(10, 3), Bytes(100, 2)}), frames());
  EXPECT_EQ(110u, store().chain(person)->used);
}

TEST_P(StoreConformance, LiveDevicesAreExactlyThoseOfTheLastCall) {
  add_person();
  commit([&] { store().set_live_devices(person, std::vector{device, second}); });
  EXPECT_TRUE(store().device(second)->live);
  commit([&] { store().set_live_devices(person, std::vector{second}); });
  EXPECT_FALSE(store().device(device)->live);
  EXPECT_TRUE(store().device(second)->live);
  commit([&] { store().set_partner(person, std::nullopt); });
  EXPECT_FALSE(store().chain(person)->partner);
}

TEST_P(StoreConformance, ErasingAPersonDropsTheirLogsAndNobodyElses) {
  add_person();
  const Id others = *fixed<16>(View(second).first(16));
  RendezvousRow link;
  link.id = log;
  link.maker = device;
  link.expires = 100;
  commit([&] {
    store().add_chain(other);
    store().set_live_devices(other, std::span(&second, 1));
    store().add_log(others, other, second, Place::table);
    store().append_frame(*store().log(others), 0, {}, Bytes{9});
    store().append_entry(person, 0, Bytes{1, 2});
    append(0, Bytes(100, 1));
    store().put_parting(person, other, 1);
    store().put_parted_log(*store().log(log), other, 1);
    store().put_rendezvous(link);
  });
  EXPECT_EQ(2u, store().chain_count());
  commit([&] {
    store().set_live_devices(person, {});
    store().erase_person(person);
  });
  holder->reopen();
  EXPECT_FALSE(store().log(log));
  EXPECT_FALSE(store().rendezvous(link.id));
  EXPECT_EQ(1u, store().chain(person)->size);
  EXPECT_EQ(2u, store().chain(person)->used);
  EXPECT_EQ(1u, store().parting(person, other));
  EXPECT_EQ(person, store().device(device)->person);
  EXPECT_EQ(1u, store().chain_count());
  EXPECT_EQ(Bytes{9}, store().frame(*store().log(others), 0));
}

TEST_P(StoreConformance, RendezvousAreKeptCountedReplacedAndSwept) {
  RendezvousRow row;
  row.id = log;
  row.maker = device;
  row.expires = 100;
  commit([&] { store().put_rendezvous(row); });
  EXPECT_EQ(1u, store().rendezvous_count(device, 99));
  EXPECT_EQ(0u, store().rendezvous_count(device, 100));
  EXPECT_EQ(0u, store().rendezvous_count(second, 99));
  row.joiner = second;
  row.enrolled = true;
  row.messages[0] = Bytes{1};
  row.messages[1] = Bytes{2, 3};
  commit([&] { store().put_rendezvous(row); });
  auto found = store().rendezvous(log);
  ASSERT_TRUE(found);
  EXPECT_EQ(second, found->joiner);
  EXPECT_TRUE(found->enrolled);
  EXPECT_EQ(Bytes{1}, found->messages[0]);
  EXPECT_EQ((Bytes{2, 3}), found->messages[1]);
  commit([&] { store().sweep_rendezvous(99, 50); });
  EXPECT_TRUE(store().rendezvous(log)->messages[0]);
  commit([&] { store().sweep_rendezvous(100, 50); });
  found = store().rendezvous(log);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->messages[0] || found->messages[1]);
  EXPECT_EQ(device, found->maker);
  commit([&] { store().sweep_rendezvous(200, 100); });
  EXPECT_FALSE(store().rendezvous(log));
}

}  // namespace concertina::relay

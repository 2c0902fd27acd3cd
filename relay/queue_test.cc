// Many writes, one commit: none is acknowledged before it, and one that fails takes nobody with it.
#include "relay/queue.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "relay/sqlite_store.h"
#include "relay/test_client.h"
#include "relay/test_person.h"

namespace concertina::relay {
namespace {

// Passes everything on to another store, and fails where a test wants it to.
class FailingStore : public Store {
 public:
  explicit FailingStore(Store& inner) : inner_(inner) {}
  std::atomic<int> fail_commits = 0;  // the next so many

  void begin() override { inner_.begin(); }
  void commit() override {
    if (fail_commits > 0) {
      --fail_commits;
      throw StorageFailure(true, "the disk is full, says the test");
    }
    inner_.commit();
  }
  void rollback() noexcept override { inner_.rollback(); }
  void mark() override { inner_.mark(); }
  void undo() override { inner_.undo(); }
  void keep() override { inner_.keep(); }
  std::optional<DeviceRow> device(const Fixed<32>& key) override { return inner_.device(key); }
  void set_live_devices(const Hash& p, std::span<const Fixed<32>> keys) override {
    inner_.set_live_devices(p, keys);
  }
  std::uint64_t chain_count() override { return inner_.chain_count(); }
  std::optional<ChainRow> chain(const Hash& identity) override { return inner_.chain(identity); }
  void add_chain(const Hash& identity) override { inner_.add_chain(identity); }
  void set_partner(const Hash& i, const std::optional<Hash>& partner) override {
    inner_.set_partner(i, partner);
  }
  void put_parting(const Hash& p, const Hash& q, std::uint64_t size) override {
    inner_.put_parting(p, q, size);
  }
  void put_parted_log(const LogRow& l, const Hash& p, std::uint64_t n) override {
    inner_.put_parted_log(l, p, n);
  }
  std::optional<std::uint64_t> parting(const Hash& p, const Hash& q) override { return inner_.parting(p, q); }
  std::optional<std::uint64_t> parted_log(const LogRow& l, const Hash& p) override {
    return inner_.parted_log(l, p);
  }
  bool append_entry(const Hash& i, std::uint64_t n, View entry) override {
    return inner_.append_entry(i, n, entry);
  }
  void entries(const Hash& i, std::uint64_t from, const Take& take) override {
    inner_.entries(i, from, take);
  }
  void erase_person(const Hash& p) override { inner_.erase_person(p); }
  std::optional<LogRow> log(const Id& id) override { return inner_.log(id); }
  void add_log(const Id& id, const Hash& p, const Fixed<32>& d, Place place) override {
    inner_.add_log(id, p, d, place);
  }
  bool append_frame(const LogRow& l, std::uint64_t seq, const Hash& h, View frame) override {
    return inner_.append_frame(l, seq, h, frame);
  }
  std::optional<Bytes> frame(const LogRow& l, std::uint64_t seq) override { return inner_.frame(l, seq); }
  void replace_frame(const LogRow& l, std::uint64_t seq, View frame) override {
    inner_.replace_frame(l, seq, frame);
  }
  void frames(const LogRow& l, std::uint64_t from, const Take& take) override {
    inner_.frames(l, from, take);
  }
  std::optional<RendezvousRow> rendezvous(const Id& id) override { return inner_.rendezvous(id); }
  std::uint64_t rendezvous_count(const Fixed<32>& m, std::int64_t now) override {
    return inner_.rendezvous_count(m, now);
  }
  void put_rendezvous(const RendezvousRow& row) override { inner_.put_rendezvous(row); }
  void sweep_rendezvous(std::int64_t m, std::int64_t r) override { inner_.sweep_rendezvous(m, r); }

 private:
  Store& inner_;
};

class QueueTest : public ::testing::Test {
 protected:
  QueueTest() {
    EXPECT_TRUE(prim::ready());
    auto opened = open_sqlite_store(folder.path("relay.db"), 0);
    EXPECT_TRUE(opened);
    inner = std::move(*opened);
    store.emplace(*inner);
    ledger.emplace(*store, LedgerLimits{1 << 30, 100});
    queue.emplace(
        *store, *ledger,
        [this](std::vector<std::string> topics) {
          for (auto& topic : topics) events.push_back("changed " + topic.substr(0, 1));
        },
        [this](const std::string&) { ++complaints; });
  }
  // Holds the queue's thread until released, so that what follows becomes one batch.
  void hold() {
    queue->read(
        [this](Ledger&) {
          held.count_down();
          release.wait();
          return done(200);
        },
        [](Answer) {});
    held.wait();
  }
  std::future<int> write(Queue::Work work) {
    auto promise = std::make_shared<std::promise<int>>();
    auto out = promise->get_future();
    queue->write(std::move(work), [this, promise](Answer answer) {
      events.push_back("answered " + std::to_string(answer.status));
      promise->set_value(answer.status);
    });
    return out;
  }
  static Queue::Work begin_chain(const TestPerson& person) {
    return [&person](Ledger& l) {
      return l.append_entry(person.device().sign.public_key, person.identity, person.entries[0], {true, {}},
                            0);
    };
  }
  // Writes a row and then refuses: the row must not stay.
  Queue::Work refused_after_writing(const Hash& identity) {
    return [this, identity](Ledger&) {
      store->add_chain(identity);
      return conflict(0, "No.");
    };
  }

  TestFolder folder;
  std::unique_ptr<Store> inner;
  std::optional<FailingStore> store;
  std::optional<Ledger> ledger;
  std::vector<std::string> events;  // of the queue's thread; read it when the queue has stopped
  int complaints = 0;
  std::latch held{1}, release{1};
  std::optional<Queue> queue;
};

TEST_F(QueueTest, WritesThatWaitTogetherAreOneCommitAndARefusedOneLeavesNothing) {
  TestPerson ada, ben;
  hold();
  auto first = write(begin_chain(ada));
  auto refused = write(refused_after_writing(test_seed(99)));
  auto second = write(begin_chain(ben));
  release.count_down();
  EXPECT_EQ(201, first.get());
  EXPECT_EQ(409, refused.get());
  EXPECT_EQ(201, second.get());
  queue->stop();
  EXPECT_EQ(1u, queue->commits());
  EXPECT_EQ(2u, inner->chain_count());
  EXPECT_FALSE(inner->chain(test_seed(99)));
  // Whoever waits is woken after the commit, and not later than the writer hears of it.
  EXPECT_EQ(
      (std::vector<std::string>{"changed c", "changed c", "answered 201", "answered 409", "answered 201"}),
      events);
}

TEST_F(QueueTest, WhenTheirCommitFailsEachIsTriedAlone) {
  TestPerson ada, ben;
  hold();
  store->fail_commits = 2;  // the common one, and the first of the single ones
  auto first = write(begin_chain(ada));
  auto second = write(begin_chain(ben));
  release.count_down();
  EXPECT_EQ(507, first.get());
  EXPECT_EQ(201, second.get());
  EXPECT_EQ(201, write(begin_chain(ada)).get());
  queue->stop();
  EXPECT_EQ(2u, inner->chain_count());
  EXPECT_EQ(1, complaints);
  EXPECT_EQ(
      (std::vector<std::string>{"changed c", "answered 507", "answered 201", "changed c", "answered 201"}),
      events);
}

TEST_F(QueueTest, ADamagedRowIsAnsweredAndTheRestGoesOn) {
  TestPerson ada;
  const auto broken_work = [](Ledger&) -> Answer {
    throw StorageFailure(false, "a row is damaged, says the test");
  };
  EXPECT_EQ(500, write(broken_work).get());
  std::promise<int> read;
  queue->read(broken_work, [&](Answer answer) { read.set_value(answer.status); });
  EXPECT_EQ(500, read.get_future().get());
  EXPECT_EQ(201, write(begin_chain(ada)).get());
}

TEST_F(QueueTest, AReadSeesTheWritesBeforeIt) {
  TestPerson ada;
  hold();
  auto written = write(begin_chain(ada));
  std::promise<std::uint64_t> seen;
  queue->read(
      [&](Ledger&) {
        seen.set_value(store->chain_count());
        return done(200);
      },
      [](Answer) {});
  release.count_down();
  EXPECT_EQ(1u, seen.get_future().get());
}

TEST_F(QueueTest, StoppingFinishesWhatWaitsAndRefusesWhatComes) {
  TestPerson ada, ben;
  hold();
  auto waiting = write(begin_chain(ada));
  std::thread stopper([&] { queue->stop(); });
  release.count_down();
  stopper.join();
  EXPECT_EQ(201, waiting.get());
  EXPECT_EQ(503, write(begin_chain(ben)).get());
  EXPECT_EQ(1u, inner->chain_count());
}

}  // namespace
}  // namespace concertina::relay

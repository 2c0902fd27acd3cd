#include "relay/sqlite_store.h"

#include <fstream>
#include <sstream>

#include "relay/folder.h"
#include "relay/store_conformance.h"
#include "relay/test_client.h"
#include "relay/test_store.h"

namespace concertina::relay {
namespace {

class SqliteHolder : public StoreHolder {
 public:
  explicit SqliteHolder(std::uint64_t most_bytes = 0) : most_bytes_(most_bytes) { reopen(); }
  Store& store() override { return *store_; }
  void reopen() override {
    store_.reset();
    auto store = open_sqlite_store(folder_.path("relay.db"), most_bytes_);
    ASSERT_TRUE(store) << store.error().what;
    store_ = std::move(*store);
  }
  // Whether these bytes stand in any of the files.
  bool holds(std::string_view bytes) const {
    for (const auto& file : std::filesystem::directory_iterator(folder_.path(""))) {
      std::ostringstream all;
      all << std::ifstream(file.path(), std::ios::binary).rdbuf();
      if (all.str().find(bytes) != std::string::npos) return true;
    }
    return false;
  }

 private:
  TestFolder folder_;
  std::uint64_t most_bytes_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance,
                         ::testing::Values([] { return std::make_unique<SqliteHolder>(); }));

// The store of tests and proofs keeps to the same, or what they show would say nothing of the real one.
class MemoryHolder : public StoreHolder {
 public:
  Store& store() override { return store_; }
  void reopen() override { store_.rollback(); }

 private:
  MemoryStore store_;
};

INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance,
                         ::testing::Values([] { return std::make_unique<MemoryHolder>(); }));

class SqliteStoreTest : public ::testing::Test {
 protected:
  SqliteStoreTest() {
    EXPECT_TRUE(prim::ready());
    store().begin();
    store().add_chain(person);
    store().add_log(log, person, test_seed(2), Place::room);
    store().commit();
  }
  Store& store() { return holder.store(); }
  void append(std::uint64_t seq, std::string_view text) {
    Bytes frame(kFrameSize, 'x');
    std::ranges::copy(text, frame.begin() + 2000);
    store().append_frame(*store().log(log), seq, {}, frame);
  }
  SqliteHolder holder{1024 * 1024};
  Hash person = test_seed(1);
  Id log = fresh_id();
};

TEST_F(SqliteStoreTest, AnErasedBodyIsInNoFileAnyMore) {
  store().begin();
  for (std::uint64_t seq = 0; seq < 20; ++seq) append(seq, seq == 7 ? "a secret sentence" : "others");
  store().commit();
  EXPECT_TRUE(holder.holds("a secret sentence"));
  store().begin();
  store().replace_frame(*store().log(log), 7, Bytes(200, 'e'));
  store().commit();
  EXPECT_FALSE(holder.holds("a secret sentence"));
  EXPECT_TRUE(holder.holds("others"));
}

TEST_F(SqliteStoreTest, WhatAPersonDeletedIsInNoFileAnyMore) {
  store().begin();
  for (std::uint64_t seq = 0; seq < 20; ++seq)
    append(seq, seq % 2 == 0 ? "a secret sentence" : "another one");
  store().commit();
  EXPECT_TRUE(holder.holds("a secret sentence") && holder.holds("another one"));
  store().begin();
  store().erase_person(person);
  store().commit();
  EXPECT_FALSE(holder.holds("a secret sentence") || holder.holds("another one"));
  store().begin();  // the room that it took is used again
  store().add_log(log, person, test_seed(2), Place::room);
  for (std::uint64_t seq = 0; seq < 20; ++seq) append(seq, "words");
  store().commit();
}

TEST_F(SqliteStoreTest, AFullDatabaseSaysSoAndGoesOn) {
  std::uint64_t stored = 0;
  bool full = false;
  while (!full && stored < 1000) {
    try {
      store().begin();
      append(stored, "words");
      store().commit();
      ++stored;
    } catch (const StorageFailure& failure) {
      store().rollback();
      full = failure.full();
      EXPECT_TRUE(full) << failure.what();
    }
  }
  EXPECT_TRUE(full);
  EXPECT_GT(stored, 100u);
  EXPECT_EQ(stored, store().log(log)->next);
  EXPECT_EQ(stored * kFrameSize, store().chain(person)->used);
  holder.reopen();
  EXPECT_EQ(stored, store().log(log)->next);
}

TEST(SqliteFolderTest, OnlyOneHoldsAFolder) {
  TestFolder folder;
  {
    const auto first = Folder::open(folder.path());
    ASSERT_TRUE(first);
    EXPECT_EQ(Code::busy, Folder::open(folder.path()).error().code);
  }
  EXPECT_TRUE(Folder::open(folder.path()));
}

}  // namespace
}  // namespace concertina::relay

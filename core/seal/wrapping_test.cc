// The passphrase: without it nothing can be opened, and nothing is lost.
#include "core/seal/wrapping.h"

#include <gtest/gtest.h>

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina {
namespace {

using test::Person;
using test::portrait;

constexpr std::string_view kPassphrase = "Seven grey geese \xc3\xbc";
constexpr const char* kItems[] = {"device", "pairing", "relay"};

// Hands back all items, and does not finish.
Device restored(const Items& items) {
  Device out;
  for (const auto& [key, value] : items) EXPECT_TRUE(out.restore(key, value)) << key;
  return out;
}

Result<Device> opened(const Items& items, std::string_view passphrase) {
  Device out = restored(items);
  if (auto ok = out.unlock(passphrase); !ok) return std::unexpected(ok.error());
  if (auto ok = out.finish(); !ok) return std::unexpected(ok.error());
  return out;
}

bool holds(View all, View part) { return !std::ranges::search(all, part).empty(); }

// Somebody with a relay, an invitation under way and things written; wrapped from the middle on.
class WrappingTest : public ::testing::Test {
 protected:
  WrappingTest() {
    ada.device.set_relay("https://relay.example", "token-of-mine", ada.changes);
    EXPECT_TRUE(ada.device.invite(ada.ambient, ada.changes));
    ada.store();
    EXPECT_TRUE(ada.keep(Note{"before"}) && ada.seal() && ada.keep(Note{"waits"}));
    plain = ada.items;
    set(kPassphrase);
  }
  void set(std::string_view passphrase) {
    const auto ok = ada.device.set_passphrase(passphrase, ada.ambient, ada.changes);
    ASSERT_TRUE(ok) << ok.error().what;
    ada.store();
  }
  Person ada{"Ada", 501};
  Items plain;
};

TEST_F(WrappingTest, WhatIsStoredHoldsNoSecretInPlain) {
  EXPECT_TRUE(ada.device.has_passphrase());
  EXPECT_EQ(plain.size(), ada.items.size());
  for (const auto& [key, value] : ada.items) {
    EXPECT_EQ(is_wrapped(value), std::ranges::find(kItems, key) != std::end(kItems)) << key;
    EXPECT_FALSE(holds(value, as_view("token-of-mine"))) << key;
    EXPECT_FALSE(holds(value, ada.device.pairing()->nonce)) << key;
    // The seeds are the two strings of 32 bytes behind the first two bytes, each with a head of two.
    EXPECT_FALSE(holds(value, View(plain["device"]).subspan(4, 32))) << key;
    EXPECT_FALSE(holds(value, View(plain["device"]).subspan(38, 32))) << key;
  }
}

TEST_F(WrappingTest, TheRightPassphraseOpensTheSameDevice) {
  const auto again = opened(ada.items, kPassphrase);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(portrait(*again), portrait(ada.device));
  EXPECT_TRUE(again->has_passphrase());
  const auto never = test::reopen(plain);
  ASSERT_TRUE(never);
  EXPECT_EQ(portrait(*never), portrait(*again));
}

TEST_F(WrappingTest, AWrongPassphraseIsRefusedAndCanBeTriedAgain) {
  Device device = restored(ada.items);
  EXPECT_TRUE(device.locked());
  EXPECT_EQ(device.finish().error().code, Code::locked);
  for (const std::string& wrong :
       {std::string(), std::string("seven grey geese \xc3\xbc"), std::string(kPassphrase) + " ",
        std::string(2000, 'x'), std::string("\xff"), std::string(kPassphrase).substr(0, 5) + '\0'}) {
    EXPECT_EQ(device.unlock(wrong).error().code, Code::refused);
    EXPECT_EQ(device.finish().error().code, Code::locked);
  }
  ASSERT_TRUE(device.unlock(kPassphrase));
  EXPECT_FALSE(device.locked());
  ASSERT_TRUE(device.finish());
  EXPECT_EQ(portrait(device), portrait(ada.device));
  EXPECT_EQ(device.unlock(kPassphrase).error().code, Code::conflict);
}

TEST_F(WrappingTest, WhatChangesLaterIsWrappedToo) {
  auto again = opened(ada.items, kPassphrase);
  ASSERT_TRUE(again);
  ada.device = std::move(*again);
  ada.device.set_relay("https://other.example", "another-token", ada.changes);
  ASSERT_TRUE(ada.device.invite(ada.ambient, ada.changes));
  ada.store();
  for (const char* key : kItems) EXPECT_TRUE(is_wrapped(ada.items.at(key))) << key;
  const auto third = opened(ada.items, kPassphrase);
  ASSERT_TRUE(third) << third.error().what;
  EXPECT_EQ(third->enrolment_token(), "another-token");
  EXPECT_EQ(portrait(*third), portrait(ada.device));
}

TEST_F(WrappingTest, ChangedAndRemoved) {
  const Bytes before = ada.items.at("device");
  set(kPassphrase);
  EXPECT_NE(before, ada.items.at("device"));  // with a new salt, even where it is the same
  set("another one");
  EXPECT_EQ(opened(ada.items, kPassphrase).error().code, Code::refused);
  EXPECT_TRUE(opened(ada.items, "another one"));
  set("");
  EXPECT_FALSE(ada.device.has_passphrase());
  EXPECT_EQ(ada.items, plain);
}

TEST_F(WrappingTest, WhatIsNoPassphraseChangesNothing) {
  for (const std::string& bad :
       {std::string(kMostPassphrase + 1, 'x'), std::string("\xc3"), std::string(3, '\0')}) {
    EXPECT_EQ(ada.device.set_passphrase(bad, ada.ambient, ada.changes).error().code, Code::invalid);
    EXPECT_TRUE(ada.changes.empty());
  }
  set(std::string(kMostPassphrase, 'x'));
  EXPECT_TRUE(opened(ada.items, std::string(kMostPassphrase, 'x')));
}

TEST_F(WrappingTest, AnotherDeviceOfTheSameStoreOpensItWithoutAsking) {
  Device fresh = restored(ada.items);
  ASSERT_TRUE(fresh.unlock(ada.device));
  ASSERT_TRUE(fresh.finish());
  EXPECT_EQ(portrait(fresh), portrait(ada.device));
  const Device old = fresh;
  set("another one");
  Device later = restored(ada.items);
  EXPECT_EQ(later.unlock(old).error().code, Code::refused);
  EXPECT_EQ(later.unlock(*test::reopen(plain)).error().code, Code::refused);
  EXPECT_TRUE(later.locked());
}

TEST_F(WrappingTest, AFlippedByteIsNeverTakenForATruth) {
  for (const char* key : kItems) {
    const std::size_t size = ada.items.at(key).size();
    for (std::size_t i = 0; i < size; i += i < 40 ? 3 : 41) {
      Items rotten = ada.items;
      rotten[key][i] ^= 0x10;
      Device device;
      Result<void> ok;
      for (const auto& [name, value] : rotten) {
        if (ok) ok = device.restore(name, value);
      }
      const bool slow = device.locked() && read_wrapped(rotten[key])->cost != WrappingCost();
      if (ok && slow) continue;  // another cost: another key, and perhaps a long time
      if (ok) ok = device.unlock(kPassphrase);
      ASSERT_FALSE(ok) << key << " " << i;
      EXPECT_TRUE(ok.error().code == Code::damaged || ok.error().code == Code::refused ||
                  ok.error().code == Code::too_new)
          << ok.error().what;
      EXPECT_FALSE(device.finish()) << key << " " << i;
    }
  }
}

TEST_F(WrappingTest, ItemsCantTakeEachOthersPlace) {
  Items mixed = ada.items;
  std::swap(mixed["pairing"], mixed["relay"]);
  EXPECT_EQ(opened(mixed, kPassphrase).error().code, Code::damaged);
  mixed = ada.items;
  mixed["relay"] = plain["relay"];  // by somebody who has no passphrase
  EXPECT_EQ(opened(mixed, kPassphrase).error().code, Code::damaged);
  mixed = plain;
  mixed["relay"] = ada.items["relay"];
  EXPECT_EQ(test::reopen(mixed).error().code, Code::damaged);
}

TEST_F(WrappingTest, DamageBehindThePassphraseIsSaidOnceMoreAtTheEnd) {
  Items rotten = ada.items;
  rotten["relay"].back() ^= 1;
  Device device = restored(rotten);
  EXPECT_EQ(device.unlock(kPassphrase).error().code, Code::damaged);
  EXPECT_EQ(device.finish().error().code, Code::damaged);
}

TEST(Wrapped, AnAbsurdCostIsDamage) {
  const auto value = [](std::uint64_t operations, std::uint64_t memory) {
    return encode(Wrapped{{}, {operations, memory}, Bytes(40, 1)});
  };
  EXPECT_TRUE(read_wrapped(value(20, std::uint64_t{1} << 30)));
  EXPECT_TRUE(read_wrapped(value(1, 8192)));
  for (const auto& [operations, memory] :
       std::initializer_list<std::pair<std::uint64_t, std::uint64_t>>{{0, 8192},
                                                                      {21, 8192},
                                                                      {2, 8191},
                                                                      {2, 0},
                                                                      {2, (std::uint64_t{1} << 30) + 1},
                                                                      {2, ~std::uint64_t{0}}}) {
    EXPECT_TRUE(is_wrapped(value(operations, memory)));
    EXPECT_FALSE(read_wrapped(value(operations, memory))) << operations << " " << memory;
    Person ada("Ada", 502);
    ada.items["device"] = value(operations, memory);
    EXPECT_EQ(test::reopen(ada.items).error().code, Code::damaged);
  }
}

TEST(Wrapped, OnlyItsOwnFormIsRead) {
  const Bytes good = encode(Wrapped{{}, {}, Bytes(40, 1)});
  const auto read = read_wrapped(good);
  ASSERT_TRUE(read);
  EXPECT_EQ(encode(*read), good);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(read_wrapped(View(good).first(size)));
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(read_wrapped(longer));
}

}  // namespace
}  // namespace concertina

// The passphrase through the C ABI: what a page does with it, and what it should not do.
#include <gtest/gtest.h>

#include "capi/test_shell.h"

namespace concertina::capi::test {
namespace {

struct PassphraseTest : testing::Test {
  void SetUp() override {
    ASSERT_TRUE(shell.begin("Ada").ok());
    ASSERT_TRUE(shell.set_relay("https://relay.example", "token-of-mine").ok());
    ASSERT_TRUE(shell.write(note("before")).ok());
    ASSERT_EQ(shell.status()["passphrase"], false);
    ASSERT_TRUE(shell.set_passphrase("seven geese").ok());
    ASSERT_EQ(shell.status()["passphrase"], true);
  }
  Shell shell{7};
};

TEST_F(PassphraseTest, OpeningAsksForItAndThenAllIsThere) {
  const std::string before = shell.house_text().text;
  const Said said = shell.restart();
  EXPECT_EQ(said.code, CONCERTINA_LOCKED);
  EXPECT_TRUE(said.text.find("passphrase") != std::string::npos) << said.text;
  EXPECT_EQ(shell.unlock("Seven geese").code, CONCERTINA_REFUSED);
  EXPECT_EQ(shell.finish().code, CONCERTINA_LOCKED);
  ASSERT_TRUE(shell.unlock("seven geese").ok());
  ASSERT_TRUE(shell.finish().ok());
  EXPECT_EQ(shell.house_text().text, before);
  EXPECT_EQ(shell.status()["passphrase"], true);
  EXPECT_TRUE(shell.write(note("after")).ok());
}

TEST_F(PassphraseTest, WhatIsStoredLaterStaysWrapped) {
  ASSERT_TRUE(shell.set_relay("https://relay.example", "another-token").ok());
  ASSERT_TRUE(shell.invite().ok());
  for (const char* key : {"device", "relay", "pairing"}) {
    EXPECT_EQ(shell.items.at(key).at(0), 0x85) << key;
    EXPECT_EQ(shell.items.at(key).at(1), 2) << key;
  }
  for (const auto& [key, value] : shell.items)
    EXPECT_EQ(as_text(value).find("another-token"), std::string_view::npos) << key;
}

TEST_F(PassphraseTest, ChangedAndRemoved) {
  ASSERT_TRUE(shell.set_passphrase("eight geese").ok());
  ASSERT_TRUE(shell.restore().ok());
  EXPECT_EQ(shell.unlock("seven geese").code, CONCERTINA_REFUSED);
  ASSERT_TRUE(shell.unlock("eight geese").ok());
  ASSERT_TRUE(shell.finish().ok());
  ASSERT_TRUE(shell.set_passphrase("").ok());
  EXPECT_EQ(shell.status()["passphrase"], false);
  EXPECT_TRUE(shell.restart().ok());
}

TEST_F(PassphraseTest, WhileItIsLockedNothingElseIsDoneAndNothingIsStored) {
  const Items items = shell.items;
  EXPECT_EQ(shell.restart().code, CONCERTINA_LOCKED);
  EXPECT_EQ(shell.begin("Eve").code, CONCERTINA_CONFLICT);
  EXPECT_EQ(shell.write(note("x")).code, CONCERTINA_LOCKED);
  EXPECT_EQ(shell.set_passphrase("mine now").code, CONCERTINA_LOCKED);
  EXPECT_EQ(shell.set_passphrase("").code, CONCERTINA_LOCKED);
  EXPECT_EQ(shell.set_relay("https://other.example").code, CONCERTINA_LOCKED);
  EXPECT_EQ(concertina_status(shell.device), CONCERTINA_LOCKED);
  EXPECT_EQ(concertina_export(shell.device), CONCERTINA_LOCKED);
  EXPECT_EQ(concertina_round(shell.device, 0), CONCERTINA_LOCKED);
  EXPECT_EQ(concertina_next(shell.device), CONCERTINA_LOCKED);
  EXPECT_EQ(shell.items, items);
  ASSERT_TRUE(shell.unlock("seven geese").ok());
  EXPECT_TRUE(shell.finish().ok());
}

TEST_F(PassphraseTest, GarbageIsNoPassphrase) {
  const Items items = shell.items;
  for (const std::string& bad : {std::string(1001, 'x'), std::string("a\0b", 3), std::string("\xff")}) {
    EXPECT_EQ(shell.set_passphrase(bad).code, CONCERTINA_INVALID);
    EXPECT_EQ(shell.items, items);
  }
  EXPECT_EQ(concertina_set_passphrase(shell.device, nullptr, 5), CONCERTINA_INVALID);
  ASSERT_TRUE(shell.restore().ok());
  EXPECT_EQ(shell.unlock("").code, CONCERTINA_REFUSED);
  EXPECT_EQ(shell.unlock(std::string(1001, 'x')).code, CONCERTINA_REFUSED);
  EXPECT_EQ(shell.unlock("\xff").code, CONCERTINA_INVALID);
  EXPECT_EQ(concertina_unlock(shell.device, nullptr, 5), CONCERTINA_INVALID);
  ASSERT_TRUE(shell.unlock("seven geese").ok());
  EXPECT_EQ(shell.unlock("seven geese").code, CONCERTINA_CONFLICT);
  ASSERT_TRUE(shell.finish().ok());
  EXPECT_EQ(shell.unlock("seven geese").code, CONCERTINA_CONFLICT);
}

TEST_F(PassphraseTest, WhatItWasWrittenIntoIsWiped) {
  const std::string text = "eight geese";
  std::uint8_t* place = concertina_input(shell.device, text.size());
  std::ranges::copy(as_view(text), place);
  ASSERT_TRUE(
      shell.stored(concertina_set_passphrase(shell.device, reinterpret_cast<char*>(place), text.size()))
          .ok());
  EXPECT_EQ(Bytes(place, place + text.size()), Bytes(text.size(), 0));
  ASSERT_TRUE(shell.restore().ok());
  for (const bool right : {false, true}) {
    place = concertina_input(shell.device, text.size());
    std::ranges::copy(as_view(text), place);
    if (!right) place[0] = 'E';
    EXPECT_EQ(right,
              concertina_unlock(shell.device, reinterpret_cast<char*>(place), text.size()) == CONCERTINA_OK);
    EXPECT_EQ(Bytes(place, place + text.size()), Bytes(text.size(), 0));
  }
}

TEST_F(PassphraseTest, DamageBehindItIsSaidByUnlockingAndByFinishing) {
  shell.items["relay"].back() ^= 1;
  ASSERT_TRUE(shell.restore().ok());
  EXPECT_EQ(shell.unlock("seven geese").code, CONCERTINA_DAMAGED);
  EXPECT_EQ(shell.finish().code, CONCERTINA_DAMAGED);
  shell.items["device"].resize(10);
  EXPECT_EQ(shell.restore().code, CONCERTINA_DAMAGED);
  EXPECT_EQ(shell.unlock("seven geese").code, CONCERTINA_DAMAGED);
  EXPECT_EQ(shell.finish().code, CONCERTINA_DAMAGED);
}

}  // namespace
}  // namespace concertina::capi::test

// A person's devices and the recovery code through the C ABI alone, with a real relay.
#include <gtest/gtest.h>

#include "capi/test_carrier.h"

namespace concertina::capi::test {
namespace {

struct DevicesTest : testing::Test {
  DevicesTest() { relay.clock = static_cast<std::int64_t>(ada.clock); }

  Carrier carrier() {
    return [this](const Json& request, const Bytes& body) {
      EXPECT_EQ(request["origin"], origin());
      return carry(relay.port(), request, body);
    };
  }
  std::string origin() { return "http://127.0.0.1:" + std::to_string(relay.port()); }
  void begin() {
    const Said begun = ada.begin_with_code("Ada");
    ASSERT_TRUE(begun.ok()) << begun.text;
    code = begun.json()["code"];
    ask = begun.json()["ask"];
    ASSERT_TRUE(ada.set_relay(origin()).ok());
    ASSERT_TRUE(ada.write(note("mine")).ok());
    ASSERT_EQ(ada.round(carrier())["code"], CONCERTINA_OK);
  }
  // Up to the words on both.
  void come() {
    const Said link = ada.add_device();
    ASSERT_TRUE(link.ok()) << link.text;
    ada.round(carrier());
    ASSERT_TRUE(phone.join_device(link.text).ok());
    phone.round(carrier());
    ada.round(carrier());
    ASSERT_EQ(phone.round(carrier())["code"], CONCERTINA_OK);
    ASSERT_NE(phone.arrival().json()["words"], nullptr);
  }
  void add() {
    come();
    ASSERT_TRUE(phone.compare_device(true).ok());
    ASSERT_TRUE(ada.compare_device(true).ok());
    ada.round(carrier());
    ASSERT_EQ(phone.round(carrier())["arrived"], true);
    ASSERT_TRUE(phone.restart().ok());
    ASSERT_EQ(phone.round(carrier())["code"], CONCERTINA_OK);
  }
  static std::size_t devices(const Shell& shell) { return shell.status()["devices"].size(); }

  relay::TestRelay relay;
  Shell ada{1}, phone{2};
  std::string code;
  Json ask;
};

TEST_F(DevicesTest, ByALinkAndTheSameWordsADeviceComesAndHasTheRoom) {
  begin();
  come();
  const Json adding = ada.status()["adding"];
  EXPECT_EQ(adding["words"], phone.arrival().json()["words"]);
  EXPECT_EQ(adding["agreed"], false);
  EXPECT_EQ(phone.arrival().json()["by"], "link");
  EXPECT_EQ(phone.arrival().json()["relay"], origin());
  // Until both said yes nothing has come, and a restart changes nothing.
  EXPECT_EQ(phone.restart().code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(phone.items.size(), 1u);
  EXPECT_EQ(concertina_house(phone.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(phone.begin("Eve").code, CONCERTINA_CONFLICT);
  ASSERT_TRUE(phone.compare_device(true).ok());
  EXPECT_EQ(phone.arrival().json()["same"], true);
  EXPECT_EQ(phone.round(carrier())["arrived"], false);
  ASSERT_TRUE(ada.compare_device(true).ok());
  ada.round(carrier());
  EXPECT_EQ(ada.status()["adding"], nullptr);
  EXPECT_EQ(devices(ada), 2u);
  ASSERT_EQ(phone.round(carrier())["arrived"], true);
  EXPECT_EQ(phone.arrival().code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(phone.begin("Eve").code, CONCERTINA_CONFLICT);  // it is opened from what is stored
  ASSERT_TRUE(phone.restart().ok());
  EXPECT_EQ(phone.round(carrier())["code"], CONCERTINA_OK);
  EXPECT_EQ(phone.house()["room"], ada.house()["room"]);
  EXPECT_EQ(phone.status()["devices"][1]["this"], true);
  EXPECT_EQ(ada.status()["devices"][0]["this"], true);
  EXPECT_EQ(ada.status()["devices"][0]["wrote"], "2027-01-15");
}

TEST_F(DevicesTest, ANoOnEitherSideLeavesNothingBehind) {
  begin();
  come();
  EXPECT_TRUE(phone.compare_device(false).ok());
  EXPECT_TRUE(phone.items.empty());
  EXPECT_EQ(phone.arrival().code, CONCERTINA_NOT_FOUND);
  EXPECT_TRUE(phone.begin("Somebody").ok());
  EXPECT_TRUE(ada.compare_device(false).ok());
  EXPECT_EQ(ada.status()["adding"], nullptr);
  ada.round(carrier());
  EXPECT_EQ(devices(ada), 1u);
}

TEST_F(DevicesTest, ALinkThatIsUsedUpEndsTheNewcomer) {
  begin();
  come();
  const std::string link = ada.status()["adding"]["link"];
  Shell late{3};
  ASSERT_TRUE(late.join_device(link).ok());
  const Json done = late.round(carrier());
  EXPECT_EQ(done["code"], CONCERTINA_REFUSED);
  EXPECT_EQ(done["arrived"], false);
  EXPECT_EQ(late.arrival().code, CONCERTINA_NOT_FOUND);
  EXPECT_TRUE(late.items.empty());
  EXPECT_TRUE(late.begin("Somebody").ok());
}

TEST_F(DevicesTest, WhereThereIsAPassphraseItIsAskedForAgain) {
  begin();
  ASSERT_TRUE(ada.set_passphrase("seven geese").ok());
  come();
  ASSERT_TRUE(phone.compare_device(true).ok());
  EXPECT_EQ(ada.compare_device(true, "six geese").code, CONCERTINA_REFUSED);
  EXPECT_EQ(ada.compare_device(true).code, CONCERTINA_REFUSED);
  EXPECT_EQ(ada.status()["adding"]["agreed"], false);
  EXPECT_TRUE(ada.compare_device(true, "seven geese").ok());
  EXPECT_EQ(ada.status()["adding"]["agreed"], true);
  EXPECT_EQ(concertina_compare_device(ada.device, 1, nullptr, 5), CONCERTINA_INVALID);
}

TEST_F(DevicesTest, ARemovedDeviceIsToldSoAndStillExports) {
  begin();
  add();
  const std::string id = ada.status()["devices"][1]["id"];
  EXPECT_EQ(phone.remove_device(id).code, CONCERTINA_REFUSED);  // it is this one
  EXPECT_EQ(ada.remove_device("zzzz").code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(ada.remove_device(id.substr(0, 3)).code, CONCERTINA_NOT_FOUND);
  ASSERT_TRUE(ada.remove_device(id).ok());
  EXPECT_EQ(ada.status()["devices"][1]["leaving"], true);
  ada.round(carrier());
  EXPECT_EQ(devices(ada), 1u);
  ASSERT_TRUE(phone.write(note("unsent")).ok());
  EXPECT_EQ(phone.round(carrier())["code"], CONCERTINA_REFUSED);
  EXPECT_EQ(phone.status()["removed"], true);
  EXPECT_EQ(phone.new_recovery().code, CONCERTINA_REFUSED);
  EXPECT_EQ(phone.add_device().code, CONCERTINA_REFUSED);
  EXPECT_NE(phone.exported().dump().find("unsent"), std::string::npos);
  ASSERT_TRUE(phone.restart().ok());
  EXPECT_EQ(phone.status()["removed"], true);
}

TEST_F(DevicesTest, TheCodeIsCheckedByWhatIsTypedAndBringsEverythingBack) {
  begin();
  EXPECT_EQ(ada.status()["recovery"], "unchecked");
  ASSERT_EQ(ask.size(), 2u);
  EXPECT_LT(ask[0], ask[1]);
  EXPECT_GE(ask[0], 1);
  EXPECT_LE(ask[1], 8);
  EXPECT_EQ(ada.check_recovery("").code, CONCERTINA_INVALID);
  EXPECT_EQ(ada.check_recovery(Shell{9}.begin_with_code("Eve").json()["code"].get<std::string>()).code,
            CONCERTINA_REFUSED);
  EXPECT_TRUE(ada.check_recovery(code).ok());
  EXPECT_EQ(ada.status()["recovery"], "checked");
  ada.clock += 3600, phone.clock += 3600;  // the next room frame
  relay.clock += 3600;
  ada.round(carrier());

  EXPECT_EQ(phone.recover("nowhere", code).code, CONCERTINA_INVALID);
  EXPECT_EQ(phone.recover(origin(), "x").code, CONCERTINA_INVALID);
  ASSERT_TRUE(phone.recover(origin(), code).ok());
  EXPECT_EQ(phone.arrival().json()["by"], "code");
  // After a restart the code is needed once more; the keys are the same.
  EXPECT_EQ(phone.restart().code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_round(phone.device, 0), CONCERTINA_NOT_FOUND);
  const Items before = phone.items;
  ASSERT_TRUE(phone.recover(origin(), code).ok());
  EXPECT_EQ(phone.items, before);
  ASSERT_EQ(phone.round(carrier())["arrived"], true);
  ASSERT_TRUE(phone.restart().ok());
  phone.round(carrier());
  EXPECT_EQ(phone.house()["room"], ada.house()["room"]);
  EXPECT_EQ(phone.status()["recovery"], "checked");
  for (const auto& [key, value] : phone.items)
    EXPECT_EQ(as_text(value).find(code.substr(0, 11)), std::string_view::npos) << key;
}

TEST_F(DevicesTest, ANewCodeTakesThePlaceOfTheOneBefore) {
  begin();
  const Said made = ada.new_recovery();
  ASSERT_TRUE(made.ok()) << made.text;
  EXPECT_EQ(ada.status()["recovery_waits"], true);
  EXPECT_EQ(ada.status()["recovery"], "unchecked");
  EXPECT_TRUE(ada.check_recovery(made.json()["code"].get<std::string>()).ok());
  ada.round(carrier());
  EXPECT_EQ(ada.status()["recovery_waits"], false);
  EXPECT_EQ(ada.status()["recovery"], "checked");
  ASSERT_TRUE(phone.recover(origin(), code).ok());
  EXPECT_NE(phone.round(carrier())["code"], CONCERTINA_OK);
  ASSERT_TRUE(phone.recover(origin(), made.json()["code"].get<std::string>()).ok());
  EXPECT_EQ(phone.round(carrier())["arrived"], true);
}

TEST_F(DevicesTest, LeavingNeedsAPartnerAndNothingElse) {
  begin();
  EXPECT_EQ(ada.leave().code, CONCERTINA_NOT_FOUND);
  const Said link = ada.invite();
  ada.round(carrier());
  Shell ben{3};
  ASSERT_TRUE(ben.begin("Ben").ok());
  ASSERT_TRUE(ben.join(link.text).ok());
  for (int i = 0; i < 4; ++i) ben.round(carrier()), ada.round(carrier());
  ASSERT_EQ(ada.status()["paired"], true);
  ASSERT_TRUE(ben.write(note("from Ben", true)).ok());
  ben.round(carrier());
  ada.round(carrier());
  ASSERT_TRUE(ada.leave().ok());
  EXPECT_EQ(ada.status()["table"], false);
  EXPECT_EQ(ada.house()["table"].size(), 1u);  // what stands there stays to be read
  EXPECT_EQ(ada.write(note("to nobody", true)).code, CONCERTINA_NOT_FOUND);
  ada.round(carrier());
  ben.round(carrier());
  EXPECT_EQ(ben.status()["partner_left"], true);
}

TEST_F(DevicesTest, WhatIsNoLinkAndNoCodeIsRefusedAndLeavesNothing) {
  EXPECT_EQ(phone.join_device("hello").code, CONCERTINA_INVALID);
  EXPECT_EQ(concertina_join_device(phone.device, nullptr, 5), CONCERTINA_INVALID);
  EXPECT_EQ(concertina_recover(phone.device, nullptr, 5, nullptr, 0), CONCERTINA_INVALID);
  EXPECT_EQ(phone.compare_device(true).code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(phone.arrival().code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_next(phone.device), CONCERTINA_NOT_FOUND);
  EXPECT_TRUE(phone.items.empty());
  begin();
  EXPECT_EQ(ada.join_device("hello").code, CONCERTINA_CONFLICT);
  EXPECT_EQ(ada.recover(origin(), code).code, CONCERTINA_CONFLICT);
  EXPECT_EQ(ada.compare_device(true).code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(ada.check_recovery("nothing like it").code, CONCERTINA_INVALID);
}

}  // namespace
}  // namespace concertina::capi::test

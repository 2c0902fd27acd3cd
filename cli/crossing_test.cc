// What crosses when a person has several devices: writing, leaving, removing and a relay that forgets, at the
// same moment on two of them.
#include <gtest/gtest.h>

#include "cli/test_devices.h"

namespace concertina::cli::test {
namespace {

// Ada with a laptop and a phone, and Ben.
struct Three : Two {
  explicit Three(const std::function<void(relay::Options&)>& change = {}) : Two(change) {
    pair();
    fault = added(ada, phone);
  }
  // Everybody hears of everything.
  void meet() {
    for (int round = 0; round < 2; ++round) {
      for (Person* person : {&ada, &phone, &ben}) (*person)({"sync"});
    }
  }
  void expect_all_well() {
    for (Person* person : {&ada, &phone, &ben}) {
      const Said said = (*person)({"doctor"});
      EXPECT_EQ(0, said.code) << said.out;
    }
    EXPECT_EQ(house_of(ada), house_of(phone));
  }

  Person phone{folder.path("phone"), 11, clock};
  std::string fault;
};

TEST(Crossing, BothDevicesWriteAtOnceAndBothShowTheSame) {
  Three three;
  ASSERT_EQ("", three.fault);
  three.relay.stop();
  for (int i = 0; i < 5; ++i) {
    three.clock += 60;
    three.ada({"note", "--table", "laptop " + std::to_string(i)});
    three.phone({"note", "--table", "phone " + std::to_string(i)});
  }
  three.relay.start();
  three.meet();
  three.expect_all_well();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(shows(three.ben, "“laptop " + std::to_string(i)));
    EXPECT_TRUE(shows(three.ben, "“phone " + std::to_string(i)));
  }
}

TEST(Crossing, WhatOneDeviceWroteTheOtherCorrectsAndTakesBack) {
  Three three;
  ASSERT_EQ("", three.fault);
  const std::string id = three.ada.word_after("table (", {"note", "--table", "on the laptop"});
  three.phone({"sync"});
  EXPECT_EQ(0, three.phone({"correct", id, "--words", "on the phone"}).code);
  EXPECT_TRUE(shows(three.ben, "“on the phone”"));
  three.ada({"sync"});
  EXPECT_EQ(0, three.ada({"take-back", id}).code);
  EXPECT_FALSE(shows(three.ben, "on the phone"));
  EXPECT_FALSE(shows(three.phone, "“on the phone”"));
}

TEST(Crossing, LeavingOnOneWhileTheOtherWritesToTheTableLosesNothingOfMine) {
  Three three;
  ASSERT_EQ("", three.fault);
  three.relay.stop();
  three.phone({"note", "--table", "just then"});
  three.relay.start();
  EXPECT_EQ(0, three.ada({"compare", "no"}).code);
  EXPECT_EQ("", three.phone({"sync"}).err);
  EXPECT_EQ(kNothing, three.phone({"note", "--table", "to nobody"}).code);
  EXPECT_TRUE(holds(three.phone({"show", "table"}).out, "The sharing has ended"));
  EXPECT_TRUE(shows(three.ada, "“just then”"));  // it was kept in the room as well
  EXPECT_EQ(0, three.ben({"sync"}).code);
  // And she begins anew, on the other one.
  const std::string link = link_in(three.phone({"invite", "--wait", "0", "--json"}).out);
  three.ben({"join", link, "--wait", "0"});
  three.meet();
  three.ada({"note", "--table", "anew"});
  EXPECT_TRUE(shows(three.ben, "“anew”"));
  EXPECT_TRUE(shows(three.phone, "“anew”"));
}

TEST(Crossing, APartnerWhoHasNotHeardOfARemovalIsStillUnderstood) {
  Three three;
  ASSERT_EQ("", three.fault);
  ASSERT_EQ(0, three.ada({"devices", "remove", id_of(three.phone)}).code);
  three.relay.stop();
  three.ben({"note", "--table", "not knowing"});
  three.relay.start();
  EXPECT_EQ("", three.ben({"sync"}).err);
  three.ben({"note", "--table", "knowing"});
  EXPECT_TRUE(shows(three.ada, "“not knowing”"));
  EXPECT_TRUE(shows(three.ada, "“knowing”"));
  EXPECT_EQ("", three.ben({"doctor"}).err);
}

TEST(Crossing, BothPartnersChangeTheirDevicesAtOnce) {
  Three three;
  ASSERT_EQ("", three.fault);
  Person bens = device_of(three, "bens", 12);
  ASSERT_EQ("", added(three.ben, bens));
  const std::string phone = id_of(three.phone), tablet = id_of(bens);
  three.relay.stop();
  three.ada({"devices", "remove", phone});
  three.ben({"devices", "remove", tablet});
  three.relay.start();
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ("", three.ada({"sync"}).err);
    EXPECT_EQ("", three.ben({"sync"}).err);
  }
  three.ada({"note", "--table", "from Ada"});
  three.ben({"note", "--table", "from Ben"});
  for (Person* person : {&three.ada, &three.ben}) {
    EXPECT_TRUE(shows(*person, "“from Ada”"));
    EXPECT_TRUE(shows(*person, "“from Ben”"));
    EXPECT_EQ(0, (*person)({"doctor"}).code);
  }
}

TEST(Crossing, ARelayThatLostEverythingGetsItBackFromBothDevices) {
  for (const bool phone_first : {false, true}) {
    Three three;
    ASSERT_EQ("", three.fault);
    three.ada({"note", "--table", "laptop"});
    three.phone({"note", "--table", "phone"});
    three.meet();
    three.relay.stop();
    three.relay.lose_data();
    three.relay.start();
    if (phone_first) three.phone({"sync"});
    three.meet();
    three.meet();
    three.expect_all_well();
    Person fresh = device_of(three, "fresh", 12);
    ASSERT_EQ("", added(three.ada, fresh));
    EXPECT_TRUE(shows(fresh, "“laptop”"));
    EXPECT_TRUE(shows(fresh, "“phone”"));
  }
}

TEST(Crossing, AnotherRelayTakesThePersonEvenWhereTheFirstDeviceIsGone) {
  Three three;
  ASSERT_EQ("", three.fault);
  ASSERT_EQ(0, three.phone({"devices", "remove", id_of(three.ada)}).code);
  three.ben({"sync"});
  Relay other(three.clock);
  for (int round = 0; round < 2; ++round) {
    three.phone({"sync", "--relay", other.url()});
    three.ben({"sync", "--relay", other.url()});
  }
  EXPECT_EQ(0, three.phone({"note", "--table", "over here"}).code);
  EXPECT_TRUE(shows(three.ben, "“over here”"));
}

TEST(Crossing, ARelayThatIsAnOlderCopyOfItselfGetsTheDevicesBack) {
  Two two;
  two.pair();
  two.relay.stop();
  two.relay.copy_data();
  two.relay.start();
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  phone({"note", "--table", "phone"});
  two.relay.stop();
  two.relay.restore_data();
  two.relay.start();
  for (int round = 0; round < 2; ++round) {
    for (Person* person : {&phone, &two.ada, &two.ben}) (*person)({"sync"});
  }
  EXPECT_TRUE(shows(two.ben, "“phone”"));
  EXPECT_EQ(0, phone({"doctor"}).code);
  EXPECT_EQ(0, two.ada({"doctor"}).code);
}

TEST(Crossing, AnOlderCopyOfOneOfTwoDevicesGoesOnBesideTheOther) {
  Three three;
  ASSERT_EQ("", three.fault);
  three.meet();
  const std::string copy = three.folder.path("copy");
  std::filesystem::copy(three.phone.home, copy, std::filesystem::copy_options::recursive);
  three.phone({"note", "--table", "after the copy"});
  three.phone({"sync"});
  std::filesystem::remove_all(three.phone.home);
  std::filesystem::rename(copy, three.phone.home);
  three.phone({"note", "--table", "from the copy"});
  three.phone({"note", "room of the copy"});
  three.meet();
  three.expect_all_well();
  for (const char* words : {"“after the copy”", "“from the copy”", "“room of the copy”"})
    EXPECT_TRUE(shows(three.ada, words)) << words;
  EXPECT_TRUE(shows(three.ada, "2 devices read this room"));
}

TEST(Crossing, ADeviceNeedsNoTokenOfItsOwnAtARelayThatAsksForOne) {
  Two two([](relay::Options& options) { options.token = "open-sesame"; });
  const std::string code = code_in(
      two.ada({"begin", "--name", "Ada", "--relay", two.relay.url(), "--token", "open-sesame", "--json"}));
  two.ada({"note", "mine"});
  two.ada({"sync"});
  Person phone = device_of(two, "phone", 11), fresh = device_of(two, "fresh", 12);
  EXPECT_EQ("", added(two.ada, phone));
  write_file(two.folder.path("code"), code);
  EXPECT_EQ(0, fresh({"recover", "--relay", two.relay.url(), "--code-file", two.folder.path("code")}).code);
  EXPECT_TRUE(shows(phone, "“mine”"));
  EXPECT_TRUE(shows(fresh, "“mine”"));
}

TEST(Crossing, AHomeBehindAPassphraseGoesThroughAllOfIt) {
  Three three;
  ASSERT_EQ("", three.fault);
  write_file(three.folder.path("passphrase"), "Seven grey geese");
  ASSERT_EQ(0, three.phone({"passphrase", "--new-file", three.folder.path("passphrase")}).code);
  three.phone.ask = [](std::string_view) -> Result<std::string> { return "Seven grey geese"; };
  Person tablet = device_of(three, "tablet", 12);
  ASSERT_EQ("", added(three.phone, tablet));
  EXPECT_EQ(0, three.phone({"devices", "remove", id_of(tablet)}).code);
  EXPECT_EQ(0, three.phone({"recovery", "new"}).code);
  three.phone({"note", "kept"});
  three.meet();
  three.expect_all_well();
}

}  // namespace
}  // namespace concertina::cli::test

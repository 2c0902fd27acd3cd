// A person's devices through the real relay: one is taken in, taken out, lost and brought back, and every way
// in which two of them can cross. What a device shows, it shows at the terminal.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_devices.h"

namespace concertina::cli::test {
namespace {

TEST(Devices, ANewDeviceReadsAllOfRoomAndTable) {
  Two two;
  two.pair();
  two.ada({"note", "of the room"});
  two.ada({"note", "--table", "from Ada"});
  two.ben({"note", "--table", "from Ben"});
  two.ada({"sync"});
  Person phone = device_of(two, "phone", 11);
  EXPECT_EQ("", added(two.ada, phone));
  for (const char* words : {"“of the room”", "“from Ada”", "“from Ben”"})
    EXPECT_TRUE(shows(phone, words)) << words;
  EXPECT_EQ("", phone({"doctor"}).err);
  // And they go on, each in its own logs.
  EXPECT_EQ(0, phone({"note", "--table", "from the phone"}).code);
  EXPECT_EQ(0, phone({"note", "in the phone's room"}).code);
  phone({"sync"});
  EXPECT_TRUE(shows(two.ben, "“from the phone”"));
  EXPECT_TRUE(shows(two.ada, "“in the phone's room”"));
  EXPECT_EQ(house_of(two.ada), house_of(phone));
  EXPECT_TRUE(shows(two.ada, "2 devices read this room"));
  const Json listed = Json::parse(phone({"devices", "--json"}).out);
  ASSERT_EQ(2u, listed["devices"].size());
  EXPECT_EQ(false, listed["devices"][0]["this"]);
  EXPECT_EQ(true, listed["devices"][1]["this"]);
}

TEST(Devices, ThePartnerIsToldNothingOfThem) {
  Two two;
  two.pair();
  const Json before = house_of(two.ben);
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  EXPECT_EQ(before, house_of(two.ben));
  phone({"note", "--table", "hello"});
  EXPECT_EQ("", two.ben({"show"}).err);
}

TEST(Devices, NothingIsAddedBeforeTheWordsAreSaidToBeTheSame) {
  Two two;
  two.pair();
  Person phone = device_of(two, "phone", 11);
  const std::string link = link_in(two.ada({"devices", "add", "--wait", "0", "--json"}).out);
  EXPECT_EQ(0, phone({"devices", "join", link, "--wait", "0"}).code);
  two.ada({"sync"});
  EXPECT_EQ(0, phone({"devices", "join", link, "--wait", "0"}).code);
  // Neither side's yes alone is enough.
  EXPECT_EQ(kBusy, phone({"devices", "compare", "yes", "--wait", "0"}).code);
  EXPECT_EQ(kNothing, phone({"show"}).code);
  EXPECT_TRUE(shows(two.ada, "One device reads this room"));
  // The live one's no ends it, for good.
  EXPECT_EQ(0, two.ada({"devices", "compare", "no"}).code);
  EXPECT_EQ(kBusy, phone({"devices", "compare", "yes", "--wait", "0"}).code);
  EXPECT_TRUE(shows(two.ada, "One device reads this room"));
  EXPECT_EQ(0, phone({"devices", "compare", "no"}).code);
  EXPECT_EQ(0, phone({"begin", "--name", "Somebody"}).code);  // the folder is free
}

TEST(Devices, BothShowTheSameFourWords) {
  Two two;
  two.begin();
  Person phone = device_of(two, "phone", 11);
  const std::string link = link_in(two.ada({"devices", "add", "--wait", "0", "--json"}).out);
  phone({"devices", "join", link, "--wait", "0"});
  two.ada({"sync"});
  const Said here = two.ada({"devices", "compare", "--json"});
  const Said there = phone({"devices", "join", link, "--wait", "0", "--json"});
  EXPECT_EQ(here.out, there.out);
  EXPECT_EQ(3, std::ranges::count(Json::parse(here.out)["words"].get<std::string>(), ' '));
}

TEST(Devices, NeitherLinkPassesForTheOther) {
  Two two;
  two.begin();
  Person phone = device_of(two, "phone", 11);
  const std::string partner = two.invite();
  const std::string device = link_in(two.ben({"devices", "add", "--wait", "0", "--json"}).out);
  const Said joined = phone({"devices", "join", partner, "--wait", "0"});
  EXPECT_EQ(kUsage, joined.code);
  EXPECT_TRUE(holds(joined.err, "an invitation from a partner")) << joined.err;
  const Said added = phone({"join", device, "--name", "Eve", "--wait", "0"});
  EXPECT_EQ(kUsage, added.code);
  EXPECT_TRUE(holds(added.err, "adds a device")) << added.err;
}

TEST(Devices, WhereThereIsAPassphraseItIsAskedForAgain) {
  Two two;
  two.begin();
  const std::string file = two.folder.path("passphrase");
  write_file(file, "Seven grey geese");
  ASSERT_EQ(0, two.ada({"passphrase", "--new-file", file}).code);
  int asked = 0;
  bool right = false;
  two.ada.ask = [&](std::string_view question) -> Result<std::string> {
    if (holds(std::string(question), "once more")) ++asked;
    return holds(std::string(question), "once more") && !right ? "wrong" : "Seven grey geese";
  };
  Person phone = device_of(two, "phone", 11);
  const std::string link = link_in(two.ada({"devices", "add", "--wait", "0", "--json"}).out);
  phone({"devices", "join", link, "--wait", "0"});
  two.ada({"sync"});
  phone({"devices", "join", link, "--wait", "0"});
  EXPECT_EQ(kRefused, two.ada({"devices", "compare", "yes"}).code);
  EXPECT_EQ(1, asked);
  EXPECT_EQ(kBusy, phone({"devices", "compare", "yes", "--wait", "0"}).code);
  right = true;
  EXPECT_EQ(0, two.ada({"devices", "compare", "yes"}).code);
  EXPECT_EQ(2, asked);
  EXPECT_EQ(0, phone({"devices", "compare", "yes", "--wait", "0"}).code);
}

TEST(Devices, AddingGoesOnAfterAnyInterruption) {
  Two two;
  two.begin();
  two.ada({"note", "mine"});
  Person phone = device_of(two, "phone", 11);
  const std::string link = link_in(two.ada({"devices", "add", "--wait", "0", "--json"}).out);
  // The relay is away at each step once.
  const auto away = [&](Person& person, const Words& words, int code = kRelay) {
    two.relay.stop();
    EXPECT_EQ(code, person(words).code) << words[1];
    two.relay.start();
  };
  away(phone, {"devices", "join", link, "--wait", "0"});
  EXPECT_EQ(0, phone({"devices", "join", link, "--wait", "0"}).code);
  away(two.ada, {"devices", "add", "--wait", "0"});
  EXPECT_EQ(0, two.ada({"devices", "add", "--wait", "0"}).code);
  away(phone, {"devices", "join", link, "--wait", "0"});
  EXPECT_EQ(0, phone({"devices", "join", link, "--wait", "0"}).code);
  away(two.ada, {"devices", "compare", "yes"});
  EXPECT_EQ(0, two.ada({"sync"}).code);  // the yes was kept
  away(phone, {"devices", "compare", "yes", "--wait", "0"});
  EXPECT_EQ(0, phone({"devices", "compare", "yes", "--wait", "0"}).code);
  EXPECT_TRUE(shows(two.ada, "2 devices read this room"));
  EXPECT_EQ(house_of(two.ada), house_of(phone));
}

TEST(Devices, ALinkIsForOneDeviceAndAnHour) {
  Two two;
  two.begin();
  Person phone = device_of(two, "phone", 11), stranger = device_of(two, "stranger", 12);
  const std::string link = link_in(two.ada({"devices", "add", "--wait", "0", "--json"}).out);
  EXPECT_EQ(0, phone({"devices", "join", link, "--wait", "0"}).code);
  const Said second = stranger({"devices", "join", link, "--wait", "0"});
  EXPECT_EQ(kRefused, second.code);
  EXPECT_TRUE(holds(second.err, "one link is for one device")) << second.err;
  two.clock += 3601;
  EXPECT_EQ(kRefused, phone({"devices", "join", link, "--wait", "0"}).code);
  EXPECT_EQ(kNothing, phone({"show"}).code);
}

TEST(Devices, AHomeThatIsLivedInTakesNoSecondPerson) {
  Two two;
  two.begin();
  two.ben({"note", "Ben's own"});
  const std::string link = link_in(two.ada({"devices", "add", "--wait", "0", "--json"}).out);
  EXPECT_EQ(kRefused, two.ben({"devices", "join", link, "--wait", "0"}).code);
  EXPECT_TRUE(shows(two.ben, "“Ben's own”"));
}

TEST(Devices, TwoDevicesAddingAThirdAtOnceAddBoth) {
  Two two;
  two.pair();
  Person laptop = device_of(two, "laptop", 11), phone = device_of(two, "phone", 12),
         tablet = device_of(two, "tablet", 13);
  ASSERT_EQ("", added(two.ada, laptop));
  ASSERT_EQ("", said_same_up_to_the_last_yes(two.ada, phone));
  ASSERT_EQ("", said_same_up_to_the_last_yes(laptop, tablet));
  // Neither has read what the other writes into the chain.
  EXPECT_EQ(0, two.ada({"devices", "compare", "yes"}).code);
  EXPECT_EQ(0, laptop({"devices", "compare", "yes"}).code);
  EXPECT_EQ(0, phone({"devices", "compare", "yes", "--wait", "0"}).code);
  EXPECT_EQ(0, tablet({"devices", "compare", "yes", "--wait", "0"}).code);
  tablet({"note", "--table", "from the tablet"});
  for (Person* person : {&two.ada, &laptop, &phone, &tablet}) {
    EXPECT_TRUE(shows(*person, "4 devices read this room"));
    EXPECT_TRUE(shows(*person, "“from the tablet”"));
    EXPECT_EQ("", (*person)({"doctor"}).err);
  }
}

TEST(Devices, PairingWithAPartnerOnOneOfTwoGivesBothTheTable) {
  Two two;
  two.begin();
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  // The phone writes into the chain between the invitation and its answer.
  const std::string link = two.invite();
  two.ben({"join", link, "--wait", "0"});
  ASSERT_EQ(0, phone({"recovery", "new"}).code);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ("", two.ada({"sync"}).err);
    EXPECT_EQ("", two.ben({"sync"}).err);
  }
  two.ben({"note", "--table", "from Ben"});
  phone({"sync"});
  phone({"note", "--table", "from the phone"});
  two.ada({"sync"});
  for (Person* person : {&two.ada, &phone, &two.ben}) {
    EXPECT_TRUE(shows(*person, "“from Ben”"));
    EXPECT_TRUE(shows(*person, "“from the phone”"));
  }
  EXPECT_EQ(two.ben({"compare"}).out, phone({"compare"}).out);
}

TEST(Devices, LeavingOnOneEndsTheSharingOnAll) {
  Two two;
  two.pair();
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  two.relay.stop();
  EXPECT_EQ(0, phone({"compare", "no"}).code);  // at once, whatever the relay does
  EXPECT_EQ(kNothing, phone({"note", "--table", "to nobody"}).code);
  two.relay.start();
  phone({"sync"});
  EXPECT_EQ(0, two.ada({"sync"}).code);
  EXPECT_EQ(kNothing, two.ada({"note", "--table", "to nobody"}).code);
  EXPECT_TRUE(shows(two.ben, "The sharing has ended"));
}

}  // namespace
}  // namespace concertina::cli::test

// Devices that are lost, removed and brought back by the recovery code, through the real relay.
#include <gtest/gtest.h>

#include "cli/home.h"
#include "cli/test_devices.h"
#include "core/seal/recovery.h"

namespace concertina::cli::test {
namespace {

// Somebody with a recovery code, and a partner.
struct Lost : Two {
  Lost() {
    const Said begun = ada({"begin", "--name", "Ada", "--relay", relay.url(), "--json"});
    code = code_in(begun);
    bens_code = code_in(ben({"begin", "--name", "Ben", "--relay", relay.url(), "--json"}));
    ben({"join", invite(), "--wait", "0"});
    for (int rounds = 0; rounds < 2; ++rounds) {
      ada({"sync"});
      ben({"sync"});
    }
  }
  Said recover(Person& person, const std::string& with) {
    const std::string file = folder.path("code");
    write_file(file, with);
    return person({"recover", "--relay", relay.url(), "--code-file", file});
  }
  static void lose(Person& person) { std::filesystem::remove_all(person.home); }

  std::string code, bens_code;
};

TEST(Removed, ARemovedDeviceReadsNothingThatIsWrittenAfterwards) {
  Lost two;
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  two.ada({"note", "--table", "before"});
  EXPECT_TRUE(shows(phone, "“before”"));
  const Said removed = two.ada({"devices", "remove", id_of(phone)});
  EXPECT_EQ(0, removed.code) << removed.err;
  EXPECT_TRUE(holds(removed.out, "It is removed.")) << removed.out;
  two.ada({"note", "secret to the phone"});
  two.ada({"note", "--table", "Ada afterwards"});
  two.ada({"sync"});
  two.ben({"sync"});
  two.ben({"note", "--table", "Ben afterwards"});
  EXPECT_TRUE(shows(two.ada, "“Ben afterwards”"));
  EXPECT_TRUE(shows(two.ben, "“Ada afterwards”"));
  // It is told so by its own person's signed word, and keeps what it had.
  const Said there = phone({"show"});
  EXPECT_TRUE(holds(there.err, "This device was removed from your room")) << there.err;
  EXPECT_TRUE(holds(there.out, "“before”"));
  EXPECT_FALSE(holds(there.out, "afterwards"));
  EXPECT_EQ(kRefused, phone({"sync"}).code);
  EXPECT_EQ(kRefused, phone({"note", "more"}).code);
  EXPECT_EQ(kRefused, phone({"note", "--table", "more"}).code);
  EXPECT_EQ(kRefused, phone({"devices", "add", "--wait", "0"}).code);
  // Were it handed every frame there is, it could open none of the new ones with its keys.
  const auto key_of = [](const Person& person) { return Home::open(person.home, false)->device(); };
  const auto gone = key_of(phone), live = key_of(two.ada), partner = key_of(two.ben);
  ASSERT_TRUE(gone && live && partner);
  const Chain& chain = live->chain();
  EXPECT_TRUE(chain.open_seed(chain.generation().number, live->keys()));
  EXPECT_FALSE(chain.open_seed(chain.generation().number, gone->keys()));
  const auto seed = chain.open_seed(0, gone->keys());  // what it could read before, it still can
  ASSERT_TRUE(seed);
  for (const Chain* one : {&live->chain(), &partner->chain()}) {
    EXPECT_FALSE(open_table_key(*one->table_key(), GenerationKeys(*seed)));
    EXPECT_TRUE(open_table_key(one->table_keys().front(), GenerationKeys(*seed)));
  }
}

TEST(Removed, WhatWasUnsentThereStaysExportable) {
  Lost two;
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  const std::string id = id_of(phone);
  two.relay.stop();
  phone({"note", "never sent"});
  phone({"note", "--table", "on its way"});
  two.relay.start();
  ASSERT_EQ(0, two.ada({"devices", "remove", id}).code);
  EXPECT_EQ(kRefused, phone({"sync"}).code);
  const std::string out = phone({"export"}).out;
  EXPECT_TRUE(holds(out, "never sent"));
  EXPECT_TRUE(holds(out, "on its way"));
  EXPECT_FALSE(shows(two.ada, "on its way"));
  EXPECT_EQ("", two.ada({"doctor"}).err);
}

TEST(Removed, RemovalAndWritingAtTheSameMomentLoseNothing) {
  Lost two;
  Person phone = device_of(two, "phone", 11), laptop = device_of(two, "laptop", 12);
  ASSERT_EQ("", added(two.ada, phone));
  ASSERT_EQ("", added(two.ada, laptop));
  const std::string id = id_of(phone);
  // The phone writes what the remover has not read yet: the removal names old heads, and is made anew.
  phone({"note", "--table", "just before"});
  phone({"note", "and in the room"});
  phone({"sync"});
  EXPECT_EQ(0, two.ada({"devices", "remove", id}).code);
  laptop({"note", "--table", "at the same moment"});
  for (Person* person : {&two.ada, &laptop, &two.ben}) {
    EXPECT_TRUE(shows(*person, "“just before”"));
    EXPECT_TRUE(shows(*person, "“at the same moment”"));
    EXPECT_EQ("", (*person)({"doctor"}).err);
  }
  EXPECT_TRUE(shows(two.ada, "“and in the room”"));
  EXPECT_TRUE(shows(two.ada, "2 devices read this room"));
}

TEST(Removed, OfTwoThatRemoveEachOtherOneStays) {
  Lost two;
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  const std::string adas = id_of(two.ada), phones = id_of(phone);
  two.relay.stop();
  EXPECT_EQ(0, phone({"devices", "remove", adas}).code);
  EXPECT_EQ(0, two.ada({"devices", "remove", phones}).code);
  two.relay.start();
  EXPECT_EQ(0, phone({"sync"}).code);
  EXPECT_EQ(kRefused, two.ada({"sync"}).code);
  EXPECT_TRUE(shows(phone, "One device reads this room"));
}

TEST(Removed, TwoRemoveTheSameOneAtOnce) {
  Lost two;
  Person phone = device_of(two, "phone", 11), laptop = device_of(two, "laptop", 12);
  ASSERT_EQ("", added(two.ada, phone));
  ASSERT_EQ("", added(two.ada, laptop));
  laptop({"sync"});
  const std::string id = id_of(phone);
  two.relay.stop();
  for (Person* person : {&two.ada, &laptop}) EXPECT_EQ(0, (*person)({"devices", "remove", id}).code);
  two.relay.start();
  for (Person* person : {&two.ada, &laptop}) EXPECT_EQ(0, (*person)({"sync"}).code);
  for (Person* person : {&two.ada, &laptop}) EXPECT_TRUE(shows(*person, "2 devices read this room"));
  laptop({"note", "--table", "still here"});
  EXPECT_TRUE(shows(two.ben, "“still here”"));
}

TEST(Removed, NobodyRemovesTheDeviceTheyAreAt) {
  Lost two;
  EXPECT_EQ(kRefused, two.ada({"devices", "remove", id_of(two.ada)}).code);
  EXPECT_EQ(kNothing, two.ada({"devices", "remove", "ffff"}).code);
}

TEST(Recovery, FromTheCodeAloneEverythingComesBack) {
  Lost two;
  two.ada({"note", "of the room"});
  two.ada({"note", std::string(9000, 'x')});  // over several frames
  two.ada({"note", "--table", "from Ada"});
  two.ben({"note", "--table", "from Ben"});
  for (int round = 0; round < 4; ++round) two.ada({"sync"});
  const Json before = house_of(two.ada);
  two.lose(two.ada);
  Person fresh = device_of(two, "fresh", 11);
  const Said back = two.recover(fresh, two.code);
  ASSERT_EQ(0, back.code) << back.err;
  EXPECT_TRUE(holds(back.out, "Welcome, Ada. Your room is here, too")) << back.out;
  EXPECT_EQ(before, house_of(fresh));
  EXPECT_EQ("", fresh({"doctor"}).err);
  // They go on, and the partner notices nothing but what is written.
  fresh({"note", "--table", "here again"});
  const Said ben = two.ben({"show"});
  EXPECT_TRUE(holds(ben.out, "“here again”"));
  EXPECT_EQ("", ben.err);
}

TEST(Recovery, TheLostDeviceIsRemovedFromTheRecoveredOne) {
  Lost two;
  Person old = device_of(two, "old", 12);
  std::filesystem::rename(two.ada.home, old.home);  // somebody has it
  Person fresh = device_of(two, "fresh", 11);
  ASSERT_EQ(0, two.recover(fresh, two.code).code);
  EXPECT_EQ(0, old({"sync"}).code);
  ASSERT_EQ(0, fresh({"devices", "remove", id_of(old)}).code);
  fresh({"note", "--table", "safe again"});
  EXPECT_EQ(kRefused, old({"sync"}).code);
  EXPECT_FALSE(shows(old, "safe again"));
  EXPECT_TRUE(shows(two.ben, "“safe again”"));
}

TEST(Recovery, ACodeThatIsUsedTwiceBringsBackTwoDevices) {
  Lost two;
  two.ada({"note", "mine"});
  two.ada({"sync"});
  two.lose(two.ada);
  Person first = device_of(two, "first", 11), second = device_of(two, "second", 12);
  ASSERT_EQ(0, two.recover(first, two.code).code);
  ASSERT_EQ(0, two.recover(second, two.code).code);
  EXPECT_TRUE(shows(first, "“mine”"));
  EXPECT_TRUE(shows(second, "“mine”"));
  EXPECT_TRUE(shows(first, "3 devices read this room"));
  first({"note", "--table", "the first"});
  second({"note", "--table", "the second"});
  for (Person* person : {&second, &first}) (*person)({"sync"});
  EXPECT_EQ(house_of(first), house_of(second));
}

TEST(Recovery, AReplacedCodeOpensNothingAnyMore) {
  Lost two;
  two.ada({"sync"});
  const std::string newer = code_in(two.ada({"recovery", "new", "--json"}));
  ASSERT_NE("", newer);
  two.ada({"note", "since then"});
  two.ada({"sync"});
  two.lose(two.ada);
  Person fresh = device_of(two, "fresh", 11);
  const Said old = two.recover(fresh, two.code);
  EXPECT_EQ(kRefused, old.code);
  EXPECT_TRUE(holds(old.err, "was replaced by a newer one")) << old.err;
  ASSERT_EQ(0, two.recover(fresh, newer).code);
  EXPECT_TRUE(shows(fresh, "“since then”"));
}

TEST(Recovery, ACodeThatWaitsForTheRelayDoesNotReplaceTheOldOneYet) {
  Lost two;
  two.relay.stop();
  const Json made = Json::parse(two.ada({"recovery", "new", "--json"}).out);
  EXPECT_EQ(false, made["holds"]);
  two.relay.start();
  Person fresh = device_of(two, "fresh", 11);
  EXPECT_EQ(0, two.recover(fresh, two.code).code);  // the old one holds
  EXPECT_EQ(0, two.ada({"sync"}).code);             // now the new one does, for both devices
  Person other = device_of(two, "other", 12);
  EXPECT_EQ(kRefused, two.recover(other, two.code).code);
  EXPECT_EQ(0, two.recover(other, made["recovery_code"]).code);
  EXPECT_TRUE(shows(fresh, "3 devices read this room"));
}

TEST(Recovery, ATypoIsNamedByItsGroupAndNothingIsAsked) {
  Lost two;
  two.relay.stop();
  Person fresh = device_of(two, "fresh", 11);
  std::string typo = two.code;
  typo[13] = typo[13] == '7' ? '8' : '7';
  const Said said = two.recover(fresh, typo);
  EXPECT_EQ(kUsage, said.code);
  EXPECT_TRUE(holds(said.err, "Group 3 of the code")) << said.err;
  EXPECT_FALSE(std::filesystem::exists(fresh.home));
}

TEST(Recovery, ACodeOfNobodyIsSaidSoAndTheFolderStaysFree) {
  Lost two;
  Person fresh = device_of(two, "fresh", 11);
  const Said said = two.recover(fresh, to_text(RecoveryCode{{1, 2, 3}}));
  EXPECT_EQ(kNothing, said.code);
  EXPECT_TRUE(holds(said.err, "knows nobody with this recovery code")) << said.err;
  EXPECT_EQ(0, two.recover(fresh, two.code).code);
}

TEST(Recovery, OntoAHomeThatIsLivedInNothingIsBroughtBack) {
  Lost two;
  two.ben({"note", "Ben's own"});
  EXPECT_EQ(kRefused, two.recover(two.ben, two.code).code);
  EXPECT_TRUE(shows(two.ben, "“Ben's own”"));
  // Her own home, with older data in it, catches up by itself.
  std::filesystem::copy(two.ada.home, two.folder.path("copy"), std::filesystem::copy_options::recursive);
  Person fresh = device_of(two, "fresh", 11);
  ASSERT_EQ(0, two.recover(fresh, two.code).code);
  fresh({"note", "--table", "meanwhile"});
  std::filesystem::remove_all(two.ada.home);
  std::filesystem::rename(two.folder.path("copy"), two.ada.home);
  EXPECT_TRUE(shows(two.ada, "“meanwhile”"));
  EXPECT_TRUE(shows(two.ada, "2 devices read this room"));
}

TEST(Recovery, BothPartnersLoseTheirPhoneInOneWeek) {
  Lost two;
  two.ada({"note", "--table", "from Ada"});
  two.ben({"note", "--table", "from Ben"});
  for (Person* person : {&two.ada, &two.ben}) (*person)({"sync"});
  two.lose(two.ada);
  two.clock += 3 * 86'400;
  Person adas = device_of(two, "adas", 11), bens = device_of(two, "bens", 12);
  ASSERT_EQ(0, two.recover(adas, two.code).code);
  two.lose(two.ben);
  two.clock += 2 * 86'400;
  ASSERT_EQ(0, two.recover(bens, two.bens_code).code);
  for (Person* person : {&adas, &bens}) {
    Person& one = *person;
    const Json list = Json::parse(one({"devices", "--json"}).out)["devices"];
    ASSERT_EQ(2u, list.size());
    ASSERT_EQ(0, one({"devices", "remove", list[0]["id"]}).code);
  }
  for (Person* person : {&adas, &bens, &adas, &bens}) EXPECT_EQ("", (*person)({"sync"}).err);
  EXPECT_EQ(0, adas({"note", "--table", "Ada anew"}).code);
  EXPECT_EQ(0, bens({"note", "--table", "Ben anew"}).code);
  for (Person* person : {&adas, &bens}) {
    for (const char* words : {"“from Ada”", "“from Ben”", "“Ada anew”", "“Ben anew”"})
      EXPECT_TRUE(shows(*person, words)) << words;
    EXPECT_EQ("", (*person)({"doctor"}).err);
  }
}

TEST(Recovery, AnInterruptedRecoveryGoesOnAsTheSameDevice) {
  Lost two;
  two.ada({"note", "mine"});
  two.ada({"sync"});
  Person fresh = device_of(two, "fresh", 11);
  two.relay.stop();
  EXPECT_EQ(kRelay, two.recover(fresh, two.code).code);
  two.relay.start();
  ASSERT_EQ(0, two.recover(fresh, two.code).code);
  EXPECT_TRUE(shows(fresh, "2 devices read this room"));
}

TEST(Recovery, WhoPutItOffMakesItLater) {
  Two two;
  EXPECT_EQ(
      "",
      code_in(two.ada({"begin", "--name", "Ada", "--without-code", "--relay", two.relay.url(), "--json"})));
  EXPECT_TRUE(shows(two.ada, "There is no recovery code yet"));
  const std::string code = code_in(two.ada({"recovery", "new", "--json"}));
  EXPECT_TRUE(shows(two.ada, "Is your recovery code written down right?"));
  write_file(two.folder.path("code"), code);
  EXPECT_EQ(0, two.ada({"recovery", "check", "--code-file", two.folder.path("code")}).code);
  EXPECT_FALSE(shows(two.ada, "recovery"));
  write_file(two.folder.path("code"), to_text(RecoveryCode{{9}}));
  EXPECT_EQ(kRefused, two.ada({"recovery", "check", "--code-file", two.folder.path("code")}).code);
}

TEST(Recovery, AtATerminalTwoGroupsAreTypedBackAndItCanBePutOff) {
  Two two;
  std::vector<std::string> questions;
  std::string wrong = "AAAAA";
  // Somebody who reads the code off the screen: the words of the call so far.
  std::unique_ptr<Running> call;
  const auto group_of = [&](std::string_view question) {
    const std::string out = call->out();
    const auto from = out.find("nowhere:\n\n    ") + 14;
    const std::string code = out.substr(from, 23) + "-" + out.substr(from + 28, 23);
    const auto number = static_cast<std::size_t>(question[question.find("group ") + 6] - '1');
    return code.substr(6 * number, 5);
  };
  two.ada.ask = [&](std::string_view question) -> Result<std::string> {
    questions.emplace_back(question);
    return std::string();
  };
  const Said later = two.ada({"begin", "--name", "Ada"});
  EXPECT_EQ(0, later.code) << later.err;
  EXPECT_EQ(1u, questions.size());
  EXPECT_TRUE(holds(later.out, "Whoever loses all devices and the code has lost the room")) << later.out;
  EXPECT_TRUE(holds(later.out, "Later, then: concertina recovery check")) << later.out;
  EXPECT_TRUE(shows(two.ada, "Is your recovery code written down right?"));

  questions.clear();
  std::mutex begun;
  begun.lock();
  two.ben.ask = [&](std::string_view question) -> Result<std::string> {
    const std::lock_guard wait(begun);
    questions.emplace_back(question);
    return questions.size() == 1 ? wrong : group_of(question);
  };
  call = two.ben.start({"begin", "--name", "Ben"});
  begun.unlock();
  const Said said = call->finish();
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_EQ(3u, questions.size());
  EXPECT_TRUE(holds(said.out, "That is not what stands there.") && holds(said.out, "That is right."))
      << said.out;
  EXPECT_EQ(true, Json::parse(two.ben({"recovery", "--json"}).out)["checked"]);
  EXPECT_FALSE(shows(two.ben, "recovery"));
}

TEST(Recovery, TheCodeIsStoredNowhere) {
  Lost two;
  two.ada({"sync"});
  std::string plain = two.code;
  std::erase(plain, '-');
  const auto bits = parse_recovery_code(two.code)->bits;
  const std::string raw(as_text(bits));
  for (const auto& root : {two.ada.home, two.relay.options.data}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      const std::string bytes = read_file(entry.path());
      for (const std::string& text : {two.code, plain, raw}) EXPECT_FALSE(holds(bytes, text)) << entry.path();
    }
  }
}

}  // namespace
}  // namespace concertina::cli::test

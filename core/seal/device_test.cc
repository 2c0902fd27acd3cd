#include "core/seal/device.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina {
namespace {

using test::Couple;
using test::Person;
using test::words;
using Strings = std::vector<std::string>;

bool holds_text(const Items& items, std::string_view text) {
  return std::ranges::any_of(
      items, [&](const auto& item) { return as_text(item.second).find(text) != std::string_view::npos; });
}

TEST(Device, BeginsWithANameInTheRoom) {
  Person ada("Ada", 1);
  EXPECT_EQ(words(ada.device, Author::me, Place::room), Strings{"Ada"});
  EXPECT_EQ(ada.device.waiting(), 1u);
  EXPECT_FALSE(ada.device.has_table() || ada.device.paired() || ada.device.words());
  EXPECT_TRUE(ada.device.troubles().empty());
  test::SeededAmbient ambient(2);
  for (const char* bad : {"", "  ", "two\nlines", "\x1b[2J"})
    EXPECT_EQ(Device::begin(bad, ambient).error().code, Code::invalid);
}

TEST(Device, TwoWhoBeginShareNoKey) {
  Person ada("Ada", 1), other("Ada", 2);
  EXPECT_NE(ada.device.identity(), other.device.identity());
  EXPECT_NE(ada.device.keys().sign.public_key, other.device.keys().sign.public_key);
  EXPECT_NE(ada.device.keys().box.public_key, other.device.keys().box.public_key);
}

TEST(RoomFrame, IsTheSameSizeFullOrEmpty) {
  Person ada("Ada", 3);
  ASSERT_TRUE(ada.seal());  // with a name
  ASSERT_TRUE(ada.seal());  // empty
  ASSERT_TRUE(ada.keep(Note{"words"}));
  ASSERT_TRUE(ada.keep(Note{std::string(20'000, 'x')}));
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(ada.seal());
  EXPECT_EQ(ada.device.waiting(), 0u);
  for (const Bytes& frame : ada.frames(Place::room)) EXPECT_EQ(frame.size(), kFrameSize);
  EXPECT_EQ(ada.log(Place::room).next(), 10u);
  EXPECT_TRUE(ada.device.troubles().empty());
}

TEST(RoomFrame, WhatDoesNotFitWaitsForTheNextInOrder) {
  Person ada("Ada", 4);
  Strings expected{"Ada"};
  test::Chance chance(5);
  for (int i = 0; i < 60; ++i) {
    expected.push_back(std::to_string(i) + std::string(chance.below(i % 7 == 0 ? 9000 : 900), 'w'));
    ASSERT_TRUE(ada.keep(Note{expected.back()}));
  }
  std::size_t before = ada.device.waiting();
  while (ada.device.waiting() > 0) {
    EXPECT_EQ(words(ada.device, Author::me, Place::room), expected);  // told all along, sealed or waiting
    ASSERT_TRUE(ada.seal());
    ASSERT_LE(ada.device.waiting(), before);
    before = ada.device.waiting();
  }
  EXPECT_GT(ada.log(Place::room).next(), 10u);
  EXPECT_EQ(words(ada.device, Author::me, Place::room), expected);
  EXPECT_FALSE(
      std::ranges::any_of(ada.items, [](const auto& item) { return item.first.starts_with("waiting"); }));
}

TEST(RoomFrame, HoldsAsManySmallRecordsAsFit) {
  Person ada("Ada", 6);
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(ada.keep(Note{"x"}));
  while (ada.device.waiting() > 0) ASSERT_TRUE(ada.seal());
  EXPECT_EQ(words(ada.device, Author::me, Place::room).size(), 301u);
  EXPECT_TRUE(ada.device.troubles().empty());
}

TEST(Waiting, SurvivesAndIsSealedAtRest) {
  Person ada("Ada Lovelace", 7);
  ASSERT_TRUE(ada.keep(Note{"nobody shall read this"}));
  ASSERT_TRUE(ada.keep(CheckIn{{800, 300}, {200, 700}, "nor shall they read this"}));
  const Strings all{"Ada Lovelace", "nobody shall read this", "nor shall they read this"};
  for (int i = 0; i < 3; ++i) {
    for (const std::string& text : all) EXPECT_FALSE(holds_text(ada.items, text)) << text;
    const auto again = test::reopen(ada.items);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(words(*again, Author::me, Place::room), all);
    ASSERT_TRUE(ada.seal());
  }
}

TEST(Table, NeedsTwo) {
  Person ada("Ada", 8);
  const auto put = ada.put(Note{"hello?"});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, Code::not_found);
  EXPECT_TRUE(ada.changes.empty());
  EXPECT_EQ(ada.device.leave(ada.changes).error().code, Code::not_found);
  EXPECT_EQ(ada.device.invite(ada.ambient, ada.changes).error().code,
            Code::not_found);  // no relay to meet at
}

TEST(Pairing, BothSidesEndWithTheSameFourWords) {
  Couple couple(10);
  for (const Person* person : {&couple.ada, &couple.ben}) {
    EXPECT_TRUE(person->device.paired());
    EXPECT_TRUE(person->device.has_table());
    EXPECT_FALSE(person->device.pairing());
    EXPECT_FALSE(person->items.contains("pairing"));
    EXPECT_TRUE(person->device.troubles().empty());
  }
  EXPECT_EQ(couple.ada.device.words(), couple.ben.device.words());
  EXPECT_EQ(couple.ada.device.partner_chain()->identity(), couple.ben.device.identity());
  EXPECT_EQ(words(couple.ada.device, Author::partner, Place::table), Strings{"Ben"});
  EXPECT_EQ(words(couple.ben.device, Author::partner, Place::table), Strings{"Ada"});
  EXPECT_EQ(couple.ben.device.relay(), test::kOrigin);
  EXPECT_NE(Couple(11).ada.device.words(), couple.ada.device.words());
}

TEST(Pairing, EachReadsTheOthersTableAndNeverTheirRoom) {
  Couple couple(12);
  ASSERT_TRUE(couple.ada.keep(Note{"for my room"}));
  ASSERT_TRUE(couple.ada.put(Note{"for the table"}));
  ASSERT_TRUE(couple.ada.seal());
  ASSERT_TRUE(couple.ben.put(CheckIn{{500, 400}, {300, 200}, "from Ben"}));
  EXPECT_TRUE(test::carry(couple.ada, couple.ben).empty());
  EXPECT_TRUE(test::carry(couple.ben, couple.ada).empty());
  EXPECT_EQ(words(couple.ben.device, Author::partner, Place::table), (Strings{"Ada", "for the table"}));
  EXPECT_EQ(words(couple.ada.device, Author::partner, Place::table), (Strings{"Ben", "from Ben"}));
  EXPECT_TRUE(words(couple.ben.device, Author::partner, Place::room).empty());

  const Id room = couple.ada.log(Place::room).id();
  for (const auto& cursor : couple.ben.device.cursors().logs) EXPECT_NE(cursor.id, room);
  // Even what a relay pushes is not taken.
  ReadAnswer pushed;
  pushed.logs.push_back({room, couple.ada.log(Place::room).next(), couple.ada.frames(Place::room)});
  couple.ben.receive(pushed);
  for (const auto& [key, value] : couple.ben.items) EXPECT_EQ(key.find(to_hex(room)), std::string::npos);
}

TEST(Pairing, ATableCopyCarriesTheHourOnly) {
  Couple couple(13);
  couple.ada.ambient.clock = Moment{test::kNoon.seconds + 47 * 60 + 11, 60};
  ASSERT_TRUE(couple.ada.put(Note{"at a quarter to"}));
  test::carry(couple.ada, couple.ben);
  const auto heard = couple.ben.device.heard();
  const auto note = std::ranges::find_if(
      heard, [](const Heard& one) { return std::holds_alternative<Note>(one.record.content); });
  ASSERT_NE(note, heard.end());
  EXPECT_EQ(to_text(note->record.at), "2026-11-22T13:00+01:00");
  EXPECT_EQ(note->record.at, note->record.written);
}

TEST(Pairing, NobodyJoinsThemselvesOrTwice) {
  Person ada("Ada", 14);
  ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
  const auto link = ada.device.invite(ada.ambient, ada.changes);
  ASSERT_TRUE(link);
  EXPECT_EQ(ada.device.join(*link, ada.ambient, ada.changes).error().code, Code::refused);

  Couple couple(15);
  EXPECT_EQ(couple.ada.device.invite(couple.ada.ambient, couple.ada.changes).error().code, Code::conflict);
  EXPECT_EQ(couple.ben.device.join(*link, couple.ben.ambient, couple.ben.changes).error().code,
            Code::conflict);
}

TEST(Pairing, ATokenStaysWithItsRelay) {
  Person ben("Ben", 16);
  ben.device.set_relay("https://mine.example", "secret token", ben.changes);
  const Link link{"https://theirs.example", Fixed<16>{1}, Id{2}, Hash{3}};
  ASSERT_TRUE(ben.device.join(link, ben.ambient, ben.changes));
  EXPECT_EQ(ben.device.relay(), "https://theirs.example");
  EXPECT_EQ(ben.device.enrolment_token(), "");

  Person eve("Eve", 17);
  eve.device.set_relay("https://mine.example", "secret token", eve.changes);
  eve.device.set_sent_entries(1, eve.changes);
  EXPECT_EQ(eve.device.join(link, eve.ambient, eve.changes).error().code, Code::conflict);
  EXPECT_EQ(eve.device.relay(), "https://mine.example");
}

TEST(Pairing, AnInviterWhoDidNotCommitIsRefused) {
  Person ada("Ada", 18), eve("Eve", 19), ben("Ben", 20);
  ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
  const auto link = ada.device.invite(ada.ambient, ada.changes);
  ASSERT_TRUE(link && ben.device.join(*link, ben.ambient, ben.changes));
  const Bytes first = ben.device.pairing()->first;
  // Eve has the link (she serves the page, say), but it commits to Ada.
  const Greeting own{eve.device.identity(), eve.device.chain().generation().box, {}};
  const auto taken = ben.device.take_second(encode_greeting(2, own, *link, first), ben.ambient, ben.changes);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Code::damaged);
  EXPECT_FALSE(ben.device.chain().partner());
  // And as a joiner she gives Ada other words than she could give Ben.
  const Greeting as_ben{eve.device.identity(), eve.device.chain().generation().box, Fixed<16>{7}};
  ASSERT_TRUE(ada.device.take_first(encode_greeting(1, as_ben, *link, {}), ada.ambient, ada.changes));
  ASSERT_FALSE(
      ben.device.take_second(ada.device.pairing()->second, ben.ambient, ben.changes));  // it answers Eve
}

TEST(Pairing, AKeyThatIsNoneOrMyOwnIsRefused) {
  for (const bool my_own : {false, true}) {
    Person ada("Ada", 21);
    ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
    const auto link = ada.device.invite(ada.ambient, ada.changes);
    const Fixed<32> box = my_own ? ada.device.chain().generation().box : Fixed<32>{};  // of small order
    const Bytes first = encode_greeting(1, Greeting{Hash{9}, box, {}}, *link, {});
    EXPECT_EQ(ada.device.take_first(first, ada.ambient, ada.changes).error().code, Code::damaged);
    EXPECT_FALSE(ada.device.chain().partner());
  }
}

TEST(Pairing, AnyoneWithoutTheLinkIsRefused) {
  Person ada("Ada", 22);
  ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
  auto link = ada.device.invite(ada.ambient, ada.changes);
  link->secret = {};
  const Bytes first = encode_greeting(1, Greeting{Hash{9}, Fixed<32>{9}, {}}, *link, {});
  EXPECT_EQ(ada.device.take_first(first, ada.ambient, ada.changes).error().code, Code::damaged);
  EXPECT_EQ(ada.device.take_first({}, ada.ambient, ada.changes).error().code, Code::damaged);
  EXPECT_FALSE(ada.device.chain().partner());
}

TEST(Leaving, EndsTheSharingAndKeepsWhatIsMine) {
  Couple couple(23);
  ASSERT_TRUE(couple.ada.put(Note{"from Ada"}));
  ASSERT_TRUE(couple.ben.put(Note{"from Ben"}));
  test::carry(couple.ben, couple.ada);
  ASSERT_TRUE(couple.ada.device.leave(couple.ada.changes));
  couple.ada.store();
  EXPECT_FALSE(couple.ada.device.paired() || couple.ada.device.has_table() || couple.ada.device.words());
  EXPECT_EQ(couple.ada.put(Note{"more"}).error().code, Code::not_found);
  EXPECT_EQ(words(couple.ada.device, Author::me, Place::table), (Strings{"Ada", "from Ada"}));
  EXPECT_EQ(words(couple.ada.device, Author::partner, Place::table), (Strings{"Ben", "from Ben"}));
  EXPECT_TRUE(couple.ada.device.cursors().logs.empty());  // nothing of theirs is asked for any more
  EXPECT_TRUE(couple.ada.device.cursors().chains.empty());

  test::carry(couple.ada, couple.ben);
  EXPECT_FALSE(couple.ben.device.paired());
  EXPECT_TRUE(couple.ben.device.partner_left());
  EXPECT_EQ(couple.ben.put(Note{"are you there?"}).error().code, Code::refused);
  EXPECT_EQ(words(couple.ben.device, Author::partner, Place::table), (Strings{"Ada", "from Ada"}));
}

TEST(Leaving, ANewPartnerIsAskedForAlone) {
  Couple couple(25);
  Person& ada = couple.ada;
  ASSERT_TRUE(ada.device.leave(ada.changes));
  Person cleo("Cleo", 27);
  ASSERT_TRUE(test::pair(ada, cleo));
  EXPECT_TRUE(ada.device.paired() && cleo.device.paired());
  ASSERT_EQ(ada.device.cursors().logs.size(), 1u);
  EXPECT_EQ(ada.device.cursors().logs[0].id, cleo.log(Place::table).id());
  // What was written for Ben stays closed to Cleo.
  EXPECT_EQ(words(cleo.device, Author::partner, Place::table), Strings{"Ada"});
  EXPECT_TRUE(cleo.device.troubles().empty());
  // And what stood on the table with Ben stands on none now, though Ada keeps it.
  const auto again = test::reopen(ada.items);
  ASSERT_TRUE(again) << again.error().what;
  for (const Device& device : {ada.device, *again}) {
    std::size_t former = 0;
    for (const Heard& one : device.heard()) {
      const auto* name = std::get_if<Name>(&one.record.content);
      const bool of_ben = name && name->name == "Ben";
      const bool of_cleo = name && name->name == "Cleo";
      if (of_ben) EXPECT_TRUE(one.former);
      if (of_cleo || one.place == Place::room) EXPECT_FALSE(one.former);
      former += one.former ? 1u : 0u;
    }
    EXPECT_EQ(former, 2u);  // each one's name
  }
}

}  // namespace
}  // namespace concertina

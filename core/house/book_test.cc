// The book: all that is mine as text to be read, and nothing that may not be seen.
#include "core/house/book.h"

#include <gtest/gtest.h>

#include "core/house/pen.h"
#include "core/house/test_house.h"
#include "core/test_content.h"

namespace concertina::test {
namespace {

struct BookTest : testing::Test {
  Written write(Person& person, const Content& content, bool to_table = false, int days = 0) {
    const Moment about{person.ambient.clock.seconds + days * 86'400, person.ambient.clock.offset};
    const auto out =
        concertina::write(person.device, content, about, to_table, person.ambient, person.changes);
    EXPECT_TRUE(out) << out.error().what;
    person.store();
    return out.value_or(Written{});
  }
  void reword(Person& person, const Id& id, std::string words) {
    person.ambient.clock.seconds += 3600;
    ASSERT_TRUE(
        correct(person.device, to_hex(id), reworded(std::move(words)), person.ambient, person.changes));
    person.store();
  }
  static std::string book(Person& person) { return export_book(person.device, person.ambient.clock); }
  static std::string without(std::string text, const std::string& part) {
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part << " is not in\n" << text;
    return at == std::string::npos ? text : text.erase(at, part.size());
  }

  Couple couple{23};
  Person& ada = couple.ada;
  Person& ben = couple.ben;
};

TEST_F(BookTest, ItReadsDayByDayInPlainWordsTheOldestFirst) {
  write(ada, CheckIn{{800, 450}, {300, 600}, "Two lines,\nboth mine."});
  write(ada, TimeTogether{90, 700, {}, "Dinner"}, false, -1);
  write(ada, Solitude{45, Solitude::Chosen::no, ""}, false, -40);
  const Written note = write(ada, Note{"Rain"}, true);
  reword(ada, *note.room, "Sun");
  std::string text = book(ada);
  EXPECT_TRUE(
      text.starts_with("What Ada wrote\nAs of Sunday 22 November 2026. "
                       "Whoever opens this file can read it: keep it well.\n\n\n"
                       "Tuesday 13 October 2026\n\n"
                       "13:00  Time alone, in your room\n  How long: 45 min\n  Chosen: no\n\n\n"
                       "Saturday 21 November 2026\n\n"
                       "13:00  Time together, in your room\n  How long: 1 h 30 min\n"
                       "  Presence: 7\n  Dinner\n\n\n"
                       "Sunday 22 November 2026\n\n"))
      << text;
  for (const char* part :
       {"13:00  A check-in, in your room\n  Togetherness: want 8, have 4.5\n  Separateness: want 3, have 6\n"
        "  Two lines,\n  both mine.\n",
        "13:00  A note, in your room\n  Sun\n"
        "  Before, as written on Sunday 22 November 2026, 13:00:\n    Rain\n",
        "A note, on the table\n  Rain\n"})
    text = without(std::move(text), part);
  EXPECT_EQ(text.find("Rain"), std::string::npos);
}

TEST_F(BookTest, EveryKindOfRecordIsInIt) {
  Chance chance(5);
  std::size_t kind = 0, said = 0;
  each_kind([&]<typename Kind>(const Kind&) {
    const Content content = any_of_kind(chance, kind++);
    if (Kind::kStands == Stands::table) return;
    const Moment about{ada.ambient.clock.seconds - (Kind::kDated ? 8 * 86'400 : 0),
                       60};  // what lasts is over
    const auto kept = ada.device.keep(content, about, {}, ada.ambient, ada.changes);
    EXPECT_TRUE(kept) << Kind::kName << ": " << kept.error().what;
    ada.store();
    const std::string line = "  " + std::string(Kind::kSaid) + ", in your room\n";
    EXPECT_NE(book(ada).find(line), std::string::npos) << line << book(ada);
    ++said;
  });
  EXPECT_GT(said, 12u);
  ASSERT_TRUE(ada.keep(Unknown{9000, {0x18, 0x2a}}));
  EXPECT_NE(book(ada).find("Something that this version does not know"), std::string::npos);

  write(ada, MyTime{ada.ambient.clock, 60});
  write(ada, Invitation{"Soup at the market?", {}, 120});
  carry(ada, ben);
  const House house = house_of(ben.device, ben.ambient.clock);
  const auto invitation = std::ranges::find_if(
      house.table, [](const Item& item) { return std::holds_alternative<Invitation>(item.content); });
  ASSERT_NE(invitation, house.table.end());
  write(ben, concertina::Reply{invitation->id, concertina::Reply::Says::not_now, "My head is full.", {}});
  const std::string bens = book(ben);
  for (const char* part : {"An invitation, from Ada, on the table\n  Soup at the market?\n  How long: 2 h\n",
                           "Time of one's own, from Ada, on the table\n"
                           "  When it begins: Sunday 22 November 2026, 13:00\n  How long: 1 h\n",
                           "A reply, on the table\n  The invitation: Soup at the market?\n"
                           "  The reply: not now\n  My head is full.\n"})
    EXPECT_NE(bens.find(part), std::string::npos) << part << "\n" << bens;
}

TEST_F(BookTest, WhatMayNotBeSeenIsNotInIt) {
  write(ben, CheckIn{{700, 0}, {0, 0}, "not before you"}, true);
  write(ben, Note{"his room"});
  const Written shared = write(ben, Note{"first for you"}, true);
  reword(ben, *shared.table, "for you at once");
  carry(ben, ada);
  std::string text = book(ada);
  EXPECT_NE(text.find("A note, from Ben, on the table\n  for you at once\n"), std::string::npos) << text;
  for (const char* words : {"not before you", "his room", "first for you"})
    EXPECT_EQ(text.find(words), std::string::npos) << words;
  write(ada, CheckIn{{700, 0}, {0, 0}, "mine"}, true);
  EXPECT_NE(book(ada).find("not before you"), std::string::npos);
}

TEST_F(BookTest, OfWhatWasTakenBackItSaysOnlyThatItWas) {
  const Written note = write(ada, Note{"never mind"});
  ASSERT_TRUE(take_back(ada.device, to_hex(*note.room), ada.ambient, ada.changes));
  ada.store();
  const std::string text = book(ada);
  EXPECT_EQ(text.find("never mind"), std::string::npos);
  EXPECT_NE(text.find("Taking back, in your room\n"), std::string::npos);
}

TEST_F(BookTest, WhatStoodOnAFormerTableStaysInIt) {
  const Written note = write(ada, Note{"from before"}, true);
  reword(ada, *note.table, "and better said");
  ASSERT_TRUE(ada.device.leave(ada.changes));
  Person cleo("Cleo", 77);
  ASSERT_TRUE(pair(ada, cleo));
  const std::string text = book(ada);
  EXPECT_NE(
      text.find("A note, on a table that you shared before\n  and better said\n  Before, as written on "),
      std::string::npos)
      << text;
}

}  // namespace
}  // namespace concertina::test

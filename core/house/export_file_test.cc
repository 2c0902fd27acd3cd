// The export file: what is mine goes out and comes in again, whole or not at all.
#include "core/house/export_file.h"

#include <gtest/gtest.h>

#include "core/house/json.h"
#include "core/house/pen.h"
#include "core/house/test_house.h"

namespace concertina::test {
namespace {

struct ExportFileTest : testing::Test {
  Written write(Person& person, const Content& content, bool to_table = false) {
    const auto out = concertina::write(person.device, content, person.ambient.clock, to_table, person.ambient,
                                       person.changes);
    EXPECT_TRUE(out) << out.error().what;
    person.store();
    person.ambient.clock.seconds += 61;
    return out.value_or(Written{});
  }
  void reword(Person& person, const Id& id, std::string words) {
    ASSERT_TRUE(
        correct(person.device, to_hex(id), reworded(std::move(words)), person.ambient, person.changes));
    person.store();
    person.ambient.clock.seconds += 61;
  }
  // One of each sort: corrected, taken back, on both places, on the table alone.
  void fill() {
    write(ada, CheckIn{{812, 450}, {301, 600}, "Two lines,\n==== For Concertina\nboth mine."}, true);
    const Written rain = write(ada, Note{"Rain"}, true);
    reword(ada, *rain.room, "Sun");
    reword(ada, *rain.table, "Sun for both");
    const Written gone = write(ada, Note{"never mind"}, true);
    for (const Id& id : {*gone.table, *gone.room})
      ASSERT_TRUE(take_back(ada.device, to_hex(id), ada.ambient, ada.changes));
    write(ada, Invitation{"A walk?", {}, 60});
    write(ada, Preference{"mirror.live", "yes"});
    ASSERT_TRUE(ada.keep(Unknown{9000, {0x18, 0x2a}}));
    ada.store();
  }
  static std::string file_of(const Person& person) {
    return export_file(person.device, person.ambient.clock);
  }
  Result<Imported> take_in(Person& person, std::string_view file) {
    auto out = import_file(person.device, file, person.changes);
    person.store();
    return out;
  }
  // Everything that is mine, in order, whatever table it stood on.
  static std::vector<std::string> mine(const Person& person) {
    std::vector<std::string> out;
    const auto read = read_export_file(file_of(person));
    EXPECT_TRUE(read) << read.error().what;
    for (const Brought& one : read->records)
      out.push_back((one.place == Place::table ? "table " : "room ") + to_hex(encode(one.record)));
    return out;
  }
  static bool subset(std::vector<std::string> part, std::vector<std::string> all) {
    std::ranges::sort(part);
    std::ranges::sort(all);
    return std::ranges::includes(all, part);
  }

  Couple couple{31};
  Person& ada = couple.ada;
  Person& ben = couple.ben;
};

TEST_F(ExportFileTest, ItBeginsAsTheBookAndHoldsEachWordingOnce) {
  fill();
  const std::string file = file_of(ada);
  EXPECT_TRUE(file.starts_with("What Ada wrote\n"));
  EXPECT_NE(file.find("  Sun for both\n"), std::string::npos);
  const auto read = read_export_file(file);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ("Ada", read->name);
  std::set<std::pair<Place, Id>> ids;
  for (const Brought& one : read->records) EXPECT_TRUE(ids.insert({one.place, one.record.id}).second);
  std::size_t own = 0;
  for (const Heard& one : ada.device.heard()) own += one.author == Author::me ? 1 : 0;
  EXPECT_EQ(own, read->records.size());
}

TEST_F(ExportFileTest, IntoANewPersonsHomeItAllComesWithItsCorrectionsAndDates) {
  fill();
  const auto all = mine(ada);
  Person anew("Ada", 99);
  anew.ambient.clock = ada.ambient.clock;
  const auto taken = take_in(anew, file_of(ada));
  ASSERT_TRUE(taken) << taken.error().what;
  EXPECT_EQ("Ada", taken->name);
  EXPECT_EQ(all.size(), taken->taken);
  EXPECT_EQ(0u, taken->known);
  EXPECT_TRUE(subset(all, mine(anew)));
  const House before = house_of(ada.device, ada.ambient.clock),
              after = house_of(anew.device, ada.ambient.clock);
  EXPECT_EQ(before.room, after.room);
  EXPECT_EQ(before.my_days, after.my_days);
  EXPECT_EQ("yes", after.preferences.at("mirror.live"));
  EXPECT_EQ(before.unknown, after.unknown);
  EXPECT_TRUE(after.table.empty());  // it is on no table, and in the book
  EXPECT_NE(file_of(anew).find("A note, on a table that you shared before\n  Sun for both\n"),
            std::string::npos)
      << file_of(anew);
  EXPECT_EQ(file_of(anew).find("never mind"), std::string::npos);
}

TEST_F(ExportFileTest, TakenInTwiceNothingIsDoubled) {
  fill();
  Person anew("Ada", 99);
  const std::string file = file_of(ada);
  ASSERT_TRUE(take_in(anew, file));
  const auto once = mine(anew);
  const Items items = anew.items;
  const auto again = take_in(anew, file);
  ASSERT_TRUE(again);
  EXPECT_EQ(0u, again->taken);
  EXPECT_EQ(items, anew.items);
  EXPECT_EQ(once, mine(anew));
  const auto own = take_in(ada, file);  // nor where it came from
  ASSERT_TRUE(own);
  EXPECT_EQ(0u, own->taken);
}

TEST_F(ExportFileTest, WhatWasBroughtGoesOutInOneContactAndOpensAgain) {
  fill();
  write(ada, Note{std::string(15'000, 'x')});
  Person anew("Ada", 99);
  ASSERT_TRUE(take_in(anew, file_of(ada)));
  const auto all = mine(anew);
  auto reopened = reopen(anew.items);
  ASSERT_TRUE(reopened);
  anew.device = std::move(*reopened);
  EXPECT_EQ(all, mine(anew));
  ASSERT_TRUE(anew.device.seal_brought(anew.changes));
  anew.store();
  EXPECT_EQ(0u, anew.device.waiting());
  EXPECT_GT(anew.log(Place::room).next(), 3u);
  EXPECT_FALSE(anew.items.contains("brought"));
  EXPECT_EQ(all, mine(anew));
  reopened = reopen(anew.items);
  ASSERT_TRUE(reopened);
  anew.device = std::move(*reopened);
  EXPECT_EQ(all, mine(anew));
  write(anew, Note{"later"});  // goes as everything does
  ASSERT_TRUE(anew.device.seal_brought(anew.changes));
  EXPECT_EQ(1u, anew.device.waiting());
}

TEST_F(ExportFileTest, NeverOntoTheTableOfAPartner) {
  fill();
  const std::uint64_t frames = ben.log(Place::table).next();
  ASSERT_TRUE(take_in(ben, file_of(ada)));
  EXPECT_EQ(frames, ben.log(Place::table).next());
  carry(ben, ada);
  for (const Heard& one : ada.device.heard())
    EXPECT_TRUE(one.author == Author::me || std::holds_alternative<Name>(one.record.content));
}

TEST_F(ExportFileTest, CutAnywhereNothingIsTakenIn) {
  fill();
  const std::string file = file_of(ada);
  Person anew("Ada", 99);
  const Items items = anew.items;
  for (std::size_t length = 0; length + 1 < file.size(); length += length + 300 < file.size() ? 97 : 1) {
    const auto out = take_in(anew, std::string_view(file).substr(0, length));
    ASSERT_FALSE(out) << length;
    ASSERT_TRUE(out.error().code == Code::invalid || out.error().code == Code::damaged) << length;
  }
  EXPECT_EQ(items, anew.items);
  EXPECT_TRUE(take_in(anew, file.substr(0, file.size() - 1)));  // the last line's end
}

TEST_F(ExportFileTest, AnyChangedSignOfTheDataIsNoticed) {
  fill();
  const std::string file = file_of(ada);
  const std::size_t from = file.find('\n', file.rfind("==== For Concertina"));
  const std::size_t end = file.rfind("==== End");
  for (std::size_t at = from; at < end; at += 7) {
    std::string changed = file;
    if (changed[at] == '\n') continue;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    const auto out = read_export_file(changed);
    ASSERT_FALSE(out) << at;
    EXPECT_EQ(Code::damaged, out.error().code);
    changed.erase(at, 1);
    EXPECT_FALSE(read_export_file(changed));
  }
}

TEST_F(ExportFileTest, ItSurvivesOtherLineEndsAndWhatIsWrittenAround) {
  fill();
  const std::string file = file_of(ada);
  std::string other;
  for (const char sign : file) other += sign == '\n' ? "\r\n" : std::string(1, sign);
  const auto read = read_export_file("From: me\n\n" + other + "\n-- \nsent from somewhere\n");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(to_text(*read_export_file(file)), to_text(*read));
}

TEST_F(ExportFileTest, WhatIsNoneIsSaidSo) {
  const auto error = [](std::string_view text) { return read_export_file(text).error(); };
  EXPECT_EQ(Code::invalid, error("").code);
  EXPECT_EQ(Code::invalid, error("A letter to my mother").code);
  const Error programs = error(export_json(ada.device, ada.ambient.clock));
  EXPECT_EQ(Code::invalid, programs.code);
  EXPECT_NE(programs.what.find("for programs"), std::string::npos) << programs.what;
  EXPECT_EQ(Code::invalid, error(std::string(kMostExportFile + 1, 'x')).code);
  // A newer version's data, whatever it is.
  std::string newer = to_text(Exported{"Ada", {}});
  const std::size_t data = newer.find('\n') + 1;
  ASSERT_EQ(to_base64(Bytes{0x83, 1, 0x58}), newer.substr(data, 4));
  newer.replace(data, 4, to_base64(Bytes{0x83, 2, 0x58}));
  EXPECT_EQ(Code::too_new, error(newer).code);
}

TEST_F(ExportFileTest, ARecordOfAnotherPlaceOrOfNoneIsRefused) {
  const Record record{Id{1}, kNoon, kNoon, {}, Note{"at 13:00:01"}};
  Record finer = record;
  finer.at.seconds += 1;
  EXPECT_TRUE(read_export_file(to_text(Exported{"Ada", {{Place::table, record}}})));
  EXPECT_FALSE(read_export_file(to_text(Exported{"Ada", {{Place::table, finer}}})));
  EXPECT_TRUE(read_export_file(to_text(Exported{"Ada", {{Place::room, finer}}})));
}

}  // namespace
}  // namespace concertina::test

// The pen: writing, correcting, taking back and comparing, on real devices.
#include "core/house/pen.h"

#include <gtest/gtest.h>

#include "core/house/test_house.h"

namespace concertina::test {
namespace {

const CheckIn kCheckIn{{700, 350}, {500, 400}, "mine"};

struct PenTest : testing::Test {
  House house(Person& person) { return house_of(person.device, person.ambient.clock); }
  Written write(Person& person, const Content& content, bool to_table) {
    const auto written = concertina::write(person.device, content, person.ambient.clock, to_table,
                                           person.ambient, person.changes);
    person.store();
    return written.value_or(Written{});
  }
  Result<Id> correct(Person& person, std::string_view id, const Edit& edit) {
    const auto out = concertina::correct(person.device, id, edit, person.ambient, person.changes);
    person.store();
    return out;
  }
  Result<Item> take_back(Person& person, std::string_view id) {
    const auto out = concertina::take_back(person.device, id, person.ambient, person.changes);
    person.store();
    return out;
  }
  Result<void> compare(Person& person, bool same) {
    const auto out = concertina::compare(person.device, same, person.ambient, person.changes);
    person.store();
    return out;
  }
  // "" where all went well.
  template <typename T>
  static std::string said(const Result<T>& result) {
    return result ? std::string() : result.error().what;
  }
  template <typename T>
  static std::optional<Code> code(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
  }

  Couple couple{7};
  Person& ada = couple.ada;
  Person& ben = couple.ben;
};

// Care rule 1: the copy is a record of its own, and leaves the room as it was.
TEST_F(PenTest, ACopyOfWhatIsInTheRoomLeavesTheRoomsOwnAsItIs) {
  const Id half = *write(ada, CircleHalf{"go quiet", "mine alone", "ask again", ""}, false).room;
  const std::vector<Item> room = house(ada).room;
  ada.ambient.clock.seconds += 86'400;
  const auto edit = [](Content& content) -> Result<void> {
    std::get<CircleHalf>(content).fear.clear();
    return {};
  };
  const auto copied = copy_to_table(ada.device, to_hex(half), edit, ada.ambient, ada.changes);
  ASSERT_TRUE(copied) << said(copied);
  ada.store();
  EXPECT_EQ(house(ada).room, room) << "one half, in the words that it had";
  EXPECT_NE(*copied, half);
  carry(ada, ben);
  const House seen = house(ben);
  ASSERT_EQ(seen.table.size(), 1u);
  EXPECT_EQ(seen.table[0].content, Content(CircleHalf{"go quiet", "", "ask again", ""}));
  EXPECT_EQ(day_of(seen.table[0].at), day_of(ada.ambient.clock)) << "of the day on which it was put there";

  ASSERT_TRUE(take_back(ada, to_hex(half)));
  carry(ada, ben);
  EXPECT_EQ(house(ben), seen) << "nothing leads from one to the other";
}

TEST_F(PenTest, ACopyKeepsTheTimeThatItTellsOfAndWhatIsOfTheRoomHasNone) {
  const auto as_it_is = [](Content&) { return Result<void>(); };
  const auto copy = [&](const Id& id) {
    const auto out = copy_to_table(ada.device, to_hex(id), as_it_is, ada.ambient, ada.changes);
    ada.store();
    return out;
  };
  const Moment yesterday = ada.ambient.clock;
  const Id note = *write(ada, Note{"of yesterday"}, false).room;
  const Id signs = *write(ada, Signs{{1, 0, 0, 0, 0, 2}}, false).room;
  ada.ambient.clock.seconds += 86'400;
  const auto copied = copy(note);
  ASSERT_TRUE(copied) << said(copied);
  EXPECT_EQ(find(house(ada).table, *copied, Author::me)->at, at_the_hour(yesterday));
  EXPECT_EQ(code(copy(*copied)), Code::invalid) << "it lies there already";
  EXPECT_EQ(code(copy(signs)), Code::invalid) << "care rule 6";
  EXPECT_EQ(code(copy(Id{9})), Code::not_found);
  EXPECT_EQ(house(ada).table.size(), 1u);
}

TEST_F(PenTest, WritingKeepsInTheRoomAndPutsACopyOnTheTable) {
  const Written both = write(ada, kCheckIn, true);
  ASSERT_TRUE(both.table);
  EXPECT_TRUE(find(house(ada).room, *both.room, Author::me));
  EXPECT_TRUE(find(house(ada).table, *both.table, Author::me));
  const Written alone = write(ada, Note{"room only"}, false);
  EXPECT_FALSE(alone.table);
  EXPECT_EQ(house(ada).room.size(), 2u);
  EXPECT_EQ(house(ada).table.size(), 1u);
}

TEST_F(PenTest, ATableCopyHasNothingThatLeadsBack) {
  const Written both = write(ada, Note{"twice"}, true);
  carry(ada, ben);
  for (const Heard& heard : ben.device.heard()) {
    if (heard.author != Author::partner) continue;
    EXPECT_NE(heard.record.id, *both.room);
    EXPECT_FALSE(heard.record.replaces);
    for (const Moment& moment : {heard.record.at, heard.record.written})
      EXPECT_EQ(moment, at_the_hour(moment));
  }
  EXPECT_NE(*both.room, *both.table);
}

TEST_F(PenTest, EditingOrDeletingTheRoomsOriginalTellsThePartnerNothing) {
  ada.ambient.clock.seconds += 17 * 60;
  const Written both = write(ada, Note{"as it was"}, true);
  carry(ada, ben);
  const std::string bens = to_json(house(ben));
  const Hash head = ada.log(Place::table).head().hash;
  const auto erasure = ada.device.next_erasure();
  EXPECT_EQ(said(correct(ada, to_hex(*both.room), reworded("otherwise"))), "");
  EXPECT_EQ(said(take_back(ada, to_hex(*both.room))), "");
  EXPECT_EQ(ada.log(Place::table).head().hash, head) << "something went onto the table";
  EXPECT_EQ(ada.device.next_erasure(), erasure);
  EXPECT_EQ(shows(house(ada), *both.table), "as it was");
  EXPECT_TRUE(house(ada).room.empty());
  carry(ada, ben);
  EXPECT_EQ(to_json(house(ben)), bens);
}

TEST_F(PenTest, TheTableCopyIsCorrectedAndTakenBackAlone) {
  const Written both = write(ada, Note{"as it was"}, true);
  EXPECT_EQ(said(correct(ada, to_hex(*both.table), reworded("otherwise"))), "");
  carry(ada, ben);
  EXPECT_EQ(shows(house(ben), *both.table, Author::partner), "otherwise");
  EXPECT_EQ(said(take_back(ada, to_hex(*both.table))), "");
  carry(ada, ben);
  EXPECT_TRUE(house(ben).table.empty());
  EXPECT_EQ(words_of(*find(house(ada).room, *both.room, Author::me)), "as it was");
}

TEST_F(PenTest, WithAnErrorNothingWasWrittenAnywhere) {
  const auto refused = [&](const Content& content, Moment about, std::string_view why) {
    const std::uint64_t frames = ada.log(Place::table).next();
    const std::size_t records = ada.device.heard().size();
    Changes changes;
    const auto written = concertina::write(ada.device, content, about, true, ada.ambient, changes);
    EXPECT_FALSE(written) << why;
    EXPECT_TRUE(changes.empty()) << why;
    EXPECT_EQ(ada.log(Place::table).next(), frames) << why << ": a frame in memory that is never stored";
    EXPECT_EQ(ada.device.heard().size(), records) << why;
  };
  Moment soon = ada.ambient.clock;
  soon.seconds += 20 * 60;
  ASSERT_LE(at_the_hour(soon).seconds, ada.ambient.clock.seconds);
  refused(kCheckIn, soon, "its hour has begun, its minute is still to come");
  refused(Note{std::string(kMostTableWords + 1, 'x')}, ada.ambient.clock, "too long for the table");
  refused(CheckIn{{1001, 0}, {0, 0}, {}}, ada.ambient.clock, "more than ten");
  refused(Note{" \n"}, ada.ambient.clock, "empty");
}

TEST_F(PenTest, WithoutAPartnerThereIsNoTableAndAWholeRoom) {
  Person carl("Carl", 99);
  Changes changes;
  const auto put = concertina::write(carl.device, kCheckIn, carl.ambient.clock, true, carl.ambient, changes);
  EXPECT_EQ(code(put), Code::not_found);
  EXPECT_TRUE(changes.empty());
  const Written kept = write(carl, kCheckIn, false);
  EXPECT_EQ(said(correct(carl, to_hex(*kept.room), reworded("better"))), "");
  EXPECT_EQ(words_of(house(carl).room[0]), "better");
  EXPECT_EQ(said(take_back(carl, to_hex(*kept.room))), "");
  EXPECT_TRUE(house(carl).room.empty());
  EXPECT_EQ(code(compare(carl, true)), Code::not_found);
}

TEST_F(PenTest, AnEntryIsNamedByAtLeastFourLettersThatOnlyItHas) {
  const Written first = write(ada, Note{"first"}, false);
  const std::string id = to_hex(*first.room);
  EXPECT_EQ(code(correct(ada, id.substr(0, 3), reworded("x"))), Code::invalid);
  EXPECT_EQ(code(correct(ada, "", reworded("x"))), Code::invalid);
  EXPECT_EQ(code(correct(ada, id + "00", reworded("x"))), Code::not_found);
  EXPECT_EQ(code(take_back(ada, "\xff\x1b[2J" + std::string(9000, 'z'))), Code::not_found);
  EXPECT_LT(said(take_back(ada, std::string(9000, 'z'))).size(), 200u);
  EXPECT_EQ(said(correct(ada, id.substr(0, 4), reworded("x"))), "");

  // Enough entries that two of them begin alike.
  std::map<std::string, int> begin_so;
  std::string both;
  while (both.empty()) {
    const std::string prefix = to_hex(write(ada, Note{"n"}, false).room.value_or(Id{})).substr(0, 4);
    if (++begin_so[prefix] == 2) both = prefix;
  }
  EXPECT_EQ(code(correct(ada, both, reworded("x"))), Code::invalid);
  EXPECT_NE(said(take_back(ada, both)).find("More than one"), std::string::npos);
}

TEST_F(PenTest, WhatThePartnerWroteIsNotMineToChange) {
  const Written his = write(ben, Note{"his"}, true);
  carry(ben, ada);
  ASSERT_EQ(shows(house(ada), *his.table, Author::partner), "his");
  EXPECT_EQ(code(correct(ada, to_hex(*his.table), reworded("hers"))), Code::not_found);
  EXPECT_EQ(code(take_back(ada, to_hex(*his.table))), Code::not_found);
}

TEST_F(PenTest, WhatWouldChangeNothingIsSaid) {
  const std::string note = to_hex(write(ada, Note{"same"}, false).room.value_or(Id{}));
  EXPECT_EQ(code(correct(ada, note, reworded("same"))), Code::invalid);
  const auto refused = [](Content&) -> Result<void> { return fail(Code::refused, "No."); };
  EXPECT_EQ(code(correct(ada, note, refused)), Code::refused) << "what the shell can't read is handed on";
  EXPECT_EQ(code(correct(ada, note, reworded(" "))), Code::invalid) << "an empty note";
  const std::string in = to_hex(write(ada, kCheckIn, false).room.value_or(Id{}));
  EXPECT_EQ(code(correct(ada, in, [](Content&) -> Result<void> { return {}; })), Code::invalid);
  const auto together = [](Need need) {
    return [need](Content& content) -> Result<void> {
      std::get<CheckIn>(content).togetherness = need;
      return {};
    };
  };
  EXPECT_EQ(code(correct(ada, in, together({1, 1001}))), Code::invalid);
  EXPECT_EQ(said(correct(ada, in, together({100, 1000}))), "");
  const Item item = house(ada).room[1];
  EXPECT_EQ(std::get<CheckIn>(item.content), (CheckIn{{100, 1000}, {500, 400}, "mine"})) << "the rest stays";
}

TEST_F(PenTest, ACorrectionReplacesTheWordingThatIsShown) {
  const Written first = write(ada, Note{"0"}, false);
  for (int i = 1; i < 5; ++i) {
    ada.ambient.clock.seconds += 1;
    ASSERT_EQ(said(correct(ada, to_hex(*first.room), reworded(std::to_string(i)))), "");
    const Item item = house(ada).room[0];
    EXPECT_EQ(item.id, *first.room);
    EXPECT_EQ(words_of(item), std::to_string(i));
    EXPECT_EQ(item.versions, i + 1);
  }
  std::set<Id> replaced;
  for (const Heard& heard : ada.device.heard()) {
    if (heard.record.replaces) {
      EXPECT_TRUE(replaced.insert(*heard.record.replaces).second) << "replaced twice";
    }
  }
}

TEST_F(PenTest, WhatIsShownOnTheTableCanBeTakenBackButNotChanged) {
  const Written hers = write(ada, kCheckIn, true);
  EXPECT_EQ(said(correct(ada, to_hex(*hers.table), reworded("still mine alone"))), "");
  carry(ada, ben);
  const Written his = write(ben, kCheckIn, true);
  carry(ben, ada);
  EXPECT_EQ(code(correct(ada, to_hex(*hers.table), reworded("too late"))), Code::refused);
  EXPECT_EQ(shows(house(ben), *hers.table, Author::partner), "still mine alone");
  EXPECT_EQ(said(take_back(ada, to_hex(*hers.table))), "");
  EXPECT_EQ(code(take_back(ada, to_hex(*hers.table))), Code::not_found);
  carry(ada, ben);
  EXPECT_EQ(shows(house(ada), *his.table, Author::partner), "mine");
  EXPECT_EQ(shows(house(ben), *his.table), "mine");
  EXPECT_EQ(shows(house(ben), *hers.table, Author::partner), "-");
}

TEST_F(PenTest, WhatWasTakenBackIsForgottenByTheRelayUnlessItIsOwed) {
  const Written unseen = write(ada, kCheckIn, true);
  const std::uint64_t seq = ada.log(Place::table).next() - 1;
  ASSERT_EQ(said(take_back(ada, to_hex(*unseen.table))), "");
  EXPECT_EQ(ada.device.next_erasure(), seq);
  ada.device.erased(seq, ada.changes);

  // Ben's opens with hers, and nothing tells that his device has hers.
  write(ben, kCheckIn, true);
  carry(ben, ada);
  const Written looked = write(ada, kCheckIn, true);
  ASSERT_EQ(said(take_back(ada, to_hex(*looked.table))), "");
  EXPECT_FALSE(ada.device.next_erasure()) << "she would have looked without giving";

  // Once his device says that it has hers, nothing is owed.
  const Written again = write(ada, kCheckIn, true);
  carry(ada, ben);
  write(ben, Note{"got it"}, true);
  carry(ben, ada);
  ASSERT_EQ(said(take_back(ada, to_hex(*again.table))), "");
  EXPECT_TRUE(ada.device.next_erasure());
}

TEST_F(PenTest, ThePartnersRecordUnderMyIdErasesNothingOfMine) {
  const Written note = write(ada, Note{"mine"}, true);
  carry(ada, ben);
  for (int i = 0; i < 5; ++i) write(ben, Note{"so that his log is the longer one"}, true);
  carry(ben, ada);
  // No honest device would: Ben seals a record under the id of Ada's.
  const Moment hour = at_the_hour(ben.ambient.clock);
  const Record copy{*note.table, hour, hour, {}, Note{"his"}};
  const Head head = ben.log(Place::table).head();
  const Bytes frame = table_frame(ben, {{Piece{Piece::kWhole, encode(copy)}}, {}}, head.next, head.hash);
  ada.receive(ReadAnswer{{{head.log, head.next + 1, {frame}}}, {}, false});
  ASSERT_EQ(shows(house(ada), *note.table, Author::partner), "his");

  ASSERT_EQ(said(take_back(ada, to_hex(*note.table))), "");
  EXPECT_EQ(shows(house(ada), *note.table, Author::me), "-");
  EXPECT_EQ(shows(house(ada), *note.table, Author::partner), "his");
  ASSERT_TRUE(ada.device.next_erasure());
  const std::uint64_t seq = *ada.device.next_erasure();
  EXPECT_EQ(seq, ada.log(Place::table).next() - 2);
  ada.device.erased(seq, ada.changes);
  EXPECT_FALSE(ada.device.next_erasure());
}

TEST_F(PenTest, ComparingIsSaidOnceAndCountsWhenBothSaidIt) {
  EXPECT_EQ(ada.device.words(), ben.device.words());
  ASSERT_EQ(said(compare(ada, true)), "");
  const std::uint64_t frames = ada.log(Place::table).next();
  ASSERT_EQ(said(compare(ada, true)), "");
  EXPECT_EQ(ada.log(Place::table).next(), frames);
  EXPECT_TRUE(house(ada).i_compared);
  EXPECT_FALSE(house(ada).compared);
  carry(ada, ben);
  EXPECT_FALSE(house(ben).i_compared);
  EXPECT_FALSE(house(ben).compared);
  ASSERT_EQ(said(compare(ben, true)), "");
  carry(ben, ada);
  EXPECT_TRUE(house(ada).compared);
  EXPECT_TRUE(house(ben).compared);
}

TEST_F(PenTest, WordsThatDifferEndTheSharingAtOnce) {
  write(ada, kCheckIn, true);
  ASSERT_EQ(said(compare(ada, false)), "");
  EXPECT_FALSE(ada.device.paired());
  EXPECT_FALSE(ada.device.words());
  Changes changes;
  EXPECT_EQ(code(concertina::write(ada.device, kCheckIn, ada.ambient.clock, true, ada.ambient, changes)),
            Code::not_found);
  EXPECT_EQ(house(ada).room.size(), 1u) << "the room stays as it is";
}

// After leaving and pairing anew, the former table must not pass for the new one's.
TEST_F(PenTest, AFormerPartnersWordsAreNeverTheNewOnes) {
  write(ada, Note{"for Ben"}, true);
  write(ben, Note{"from Ben"}, true);
  write(ada, kCheckIn, true);
  write(ben, kCheckIn, true);
  carry(ben, ada);
  carry(ada, ben);
  ASSERT_EQ(house(ada).shared_days.size(), 1u);
  ASSERT_TRUE(ada.device.leave(ada.changes));
  ASSERT_EQ(house(ada).table.size(), 4u) << "what was read was read";
  Person cleo("Cleo", 77);
  ASSERT_TRUE(pair(ada, cleo));
  EXPECT_EQ(house(ada).partner_name, "Cleo");
  EXPECT_EQ(house(cleo).partner_name, "Ada");
  EXPECT_EQ(names_of(ada.device), static_cast<const Names&>(house(ada)));
  EXPECT_EQ(house(ada).room.size(), 2u) << "the room stays whole";
  for (Person* person : {&ada, &cleo}) {
    EXPECT_TRUE(house(*person).table.empty());
    EXPECT_TRUE(house(*person).shared_days.empty());
    EXPECT_TRUE(person->device.troubles().empty());
  }
  EXPECT_NE(export_json(ada.device, ada.ambient.clock).find("\"former\": true"), std::string::npos);
}

}  // namespace
}  // namespace concertina::test

#include "core/record/record.h"

#include <gtest/gtest.h>

#include <set>

#include "core/record/cbor.h"
#include "core/record/text.h"
#include "core/test_content.h"

namespace concertina {
namespace {

using test::kNoon;

Record room(Content content) { return Record{Id{1}, kNoon, kNoon, {}, std::move(content)}; }
Record table(Content content) { return for_table(room(std::move(content)), Id{2}); }

TEST(Level, ReadsHundredths) {
  for (const auto& [text, value] : {std::pair{"0", 0},
                                    {"7", 700},
                                    {"7.5", 750},
                                    {"7,25", 725},
                                    {"10", 1000},
                                    {"10.00", 1000},
                                    {"0.01", 1},
                                    {"07", 700}}) {
    const auto level = parse_level(text);
    ASSERT_TRUE(level) << text;
    EXPECT_EQ(*level, value) << text;
  }
}

TEST(Level, RefusesWhatIsNoNumberFromZeroToTen) {
  for (const char* bad :
       {"",   "11", "10.01", "100",   "-1", "+1", "NaN", "nan", "inf", "1e1",   "7.",
        ".5", ",5", "7..5",  "7.555", "7 ", " 7", "7/3", "0x7", "７",  "seven", "99999999999999999999"}) {
    const auto level = parse_level(bad);
    ASSERT_FALSE(level) << bad;
    EXPECT_EQ(level.error().code, Code::invalid);
    EXPECT_NE(level.error().what.find("0 to 10"), std::string::npos);
  }
}

TEST(Level, TextReadsBack) {
  for (int level = 0; level <= 1000; ++level) EXPECT_EQ(parse_level(level_text(level)).value_or(-1), level);
  EXPECT_EQ(level_text(-50), "-0.5");
  EXPECT_EQ(level_text(-725), "-7.25");
  EXPECT_EQ(level_text(5), "0.05");
}

TEST(Level, ANeedIsTwoLevels) {
  EXPECT_EQ(parse_need("8/3.5").value_or(Need{}), (Need{800, 350}));
  EXPECT_EQ((Need{200, 700}).unmet(), -500);
  for (const char* bad : {"8", "8/", "/8", "8/3/1", "8 / 3", "11/3", "3/11", ""})
    EXPECT_FALSE(parse_need(bad)) << bad;
}

TEST(Level, AnErrorRepeatsNothingThatATerminalWouldObey) {
  for (const std::string bad : {"\x1b[2J", "\xff\xfe", "ääääääääääääääääääääää", "a\nb"}) {
    for (const std::string& what : {parse_level(bad).error().what, parse_need(bad).error().what,
                                    parse_need("1/" + bad).error().what, parse_moment(bad, 0).error().what}) {
      EXPECT_TRUE(is_utf8(what)) << what;
      EXPECT_FALSE(has_control(what) || what.find('\n') != std::string::npos) << what;
    }
  }
}

TEST(Record, LevelsOutsideTheScaleAreRefused) {
  for (const int bad : {-1, 1001, 1100, -2'000'000'000, 2'000'000'000}) {
    for (int which = 0; which < 4; ++which) {
      Need a{500, 500}, b{500, 500};
      (which == 0 ? a.want : which == 1 ? a.have : which == 2 ? b.want : b.have) = bad;
      EXPECT_FALSE(validate(room(CheckIn{a, b, ""}), Place::room, kNoon)) << bad;
    }
  }
  EXPECT_TRUE(validate(room(CheckIn{{0, 1000}, {1000, 0}, ""}), Place::room, kNoon));
}

TEST(Record, WordsHaveALimitForEachPlace) {
  const auto fits = [](std::size_t length, Place place) {
    const Record record =
        place == Place::table ? table(Note{std::string(length, 'a')}) : room(Note{std::string(length, 'a')});
    return validate(record, place, kNoon).has_value();
  };
  EXPECT_TRUE(fits(kMostRoomWords, Place::room));
  EXPECT_FALSE(fits(kMostRoomWords + 1, Place::room));
  EXPECT_FALSE(fits(100 * 1024, Place::room));
  EXPECT_TRUE(fits(kMostTableWords, Place::table));
  EXPECT_FALSE(fits(kMostTableWords + 1, Place::table));
  EXPECT_FALSE(validate(room(CheckIn{{}, {}, std::string(kMostRoomWords + 1, 'a')}), Place::room, kNoon));
}

TEST(Record, WordsAreTextWithoutControlCharacters) {
  for (const std::string& bad :
       {std::string("a\x1b[31m"), std::string("a\0b", 3), std::string("a\rb"), std::string("\x7f"),
        std::string("\xc2\x85"), std::string("\xff"), std::string("\xed\xa0\x80")}) {
    EXPECT_FALSE(validate(room(Note{bad}), Place::room, kNoon));
    EXPECT_FALSE(validate(room(Name{bad}), Place::room, kNoon));
    EXPECT_FALSE(validate(room(CheckIn{{}, {}, bad}), Place::room, kNoon));
  }
}

TEST(Record, WordsOfEveryPlaneAreTaken) {
  // One letter of each plane of Unicode that has any, besides what is private.
  const std::string all =
      "tab\tand\nnew line, ä ß € अ 水 ｱ \xf0\x90\x8d\x88 \xf0\xa0\x80\x80 \xf0\xb0\x80\x80 "
      "\xf3\xa0\x84\x80 \xf3\xb0\x80\x80 \xf4\x80\x80\x80 👩‍👩‍👧 עברית";
  ASSERT_TRUE(validate(room(Note{all}), Place::room, kNoon));
  const auto back = decode_record(encode(room(Note{all})), Place::room);
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<Note>(back->content).words, all);
}

TEST(Record, EmptyNotesAndNamesAreRefused) {
  for (const char* bad : {"", " ", " \n\t "}) {
    EXPECT_FALSE(validate(room(Note{bad}), Place::room, kNoon));
    EXPECT_FALSE(validate(room(Name{bad}), Place::room, kNoon));
  }
  EXPECT_FALSE(validate(room(Name{"two\nlines"}), Place::room, kNoon));
  EXPECT_TRUE(validate(room(Name{std::string(kMostName, 'x')}), Place::room, kNoon));
  EXPECT_FALSE(validate(room(Name{std::string(kMostName + 1, 'x')}), Place::room, kNoon));
  EXPECT_TRUE(validate(room(CheckIn{{}, {}, ""}), Place::room, kNoon));
}

TEST(Record, AnAnswerHasWordsWithinThePlacesLimit) {
  const auto said = [](std::size_t length, Place place) {
    const Answer answer{65'535, std::string(length, 'a')};
    return validate(place == Place::table ? table(answer) : room(answer), place, kNoon).has_value();
  };
  EXPECT_TRUE(said(1, Place::room) && said(kMostRoomWords, Place::room));
  EXPECT_TRUE(said(1, Place::table) && said(kMostTableWords, Place::table));
  EXPECT_FALSE(said(0, Place::room) || said(kMostRoomWords + 1, Place::room));
  EXPECT_FALSE(said(0, Place::table) || said(kMostTableWords + 1, Place::table));
  EXPECT_FALSE(validate(room(Answer{1, " \n"}), Place::room, kNoon));
  EXPECT_FALSE(validate(room(Answer{1, "a\x1b[2J"}), Place::room, kNoon));
}

TEST(Record, WhatWasPassedOverStandsInTheRoomOnly) {
  EXPECT_TRUE(validate(room(Passed{7}), Place::room, kNoon));
  EXPECT_FALSE(validate(table(Passed{7}), Place::table, kNoon));
  EXPECT_TRUE(decode_record(encode(table(Passed{7})), Place::room));
  EXPECT_FALSE(decode_record(encode(table(Passed{7})), Place::table));
}

TEST(Record, AQuestionsNumberIsAnyUpTo65535) {
  const auto bytes = [](std::uint64_t number, bool answered) {
    cbor::Writer out;
    out.array(7).number(1).number(answered ? 6 : 7).bytes(Id{5});
    out.array(2).integer(kNoon.seconds).integer(60).array(2).integer(kNoon.seconds).integer(60);
    out.null();
    if (answered) out.array(2);
    out.number(number);
    if (answered) out.text("a");
    return out.take();
  };
  for (const bool answered : {true, false}) {
    for (const std::uint64_t number : {0u, 1u, 255u, 65'535u}) {
      const auto record = decode_record(bytes(number, answered), Place::room);
      ASSERT_TRUE(record);
      EXPECT_EQ(encode(*record), bytes(number, answered));
    }
    for (const std::uint64_t number : {std::uint64_t{65'536}, ~std::uint64_t{0}})
      EXPECT_FALSE(decode_record(bytes(number, answered), Place::room)) << number;
  }
}

TEST(Record, TheFutureIsRefusedByTheWritersClock) {
  Record record = room(Note{"a"});
  record.at.seconds = kNoon.seconds + 300;
  EXPECT_TRUE(validate(record, Place::room, kNoon));
  record.at.seconds += 1;
  EXPECT_FALSE(validate(record, Place::room, kNoon));
  record.at = *parse_moment("2099-12-31", 0);
  EXPECT_FALSE(validate(record, Place::room, kNoon));
  EXPECT_TRUE(decode_record(encode(record), Place::room));  // a reader's clock proves nothing
}

TEST(Record, AStrainedDayMayBeMarkedFromItsBeginningOnByItsOwnCalendar) {
  const auto may = [](std::string_view at, std::string_view now) {
    Record record = table(Strain{});
    record.at = *parse_moment(at, 0);
    return validate(record, Place::table, *parse_moment(now, 0)).has_value();
  };
  EXPECT_TRUE(may("2026-11-22T12:00+01:00", "2026-11-22T00:00+01:00"));
  EXPECT_TRUE(may("2026-11-22T12:00+01:00", "2026-11-21T23:55+01:00")) << "clocks may differ by five minutes";
  EXPECT_FALSE(may("2026-11-22T12:00+01:00", "2026-11-21T23:54:59+01:00"));
  EXPECT_TRUE(may("2026-11-22T12:00+14:00", "2026-11-21T23:00+01:00")) << "it has begun there";
  EXPECT_FALSE(may("2026-11-22T12:00-05:00", "2026-11-22T01:00+01:00")) << "it has not begun there";
  EXPECT_TRUE(may("2000-01-01T12:00Z", "2026-11-22T01:00+01:00"));
}

TEST(Record, TimesOutsideTheCenturyAreRefused) {
  for (const Moment bad :
       {Moment{253'402'300'799, 0}, Moment{0, 0}, Moment{-1, 0}, Moment{kNoon.seconds, 841},
        Moment{kNoon.seconds, -841}, Moment{INT64_MAX, 9999}, Moment{INT64_MIN, -9999}}) {
    Record record = room(Note{"a"});
    record.at = bad;
    EXPECT_FALSE(validate(record, Place::room, kNoon));
    EXPECT_FALSE(decode_record(encode(record), Place::room));
    record = room(Note{"a"});
    record.written = bad;
    EXPECT_FALSE(validate(record, Place::room, kNoon));
    EXPECT_FALSE(decode_record(encode(record), Place::room));
  }
}

TEST(Record, ATableCopyHasTheHourAndNoTraceOfItsOriginal) {
  Record original = room(CheckIn{{800, 300}, {200, 700}, "words"});
  original.at = *parse_moment("2026-11-22T11:46:07+01:00", 0);
  original.replaces = Id{9};
  const Record copy = for_table(original, Id{7});
  EXPECT_EQ(copy.id, Id{7});
  EXPECT_FALSE(copy.replaces);
  EXPECT_EQ(to_text(copy.at), "2026-11-22T11:00+01:00");
  EXPECT_EQ(copy.written, at_the_hour(original.written));
  EXPECT_EQ(copy.content, original.content);
}

TEST(Record, NothingFinerThanTheHourGetsOntoTheTable) {
  for (const int offset : {0, 60, 345, -210}) {
    Record record = table(Note{"a"});
    record.at = record.written = at_the_hour({kNoon.seconds, offset});
    ASSERT_TRUE(validate(record, Place::table, kNoon));
    ASSERT_TRUE(decode_record(encode(record), Place::table));
    for (const std::int64_t off : {1, 60, 1800, 3599}) {
      Record finer = record;
      finer.at.seconds -= off;
      EXPECT_FALSE(validate(finer, Place::table, kNoon));
      EXPECT_FALSE(decode_record(encode(finer), Place::table));
      EXPECT_TRUE(decode_record(encode(finer), Place::room));
      finer = record;
      finer.written.seconds -= off;
      EXPECT_FALSE(decode_record(encode(finer), Place::table));
    }
  }
}

Record any_record(test::Chance& chance, Place place) {
  Record out{chance.fixed<16>(), test::any_moment(chance, place), test::any_moment(chance, place), {}, {}};
  if (chance.below(2) == 0) out.replaces = chance.fixed<16>();
  out.content = test::any_content(chance, place);
  return out;
}

TEST(Record, ReadsBackWhatItWrote) {
  test::Chance chance(7);
  std::set<std::size_t> kinds;
  for (int i = 0; i < 10'000; ++i) {
    const Place place = i % 2 == 0 ? Place::room : Place::table;
    const Record record = any_record(chance, place);
    const Bytes bytes = encode(record);
    const auto back = decode_record(bytes, place);
    ASSERT_TRUE(back) << back.error().what;
    EXPECT_EQ(*back, record);
    EXPECT_EQ(encode(*back), bytes);
    kinds.insert(record.content.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Content>) << "every kind was among them";
}

TEST(Record, AKindStandsOnlyWhereItMay) {
  test::Chance chance(9);
  for (int i = 0; i < 5000; ++i) {
    const Content content = test::any_content(chance, i % 2 == 0 ? Place::room : Place::table);
    const Stands stands = traits_of(content).stands;
    const Record record = for_table(room(content), Id{3});
    EXPECT_EQ(decode_record(encode(record), Place::table).has_value(), stands != Stands::room);
    EXPECT_EQ(decode_record(encode(record), Place::room).has_value(), stands != Stands::table);
  }
}

TEST(Record, WhatIsPlannedLiesAheadAndWhatIsToldOfIsOver) {
  const auto plan = [](std::int64_t ahead) {
    return validate(table(MyTime{Moment{kNoon.seconds + ahead, 60}, 60}), Place::table, kNoon).has_value();
  };
  EXPECT_TRUE(plan(-300) && plan(0) && plan(366 * 86'400));
  EXPECT_FALSE(plan(-301) || plan(366 * 86'400 + 1));
  EXPECT_FALSE(validate(table(MyTime{{}, 60}), Place::table, kNoon)) << "it needs a beginning";
  const auto told = [](int minutes, std::int64_t ago) {
    Record record = room(TimeTogether{.minutes = minutes, .presence = {}, .motive = {}, .words = {}});
    record.at.seconds -= ago;
    return validate(record, Place::room, kNoon).has_value();
  };
  EXPECT_TRUE(told(60, 3600) && told(65, 3600) && told(1, 0) && told(7 * 24 * 60, 7 * 86'400));
  EXPECT_FALSE(told(66, 3600) || told(0, 3600) || told(7 * 24 * 60 + 1, 8 * 86'400));
}

TEST(Record, WhatIsEmptyAltogetherIsRefused) {
  EXPECT_FALSE(validate(room(Reflection{}), Place::room, kNoon));
  EXPECT_FALSE(validate(room(CircleHalf{}), Place::room, kNoon));
  Reflection begun;
  begun.about = Reflection::About::separateness;
  EXPECT_TRUE(validate(room(begun), Place::room, kNoon)) << "one step is enough";
  CircleHalf half;
  half.so = "ask again";
  EXPECT_TRUE(validate(room(half), Place::room, kNoon));
}

TEST(Record, AllWordsOfARecordShareItsLimit) {
  CircleHalf half;
  half.when = half.fear = std::string(kMostTableWords / 2, 'a');
  EXPECT_TRUE(validate(table(half), Place::table, kNoon));
  half.so = "b";
  EXPECT_FALSE(validate(table(half), Place::table, kNoon));
  EXPECT_TRUE(validate(room(half), Place::room, kNoon));
}

TEST(Record, OneRecordHasOneEncoding) {
  // Whatever change of its bytes is still read as a record is another record, written just so.
  test::Chance chance(8);
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes = encode(any_record(chance, Place::room));
    bytes[chance.below(bytes.size())] ^= static_cast<std::uint8_t>(1u << chance.below(8));
    const auto back = decode_record(bytes, Place::room);
    if (!back) continue;
    ++read;
    ASSERT_EQ(encode(*back), bytes);
  }
  EXPECT_GT(read, 1000);
}

TEST(Record, CutShortOrLengthenedIsRefused) {
  const Bytes bytes = encode(room(CheckIn{{800, 300}, {200, 700}, "words"}));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(decode_record(View(bytes).first(length), Place::room));
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(decode_record(longer, Place::room));
}

TEST(Record, AnUnknownKindIsKeptByteForByte) {
  cbor::Writer out;
  out.array(7).number(1).number(77).bytes(Id{5});
  out.array(2).integer(kNoon.seconds).integer(60).array(2).integer(kNoon.seconds).integer(60);
  out.null().array(3).text("later").bytes(Bytes(20)).null();
  const auto record = decode_record(out.view(), Place::table);
  ASSERT_TRUE(record) << record.error().what;
  EXPECT_EQ(std::get<Unknown>(record->content).kind, 77u);
  EXPECT_EQ(encode(*record), out.view());
}

TEST(Record, AnUnknownKindHasALimit) {
  for (const Place place : {Place::room, Place::table}) {
    const std::size_t most = place == Place::table ? kMostTableWords : kMostRoomWords;
    const auto with = [&](std::size_t length) {
      return table(Unknown{99, cbor::Writer().bytes(Bytes(length)).take()});
    };
    EXPECT_TRUE(decode_record(encode(with(most)), place));
    EXPECT_FALSE(decode_record(encode(with(most + 64)), place));
  }
}

TEST(Record, ANewerVersionIsRefusedInWords) {
  Bytes bytes = encode(room(Note{"a"}));
  ASSERT_EQ(bytes[1], 1);
  bytes[1] = 2;
  const auto newer = decode_record(bytes, Place::room);
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, Code::too_new);
  EXPECT_NE(newer.error().what.find("update Concertina"), std::string::npos);
  bytes[1] = 0;
  EXPECT_EQ(decode_record(bytes, Place::room).error().code, Code::damaged);
  const Bytes far_future =
      cbor::Writer().array(3).number(9).text("new").null().take();  // nothing but the version is known
  EXPECT_EQ(decode_record(far_future, Place::room).error().code, Code::too_new);
}

}  // namespace
}  // namespace concertina

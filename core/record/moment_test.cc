#include "core/record/moment.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina {
namespace {

constexpr std::int64_t kDay = 86'400;

Moment at(std::string_view text, int offset = 0) {
  const auto moment = parse_moment(text, offset);
  EXPECT_TRUE(moment) << text << ": " << moment.error().what;
  return moment.value_or(Moment{});
}

TEST(Moment, ReadsEveryFormThatPeopleWrite) {
  EXPECT_EQ(at("2026-11-22 15:46"), (Moment{1'795'362'360, 0}));
  EXPECT_EQ(at("2026-11-22T15:46"), at("2026-11-22 15:46"));
  EXPECT_EQ(at("2026-11-22 15:46:00Z"), at("2026-11-22 15:46"));
  EXPECT_EQ(at("2026-11-22T15:46:07+01:00"), (Moment{1'795'358'767, 60}));
  EXPECT_EQ(at("2026-11-22T15:46+0100"), at("2026-11-22T15:46+01:00"));
  EXPECT_EQ(at("2026-11-22 15:46", 60), at("2026-11-22T15:46+01:00"));
  EXPECT_EQ(at("2026-11-22 15:46Z", 60).offset, 0);
  EXPECT_EQ(at("2026-11-22T15:46-03:30"), (Moment{1'795'362'360 + 3 * 3600 + 1800, -210}));
  EXPECT_EQ(to_text(at("2026-11-22", 60)), "2026-11-22T12:00+01:00");
}

TEST(Moment, RefusesWhatIsNoTime) {
  for (const char* bad : {"",
                          "now",
                          "2026",
                          "2026-11",
                          "2026-11-",
                          "2026-11-2",
                          "26-11-22",
                          "2026-13-01",
                          "2026-00-10",
                          "2026-11-00",
                          "2026-11-31",
                          "2026-02-29",
                          "2100-02-29",
                          "2026-11-22T",
                          "2026-11-22 ",
                          "2026-11-22 15",
                          "2026-11-22 15:",
                          "2026-11-22 24:00",
                          "2026-11-22 15:60",
                          "2026-11-22 15:46:60",
                          "2026-11-22 15:46:",
                          "2026-11-22 15:46+",
                          "2026-11-22 15:46+1",
                          "2026-11-22 15:46+01:60",
                          "2026-11-22 15:46 +01:00",
                          "2026-11-22x",
                          "2026-11-22 15:46Zx",
                          "-026-11-22",
                          "2026-1a-22",
                          " 2026-11-22",
                          "2026-11-22 15:46\n",
                          "２０２６-11-22"}) {
    const auto moment = parse_moment(bad, 0);
    ASSERT_FALSE(moment) << bad;
    EXPECT_EQ(moment.error().code, Code::invalid);
    EXPECT_NE(moment.error().what.find("as a time"), std::string::npos) << moment.error().what;
  }
}

TEST(Moment, KeepsToItsCentury) {
  for (const char* bad :
       {"9999-12-31", "1999-12-31 23:59", "2100-01-01", "0000-01-01", "2000-01-01 00:30+01:00",
        "2026-11-22 12:00+14:01", "2026-11-22 12:00-14:01", "2026-11-22 12:00+99:59"}) {
    const auto moment = parse_moment(bad, 0);
    ASSERT_FALSE(moment) << bad;
    EXPECT_NE(moment.error().what.find("2000 to 2099"), std::string::npos);
  }
  EXPECT_TRUE(parse_moment("2000-01-01 00:00Z", 0));
  EXPECT_TRUE(parse_moment("2099-12-31 23:59:59Z", 0));
  EXPECT_TRUE(parse_moment("2026-11-22 12:00+14:00", 0));
  EXPECT_FALSE(parse_moment("2026-11-22", 14 * 60 + 1));
}

TEST(Moment, LeapDaysExistWhenTheyDo) {
  EXPECT_EQ(day_text(day_of(at("2028-02-29 23:59"))), "2028-02-29");
  EXPECT_EQ(day_of(at("2028-03-01")) - day_of(at("2028-02-28")), 2);
  EXPECT_EQ(day_of(at("2027-03-01")) - day_of(at("2027-02-28")), 1);
  EXPECT_EQ(day_of(at("2000-03-01")) - day_of(at("2000-02-28")), 2);
}

TEST(Moment, TheCivilDayIsTheWritersOwn) {
  const Moment evening = at("2026-11-22T23:30:00-08:00");
  const Moment same{evening.seconds, 540};  // the same second in Tokyo
  EXPECT_EQ(day_text(day_of(evening)), "2026-11-22");
  EXPECT_EQ(day_text(day_of(same)), "2026-11-23");
  EXPECT_EQ(day_text(day_of(at("2026-11-22T00:00+14:00"))), "2026-11-22");
  EXPECT_EQ(day_text(day_of(at("2026-11-22T23:59-14:00"))), "2026-11-22");
}

TEST(Moment, ADayEndsWhereTheNextBegins) {
  for (const int offset : {-840, -210, -1, 0, 60, 345, 840}) {
    const Day day = day_of(at("2026-11-22", offset));
    const std::int64_t end = end_of_day(day, offset);
    EXPECT_EQ(day_of({end - 1, offset}), day);
    EXPECT_EQ(day_of({end, offset}), day + 1);
    EXPECT_EQ(end_of_day(day + 1, offset) - end, kDay);
  }
  EXPECT_EQ(day_of({-1, 0}), -1);
  EXPECT_EQ(day_of({0, -1}), -1);
}

TEST(Moment, NoonIsOfTheWritersOwnDay) {
  EXPECT_EQ(to_text(noon_of(at("2026-11-22T00:00+14:00"))), "2026-11-22T12:00+14:00");
  EXPECT_EQ(to_text(noon_of(at("2026-11-22T23:59:59-03:30"))), "2026-11-22T12:00-03:30");
  EXPECT_EQ(noon_of({-1, 0}), (Moment{-kDay / 2, 0}));
}

TEST(Moment, TheHourIsCutOnTheWritersWallClock) {
  EXPECT_EQ(to_text(at_the_hour(at("2026-11-22T15:46:59+05:45"))), "2026-11-22T15:00+05:45");
  EXPECT_EQ(to_text(at_the_hour(at("2026-11-22T00:10-03:30"))), "2026-11-22T00:00-03:30");
  EXPECT_EQ(at_the_hour({-1, 0}), (Moment{-3600, 0}));
  EXPECT_EQ(at_the_hour({-1, 30}), (Moment{-1800, 30}));
  test::Chance chance(5);
  for (int i = 0; i < 5000; ++i) {
    const Moment moment{static_cast<std::int64_t>(chance.below(4'102'444'800)),
                        static_cast<int>(chance.below(1681)) - 840};
    const Moment hour = at_the_hour(moment);
    EXPECT_EQ(at_the_hour(hour), hour);
    EXPECT_EQ(day_of(hour), day_of(moment));
    EXPECT_LE(hour.seconds, moment.seconds);
    EXPECT_GT(hour.seconds + 3600, moment.seconds);
    EXPECT_EQ((hour.seconds + hour.offset * 60) % 3600, 0);
  }
}

TEST(Moment, TextReadsBack) {
  test::Chance chance(6);
  for (int i = 0; i < 5000; ++i) {
    Moment moment{946'771'200 + static_cast<std::int64_t>(chance.below(3'155'500'000)) / 60 * 60,
                  static_cast<int>(chance.below(1681)) - 840};
    EXPECT_EQ(at(to_text(moment)), moment) << to_text(moment);
  }
}

}  // namespace
}  // namespace concertina

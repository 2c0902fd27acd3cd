#include "cli/diary_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

// What a verb's world reads.
class Reading {
 public:
  Result<Diaries> diaries(const std::string& text, const Columns& columns = {}) {
    in_.clear();
    in_.str(text);
    return read_diaries(world_, "-", columns);
  }
  Result<void> inputs(const std::string& text, Diaries& diaries) {
    in_.clear();
    in_.str(text);
    return read_inputs(world_, "-", {}, diaries);
  }

 private:
  std::istringstream in_;
  std::ostringstream out_, err_;
  const std::atomic<bool> ended_ = false;
  concertina::test::SeededAmbient ambient_{1};
  World world_{ambient_, out_, err_, ended_, {}, {}, {}, &in_};
};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void expect_sentence(const Error& error, std::string_view says) {
  EXPECT_TRUE(holds(error.what, says)) << error.what;
  EXPECT_TRUE(error.what.ends_with(".")) << error.what;
  EXPECT_EQ(Code::invalid, error.code);
}

TEST(DiaryFile, HoldsWhatEachNotedAndWhen) {
  const auto read = Reading().diaries("couple,time,c,s\nx,1.5,2,\ny,0,NA,4\nx,0.5,NaN,-1e0\nx,2,+3.25,0\n");
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(2u, read->couples.size());
  const CoupleDiary& x = read->couples[0];
  EXPECT_EQ("x", x.name);
  EXPECT_EQ(0.5, x.first);
  EXPECT_EQ(1, x.days_both) << "day 2 alone";
  ASSERT_EQ(4u, x.sights.size());
  EXPECT_EQ(1.5, x.sights[0].day);
  EXPECT_EQ(2, x.sights[0].value);
  EXPECT_EQ(-1, x.sights[1].value);
  EXPECT_EQ(1, x.sights[1].which);
  EXPECT_EQ(3.25, x.sights[2].value);
  EXPECT_EQ(1u, read->couples[1].sights.size());
}

TEST(DiaryFile, TakesColumnsOfAnyNameAndDecimalCommas) {
  const std::string text = "wer;tag;naehe;raum;rest\na;1,5;2,25;-0,5;text\n";
  const auto read = Reading().diaries(text, {"wer", "tag", "naehe", "raum"});
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(1.5, read->couples[0].sights[0].day);
  EXPECT_EQ(2.25, read->couples[0].sights[0].value);
  EXPECT_EQ(-0.5, read->couples[0].sights[1].value);
  EXPECT_EQ("", Reading().diaries("time,c,s\n1,2,3\n")->couples[0].name) << "one couple without a name";
}

TEST(DiaryFile, KnowsIsoTimesAndTheDaysAsTheyWereWritten) {
  const auto read = Reading().diaries(
      "time,c,s\n2026-11-22T23:30:00+01:00,1,\n2026-11-22T06:00:00.500-05:00,,2\n2026-11-23 12:00Z,3,\n"
      "2026-11-23,,4\n2026-11-24T00:15+02:00,5,\n2026-11-23T23:00:00Z,,6\n2026-11-25T12:00,7,8\n");
  ASSERT_TRUE(read) << read.error().what;
  const auto& sights = read->couples[0].sights;
  EXPECT_NEAR((11.5 - 0.5 / 3600) / 24, sights[0].day - sights[1].day, 1e-9);
  EXPECT_EQ(0.5, sights[2].day - std::floor(sights[2].day));
  EXPECT_EQ(sights[2].day, sights[3].day) << "a date is its noon";
  EXPECT_NEAR(0.75 / 24, sights[5].day - sights[4].day, 1e-9);
  // The 22nd and 23rd hold both, as does the 25th; the 24th's quarter past midnight stands alone, though in
  // UTC it is the 23rd.
  EXPECT_EQ(3, read->couples[0].days_both);
}

TEST(DiaryFile, KnowsTheDaysOfOlderAndOfComingStudies) {
  const auto read = Reading().diaries(
      "time,c,s\n1900-01-01,1,\n1900-02-28,1,\n1900-03-01T12:00,1,\n1996-02-29,1,\n1999-12-31T23:30-02:00,1,"
      "2\n"
      "2100-02-28,1,\n2100-03-01,1,\n2199-12-31,1,\n");
  ASSERT_TRUE(read) << read.error().what;
  const CoupleDiary& diary = read->couples[0];
  std::vector<double> days;
  for (const auto& sight : diary.sights) days.push_back(sight.day);
  EXPECT_EQ((std::vector<double>{-25'566.5, -25'508.5, -25'507.5, 9'555.5, 10'957 + 1.5 / 24,
                                 10'957 + 1.5 / 24, 47'540.5, 47'541.5, 84'005.5}),
            days);
  EXPECT_EQ(10'956, diary.civil[4]) << "the date as it is written";
  EXPECT_EQ("1900-01-01", day_words(days[0], read->form));
}

TEST(DiaryFile, CountsEachCivilDayOnceInWhateverOrder) {
  const auto read = Reading().diaries("time,c,s\n3.9,1,\n1.1,2,\n3.1,,3\n-0.5,1,\n-0.1,,2\n0.1,,2\n3.2,5,\n");
  EXPECT_EQ(2, read->couples[0].days_both) << "day 3 and day -1";
}

TEST(DiaryFile, EachThingThatCanNotBeReadIsASentenceWithItsPlace) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"time,c,s\n1,2,3\n2,two,3\n", "Line 3 of what came in, column “c”: “two” is no number"},
      {"time,c,s\n1,2,1e300\n", "Line 2 of what came in, column “s”: such a number can't be a check-in"},
      {"time,c,s\n1,-1000001,1\n", "such a number can't be a check-in"},
      {"time,c,s\n1,inf,1\n", "such a number can't be a check-in"},
      {"time,c,s\n1,1e999,1\n", "such a number can't be a check-in"},
      {"time,c,s\n1,0x10,1\n", "“0x10” is no number"},
      {"time,c,s\n1,\"2,5\",1\n", "“2,5” is no number"},
      {"time;c;s\n1;1,2,5;1\n", "“1,2,5” is no number"},
      {"time,c,s\n,2,3\n", "Line 2 of what came in, column “time”: there is no time"},
      {"time,c,s\nNA,2,3\n", "there is no time"},
      {"time,c,s\nyesterday,2,3\n", "“yesterday” is no time"},
      {"time,c,s\n2026-02-30,2,3\n", "“2026-02-30” is no time"},
      {"time,c,s\n1899-12-31,2,3\n", "“1899-12-31” lies outside the years 1900 to 2199"},
      {"time,c,s\n2200-01-01,2,3\n", "outside the years 1900 to 2199"},
      {"time,c,s\n1900-02-29,2,3\n", "“1900-02-29” is no time"},
      {"time,c,s\n26-11-22,2,3\n", "“26-11-22” is no time"},
      {"time,c,s\n-999-01-01,2,3\n", "“-999-01-01” is no time"},
      {"time,c,s\n2026-11-22T10:00+15:00,2,3\n", "is no time"},
      {"time,c,s\n1e300,2,3\n", "too large for a time in days"},
      {"time,c,s\n1764000000,2,3\n", "too large for a time in days"},
      {"time,c,s\n1,2,3\n2026-11-22,2,3\n", "Line 3 of what came in, column “time”: “2026-11-22” is a date"},
      {"time,c,s\n2026-11-22,2,3\n5,2,3\n", "“5” is a number of days"},
      {"couple,time,c,s\n\xff,1,2,3\n", "no UTF-8 text"},
      {"time,c\n1,2\n", "There is no column “s” in what came in; there are “time”, “c”"},
      {"time,c,s\n", "There is no row below"},
      {"time;c,s\n1;2;3\n", "There is no column “time”"}};
  for (const auto& [text, says] : cases) {
    const auto read = Reading().diaries(text);
    ASSERT_FALSE(read) << text;
    expect_sentence(read.error(), says);
  }
}

TEST(DiaryFile, TwoRowsOfOneMomentAreTwoSights) {
  const auto read = Reading().diaries("time,c,s\n1,2,3\n1,4,5\n");
  EXPECT_EQ(4u, read->couples[0].sights.size());
}

TEST(DiaryFile, BeginsAtItsFirstNotingAndForALawThatIsGivenAtItsFirstRow) {
  const auto read = Reading().diaries("time,c,s\n3,1,\n1,,\n5,,2\n");
  EXPECT_EQ(3u, course_of(read->couples[0], {}).steps.size());
  const auto course = course_from_first_row(read->couples[0], {});
  ASSERT_EQ(4u, course.steps.size());
  EXPECT_EQ(rhythm::Course::Step::Kind::wait, course.steps[0].kind);
  EXPECT_EQ(2, course.gaps[course.steps[0].gap]);
}

TEST(DiaryFile, InputsPushTheirCouple) {
  auto diaries = Reading().diaries("couple,time,c,s\nx,1,2,3\ny,1,2,3\n").value();
  const auto read = Reading().inputs("couple,time,hours,strain\ny,0.5,2,\nx,1,0,1\ny,3,NA,1\n", diaries);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ((std::vector<std::string>{"hours", "strain"}), diaries.inputs);
  ASSERT_EQ(1u, diaries.couples[0].pushes.size()) << "a dose of 0 is none";
  EXPECT_EQ(1, diaries.couples[0].pushes[0].input);
  ASSERT_EQ(2u, diaries.couples[1].pushes.size());
  EXPECT_EQ(0.5, diaries.couples[1].pushes[0].day);
  EXPECT_EQ(2, diaries.couples[1].pushes[0].dose);
}

TEST(DiaryFile, InputsThatCanNotBeUsedAreSentences) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"couple,time\nx,1\n", "There is no input in what came in"},
      {"time,hours\n1,2\n", "There is no column for the couple"},
      {"couple,time,mu\nx,1,2\n", "An input can't be called “mu”"},
      {"couple,time,\nx,1,2\n", "Column 3 of what came in has no name"},
      {"couple,time,h,h\nx,1,2,3\n", "Two columns"},
      {"couple,time,h\nz,1,2\n", "the diary knows no couple “z”"},
      {"couple,time,h\nx,1,two\n", "Line 2 of what came in, column “h”: “two” is no number"},
      {"couple,time,h\nx,2026-11-22,2\n", "the other times are in days"},
      {"couple,time,a,b,c,d,e,f,g,h,i\nx,1,1,1,1,1,1,1,1,1,1\n", "There are 9 inputs in what came in"}};
  for (const auto& [text, says] : cases) {
    auto diaries = Reading().diaries("couple,time,c,s\nx,1,2,3\ny,1,2,3\n").value();
    const auto read = Reading().inputs(text, diaries);
    ASSERT_FALSE(read) << text;
    expect_sentence(read.error(), says);
  }
}

}  // namespace
}  // namespace concertina::cli::test

// What may be written as JSON, and in which words the rest is refused.
#include "capi/fields.h"

#include <gtest/gtest.h>

namespace concertina::capi {
namespace {

constexpr Moment kNow{1'800'000'000, 60};

std::string needs(const std::string& want) {
  return R"({"kind":"check-in","separateness":{"want":1,"have":2},"togetherness":{"have":0,"want":)" + want +
         "}}";
}

// What is wrong with this JSON; "" for nothing.
std::string wrong(const std::string& json) {
  const auto read = read_write(json, kNow);
  return read ? "" : read.error().what;
}

// What is wrong with this correction of `content`; "" for nothing.
std::string not_corrected(const std::string& json, Content content) {
  const auto read = read_correct(json, kNow);
  if (!read) return read.error().what;
  const auto done = read->edit(content);
  return done ? "" : done.error().what;
}

TEST(FieldsTest, LevelsAreNumbersFromNoughtToTenInHundredths) {
  for (const auto& [text, hundredths] : std::initializer_list<std::pair<std::string, int>>{{"0", 0},
                                                                                           {"10", 1000},
                                                                                           {"10.0", 1000},
                                                                                           {"7", 700},
                                                                                           {"7.5", 750},
                                                                                           {"7.25", 725},
                                                                                           {"0.01", 1},
                                                                                           {"9.99", 999},
                                                                                           {"1e1", 1000},
                                                                                           {"75e-1", 750},
                                                                                           {"0.29", 29},
                                                                                           {"-0", 0},
                                                                                           {"-0.0", 0},
                                                                                           {"5.1", 510},
                                                                                           {"4.35", 435}}) {
    const auto read = read_write(needs(text), kNow);
    ASSERT_TRUE(read) << text << ": " << read.error().what;
    EXPECT_EQ(std::get<CheckIn>(read->content).togetherness.want, hundredths) << text;
  }
  for (int level = 0; level <= 1000; ++level) {
    const auto read = read_write(needs(level_text(level)), kNow);
    ASSERT_TRUE(read) << level;
    EXPECT_EQ(std::get<CheckIn>(read->content).togetherness.want, level);
  }
}

TEST(FieldsTest, OtherLevelsAreRefusedInWords) {
  EXPECT_EQ(
      wrong(needs("7.123")),
      "Togetherness, want is 7.123. Please give at most two digits behind the point, like 7.5 or 7.25.");
  EXPECT_EQ(wrong(needs("11")), "Togetherness, want is 11. Please give a number from 0 to 10.");
  for (const char* text : {"-1", "-0.01", "10.01", "1e300", "18446744073709551615", "-9223372036854775808"}) {
    EXPECT_NE(wrong(needs(text)).find("from 0 to 10"), std::string::npos)
        << text << ": " << wrong(needs(text));
  }
  for (const char* text : {"\"7\"", "null", "true", "[7]", "{}"}) {
    EXPECT_NE(wrong(needs(text)).find("must be a number"), std::string::npos)
        << text << ": " << wrong(needs(text));
  }
  for (const char* text :
       {"NaN", "Infinity", "-Infinity", "1e999", "07", "7,5", ".5", "7.", "0x7", "+7", ""}) {
    EXPECT_NE(wrong(needs(text)).find("not one JSON object"), std::string::npos)
        << text << ": " << wrong(needs(text));
  }
}

TEST(FieldsTest, UnknownFieldsAreRefusedByName) {
  EXPECT_EQ(wrong(R"({"kind":"note","words":"x","mood":3})"),
            "A note has no field “mood”. It may have: kind, words, at, table.");
  EXPECT_NE(wrong(R"({"kind":"note","words":"x","togetherness":{"want":1,"have":1}})").find("“togetherness”"),
            std::string::npos);
  EXPECT_NE(
      wrong(
          R"({"kind":"check-in","togetherness":{"want":1,"have":1,"unmet":0},"separateness":{"want":1,"have":1}})")
          .find("Togetherness has no field “unmet”"),
      std::string::npos);
  EXPECT_NE(wrong(R"({"kind":"check-in","Table":true})").find("“Table”"), std::string::npos);
  EXPECT_LT(wrong("{\"kind\":\"note\",\"" + std::string(50'000, 'x') + "\":1}").size(), 300u);
  EXPECT_EQ(not_corrected(R"({"id":"abcd","kind":"note"})", Note{"x"}),
            "A note has no field “kind”. It may have: id, words.");
  EXPECT_EQ(not_corrected(R"({"id":"abcd","togetherness":{"want":1,"have":1}})", Note{"x"}),
            "A note has no field “togetherness”. It may have: id, words.");
}

TEST(FieldsTest, WhatIsMissingOrOfTheWrongTypeIsNamed) {
  for (const auto& [json, words] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "not one JSON object"},
           {"[]", "not one JSON object"},
           {"{}{}", "not one JSON object"},
           {"{", "not one JSON object"},
           {"{}", "“kind” is missing"},
           {R"({"kind":3})", "“kind” must be text, not 3"},
           {R"({"kind":"grudge"})", "“grudge” can't be written here"},
           {R"({"kind":"take-back","record":"00"})", "can't be written here"},
           {R"({"kind":"check-in"})", "“togetherness” is missing"},
           {R"({"kind":"check-in","togetherness":{"want":1,"have":1}})", "“separateness” is missing"},
           {R"({"kind":"check-in","togetherness":{"want":1}})", "Togetherness, have is missing"},
           {R"({"kind":"check-in","togetherness":"8/3"})", "must be like"},
           {R"({"kind":"answer","words":"x"})", "“question” is missing"},
           {R"({"kind":"answer","question":1})", "“words” is missing"},
           {R"({"kind":"answer","question":"1","words":"x"})",
            "must be a whole number from 0 to 65535, not \"1\""},
           {R"({"kind":"answer","question":-1,"words":"x"})",
            "must be a whole number from 0 to 65535, not -1"},
           {R"({"kind":"answer","question":1.5,"words":"x"})",
            "must be a whole number from 0 to 65535, not 1.5"},
           {R"({"kind":"answer","question":65536,"words":"x"})", "must be a whole number from 0 to 65535"},
           {R"({"kind":"answer","question":1,"words":"x","at":"2026-11-22"})", "An answer has no field “at”"},
           {R"({"kind":"passed"})", "“question” is missing"},
           {R"({"kind":"passed","question":1,"table":true})", "Passing over has no field “table”"},
           {R"({"kind":"note","words":[1]})", "“words” must be text, not a list"},
           {R"({"kind":"note","words":"x","at":5})", "“at” must be text, not 5"},
           {R"({"kind":"note","words":"x","at":"yesterday"})", "yesterday"},
           {R"({"kind":"note","words":"x","table":1})", "must be true or false, not 1"},
           {"{\"kind\":\"note\",\"words\":\"\xff\"}", "not one JSON object"},
           {R"({"kind":"note","words":"\ud800"})", "not one JSON object"}}) {
    EXPECT_NE(wrong(json).find(words), std::string::npos) << json << ": " << wrong(json);
  }
}

TEST(FieldsTest, TimesAreReadWithTheClocksOffsetWhereTheyHaveNone) {
  const auto at = [](const std::string& text) {
    const auto read = read_write(R"({"kind":"note","words":"x","at":")" + text + "\"}", kNow);
    return read ? read->at : Moment{};
  };
  EXPECT_EQ(at("2026-11-22T15:46"), (Moment{1'795'358'760, 60}));
  EXPECT_EQ(at("2026-11-22T15:46-10:00"), (Moment{1'795'398'360, -600}));
  const auto none = read_write(R"({"kind":"note","words":"x"})", kNow);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->at, kNow);
  EXPECT_FALSE(none->table);
}

TEST(FieldsTest, AQuestionIsAnsweredOrPassedOverByItsNumber) {
  const auto answer = read_write(R"({"kind":"answer","question":65535,"words":"x","table":true})", kNow);
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->content, Content(Answer{65'535, "x"}));
  EXPECT_TRUE(answer->table);
  EXPECT_EQ(answer->at, kNow);
  const auto pass = read_write(R"({"kind":"passed","question":0})", kNow);
  ASSERT_TRUE(pass) << pass.error().what;
  EXPECT_EQ(pass->content, Content(Passed{0}));
  EXPECT_FALSE(pass->table);
}

TEST(FieldsTest, ACorrectionNamesOnlyWhatChanges) {
  const auto read = read_correct(R"({"id":"abcd","separateness":{"want":0.5,"have":10},"words":""})", kNow);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "abcd");
  Content content = CheckIn{{100, 200}, {300, 400}, "before"};
  ASSERT_TRUE(read->edit(content));
  EXPECT_EQ(content, Content(CheckIn{{100, 200}, {50, 1000}, ""}));
  const auto nothing = read_correct(R"({"id":"abcd"})", kNow);
  ASSERT_TRUE(nothing && nothing->edit(content));
  EXPECT_EQ(content, Content(CheckIn{{100, 200}, {50, 1000}, ""}));
}

TEST(FieldsTest, EveryKindIsWrittenByItsFields) {
  const auto read = [](const std::string& json) {
    const auto out = read_write(json, kNow);
    EXPECT_TRUE(out) << out.error().what;
    return out ? out->content : Content(Unknown{});
  };
  EXPECT_EQ(
      read(R"({"kind":"time-together","minutes":90,"presence":7.5,"motive":null,"words":"by the river"})"),
      Content(TimeTogether{90, 750, {}, "by the river"}));
  EXPECT_EQ(read(R"({"kind":"solitude","minutes":30,"chosen":"no"})"),
            Content(Solitude{30, Solitude::Chosen::no, ""}));
  EXPECT_EQ(read(R"({"kind":"signs","irritable":3,"anxious":1})"), Content(Signs{{3, 0, 0, 0, 0, 1}}));
  EXPECT_EQ(read(R"({"kind":"gift","side":"separateness","words":"quiet"})"),
            Content(Gift{Side::separateness, "quiet"}));
  EXPECT_EQ(read(R"({"kind":"strain","words":"visitors","at":"2026-11-20"})"), Content(Strain{"visitors"}));
  EXPECT_EQ(read(R"({"kind":"strain"})"), Content(Strain{}));
  EXPECT_EQ(read(R"({"kind":"invitation","words":"A walk?","starts":"2027-01-20T10:00"})"),
            Content(Invitation{"A walk?", parse_moment("2027-01-20T10:00", 60).value_or(Moment{}), 0}));
  EXPECT_EQ(
      read(R"({"kind":"reply","invitation":"000102030405060708090a0b0c0d0e0f","says":"not-now"})"),
      Content(Reply{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, Reply::Says::not_now, "", {}}));
  EXPECT_EQ(wrong(R"({"kind":"signs","irritable":4})"),
            "The field “irritable” must be a whole number from 0 to 3, not 4.");
  EXPECT_EQ(wrong(R"({"kind":"gift","words":"x"})"), "The field “side” is missing.");
  EXPECT_EQ(wrong(R"({"kind":"gift","side":"both","words":"x"})"),
            "The field “side” must be one of: togetherness, separateness; not \"both\".");
  EXPECT_EQ(wrong(R"({"kind":"reply","invitation":"abcd","says":"gladly"})"),
            "The field “invitation” is no id.");
  EXPECT_NE(wrong(R"({"kind":"signs","table":true})").find("has no field “table”"), std::string::npos)
      << "care rule 6";
}

TEST(FieldsTest, DeepNestingIsRefusedAndNotFollowed) {
  for (const std::size_t depth : {10u, 1'000u, 100'000u}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(wrong(R"({"kind":"note","words":)" + deep + "}"),
              "The field “words” must be text, not a list.");
    EXPECT_NE(wrong(std::string(depth, '{')).find("not one JSON object"), std::string::npos);
  }
}

}  // namespace
}  // namespace concertina::capi

// The mirror as its callers see it: bytes, quotation, other languages, hostile text.
#include "core/mirror/mirror.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/mirror/rules.h"

namespace concertina::mirror {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (const Notice& one : read(text).notices) out.emplace_back(text.substr(one.start, one.end - one.start));
  return out;
}
bool is_silent(std::string_view text) {
  const Reading reading = read(text);
  return !reading.safety && reading.notices.empty();
}
std::vector<WordId> ids(std::string_view text) {
  std::vector<WordId> out;
  for (const Token& one : tokens_of(text, rules().vocabulary)) out.push_back(one.word);
  return out;
}

TEST(Tokens, OneThingWrittenInManyWaysIsOneThing) {
  const auto plain = ids("you are always late");
  for (const char* other :
       {"You're always late", "you’re ALWAYS late", "youre alwaysss late", "ur allways late",
        "YOU ARE alwasy late", "u r always laaate", "you\nare always late"})
    EXPECT_EQ(plain, ids(other)) << other;
  EXPECT_EQ(ids("do not"), ids("don't"));
  EXPECT_EQ(ids("do not"), ids("dont"));
  EXPECT_EQ(ids("can not"), ids("can’t"));
}

TEST(Tokens, BytesAreTheOriginals) {
  const std::string text = "– “Ça va?” 😀 you’re late";
  for (const Token& one : tokens_of(text, rules().vocabulary)) {
    ASSERT_LT(one.start, one.end);
    ASSERT_LE(one.end, text.size());
  }
  const auto tokens = tokens_of(text, rules().vocabulary);
  EXPECT_EQ("late", text.substr(tokens.back().start));
  EXPECT_TRUE(tokens[0].quoted && tokens[1].quoted);
  EXPECT_FALSE(tokens.back().quoted);
}

TEST(Tokens, WhatIsNotSeenIsNoWord) {
  for (const char* text : {"\xEF\xBB\xBFyou", "\xE2\x80\xAAyou\xE2\x80\xAC", "\xE2\x81\xA0you"})
    EXPECT_EQ(ids("you"), ids(text)) << text;
}

TEST(Tokens, QuotationMarksOfAllKindsAreSeen) {
  for (const char* text : {"\"you are lazy\"", "“you are lazy”", "„you are lazy“", "«you are lazy»",
                           "'you are lazy'", "‘you are lazy’", "> you are lazy"}) {
    const auto tokens = tokens_of(text, rules().vocabulary);
    ASSERT_EQ(3u, tokens.size()) << text;
    for (const Token& one : tokens) EXPECT_TRUE(one.quoted) << text;
  }
  for (const Token& one : tokens_of("\"you are lazy", rules().vocabulary)) EXPECT_FALSE(one.quoted);
}

TEST(Mirror, OffsetsAreExactBytes) {
  EXPECT_EQ(words_of("Tja… 😀 you’re soooo lazy, und so."), std::vector<std::string>{"you’re soooo lazy"});
  EXPECT_EQ(words_of("Ünder us: YOU NEVER listen"), std::vector<std::string>{"YOU NEVER"});
}

TEST(Mirror, SafetyHasNoNotices) {
  const Reading reading = read("You are so lazy. And I am afraid of you.");
  EXPECT_TRUE(reading.safety);
  EXPECT_TRUE(reading.notices.empty());
}

TEST(Mirror, OtherLanguagesAreSilent) {
  for (const char* text :
       {"Du bist so egoistisch und hörst mir nie zu.", "Tu es toujours en retard, tu ne m'écoutes jamais.",
        "Eres un egoísta y nunca me escuchas.", "Jij luistert nooit naar mij en je bent lui.",
        "Sei sempre in ritardo e non mi ascolti mai.", "Ты никогда меня не слушаешь.", "君はいつも遅い。",
        "Você nunca me ouve e só pensa em si.", "Du är så självisk och lat.", "أنت لا تسمعني أبدا"})
    EXPECT_TRUE(is_silent(text)) << text;
}

TEST(Mirror, TheMostTellingAreAtMostSoManyInTheTextsOrder) {
  const Reading reading =
      read("You are lazy. You never listen. You are pathetic. If you don't change, I'm leaving.");
  ASSERT_GE(reading.notices.size(), 4u);
  const auto three = most_telling(reading, 3);
  ASSERT_EQ(3u, three.size());
  EXPECT_TRUE(std::ranges::is_sorted(three, {}, &Notice::start));
  EXPECT_TRUE(std::ranges::any_of(three, [](const Notice& one) { return one.kind == "threat"; }));
  EXPECT_TRUE(most_telling(reading, 0).empty());
}

TEST(Mirror, AnyBytesWillDo) {
  std::string all;
  for (int i = 0; i < 4096; ++i) all += static_cast<char>((i * 131) ^ (i >> 3));
  EXPECT_LE(read(all).notices.size(), all.size());
  for (std::string_view text :
       {"", "\xff", "you’", "\xe2\x80", "'", "you\xc3 are lazy", "*", "y*", "\"", "''''"}) {
    for (const Notice& one : read(text).notices) EXPECT_LE(one.end, text.size());
  }
  EXPECT_TRUE(nlohmann::json::parse(to_json(read("you\xff are lazy"), "you\xff are lazy"), nullptr, false)
                  .is_object());
}

TEST(Mirror, AHundredKilobytesOfAnythingAreRead) {
  for (std::string_view part :
       {"you ", "you always ", "\"", "“you” ", "i ", "you never listen. ", "😀 ", "\x01\xff", "'you ",
        "you never listen and ", "if you ", "> ", "*you", "\n"}) {
    std::string text;
    while (text.size() < 100'000) text += part;
    for (const Notice& one : read(text).notices) ASSERT_LE(one.end, text.size());
  }
}

TEST(Mirror, JsonNamesTheFields) {
  const std::string text = "You are so lazy.";
  const auto json = nlohmann::json::parse(to_json(read(text), text));
  EXPECT_EQ(json["safety"], false);
  ASSERT_EQ(json["notices"].size(), 1u);
  EXPECT_EQ(json["notices"][0]["kind"], "label");
  EXPECT_EQ(json["notices"][0]["start"], 0);
  EXPECT_EQ(json["notices"][0]["end"], 15);
  EXPECT_EQ(json["notices"][0]["text"], "You are so lazy");
}

}  // namespace
}  // namespace concertina::mirror

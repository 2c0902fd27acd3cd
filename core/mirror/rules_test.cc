// Each rule's own texts: what must match does, what must not stays silent.
#include "core/mirror/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/mirror/mirror.h"

namespace concertina::mirror {
namespace {

std::string whole_text() {
  std::set<std::filesystem::path> files;
  for (const auto& one : std::filesystem::directory_iterator(CONCERTINA_SOURCE_DIR "/core/mirror/rules"))
    files.insert(one.path());
  std::string out;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    out.append(std::istreambuf_iterator<char>(in), {});
    out += "\n\n";
  }
  return out;
}

class OwnTexts : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(parsed_) << parsed_.error().what;
    ASSERT_GT(parsed_->rules.size(), 15u);
  }
  std::string text_ = whole_text();
  Result<Rules> parsed_ = parse_rules(text_);
};

TEST_F(OwnTexts, TheBuildHasTheSameRules) {
  ASSERT_EQ(rules().rules.size(), parsed_->rules.size());
  EXPECT_EQ(rules().patterns.size(), parsed_->patterns.size());
  EXPECT_EQ(rules().guard_patterns.size(), parsed_->guard_patterns.size());
  EXPECT_EQ(rules().kinds.size(), 13u);
}

TEST_F(OwnTexts, EachRuleHasTextsAndWhatMustMatchDoes) {
  for (const Rule& rule : parsed_->rules) {
    EXPECT_GE(rule.yes.size(), 3u) << rule.name;
    EXPECT_GE(rule.no.size(), 3u) << rule.name;
    for (std::string_view text : rule.yes) {
      const Reading reading = read(text);
      if (parsed_->kinds[rule.kind].name == "safety") {
        EXPECT_TRUE(reading.safety) << rule.name << ": " << text;
        EXPECT_TRUE(reading.notices.empty()) << text;
      } else {
        EXPECT_TRUE(
            std::ranges::any_of(reading.notices, [&](const Notice& n) { return n.rule == rule.name; }))
            << rule.name << ": " << text << ' ' << to_json(reading, text);
      }
    }
  }
}

TEST_F(OwnTexts, WhatMustNotMatchIsSilent) {
  for (const Rule& rule : parsed_->rules) {
    for (std::string_view text : rule.no) {
      const Reading reading = read(text);
      EXPECT_TRUE(!reading.safety && reading.notices.empty())
          << rule.name << ": " << text << ' ' << to_json(reading, text);
    }
  }
}

// Texts of no one rule: force and fear in many words, and harmless uses of the same words.
TEST_F(OwnTexts, ForceAndFearAreToldFromIdioms) {
  std::ifstream in(CONCERTINA_SOURCE_DIR "/core/mirror/safety_texts.txt", std::ios::binary);
  int yes = 0, no = 0;
  for (std::string line; std::getline(in, line);) {
    const std::string_view text(line);
    if (text.starts_with("yes ")) {
      ++yes;
      EXPECT_TRUE(read(text.substr(4)).safety) << line;
    } else if (text.starts_with("no ")) {
      ++no;
      EXPECT_FALSE(read(text.substr(3)).safety) << line;
    }
  }
  EXPECT_GE(yes, 120);
  EXPECT_GE(no, 120);
}

TEST_F(OwnTexts, EachRuleSaysWhyAndAsksWithoutShouting) {
  for (const Rule& rule : parsed_->rules) {
    if (parsed_->kinds[rule.kind].name == "safety") continue;
    EXPECT_NE(rule.question.find('?'), std::string_view::npos) << rule.name;
    EXPECT_EQ(rule.question.find('!'), std::string_view::npos) << rule.name;
    EXPECT_FALSE(rule.why.empty() || rule.source.empty()) << rule.name;
  }
}

TEST(Rules, AFaultIsNamedByItsLine) {
  const auto wrong = [](std::string_view text) {
    const auto parsed = parse_rules(text);
    return parsed ? std::string() : parsed.error().what;
  };
  EXPECT_NE(wrong("rule x\nkind y\n").find("Line 2"), std::string::npos);
  EXPECT_NE(wrong("kind y\n\nrule x\nkind y\nmatch (a\nquestion q?\n").find("Line 5"), std::string::npos);
  EXPECT_NE(wrong("kind y\n\nrule x\nkind y\nmatch <none>\n").find("no list"), std::string::npos);
  EXPECT_NE(wrong("kind y\n\nrule x\nkind y\nmatch ..3 a\nquestion q?\n").find("must begin"),
            std::string::npos);
  EXPECT_NE(wrong("nonsense\n").find("can't begin"), std::string::npos);
  EXPECT_EQ(wrong("list one\nword\n"), "") << "a list may be one word";
  EXPECT_EQ(wrong("kind y\n\nrule x\nkind y\nmatch a (b|c d)? !e ..2 f*\nquestion q?\n"), "");
}

}  // namespace
}  // namespace concertina::mirror

// Precision and recall as core/mirror/gold.md has them judged: by gold.jsonl, which may be looked at when a
// rule is made, and by fresh.jsonl, which is only counted.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/mirror/mirror.h"

namespace concertina::mirror {
namespace {

// The aim is precision 0.97, recall 0.85, all safety seen, and falsely at most 1 %. This is what holds so
// far, so that nothing gets worse unseen; doc/mirror.md says what is missing.
struct Floor {
  double precision, recall;
  int dangers_seen, false_alarms;
};

struct Count {
  int right = 0, wrong = 0, found = 0, missed = 0;
  double precision() const { return right + wrong == 0 ? 1 : double(right) / (right + wrong); }
  double recall() const { return found + missed == 0 ? 1 : double(found) / (found + missed); }
};
struct Figures {
  std::map<std::string, Count> kinds;
  Count all;
  int dangers = 0, dangers_seen = 0, others = 0, false_alarms = 0, harmless = 0, disturbed = 0;
};

struct Place {
  std::size_t start, end;
  std::vector<std::string> kinds;
  bool holds(const Notice& one) const {
    return one.start < end && start < one.end && std::ranges::find(kinds, one.kind) != kinds.end();
  }
};

void count(const nlohmann::json& gold, Figures& out) {
  const std::string text = gold["text"];
  const Reading reading = read(text);
  if (gold["safety"]) {
    ++out.dangers;
    out.dangers_seen += reading.safety;
    return;
  }
  ++out.others;
  out.false_alarms += reading.safety;
  std::vector<Place> places;
  for (const auto& one : gold["notices"]) {
    const std::size_t at = text.find(one["on"].get<std::string>());
    ASSERT_NE(at, std::string::npos) << gold["id"];
    places.push_back({at, at + one["on"].get<std::string>().size(), {one["kind"]}});
    if (one.contains("or"))
      for (const auto& other : one["or"]) places.back().kinds.push_back(other);
  }
  out.harmless += places.empty();
  out.disturbed += places.empty() && !reading.notices.empty();
  for (const Notice& one : reading.notices) {
    const bool right = std::ranges::any_of(places, [&](const Place& place) { return place.holds(one); });
    for (Count* to : {&out.all, &out.kinds[std::string(one.kind)]}) ++(right ? to->right : to->wrong);
  }
  for (const Place& place : places) {
    const bool found =
        std::ranges::any_of(reading.notices, [&](const Notice& one) { return place.holds(one); });
    for (Count* to : {&out.all, &out.kinds[place.kinds[0]]}) ++(found ? to->found : to->missed);
  }
}

void print(const char* name, const Figures& f) {
  std::printf(
      "%s: precision %.3f, recall %.3f; safety %d of %d, falsely %d of %d; harmless texts with a notice %d "
      "of %d\n",
      name, f.all.precision(), f.all.recall(), f.dangers_seen, f.dangers, f.false_alarms, f.others,
      f.disturbed, f.harmless);
  for (const auto& [kind, one] : f.kinds) {
    std::printf("  %-16s precision %.2f (%d of %d)  recall %.2f (%d of %d)\n", kind.c_str(), one.precision(),
                one.right, one.right + one.wrong, one.recall(), one.found, one.found + one.missed);
  }
}

void expect_no_worse(const std::string& name, const Floor& floor) {
  std::ifstream in(CONCERTINA_SOURCE_DIR "/core/mirror/" + name, std::ios::binary);
  Figures figures;
  int texts = 0;
  for (std::string line; std::getline(in, line); ++texts) {
    const auto gold = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(gold.is_discarded()) << line;
    count(gold, figures);
  }
  ASSERT_GT(texts, 400) << name;
  print(name.c_str(), figures);
  EXPECT_GE(figures.all.precision(), floor.precision);
  EXPECT_GE(figures.all.recall(), floor.recall);
  EXPECT_GE(figures.dangers_seen, floor.dangers_seen);
  EXPECT_LE(figures.false_alarms, floor.false_alarms);
}

TEST(Gold, TheFiguresAreNoWorseThanTheyWere) { expect_no_worse("gold.jsonl", {0.98, 0.94, 140, 0}); }
TEST(Gold, NorByTextsThatNoRuleWasMadeBy) { expect_no_worse("fresh.jsonl", {0.89, 0.57, 42, 5}); }

// Where violence is told so that it is not seen, at least nothing is asked to be softer.
TEST(Gold, NoTextOfSafetyIsAskedAnything) {
  for (const char* name : {"gold.jsonl", "fresh.jsonl"}) {
    std::ifstream in(std::string(CONCERTINA_SOURCE_DIR "/core/mirror/") + name, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
      const auto gold = nlohmann::json::parse(line, nullptr, false);
      if (gold["safety"]) EXPECT_TRUE(read(std::string(gold["text"])).notices.empty()) << line;
    }
  }
}

}  // namespace
}  // namespace concertina::mirror

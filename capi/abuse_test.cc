// What no host should do, and some will: the library answers in words, changes nothing and stays usable.
#include <gtest/gtest.h>
#include <malloc.h>

#include <limits>

#include "capi/test_shell.h"

namespace concertina::capi::test {
namespace {

struct AbuseTest : testing::Test {
  Shell shell{1};

  static std::optional<Answer> nobody(const Json&, const Bytes&) { return std::nullopt; }
  // Still in order: it writes, and shows what it wrote.
  void expect_usable() {
    const std::size_t before = shell.house()["room"].size();
    const Said said = shell.write(note("still here"));
    ASSERT_TRUE(said.ok()) << said.text;
    ASSERT_EQ(shell.house()["room"].size(), before + 1);
  }
};

TEST_F(AbuseTest, NoHandleRefusesEverythingInWords) {
  const char* text = "x";
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
  concertina_free(nullptr);
  EXPECT_EQ(concertina_input(nullptr, 1), nullptr);
  EXPECT_EQ(concertina_step(nullptr), CONCERTINA_NONE);
  EXPECT_EQ(concertina_body_size(nullptr), 0u);
  EXPECT_NE(concertina_body(nullptr), nullptr);
  for (const std::int32_t code : {concertina_begin(nullptr, text, 1),
                                  concertina_restore(nullptr, text, 1, bytes, 1),
                                  concertina_finish(nullptr),
                                  concertina_unlock(nullptr, text, 1),
                                  concertina_set_passphrase(nullptr, text, 1),
                                  concertina_take_changes(nullptr),
                                  concertina_house(nullptr),
                                  concertina_export(nullptr),
                                  concertina_export_text(nullptr),
                                  concertina_export_file(nullptr),
                                  concertina_import(nullptr, text, 1),
                                  concertina_delete(nullptr),
                                  concertina_deletion(nullptr),
                                  concertina_try_unlock(nullptr),
                                  concertina_status(nullptr),
                                  concertina_words(nullptr),
                                  concertina_write(nullptr, text, 1),
                                  concertina_correct(nullptr, text, 1),
                                  concertina_copy(nullptr, text, 1),
                                  concertina_take_back(nullptr, text, 1),
                                  concertina_compare(nullptr, 1),
                                  concertina_invite(nullptr),
                                  concertina_join(nullptr, text, 1),
                                  concertina_set_relay(nullptr, text, 1, text, 1),
                                  concertina_round(nullptr, 0),
                                  concertina_next(nullptr),
                                  concertina_loaded(nullptr, bytes, 1),
                                  concertina_answered(nullptr, 200, bytes, 1),
                                  concertina_failed(nullptr, text, 1)}) {
    EXPECT_EQ(code, CONCERTINA_INVALID);
  }
  const std::string said(reinterpret_cast<const char*>(concertina_result(nullptr)),
                         concertina_result_size(nullptr));
  EXPECT_TRUE(said.starts_with("There is no handle here.")) << said;
}

TEST_F(AbuseTest, WithoutRandomnessOrClockThereIsNoHandle) {
  const concertina_random random = [](void*, std::uint8_t*, std::size_t) -> std::int32_t { return 0; };
  const concertina_clock clock = [](void*, std::int32_t*) -> double { return 0; };
  EXPECT_EQ(concertina_new(nullptr, clock, nullptr), nullptr);
  EXPECT_EQ(concertina_new(random, nullptr, nullptr), nullptr);
}

TEST_F(AbuseTest, AnAddressThatIsNullWithALengthIsRefused) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  const auto refused = [&](std::int32_t code) {
    EXPECT_EQ(code, CONCERTINA_INVALID) << shell.tell(code).text;
  };
  refused(concertina_write(shell.device, nullptr, 5));
  refused(concertina_correct(shell.device, nullptr, 5));
  refused(concertina_copy(shell.device, nullptr, 5));
  refused(concertina_take_back(shell.device, nullptr, 5));
  refused(concertina_join(shell.device, nullptr, 5));
  refused(concertina_set_relay(shell.device, nullptr, 5, nullptr, 0));
  refused(concertina_set_relay(shell.device, "http://a.example", 16, nullptr, 5));
  refused(concertina_write(shell.device, nullptr, 0));
  refused(concertina_take_back(shell.device, nullptr, 0));
  refused(concertina_write(shell.device, "x", std::numeric_limits<std::size_t>::max()));
  expect_usable();
}

TEST_F(AbuseTest, BeforeAnybodyHasBegunAllElseIsRefused) {
  EXPECT_EQ(concertina_house(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_status(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_export(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_words(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(shell.write(note("x")).code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(shell.invite().code, CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_round(shell.device, 0), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_next(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(concertina_finish(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(shell.tell(concertina_take_changes(shell.device)).text, std::string(4, '\0'));
  EXPECT_EQ(shell.begin("").code, CONCERTINA_INVALID);
  EXPECT_EQ(shell.begin(std::string_view("A\0B", 3)).code, CONCERTINA_INVALID);
  EXPECT_EQ(shell.begin("\xff").code, CONCERTINA_INVALID);
  EXPECT_EQ(shell.begin(std::string(100'000, 'a')).code, CONCERTINA_INVALID);
  EXPECT_TRUE(shell.items.empty());
  ASSERT_TRUE(shell.begin("Ada").ok());
  expect_usable();
}

TEST_F(AbuseTest, WhatComesOutOfTurnIsRefused) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  EXPECT_EQ(shell.begin("Eve").code, CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_restore(shell.device, "relay", 5, nullptr, 0), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_finish(shell.device), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_next(shell.device), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_answered(shell.device, 200, nullptr, 0), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_loaded(shell.device, nullptr, 0), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_failed(shell.device, nullptr, 0), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_round(shell.device, 0), CONCERTINA_NOT_FOUND) << "no relay yet";
  ASSERT_TRUE(shell.set_relay("http://127.0.0.1:1").ok());
  EXPECT_EQ(concertina_round(shell.device, -1), CONCERTINA_INVALID);
  EXPECT_EQ(concertina_round(shell.device, 26), CONCERTINA_INVALID);
  ASSERT_EQ(concertina_round(shell.device, 25), CONCERTINA_OK);
  while (concertina_step(shell.device) != CONCERTINA_SEND)
    ASSERT_EQ(concertina_next(shell.device), CONCERTINA_OK);
  EXPECT_EQ(concertina_next(shell.device), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_loaded(shell.device, nullptr, 0), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_failed(shell.device, "\xff", 1), CONCERTINA_INVALID);
  EXPECT_EQ(concertina_failed(shell.device, "Gone.", 5), CONCERTINA_OK);
  EXPECT_EQ(concertina_failed(shell.device, "Gone.", 5), CONCERTINA_CONFLICT);
  EXPECT_EQ(concertina_step(shell.device), CONCERTINA_NONE);
  ASSERT_EQ(concertina_next(shell.device), CONCERTINA_OK);
  EXPECT_EQ(concertina_step(shell.device), CONCERTINA_DONE);
  EXPECT_EQ(shell.tell(CONCERTINA_OK).json()["say"], "Gone.");
  EXPECT_EQ(concertina_next(shell.device), CONCERTINA_CONFLICT);
  expect_usable();
}

TEST_F(AbuseTest, GarbageIsRefusedAndNothingChanges) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  ASSERT_TRUE(shell.set_relay("https://relay.example", "token").ok());
  const std::string status = shell.status().dump();
  const Items items = shell.items;
  concertina::test::Chance chance(3);
  std::vector<std::string> garbage{"",
                                   "{}",
                                   "null",
                                   "\"",
                                   "{\"kind\":\"check-in\"",
                                   std::string(100'000, 'x'),
                                   std::string(5'000'000, 'x')};
  for (int i = 0; i < 300; ++i) {
    const Bytes bytes = chance.bytes(chance.below(80));
    garbage.emplace_back(as_text(bytes));
  }
  for (const std::string& text : garbage) {
    EXPECT_FALSE(shell.write(text).ok());
    EXPECT_FALSE(shell.stored(concertina_correct(shell.device, text.data(), text.size())).ok());
    EXPECT_FALSE(shell.take_back(text).ok());
    EXPECT_FALSE(shell.join(text).ok());
    const Said said = shell.set_relay(text);
    EXPECT_FALSE(said.ok());
    EXPECT_LT(said.text.size(), 500u) << "a sentence, not all that was given";
    EXPECT_NO_THROW((void)Json(said.text).dump()) << "the sentence is no UTF-8";
  }
  for (const char* token : {"two words", "line\nfeed", "h\xc3\xa9", "\x7f"}) {
    EXPECT_EQ(shell.set_relay("https://relay.example", token).code, CONCERTINA_INVALID) << token;
  }
  EXPECT_EQ(shell.set_relay("https://relay.example", std::string(201, 't')).code, CONCERTINA_INVALID);
  EXPECT_EQ(shell.items, items);
  EXPECT_EQ(shell.status().dump(), status);
  expect_usable();
}

TEST_F(AbuseTest, AHundredKilobytesOfWordsAreTooManyAndTwentyAreNot) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  const Said said = shell.write(note(std::string(102'400, 'w')));
  EXPECT_EQ(said.code, CONCERTINA_INVALID);
  EXPECT_NE(said.text.find("20000"), std::string::npos) << said.text;
  EXPECT_TRUE(shell.write(note(std::string(20'000, 'w'))).ok());
  EXPECT_EQ(shell.house()["room"][0]["words"].get<std::string>().size(), 20'000u);
  expect_usable();
}

TEST_F(AbuseTest, ArgumentsMayLieInTheInputOrInTheResultItself) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  const std::string json = note("by the input").dump();
  std::uint8_t* input = concertina_input(shell.device, json.size());
  std::ranges::copy(json, input);
  ASSERT_EQ(concertina_write(shell.device, reinterpret_cast<const char*>(input), json.size()), CONCERTINA_OK);
  const std::string id = shell.tell(CONCERTINA_OK).json()["room"];
  EXPECT_EQ(concertina_input(shell.device, 70'000'000), nullptr);
  EXPECT_NE(concertina_input(shell.device, 0), nullptr);
  ASSERT_EQ(concertina_house(shell.device), CONCERTINA_OK);
  const std::string house = shell.tell(CONCERTINA_OK).text;
  const char* in_result = reinterpret_cast<const char*>(concertina_result(shell.device)) + house.find(id);
  EXPECT_EQ(concertina_take_back(shell.device, in_result, 8), CONCERTINA_OK);
  EXPECT_EQ(shell.house()["room"].size(), 0u);
}

TEST_F(AbuseTest, WithoutRandomnessNothingLeavesAndTheHandleSaysSo) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  const Items items = shell.items;
  shell.no_randomness = true;
  const Said said = shell.write(note("made of nothing"));
  EXPECT_EQ(said.code, CONCERTINA_STORAGE);
  EXPECT_NE(said.text.find("no randomness"), std::string::npos);
  shell.no_randomness = false;
  EXPECT_EQ(concertina_house(shell.device), CONCERTINA_STORAGE) << "this handle is over";
  EXPECT_EQ(shell.tell(concertina_take_changes(shell.device)).code, CONCERTINA_STORAGE);
  shell.items = items;
  ASSERT_TRUE(shell.restart().ok());
  EXPECT_EQ(shell.house()["room"].size(), 0u);
  expect_usable();

  Shell fresh(9);
  fresh.no_randomness = true;
  EXPECT_EQ(concertina_begin(fresh.device, "Eve", 3), CONCERTINA_STORAGE);
}

TEST_F(AbuseTest, AClockThatIsMadWritesNothing) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  const double right = shell.clock;
  for (const double mad : {0.0, -1.0, 1e300, -1e300, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity(), 5e9}) {
    shell.clock = mad;
    EXPECT_EQ(shell.write(note("when?")).code, CONCERTINA_INVALID) << mad;
    EXPECT_NO_THROW((void)shell.house());
    EXPECT_NO_THROW((void)shell.status());
  }
  shell.clock = right;
  for (const std::int32_t offset : {10'000, -10'000, std::numeric_limits<std::int32_t>::min(),
                                    std::numeric_limits<std::int32_t>::max()}) {
    shell.offset = offset;
    EXPECT_EQ(shell.write(note("where?")).code, CONCERTINA_INVALID) << offset;
    EXPECT_NO_THROW((void)shell.status());
  }
  shell.offset = 60;
  expect_usable();
}

TEST_F(AbuseTest, AnAnswerOfAnySortEndsInWordsAtWorst) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  ASSERT_TRUE(shell.set_relay("http://127.0.0.1:1").ok());
  ASSERT_TRUE(shell.invite().ok());
  concertina::test::Chance chance(5);
  const int statuses[] = {200, 201, 204, 301, 400, 401, 403, 404, 409,
                          410, 413, 429, 500, 503, 507, 0,   -1,  999};
  const Bytes refusal =
      encode(Refusal{std::string(reason::kConflict), "Something else stands there.", 1'800'000'000, 0});
  for (int i = 0; i < 400; ++i) {
    int sends = 0;
    const Json done = shell.round([&](const Json&, const Bytes&) -> std::optional<Answer> {
      if (++sends > 60) return std::nullopt;
      Bytes body = chance.below(3) == 0   ? Bytes()
                   : chance.below(2) == 0 ? refusal
                                          : chance.bytes(chance.below(200));
      if (chance.below(50) == 0) body = chance.bytes(3'000'000);
      if (chance.below(3) == 0 && !body.empty()) body[chance.below(body.size())] ^= 1;
      return Answer{statuses[chance.below(std::size(statuses))], std::move(body)};
    });
    ASSERT_TRUE(done["code"] == CONCERTINA_OK || !done["say"].get<std::string>().empty()) << done;
    if (i % 40 == 0) {
      ASSERT_TRUE(shell.restart().ok());
    }
  }
  expect_usable();
}

TEST_F(AbuseTest, AStoredItemThatRottedIsNamedOrDoneWithoutAndNeverCrashes) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  ASSERT_TRUE(shell.set_relay("http://127.0.0.1:1", "token").ok());
  ASSERT_TRUE(shell.invite().ok());
  ASSERT_TRUE(shell.write(check_in("room", false)).ok());
  shell.round(nobody);
  ASSERT_TRUE(shell.write(note(std::string(9000, 'x'))).ok());
  shell.clock += 3600;
  shell.round(nobody);
  const Items sound = shell.items;
  concertina::test::Chance chance(7);
  int opened = 0, refused = 0;
  for (int i = 0; i < 1500; ++i) {
    shell.items = sound;
    auto item = std::next(shell.items.begin(), static_cast<std::ptrdiff_t>(chance.below(shell.items.size())));
    switch (chance.below(4)) {
      case 0:
        shell.items.erase(item);
        break;
      case 1:
        item->second.resize(chance.below(item->second.size() + 1));
        break;
      case 2:
        shell.items["" + item->first.substr(0, chance.below(item->first.size())) + "zz"] = item->second;
        break;
      default:
        item->second[chance.below(item->second.size())] ^= static_cast<std::uint8_t>(1u << chance.below(8));
    }
    const Said said = shell.restart();
    if (!said.ok()) {
      ++refused;
      EXPECT_FALSE(said.text.empty());
      EXPECT_NE(concertina_house(shell.device), CONCERTINA_OK);
      continue;
    }
    ++opened;
    EXPECT_NO_THROW((void)shell.house());
    EXPECT_NO_THROW((void)shell.status());
    EXPECT_NO_THROW((void)shell.exported());
    EXPECT_TRUE(shell.write(note("after")).ok());
    if (!shell.status()["relay"].get<std::string>().empty()) {
      EXPECT_NO_THROW((void)shell.round(nobody));
    }
  }
  EXPECT_GT(opened, 100);
  EXPECT_GT(refused, 100);
}

TEST_F(AbuseTest, WithADamagedItemLeftOutNothingOpens) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  ASSERT_TRUE(shell.set_relay("http://127.0.0.1:1").ok());
  shell.open();
  for (const auto& [key, value] : shell.items) {
    const bool whole = key != "relay";
    const std::int32_t code = concertina_restore(shell.device, key.data(), key.size(), value.data(),
                                                 value.size() - (whole ? 0 : 1));
    EXPECT_EQ(code, whole ? CONCERTINA_OK : CONCERTINA_DAMAGED) << key;
  }
  const Said said = shell.tell(concertina_finish(shell.device));
  EXPECT_EQ(said.code, CONCERTINA_DAMAGED);
  EXPECT_NE(said.text.find("relay"), std::string::npos) << said.text;
  EXPECT_EQ(concertina_house(shell.device), CONCERTINA_NOT_FOUND);
  EXPECT_EQ(shell.begin("Ada").code, CONCERTINA_CONFLICT);
  ASSERT_TRUE(shell.restart().ok());
}

// The sanitizer's own allocator keeps what was freed; there its leak check stands in for this.
#if defined(__SANITIZE_ADDRESS__)
#define CAPI_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAPI_SANITIZED
#endif
#endif
#ifndef CAPI_SANITIZED
TEST_F(AbuseTest, MemoryDoesNotGrowWithUse) {
  ASSERT_TRUE(shell.begin("Ada").ok());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(shell.write(note("n")).ok());
  const auto use = [&] {
    for (int i = 0; i < 200; ++i) {
      ASSERT_EQ(concertina_house(shell.device), CONCERTINA_OK);
      ASSERT_EQ(concertina_export(shell.device), CONCERTINA_OK);
      ASSERT_EQ(concertina_write(shell.device, "garbage", 7), CONCERTINA_INVALID);
      ASSERT_NE(concertina_input(shell.device, 100'000), nullptr);
      Shell other(static_cast<std::uint64_t>(i));
      ASSERT_TRUE(other.begin("Eve").ok());
      ASSERT_TRUE(other.restart().ok());
    }
  };
  use();
  const std::size_t before = mallinfo2().uordblks;
  use();
  const std::size_t after = mallinfo2().uordblks;
  EXPECT_LT(after, before + 65'536);
}
#endif

}  // namespace
}  // namespace concertina::capi::test

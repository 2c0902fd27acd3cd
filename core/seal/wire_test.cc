#include "core/seal/wire.h"

#include <gtest/gtest.h>

#include "core/record/cbor.h"
#include "core/record/text.h"
#include "core/test_support.h"

namespace concertina {
namespace {

ReadAnswer any_answer(test::Chance& chance) {
  ReadAnswer out;
  const auto items = [&] {
    std::vector<Bytes> all;
    for (std::size_t n = chance.below(4); n > 0; --n) all.push_back(chance.bytes(chance.below(300)));
    return all;
  };
  for (std::size_t n = chance.below(5); n > 0; --n)
    out.logs.push_back({chance.fixed<16>(), chance.next(), items()});
  for (std::size_t n = chance.below(5); n > 0; --n)
    out.chains.push_back({chance.fixed<32>(), chance.next(), items()});
  out.more = chance.below(2) == 1;
  return out;
}

TEST(Wire, ReadAnswersReadBack) {
  test::Chance chance(61);
  for (int i = 0; i < 500; ++i) {
    const Bytes bytes = encode(any_answer(chance));
    const auto back = decode_read_answer(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(*back), bytes);
  }
}

TEST(Wire, WhateverIsReadHasOneEncoding) {
  test::Chance chance(62);
  for (int i = 0; i < 5000; ++i) {
    Bytes bytes = encode(any_answer(chance));
    bytes[chance.below(bytes.size())] ^= static_cast<std::uint8_t>(1u << chance.below(8));
    if (const auto back = decode_read_answer(bytes)) EXPECT_EQ(encode(*back), bytes);
    EXPECT_FALSE(decode_read_answer(View(bytes).first(chance.below(bytes.size()))));
  }
}

TEST(Wire, AnAnswerHasLimits) {
  ReadAnswer answer;
  answer.logs.resize(kMostCursors);
  answer.chains.resize(kMostCursors);
  answer.logs[0].frames.resize(kMostItems);
  answer.chains[0].entries.resize(kMostItems);
  EXPECT_TRUE(decode_read_answer(encode(answer)));
  for (int which = 0; which < 4; ++which) {
    ReadAnswer over = answer;
    if (which == 0) over.logs.resize(kMostCursors + 1);
    if (which == 1) over.chains.resize(kMostCursors + 1);
    if (which == 2) over.logs[0].frames.resize(kMostItems + 1);
    if (which == 3) over.chains[0].entries.resize(kMostItems + 1);
    EXPECT_EQ(decode_read_answer(encode(over)).error().code, Code::unreachable) << which;
  }
  ReadAnswer large;
  large.logs.resize(1);
  large.logs[0].frames = std::vector<Bytes>(2, Bytes(kMostAnswer / 2 - 20));
  EXPECT_TRUE(decode_read_answer(encode(large)));
  large.logs[0].frames[0].resize(kMostAnswer / 2);
  large.logs[0].frames[1].resize(kMostAnswer / 2);
  EXPECT_FALSE(decode_read_answer(encode(large)));
  EXPECT_FALSE(decode_read_answer(Bytes(kMostAnswer, 0x40)));
}

TEST(Wire, MoreIsYesOrNo) {
  Bytes bytes = encode(ReadAnswer{});
  ASSERT_EQ(bytes.back(), 0);
  bytes.back() = 1;
  EXPECT_TRUE(decode_read_answer(bytes)->more);
  bytes.back() = 2;
  EXPECT_FALSE(decode_read_answer(bytes));
}

TEST(Wire, RefusalsReadBack) {
  const Refusal refusal{std::string(reason::kConflict), "Über etwas anderes.", -5, ~std::uint64_t{0}};
  const Bytes bytes = encode(refusal);
  const auto back = decode_refusal(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->reason, refusal.reason);
  EXPECT_EQ(back->say, refusal.say);
  EXPECT_EQ(back->time, -5);
  EXPECT_EQ(back->next, ~std::uint64_t{0});
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_refusal(View(bytes).first(length)));
  for (const std::string_view html : {"<html><body>502 Bad Gateway</body></html>", "", "{}"}) {
    EXPECT_EQ(decode_refusal(as_view(html)).error().code, Code::unreachable);
    EXPECT_EQ(decode_read_answer(as_view(html)).error().code, Code::unreachable);
  }
}

TEST(Wire, ANewerVersionIsRefusedInWords) {
  const Bytes newer = cbor::Writer().array(3).number(2).null().null().take();
  for (const Error& error : {decode_read_answer(newer).error(), decode_refusal(newer).error()}) {
    EXPECT_EQ(error.code, Code::too_new);
    EXPECT_NE(error.what.find("update Concertina"), std::string::npos);
  }
}

TEST(Wire, QueriesReadBack) {
  test::Chance chance(63);
  for (int i = 0; i < 200; ++i) {
    ReadQuery query;
    for (std::size_t n = chance.below(kMostCursors + 1); n > 0; --n)
      query.logs.push_back({chance.fixed<16>(), chance.next()});
    for (std::size_t n = chance.below(5); n > 0; --n)
      query.chains.push_back({chance.fixed<32>(), chance.next()});
    query.wait = static_cast<int>(chance.below(kMostWait + 1));
    const std::string text = to_text(query);
    const auto back = parse_read_query(text);
    ASSERT_TRUE(back) << back.error().what;
    EXPECT_EQ(to_text(*back), text);
  }
  EXPECT_TRUE(parse_read_query(""));
}

TEST(Wire, ARubbishCursorIsRefused) {
  const std::string id(32, 'a'), identity(64, 'b');
  for (const std::string& good :
       {"log=" + id + ".0", "log=" + id + ".18446744073709551615", "chain=" + identity + ".7",
        "log=" + id + ".1&log=" + id + ".1&wait=25", std::string("wait=0")}) {
    EXPECT_TRUE(parse_read_query(good)) << good;
  }
  for (const std::string& bad : {"log=" + id,
                                 "log=" + id + ".",
                                 "log=" + id + ".-1",
                                 "log=" + id + ".+1",
                                 "log=" + id + ".1x",
                                 "log=" + id + ". 1",
                                 "log=" + id + ".18446744073709551616",
                                 "log=" + id + "a.1",
                                 "log=." + id,
                                 "chain=" + id + ".1",
                                 "log=" + identity + ".1",
                                 "LOG=" + id + ".1",
                                 std::string("wait=26"),
                                 std::string("wait=-1"),
                                 std::string("wait="),
                                 std::string("wait=1.5"),
                                 std::string("wait=99999999999"),
                                 std::string("x=1"),
                                 std::string("&"),
                                 std::string("&wait=1"),
                                 std::string("wait=1&&"),
                                 std::string("log"),
                                 std::string("=")}) {
    EXPECT_EQ(parse_read_query(bad).error().code, Code::invalid) << bad;
  }
  std::string many;
  for (std::size_t i = 0; i <= kMostCursors; ++i) many += "log=" + id + ".1&";
  EXPECT_FALSE(parse_read_query(many));
}

TEST(Wire, WhatARefusalRepeatsIsText) {
  for (const std::string& bad :
       {std::string("\xff\xfe=1"), std::string("a\x1b[2J"), std::string(79, 'x') + "ä"}) {
    const std::string what = parse_read_query(bad).error().what;
    EXPECT_TRUE(is_utf8(what));
    EXPECT_FALSE(has_control(what));
  }
}

}  // namespace
}  // namespace concertina

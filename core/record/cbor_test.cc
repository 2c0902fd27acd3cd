#include "core/record/cbor.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/test_support.h"

namespace concertina::cbor {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

bool skips(std::string_view text) {
  const Bytes bytes = hex(text);
  Reader in(bytes);
  in.skip();
  return in.finished();
}

TEST(Cbor, WritesTheExamplesOfTheStandard) {  // RFC 8949, appendix A
  const auto number = [](std::uint64_t value) { return to_hex(Writer().number(value).take()); };
  EXPECT_EQ(number(0), "00");
  EXPECT_EQ(number(23), "17");
  EXPECT_EQ(number(24), "1818");
  EXPECT_EQ(number(255), "18ff");
  EXPECT_EQ(number(256), "190100");
  EXPECT_EQ(number(65535), "19ffff");
  EXPECT_EQ(number(65536), "1a00010000");
  EXPECT_EQ(number(1000000000000), "1b000000e8d4a51000");
  EXPECT_EQ(number(~std::uint64_t{0}), "1bffffffffffffffff");
  EXPECT_EQ(to_hex(Writer().integer(-1).take()), "20");
  EXPECT_EQ(to_hex(Writer().integer(-1000).take()), "3903e7");
  EXPECT_EQ(to_hex(Writer().bytes(hex("01020304")).take()), "4401020304");
  EXPECT_EQ(to_hex(Writer().text("ü水").take()), "65c3bce6b0b4");
  EXPECT_EQ(to_hex(Writer().array(3).number(1).array(2).number(2).number(3).null().take()), "8301820203f6");
}

TEST(Cbor, IntegersKeepTheirExtremes) {
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), std::int64_t{0},
        std::int64_t{-1}, std::int64_t{-25}, std::int64_t{24}}) {
    const Bytes bytes = Writer().integer(value).take();
    Reader in(bytes);
    EXPECT_EQ(in.integer(), value);
    EXPECT_TRUE(in.finished());
  }
  for (const char* beyond : {"1b8000000000000000", "3b8000000000000000", "3bffffffffffffffff"}) {
    const Bytes bytes = hex(beyond);
    Reader in(bytes);
    EXPECT_EQ(in.integer(), 0);
    EXPECT_FALSE(in.ok()) << beyond;
  }
}

TEST(Cbor, RefusesEveryOtherEncodingOfAValue) {
  // For each kind of head, numbers that would have fitted into a shorter one.
  for (const int major : {0, 1, 2, 3, 4}) {
    for (const auto& [low, value, width] :
         {std::tuple{24, 23ull, 1}, {25, 255ull, 2}, {26, 65535ull, 4}, {27, 4294967295ull, 8}}) {
      Bytes bytes{static_cast<std::uint8_t>(major << 5 | low)};
      for (int i = width; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
      bytes.resize(bytes.size() + 70'000, 0x61);
      Reader in(bytes);
      in.skip();
      EXPECT_FALSE(in.ok()) << major << " " << low;
    }
  }
  for (const char* bad : {"1c",       "1d",         "1e",
                          "1f",  // reserved heads
                          "5f4101ff", "7f6161ff",   "9f01ff",
                          "9fff",                            // indefinite lengths
                          "a0",       "a10102",     "bfff",  // maps
                          "c001",     "d81801",              // tags
                          "f4",       "f5",         "f7",
                          "f0",       "f818",       "ff",                     // other simple values
                          "f90000",   "fa00000000", "fb0000000000000000"}) {  // floats
    EXPECT_FALSE(skips(bad)) << bad;
  }
}

TEST(Cbor, RefusesWhatIsLeftOverOrMissing) {
  const Bytes whole = Writer().array(4).number(300).integer(-70'000).bytes(Bytes(30)).text("über").take();
  for (std::size_t length = 0; length <= whole.size() + 1; ++length) {
    Bytes bytes = whole;
    bytes.resize(length, 0);
    Reader in(bytes);
    in.array(4);
    in.number();
    in.integer();
    in.bytes();
    in.text();
    EXPECT_EQ(in.finished(), length == whole.size()) << length;
    EXPECT_EQ(in.ok(), length >= whole.size()) << length;
  }
}

TEST(Cbor, HugeLengthsCostNothing) {
  for (const char* huge : {"5affffffff", "5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff",
                           "9b7fffffffffffffff", "9affffffff00", "82005bffffffffffffffff"}) {
    const Bytes bytes = hex(huge);
    EXPECT_FALSE(skips(huge)) << huge;
    Reader in(bytes);
    EXPECT_EQ(in.array(), bytes[0] == 0x82 ? 2u : 0u);
  }
}

TEST(Cbor, DepthIsBounded) {
  const auto nested = [](int depth) {
    std::string out;
    for (int i = 0; i < depth; ++i) out += "81";
    return out + "00";
  };
  EXPECT_TRUE(skips(nested(15)));
  EXPECT_FALSE(skips(nested(16)));
  EXPECT_FALSE(skips(nested(100'000)));
}

TEST(Cbor, TextMustBeUtf8) {
  for (const char* bad : {"61ff", "62c080", "63eda080", "64f4908080", "61c3"})
    EXPECT_FALSE(skips(bad)) << bad;
  EXPECT_TRUE(skips("64f09f8c8d"));
}

TEST(Cbor, FixedBytesHaveTheirLength) {
  for (const auto& [text, good] :
       {std::pair{"420102", true}, {"4101", false}, {"43010203", false}, {"820102", false}}) {
    const Bytes bytes = hex(text);
    Reader in(bytes);
    const Fixed<2> out = in.fixed<2>();
    EXPECT_EQ(in.ok(), good) << text;
    EXPECT_EQ(out, (good ? Fixed<2>{1, 2} : Fixed<2>{})) << text;
  }
}

TEST(Cbor, AReaderThatFailedStaysEmpty) {
  const Bytes bytes = hex("61ff000102420304f6");
  Reader in(bytes);
  EXPECT_EQ(in.text(), "");
  EXPECT_EQ(in.number(), 0u);
  EXPECT_EQ(in.integer(), 0);
  EXPECT_TRUE(in.bytes().empty());
  EXPECT_EQ(in.array(), 0u);
  EXPECT_FALSE(in.null());
  EXPECT_TRUE(in.skip().empty());
  EXPECT_FALSE(in.ok() || in.more() || in.finished());
}

// A random item, written by the writer.
void any_item(Writer& out, test::Chance& chance, int depth) {
  switch (chance.below(depth > 0 ? 6 : 5)) {
    case 0:
      out.number(chance.next() >> chance.below(64));
      break;
    case 1:
      out.integer(static_cast<std::int64_t>(chance.next()) >> chance.below(64));
      break;
    case 2:
      out.bytes(chance.bytes(chance.below(400)));
      break;
    case 3:
      out.text(std::string(chance.below(400), 'x') + "é");
      break;
    case 4:
      out.null();
      break;
    default: {
      const std::size_t length = chance.below(5);
      out.array(length);
      for (std::size_t i = 0; i < length; ++i) any_item(out, chance, depth - 1);
    }
  }
}

// Reads any item and writes it again.
void copy_item(Reader& in, Writer& out, std::uint8_t first) {
  switch (first >> 5) {
    case 0:
      out.number(in.number());
      break;
    case 1:
      out.integer(in.integer());
      break;
    case 2:
      out.bytes(in.bytes());
      break;
    case 3:
      out.text(in.text());
      break;
    default:
      in.null(), out.null();
  }
}

TEST(Cbor, WhatIsReadIsWrittenAgainByteForByte) {
  test::Chance chance(4);
  for (int i = 0; i < 3000; ++i) {
    Writer written;
    any_item(written, chance, 4);
    Reader in(written.view());
    EXPECT_TRUE(equal(in.skip(), written.view()));
    EXPECT_TRUE(in.finished());
  }
  // Every string of one to three bytes: read as a single value, it is either refused or written back the
  // same.
  int good = 0;
  for (unsigned all = 0; all < 1u << 24; all += chance.below(16) == 0 ? 7 : 61) {
    const Bytes bytes{static_cast<std::uint8_t>(all >> 16), static_cast<std::uint8_t>(all >> 8),
                      static_cast<std::uint8_t>(all)};
    for (std::size_t length = 1; length <= 3; ++length) {
      const View view = View(bytes).first(length);
      if (view[0] >> 5 == 4) continue;
      Reader in(view);
      Writer out;
      copy_item(in, out, view[0]);
      if (!in.finished()) continue;
      ++good;
      ASSERT_TRUE(equal(out.view(), view)) << to_hex(view);
    }
  }
  EXPECT_GT(good, 1000);
}

}  // namespace
}  // namespace concertina::cbor

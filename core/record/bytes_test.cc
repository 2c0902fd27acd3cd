#include "core/record/bytes.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina {
namespace {

TEST(Hex, ReadsBackWhatItWrote) {
  test::Chance chance(1);
  for (std::size_t length = 0; length < 70; ++length) {
    const Bytes bytes = chance.bytes(length);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
  }
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xa5, 0xff}), "000fa5ff");
  EXPECT_EQ(from_hex("A5fF"), (Bytes{0xa5, 0xff}));
}

TEST(Hex, RefusesWhatIsNotPairsOfDigits) {
  for (const char* bad : {"0", "abc", "0g", "g0", "0x", " 00", "00 ", "0\n", "é"})
    EXPECT_FALSE(from_hex(bad)) << bad;
  EXPECT_FALSE(fixed_from_hex<2>("00"));
  EXPECT_FALSE(fixed_from_hex<2>("000000"));
  EXPECT_TRUE(fixed_from_hex<2>("00ff"));
}

TEST(Hex, NumbersSortLikeTheirText) {
  EXPECT_EQ(to_hex(std::uint64_t{0}, 8), "00000000");
  EXPECT_EQ(to_hex(~std::uint64_t{0}, 16), "ffffffffffffffff");
  EXPECT_EQ(to_hex(std::uint64_t{0x123456789}, 8), "23456789");
  test::Chance chance(2);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t a = chance.next() >> chance.below(64), b = chance.next() >> chance.below(64);
    EXPECT_EQ(a < b, to_hex(a, 16) < to_hex(b, 16));
  }
}

TEST(Base64, ReadsBackWhatItWrote) {
  test::Chance chance(3);
  for (std::size_t length = 0; length < 70; ++length) {
    const Bytes bytes = chance.bytes(length);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  EXPECT_EQ(to_base64(as_view("foobar")), "Zm9vYmFy");  // RFC 4648
  EXPECT_EQ(to_base64(as_view("foob")), "Zm9vYg");
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff}), "-_8");
}

TEST(Base64, OneValueHasOneText) {
  EXPECT_FALSE(from_base64("Zm9vYh"));  // spare bits set
  EXPECT_FALSE(from_base64("Zm9vY"));   // a length that no bytes give
  for (const char* bad : {"Zm9vYg==", "Zm9v ", "+/", "Zm9v\n", "ä"}) EXPECT_FALSE(from_base64(bad)) << bad;
  int good = 0;
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const char a : digits) {
    for (const char b : digits) good += from_base64(std::string{a, b}).has_value() ? 1 : 0;
  }
  EXPECT_EQ(good, 256);
}

}  // namespace
}  // namespace concertina

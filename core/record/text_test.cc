#include "core/record/text.h"

#include <gtest/gtest.h>

#include "core/record/bytes.h"

namespace concertina {
namespace {

std::string utf8(std::uint32_t point) {
  std::string out;
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xc0 | point >> 6), add(0x80 | (point & 63));
  } else if (point < 0x10000) {
    add(0xe0 | point >> 12), add(0x80 | (point >> 6 & 63)), add(0x80 | (point & 63));
  } else {
    add(0xf0 | point >> 18), add(0x80 | (point >> 12 & 63)), add(0x80 | (point >> 6 & 63)),
        add(0x80 | (point & 63));
  }
  return out;
}

TEST(Text, EveryCodePointIsUtf8AndNoSurrogateIs) {
  for (std::uint32_t point = 0; point <= 0x10ffff; ++point) {
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    ASSERT_EQ(is_utf8(utf8(point)), !surrogate) << point;
  }
  EXPECT_FALSE(is_utf8(utf8(0x110000)));
}

TEST(Text, MalformedBytesAreNoUtf8) {
  for (const char* bad : {"80",       "bf",       "c0af",     "c1bf",   "c3",     "c328",     "e0809f",
                          "e09fbf",   "e282",     "e28228",   "ed9fff", "eda080", "f08fbfbf", "f09f8c",
                          "f0288c8d", "f4908080", "f5808080", "fe",     "ff",     "61c3"}) {
    EXPECT_FALSE(is_utf8(as_text(*from_hex(bad)))) << bad;
  }
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(Text, OnlyControlCharactersAreControl) {
  for (std::uint32_t point = 0; point < 0x3000; ++point) {
    const bool control = (point < 0x20 && point != '\t' && point != '\n') || (point >= 0x7f && point < 0xa0);
    if (point >= 0xd800 && point <= 0xdfff) continue;
    ASSERT_EQ(has_control("a" + utf8(point) + "z"), control) << point;
    ASSERT_EQ(has_control(utf8(point)), control) << point;
  }
  EXPECT_FALSE(has_control("©ÀŸ"));  // continuation bytes like those of controls, behind other first bytes
}

TEST(Text, TrimTakesWhiteSpaceAtBothEndsOnly) {
  EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trim("   "), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("a"), "a");
}

TEST(Text, AnExcerptIsSafeToShow) {
  EXPECT_EQ(excerpt("short", 20), "short");
  EXPECT_EQ(excerpt("ääää", 5), "ää…");                     // never half a character
  EXPECT_EQ(excerpt("a\x1b[2Jb\nc\x7f", 20), "a?[2Jb?c?");  // a terminal would obey these
  EXPECT_EQ(excerpt("a\xff\xc3z", 20), "a??z");             // no UTF-8
  EXPECT_EQ(excerpt("\xc2\x9b", 20), "?");                  // U+009B begins a command, too
  for (std::size_t most = 0; most < 12; ++most) EXPECT_TRUE(is_utf8(excerpt("x€🌍ü\xf0\x9f", most)));
}

}  // namespace
}  // namespace concertina

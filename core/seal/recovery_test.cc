#include "core/seal/recovery.h"

#include "core/test_support.h"

namespace concertina {
namespace {

constexpr std::string_view kSigns = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

TEST(RecoveryCode, IsReadAsItWasWrittenAndAsAHandMayWriteIt) {
  test::SeededAmbient ambient(5);
  for (int i = 0; i < 200; ++i) {
    const RecoveryCode code = make_recovery_code(ambient);
    std::string text = to_text(code);
    ASSERT_EQ(text.size(), 47u);
    ASSERT_EQ(parse_recovery_code(text), code);
    std::string typed = " ";
    for (const char c : text) {
      if (c == '-') typed += "  \n";
      if (c == '0') typed += 'o';
      if (c == '1') typed += i % 2 == 0 ? 'l' : 'I';
      if (c != '-' && c != '0' && c != '1') typed += c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    ASSERT_EQ(parse_recovery_code(typed), code) << typed;
    std::erase(text, '-');
    ASSERT_EQ(parse_recovery_code(text), code);
  }
}

TEST(RecoveryCode, EveryMistypedSignIsFoundAndItsGroupNamed) {
  test::SeededAmbient ambient(6);
  const std::string text = to_text(make_recovery_code(ambient));
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    for (const char other : kSigns) {
      if (other == text[at]) continue;
      std::string typo = text;
      typo[at] = other;
      const auto read = parse_recovery_code(typo);
      ASSERT_FALSE(read) << typo;
      ASSERT_TRUE(read.error().what.starts_with("Group " + std::to_string(at / 6 + 1) + " of the code"))
          << read.error().what;
    }
  }
}

TEST(RecoveryCode, WhatChangedPlacesIsFound) {
  test::SeededAmbient ambient(7);
  for (int round = 0; round < 20; ++round) {
    const std::string text = to_text(make_recovery_code(ambient));
    for (std::size_t group = 0; group < kCodeGroups; ++group) {
      for (std::size_t a = 0; a < 5; ++a) {
        for (std::size_t b = a + 1; b < 5; ++b) {
          std::string typo = text;
          std::swap(typo[group * 6 + a], typo[group * 6 + b]);
          if (typo != text) ASSERT_FALSE(parse_recovery_code(typo)) << typo;
        }
      }
      for (std::size_t other = group + 1; other < kCodeGroups; ++other) {
        std::string typo = text;
        std::swap_ranges(typo.begin() + static_cast<std::ptrdiff_t>(group * 6),
                         typo.begin() + static_cast<std::ptrdiff_t>(group * 6 + 5),
                         typo.begin() + static_cast<std::ptrdiff_t>(other * 6));
        ASSERT_FALSE(parse_recovery_code(typo)) << typo;
      }
    }
  }
}

TEST(RecoveryCode, WhatIsNoneIsSaidSo) {
  test::SeededAmbient ambient(8);
  const std::string text = to_text(make_recovery_code(ambient));
  for (const std::string& wrong :
       {std::string(), std::string("-"), text.substr(0, 41), text + "-00000", text + "0",
        std::string(5000, 'x'), text.substr(1), std::string("Grüße")}) {
    const auto read = parse_recovery_code(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().code, Code::invalid);
    EXPECT_LT(read.error().what.size(), 200u);
  }
  std::string alien = text;
  alien[7] = 'U';
  EXPECT_NE(parse_recovery_code(alien).error().what.find("Group 2"), std::string::npos);
  alien = text;
  alien.erase(20, 1);
  EXPECT_NE(parse_recovery_code(alien).error().what.find("Group 4"), std::string::npos);
}

TEST(RecoveryCode, AnotherCodeHasOtherKeys) {
  const DeviceKeys one = recovery_keys({{1}}), other = recovery_keys({{2}});
  EXPECT_NE(one.sign.public_key, other.sign.public_key);
  EXPECT_NE(one.box.public_key, other.box.public_key);
  EXPECT_NE(one.sign.secret, one.box.secret);
}

}  // namespace
}  // namespace concertina

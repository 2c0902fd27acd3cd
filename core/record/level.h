// Level: how much, on a scale from 0 to 10. Unit: hundredths, 0 to 1000.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "core/record/error.h"

namespace concertina {

inline constexpr int kMostLevel = 1000;

// One need at one moment.
struct Need {
  int want = 0;
  int have = 0;

  int unmet() const { return want - have; }  // negative: more than wanted
  auto operator<=>(const Need&) const = default;
};

// Reads "7", "7.5" or "7,25".
Result<int> parse_level(std::string_view text);
// Reads "WANT/HAVE", for instance "8/3.5".
Result<Need> parse_need(std::string_view text);
std::string level_text(int hundredths);  // "7", "7.5", "7.25", "-0.5"

}  // namespace concertina

// Instant: a time in a table: days, or ISO 8601.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/record/error.h"

namespace concertina::cli {

struct Instant {
  enum class Form : std::uint8_t { days, iso };
  Form form;
  double day;          // from any origin; of `iso`, since 1970 in UTC
  std::int32_t civil;  // the day that it fell on: the whole part, or the date as it is written
};
inline constexpr double kMostDays = 1e7;

// “12.75”, “2026-11-22” (its noon), “2026-11-22T15:46:00.5+01:00”, with Z, or without an offset (then UTC).
// Dates are of the years 1900 to 2199. With `comma`, “12,75” too. Errors: invalid, as the end of a sentence
// that begins with where it stands.
Result<Instant> parse_instant(std::string_view text, bool comma);

// A number as people and programs write it, also with a plus; with `comma`, a decimal comma too. It may be
// infinite, as what is too large for a double is. Nothing where it is no number.
std::optional<double> parse_number(std::string_view text, bool comma);

}  // namespace concertina::cli

// Moment: a point in time as its writer saw it, and the civil day it fell on for them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/record/error.h"

namespace concertina {

// Seconds since 1970-01-01 00:00 UTC without leap seconds, and how many minutes the writer's wall clock
// was ahead of UTC. Range: the years 2000 to 2099; offsets of at most 14 hours.
struct Moment {
  std::int64_t seconds = 0;
  int offset = 0;

  auto operator<=>(const Moment&) const = default;
};

// A civil day, as days since 1970-01-01 on the writer's own calendar.
using Day = std::int64_t;

bool is_valid(const Moment& moment);
Day day_of(const Moment& moment);

// The point in time at which `day` ends for a wall clock that is `offset` minutes ahead of UTC.
std::int64_t end_of_day(Day day, int offset);

// Noon of the same civil day: the moment of what is about a whole day.
Moment noon_of(const Moment& moment);

// The same moment with minutes and seconds of the writer's wall clock cut off: all that a table copy
// carries.
Moment at_the_hour(const Moment& moment);

// "2026-11-22T15:46+01:00"; a day alone is "2026-11-22".
std::string to_text(const Moment& moment);
std::string day_text(Day day);

// Reads "2026-11-22", "2026-11-22 15:46[:00]", also with a T, and with a Z or +01:00 behind it. Where no
// offset is given, `offset` holds; a day alone is noon of that day.
Result<Moment> parse_moment(std::string_view text, int offset);

}  // namespace concertina

// Diary file: the check-ins of couples as a table with a row for each moment, and what pushed them as
// another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/instant.h"
#include "cli/world.h"
#include "core/rhythm/diary.h"

namespace concertina::cli {

// The names of the columns. What is not named is “couple” (which may be missing: then all rows are of one
// couple without a name), “time”, “c” and “s”.
struct Columns {
  std::optional<std::string> couple, time, c, s;
};

struct CoupleDiary {
  std::string name;
  std::vector<rhythm::Sight> sights;
  std::vector<std::int32_t> civil;  // the civil day of each sight
  std::vector<rhythm::Push> pushes;
  double first = 0;   // the day of the first row, noted or not
  int days_both = 0;  // civil days that hold a c and an s
};

struct Diaries {
  std::vector<CoupleDiary> couples;  // in the order in which they come; at least one
  std::vector<std::string> inputs;   // by the index of a push
  std::optional<Instant::Form> form;
};

// The file as it is named, or the world's input for “-”. Rows come in any order. An empty cell, NA and NaN
// are missing; times as instant.h has them, of one form throughout. Errors, sentences with line and column:
// not_found, invalid, storage, busy (ended by the person).
Result<Diaries> read_diaries(World& world, const std::string& file, const Columns& columns);

// Adds what pushed them: a table of `couple`, `time` (named as in `columns`) and one column for each input,
// of doses. Errors: as above; more than kMostInputs, a couple that has no diary, or a name that is taken.
Result<void> read_inputs(World& world, const std::string& file, const Columns& columns, Diaries& diaries);

// The course of a couple's diary from its first noting or push on: rows before it, of which nothing was
// noted, are none. `inputs`: how many the diaries have, also those that never push this couple. `by_day`:
// what one side notes on a civil day shares an error.
rhythm::Course course_of(const CoupleDiary& diary, const rhythm::Start& start, std::size_t inputs = 0,
                         bool by_day = false);
// The same from its first row on, noted or not: where x stands whose law is given whole (rhythm loglik).
rhythm::Course course_from_first_row(const CoupleDiary& diary, const rhythm::Start& start,
                                     bool by_day = false);

// A day as the file would call it: “12.75”, or “2026-11-22”.
std::string day_words(double day, std::optional<Instant::Form> form);

}  // namespace concertina::cli

// Plot: a fit as a picture in SVG, on paper by day and by night: what comes back of a push that goes round,
// couple by couple; and of one couple alone its days, and how they would go on.
#pragma once

#include "cli/fit.h"
#include "core/rhythm/outlook.h"

namespace concertina::cli {

struct GainRow {
  std::string name;     // what stands before it; UTF-8
  Summary gain;         // of numbers that are finite
  std::string verdict;  // what stands behind it
};

struct DaysPicture {
  std::span<const rhythm::Sight> sights;  // in any order; the last kDaysShown days of them are drawn
  std::string first, last;                // what the first and the last drawn day are called
  std::vector<double> times;              // of `bands`, days after the last sight
  rhythm::Bands bands;
};
inline constexpr double kDaysShown = 120;
inline constexpr std::size_t kRowsShown = 200;  // of couples; how many are left out is said

// `days`: nullptr for none. At least one row.
std::string to_svg(std::span<const GainRow> rows, const DaysPicture* days);

// A verdict in two or three words, of days and not of persons.
std::string_view short_words_of(rhythm::Verdict verdict);

}  // namespace concertina::cli

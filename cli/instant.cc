#include "cli/instant.h"

#include <algorithm>
#include <charconv>
#include <chrono>  // its calendar only
#include <cmath>
#include <limits>
#include <string>

#include "core/record/moment.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the fraction of a second out of a date with a time: what stands behind the point.
double take_fraction(std::string& text) {
  const auto point = text.find_first_of(".,");
  if (point == std::string::npos || point < 19 || point + 1 == text.size() || !is_digit(text[point + 1])) {
    return 0;
  }
  std::size_t end = point + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  const double fraction = parse_number("0." + text.substr(point + 1, end - point - 1), false).value_or(0);
  text.erase(point, end - point);
  return fraction;
}

constexpr int kFirstYear = 1900, kLastYear = 2199;

// The year that a date begins with.
std::optional<int> year_of(std::string_view text) {
  if (text.size() < 5 || text[4] != '-' || !std::ranges::all_of(text.substr(0, 4), is_digit))
    return std::nullopt;
  int year = 0;
  std::from_chars(text.data(), text.data() + 4, year);
  return year;
}

Day first_of(int year) {
  const std::chrono::year_month_day first{std::chrono::year(year), std::chrono::January, std::chrono::day(1)};
  return std::chrono::sys_days(first).time_since_epoch().count();
}

// As parse_moment, of more years than a record has (moment.h): read in a year of theirs that has as many
// days, and moved from there.
Result<Moment> parse_far_moment(std::string text) {
  const auto year = year_of(text);
  if (!year) return parse_moment(text, 0);
  const int twin = std::chrono::year(*year).is_leap() ? 2004 : 2005;
  auto moment = parse_moment(text.replace(0, 4, std::to_string(twin)), 0);
  if (moment) moment->seconds += (first_of(*year) - first_of(twin)) * 86'400;
  return moment;
}

}  // namespace

std::optional<double> parse_number(std::string_view text, bool comma) {
  text = trim(text);
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  std::string copy(text);
  if (const auto at = copy.find(','); comma && at != std::string::npos) copy[at] = '.';
  double value = 0;
  const auto [end, error] = std::from_chars(copy.data(), copy.data() + copy.size(), value);
  if (copy.empty() || end != copy.data() + copy.size()) return std::nullopt;
  // Too large or too small for a double.
  if (error == std::errc::result_out_of_range) {
    const bool tiny = copy.find("e-") != std::string::npos || copy.find("E-") != std::string::npos;
    return tiny ? 0 : std::numeric_limits<double>::infinity();
  }
  if (error != std::errc() || std::isnan(value)) return std::nullopt;
  return value;
}

Result<Instant> parse_instant(std::string_view text, bool comma) {
  text = trim(text);
  if (const auto number = parse_number(text, comma)) {
    if (!(std::abs(*number) <= kMostDays)) {
      return fail(Code::invalid, "“" + excerpt(text, 40) +
                                     "” is too large for a time in days. Please count days, or write dates "
                                     "like 2026-11-22.");
    }
    return Instant{Instant::Form::days, *number, static_cast<std::int32_t>(std::floor(*number))};
  }
  std::string rest(text);
  const double fraction = take_fraction(rest);
  const auto moment = parse_far_moment(rest);
  if (!moment) {
    return fail(Code::invalid, "“" + excerpt(text, 40) +
                                   "” is no time. Please write days, like 12.75, or 2026-11-22, or "
                                   "2026-11-22T15:46+01:00.");
  }
  if (const auto year = year_of(rest); !year || *year < kFirstYear || *year > kLastYear) {
    return fail(Code::invalid, "“" + excerpt(text, 40) + "” lies outside the years " +
                                   std::to_string(kFirstYear) + " to " + std::to_string(kLastYear) +
                                   ". Please give another time, or count days.");
  }
  return Instant{Instant::Form::iso, (static_cast<double>(moment->seconds) + fraction) / 86'400,
                 static_cast<std::int32_t>(day_of(*moment))};
}

}  // namespace concertina::cli

#include "core/record/moment.h"

#include <chrono>  // its calendar only; core reads no clock
#include <optional>

#include "core/record/text.h"

namespace concertina {
namespace {

using std::chrono::year_month_day;

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kFirst = 946'684'800;   // 2000-01-01
constexpr std::int64_t kLast = 4'102'444'800;  // 2100-01-01
constexpr int kMostOffset = 14 * 60;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::string two(std::int64_t value) {
  std::string out(2, '0');
  out[0] = static_cast<char>('0' + value / 10 % 10);
  out[1] = static_cast<char>('0' + value % 10);
  return out;
}

// Takes `digits` decimal digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Moment> read(std::string_view text, int offset) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || *day < 1) return std::nullopt;
  const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const Day days = std::chrono::sys_days(date).time_since_epoch().count();

  int hour = 12, minute = 0, second = 0;
  if (take(text, 'T') || take(text, ' ')) {
    const auto h = take_number(text, 2);
    if (!h || *h > 23 || !take(text, ':')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || *m > 59) return std::nullopt;
    hour = *h, minute = *m;
    if (take(text, ':')) {
      const auto s = take_number(text, 2);
      if (!s || *s > 59) return std::nullopt;
      second = *s;
    }
    if (take(text, 'Z')) {
      offset = 0;
    } else if (text.starts_with('+') || text.starts_with('-')) {
      const int sign = text[0] == '-' ? -1 : 1;
      text.remove_prefix(1);
      const auto oh = take_number(text, 2);
      take(text, ':');
      const auto om = take_number(text, 2);
      if (!oh || !om || *om > 59) return std::nullopt;
      offset = sign * (*oh * 60 + *om);
    }
  }
  if (!text.empty()) return std::nullopt;
  return Moment{days * kDaySeconds + hour * 3600 + minute * 60 + second - offset * 60, offset};
}

}  // namespace

bool is_valid(const Moment& moment) {
  return moment.seconds >= kFirst && moment.seconds < kLast && moment.offset >= -kMostOffset &&
         moment.offset <= kMostOffset;
}

Day day_of(const Moment& moment) { return floor_div(moment.seconds + moment.offset * 60, kDaySeconds); }

std::int64_t end_of_day(Day day, int offset) { return (day + 1) * kDaySeconds - offset * 60; }

Moment noon_of(const Moment& moment) {
  return Moment{end_of_day(day_of(moment), moment.offset) - kDaySeconds / 2, moment.offset};
}

Moment at_the_hour(const Moment& moment) {
  const std::int64_t local = moment.seconds + moment.offset * 60;
  return Moment{floor_div(local, 3600) * 3600 - moment.offset * 60, moment.offset};
}

std::string day_text(Day day) {
  const year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  const int year = static_cast<int>(date.year());
  return two(year / 100) + two(year % 100) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day()));
}

std::string to_text(const Moment& moment) {
  const Day day = day_of(moment);
  const std::int64_t second = moment.seconds + moment.offset * 60 - day * kDaySeconds;
  const int ahead = moment.offset < 0 ? -moment.offset : moment.offset;
  return day_text(day) + "T" + two(second / 3600) + ":" + two(second / 60 % 60) +
         (moment.offset < 0 ? "-" : "+") + two(ahead / 60) + ":" + two(ahead % 60);
}

Result<Moment> parse_moment(std::string_view text, int offset) {
  const auto moment = read(text, offset);
  if (!moment) {
    return fail(Code::invalid, "I can't read “" + excerpt(text, 40) +
                                   "” as a time. Write it like 2026-11-22 or 2026-11-22 15:46.");
  }
  if (!is_valid(*moment)) {
    return fail(Code::invalid,
                "“" + excerpt(text, 40) + "” lies outside the years 2000 to 2099. Please give another time.");
  }
  return *moment;
}

}  // namespace concertina

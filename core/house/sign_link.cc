#include "core/house/sign_link.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace concertina {
namespace {

constexpr std::size_t kSigns = Signs::kFields.size();
constexpr double kVisible = 0.05;

// One number a day, or none: then it isn't looked at.
using Series = std::vector<std::optional<double>>;

// Every value becomes its rank among all; equal ones share the middle of theirs. Centred on 0.
void rank(Series& series) {
  std::vector<std::size_t> there;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i]) there.push_back(i);
  }
  std::ranges::sort(there, {}, [&](std::size_t i) { return *series[i]; });
  const double middle = (static_cast<double>(there.size()) - 1) / 2;
  for (std::size_t from = 0; from < there.size();) {
    std::size_t to = from;
    const double value = *series[there[from]];
    while (to < there.size() && *series[there[to]] == value) ++to;
    for (std::size_t i = from; i < to; ++i)
      series[there[i]] = static_cast<double>(from + to - 1) / 2 - middle;
    from = to;
  }
}

struct Seen {
  double strength = 0;  // the correlation
  double weight = 0;    // times the root of the number of pairs less one
};

// The sign is looked up `later` days behind the need, round the end of the calendar.
Seen correlate(const Series& need, const Series& sign, std::size_t later) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t day = 0; day < need.size(); ++day) {
    const std::size_t at = (day + later) % sign.size();
    if (!need[day] || !sign[at]) continue;
    const double a = *need[day], b = *sign[at];
    n += 1, x += a, y += b, xx += a * a, yy += b * b, xy += a * b;
  }
  if (n < static_cast<double>(kLinkPairs)) return {};
  const double spread = (xx - x * x / n) * (yy - y * y / n);
  if (spread <= 1e-9) return {};  // one of them never moves
  const double strength = (xy - x * y / n) / std::sqrt(spread);
  return {strength, std::abs(strength) * std::sqrt(n - 1)};
}

struct Calendar {
  std::array<Series, 2> needs;
  std::array<Series, kSigns> signs;
  std::size_t both = 0;
};

Calendar calendar(const House& house, Day today) {
  Day first = today + 1, last = today - kLinkDays;
  const auto looked_at = [&](Day day) { return day > today - kLinkDays && day <= today; };
  struct Sum {
    double total = 0, count = 0;
  };
  std::map<Day, std::array<Sum, kSigns>> sums;
  for (const Item& item : house.room) {
    const auto* signs = std::get_if<Signs>(&item.content);
    const Day day = day_of(item.at);
    if (!signs || !looked_at(day)) continue;
    for (std::size_t i = 0; i < kSigns; ++i)
      sums[day][i].total += signs->strength[i], sums[day][i].count += 1;
    first = std::min(first, day), last = std::max(last, day);
  }
  for (const MyDay& day : house.my_days) {
    if (looked_at(day.day)) first = std::min(first, day.day), last = std::max(last, day.day);
  }
  Calendar out;
  if (last < first) return out;
  const auto length = static_cast<std::size_t>(last - first + 1);
  for (Series& one : out.needs) one.resize(length);
  for (Series& one : out.signs) one.resize(length);
  const auto index = [&](Day day) { return static_cast<std::size_t>(day - first); };
  for (const MyDay& day : house.my_days) {
    if (!looked_at(day.day)) continue;
    out.needs[0][index(day.day)] = day.mine.togetherness.unmet();
    out.needs[1][index(day.day)] = day.mine.separateness.unmet();
    out.both += sums.contains(day.day) ? 1u : 0u;
  }
  for (const auto& [day, sum] : sums) {
    for (std::size_t i = 0; i < kSigns; ++i) out.signs[i][index(day)] = sum[i].total / sum[i].count;
  }
  for (Series& one : out.needs) rank(one);
  for (Series& one : out.signs) rank(one);
  return out;
}

}  // namespace

SignLinks sign_links_of(const House& house, Day today) {
  const Calendar days = calendar(house, today);
  const std::size_t length = days.needs[0].size();
  SignLinks out{.days = days.both, .enough = days.both >= kLinkPairs && length >= kLinkSpan, .shown = {}};
  if (!out.enough) return out;
  const auto each = [&](std::size_t slide, const auto& take) {
    for (std::size_t sign = 0; sign < kSigns; ++sign) {
      for (std::size_t need = 0; need < 2; ++need) {
        for (std::size_t lag = 0; lag < std::size_t{kLinkLags}; ++lag)
          take(sign, need, lag, correlate(days.needs[need], days.signs[sign], slide + lag));
      }
    }
  };
  std::vector<double> largest(length);
  for (std::size_t slide = 0; slide < length; ++slide) {
    each(slide,
         [&](auto, auto, auto, const Seen& seen) { largest[slide] = std::max(largest[slide], seen.weight); });
  }
  each(0, [&](std::size_t sign, std::size_t need, std::size_t lag, const Seen& seen) {
    const auto reach = std::ranges::count_if(largest, [&](double most) { return most >= seen.weight; });
    const double chance = static_cast<double>(reach) / static_cast<double>(length);
    if (seen.weight > 0 && chance <= kVisible)
      out.shown.push_back({sign, static_cast<Side>(need), static_cast<int>(lag), seen.strength, chance});
  });
  std::ranges::sort(out.shown, {}, [](const SignLink& link) {
    return std::tuple(-std::abs(link.strength), link.sign, link.need, link.lag);
  });
  return out;
}

}  // namespace concertina

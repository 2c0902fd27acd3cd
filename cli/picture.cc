#include "cli/picture.h"

#include <array>
#include <ostream>

#include "core/house/spent.h"

namespace concertina::cli {
namespace {

constexpr std::size_t kShown = 60;  // days; the newest ones

std::size_t column(int hundredths) { return static_cast<std::size_t>((hundredths + 50) / 100); }

template <typename T>
std::span<const T> newest(std::ostream& out, const std::vector<T>& days) {
  if (days.size() <= kShown) return days;
  out << "(the newest " << kShown << " of " << days.size() << " days)\n";
  return std::span(days).last(kShown);
}

void print_key(std::ostream& out) { out << "━ what was had   │ what was wanted\n"; }

std::string bars(const Needs& needs) { return bar(needs.togetherness) + "   " + bar(needs.separateness); }

// "   2 h together, presence 7, motive 9; 45 min alone"; nothing where nothing was written.
std::string times(const Spent& spent) {
  std::string out;
  if (spent.together > 0) {
    out += "   " + length_text(spent.together) + " together";
    if (spent.presence) out += ", presence " + level_text(*spent.presence);
    if (spent.motive) out += ", motive " + level_text(*spent.motive);
  }
  const int alone = spent.chosen + spent.unchosen;
  if (alone == 0) return out;
  out += (out.empty() ? "   " : "; ") + length_text(alone) + " alone";
  if (spent.chosen == 0) out += ", not chosen";
  if (spent.chosen > 0 && spent.unchosen > 0) out += ", " + length_text(spent.unchosen) + " of it not chosen";
  return out;
}

}  // namespace

std::string bar(const Need& need) {
  std::string out;
  for (std::size_t at = 0; at <= 10; ++at) {
    const bool had = at < column(need.have);
    out += at == column(need.want) ? "│" : had ? "━" : "·";
  }
  return out;
}

void print_days(std::ostream& out, const std::vector<MyDay>& days) {
  if (days.empty()) return;
  print_key(out);
  out << "             togetherness  separateness\n";
  for (const MyDay& day : newest(out, days)) {
    out << day_text(day.day) << "   " << bars(day.mine) << times(day.spent) << '\n';
  }
}

void print_days(std::ostream& out, const std::vector<SharedDay>& days, const std::string& partner) {
  print_key(out);
  out << "             you                          " << partner << '\n'
      << "             togetherness  separateness   togetherness  separateness\n";
  for (const SharedDay& day : newest(out, days)) {
    out << day_text(day.day) << "   " << bars(day.mine) << "    " << bars(day.partners) << '\n';
  }
}

}  // namespace concertina::cli

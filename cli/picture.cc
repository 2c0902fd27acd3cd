#include "cli/picture.h"

#include <array>
#include <ostream>

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
    out << day_text(day.day) << "   " << bars(day.mine) << '\n';
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

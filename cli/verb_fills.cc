// Hours or presence, at a terminal.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/progress.h"
#include "cli/verbs.h"
#include "core/house/lived.h"
#include "core/house/pen.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSlice = 64;  // looks between two questions whether to end
constexpr int kHalf = 16;           // columns from no change to either edge
constexpr std::array<const char*, rhythm::kGiven> kNames = {"an hour together", "more presence   ",
                                                            "an hour alone   "};

// "     │  ░░▓▓▓░░    ": half of what is likely is dark, nine tenths of it light; `reach` points to either
// edge.
std::string band(const std::array<double, 5>& points, double reach) {
  const auto column = [&](double value) { return static_cast<int>(std::lround(kHalf * value / reach)); };
  std::string out;
  for (int at = -kHalf; at <= kHalf; ++at) {
    const bool dark = at >= column(points[1]) && at <= column(points[3]);
    const bool light = at >= column(points[0]) && at <= column(points[4]);
    out += dark ? "▓" : light ? "░" : at == 0 ? "│" : " ";
  }
  return out;
}

void print_fills(std::ostream& out, const rhythm::Filled& filled) {
  const Json said = Json::parse(to_json(filled));
  out << "Hours or presence? — only you can read this.\n\n"
      << std::string(said["title"]) << ". " << std::string(said["text"]) << '\n';
  if (filled.fills.empty()) return;
  double reach = 1;
  for (const auto& fill : filled.fills)
    reach = std::max({reach, std::abs(fill.points.front()), std::abs(fill.points.back())});
  out << "\n                    the need is larger   smaller\n";
  for (const auto& fill : filled.fills)
    out << "  " << kNames[static_cast<std::size_t>(fill.given)] << "  " << band(fill.points, reach) << '\n';
  out << '\n';
  for (const auto& fill : filled.fills) out << fill.said << '\n';
  out << '\n' << rhythm::kNotWhy << '\n';
}

}  // namespace

Result<void> show_fills(Call& call, const Device& device) {
  const Moment now = call.world.ambient.now();
  const rhythm::Plan plan{.warmup = 500, .draws = 500, .seed = 1};
  rhythm::Filling filling(lived_of(house_of(device, now), day_of(now)), plan);
  Progress progress(call.world, "of the looking at your days. Ctrl-C ends it.");
  bool more = true;
  while (more && !call.world.ended) {
    more = filling.advance(kSlice);
    progress.show(filling.progress());
  }
  progress.clear();
  const rhythm::Filled filled = filling.filled();
  if (call.json) {
    print_json(call.world.out, Json::parse(to_json(filled)));
  } else {
    print_fills(call.world.out, filled);
  }
  if (!more) return {};
  return fail(Code::busy, "Ended early: this is what the draws till then say.");
}

}  // namespace concertina::cli

#include "core/house/two_circles.h"

#include <nlohmann/json.hpp>

#include "core/house/strain.h"

namespace concertina {
namespace {

double in_days(std::int64_t seconds) {
  constexpr double kSecondsOfADay = 86'400;
  return static_cast<double>(seconds) / kSecondsOfADay;
}

// A day before the first sight is part of how things stood at it, and one after the last has nothing to show.
std::vector<rhythm::Push> pushes(const House& house, double first, double last) {
  std::vector<rhythm::Push> out;
  for (const auto& [day, seconds] : strained_days(house)) {
    const double begins = in_days(seconds);
    if (begins + 1 > first && begins <= last) out.push_back({std::max(begins, first), 1, 0});
  }
  std::ranges::sort(out, {}, &rhythm::Push::day);  // two days may begin in different places
  return out;
}

}  // namespace

TwoCircles two_circles(const House& house) {
  constexpr double kHundredths = 100;
  TwoCircles out;
  for (const Item& item : house.table) {
    const auto* check_in = std::get_if<CheckIn>(&item.content);
    if (check_in == nullptr || !item.shown) continue;
    const double day = in_days(item.at.seconds);
    const std::size_t mine = item.author == Author::me ? 0 : 1;
    out.sights[mine].push_back({day, check_in->togetherness.unmet() / kHundredths, 0});
    out.sights[1 - mine].push_back({day, check_in->separateness.unmet() / kHundredths, 1});
  }
  out.days = static_cast<int>(house.shared_days.size());
  if (const auto& seen = out.sights[0]; !seen.empty())
    out.strained = pushes(house, seen.front().day, seen.back().day);
  return out;
}

std::string to_json(const TwoCircles& circles) {
  nlohmann::json lists = nlohmann::json::array();
  for (const auto& sights : circles.sights) {
    nlohmann::json list = nlohmann::json::array();
    for (const rhythm::Sight& sight : sights) list.push_back({sight.day, sight.which, sight.value});
    lists.push_back(std::move(list));
  }
  nlohmann::json strained = nlohmann::json::array();
  for (const rhythm::Push& push : circles.strained) strained.push_back(push.day);
  return nlohmann::json{
      {"days", circles.days}, {"circles", std::move(lists)}, {"strained", std::move(strained)}}
      .dump();
}

}  // namespace concertina

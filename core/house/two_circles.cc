#include "core/house/two_circles.h"

#include <nlohmann/json.hpp>

namespace concertina {

TwoCircles two_circles(const House& house) {
  constexpr double kSecondsOfADay = 86'400;
  constexpr double kHundredths = 100;
  TwoCircles out;
  for (const Item& item : house.table) {
    const auto* check_in = std::get_if<CheckIn>(&item.content);
    if (check_in == nullptr || !item.shown) continue;
    const double day = static_cast<double>(item.at.seconds) / kSecondsOfADay;
    const std::size_t mine = item.author == Author::me ? 0 : 1;
    out.sights[mine].push_back({day, check_in->togetherness.unmet() / kHundredths, 0});
    out.sights[1 - mine].push_back({day, check_in->separateness.unmet() / kHundredths, 1});
  }
  out.days = static_cast<int>(house.shared_days.size());
  return out;
}

std::string to_json(const TwoCircles& circles) {
  nlohmann::json lists = nlohmann::json::array();
  for (const auto& sights : circles.sights) {
    nlohmann::json list = nlohmann::json::array();
    for (const rhythm::Sight& sight : sights) list.push_back({sight.day, sight.which, sight.value});
    lists.push_back(std::move(list));
  }
  return nlohmann::json{{"days", circles.days}, {"circles", std::move(lists)}}.dump();
}

}  // namespace concertina

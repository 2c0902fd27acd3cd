#include "core/house/lived.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace concertina {

namespace {

using rhythm::Given;

constexpr double kHundredths = 100;

double hours_of(int minutes) { return std::min(minutes / 60.0, rhythm::kMostHours); }

// So that the gaps between them repeat, and what they do is worked out once.
double quarter_at(std::int64_t seconds) {
  constexpr std::int64_t kQuarter = 900;
  constexpr double kQuartersOfADay = 96;
  const std::int64_t quarters = seconds / kQuarter;
  return static_cast<double>(quarters) / kQuartersOfADay;
}

class Gathering {
 public:
  explicit Gathering(rhythm::Lived& out, double usual) : out_(out), usual_(usual) {}

  void add(const Item& item, const CheckIn& check_in) {
    const double day = quarter_at(item.at.seconds);
    out_.sights.push_back({day, check_in.togetherness.unmet() / kHundredths, 0});
    out_.sights.push_back({day, check_in.separateness.unmet() / kHundredths, 1});
    days_.insert(day_of(item.at));
    out_.days = static_cast<int>(days_.size());
  }
  void add(const Item& item, const TimeTogether& time) {
    const double hours = hours_of(time.minutes);
    push(item, time.minutes, Given::hours, hours);
    if (!time.presence) return;
    const double more = *time.presence / kHundredths - usual_;
    push(item, time.minutes, Given::presence, hours * more / rhythm::kPresenceStep);
    ++out_.times;
  }
  void add(const Item& item, const Solitude& time) {
    if (time.chosen != Solitude::Chosen::yes) return;
    push(item, time.minutes, Given::solitude, hours_of(time.minutes));
    ++out_.alone;
  }
  void add(const Item&, const auto&) {}

 private:
  void push(const Item& item, int minutes, Given given, double dose) {
    const double end = quarter_at(item.at.seconds + std::int64_t{60} * minutes);
    out_.pushes.push_back({end, dose, static_cast<std::uint8_t>(given)});
  }

  rhythm::Lived& out_;
  double usual_;
  std::set<Day> days_;
};

}  // namespace

rhythm::Lived lived_of(const House& house, Day today) {
  std::vector<const Item*> items;
  double hours = 0, felt = 0;
  for (const Item& item : house.room) {
    const Day day = day_of(item.at);
    if (day > today || day <= today - kLivedDays) continue;
    items.push_back(&item);
    const auto* time = std::get_if<TimeTogether>(&item.content);
    if (!time || !time->presence) continue;
    hours += hours_of(time->minutes);
    felt += hours_of(time->minutes) * *time->presence / kHundredths;
  }
  rhythm::Lived out;
  Gathering gathering(out, hours > 0 ? felt / hours : 0);
  for (const Item* item : items)
    std::visit([&](const auto& content) { gathering.add(*item, content); }, item->content);
  return out;
}

std::string to_json(const rhythm::Lived& lived) {
  using Json = nlohmann::json;
  Json sights = Json::array(), pushes = Json::array();
  for (const rhythm::Sight& sight : lived.sights) sights.push_back({sight.day, sight.which, sight.value});
  for (const rhythm::Push& push : lived.pushes) pushes.push_back({push.day, push.input, push.dose});
  return Json{{"asks", "fills"},      {"days", lived.days},          {"times", lived.times},
              {"alone", lived.alone}, {"sights", std::move(sights)}, {"pushes", std::move(pushes)}}
      .dump();
}

}  // namespace concertina

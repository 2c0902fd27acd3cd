#include "core/house/lived.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

namespace concertina {

namespace {

using rhythm::Given;

constexpr double kHundredths = 100;

double hours_of(int minutes) { return std::min(minutes / 60.0, rhythm::kMostHours); }

// Something that is to stand in a quarter of an hour.
struct Timed {
  std::int64_t seconds;
  bool seen;    // a check-in; else a time's end
  double* day;  // where its quarter goes
};

// Quarters, so that the gaps between moments repeat, and what they do is worked out once. What comes after
// another stays after it: within a quarter the filter takes ends before check-ins.
void put_in_quarters(std::vector<Timed>& moments) {
  constexpr std::int64_t kQuarter = 900;
  constexpr double kQuartersOfADay = 96;
  std::ranges::sort(moments, {}, [](const Timed& one) { return std::pair{one.seconds, one.seen}; });
  std::int64_t last = 0, last_seen = -1;
  for (const Timed& one : moments) {
    last = std::max(last, one.seconds / kQuarter);
    if (one.seen) {
      last_seen = last;
    } else if (last == last_seen) {
      ++last;
    }
    *one.day = static_cast<double>(last) / kQuartersOfADay;
  }
}

class Gathering {
 public:
  explicit Gathering(rhythm::Lived& out, double usual) : out_(out), usual_(usual) {}

  void add(const Item& item, const CheckIn& check_in) {
    out_.sights.push_back({0, check_in.togetherness.unmet() / kHundredths, 0});
    out_.sights.push_back({0, check_in.separateness.unmet() / kHundredths, 1});
    seen_.insert(seen_.end(), 2, item.at.seconds);
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

  // To be called once all are added.
  void finish() {
    std::vector<Timed> moments;
    for (std::size_t at = 0; at < seen_.size(); ++at)
      moments.push_back({seen_[at], true, &out_.sights[at].day});
    for (std::size_t at = 0; at < ends_.size(); ++at)
      moments.push_back({ends_[at], false, &out_.pushes[at].day});
    put_in_quarters(moments);
  }

 private:
  void push(const Item& item, int minutes, Given given, double dose) {
    ends_.push_back(item.at.seconds + std::int64_t{60} * minutes);
    out_.pushes.push_back({0, dose, static_cast<std::uint8_t>(given)});
  }

  rhythm::Lived& out_;
  double usual_;
  std::set<Day> days_;
  std::vector<std::int64_t> seen_, ends_;  // when, of each of the sights and of the pushes
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
  gathering.finish();
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

#include "core/rhythm/filling.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/rhythm/diagnosis.h"

namespace concertina::rhythm {

namespace {

constexpr double kSure = 0.99, kBoth = 0.9;
constexpr std::array<double, 5> kPoints = {0.05, 0.25, 0.5, 0.75, 0.95};
constexpr std::array<std::string_view, kGiven> kGivenNames = {"hours", "presence", "solitude"};
struct Phrase {
  std::string_view after, by;
};
constexpr std::array<Phrase, kGiven> kPhrases = {{
    {"After an hour together your need for togetherness", " by about "},
    {"Where that hour had more presence than usual, by three points of ten, it", " by a further "},
    {"After an hour alone that you chose your need for separateness", " by about "},
}};

// Which need it is meant to fill: 0 togetherness, 1 separateness.
std::size_t need_of(Given given) { return given == Given::solitude ? 1 : 0; }

std::size_t place_of(Given given, std::size_t on) {
  return kParts + 2 * static_cast<std::size_t>(given) + on;
}

Course course_of_life(const Lived& days) {
  Course out = course_of(days.sights, days.pushes, Start{});
  out.inputs = kGiven;  // also those that never push: their prior speaks
  return out;
}

// By how many points less; draw by draw.
std::vector<double> fills_of(const Sampler& draws, Given given) {
  std::vector<double> out = draws.column(place_of(given, need_of(given)));
  for (double& one : out) one = -one;
  return out;
}

std::string tenths(double value) {
  const long whole = std::lround(std::abs(value) * 10);
  return std::to_string(whole / 10) + '.' + std::to_string(whole % 10);
}

// "After an hour together your need for togetherness was smaller by about 0.5 of 10 (between 0.3 and 0.7)."
std::string said_of(Given given, const std::array<double, 5>& points) {
  const double low = points.front(), middle = points[2], high = points.back();
  const auto& [after, by] = kPhrases[static_cast<std::size_t>(given)];
  if (low > 0 || high < 0) {
    const double near = low > 0 ? low : high, far = low > 0 ? high : low;
    return std::string(after) + " was " + (low > 0 ? "smaller" : "larger") + std::string(by) +
           tenths(middle) + " of 10 (between " + tenths(near) + " and " + tenths(far) + ").";
  }
  return std::string(after) + " was somewhere between " + tenths(low) + " of 10 larger and " + tenths(high) +
         " smaller: which of them is not known yet.";
}

struct Words {
  std::string_view title, text;
};

Words words_of(const Filled& filled) {
  switch (filled.answer) {
    case Answer::presence:
      return {
          "Presence",
          "An hour with presence fills you more than an hour more. In your days your need for togetherness "
          "was smaller after it."};
    case Answer::hours:
      return {"Hours",
              "An hour more fills you more than the same hour with more presence. In your days your need for "
              "togetherness was smaller after it."};
    case Answer::alike:
      return {"Both alike",
              "An hour more and an hour with more presence fill you alike. In your days your need for "
              "togetherness was smaller after either."};
    case Answer::not_yet:
      break;
  }
  static_assert(kFillingDays == 28 && kFillingTimes == 14);
  if (filled.days < kFillingDays || filled.times < kFillingTimes) {
    return {"Not yet",
            "It takes at least 28 days with a check-in and 14 times together whose presence you noted, and "
            "often many more."};
  }
  return {"Not yet",
          "Your days do not say it clearly, one way or the other. For months that is the usual answer."};
}

}  // namespace

std::string_view name_of(Answer answer) {
  constexpr std::array<std::string_view, 4> kNames = {"not-yet", "presence", "hours", "alike"};
  return kNames[static_cast<std::size_t>(answer)];
}

Answer answer_of(std::span<const double> hours, std::span<const double> presence) {
  double both = 0, near = 0, more_by_presence = 0, more_by_hours = 0;
  for (std::size_t at = 0; at < hours.size(); ++at) {
    const double an_hour = hours[at], beyond = presence[at];
    both += an_hour > 0 && beyond > 0;
    near += std::abs(an_hour - beyond) < kAlike;
    more_by_presence += beyond > 0 && beyond > an_hour;
    more_by_hours += an_hour > 0 && an_hour > beyond;
  }
  const auto all = static_cast<double>(hours.size());
  if (both > kBoth * all && near > kBoth * all) return Answer::alike;
  if (more_by_presence > kSure * all) return Answer::presence;
  if (more_by_hours > kSure * all) return Answer::hours;
  return Answer::not_yet;
}

Priors filling_priors() {
  Priors out = shipped_priors();
  for (const Part part : {Part::r, Part::k}) out.parts[static_cast<std::size_t>(part)].centre = 0;
  return out;
}

Filling::Filling(const Lived& days, const Plan& plan)
    : days_(days.days),
      times_(days.times),
      alone_(days.alone),
      fitting_(course_of_life(days), filling_priors(), plan) {}

bool Filling::is_told(Given given, std::size_t on) const {
  const Sampler& draws = fitting_.draws();
  return is_trusted(draws.count(), diagnose(draws.column(place_of(given, on)), draws.chains()).rhat);
}

Filled Filling::filled() const {
  Filled out;
  out.days = days_;
  out.times = times_;
  if (!asks()) return out;
  for (const Given given : {Given::hours, Given::presence, Given::solitude}) {
    if (!is_told(given, need_of(given))) return out;
  }
  const Sampler& draws = fitting_.draws();
  const std::vector<double> hours = fills_of(draws, Given::hours),
                            presence = fills_of(draws, Given::presence);
  const auto add = [&](Given given, std::vector<double> fills) {
    std::ranges::sort(fills);
    Fill fill{given, {}, {}};
    for (std::size_t at = 0; at < kPoints.size(); ++at) fill.points[at] = quantile(fills, kPoints[at]);
    fill.said = said_of(given, fill.points);
    out.fills.push_back(std::move(fill));
  };
  if (asks_of_together()) {
    out.answer = answer_of(hours, presence);
    add(Given::hours, hours);
    add(Given::presence, presence);
  }
  if (asks_of_solitude()) add(Given::solitude, fills_of(draws, Given::solitude));
  return out;
}

std::string to_json(const Filled& filled) {
  using Json = nlohmann::ordered_json;
  const auto [title, text] = words_of(filled);
  Json out{{"answer", name_of(filled.answer)},
           {"title", title},
           {"text", text},
           {"why", kNotWhy},
           {"days", filled.days},
           {"times", filled.times},
           {"fills", Json::array()}};
  for (const Fill& fill : filled.fills) {
    out["fills"].push_back({{"given", kGivenNames[static_cast<std::size_t>(fill.given)]},
                            {"points", fill.points},
                            {"said", fill.said}});
  }
  return out.dump();
}

}  // namespace concertina::rhythm

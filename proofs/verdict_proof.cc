// How often does a verdict say what is so? Couples are simulated of whom it is known whether they are in a
// circle, and each is fitted and judged as the page does it. verdict_proof [COUPLES]
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include "proofs/trials.h"

namespace concertina::proofs {
namespace {

using namespace rhythm;

constexpr std::size_t kWarmup = 500, kDraws = 500;  // as the page's

struct Case {
  std::string name;
  Law<double> law;
  Habit habit;
  int looks =
      1;  // evenly through the days; the verdict that counts is the first that is a circle, or the last
  double least_not_yet = 0, most_circle = 1, least_circle = 0;
  double strain = 0;    // what a strained day adds to both on its morning; 0: no such days
  bool marked = false;  // whether the fit is told of them
};

// The strained days, each a dose of 1: three or four in a row on average, one day of seven in all.
std::vector<Push> strained_days(double days, Random& random) {
  std::vector<Push> out;
  bool strained = false;
  for (double day = 1; day < days; ++day) {
    strained = random.uniform() < (strained ? 0.7 : 0.05);
    if (strained) out.push_back({day, 1, 0});
  }
  return out;
}

Verdict judge(std::span<const Sight> sights, std::span<const Push> pushes, double until, std::uint64_t seed) {
  std::vector<Sight> seen;
  std::map<int, int> both;  // civil day: 1 for c, 2 for s
  for (const Sight& sight : sights) {
    if (sight.day >= until) continue;
    seen.push_back(sight);
    both[static_cast<int>(std::floor(sight.day))] |= 1 << sight.which;
  }
  const Course course = course_of(seen, pushes, Start{});
  const Fit fit(course, seed, kWarmup, kDraws);
  return verdict_of(
      fit, static_cast<int>(std::ranges::count(both, 3, [](const auto& day) { return day.second; })));
}

bool is_circle(Verdict verdict) { return verdict == Verdict::circle || verdict == Verdict::runaway; }

bool holds(const Case& one, std::size_t couples) {
  std::vector<Verdict> verdicts(couples);
  try_all(one.name.c_str(), couples, [&](std::size_t at) {
    Random random(20'261'124, at);
    Law<double> law = one.law;
    std::vector<Push> pushes;
    if (one.strain > 0) {
      law.effect[0] = {one.strain, one.strain};
      pushes = strained_days(one.habit.days, random);
    }
    const auto sights = simulate(law, Start{}, one.habit, random, pushes);
    if (!one.marked) pushes.clear();
    for (int look = 1; look <= one.looks && !is_circle(verdicts[at]); ++look) {
      verdicts[at] = judge(sights, pushes, one.habit.days * look / one.looks, at);
    }
  });
  std::map<Verdict, std::size_t> counts;
  for (const Verdict verdict : verdicts) ++counts[verdict];
  const auto share = [&](Verdict verdict) {
    return static_cast<double>(counts[verdict]) / static_cast<double>(couples);
  };
  const double circle = share(Verdict::circle) + share(Verdict::runaway);
  const bool good =
      share(Verdict::not_yet) >= one.least_not_yet && circle <= one.most_circle && circle >= one.least_circle;
  std::printf("| %s | %.1f | %.1f | %.1f | %.1f | %.1f |%s\n", one.name.c_str(),
              100 * share(Verdict::not_yet), 100 * share(Verdict::no_sign), 100 * share(Verdict::circle),
              100 * share(Verdict::runaway), 100 * share(Verdict::balancing), good ? "" : "  NOT AS ASKED");
  std::fflush(stdout);
  return good;
}

std::vector<Case> cases() {
  const auto gain = [](double g) { return law_of(std::sqrt(g), std::sqrt(g)); };
  const Law<double> one_way = law_of(1, 0);  // rho = 0.7, kappa = 0
  std::vector<Case> out;
  for (const double g : {0.0, 0.8, 1.2}) {
    out.push_back({.name = "14 days, G = " + std::string(g == 0  ? "0"
                                                         : g < 1 ? "0.8"
                                                                 : "1.2"),
                   .law = gain(g),
                   .habit = {.days = 14},
                   .least_not_yet = 0.97});
  }
  for (const double days : {60.0, 180.0}) {
    const std::string name = days < 100 ? "60 days, G = 0" : "180 days, G = 0";
    out.push_back(
        {.name = name + ", no reactions", .law = gain(0), .habit = {.days = days}, .most_circle = 0.05});
    out.push_back(
        {.name = name + ", one reacts", .law = one_way, .habit = {.days = days}, .most_circle = 0.05});
  }
  out.push_back({.name = "twelve monthly looks, G = 0, no reactions",
                 .law = gain(0),
                 .habit = {.days = 360},
                 .looks = 12,
                 .most_circle = 0.05});
  out.push_back({.name = "twelve monthly looks, G = 0, one reacts",
                 .law = one_way,
                 .habit = {.days = 360},
                 .looks = 12,
                 .most_circle = 0.05});
  out.push_back({.name = "180 days, G = 0.5", .law = gain(0.5), .habit = {.days = 180}});
  out.push_back({.name = "180 days, G = 0.8", .law = gain(0.8), .habit = {.days = 180}, .least_circle = 0.8});
  out.push_back({.name = "180 days, G = 0.8, whole numbers",
                 .law = gain(0.8),
                 .habit = {.days = 180, .whole = true},
                 .least_circle = 0.75});
  out.push_back({.name = "180 days, G = 0.8, whole and between -10 and 10",
                 .law = gain(0.8),
                 .habit = {.days = 180, .whole = true, .bounded = true},
                 .least_circle = 0.75});
  out.push_back(
      {.name = "180 days, G = -0.8", .law = law_of(std::sqrt(0.8), -std::sqrt(0.8)), .habit = {.days = 180}});
  for (const auto& [sd, rate] :
       {std::pair{0.5, 0.1}, std::pair{1.0, 0.1}, std::pair{1.0, 0.3}, std::pair{2.0, 0.1}}) {
    char name[80];
    std::snprintf(name, sizeof name, "180 days, G = 0, weather of sd %.1f that forgets %.1f a day", sd, rate);
    out.push_back(
        {.name = name, .law = gain(0), .habit = {.days = 180, .weather_sd = sd, .weather_rate = rate}});
  }
  for (const double strain : {1.5, 3.0}) {
    for (const bool marked : {false, true}) {
      char name[80];
      std::snprintf(name, sizeof name, "180 days, G = 0, strained days add %.1f to both, %s", strain,
                    marked ? "marked" : "not marked");
      out.push_back(
          {.name = name, .law = gain(0), .habit = {.days = 180}, .strain = strain, .marked = marked});
    }
  }
  return out;
}

}  // namespace
}  // namespace concertina::proofs

int main(int count, char** words) {
  const std::size_t couples = count > 1 ? static_cast<std::size_t>(std::strtoul(words[1], nullptr, 10)) : 400;
  if (couples == 0) {
    std::fputs("verdict_proof [COUPLES]: at least one couple.\n", stderr);
    return 2;
  }
  std::printf(
      "%zu couples each, in percent\n| | not yet | no sign | circle | runaway | balancing "
      "|\n|---|---|---|---|---|---|\n",
      couples);
  bool all = true;
  for (const auto& one : concertina::proofs::cases()) all = concertina::proofs::holds(one, couples) && all;
  return all ? 0 : 1;
}

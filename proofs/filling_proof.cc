// How often does "hours or presence?" answer what is so? One person's days are simulated of whom it is known
// what fills them, and each is asked as the page does it. filling_proof [PERSONS]
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include "core/rhythm/filling.h"
#include "proofs/trials.h"

namespace concertina::proofs {
namespace {

using namespace rhythm;

constexpr std::size_t kWarmup = 250, kDraws = 200;

// How one person's days go.
struct Life {
  double an_hour, presence;  // what fills, in points: an hour, and kPresenceStep more presence in it
  double days = 180;
  double reaching = 0;  // how much likelier time together is, in log odds, for each point of the need
  double weather = 0;   // sd of a strain that adds to both needs and forgets a tenth a day,
  double clouded = 0;   // and takes so many points of presence for each of its own
  bool whole = false;   // check-ins are whole numbers between -10 and 10
};

struct Case {
  std::string name;
  Life life;
  int looks = 1;  // evenly through the days; the answer that counts is the first that is one, or the last
  double most_either = 1, most_hours = 1, most_presence = 1, least_right = 0;
  Answer right = Answer::not_yet;
};

// Day by day: from one check-in at noon to the next, with what the time between brings.
Lived live(const Life& life, Random& random) {
  Law<double> law = law_of(0, 0);
  const std::array<double, 2> error = law.error;
  law.error = {0, 0};
  law.effect[static_cast<std::size_t>(Given::hours)] = {-life.an_hour, 0.3};
  law.effect[static_cast<std::size_t>(Given::presence)] = {-life.presence, 0};
  law.effect[static_cast<std::size_t>(Given::solitude)] = {0.1, -0.5};
  constexpr double kUsual = 6.5, kSpread = 1.8, kForgets = 0.1;
  const double kept = std::exp(-kForgets);
  Lived out;
  Start now;
  double weather = life.weather * random.normal();
  for (int day = 0; day < static_cast<int>(life.days); ++day) {
    // The check-in before stood at -0.5; a push of nothing begins there.
    std::vector<Push> pushes = {{-0.5, 0, 0}};
    const auto give = [&](double at, double dose, Given given) {
      pushes.push_back({at, dose, static_cast<std::uint8_t>(given)});
      out.pushes.push_back({day + at, dose, static_cast<std::uint8_t>(given)});
    };
    const double odds = 0.4 + life.reaching * now.mean[0], long_for = random.uniform();
    const double felt = std::round(kUsual - life.clouded * weather + kSpread * random.normal());
    const double when = std::floor(48 * random.uniform()) / 96 - 0.25;  // in quarters of an hour
    if (random.uniform() < 1 / (1 + std::exp(-odds))) {
      const double hours = 0.5 + 3.5 * long_for * long_for;
      give(when, hours, Given::hours);
      give(when, hours * (std::clamp(felt, 0.0, 10.0) - kUsual) / kPresenceStep, Given::presence);
      ++out.times;
    }
    if (random.uniform() < 0.3) {
      give(when + 0.125, 0.5 + 2 * random.uniform(), Given::solitude);
      ++out.alone;
    }
    const auto seen = simulate(law, now, Habit{.days = 1}, random, pushes);
    weather = kept * weather + std::sqrt(1 - kept * kept) * life.weather * random.normal();
    now.cov = {0, 0, 0};
    for (const Sight& sight : seen) {
      now.mean[sight.which] = sight.value;
      double noted = sight.value + weather + std::sqrt(error[sight.which]) * random.normal();
      if (life.whole) noted = std::round(std::clamp(noted, -kBound, kBound));
      out.sights.push_back({day + sight.day, noted, sight.which});
    }
    ++out.days;
  }
  return out;
}

Answer ask(const Lived& all, double until, std::uint64_t seed) {
  Lived days;
  for (const Sight& sight : all.sights) {
    if (sight.day >= until) continue;
    days.sights.push_back(sight);
    days.days += sight.which;
  }
  for (const Push& push : all.pushes) {
    if (push.day >= until) continue;
    days.pushes.push_back(push);
    days.times += push.input == static_cast<std::uint8_t>(Given::presence) ? 1 : 0;
    days.alone += push.input == static_cast<std::uint8_t>(Given::solitude) ? 1 : 0;
  }
  Plan plan;
  plan.warmup = kWarmup;
  plan.draws = kDraws;
  plan.seed = seed;
  Filling filling(days, plan);
  while (filling.advance(10'000)) {
  }
  return filling.filled().answer;
}

bool holds(const Case& one, std::size_t persons) {
  std::vector<Answer> answers(persons);
  try_all(one.name.c_str(), persons, [&](std::size_t at) {
    Random random(20'261'125, at);
    const Lived days = live(one.life, random);
    for (int look = 1; look <= one.looks && answers[at] == Answer::not_yet; ++look) {
      answers[at] = ask(days, one.life.days * look / one.looks, at);
    }
  });
  std::map<Answer, std::size_t> counts;
  for (const Answer answer : answers) ++counts[answer];
  const auto share = [&](Answer answer) {
    return static_cast<double>(counts[answer]) / static_cast<double>(persons);
  };
  const double hours = share(Answer::hours), presence = share(Answer::presence);
  const bool good = hours + presence <= one.most_either + 1e-9 && hours <= one.most_hours &&
                    presence <= one.most_presence && share(one.right) >= one.least_right;
  std::printf("| %s | %.1f | %.1f | %.1f | %.1f |%s\n", one.name.c_str(), 100 * share(Answer::not_yet),
              100 * hours, 100 * presence, 100 * share(Answer::alike), good ? "" : "  NOT AS ASKED");
  std::fflush(stdout);
  return good;
}

std::vector<Case> cases() {
  const Life none{0, 0}, hours{0.8, 0.2}, presence{0.2, 0.8}, alike{0.5, 0.5};
  const auto over = [](Life life, double days) {
    life.days = days;
    return life;
  };
  const auto with = [](Life life, double reaching, double weather, double clouded, bool whole) {
    life.reaching = reaching;
    life.weather = weather;
    life.clouded = clouded;
    life.whole = whole;
    return life;
  };
  return {
      {.name = "60 days, neither fills", .life = over(none, 60), .most_either = 0.05},
      {.name = "180 days, neither fills", .life = none, .most_either = 0.05},
      {.name = "four looks in a year, neither fills",
       .life = over(none, 360),
       .looks = 4,
       .most_either = 0.05},
      {.name = "60 days, both alike", .life = over(alike, 60), .most_either = 0.05},
      {.name = "180 days, both alike", .life = alike, .most_either = 0.05},
      {.name = "four looks in a year, both alike", .life = over(alike, 360), .looks = 4, .most_either = 0.1},
      {.name = "60 days, presence", .life = over(presence, 60), .most_hours = 0.02},
      {.name = "180 days, presence",
       .life = presence,
       .most_hours = 0.02,
       .least_right = 0.75,
       .right = Answer::presence},
      {.name = "180 days, presence, whole numbers", .life = with(presence, 0, 0, 0, true)},
      {.name = "60 days, hours", .life = over(hours, 60), .most_presence = 0.02},
      {.name = "180 days, hours",
       .life = hours,
       .most_presence = 0.02,
       .least_right = 0.75,
       .right = Answer::hours},
      {.name = "180 days, neither fills, the need brings time together", .life = with(none, 1, 0, 0, false)},
      {.name = "180 days, presence, the need brings time together", .life = with(presence, 1, 0, 0, false)},
      {.name = "180 days, neither fills, a slow strain", .life = with(none, 0, 1, 0, false)},
      {.name = "180 days, neither fills, a slow strain that clouds presence",
       .life = with(none, 0, 1, 1, false)},
  };
}

}  // namespace
}  // namespace concertina::proofs

int main(int count, char** words) {
  const std::size_t persons = count > 1 ? static_cast<std::size_t>(std::strtoul(words[1], nullptr, 10)) : 60;
  if (persons == 0) {
    std::fputs("filling_proof [PERSONS]: at least one person.\n", stderr);
    return 2;
  }
  std::printf(
      "%zu persons each, in percent\n| | not yet | hours | presence | alike |\n|---|---|---|---|---|\n",
      persons);
  bool all = true;
  for (const auto& one : concertina::proofs::cases()) all = concertina::proofs::holds(one, persons) && all;
  return all ? 0 : 1;
}

#include "core/rhythm/simulation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/rhythm/gap.h"

namespace concertina::rhythm {

namespace {

using Pair = std::array<double, 2>;
using Spread = std::array<double, 3>;  // a covariance: of the one, of both, of the other

// A pair from N(0, cov), by the Cholesky root; what is negative by rounding alone counts as 0.
Pair draw(const Spread& cov, Random& random) {
  const double one = random.normal(), other = random.normal();
  const double root = std::sqrt(std::max(0.0, cov[0]));
  const double across = root > 0 ? cov[1] / root : 0;
  const double rest = std::sqrt(std::max(0.0, cov[2] - across * across));
  return {root * one, across * one + rest * other};
}

// The law in the coordinates of gap.h.
class Motion {
 public:
  explicit Motion(const Law<double>& law)
      : noise_(law.noise), e_(0.5 * (law.d - law.a)), rho_(law.rho), kappa_(law.kappa) {
    series_.start(0.5 * (law.a + law.d), e_ * e_ + rho_ * kappa_);
    const auto& [n0, n1, n2] = law.noise;
    const Pair first = {e_ * n0 + rho_ * n1, e_ * n1 + rho_ * n2};  // the rows of M N
    const Pair second = {kappa_ * n0 - e_ * n1, kappa_ * n1 - e_ * n2};
    crossed_ = {2 * first[0], first[1] + second[0], 2 * second[1]};
    turned_ = {first[0] * e_ + first[1] * rho_, first[0] * kappa_ - first[1] * e_,
               second[0] * kappa_ - second[1] * e_};
  }

  // Takes the state over `days`.
  void wait(double days, Pair& state, Random& random) {
    if (days != length_) series_.make(length_ = days, gap_);
    const auto [c, s] = state;
    state = {(gap_.f + gap_.g * e_) * c + gap_.g * rho_ * s,
             gap_.g * kappa_ * c + (gap_.f - gap_.g * e_) * s};
    Spread gathered;
    for (std::size_t i = 0; i < 3; ++i) {
      gathered[i] = gap_.cc * noise_[i] + gap_.cs * crossed_[i] + gap_.ss * turned_[i];
    }
    const Pair noise = draw(gathered, random);
    for (std::size_t i = 0; i < 2; ++i) state[i] += noise[i];
  }

 private:
  Gaps<double> series_;
  Spread noise_, crossed_, turned_;  // N, M N + N M', M N M'
  double e_, rho_, kappa_;
  double length_ = -1;  // of gap_; none yet
  Gap<double> gap_{};
};

// What is noted of one of the two.
double noted(const Law<double>& law, const Pair& state, std::size_t which, Random& random) {
  return state[which] + law.mu[which] + std::sqrt(law.error[which]) * random.normal();
}

// What the day adds, of each side. Draws nothing for a side that has none.
class DayErrors {
 public:
  explicit DayErrors(const Pair& sd) : sd_(sd) {}
  double at(const Sight& sight, Random& random) {
    const std::size_t i = sight.which;
    if (sd_[i] > 0 && std::floor(sight.day) != day_[i]) {
      day_[i] = std::floor(sight.day);
      error_[i] = sd_[i] * random.normal();
    }
    return error_[i];
  }

 private:
  Pair sd_, error_{};
  Pair day_{std::nan(""), std::nan("")};  // none yet
};

// When each notes, without what.
std::vector<Sight> moments(const Habit& habit, Random& random) {
  std::vector<Sight> out;
  const double spacing = 1 / habit.per_day;
  const double count = moments_of(habit);
  for (double at = 0; at < count; ++at) {
    for (std::uint8_t which = 0; which < 2; ++which) {
      const double moved = habit.jitter * (2 * random.uniform() - 1);
      const bool left_out = random.uniform() < habit.missing;
      if (!left_out) out.push_back({(at + 0.5) * spacing + moved, 0, which});
    }
  }
  std::ranges::sort(out, {}, [](const Sight& one) { return std::pair{one.day, one.which}; });
  return out;
}

}  // namespace

double moments_of(const Habit& habit) {
  // A product like 0.7 * 10 may fall short of its whole number by the rounding.
  return std::floor(habit.days * habit.per_day * (1 + 1e-12));
}

std::vector<Sight> simulate(const Law<double>& law, const Start& start, const Habit& habit, Random& random,
                            std::span<const Push> pushes) {
  std::vector<Sight> out = moments(habit, random);
  if (out.empty()) return out;
  Motion motion(law);
  Pair state = draw(start.cov, random);
  for (std::size_t i = 0; i < 2; ++i) state[i] += start.mean[i];
  double weather = habit.weather_sd * random.normal();
  double day = pushes.empty() ? out.front().day : std::min(out.front().day, pushes.front().day);
  DayErrors errors(habit.day_sd);
  const auto go_to = [&](double then) {
    const double gap = then - day;
    if (gap <= 0) return;
    motion.wait(gap, state, random);
    const double kept = std::exp(-habit.weather_rate * gap);
    const double fresh = std::sqrt(-std::expm1(-2 * habit.weather_rate * gap));
    weather = kept * weather + fresh * habit.weather_sd * random.normal();
    day = then;
  };
  auto push = pushes.begin();
  for (Sight& sight : out) {
    for (; push != pushes.end() && push->day <= sight.day; ++push) {
      go_to(push->day);
      for (std::size_t i = 0; i < 2; ++i) state[i] += push->dose * law.effect[push->input][i];
    }
    go_to(sight.day);
    sight.value = noted(law, state, sight.which, random) + weather + errors.at(sight, random);
    if (habit.bounded) sight.value = std::clamp(sight.value, -kBound, kBound);
    if (habit.whole) sight.value = std::round(sight.value) + 0.0;  // no minus before a zero
  }
  return out;
}

void note_on(const Law<double>& law, const Filter<double>::State& present, double day,
             std::span<Sight> sights, Random& random) {
  Motion motion(law);
  Pair state = draw(present.cov, random);
  for (std::size_t i = 0; i < 2; ++i) state[i] += present.mean[i];
  for (Sight& sight : sights) {
    if (sight.day > day) motion.wait(sight.day - day, state, random);
    day = sight.day;
    sight.value = noted(law, state, sight.which, random);
  }
}

}  // namespace concertina::rhythm

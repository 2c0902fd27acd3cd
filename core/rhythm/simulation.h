// Simulation: what two people would note whose circle follows a given law. Exact: between any two moments
// state and noise are drawn from the law itself, without small steps.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/rhythm/filter.h"
#include "core/rhythm/random.h"

namespace concertina::rhythm {

// When they note, and how.
struct Habit {
  double days = 60;      // the diary's length; above 0
  double per_day = 1;    // moments a day at which each notes; above 0. The first is half a spacing in.
  double jitter = 0;     // days, at least 0: each moves each moment, on their own, evenly up to so far
  double missing = 0;    // the chance that one of them leaves a moment out, 0 to 1
  bool whole = false;    // what is noted is rounded to whole numbers
  bool bounded = false;  // and held between -kBound and kBound, as a want less a have is
  std::array<double, 2>
      day_sd{};               // of what a day adds to all that one notes on it, of c and of s; at least 0
  double weather_sd = 0;      // a strain from outside adds the same to both: a stationary Ornstein-Uhlenbeck
  double weather_rate = 0.1;  // process of this sd (at least 0), which forgets at this rate (1/day, above 0)
};
inline constexpr double kBound = 10;

// How many moments that is for each, before any is left out: the whole part of days × per_day.
double moments_of(const Habit& habit);

// The diary in order of time, c before s at one moment. `start`: of the state at the first sight or push,
// `given`; its covariance and law.noise must be ones (semidefinite). `pushes`: in order of time; each comes
// before a sight of its moment. Values may overflow where the law runs away. Follows from the arguments and
// from what `random` gives next.
std::vector<Sight> simulate(const Law<double>& law, const Start& start, const Habit& habit, Random& random,
                            std::span<const Push> pushes = {});

// How a diary goes on: fills in what is noted at the moments of `sights` (in order of time, none before
// `day`), from the state x that is somewhere in N(mean, cov) on `day`. No rounding, bounds or weather. What
// is filled in up to a moment does not depend on what comes after it.
void note_on(const Law<double>& law, const Filter<double>::State& present, double day,
             std::span<Sight> sights, Random& random);

}  // namespace concertina::rhythm

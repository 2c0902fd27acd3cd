// Fit: the posterior of each couple's circle, sampled on all of this machine's cores.
#pragma once

#include <atomic>
#include <functional>

#include "cli/diary_file.h"
#include "core/rhythm/circle.h"
#include "core/rhythm/sampler.h"
#include "core/rhythm/verdict.h"

namespace concertina::cli {

// What is told of one quantity: over all draws. What can't be told is NaN.
struct Summary {
  double median, low95, low90, low50, high50, high90, high95;  // the 50 %, 2.5, 5, 25, 75, 95, 97.5 % points
  double mean, sd, rhat, bulk_ess, tail_ess;
};

// The draws of one couple's circle.
struct Fit {
  // Those of likelihood.h, then NAME_c and NAME_s of each input, then, where it is sampled, day_c and day_s;
  // of a population (pool_fit.h) then spread_NAME.
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;  // one for each name: chain after chain, `draws` of each
  std::size_t chains = 0, draws = 0;         // draws of each chain: fewer than planned if it was ended
  std::size_t divergences = 0;
  double seconds = 0;
  bool by_day = false;  // whether the error that a day shares is sampled
  int days_both = 0;
  rhythm::Chain::State state = rhythm::Chain::State::running;  // no_start and no_step: there are no draws

  const std::vector<double>& column(std::string_view name) const;  // of one of `names`
};

Summary summary_of(const std::vector<double>& column, std::size_t chains);
rhythm::Evidence evidence_of(const Fit& fit);  // of at least one draw
bool is_trusted(const Fit& fit);  // whether its draws are enough, and agree, for a verdict (diagnosis.h)
rhythm::Verdict verdict_of(const Fit& fit);
// Some draws of one couple, at most so many and evenly taken, as points of likelihood.h: what an outlook
// needs. Not of a fit by day.
inline constexpr std::size_t kPointsOfOutlook = 200, kLeastPoints = 20;
std::vector<std::vector<double>> points_of(const Fit& fit, std::size_t most = kPointsOfOutlook);

// How many numbers one couple's fit keeps, and how many may be kept at once: 4 GB.
double numbers_of(const Diaries& diaries, bool by_day, const rhythm::Plan& plan);
inline constexpr double kMostNumbers = 5e8;

// For those who make a Fit: one without draws, with its names.
Fit fit_without_draws(const std::vector<std::string>& inputs, bool by_day, const rhythm::Plan& plan);
// Puts what is told of a point of likelihood.h behind the columns.
void tell(std::span<const double> point, Fit& fit);
// A point for each chain at which the density has a value, one after the other; empty if none was found.
// `start` makes a point of standard normal numbers, as many as the density has.
std::vector<double> starts_of(rhythm::Density& density, const rhythm::Plan& plan,
                              const std::function<std::vector<double>(std::span<const double>)>& start);

// One couple's fit; `by_day`: what one side notes on a civil day shares an error. It follows from the
// arguments alone, unless `ended` says true: then it ends with the draws there are. `progress` is set from 0
// to 1.
Fit fit_one(const CoupleDiary& diary, const std::vector<std::string>& inputs, const rhythm::Priors& priors,
            bool by_day, const rhythm::Plan& plan, const std::function<bool()>& ended,
            std::atomic<double>& progress);

// Fits all couples, each with a seed of its own that follows from `plan`'s and its place, on as many threads
// as there are cores, and no further ahead of what is told than kMostNumbers allow. `take` gets each fit in
// order, on the calling thread, and `show` now and then the share that is done. After an error of `take`, or
// once `ended`, no further couple begins, and those at work end with the draws there are. Throws where memory
// or threads are wanting.
Result<void> fit_all(const Diaries& diaries, const rhythm::Priors& priors, bool by_day,
                     const rhythm::Plan& plan, const std::atomic<bool>& ended,
                     const std::function<void(double)>& show,
                     const std::function<Result<void>(std::size_t couple, Fit&&)>& take);

}  // namespace concertina::cli

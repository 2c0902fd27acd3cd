// Rhythm: the verbs about the circle as a measured loop, over diaries in files. They open no home and keep
// nothing but the files that they are asked to write.
#pragma once

#include <optional>
#include <string>

#include "cli/posterior.h"
#include "cli/serve.h"
#include "cli/verbs.h"
#include "core/rhythm/simulation.h"

namespace concertina::cli {

// verb_rhythm_simulate.cc
struct SimulateArgs {
  std::optional<double> gain, rho, kappa;  // rho and kappa in 1/day
  double a = 0.7, d = 0.7;                 // 1/day, above 0
  double q = 1;                            // sd of the noise per root of a day, of each
  double meas = 0.7;                       // sd of the error of what is noted, of each
  rhythm::Habit habit;
  int couples = 1;
  std::uint64_t seed = 1;
};
// Prints diaries of couples c1, c2, … as CSV. Errors: invalid, busy.
Result<void> rhythm_simulate(Call& call, const SimulateArgs& args);

// verb_rhythm_loglik.cc: prints the log-likelihood of the diaries in `file`, summed over couples, to twelve
// significant digits. Errors: not_found, invalid, storage, busy (ended by the person).
Result<void> rhythm_loglik(Call& call, const std::string& file, const Columns& columns,
                           const std::string& params_file);

// verb_rhythm_fit.cc
struct FitArgs : PosteriorArgs {
  std::string draws_out, plot;  // files; empty: none
};
// Fits the circles of the diary and prints what the draws say, with the verdict. Ended early, it prints what
// the draws till then say, and returns busy. Errors: not_found, invalid, storage, busy.
Result<void> rhythm_fit(Call& call, const FitArgs& args);

// verb_rhythm_outlook.cc
struct OutlookArgs : PosteriorArgs {
  int days = 14;
  double rho = 1, kappa = 1;  // what-if: what each reaction keeps of itself
};
// How each couple's days go on, if the picture of them is right. Ended early: as rhythm_fit().
Result<void> rhythm_forecast(Call& call, const OutlookArgs& args);
// The same, as it is and where either side's reaction were changed: how much comes back, how one hard moment
// dies away, how the days go on.
Result<void> rhythm_what_if(Call& call, const OutlookArgs& args);

// Adds `rhythm` with its verbs to the app; when the call names one of them, hands it to `chosen`.
void add_rhythm(CLI::App& app, Call& call, std::function<void(Verb)> chosen);

}  // namespace concertina::cli

// Posterior: what the verbs ask that sample the circles of a diary: read, checked, sampled with progress, and
// handed out couple by couple.
#pragma once

#include "cli/fit.h"
#include "core/rhythm/pool.h"

namespace concertina::cli {

// As a call names them.
struct PosteriorArgs {
  std::string file, pool = "none", priors, inputs;
  Columns columns;
  std::size_t chains = 4, warmup = 1000, draws = 1000;
  std::uint64_t seed = 1;
  bool day_error = false;  // what one side notes on a civil day shares an error; each couple by itself
};

struct Posterior {
  Diaries diaries;
  rhythm::Priors priors;
  rhythm::Plan plan;
  bool by_day = false;
  std::optional<rhythm::Pooling> pooling;  // none: each couple by itself
};

// Errors, a sentence for each: not_found, invalid (also more draws than there may be memory for), storage,
// busy.
Result<Posterior> read_posterior(World& world, const PosteriorArgs& args);

// Those who get the draws. Either may be empty.
struct Hearers {
  std::function<Result<void>(const Fit& whole)> whole;  // of a pool (pool_fit.h); before the couples
  std::function<Result<void>(std::size_t couple, Fit&& fit)> couple;  // in order
  std::size_t least = 1;  // draws, chains together: who has fewer when the person ends it is left out
};

// Samples, shows at a terminal how far it is, and hands out what there is; an error of a hearer ends it.
// Ended by the person it hands out what the draws till then say of those that have some, and returns busy
// with how many couples those are. Errors besides: invalid.
Result<void> sample(World& world, const Posterior& posterior, const Hearers& hearers);

// " of couple “Ada and Ben”"; nothing for a couple without a name.
std::string of_couple(const std::string& name);

}  // namespace concertina::cli

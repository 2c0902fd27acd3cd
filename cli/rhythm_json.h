// Rhythm's JSON files: the parameters of a law, and priors.
#pragma once

#include <string>

#include "cli/world.h"
#include "core/rhythm/filter.h"
#include "core/rhythm/prior.h"

namespace concertina::cli {

struct Params {
  rhythm::Law<double> law;  // no inputs
  rhythm::Start start;
  bool by_day = false;  // “day_sd” is there
};

// {"a":…, "d":…, "rho":…, "kappa":…, "mu":[c,s], "diffusion":[[cc,cs],[cs,ss]] (covariance of dW per day),
// "measurement_sd":[c,s], "day_sd":[c,s] (may be left out: sd of what one side's check-ins of a day share),
// "initial":"stationary", "diffuse" or {"mean":[…], "cov":[[…],[…]]} of x at the first row}.
// Errors, a sentence for each field that is missing or can't be: not_found, invalid, storage.
Result<Params> read_params(World& world, const std::string& file);

// The shipped priors, with those of the file in their place: per parameter (the parts of prior.h, and
// “effect” for that of any input, “day” for the sds of what a day's check-ins share) {"normal":[m,s]},
// {"lognormal":[m,s]} or {"half_normal":s}. That of cor_cs is a normal on its atanh. Errors: as above.
Result<rhythm::Priors> read_priors(World& world, const std::string& file);

}  // namespace concertina::cli

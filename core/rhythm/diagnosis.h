// Diagnosis: what the draws of one quantity say, and how far they can be trusted.
//
// Formulas: Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, “Rank-normalization, folding, and
// localization: an improved R-hat for assessing convergence of MCMC” (Bayesian Analysis 16). The spectrum is
// cut off by Geyer's initial monotone sequence.
#pragma once

#include <cstddef>
#include <span>

namespace concertina::rhythm {

struct Diagnosis {
  double mean, sd;  // over all draws; sd with one less than their number
  double rhat;      // the larger of bulk and folded, rank-normalised, of half chains: near 1 if they agree
  double bulk_ess;  // how many independent draws would tell as much of the middle,
  double tail_ess;  // and of the 5 % and the 95 % point, the lesser of the two
  double mcse_mean, mcse_sd;  // standard errors of mean and sd, from the sampling
};

// Of `chains` chains (at least 1) of one length, one after the other. What can't be told is NaN: everything
// if a draw is not finite or there is none, all but mean and sd if a chain has fewer than 4 draws or all
// draws are the same.
Diagnosis diagnose(std::span<const double> draws, std::size_t chains);

// Whether anything may be said of draws: at least so many of each chain, and chains that agree. An R-hat that
// can't be told is none.
inline constexpr std::size_t kLeastDraws = 100;
inline constexpr double kMostRhat = 1.05;
inline bool is_trusted(std::size_t draws, double rhat) { return draws >= kLeastDraws && rhat <= kMostRhat; }

// The p-quantile, p in [0, 1], of numbers in ascending order: on the line between the two next to it (Hyndman
// and Fan's type 7). NaN of none.
double quantile(std::span<const double> sorted, double p);

// The point below which a standard normal number falls with probability p; p in (0, 1), to some 1e-15 of
// itself.
double normal_quantile(double p);

}  // namespace concertina::rhythm

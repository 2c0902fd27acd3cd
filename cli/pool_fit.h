// Pool fit: the posterior of all couples of a diary at once, sampled on all of this machine's cores.
#pragma once

#include <optional>

#include "cli/crew.h"
#include "cli/fit.h"

namespace concertina::cli {

class PoolFit {
 public:
  // `diaries` must outlive it. Its draws follow from the arguments alone, whatever the number of threads
  // (`hands`, the caller's among them).
  PoolFit(const Diaries& diaries, const rhythm::Priors& priors, const rhythm::Plan& plan,
          rhythm::Pooling pooling, unsigned hands = std::max(1U, std::thread::hardware_concurrency()));

  // Samples until all is done or `ended` comes true. `show` gets now and then the share that is done.
  void run(const std::atomic<bool>& ended, const std::function<void(double)>& show);

  // Of all couples together. Complete: the one law. Partial: what a couple has whose every part is the
  // population's mean (on the scales of prior.h), the errors, noises and effects that all share, and
  // spread_NAME: how far the couples lie apart in it, as a standard deviation on that scale. Its days are the
  // sum of all couples'.
  Fit whole() const;
  // Of this couple, with its own days. Its divergences and seconds are the whole's.
  Fit couple(std::size_t at) const;

 private:
  Fit fit_of(const std::function<void(std::span<const double> draw, Fit& fit)>& teller, Fit fit) const;

  const Diaries& diaries_;
  rhythm::Plan plan_;
  rhythm::Pooling pooling_;
  std::vector<rhythm::Course> courses_;
  Crew crew_;
  rhythm::Pool pool_;
  std::optional<rhythm::Sampler> sampler_;  // none until run(), or where no chain can begin
  double seconds_ = 0;
};

// How many numbers a draw of such a pool has.
std::size_t size_of_pool(const Diaries& diaries, rhythm::Pooling pooling);

}  // namespace concertina::cli

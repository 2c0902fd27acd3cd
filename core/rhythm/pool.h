// Pool: the posterior of many couples at once, in which each couple's decays, reactions and means are drawn
// from a population's, and the noises, errors and effects of inputs are the same for all.
//
// A point holds, in this order:
//   the eleven parts of prior.h on their scales (for those that couples differ in: the population's mean),
//   then what likelihood.h has beyond these; for each part that couples differ in, the logarithm of the
//   population's spread of it (on the part's scale); couple by couple, for each such part, how many standard
//   deviations the couple's lies from where it is expected: at the population's mean, give or take a spread;
//   for the means mu, which a diary tells well, where population and diary together say, each by its weight.
//   So the sampler meets nothing narrow, be the couples alike or far apart, their diaries long or short
//   (Papaspiliopoulos, Roberts and Sköld 2007, A general framework for the parametrization of hierarchical
//   models). What a diary says of its mean by itself is a guess that only shapes the coordinates.
// With no part that couples differ in it is one law for all.
#pragma once

#include <functional>
#include <vector>

#include "core/rhythm/density.h"
#include "core/rhythm/likelihood.h"

namespace concertina::rhythm {

inline constexpr std::array<Part, 6> kOwn = {Part::a, Part::d, Part::r, Part::k, Part::mu_c, Part::mu_s};

// Does `task(i)` for each i below `count`, in any order, on as many threads as it likes; returns when all are
// done.
using Crew = std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>;
void alone(std::size_t count, const std::function<void(std::size_t)>& task);

enum class Pooling : std::uint8_t { partial, complete };

// What a couple's diary by itself says of a part that couples differ in: about where it is, and one over the
// variance of that; 0 where nothing is said, which is of what is no mean, and of fewer than three numbers.
struct Hint {
  double middle = 0, weight = 0;
};
using Hints = std::array<Hint, kOwn.size()>;
Hints hints_of(const Course& course);

class Pool final : public Density {
 public:
  // At least one course; all must outlive it, and have the same inputs, and all dawns or none. What comes out
  // is the same for any crew.
  Pool(std::span<const Course> courses, const Priors& priors, Pooling pooling, Crew crew = alone);

  // How many numbers, the first ones, are not one couple's: they go together closely, and the sampler's
  // metric had better know it (Shape of metric.h).
  std::size_t shared() const { return spreads_ + own_; }
  std::size_t size() const override { return shared() + courses_.size() * own_; }
  double reach(std::size_t number) const override;
  void look(std::size_t count, const double* at, double* value, double* slope) override;

  // Where a chain may begin. `normals`: size() standard normal numbers.
  std::vector<double> start(std::span<const double> normals) const;
  // This couple's parts at a point of the pool, as a point of likelihood.h.
  std::vector<double> couple_at(std::span<const double> point, std::size_t couple) const;

 private:
  using Spreads = std::array<double, kOwn.size()>;
  Spreads spreads_at(const double* point) const;
  void couple_at(const double* point, const Spreads& spreads, std::size_t couple, double* out) const;
  double gather(const double* point, double* slope, std::size_t row, std::size_t count) const;

  std::span<const Course> courses_;
  Priors priors_;
  Crew crew_;
  std::size_t own_;                         // how many parts couples differ in
  std::size_t spreads_;                     // where in a point the spreads begin: after the parts and effects
  std::vector<Hints> hints_;                // couple by couple, if they differ in anything
  std::vector<Likelihood> desks_;           // couple i is looked at by task i % desks of the crew's
  std::vector<Spreads> spread_;             // at each of the points that are looked at
  std::vector<double> at_, value_, slope_;  // couple by couple, for each of the points that are looked at
};

// The priors of the spreads are half-normal; of log a, log d, r, k, mu_c, mu_s:
inline constexpr std::array<double, 6> kSpreads = {0.5, 0.5, 0.4, 0.4, 1.5, 1.5};

}  // namespace concertina::rhythm

// Fitting: the posterior of one diary, drawn from in slices: what all studies that a page shows have in
// common.
#pragma once

#include "core/rhythm/circle.h"
#include "core/rhythm/sampler.h"

namespace concertina::rhythm {

class Fitting {
 public:
  // The chains begin near the middle of the priors, each at a point of its own that follows from the plan's
  // seed.
  Fitting(Course course, const Priors& priors, const Plan& plan);
  Fitting(const Fitting&) = delete;
  Fitting& operator=(const Fitting&) = delete;

  // True while there is more to do. At most so many looks at the posterior.
  bool advance(std::size_t looks) { return sampler_.advance(looks); }
  double progress() const { return sampler_.progress(); }
  const Sampler& draws() const { return sampler_; }

 private:
  Course course_;
  Circle circle_;  // looks at course_
  Sampler sampler_;
};

}  // namespace concertina::rhythm

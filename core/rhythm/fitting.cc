#include "core/rhythm/fitting.h"

#include <utility>
#include <vector>

namespace concertina::rhythm {

namespace {

std::vector<double> starts(const Priors& priors, const Course& course, std::size_t size, const Plan& plan) {
  std::vector<double> out;
  for (std::size_t chain = 0; chain < plan.chains; ++chain) {
    Random random(plan.seed, plan.chains + chain);  // the chains' own draws are the streams below
    std::vector<double> normals(size);
    for (double& one : normals) one = random.normal();
    const auto start = somewhere(priors, {&course, 1}, normals);
    out.insert(out.end(), start.begin(), start.end());
  }
  return out;
}

}  // namespace

Fitting::Fitting(Course course, const Priors& priors, const Plan& plan)
    : course_(std::move(course)),
      circle_(course_, priors),
      sampler_(circle_, plan, starts(priors, course_, circle_.size(), plan)) {}

}  // namespace concertina::rhythm

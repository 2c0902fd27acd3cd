// Likelihood: of one circle's diary, at points as the sampler has them.
//
// A point holds the eleven parts of prior.h in their order, each on its scale, then for each input of the
// diary its effect on c and on s, then, where the course has dawns, the logarithms of the standard deviations
// of what a day's check-ins share, of c and of s.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "core/rhythm/full_filter.h"
#include "core/rhythm/prior.h"

namespace concertina::rhythm {

// Room to compute likelihoods in, of one course after the other.
class Likelihood {
 public:
  // As Density::look (density.h) at points of `course`, without any prior.
  void look(const Course& course, std::size_t count, const double* at, double* value, double* slope);

 private:
  // Made when a course first needs them, for a point alone or for four.
  std::unique_ptr<Filter<double>> one_;
  std::unique_ptr<Filter<Quad>> four_;
#if defined(__x86_64__)
  std::unique_ptr<Filter<Quad, Wide>> wide_;
#endif
  std::unique_ptr<FullFilter<double>> full_one_;
  std::unique_ptr<FullFilter<Quad>> full_four_;
};

// The law at a point; `by_day`: of a course that has dawns.
Law<double> law_at(std::span<const double> point, bool by_day = false);

// What is told of a point: a d r k rho kappa mu_c mu_s sigma_c sigma_s cor_cs meas_c meas_s gain.
inline constexpr std::size_t kTold = 14;
inline constexpr std::array<std::string_view, kTold> kToldNames = {
    "a",    "d",       "r",       "k",      "rho",    "kappa",  "mu_c",
    "mu_s", "sigma_c", "sigma_s", "cor_cs", "meas_c", "meas_s", "gain"};
std::array<double, kTold> told(std::span<const double> point);

}  // namespace concertina::rhythm

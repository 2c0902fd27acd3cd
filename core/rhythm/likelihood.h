// Likelihood: of one circle's diary, at points as the sampler has them.
//
// A point holds the eleven parts of prior.h in their order, each on its scale, then for each input of the
// diary its effect on c and on s.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/rhythm/filter.h"
#include "core/rhythm/prior.h"

namespace concertina::rhythm {

class Likelihood {
 public:
  // `course` must outlive it.
  explicit Likelihood(const Course& course);

  std::size_t size() const { return kParts + 2 * inputs_; }
  // As Density::look (density.h), without any prior.
  void look(std::size_t count, const double* at, double* value, double* slope);

 private:
  template <class T>
  void look_at(Filter<T>& filter, std::size_t count, const double* at, double* value, double* slope);

  std::size_t inputs_;
  Filter<double> one_;
  Filter<Quad> four_;
};

// The law at a point.
Law<double> law_at(std::span<const double> point);

// What is told of a point: a d r k rho kappa mu_c mu_s sigma_c sigma_s cor_cs meas_c meas_s gain.
inline constexpr std::size_t kTold = 14;
inline constexpr std::array<std::string_view, kTold> kToldNames = {
    "a",    "d",       "r",       "k",      "rho",    "kappa",  "mu_c",
    "mu_s", "sigma_c", "sigma_s", "cor_cs", "meas_c", "meas_s", "gain"};
std::array<double, kTold> told(std::span<const double> point);

}  // namespace concertina::rhythm

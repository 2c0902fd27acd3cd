// Circle: the posterior density of one circle's parts given its diary, for the sampler.
//
// A point holds the eleven parts of prior.h in their order, each on its scale, then for each input of the
// diary its effect on c and on s.
#pragma once

#include <string>
#include <vector>

#include "core/rhythm/density.h"
#include "core/rhythm/filter.h"
#include "core/rhythm/prior.h"

namespace concertina::rhythm {

class Circle final : public Density {
 public:
  // `course` must outlive it.
  Circle(const Course& course, const Priors& priors);

  std::size_t size() const override { return kParts + 2 * inputs_; }
  void look(std::size_t count, const double* at, double* value, double* slope) override;

  // Where a chain may begin: near the middle of the priors and the mean of what was noted. `normals`: size()
  // standard normal numbers.
  std::vector<double> somewhere(const Course& course, std::span<const double> normals) const;

 private:
  template <class T>
  void look_at(Filter<T>& filter, std::size_t count, const double* at, double* value, double* slope);

  Priors priors_;
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

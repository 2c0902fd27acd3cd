// Prior: what is held likely of a circle before a single check-in.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace concertina::rhythm {

// The parts of a circle that are sampled. rho = r a and kappa = k d follow, so that the gain r k is a
// product.
enum class Part : std::uint8_t { a, d, r, k, mu_c, mu_s, sigma_c, sigma_s, cor_cs, meas_c, meas_s };
inline constexpr std::size_t kParts = 11;
inline constexpr std::array<std::string_view, kParts> kPartNames = {
    "a", "d", "r", "k", "mu_c", "mu_s", "sigma_c", "sigma_s", "cor_cs", "meas_c", "meas_s"};

// How a part is sampled: as it is, as its logarithm (what is above 0), or as its atanh (the correlation).
enum class Scale : std::uint8_t { plain, logarithm, atanh };
Scale scale_of(Part part);

struct Prior {
  // Of the part itself; only for the correlation of its atanh. `lognormal` and `half_normal` are for parts
  // above 0 (a normal is cut off at 0 there), and a half-normal's centre is 0.
  enum class Kind : std::uint8_t { normal, lognormal, half_normal } kind;
  double centre;  // for `lognormal` of the logarithm
  double spread;  // above 0
};

bool fits(const Prior& prior, Part part);

struct Priors {
  std::array<Prior, kParts> parts;
  Prior effect;  // of one dose of any input, on c or on s; normal
  Prior day;     // of the sd of what a day's check-ins share, of c or of s; as of a part above 0
};

// Those that Concertina ships with; doc/model.md says why.
Priors shipped_priors();

// The log density, up to a constant, at the sampled number `at` (with the Jacobian of its scale), and its
// slope there.
struct Pulled {
  double value, slope;
};
Pulled pull_of(const Prior& prior, Scale scale, double at);

// About how far the sampled number reaches under its prior: the standard deviation, or, where that is of no
// use for the logarithm of what has a prior itself, 1.
double reach_of(const Prior& prior, Scale scale);

// Of number `at` of a point of `size` numbers as likelihood.h has it, `by_day` of a course with dawns.
struct Sampled {
  const Prior& prior;
  Scale scale;
};
Sampled sampled_at(const Priors& priors, std::size_t at, std::size_t size, bool by_day);

// Adds the priors of a point as likelihood.h has it, `by_day` of a course with dawns: returns their log
// density and adds its slope to `slope`.
double add_priors(const Priors& priors, std::span<const double> point, bool by_day, double* slope);

// A part's value at the sampled number `at`, and the way back.
double natural(Scale scale, double at);
double sampled(Scale scale, double value);

}  // namespace concertina::rhythm

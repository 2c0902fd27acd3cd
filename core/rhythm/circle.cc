#include "core/rhythm/circle.h"

#include <algorithm>
#include <cmath>

namespace concertina::rhythm {
namespace {

double near_middle(const Prior& prior, Scale scale, double normal) {
  const bool other = scale == Scale::logarithm && prior.kind != Prior::Kind::lognormal;
  // A prior of the part itself says little of its logarithm: there begin where most of a half-normal lies.
  const double centre = other ? std::log(std::max(prior.centre, 0.5 * prior.spread)) : prior.centre;
  return centre + 0.25 * reach_of(prior, scale) * normal;
}

}  // namespace

void Circle::look(std::size_t count, const double* at, double* value, double* slope) {
  likelihood_.look(course_, count, at, value, slope);
  const std::size_t n = size();
  for (std::size_t row = 0; row < count; ++row) {
    value[row] += add_priors(priors_, {at + n * row, n}, course_.by_day, slope + n * row);
  }
}

std::vector<double> somewhere(const Priors& priors, std::span<const Course> courses,
                              std::span<const double> normals) {
  std::vector<double> out(normals.size());
  for (std::size_t at = 0; at < out.size(); ++at) {
    const auto [prior, scale] = sampled_at(priors, at, out.size(), courses.front().by_day);
    out[at] = near_middle(prior, scale, normals[at]);
  }
  for (std::size_t which = 0; which < 2; ++which) {
    double sum = 0;
    double number = 0;
    for (const Course& course : courses) {
      for (const Course::Step& step : course.steps) {
        if (step.kind != Course::Step::Kind::see || step.which != which) continue;
        sum += step.value;
        ++number;
      }
    }
    const std::size_t mean = static_cast<std::size_t>(Part::mu_c) + which;
    if (number > 0) out[mean] = sum / number + 0.25 * normals[mean];
  }
  return out;
}

}  // namespace concertina::rhythm

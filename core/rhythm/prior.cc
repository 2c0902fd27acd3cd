#include "core/rhythm/prior.h"

#include <cmath>

namespace concertina::rhythm {

Scale scale_of(Part part) {
  switch (part) {
    case Part::a:
    case Part::d:
    case Part::sigma_c:
    case Part::sigma_s:
    case Part::meas_c:
    case Part::meas_s:
      return Scale::logarithm;
    case Part::cor_cs:
      return Scale::atanh;
    case Part::r:
    case Part::k:
    case Part::mu_c:
    case Part::mu_s:
      break;
  }
  return Scale::plain;
}

bool fits(const Prior& prior, Part part) {
  if (!std::isfinite(prior.centre) || !(prior.spread > 0) || !std::isfinite(prior.spread)) return false;
  return prior.kind == Prior::Kind::normal || scale_of(part) == Scale::logarithm;
}

Priors shipped_priors() {
  using Kind = Prior::Kind;
  const Prior rate{Kind::lognormal, std::log(0.7), 0.6};
  const Prior reaction{Kind::normal, 0.3, 0.5};
  const Prior mean{Kind::normal, 0, 2.5};
  const Prior noise{Kind::lognormal, std::log(1.0), 0.6};
  const Prior error{Kind::lognormal, std::log(0.7), 0.5};
  return {{rate, rate, reaction, reaction, mean, mean, noise, noise, {Kind::normal, 0, 0.5}, error, error},
          {Kind::normal, 0, 1},
          {Kind::half_normal, 0, 0.5}};
}

double natural(Scale scale, double at) {
  if (scale == Scale::plain) return at;
  return scale == Scale::logarithm ? std::exp(at) : std::tanh(at);
}

double sampled(Scale scale, double value) {
  if (scale == Scale::plain) return value;
  return scale == Scale::logarithm ? std::log(value) : std::atanh(value);
}

Pulled pull_of(const Prior& prior, Scale scale, double at) {
  if (scale != Scale::logarithm || prior.kind == Prior::Kind::lognormal) {
    const double off = (at - prior.centre) / prior.spread;
    return {-0.5 * off * off, -off / prior.spread};
  }
  const double value = std::exp(at);
  const double off = (value - prior.centre) / prior.spread;
  return {at - 0.5 * off * off, 1 - value * off / prior.spread};
}

double reach_of(const Prior& prior, Scale scale) {
  return scale == Scale::logarithm && prior.kind != Prior::Kind::lognormal ? 1 : prior.spread;
}

Sampled sampled_at(const Priors& priors, std::size_t at, std::size_t size, bool by_day) {
  if (at < kParts) return {priors.parts[at], scale_of(static_cast<Part>(at))};
  if (by_day && at + 2 >= size) return {priors.day, Scale::logarithm};
  return {priors.effect, Scale::plain};
}

double add_priors(const Priors& priors, std::span<const double> point, bool by_day, double* slope) {
  double sum = 0;
  for (std::size_t at = 0; at < point.size(); ++at) {
    const auto [prior, scale] = sampled_at(priors, at, point.size(), by_day);
    const auto [value, pull] = pull_of(prior, scale, point[at]);
    sum += value;
    slope[at] += pull;
  }
  return sum;
}

}  // namespace concertina::rhythm

#include "cli/precise.h"

#include <array>
#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <vector>

namespace concertina::cli {
namespace {

using rhythm::Start;
using Kind = rhythm::Course::Step::Kind;
using Real =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<150>, boost::multiprecision::et_off>;
using Pair = std::array<Real, 2>;
using Square = std::array<Real, 4>;  // by rows

Square times(const Square& x, const Square& y) {
  return {x[0] * y[0] + x[1] * y[2], x[0] * y[1] + x[1] * y[3], x[2] * y[0] + x[3] * y[2],
          x[2] * y[1] + x[3] * y[3]};
}
Square turned(const Square& x) { return {x[0], x[2], x[1], x[3]}; }
Square plus(Square x, const Square& y) {
  for (std::size_t at = 0; at < 4; ++at) x[at] += y[at];
  return x;
}
Square by(Square x, const Real& factor) {
  for (Real& one : x) one *= factor;
  return x;
}

// What a gap does: x becomes move x, and gathers this noise.
struct Gap {
  Square move, noise;
};

// Taylor's series of a 2^-n-th of the gap, doubled n times: move = exp(F u), noise = the integral of
// exp(F v) N exp(F v)', whose k-th derivative at 0 is that of the one before as F S + S F'.
Gap gap_of(double days, const Square& drift, const Square& noise) {
  constexpr int kTerms = 70;  // what is left out is below 10^-150 of it
  Real u = days, size = 0;
  for (const Real& one : drift) size += abs(one) * days;
  int halvings = 0;
  for (; size > Real(0.125); size /= 2, u /= 2) ++halvings;
  Gap out{{1, 0, 0, 1}, {0, 0, 0, 0}};
  Square power = out.move, gathered = by(noise, u);
  for (int k = 1; k < kTerms; ++k) {
    power = by(times(drift, power), u / k);
    out.move = plus(out.move, power);
    out.noise = plus(out.noise, gathered);
    const Square grown = times(drift, gathered);
    gathered = by(plus(grown, turned(grown)), u / (k + 1));
  }
  for (int done = 0; done < halvings; ++done) {
    out.noise = plus(times(times(out.move, out.noise), turned(out.move)), out.noise);
    out.move = times(out.move, out.move);
  }
  return out;
}

// N/(4h) + (h N + M N + N M' + M N M'/h) / (4 det F): what a gap without end gathers, where it ends
// (filter_steps.h).
bool stationary(const rhythm::Law<double>& law, const Square& noise, Square& out) {
  const Real h = (Real(law.a) + law.d) / 2, e = (Real(law.d) - law.a) / 2;
  const Real det = Real(law.a) * law.d - Real(law.rho) * law.kappa;
  if (!(h > 0) || !(det > 0)) return false;
  const Square m = {e, law.rho, law.kappa, -e};
  const Square crossed = times(m, noise);
  const Square both = plus(by(noise, h), plus(crossed, turned(crossed)));
  const Square curved = by(times(crossed, turned(m)), 1 / h);
  out = plus(by(noise, 1 / (4 * h)), by(plus(both, curved), 1 / (4 * det)));
  return true;
}

}  // namespace

double precise_likelihood(const rhythm::Course& course, const rhythm::Law<double>& law) {
  const Square drift = {-Real(law.a), law.rho, law.kappa, -Real(law.d)};
  const Square noise = {law.noise[0], law.noise[1], law.noise[1], law.noise[2]};
  std::vector<Gap> gaps;
  for (const double days : course.gaps) gaps.push_back(gap_of(days, drift, noise));
  const Start& start = course.start;
  Pair mean = {start.mean[0], start.mean[1]};
  Square cov = {start.cov[0], start.cov[1], start.cov[1], start.cov[2]};
  if (start.kind == Start::Kind::stationary && !stationary(law, noise, cov)) return std::nan("");
  Real sum = -log(boost::math::constants::two_pi<Real>()) * course.sights;
  for (const auto& step : course.steps) {
    if (step.kind == Kind::wait) {
      const auto& [move, gathered] = gaps[step.gap];
      mean = {move[0] * mean[0] + move[1] * mean[1], move[2] * mean[0] + move[3] * mean[1]};
      cov = plus(times(times(move, cov), turned(move)), gathered);
    } else if (step.kind == Kind::push) {
      for (std::size_t i = 0; i < 2; ++i) mean[i] += Real(law.effect[step.which][i]) * step.value;
    } else {
      const std::size_t i = step.which, j = 1 - i;
      const Real variance = cov[3 * i] + law.error[i];
      if (!(variance > 0)) return std::nan("");
      const Real surprise = Real(step.value) - law.mu[i] - mean[i];
      const Real gain = cov[3 * i] / variance, other = cov[1] / variance;
      mean[i] += gain * surprise;
      mean[j] += other * surprise;
      cov[3 * j] -= cov[1] * other;
      cov[3 * i] *= law.error[i] / variance;
      cov[1] = cov[2] = cov[1] * (law.error[i] / variance);
      if (cov[3 * j] < 0) return std::nan("");
      sum -= log(variance) + surprise * surprise / variance;
    }
  }
  return static_cast<double>(sum / 2);
}

}  // namespace concertina::cli

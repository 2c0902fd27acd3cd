// Gap: what the time between two moments does to the state of the circle
//
//     dx = F x dt + dW,   F = -h I + M,   M = [[e, rho], [kappa, -e]],   M M = w I,   E[dW dW'] = N dt
//     h = (a + d)/2,   e = (d - a)/2,   w = e^2 + rho kappa
//
// Over `u` days   exp(F u) = f I + g M   and the noise gathered is   cc N + cs (M N + N M') + ss M N M', with
//
//     f = exp(-hu) cosh(u sqrt w),   g = exp(-hu) sinh(u sqrt w) / sqrt w
//     cc = integral of f f,   cs = integral of f g,   ss = integral of g g,   each from 0 to u
//
// (cosh and sinh turn into cos and sin where w < 0). All of these are entire functions of h and w, so there
// are no branches to join: each is the Taylor series of the equations  f' = -h f + w g,  g' = f - h g  at a
// short time, doubled as often as needed. A doubling adds what is gathered in the second half to what is
// gathered in the first, which takes nothing away from anything; so digits are kept at tiny and long gaps, at
// equal, imaginary and unstable roots, and where roots add up to zero. No function of a mathematics library
// is called: the same bits everywhere.
#pragma once

#include <array>
#include <bit>
#include <cmath>

#include "core/rhythm/lanes.h"

namespace concertina::rhythm {

// The five numbers of a gap and their derivatives by h and by w.
template <class T>
struct Gap {
  T f, g, cc, cs, ss;
  T f_h, g_h, cc_h, cs_h, ss_h;
  T f_w, g_w, cc_w, cs_w, ss_w;
};

// Makes gaps of one h and w. The series are Taylor coefficients of f, g and ss, and of the derivatives that
// do not follow from these three.
// `Build` keeps apart what is built for different machines (filter.h).
struct Anywhere;
template <class T, class Build = Anywhere>
class Gaps {
 public:
  // Any real h and w.
  void start(const T& h, const T& w) {
    h_ = h;
    w_ = w;
    for (std::size_t lane_at = 0; lane_at < kLanes<T>; ++lane_at) {
      rate_[lane_at] = 2 * (std::abs(lane(h, lane_at)) + std::sqrt(std::abs(lane(w, lane_at))));
    }
    T f = all<T>(1), g = all<T>(0), g_w = all<T>(0), f_w = all<T>(0);
    // ff, fg and gg as functions of time, and their derivatives.
    T ff = all<T>(1), fg = all<T>(0), gg = all<T>(0);
    T ff_h = all<T>(0), fg_h = all<T>(0), gg_h = all<T>(0), ff_w = all<T>(0), fg_w = all<T>(0),
      gg_w = all<T>(0);
    const T h2 = 2 * h, w2 = 2 * w;
    terms_[0] = {f, g, g_w, all<T>(0), all<T>(0), all<T>(0)};
    for (std::size_t k = 0; k + 1 < kTerms; ++k) {
      const double by = 1 / static_cast<double>(k + 1);
      terms_[k + 1].ss = gg * by;
      terms_[k + 1].ss_h = gg_h * by;
      terms_[k + 1].ss_w = gg_w * by;
      const T next_f_w = (g + w * g_w - h * f_w) * by;
      g_w = (f_w - h * g_w) * by;
      f_w = next_f_w;
      const T next_f = (w * g - h * f) * by;
      g = (f - h * g) * by;
      f = next_f;
      const T next_ff_h = (w2 * fg_h - h2 * ff_h - 2 * ff) * by;
      const T next_fg_h = (ff_h + w * gg_h - h2 * fg_h - 2 * fg) * by;
      gg_h = (2 * fg_h - h2 * gg_h - 2 * gg) * by;
      ff_h = next_ff_h;
      fg_h = next_fg_h;
      const T next_ff_w = (2 * fg + w2 * fg_w - h2 * ff_w) * by;
      const T next_fg_w = (ff_w + gg + w * gg_w - h2 * fg_w) * by;
      gg_w = (2 * fg_w - h2 * gg_w) * by;
      ff_w = next_ff_w;
      fg_w = next_fg_w;
      const T next_ff = (w2 * fg - h2 * ff) * by;
      const T next_fg = (ff + w * gg - h2 * fg) * by;
      gg = (2 * fg - h2 * gg) * by;
      ff = next_ff;
      fg = next_fg;
      terms_[k + 1].f = f;
      terms_[k + 1].g = g;
      terms_[k + 1].g_w = g_w;
    }
  }

  // The gap of `days` (at least 0, finite).
  void make(double days, Gap<T>& out) const {
    const T whole = all<T>(days);
    T u;
    int most = 0;
    for (std::size_t at = 0; at < kLanes<T>; ++at) {
      const int halvings = halvings_of(rate_[at] * days);
      most = halvings > most ? halvings : most;
      set_lane(u, at, days * std::bit_cast<double>(static_cast<std::uint64_t>(1023 - halvings) << 52U));
    }
    Core now = terms_[kTerms - 1];
    for (std::size_t k = kTerms - 1; k-- > 0;) {
      const Core& term = terms_[k];
      now.f = now.f * u + term.f;
      now.g = now.g * u + term.g;
      now.g_w = now.g_w * u + term.g_w;
      now.ss = now.ss * u + term.ss;
      now.ss_h = now.ss_h * u + term.ss_h;
      now.ss_w = now.ss_w * u + term.ss_w;
    }
    finish(now, u, out);
    for (int done = 0; done < most; ++done) {
      const Core twice = doubled(out, u);
      const auto goes_on = u < whole;
      now.f = goes_on ? twice.f : now.f;
      now.g = goes_on ? twice.g : now.g;
      now.g_w = goes_on ? twice.g_w : now.g_w;
      now.ss = goes_on ? twice.ss : now.ss;
      now.ss_h = goes_on ? twice.ss_h : now.ss_h;
      now.ss_w = goes_on ? twice.ss_w : now.ss_w;
      u = goes_on ? 2 * u : u;
      finish(now, u, out);
    }
  }

 private:
  static constexpr std::size_t kTerms =
      17;  // the series' rest is below 1e-14 of it where 2 (|h| + |w|^(1/2)) u <= 1

  struct Core {
    T f, g, g_w, ss, ss_h, ss_w;
  };

  // The least n >= 0 with x / 2^n <= 1, at most 1000.
  static int halvings_of(double x) {
    const int exponent = static_cast<int>(std::bit_cast<std::uint64_t>(x) >> 52U) - 1022;
    return exponent < 0 ? 0 : exponent > 1000 ? 1000 : exponent;
  }

  // All numbers of a gap of u days from the six.
  void finish(const Core& now, const T& u, Gap<T>& out) const {
    out.f = now.f;
    out.g = now.g;
    out.ss = now.ss;
    out.ss_h = now.ss_h;
    out.ss_w = now.ss_w;
    out.g_w = now.g_w;
    out.f_w = 0.5 * u * now.g;
    out.f_h = -u * now.f;
    out.g_h = -u * now.g;
    // The integrals of (gg)' = 2 fg - 2h gg and (fg)' = ff + w gg - 2h fg.
    out.cs = 0.5 * now.g * now.g + h_ * now.ss;
    out.cs_h = now.g * out.g_h + now.ss + h_ * now.ss_h;
    out.cs_w = now.g * out.g_w + h_ * now.ss_w;
    out.cc = now.f * now.g + 2 * h_ * out.cs - w_ * now.ss;
    out.cc_h = out.f_h * now.g + now.f * out.g_h + 2 * (out.cs + h_ * out.cs_h) - w_ * now.ss_h;
    out.cc_w = out.f_w * now.g + now.f * out.g_w + 2 * h_ * out.cs_w - now.ss - w_ * now.ss_w;
  }

  // The six numbers of twice the time u of `half`.
  Core doubled(const Gap<T>& half, const T& u) const {
    const T ff = half.f * half.f, fg = half.f * half.g, gg = half.g * half.g;
    const T gg_w = 2 * half.g * half.g_w;
    const T fg_w = half.f_w * half.g + half.f * half.g_w;
    const T ff_w = 2 * half.f * half.f_w;
    Core out;
    out.f = ff + w_ * gg;
    out.g = 2 * fg;
    out.g_w = 2 * fg_w;
    out.ss = half.ss + gg * half.cc + 2 * fg * half.cs + ff * half.ss;
    // Every product of f and g decays by 2u with h.
    out.ss_h = half.ss_h + gg * half.cc_h + 2 * fg * half.cs_h + ff * half.ss_h - 2 * u * (out.ss - half.ss);
    out.ss_w = half.ss_w + gg * half.cc_w + gg_w * half.cc + 2 * (fg * half.cs_w + fg_w * half.cs) +
               ff * half.ss_w + ff_w * half.ss;
    return out;
  }

  T h_, w_;
  std::array<double, kLanes<T>> rate_;  // 2 (|h| + |w|^(1/2)), per day
  std::array<Core, kTerms> terms_;
};

}  // namespace concertina::rhythm

// What a filter does, once for every build of it: filter.cc and filter_wide.cc read this, and nobody else.
#pragma once

#include <cmath>
#include <numbers>
#include <type_traits>

#include "core/rhythm/filter.h"
#include "core/rhythm/logs.h"

namespace concertina::rhythm {

using Kind = Course::Step::Kind;

namespace {

constexpr double kMostTaken = 0.999;  // of a variance by one sight of the other: three digits of it are lost
constexpr double kWidest = 1e30;      // a variance whose eighth power is still a number
constexpr std::integral_constant<std::size_t, 0> kFirst;
constexpr std::integral_constant<std::size_t, 1> kSecond;

// alpha, beta, gamma of the stationary covariance alpha N + beta (M N + N M') + gamma M N M', which solves
// F P + P F' + N = 0: what a gap without end gathers. With its derivatives.
template <class T>
Gap<T> endless(const T& h, const T& w) {
  Gap<T> out;
  const T det = h * h - w;
  const T by = 0.25 / det;
  const T square = by / det;
  out.cc = 0.25 / h + h * by;
  out.cc_h = by - 0.25 / (h * h) - 2 * h * h * square;
  out.cc_w = h * square;
  out.cs = by;
  out.cs_h = -2 * h * square;
  out.cs_w = square;
  out.ss = by / h;
  out.ss_h = -by / (h * h) - 2 * square;
  out.ss_w = square / h;
  return out;
}

}  // namespace

template <class T, class Build>
void Filter<T, Build>::read(const Course& course) {
  course_ = &course;
  if (spans_.size() < course.gaps.size()) spans_.resize(course.gaps.size());
  if (marks_.size() < course.steps.size()) marks_.resize(course.steps.size());
}

template <class T, class Build>
void Filter<T, Build>::run(const Law<T>& law, T& value, Law<T>* slope) {
  const Form form = form_of(law);
  span(law, form);
  end_ = begin(course_->start, form, law);
  if constexpr (kLanes<T> == 1) {
    sharp_ = course_->start.kind == Start::Kind::given || form.h * form.h - form.w > 1e-3 * form.h * form.h;
  }
  forward(law, value);
  if (slope != nullptr) backward(law, form, *slope);
}

template <class T, class Build>
typename Filter<T, Build>::Form Filter<T, Build>::form_of(const Law<T>& law) {
  Form out;
  out.h = 0.5 * (law.a + law.d);
  out.e = 0.5 * (law.d - law.a);
  out.w = out.e * out.e + law.rho * law.kappa;
  const auto& [n0, n1, n2] = law.noise;
  out.mn11 = out.e * n0 + law.rho * n1;
  out.mn12 = out.e * n1 + law.rho * n2;
  out.mn21 = law.kappa * n0 - out.e * n1;
  out.mn22 = law.kappa * n1 - out.e * n2;
  out.crossed = {2 * out.mn11, out.mn12 + out.mn21, 2 * out.mn22};
  out.turned = {out.mn11 * out.e + out.mn12 * law.rho, out.mn11 * law.kappa - out.mn12 * out.e,
                out.mn21 * law.kappa - out.mn22 * out.e};
  return out;
}

template <class T, class Build>
typename Filter<T, Build>::Matrix Filter<T, Build>::move_of(const Gap<T>& gap, const Form& form,
                                                            const Law<T>& law) {
  return {gap.f + gap.g * form.e, gap.g * law.rho, gap.g * law.kappa, gap.f - gap.g * form.e};
}

template <class T, class Build>
std::array<T, 3> Filter<T, Build>::noise_of(const Gap<T>& gap, const Form& form, const Law<T>& law) {
  std::array<T, 3> out;
  for (std::size_t part = 0; part < 3; ++part) {
    out[part] = gap.cc * law.noise[part] + gap.cs * form.crossed[part] + gap.ss * form.turned[part];
  }
  return out;
}

template <class T, class Build>
void Filter<T, Build>::span(const Law<T>& law, const Form& form) {
  series_.start(form.h, form.w);
  for (std::size_t at = 0; at < course_->gaps.size(); ++at) {
    Span& one = spans_[at];
    series_.make(course_->gaps[at], one.gap);
    one.move = move_of(one.gap, form, law);
    one.noise = noise_of(one.gap, form, law);
    one.by_move = Matrix{};
    one.by_noise = std::array<T, 3>{};
  }
}

template <class T, class Build>
typename Filter<T, Build>::State Filter<T, Build>::begin(const Start& start, const Form& form,
                                                         const Law<T>& law) {
  State out;
  for (std::size_t at = 0; at < 2; ++at) out.mean[at] = all<T>(start.mean[at]);
  if (start.kind == Start::Kind::given) {
    for (std::size_t at = 0; at < 3; ++at) out.cov[at] = all<T>(start.cov[at]);
    return out;
  }
  out.cov = noise_of(endless(form.h, form.w), form, law);
  // Without a stationary law there is no such covariance: a variance that is no number makes the value none.
  for (std::size_t at = 0; at < kLanes<T>; ++at) {
    if (lane(form.h, at) > 0 && lane(form.h, at) * lane(form.h, at) > lane(form.w, at)) continue;
    set_lane(out.cov[0], at, std::nan(""));
    set_lane(out.cov[2], at, std::nan(""));
  }
  return out;
}

template <class T, class Build>
void Filter<T, Build>::forward(const Law<T>& law, T& value) {
  auto [mean, cov] = end_;
  T squares = all<T>(0), least = all<T>(1), most = all<T>(1), lost = all<T>(-1);
  Logs<T> logs;
  for (std::size_t at = 0; at < course_->steps.size(); ++at) {
    const Course::Step& step = course_->steps[at];
    Mark& mark = marks_[at];
    if (step.kind == Kind::see) {
      // Which one is told to the compiler, so that the state stays in registers.
      const auto see = [&](auto which) {
        constexpr std::size_t i = which;
        const T surprise = step.value - law.mu[i] - mean[i];
        const T own = cov[2 * i];
        const T both = cov[1];
        const T variance = own + law.error[i];
        const T inverse = 1 / variance;
        const T gain = own * inverse, other = both * inverse, rest = law.error[i] * inverse;
        mark = {gain, other, inverse, surprise, rest, rest};
        mean[i] += gain * surprise;
        mean[1 - i] += other * surprise;
        cov[2 * i] = own * rest;
        cov[1] = both * rest;
        const T taken = both * other;
        if constexpr (kLanes<T> == 1) {
          lost = std::max(lost, taken - kMostTaken * cov[2 - 2 * i]);
          most = std::max(most, variance);
        }
        least = variance < least ? variance : least;
        cov[2 - 2 * i] -= taken;
        squares += surprise * surprise * inverse;
        logs.add(variance);
      };
      if (step.which == 0) {
        see(kFirst);
      } else {
        see(kSecond);
      }
    } else if (step.kind == Kind::wait) {
      const auto& [a11, a12, a21, a22] = spans_[step.gap].move;
      const auto& noise = spans_[step.gap].noise;
      const T p11 = a11 * cov[0] + a12 * cov[1], p12 = a11 * cov[1] + a12 * cov[2];
      const T p21 = a21 * cov[0] + a22 * cov[1], p22 = a21 * cov[1] + a22 * cov[2];
      mark = {mean[0], mean[1], p11, p12, p21, p22};
      mean = {a11 * mark.one + a12 * mark.two, a21 * mark.one + a22 * mark.two};
      cov = {(p11 * a11 + p12 * a12) + noise[0], (p11 * a21 + p12 * a22) + noise[1],
             (p21 * a21 + p22 * a22) + noise[2]};
    } else {
      for (std::size_t i = 0; i < 2; ++i) mean[i] += law.effect[step.which][i] * step.value;
    }
  }
  end_ = {mean, cov};
  const double constant = -0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(course_->sights);
  value = constant - 0.5 * (logs.sum() + squares);
  for (std::size_t at = 0; at < kLanes<T>; ++at) {
    if (!(lane(least, at) > 0))
      set_lane(value, at, std::nan(""));  // an even number of them has a product above 0
  }
  if constexpr (kLanes<T> == 1) sharp_ = sharp_ && lost < 0 && least > 1 / kWidest && most < kWidest;
}

template <class T, class Build>
void Filter<T, Build>::backward(const Law<T>& law, const Form& form, Law<T>& slope) {
  slope = Law<T>{};
  Back back{};
  auto& [r, n] = back;
  std::array<T, 2> by_means{}, by_errors{};
  for (std::size_t at = course_->steps.size(); at-- > 0;) {
    const Course::Step& step = course_->steps[at];
    const Mark& mark = marks_[at];
    if (step.kind == Kind::see) {
      const auto unsee = [&](auto which) {
        constexpr std::size_t i = which, j = 1 - i;
        const auto& [gain, other, inverse, surprise, rest, unused] = mark;
        const T own = rest * n[2 * i] - other * n[1], both = rest * n[1] - other * n[2 * j];
        const T before = inverse + rest * own - other * both;
        const T by_mu = surprise * inverse - gain * r[i] - other * r[j];
        by_means[i] += by_mu;
        by_errors[i] += by_mu * by_mu - (before + n[2 * i] - 2 * own);
        r[i] += by_mu;
        n[2 * i] = before;
        n[1] = both;
      };
      if (step.which == 0) {
        unsee(kFirst);
      } else {
        unsee(kSecond);
      }
    } else if (step.kind == Kind::wait) {
      Span& span = spans_[step.gap];
      const auto& [m0, m1, p11, p12, p21, p22] = mark;
      const auto& [a11, a12, a21, a22] = span.move;
      const std::array<T, 3> by = back.both();
      for (std::size_t part = 0; part < 3; ++part) span.by_noise[part] += by[part];
      span.by_move.a11 += r[0] * m0 + by[0] * p11 + by[1] * p21;
      span.by_move.a12 += r[0] * m1 + by[0] * p12 + by[1] * p22;
      span.by_move.a21 += r[1] * m0 + by[1] * p11 + by[2] * p21;
      span.by_move.a22 += r[1] * m1 + by[1] * p12 + by[2] * p22;
      const T n11 = n[0] * a11 + n[1] * a21, n12 = n[0] * a12 + n[1] * a22;
      const T n21 = n[1] * a11 + n[2] * a21, n22 = n[1] * a12 + n[2] * a22;
      n = {a11 * n11 + a21 * n21, a11 * n12 + a21 * n22, a12 * n12 + a22 * n22};
      r = {a11 * r[0] + a21 * r[1], a12 * r[0] + a22 * r[1]};
    } else {
      for (std::size_t i = 0; i < 2; ++i) slope.effect[step.which][i] += r[i] * step.value;
    }
  }
  slope.mu = by_means;
  slope.error = {0.5 * by_errors[0], 0.5 * by_errors[1]};
  Pull pull{};
  for (std::size_t at = 0; at < course_->gaps.size(); ++at) {
    const Span& one = spans_[at];
    unmove(one.gap, one.by_move, form, law, pull);
    gather(one.gap, once(one.by_noise), form, law, pull);
  }
  if (course_->start.kind == Start::Kind::stationary) gather_endless(once(back.both()), form, law, pull);
  unform(law, form, pull, slope);
}

template <class T, class Build>
void Filter<T, Build>::unmove(const Gap<T>& gap, const Matrix& by, const Form& form, const Law<T>& law,
                              Pull& pull) {
  const T by_f = by.a11 + by.a22;
  const T by_g = (by.a11 - by.a22) * form.e + by.a12 * law.rho + by.a21 * law.kappa;
  pull.h += by_f * gap.f_h + by_g * gap.g_h;
  pull.w += by_f * gap.f_w + by_g * gap.g_w;
  pull.e += gap.g * (by.a11 - by.a22);
  pull.rho += gap.g * by.a12;
  pull.kappa += gap.g * by.a21;
}

template <class T, class Build>
void Filter<T, Build>::gather(const Gap<T>& gap, const std::array<T, 3>& by, const Form& form,
                              const Law<T>& law, Pull& pull) {
  T by_cc = all<T>(0), by_cs = all<T>(0), by_ss = all<T>(0);
  for (std::size_t part = 0; part < 3; ++part) {
    by_cc += by[part] * law.noise[part];
    by_cs += by[part] * form.crossed[part];
    by_ss += by[part] * form.turned[part];
    pull.noise[part] += gap.cc * by[part];
    pull.crossed[part] += gap.cs * by[part];
    pull.turned[part] += gap.ss * by[part];
  }
  pull.h += by_cc * gap.cc_h + by_cs * gap.cs_h + by_ss * gap.ss_h;
  pull.w += by_cc * gap.cc_w + by_cs * gap.cs_w + by_ss * gap.ss_w;
}

template <class T, class Build>
void Filter<T, Build>::gather_endless(const std::array<T, 3>& by, const Form& form, const Law<T>& law,
                                      Pull& pull) {
  gather(endless(form.h, form.w), by, form, law, pull);
}

template <class T, class Build>
void Filter<T, Build>::unform(const Law<T>& law, const Form& form, const Pull& pull, Law<T>& slope) {
  const T e = form.e;
  const auto& [n0, n1, n2] = law.noise;
  const auto& [r0, r1, r2] = pull.turned;
  // By M N, first as a factor of M N M', then as a summand of M N + N M'.
  const T by11 = r0 * e + r1 * law.kappa + 2 * pull.crossed[0];
  const T by12 = r0 * law.rho - r1 * e + pull.crossed[1];
  const T by21 = r2 * law.kappa + pull.crossed[1];
  const T by22 = 2 * pull.crossed[2] - r2 * e;
  const T by_e = pull.e + 2 * e * pull.w + r0 * form.mn11 - r1 * form.mn12 - r2 * form.mn22 + by11 * n0 +
                 by12 * n1 - by21 * n1 - by22 * n2;
  slope.rho = pull.rho + law.kappa * pull.w + r0 * form.mn12 + by11 * n1 + by12 * n2;
  slope.kappa = pull.kappa + law.rho * pull.w + r1 * form.mn11 + r2 * form.mn21 + by21 * n0 + by22 * n1;
  slope.noise = {pull.noise[0] + by11 * e + by21 * law.kappa,
                 pull.noise[1] + by11 * law.rho + by12 * e - by21 * e + by22 * law.kappa,
                 pull.noise[2] + by12 * law.rho - by22 * e};
  slope.a = 0.5 * (pull.h - by_e);
  slope.d = 0.5 * (pull.h + by_e);
}

}  // namespace concertina::rhythm

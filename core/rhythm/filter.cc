#include "core/rhythm/filter.h"

#include <cmath>
#include <numbers>

namespace concertina::rhythm {

using Kind = Course::Step::Kind;

namespace {

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

template <class T>
Filter<T>::Filter(const Course& course)
    : course_(course), gaps_(course.gaps.size()), marks_(course.steps.size()) {}

template <class T>
T Filter<T>::run(const Law<T>& law, Law<T>* slope) {
  const Form form = form_of(law);
  series_.start(form.h, form.w);
  for (std::size_t at = 0; at < gaps_.size(); ++at) series_.make(course_.gaps[at], gaps_[at]);
  end_ = begin(law, form);
  const T value = forward(law, form);
  if (slope != nullptr) backward(law, form, *slope);
  return value;
}

template <class T>
typename Filter<T>::Form Filter<T>::form_of(const Law<T>& law) {
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

template <class T>
typename Filter<T>::State Filter<T>::begin(const Law<T>& law, const Form& form) const {
  State out;
  const Start& start = course_.start;
  for (std::size_t at = 0; at < 2; ++at) out.mean[at] = all<T>(start.mean[at]);
  if (start.kind == Start::Kind::given) {
    for (std::size_t at = 0; at < 3; ++at) out.cov[at] = all<T>(start.cov[at]);
    return out;
  }
  const Gap<T> end = endless(form.h, form.w);
  for (std::size_t at = 0; at < 3; ++at) {
    out.cov[at] = end.cc * law.noise[at] + end.cs * form.crossed[at] + end.ss * form.turned[at];
  }
  // Without a stationary law there is no such covariance: a variance that is no number makes the value none.
  for (std::size_t at = 0; at < kLanes<T>; ++at) {
    if (lane(form.h, at) > 0 && lane(form.h, at) * lane(form.h, at) > lane(form.w, at)) continue;
    set_lane(out.cov[0], at, std::nan(""));
    set_lane(out.cov[2], at, std::nan(""));
  }
  return out;
}

template <class T>
T Filter<T>::forward(const Law<T>& law, const Form& form) {
  constexpr std::size_t kFactors = 8;  // logarithms are taken of products of so many variances
  auto& [mean, cov] = end_;
  T value = all<T>(-0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(course_.sights));
  T squares = all<T>(0);
  T product = all<T>(1);
  std::size_t factors = 0;
  for (std::size_t at = 0; at < course_.steps.size(); ++at) {
    const Course::Step& step = course_.steps[at];
    Mark& mark = marks_[at];
    if (step.kind == Kind::see) {
      const std::size_t i = step.which;
      const T surprise = step.value - law.mu[i] - mean[i];
      const T own = cov[2 * i];
      const T both = cov[1];
      const T variance = own + law.error[i];
      const T inverse = 1 / variance;
      mark = {own, both, surprise, inverse, all<T>(0)};
      mean[i] += own * inverse * surprise;
      mean[1 - i] += both * inverse * surprise;
      cov[2 * i] = own * law.error[i] * inverse;
      cov[1] = both * law.error[i] * inverse;
      cov[2 - 2 * i] -= both * both * inverse;
      squares += surprise * surprise * inverse;
      product *= variance;
      if (++factors == kFactors) {
        value -= 0.5 * logarithm(product);
        product = all<T>(1);
        factors = 0;
      }
    } else if (step.kind == Kind::wait) {
      mark = {mean[0], mean[1], cov[0], cov[1], cov[2]};
      const Gap<T>& gap = gaps_[step.gap];
      const T a11 = gap.f + gap.g * form.e, a12 = gap.g * law.rho, a21 = gap.g * law.kappa,
              a22 = gap.f - gap.g * form.e;
      mean = {a11 * mark.one + a12 * mark.two, a21 * mark.one + a22 * mark.two};
      const T p11 = a11 * cov[0] + a12 * cov[1], p12 = a11 * cov[1] + a12 * cov[2];
      const T p21 = a21 * cov[0] + a22 * cov[1], p22 = a21 * cov[1] + a22 * cov[2];
      cov = {p11 * a11 + p12 * a12, p11 * a21 + p12 * a22, p21 * a21 + p22 * a22};
      for (std::size_t part = 0; part < 3; ++part) {
        cov[part] += gap.cc * law.noise[part] + gap.cs * form.crossed[part] + gap.ss * form.turned[part];
      }
    } else {
      for (std::size_t i = 0; i < 2; ++i) mean[i] += law.effect[step.which][i] * step.value;
    }
  }
  return value - 0.5 * (logarithm(product) + squares);
}

template <class T>
void Filter<T>::backward(const Law<T>& law, const Form& form, Law<T>& slope) const {
  slope = Law<T>{};
  Pull pull{};
  State bar{};
  for (std::size_t at = course_.steps.size(); at-- > 0;) {
    const Course::Step& step = course_.steps[at];
    const Mark& mark = marks_[at];
    if (step.kind == Kind::see) {
      unsee(law, step.which, mark, bar, slope);
    } else if (step.kind == Kind::wait) {
      unwait(law, form, gaps_[step.gap], mark, bar, pull);
    } else {
      for (std::size_t i = 0; i < 2; ++i) slope.effect[step.which][i] += bar.mean[i] * step.value;
    }
  }
  if (course_.start.kind == Start::Kind::stationary) gather_endless(bar.cov, form, law, pull);
  unform(law, form, pull, slope);
}

// `bar` holds the derivatives by the state after the step, and then by the state before it; those by a
// covariance count it once for both its places.
template <class T>
void Filter<T>::unsee(const Law<T>& law, std::size_t i, const Mark& mark, State& bar, Law<T>& slope) const {
  const auto& [own, both, surprise, inverse, unused] = mark;
  auto& [mean, cov] = bar;
  const std::size_t j = 1 - i;
  const T error = law.error[i];
  const T by_surprise = (own * mean[i] + both * mean[j] - surprise) * inverse;
  const T by_inverse = surprise * (own * mean[i] + both * mean[j] - 0.5 * surprise) +
                       error * (cov[2 * i] * own + cov[1] * both) - cov[2 * j] * both * both;
  const T by_variance = -inverse * (inverse * by_inverse + 0.5);
  slope.error[i] += (cov[2 * i] * own + cov[1] * both) * inverse + by_variance;
  slope.mu[i] -= by_surprise;
  cov[1] = (mean[j] * surprise + cov[1] * error - 2 * cov[2 * j] * both) * inverse;
  cov[2 * i] = (mean[i] * surprise + cov[2 * i] * error) * inverse + by_variance;
  mean[i] -= by_surprise;
}

template <class T>
void Filter<T>::unwait(const Law<T>& law, const Form& form, const Gap<T>& gap, const Mark& mark, State& bar,
                       Pull& pull) const {
  gather(gap, bar.cov, form, law, pull);
  const auto& [m0, m1, p0, p1, p2] = mark;
  auto& [mean, cov] = bar;
  const T a11 = gap.f + gap.g * form.e, a12 = gap.g * law.rho, a21 = gap.g * law.kappa,
          a22 = gap.f - gap.g * form.e;
  const T off = 0.5 * cov[1];
  const T ga11 = cov[0] * a11 + off * a21, ga12 = cov[0] * a12 + off * a22;
  const T ga21 = off * a11 + cov[2] * a21, ga22 = off * a12 + cov[2] * a22;
  const T by11 = mean[0] * m0 + 2 * (ga11 * p0 + ga12 * p1),
          by12 = mean[0] * m1 + 2 * (ga11 * p1 + ga12 * p2);
  const T by21 = mean[1] * m0 + 2 * (ga21 * p0 + ga22 * p1),
          by22 = mean[1] * m1 + 2 * (ga21 * p1 + ga22 * p2);
  const T by_f = by11 + by22;
  const T by_g = (by11 - by22) * form.e + by12 * law.rho + by21 * law.kappa;
  pull.h += by_f * gap.f_h + by_g * gap.g_h;
  pull.w += by_f * gap.f_w + by_g * gap.g_w;
  pull.e += gap.g * (by11 - by22);
  pull.rho += gap.g * by12;
  pull.kappa += gap.g * by21;
  cov = {a11 * ga11 + a21 * ga21, 2 * (a11 * ga12 + a21 * ga22), a12 * ga12 + a22 * ga22};
  mean = {a11 * mean[0] + a21 * mean[1], a12 * mean[0] + a22 * mean[1]};
}

template <class T>
void Filter<T>::gather(const Gap<T>& gap, const std::array<T, 3>& by_noise, const Form& form,
                       const Law<T>& law, Pull& pull) {
  T by_cc = all<T>(0), by_cs = all<T>(0), by_ss = all<T>(0);
  for (std::size_t part = 0; part < 3; ++part) {
    by_cc += by_noise[part] * law.noise[part];
    by_cs += by_noise[part] * form.crossed[part];
    by_ss += by_noise[part] * form.turned[part];
    pull.noise[part] += gap.cc * by_noise[part];
    pull.crossed[part] += gap.cs * by_noise[part];
    pull.turned[part] += gap.ss * by_noise[part];
  }
  pull.h += by_cc * gap.cc_h + by_cs * gap.cs_h + by_ss * gap.ss_h;
  pull.w += by_cc * gap.cc_w + by_cs * gap.cs_w + by_ss * gap.ss_w;
}

template <class T>
void Filter<T>::gather_endless(const std::array<T, 3>& by_noise, const Form& form, const Law<T>& law,
                               Pull& pull) {
  gather(endless(form.h, form.w), by_noise, form, law, pull);
}

template <class T>
void Filter<T>::unform(const Law<T>& law, const Form& form, const Pull& pull, Law<T>& slope) {
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

template class Filter<double>;
template class Filter<Quad>;

}  // namespace concertina::rhythm

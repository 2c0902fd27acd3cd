#include "core/rhythm/day_walk.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "core/rhythm/logs.h"

namespace concertina::rhythm {

using Kind = Course::Step::Kind;

template <class T>
void DayWalk<T>::read(const Course& course) {
  course_ = &course;
  if (marks_.size() < course.steps.size()) marks_.resize(course.steps.size());
}

// The rows of c and of s moved: A P, of which the other rows are those of P.
template <class T>
typename DayWalk<T>::Square DayWalk<T>::moved(const Move& move, const Square& cov) {
  Square out = cov;
  for (std::size_t k = 0; k < 4; ++k) {
    out[0][k] = move.a11 * cov[0][k] + move.a12 * cov[1][k];
    out[1][k] = move.a21 * cov[0][k] + move.a22 * cov[1][k];
  }
  return out;
}

template <class T>
void DayWalk<T>::see(const Law<T>& law, std::size_t i, double value, Whole& now, Mark& mark) {
  auto& with = mark.before.mean;
  for (std::size_t k = 0; k < 4; ++k) with[k] = now.cov[k][i] + now.cov[k][i + 2];
  mark.surprise = value - law.mu[i] - now.mean[i] - now.mean[i + 2];
  mark.inverse = 1 / (with[i] + with[i + 2] + law.error[i]);
  for (std::size_t k = 0; k < 4; ++k) {
    const T gain = with[k] * mark.inverse;
    now.mean[k] += gain * mark.surprise;
    for (std::size_t l = 0; l < 4; ++l) now.cov[k][l] -= gain * with[l];
  }
}

template <class T>
void DayWalk<T>::wait(const Law<T>& law, const Form& form, const Gap<T>& gap, Whole& now) {
  const Move move = Filter<T>::move_of(gap, form, law);
  const auto [c, s, of_c, of_s] = now.mean;
  now.mean = {move.a11 * c + move.a12 * s, move.a21 * c + move.a22 * s, of_c, of_s};
  const Square half = moved(move, now.cov);
  for (std::size_t k = 0; k < 4; ++k) {
    now.cov[k] = {half[k][0] * move.a11 + half[k][1] * move.a12,
                  half[k][0] * move.a21 + half[k][1] * move.a22, half[k][2], half[k][3]};
  }
  const std::array<T, 3> noise = Filter<T>::noise_of(gap, form, law);
  for (std::size_t k = 0; k < 2; ++k) {
    for (std::size_t l = 0; l < 2; ++l) now.cov[k][l] += noise[k + l];
  }
}

// The day's part of one side stands for itself again.
template <class T>
void DayWalk<T>::dawn(Whole& now, std::size_t which, const T& variance) {
  const std::size_t at = which + 2;
  now.mean[at] = all<T>(0);
  for (std::size_t k = 0; k < 4; ++k) now.cov[at][k] = now.cov[k][at] = all<T>(0);
  now.cov[at][at] = variance;
}

template <class T>
T DayWalk<T>::go(const Law<T>& law, const Form& form, const std::vector<Gap<T>>& gaps, State& state) {
  Whole now{};
  now.mean = {state.mean[0], state.mean[1], all<T>(0), all<T>(0)};
  now.cov[0] = {state.cov[0], state.cov[1], all<T>(0), all<T>(0)};
  now.cov[1] = {state.cov[1], state.cov[2], all<T>(0), all<T>(0)};
  T squares = all<T>(0);
  Logs<T> logs;
  for (std::size_t at = 0; at < course_->steps.size(); ++at) {
    const Course::Step& step = course_->steps[at];
    Mark& mark = marks_[at];
    switch (step.kind) {
      case Kind::see:
        see(law, step.which, step.value, now, mark);
        squares += mark.surprise * mark.surprise * mark.inverse;
        logs.add(1 / mark.inverse);
        break;
      case Kind::wait:
        mark.before = now;
        wait(law, form, gaps[step.gap], now);
        break;
      case Kind::push:
        for (std::size_t i = 0; i < 2; ++i) now.mean[i] += law.effect[step.which][i] * step.value;
        break;
      case Kind::dawn:
        dawn(now, step.which, law.day[step.which]);
        break;
    }
  }
  state = {{now.mean[0], now.mean[1]}, {now.cov[0][0], now.cov[0][1], now.cov[1][1]}};
  const double constant = 0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(course_->sights);
  return -constant - 0.5 * (logs.sum() + squares);
}

template <class T>
typename DayWalk<T>::State DayWalk<T>::back(const Law<T>& law, const Form& form,
                                            const std::vector<Gap<T>>& gaps, double logs, Pull& pull,
                                            Law<T>& slope) const {
  Whole bar{};
  for (std::size_t at = course_->steps.size(); at-- > 0;) {
    const Course::Step& step = course_->steps[at];
    switch (step.kind) {
      case Kind::see:
        unsee(step.which, marks_[at], logs, bar, slope);
        break;
      case Kind::wait:
        unwait(law, form, gaps[step.gap], marks_[at], bar, pull);
        break;
      case Kind::push:
        for (std::size_t i = 0; i < 2; ++i) slope.effect[step.which][i] += bar.mean[i] * step.value;
        break;
      case Kind::dawn:
        slope.day[step.which] += bar.cov[step.which + 2U][step.which + 2U];
        dawn(bar, step.which, all<T>(0));
        break;
    }
  }
  return {{bar.mean[0], bar.mean[1]}, {bar.cov[0][0], 2 * bar.cov[0][1], bar.cov[1][1]}};
}

// `bar` holds the derivatives by the state after the step, and then by the state before it; those by a
// covariance are apart for both its places, and alike.
template <class T>
void DayWalk<T>::unsee(std::size_t i, const Mark& mark, double logs, Whole& bar, Law<T>& slope) {
  const auto& with = mark.before.mean;
  const T &surprise = mark.surprise, &inverse = mark.inverse;
  Four bent{};  // bar.cov · with
  T along = all<T>(0), bending = all<T>(0);
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t l = 0; l < 4; ++l) bent[k] += bar.cov[k][l] * with[l];
    along += bar.mean[k] * with[k];
    bending += bent[k] * with[k];
  }
  const T by_surprise = (along - surprise) * inverse;
  const T by_inverse = along * surprise - bending - 0.5 * surprise * surprise;
  const T by_variance = -inverse * (inverse * by_inverse + logs);
  slope.error[i] += by_variance;
  slope.mu[i] -= by_surprise;
  for (std::size_t k = 0; k < 4; ++k) {
    T by_with = (bar.mean[k] * surprise - 2 * bent[k]) * inverse;
    if (k == i || k == i + 2) by_with += by_variance;
    for (const std::size_t seen : {i, i + 2}) {
      bar.cov[k][seen] += 0.5 * by_with;
      bar.cov[seen][k] += 0.5 * by_with;
    }
  }
  bar.mean[i] -= by_surprise;
  bar.mean[i + 2] -= by_surprise;
}

template <class T>
void DayWalk<T>::unwait(const Law<T>& law, const Form& form, const Gap<T>& gap, const Mark& mark, Whole& bar,
                        Pull& pull) {
  Filter<T>::gather(gap, {bar.cov[0][0], 2 * bar.cov[0][1], bar.cov[1][1]}, form, law, pull);
  const Move move = Filter<T>::move_of(gap, form, law);
  const Square half = moved(move, mark.before.cov);
  const auto by = [&](std::size_t k, std::size_t l) {
    T sum = all<T>(0);
    for (std::size_t m = 0; m < 4; ++m) sum += bar.cov[k][m] * half[m][l];
    return bar.mean[k] * mark.before.mean[l] + 2 * sum;
  };
  Filter<T>::unmove(gap, {by(0, 0), by(0, 1), by(1, 0), by(1, 1)}, form, law, pull);
  // Its transpose takes the derivatives back.
  Move turned = move;
  std::swap(turned.a12, turned.a21);
  const auto [c, s, of_c, of_s] = bar.mean;
  bar.mean = {turned.a11 * c + turned.a12 * s, turned.a21 * c + turned.a22 * s, of_c, of_s};
  const Square rows = moved(turned, bar.cov);
  for (std::size_t k = 0; k < 4; ++k) {
    bar.cov[k] = {rows[k][0] * turned.a11 + rows[k][1] * turned.a12,
                  rows[k][0] * turned.a21 + rows[k][1] * turned.a22, rows[k][2], rows[k][3]};
  }
}

template <class T>
void DayWalk<T>::tell(std::vector<T>& out) const {
  out.clear();
  for (std::size_t at = 0; at < course_->steps.size(); ++at) {
    if (course_->steps[at].kind == Kind::see) out.push_back(marks_[at].surprise * root(marks_[at].inverse));
  }
}

template class DayWalk<double>;
template class DayWalk<Quad>;

}  // namespace concertina::rhythm

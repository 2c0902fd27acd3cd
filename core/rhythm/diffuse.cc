#include "core/rhythm/diffuse.h"

#include <cmath>

namespace concertina::rhythm {
namespace {

// Of a column's length, below which what is left of it is rounding: then the diary leaves the start open.
constexpr double kLeast = 1e-14;

// The covariance that the start keeps beside what is unknown of it. Any will do: what is flat stays flat when
// something is added. With this one no variance is 0.
template <class T>
typename DayWalk<T>::State start_at(const std::array<T, 2>& mean) {
  return {mean, {all<T>(1), all<T>(0), all<T>(1)}};
}

template <class T>
T product(const std::vector<T>& one, const std::vector<T>& other) {
  T out = all<T>(0);
  for (std::size_t at = 0; at < one.size(); ++at) out += one[at] * other[at];
  return out;
}

}  // namespace

template <class T>
Diffuse<T>::Diffuse(const Course& course) : walk_(blank_) {
  read(course);
}

template <class T>
void Diffuse<T>::read(const Course& course) {
  blank_ = course;
  for (Course::Step& step : blank_.steps) step.value = 0;
  walk_.read(blank_);
}

template <class T>
T Diffuse<T>::run(DayWalk<T>& walk, const Law<T>& law, const Form& form, const std::vector<Gap<T>>& gaps,
                  State& end, Pull* pull, Law<T>* slope) {
  Law<T> still = law;
  still.mu = {};
  const auto told = [&](DayWalk<T>& by, const Law<T>& which, const Pair& start, std::vector<T>& out) {
    State state = start_at(start);
    by.go(which, form, gaps, state);
    by.tell(out);
  };
  const T zero = all<T>(0), one = all<T>(1);
  told(walk_, still, {-one, zero}, first_);
  told(walk_, still, {zero, -one}, second_);
  told(walk, law, {zero, zero}, seen_);

  // The columns made orthogonal, one after the other: second = share first + rest; and seen = along first +
  // beside rest + what no start explains.
  const T length = product(first_, first_);
  const T share = product(first_, second_) / length;
  const T whole = product(second_, second_);
  for (std::size_t at = 0; at < second_.size(); ++at) second_[at] -= share * first_[at];
  T rest = product(second_, second_);
  const T along = product(first_, seen_) / length;
  for (std::size_t at = 0; at < seen_.size(); ++at) seen_[at] -= along * first_[at];
  const T beside = product(second_, seen_) / rest;
  for (std::size_t at = 0; at < kLanes<T>; ++at) {
    if (!(lane(rest, at) > kLeast * kLeast * lane(whole, at))) set_lane(rest, at, std::nan(""));
  }
  const Pair best = {along - share * beside, beside};
  const std::array<Pair, 2> roots = {Pair{one / root(length), zero}, {-share / root(rest), one / root(rest)}};

  end = start_at(best);
  const T value = walk.go(law, form, gaps, end) - 0.5 * logarithm(length) - 0.5 * logarithm(rest);
  if (slope != nullptr) walk.back(law, form, gaps, 0.5, *pull, *slope);
  for (const Pair& from : roots) {
    State state = start_at(from);
    walk_.go(still, form, gaps, state);
    const auto& [c, s] = state.mean;
    end.cov = {end.cov[0] + c * c, end.cov[1] + c * s, end.cov[2] + s * s};
    if (slope == nullptr) continue;
    Law<T> by{};
    walk_.back(still, form, gaps, 0, *pull, by);
    for (std::size_t i = 0; i < 2; ++i) {
      slope->error[i] += by.error[i];
      slope->day[i] += by.day[i];
    }
  }
  return value;
}

template class Diffuse<double>;
template class Diffuse<Quad>;

}  // namespace concertina::rhythm

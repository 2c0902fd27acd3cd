// Diffuse: the walk from a start of which nothing is known: two unknown numbers with a flat prior.
//
// From any start x the surprises are v - W x, weighted by their standard deviations, where v are those from 0
// and the columns of W those of a blank diary (nothing noted, no means, no pushes) from the negatives of
// (1, 0) and (0, 1). So the best start solves a least-squares problem (de Jong 1991, The diffuse Kalman
// filter), and with S = W'W
//
//     log L = log p(y | best start) - log det S / 2
//
// The gradient: at the best start the first part changes with the law alone; and with S^-1 = sum of l l' the
// second is that of the sum of the squares of the blank diary's surprises from each l, halved, with l held.
// So it is the walk's own adjoint, three times.
#pragma once

#include <vector>

#include "core/rhythm/day_walk.h"

namespace concertina::rhythm {

template <class T>
class Diffuse {
 public:
  explicit Diffuse(const Course& course);
  // From now on of another course, in the same room.
  void read(const Course& course);
  Diffuse(const Diffuse&) = delete;  // its walk keeps looking at its course

  using State = typename DayWalk<T>::State;
  using Form = typename DayWalk<T>::Form;
  using Pull = typename DayWalk<T>::Pull;

  // The log-likelihood as full_filter.h has it, by the course's own `walk`, and what is known at the end.
  // With `slope`, both it and `pull` as DayWalk::back.
  T run(DayWalk<T>& walk, const Law<T>& law, const Form& form, const std::vector<Gap<T>>& gaps, State& end,
        Pull* pull, Law<T>* slope);

 private:
  using Pair = std::array<T, 2>;

  Course blank_;  // as the course, but with noughts
  DayWalk<T> walk_;
  std::vector<T> first_, second_, seen_;  // the columns of W, and v
};

extern template class Diffuse<double>;
extern template class Diffuse<Quad>;

}  // namespace concertina::rhythm

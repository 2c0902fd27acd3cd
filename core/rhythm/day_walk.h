// Day walk: a filter's way through a course with four states, c, s, and what the day adds to what is noted of
// each, which is drawn anew at each dawn; and the way back, its adjoint. As filter.h has it, at some
// two times the cost. Without dawns the day adds nothing. The inner loops allocate nothing.
#pragma once

#include <vector>

#include "core/rhythm/filter.h"

namespace concertina::rhythm {

template <class T>
class DayWalk {
 public:
  using State = typename Filter<T>::State;
  using Form = typename Filter<T>::Form;
  using Pull = typename Filter<T>::Pull;

  // `course` must outlive it, or the next read().
  explicit DayWalk(const Course& course) { read(course); }

  // From now on the walk through another course, in the same room.
  void read(const Course& course);

  // From `state`, before the first step, to the end, where it leaves what is known then. `gaps`: one for each
  // of the course's. Returns the log-likelihood.
  T go(const Law<T>& law, const Form& form, const std::vector<Gap<T>>& gaps, State& state);

  // Back, after `go` with the same: adds to `slope` the derivatives by mu, error, day and effect, to `pull`
  // those by the form, and returns those by the start (a covariance counted once for both its places).
  // `logs`: 0.5, or 0 to leave the logarithms of the variances out of what is derived.
  State back(const Law<T>& law, const Form& form, const std::vector<Gap<T>>& gaps, double logs, Pull& pull,
             Law<T>& slope) const;

  // After `go`: each sight's surprise over its standard deviation, in order.
  void tell(std::vector<T>& out) const;

 private:
  using Four = std::array<T, 4>;
  using Square = std::array<Four, 4>;
  // Mean and covariance of the four, the covariance with both its halves; and, in the same shape, the
  // derivatives by them.
  struct Whole {
    Four mean;
    Square cov;
  };
  // What a step backwards needs of the step: before a wait mean and covariance; at a sight the covariance of
  // what is seen with the four (in `mean`), the surprise, and one over its variance.
  struct Mark {
    Whole before;
    T surprise, inverse;
  };
  using Move = typename Filter<T>::Matrix;

  static Square moved(const Move& move, const Square& cov);
  static void see(const Law<T>& law, std::size_t which, double value, Whole& now, Mark& mark);
  static void wait(const Law<T>& law, const Form& form, const Gap<T>& gap, Whole& now);
  static void dawn(Whole& now, std::size_t which, const T& variance);
  static void unsee(std::size_t which, const Mark& mark, double logs, Whole& bar, Law<T>& slope);
  static void unwait(const Law<T>& law, const Form& form, const Gap<T>& gap, const Mark& mark, Whole& bar,
                     Pull& pull);

  const Course* course_ = nullptr;
  std::vector<Mark> marks_;  // at least one a step
};

extern template class DayWalk<double>;
extern template class DayWalk<Quad>;

}  // namespace concertina::rhythm

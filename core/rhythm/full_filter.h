// Full filter: what filter.h gives, also for a diffuse start, and where check-ins of one day share an error:
//
//     y = x + mu + u + e
//
// with u the same for one side's check-ins of one civil day and drawn anew for the next. It takes some
// two times as long, and where the start is diffuse some ten times (doc/model.md).
#pragma once

#include <memory>

#include "core/rhythm/diffuse.h"

namespace concertina::rhythm {

// Whether a course needs it.
inline bool needs_full(const Course& course) {
  return course.by_day || course.start.kind == Start::Kind::diffuse;
}

template <class T>
class FullFilter {
 public:
  using Number = T;

  // Keeps a reference: `course`, any, must outlive this, or the next read().
  explicit FullFilter(const Course& course) : walk_(course) { read(course); }

  // From now on the filter of another course, in the same room.
  void read(const Course& course);

  // As Filter's.
  using State = typename Filter<T>::State;
  const State& end() const { return end_; }

  // As Filter's. Of a diffuse start the value is the limit of log p + log v for x ~ N(0, v I) at the first
  // step, v without end (Durbin and Koopman 2012, 7.2.2), and not finite where the diary leaves the start
  // open.
  void run(const Law<T>& law, T& value, Law<T>* slope);
  T run(const Law<T>& law, Law<T>* slope) {
    T value;
    run(law, value, slope);
    return value;
  }

 private:
  const Course* course_ = nullptr;
  Gaps<T> series_;
  std::vector<Gap<T>> gaps_;  // at least one for each of the course's
  DayWalk<T> walk_;
  std::unique_ptr<Diffuse<T>> diffuse_;  // from the first diffuse start on
  State end_;
};

extern template class FullFilter<double>;
extern template class FullFilter<Quad>;

}  // namespace concertina::rhythm

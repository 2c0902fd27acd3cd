// Filter: the exact log-likelihood of one circle's diary, and its gradient.
//
//     dx = F x dt + dW,   F = [[-a, rho], [kappa, -d]],   E[dW dW'] = N dt,   y = x + mu + e
//
// A Kalman filter that takes in one number at a time, so that any pattern of what was noted when, by whom, is
// exact (Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., 6.4). The gradient is its
// adjoint: the same steps backwards, each by the chain rule, at about twice the cost of the value. The inner
// loop allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/rhythm/diary.h"
#include "core/rhythm/gap.h"

namespace concertina::rhythm {

// What the law of a circle is made of; and, in the same shape, the derivative of the log-likelihood by each.
template <class T>
struct Law {
  T a, d;        // 1/day
  T rho, kappa;  // 1/day
  std::array<T, 2> mu;
  std::array<T, 3> noise;  // of dW per day: of c, of both, of s
  std::array<T, 2> error;  // variance of e, above or equal 0
  std::array<T, 2> day;    // variance of what a side's check-ins of one day share; read by FullFilter alone
  std::array<std::array<T, 2>, kMostInputs>
      effect;  // of one dose of each input, on c and on s; only Course::inputs of them are read
};

template <class T>
class Filter {
 public:
  // Keeps a reference: `course` must outlive this. To be run where there are no dawns and the start is not
  // diffuse; for these there is full_filter.h.
  explicit Filter(const Course& course);

  // The mean and covariance of x after the last step of the last run: what is known of the present.
  struct State {
    std::array<T, 2> mean;
    std::array<T, 3> cov;
  };
  const State& end() const { return end_; }

  // The log-likelihood in each lane; not finite where the law has none (no stationary start, overflow). With
  // `slope`, its gradient too.
  T run(const Law<T>& law, Law<T>* slope);

  // What full_filter.h builds on, too.

  // The law in the coordinates of gap.h.
  struct Form {
    T h, e, w;
    std::array<T, 3> crossed;  // M N + N M'
    std::array<T, 3> turned;   // M N M'
    T mn11, mn12, mn21, mn22;  // M N
  };
  // Derivatives by the parts of Form, gathered on the way back.
  struct Pull {
    T h, e, w, rho, kappa;  // e, rho and kappa without their part in w and in the noise
    std::array<T, 3> noise, crossed, turned;
  };
  static Form form_of(const Law<T>& law);
  // What is known of x before the first step, where the start is given or stationary.
  State begin(const Law<T>& law, const Form& form) const;
  // What the noise that a gap gathers has to do with the derivatives by the covariance after it, each of
  // which counts it once for both its places.
  static void gather(const Gap<T>& gap, const std::array<T, 3>& by_noise, const Form& form, const Law<T>& law,
                     Pull& pull);
  // The same of the stationary covariance.
  static void gather_endless(const std::array<T, 3>& by_noise, const Form& form, const Law<T>& law,
                             Pull& pull);
  // Sets the derivatives by the drift and its noise from those by the parts of Form.
  static void unform(const Law<T>& law, const Form& form, const Pull& pull, Law<T>& slope);

 private:
  // What a step backwards needs of the step: before a wait the mean and covariance of x; at a sight the
  // variance of what is seen, the covariance with the other, the surprise, and one over its variance.
  struct Mark {
    T one, two, three, four, five;
  };
  T forward(const Law<T>& law, const Form& form);
  void backward(const Law<T>& law, const Form& form, Law<T>& slope) const;
  void unsee(const Law<T>& law, std::size_t which, const Mark& mark, State& bar, Law<T>& slope) const;
  void unwait(const Law<T>& law, const Form& form, const Gap<T>& gap, const Mark& mark, State& bar,
              Pull& pull) const;

  const Course& course_;
  Gaps<T> series_;
  std::vector<Gap<T>> gaps_;
  std::vector<Mark> marks_;  // one a step
  State end_;
};

extern template class Filter<double>;
extern template class Filter<Quad>;

}  // namespace concertina::rhythm

// Filter: the exact log-likelihood of one circle's diary, and its gradient.
//
//     dx = F x dt + dW,   F = [[-a, rho], [kappa, -d]],   E[dW dW'] = N dt,   y = x + mu + e
//
// A Kalman filter that takes in one number at a time, so that any pattern of what was noted when, by whom, is
// exact (Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., 6.4). The gradient is its
// adjoint in the form of the disturbance smoother (Koopman and Shephard 1992, Exact score for time series
// models in state space form, Biometrika 79): the same steps backwards, in which the derivative by a
// covariance is (r r' - N)/2, r being that by the mean, and N not depending on what was seen. It costs about
// as much as the value. The inner loop allocates nothing.
//
// It is built for any machine of a kind, and for those with registers of four doubles (x86-64 with AVX2).
// Both round every operation by itself and in one order, so that they give the same bits.
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

// What a filter is built for.
struct Anywhere {};
struct Wide {};

// Whether Wide can run here; it never can where it is not built.
bool has_wide();

template <class T, class Build = Anywhere>
class Filter {
 public:
  using Number = T;

  // Keeps a reference: `course` must outlive this, or the next read(). To be run where there are no dawns and
  // the start is not diffuse; for these there is full_filter.h.
  explicit Filter(const Course& course) { read(course); }

  // From now on the filter of another course, in the same room.
  void read(const Course& course);

  // The mean and covariance of x after the last step of the last run: what is known of the present.
  struct State {
    std::array<T, 2> mean;
    std::array<T, 3> cov;
  };
  const State& end() const { return end_; }

  // The log-likelihood in each lane; not finite where the law has none (no stationary start, overflow). With
  // `slope`, its gradient too.
  void run(const Law<T>& law, T& value, Law<T>* slope);
  T run(const Law<T>& law, Law<T>* slope) {
    T value;
    run(law, value, slope);
    return value;
  }

  // Of a lone double: whether the last run kept its digits. Not where what was seen of the one left next to
  // nothing of the other's variance, where a stationary covariance came out of a difference, or where
  // variances lie beyond 1e-30 to 1e30: there the value may be off from its eighth digit on, or wrong.
  bool sharp() const { return sharp_; }

  // What full_filter.h builds on, too. Derivatives by a covariance or a noise count it once for both its
  // places.

  struct Matrix {
    T a11, a12, a21, a22;
  };
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
  // exp(F u) of a gap u, and the noise gathered meanwhile.
  static Matrix move_of(const Gap<T>& gap, const Form& form, const Law<T>& law);
  static std::array<T, 3> noise_of(const Gap<T>& gap, const Form& form, const Law<T>& law);
  // What is known of x before the first step, where the start is given or stationary.
  static State begin(const Start& start, const Form& form, const Law<T>& law);
  // Adds to `pull` what follows from the derivatives by a gap's move, by its noise, and by the noise of a gap
  // without end, which is the stationary covariance.
  static void unmove(const Gap<T>& gap, const Matrix& by, const Form& form, const Law<T>& law, Pull& pull);
  static void gather(const Gap<T>& gap, const std::array<T, 3>& by, const Form& form, const Law<T>& law,
                     Pull& pull);
  static void gather_endless(const std::array<T, 3>& by, const Form& form, const Law<T>& law, Pull& pull);
  // Sets the derivatives by the drift and its noise from those by the parts of Form.
  static void unform(const Law<T>& law, const Form& form, const Pull& pull, Law<T>& slope);

 private:
  // What a step backwards needs of the step. See: the gains on what is seen and on the other, one over the
  // variance, the surprise, and the share of the variance that is error. Wait: the mean before it, and A P.
  struct Mark {
    T one, two, three, four, five, six;
  };
  // A gap under the law, and on the way back the derivatives by its parts: those of all waits so long added
  // up, those by the noise twice.
  struct Span {
    Gap<T> gap;
    Matrix move;
    std::array<T, 3> noise;
    Matrix by_move;
    std::array<T, 3> by_noise;
  };
  // On the way back: r is the derivative of all that was seen since by the mean of x, and (r r' - n)/2 that
  // by its covariance.
  struct Back {
    std::array<T, 2> r;
    std::array<T, 3> n;
    // r r' - n.
    std::array<T, 3> both() const { return {r[0] * r[0] - n[0], r[0] * r[1] - n[1], r[1] * r[1] - n[2]}; }
  };

  void span(const Law<T>& law, const Form& form);
  void forward(const Law<T>& law, T& value);
  void backward(const Law<T>& law, const Form& form, Law<T>& slope);
  // From r r' - n, the derivatives that count each covariance once.
  static std::array<T, 3> once(const std::array<T, 3>& both) {
    return {0.5 * both[0], both[1], 0.5 * both[2]};
  }

  const Course* course_ = nullptr;
  Gaps<T, Build> series_;
  std::vector<Span> spans_;  // at least one a gap
  std::vector<Mark> marks_;  // at least one a step
  State end_;
  bool sharp_ = false;
};

extern template class Filter<double>;
extern template class Filter<Quad>;
#if defined(__x86_64__)
extern template class Filter<Quad, Wide>;
#endif

}  // namespace concertina::rhythm

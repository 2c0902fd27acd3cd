// Peak: where a posterior is greatest, and how it curves there. Newton's steps, with the curvature from
// differences of the gradient, held back where it curves upwards (Levenberg and Marquardt).
#pragma once

#include <span>
#include <vector>

#include "core/rhythm/density.h"

namespace concertina::rhythm {

class Peak {
 public:
  // `density` must outlive it. Climbs from `start`.
  Peak(Density& density, std::span<const double> start);

  // Goes on by a few looks at the density, each at most at four points; returns how many. 0: it is at its
  // end.
  std::size_t advance();

  // At the end: whether a peak was found; where it is, and the inverse of its curvature, n×n row by row: the
  // covariance of the normal that fits it best there (Laplace's).
  bool found() const { return found_; }
  const std::vector<double>& place() const { return place_; }
  std::vector<double> covariance() const;

 private:
  std::size_t look(std::size_t count);
  void bend();
  bool head(const std::vector<double>& curvature);
  bool head_uphill();
  void go_up();

  Density& density_;
  std::size_t size_;
  bool found_ = false, done_ = false;
  int steps_ = 0;
  double damping_ = 0;             // added to the curvature, as a share of it
  std::vector<double> place_;      // the best point so far
  double best_ = 0;                // the log density there
  std::vector<double> curvature_;  // less the second derivatives there
  std::vector<double> damped_, root_;
  std::vector<double> uphill_, way_;        // the gradient there, and Newton's step
  double along_ = 0;                        // what the one gains along the other
  std::vector<double> at_, value_, slope_;  // points that are looked at, row by row
};

}  // namespace concertina::rhythm

// Metric: how far the parameters reach, and how they go together. It is the covariance that the sampler
// believes in; the momentum of a trajectory has its inverse.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/rhythm/random.h"

namespace concertina::rhythm {

// How many of the parameters, the first ones, may go together: for them there is the whole covariance; for
// each further one a variance.
struct Shape {
  std::size_t together;
  static const Shape diagonal, dense;
  bool operator==(const Shape&) const = default;
};
inline constexpr Shape Shape::diagonal{0};
inline constexpr Shape Shape::dense{std::numeric_limits<std::size_t>::max()};

// The covariance of points that come one by one (Welford's sums, so that nothing cancels).
class Scatter {
 public:
  Scatter(std::size_t size, Shape shape);
  void add(const double* point);
  void clear();
  std::size_t count() const { return count_; }
  // Row i, column j, of the sample covariance; j <= i, and j = i outside what goes together. count() >= 2.
  double covariance(std::size_t i, std::size_t j) const;

 private:
  std::size_t size_, together_;
  std::size_t count_ = 0;
  std::vector<double> mean_, apart_;  // apart_: what the point adds, before and after the mean moved
  std::vector<double> sums_;          // the lower half of those together, row by row, then the variances
};

class Metric {
 public:
  // Begins with these deviations, each above 0; or, where that is null, as the identity.
  Metric(std::size_t size, Shape shape, const double* deviations = nullptr);

  // The velocity that a momentum has: covariance × momentum. Each of n numbers.
  void velocity(const double* momentum, double* out) const;
  // A momentum from N(0, inverse covariance).
  void draw(Random& random, double* momentum) const;

  // Takes over the covariance of the points, drawn in a little towards a small multiple of its own diagonal,
  // as if five more points had said so: Stan's weights, but in each parameter's own scale. False, and nothing
  // changes, if there are fewer than 2 points or they don't spread in every direction.
  bool fit(const Scatter& points);

 private:
  std::size_t size_, together_;
  std::vector<double> covariance_;  // of those together, row by row, then the variances of the others
  std::vector<double> factor_;      // its root: the lower triangle L of L·Lᵀ, row by row, then deviations
  std::vector<double> new_covariance_, new_factor_;
};

}  // namespace concertina::rhythm

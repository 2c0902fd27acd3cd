// Metric: how far the parameters reach, and how they go together. It is the covariance that the sampler
// believes in; the momentum of a trajectory has its inverse.
#pragma once

#include <cstddef>
#include <vector>

#include "core/rhythm/random.h"

namespace concertina::rhythm {

enum class Shape {
  diagonal,  // a variance for each parameter: n numbers
  dense,     // the whole covariance: n×n numbers, for parameters that go together
};

// The covariance of points that come one by one (Welford's sums, so that nothing cancels).
class Scatter {
 public:
  Scatter(std::size_t size, Shape shape);
  void add(const double* point);
  void clear();
  std::size_t count() const { return count_; }
  // Row i, column j, of the sample covariance; j <= i, and j = i where the shape is diagonal. count() >= 2.
  double covariance(std::size_t i, std::size_t j) const;

 private:
  std::size_t size_;
  Shape shape_;
  std::size_t count_ = 0;
  std::vector<double> mean_, apart_;  // apart_: what the point adds, before and after the mean moved
  std::vector<double> sums_;          // n, or the lower half of n×n, row by row
};

class Metric {
 public:
  Metric(std::size_t size, Shape shape);  // begins as the identity
  Shape shape() const { return shape_; }

  // The velocity that a momentum has: covariance × momentum. Each of n numbers.
  void velocity(const double* momentum, double* out) const;
  // A momentum from N(0, inverse covariance).
  void draw(Random& random, double* momentum) const;

  // Takes over the covariance of the points, drawn in a little towards a small multiple of its own diagonal,
  // as if five more points had said so: Stan's weights, but in each parameter's own scale. False, and nothing
  // changes, if there are fewer than 2 points or they don't spread in every direction.
  bool fit(const Scatter& points);

 private:
  std::size_t size_;
  Shape shape_;
  std::vector<double> covariance_;  // n, or n×n
  std::vector<double> factor_;      // its root: n deviations, or the lower triangle L of L·Lᵀ in n×n
  std::vector<double> new_covariance_, new_factor_;
};

}  // namespace concertina::rhythm

// Density: what the sampler draws from.
#pragma once

#include <cstddef>

namespace concertina::rhythm {

// A log density over R^n, up to a constant, with its gradient.
class Density {
 public:
  virtual ~Density() = default;

  virtual std::size_t size() const = 0;  // n, at least 1

  // About how far number `number` reaches (its standard deviation), if anything is known of that beforehand:
  // the sampler begins with it. Above 0.
  virtual double reach(std::size_t) const { return 1; }

  // Looks at `count` points, the rows of n numbers in `at`: puts the log density of each into value[i] and
  // its gradient into row i of `slope`. A value that is not finite means: outside; that row is then not read.
  // The numbers of a point may be anything, also infinite. Several points at a time, so that a model may lay
  // them side by side in the lanes of a register; what a point gets depends on that point alone, bit for bit,
  // whatever stands beside it. Not const: it may keep room to work in.
  virtual void look(std::size_t count, const double* at, double* value, double* slope) = 0;
};

}  // namespace concertina::rhythm

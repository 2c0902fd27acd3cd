// What the tests of the sampler share: a density that is written for one point. Not part of any product.
#pragma once

#include "core/rhythm/density.h"

namespace concertina::rhythm::test {

class PlainDensity : public Density {
 public:
  explicit PlainDensity(std::size_t size) : size_(size) {}

  std::size_t size() const override { return size_; }
  void look(std::size_t count, const double* at, double* value, double* slope) override {
    for (std::size_t row = 0; row < count; ++row) value[row] = one(at + row * size_, slope + row * size_);
  }

  // The log density at a point, with all of its gradient put into `slope`.
  virtual double one(const double* at, double* slope) const = 0;

 private:
  std::size_t size_;
};

}  // namespace concertina::rhythm::test

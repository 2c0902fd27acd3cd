#include "core/rhythm/metric.h"

#include <algorithm>
#include <cmath>

#include "core/rhythm/triangle.h"

namespace concertina::rhythm {
namespace {

constexpr double kPrior = 5;        // points that speak for the small diagonal
constexpr double kSmallest = 1e-3;  // of each variance

}  // namespace

Scatter::Scatter(std::size_t size, Shape shape)
    : size_(size),
      together_(std::min(size, shape.together)),
      mean_(size),
      apart_(size),
      sums_(together_ * (together_ + 1) / 2 + size - together_) {}

void Scatter::add(const double* point) {
  ++count_;
  for (std::size_t i = 0; i < size_; ++i) {
    apart_[i] = point[i] - mean_[i];
    mean_[i] += apart_[i] / static_cast<double>(count_);
  }
  double* sum = sums_.data();
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = i < together_ ? 0 : i; j <= i; ++j) *sum++ += apart_[i] * (point[j] - mean_[j]);
  }
}

void Scatter::clear() {
  count_ = 0;
  std::ranges::fill(mean_, 0.0);
  std::ranges::fill(sums_, 0.0);
}

double Scatter::covariance(std::size_t i, std::size_t j) const {
  const std::size_t at =
      i < together_ ? i * (i + 1) / 2 + j : together_ * (together_ + 1) / 2 + i - together_;
  return sums_[at] / static_cast<double>(count_ - 1);
}

Metric::Metric(std::size_t size, Shape shape, const double* deviations)
    : size_(size),
      together_(std::min(size, shape.together)),
      covariance_(together_ * together_ + size - together_),
      factor_(covariance_.size()) {
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t at = i < together_ ? i * (together_ + 1) : together_ * together_ + i - together_;
    factor_[at] = deviations ? deviations[i] : 1;
    covariance_[at] = factor_[at] * factor_[at];
  }
  new_covariance_ = covariance_;
  new_factor_ = factor_;
}

void Metric::velocity(const double* momentum, double* out) const {
  std::fill_n(out, together_, 0.0);
  // Row by row of the symmetric matrix: side by side in the lanes, in the order in which one would add.
  const double* covariance = covariance_.data();
  for (std::size_t j = 0; j < together_; ++j) {
    for (std::size_t i = 0; i < together_; ++i) out[i] += *covariance++ * momentum[j];
  }
  for (std::size_t i = together_; i < size_; ++i) out[i] = *covariance++ * momentum[i];
}

void Metric::draw(Random& random, double* momentum) const {
  for (std::size_t i = 0; i < size_; ++i) momentum[i] = random.normal();
  const double* deviation = factor_.data() + together_ * together_;
  for (std::size_t i = together_; i < size_; ++i) momentum[i] /= *deviation++;
  solve_upper(factor_, together_, momentum);  // Lᵀ·momentum = normals
}

bool Metric::fit(const Scatter& points) {
  if (points.count() < 2) return false;
  const double count = static_cast<double>(points.count());
  const double weight = count / (count + kPrior);
  const double own = weight + (1 - weight) * kSmallest;  // of what stands on the diagonal
  const std::size_t n = together_;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      new_covariance_[i * n + j] = new_covariance_[j * n + i] = weight * points.covariance(i, j);
    }
    new_covariance_[i * n + i] = own * points.covariance(i, i);
  }
  if (!factorise(new_covariance_, n, new_factor_)) return false;
  for (std::size_t i = n; i < size_; ++i) {
    const std::size_t at = n * n + i - n;
    new_covariance_[at] = own * points.covariance(i, i);
    if (!sound(new_covariance_[at])) return false;
    new_factor_[at] = std::sqrt(new_covariance_[at]);
  }
  covariance_.swap(new_covariance_);
  factor_.swap(new_factor_);
  return true;
}

}  // namespace concertina::rhythm

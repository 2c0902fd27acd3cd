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
      shape_(shape),
      mean_(size),
      apart_(size),
      sums_(shape == Shape::dense ? size * (size + 1) / 2 : size) {}

void Scatter::add(const double* point) {
  ++count_;
  for (std::size_t i = 0; i < size_; ++i) {
    apart_[i] = point[i] - mean_[i];
    mean_[i] += apart_[i] / static_cast<double>(count_);
  }
  double* sum = sums_.data();
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = shape_ == Shape::dense ? 0 : i; j <= i; ++j) {
      *sum++ += apart_[i] * (point[j] - mean_[j]);
    }
  }
}

void Scatter::clear() {
  count_ = 0;
  std::ranges::fill(mean_, 0.0);
  std::ranges::fill(sums_, 0.0);
}

double Scatter::covariance(std::size_t i, std::size_t j) const {
  return sums_[shape_ == Shape::dense ? i * (i + 1) / 2 + j : i] / static_cast<double>(count_ - 1);
}

Metric::Metric(std::size_t size, Shape shape)
    : size_(size), shape_(shape), covariance_(shape == Shape::dense ? size * size : size) {
  for (std::size_t i = 0; i < size; ++i) covariance_[shape == Shape::dense ? i * size + i : i] = 1;
  factor_ = new_covariance_ = new_factor_ = covariance_;
}

void Metric::velocity(const double* momentum, double* out) const {
  for (std::size_t i = 0; i < size_; ++i) {
    if (shape_ == Shape::diagonal) {
      out[i] = covariance_[i] * momentum[i];
      continue;
    }
    double sum = 0;
    for (std::size_t j = 0; j < size_; ++j) sum += covariance_[i * size_ + j] * momentum[j];
    out[i] = sum;
  }
}

void Metric::draw(Random& random, double* momentum) const {
  for (std::size_t i = 0; i < size_; ++i) momentum[i] = random.normal();
  if (shape_ == Shape::diagonal) {
    for (std::size_t i = 0; i < size_; ++i) momentum[i] /= factor_[i];
    return;
  }
  solve_upper(factor_, size_, momentum);  // Lᵀ·momentum = normals
}

bool Metric::fit(const Scatter& points) {
  if (points.count() < 2) return false;
  const double count = static_cast<double>(points.count());
  const double weight = count / (count + kPrior);
  const double own = weight + (1 - weight) * kSmallest;  // of what stands on the diagonal
  if (shape_ == Shape::diagonal) {
    for (std::size_t i = 0; i < size_; ++i) {
      new_covariance_[i] = own * points.covariance(i, i);
      if (!sound(new_covariance_[i])) return false;
      new_factor_[i] = std::sqrt(new_covariance_[i]);
    }
  } else {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        new_covariance_[i * size_ + j] = new_covariance_[j * size_ + i] = weight * points.covariance(i, j);
      }
      new_covariance_[i * size_ + i] = own * points.covariance(i, i);
    }
    if (!factorise(new_covariance_, size_, new_factor_)) return false;
  }
  covariance_.swap(new_covariance_);
  factor_.swap(new_factor_);
  return true;
}

}  // namespace concertina::rhythm

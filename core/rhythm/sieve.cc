#include "core/rhythm/sieve.h"

#include <algorithm>
#include <cmath>

#include "core/rhythm/triangle.h"

namespace concertina::rhythm {
namespace {

constexpr int kDegrees = 7;
constexpr std::size_t kLanes = 4;           // points that a density looks at best at once
constexpr std::size_t kBatch = 4 * kLanes;  // points at a time
constexpr double kFirstCounts = 20;  // so many draws' worth the first covariance counts in the next ones

// log(exp(one) + exp(other))
double log_sum(double one, double other) {
  const double most = std::max(one, other);
  return most + std::log1p(std::exp(std::min(one, other) - most));
}

}  // namespace

Spread::Spread(std::size_t size, Random random) : size(size), points(kSifted * size) {
  for (std::size_t row = 0; row < kSifted; ++row) {
    double chi = 0;
    for (int degree = 0; degree < kDegrees; ++degree) {
      const double normal = random.normal();
      chi += normal * normal;
    }
    const double stretch = std::sqrt(kDegrees / chi);
    for (std::size_t i = 0; i < size; ++i) points[row * size + i] = stretch * random.normal();
  }
}

Sieve::Sieve(Density& density, const Spread& spread, std::span<const double> centre,
             std::vector<double> covariance)
    : density_(density),
      spread_(spread),
      size_(density.size()),
      first_(std::move(covariance)),
      at_(kSifted * size_),
      value_(kSifted),
      mixed_(kSifted),
      weights_(kSifted),
      slope_(kBatch * size_),
      apart_(size_) {
  done_ = !begin_round({centre.begin(), centre.end()}, first_);
}

std::size_t Sieve::advance() {
  if (done_) return 0;
  const std::size_t rows = std::min(kBatch, round_ * kOfRound - count_);
  const Round& round = rounds_[round_ - 1];
  for (std::size_t row = count_; row < count_ + rows; ++row) {
    double* point = at_.data() + row * size_;
    const double* from = spread_.points.data() + row * size_;
    for (std::size_t i = 0; i < size_; ++i) {
      point[i] = round.centre[i];
      for (std::size_t j = 0; j <= i; ++j) point[i] += round.root[i * size_ + j] * from[j];
    }
  }
  density_.look(rows, at_.data() + count_ * size_, value_.data() + count_, slope_.data());
  count_ += rows;
  if (count_ == round_ * kOfRound) end_round();
  return (rows + kLanes - 1) / kLanes;
}

bool Sieve::begin_round(std::vector<double> centre, const std::vector<double>& covariance) {
  Round& round = rounds_[round_];
  round.centre = std::move(centre);
  round.root.resize(size_ * size_);
  if (!factorise(covariance, size_, round.root)) return false;
  round.log_root = 0;
  for (std::size_t i = 0; i < size_; ++i) round.log_root += std::log(round.root[i * size_ + i]);
  ++round_;
  return true;
}

void Sieve::end_round() {
  const std::size_t begun = count_ - kOfRound;
  for (std::size_t point = 0; point < begun; ++point) mix(point, round_ - 1);
  for (std::size_t point = begun; point < count_; ++point) {
    mixed_[point] = -HUGE_VAL;
    for (std::size_t round = 0; round < round_; ++round) mix(point, round);
  }
  weigh();
  if (round_ == kRounds || ess_ == 0) {
    done_ = true;
    return;
  }
  std::vector<double> centre = middle();
  std::vector<double> covariance = scatter(centre);
  const double first = kFirstCounts / (kFirstCounts + ess_);
  for (std::size_t i = 0; i < covariance.size(); ++i) {
    covariance[i] = (1 - first) * covariance[i] + first * first_[i];
  }
  done_ = !begin_round(std::move(centre), covariance);
}

// Adds the density of one round's t at a point.
void Sieve::mix(std::size_t point, std::size_t round) {
  const Round& from = rounds_[round];
  for (std::size_t i = 0; i < size_; ++i) apart_[i] = at_[point * size_ + i] - from.centre[i];
  solve_lower(from.root, size_, apart_.data());
  double square = 0;
  for (const double one : apart_) square += one * one;
  const double log_density =
      -0.5 * (kDegrees + static_cast<double>(size_)) * std::log1p(square / kDegrees) - from.log_root;
  mixed_[point] = log_sum(mixed_[point], log_density);
}

// The shares of the points so far.
void Sieve::weigh() {
  double most = -HUGE_VAL;
  for (std::size_t point = 0; point < count_; ++point) {
    const double weight = value_[point] - mixed_[point];
    weights_[point] = std::isfinite(weight) ? weight : -HUGE_VAL;
    most = std::max(most, weights_[point]);
  }
  ess_ = 0;
  if (!std::isfinite(most)) return;  // no point has a density
  double sum = 0, squares = 0;
  for (std::size_t point = 0; point < count_; ++point) {
    weights_[point] = std::exp(weights_[point] - most);
    sum += weights_[point];
    squares += weights_[point] * weights_[point];
  }
  for (std::size_t point = 0; point < count_; ++point) weights_[point] /= sum;
  ess_ = sum * sum / squares;
}

std::vector<double> Sieve::middle() const {
  std::vector<double> out(size_);
  for (std::size_t point = 0; point < count_; ++point) {
    for (std::size_t i = 0; i < size_; ++i) out[i] += weights_[point] * at_[point * size_ + i];
  }
  return out;
}

std::vector<double> Sieve::scatter(const std::vector<double>& middle) const {
  std::vector<double> out(size_ * size_);
  for (std::size_t point = 0; point < count_; ++point) {
    const double* at = at_.data() + point * size_;
    for (std::size_t i = 0; i < size_; ++i) {
      const double weighted = weights_[point] * (at[i] - middle[i]);
      for (std::size_t j = 0; j < size_; ++j) out[i * size_ + j] += weighted * (at[j] - middle[j]);
    }
  }
  return out;
}

std::vector<double> Sieve::column(std::size_t number) const {
  std::vector<double> out;
  out.reserve(kSifted);
  // The middles of equal parts of 0 to 1, each of which falls into the share of one point.
  double passed = 0;
  for (std::size_t point = 0; point < count_; ++point) {
    passed += weights_[point];
    while (out.size() < kSifted && static_cast<double>(out.size()) + 0.5 < passed * kSifted) {
      out.push_back(at_[point * size_ + number]);
    }
  }
  while (out.size() < kSifted) out.push_back(out.back());  // what rounding left
  return out;
}

}  // namespace concertina::rhythm

#include "core/rhythm/peak.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/rhythm/triangle.h"

namespace concertina::rhythm {
namespace {

constexpr int kMostSteps = 40;
constexpr double kNear = 0.01;          // of the log density, below which a further step would gain nothing
constexpr double kDifference = 1e-4;    // by which a gradient is taken again, for the curvature
constexpr double kFirstDamping = 1e-2;  // where a plain Newton step can't be taken
constexpr double kMostDamping = 1e8;
constexpr std::size_t kLanes = 4;  // points that a density looks at best at once
constexpr std::array<double, kLanes> kLengths = {1, 0.25, 0.0625, 0.015625};  // of a step, that are tried

}  // namespace

Peak::Peak(Density& density, std::span<const double> start)
    : density_(density),
      size_(density.size()),
      place_(start.begin(), start.end()),
      curvature_(size_ * size_),
      damped_(size_ * size_),
      root_(size_ * size_),
      uphill_(size_),
      way_(size_) {
  const std::size_t most = std::max(size_ + 1, kLanes);
  at_.resize(most * size_);
  slope_.resize(most * size_);
  value_.resize(most);
}

std::size_t Peak::advance() {
  if (done_) return 0;
  for (std::size_t row = 0; row <= size_; ++row) {
    std::ranges::copy(place_, at_.data() + row * size_);
    if (row > 0) at_[row * size_ + row - 1] += kDifference;
  }
  const std::size_t looks = look(size_ + 1);
  const bool inside = std::all_of(value_.data(), value_.data() + size_ + 1,
                                  [](double value) { return std::isfinite(value); });
  done_ = !inside || ++steps_ > kMostSteps;
  if (done_) return looks;
  best_ = value_[0];
  bend();
  found_ = head(curvature_) && along_ < kNear;
  done_ = found_ || !head_uphill();
  if (done_) return looks;
  go_up();
  return looks + 1;
}

// Looks at the first `count` points of at_.
std::size_t Peak::look(std::size_t count) {
  density_.look(count, at_.data(), value_.data(), slope_.data());
  return (count + kLanes - 1) / kLanes;
}

// Gradient and curvature here, from what was just looked at.
void Peak::bend() {
  for (std::size_t i = 0; i < size_; ++i) {
    uphill_[i] = slope_[i];
    for (std::size_t j = 0; j <= i; ++j) {
      const double by_i = slope_[(i + 1) * size_ + j] - slope_[j];
      const double by_j = slope_[(j + 1) * size_ + i] - slope_[i];
      curvature_[i * size_ + j] = curvature_[j * size_ + i] = -0.5 * (by_i + by_j) / kDifference;
    }
  }
}

// Where Newton's step by this curvature leads from here. False if it curves upwards somewhere.
bool Peak::head(const std::vector<double>& curvature) {
  if (!factorise(curvature, size_, root_)) return false;
  way_ = uphill_;
  solve_lower(root_, size_, way_.data());
  solve_upper(root_, size_, way_.data());
  along_ = 0;
  for (std::size_t i = 0; i < size_; ++i) along_ += way_[i] * uphill_[i];
  return true;
}

// Heads uphill by the curvature with as much damping as it needs.
bool Peak::head_uphill() {
  for (; damping_ <= kMostDamping; damping_ = std::max(4 * damping_, kFirstDamping)) {
    damped_ = curvature_;
    for (std::size_t i = 0; i < size_; ++i) {
      damped_[i * size_ + i] += damping_ * (1 + std::abs(curvature_[i * size_ + i]));
    }
    if (head(damped_)) return true;
  }
  return false;
}

// Takes the best of some lengths of the way, and trusts the curvature more, or less, for the next step.
void Peak::go_up() {
  std::size_t best = kLanes;
  double value = best_;
  for (std::size_t row = 0; row < kLanes; ++row) {
    for (std::size_t i = 0; i < size_; ++i) at_[row * size_ + i] = place_[i] + kLengths[row] * way_[i];
  }
  look(kLanes);
  for (std::size_t row = 0; row < kLanes; ++row) {
    if (!(value_[row] > value)) continue;
    best = row;
    value = value_[row];
  }
  if (best == kLanes) {
    damping_ = std::max(4 * damping_, kFirstDamping);
    return;
  }
  std::copy_n(at_.data() + best * size_, size_, place_.data());
  damping_ = damping_ <= kFirstDamping ? 0 : damping_ / 4;
}

std::vector<double> Peak::covariance() const {
  std::vector<double> out(size_ * size_);
  for (std::size_t i = 0; i < size_; ++i) {
    double* row = out.data() + i * size_;
    row[i] = 1;
    solve_lower(root_, size_, row);
    solve_upper(root_, size_, row);
  }
  return out;
}

}  // namespace concertina::rhythm

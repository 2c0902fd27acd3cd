#include "core/rhythm/tree.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace concertina::rhythm {
namespace {

double log_sum(double a, double b) { return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b))); }

double product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Whether both ends of a stretch, by their velocities, move on along the sum of its momenta, a + b.
bool apart(const std::vector<double>& one_end, const std::vector<double>& other_end,
           const std::vector<double>& a, const std::vector<double>& b) {
  double one = 0, other = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double sum = a[i] + b[i];
    one += one_end[i] * sum;
    other += other_end[i] * sum;
  }
  return one > 0 && other > 0;
}

}  // namespace

void leap(Phase& phase, const Metric& metric, double step, std::vector<double>& velocity) {
  for (std::size_t i = 0; i < velocity.size(); ++i) phase.momentum[i] += 0.5 * step * phase.slope[i];
  metric.velocity(phase.momentum.data(), velocity.data());
  for (std::size_t i = 0; i < velocity.size(); ++i) phase.at[i] += step * velocity[i];
}

void land(Phase& phase, double step, double value, const double* slope) {
  phase.value = value;
  if (!std::isfinite(value)) return;
  for (std::size_t i = 0; i < phase.at.size(); ++i) {
    phase.slope[i] = slope[i];
    phase.momentum[i] += 0.5 * step * slope[i];
  }
}

double weigh(const Phase& phase, const Metric& metric, std::vector<double>& velocity) {
  metric.velocity(phase.momentum.data(), velocity.data());
  const double weight = phase.value - 0.5 * product(phase.momentum, velocity);
  return std::isfinite(weight) ? weight : -std::numeric_limits<double>::infinity();
}

Tree::Piece::Piece(std::size_t size)
    : first(size), first_velocity(size), last(size), last_velocity(size), sum(size), pick(size) {}

void Tree::Piece::become(const Phase& phase, const std::vector<double>& velocity, double weight) {
  first = last = sum = phase.momentum;
  first_velocity = last_velocity = velocity;
  log_weight = weight;
  pick = phase;
}

Tree::Tree(std::size_t size, int deepest)
    : deepest_(std::clamp(deepest, 1, 20)),
      front_(size),
      back_(size),
      whole_(size),
      stack_(static_cast<std::size_t>(deepest_), Piece(size)),
      velocity_(size) {}

void Tree::begin(const Spot& start, const Metric& metric, double step, Random& random) {
  static_cast<Spot&>(front_) = start;
  metric.draw(random, front_.momentum.data());
  back_ = front_;
  step_ = step;
  start_ = weigh(front_, metric, velocity_);
  whole_.become(front_, velocity_, 0);
  height_ = 0;
  leaves_ = 0;
  acceptance_ = 0;
  steps_ = 0;
  depth_ = 0;
  divergent_ = false;
  choose_side(random);
  set_out(metric);
}

// Half of the time the trajectory grows at its other end.
void Tree::choose_side(Random& random) {
  if (random.uniform() < 0.5) return;
  std::swap(front_, back_);
  step_ = -step_;
  whole_.first.swap(whole_.last);
  whole_.first_velocity.swap(whole_.last_velocity);
}

void Tree::set_out(const Metric& metric) { leap(front_, metric, step_, velocity_); }

// No U-turn from end to end of the two together, nor from either one to the nearest point of the other.
bool Tree::goes_on(const Piece& before, const Piece& after) {
  return apart(before.first_velocity, after.last_velocity, before.sum, after.sum) &&
         apart(before.first_velocity, after.first_velocity, before.sum, after.first) &&
         apart(before.last_velocity, after.last_velocity, before.last, after.sum);
}

// `after` may be anything then.
void Tree::append(Piece& before, Piece& after, bool take_pick) {
  before.last.swap(after.last);
  before.last_velocity.swap(after.last_velocity);
  for (std::size_t i = 0; i < before.sum.size(); ++i) before.sum[i] += after.sum[i];
  before.log_weight = log_sum(before.log_weight, after.log_weight);
  if (take_pick) std::swap(before.pick, after.pick);
}

bool Tree::take(double value, const double* slope, const Metric& metric, Random& random) {
  land(front_, step_, value, slope);
  const double weight = weigh(front_, metric, velocity_) - start_;
  ++steps_;
  acceptance_ += std::exp(std::min(weight, 0.0));
  if (!(weight >= -kDivergence)) {
    divergent_ = true;
    return true;
  }
  stack_[height_++].become(front_, velocity_, weight);
  ++leaves_;
  for (std::uint32_t bits = leaves_; bits % 2 == 0; bits /= 2) {
    Piece& before = stack_[height_ - 2];
    Piece& after = stack_[height_ - 1];
    if (!goes_on(before, after)) return true;
    const double share = after.log_weight - log_sum(before.log_weight, after.log_weight);
    append(before, after, random.uniform() < std::exp(share));
    --height_;
  }
  if (leaves_ < std::uint32_t{1} << depth_) {
    set_out(metric);
    return false;
  }
  // The doubling is whole: one piece, as long as all before it.
  Piece& half = stack_[0];
  ++depth_;
  const bool grows = goes_on(whole_, half) && depth_ < deepest_;
  append(whole_, half, random.uniform() < std::exp(half.log_weight - whole_.log_weight));
  height_ = 0;
  leaves_ = 0;
  if (!grows) return true;
  choose_side(random);
  set_out(metric);
  return false;
}

Transition Tree::transition() const {
  Transition out;
  out.value = whole_.pick.value;
  out.acceptance = acceptance_ / static_cast<double>(std::max(steps_, 1u));
  out.steps = steps_;
  out.depth = depth_;
  out.divergent = divergent_;
  return out;
}

}  // namespace concertina::rhythm

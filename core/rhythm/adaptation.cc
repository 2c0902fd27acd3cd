#include "core/rhythm/adaptation.h"

#include <cmath>

namespace concertina::rhythm {
namespace {

// Dual averaging: how strongly the shortfall moves the step, how many draws the first ones count as, and how
// fast the average forgets.
constexpr double kReach = 0.05;
constexpr double kHold = 10;
constexpr double kForget = 0.75;

// The windows, in draws.
constexpr std::size_t kBefore = 75;
constexpr std::size_t kFirst = 25;
constexpr std::size_t kAfter = 50;
constexpr std::size_t kFewest = 20;

}  // namespace

void StepSize::restart(double step) {
  log_step_ = log_settled_ = std::log(step);
  pull_ = std::log(10 * step);
  missed_ = 0;
  count_ = 0;
}

void StepSize::learn(double acceptance) {
  ++count_;
  const double share = 1 / (count_ + kHold);
  missed_ = (1 - share) * missed_ + share * (target_ - acceptance);
  log_step_ = pull_ - std::sqrt(count_) / kReach * missed_;
  const double newest = std::pow(count_, -kForget);
  log_settled_ = newest * log_step_ + (1 - newest) * log_settled_;
}

double StepSize::step() const { return std::exp(log_step_); }
double StepSize::settled() const { return std::exp(log_settled_); }

Windows::Windows(std::size_t warmup) : first_(warmup), last_(warmup) {
  if (warmup < kFewest) return;
  const bool is_short = warmup < kBefore + kFirst + kAfter;
  first_ = is_short ? warmup * 15 / 100 : kBefore;
  last_ = warmup - (is_short ? warmup / 10 : kAfter);
  length_ = is_short ? last_ - first_ : kFirst;
  end_ = first_ + length_;
  if (end_ + 2 * length_ > last_) end_ = last_;
}

bool Windows::closes(std::size_t draw) {
  if (!gathers(draw) || draw + 1 != end_) return false;
  length_ *= 2;
  end_ += length_;
  // What would be left for the window after this one must be as long as that: or this one takes it along.
  if (end_ + 2 * length_ > last_) end_ = last_;
  return true;
}

}  // namespace concertina::rhythm

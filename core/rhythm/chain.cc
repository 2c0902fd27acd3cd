#include "core/rhythm/chain.h"

#include <algorithm>
#include <cmath>

namespace concertina::rhythm {
namespace {

constexpr int kStarts = 100;       // points that are tried
constexpr double kStartReach = 2;  // between -2 and 2
constexpr double kLongestStep = 1e100;
constexpr double kShortestStep = 1e-100;
constexpr double kFirstAcceptance = 0.8;  // of the single step by which the first length is found

}  // namespace

Chain::Chain(std::size_t size, const Plan& plan, std::uint64_t stream, const double* start,
             const double* reach)
    : plan_(plan),
      random_(plan.seed, stream),
      given_start_(start != nullptr),
      here_(size),
      tree_(size, plan.deepest),
      metric_(size, plan.metric, reach),
      scatter_(size, plan.metric),
      windows_(plan.warmup),
      step_size_(plan.target),
      trial_(size),
      velocity_(size) {
  if (plan.warmup + plan.draws == 0) state_ = State::finished;
  if (given_start_) {
    std::copy_n(start, size, here_.at.begin());
  } else {
    begin_at_random();
  }
}

const std::vector<double>& Chain::wanted() const {
  if (stage_ == Stage::starting) return here_.at;
  return stage_ == Stage::sizing ? trial_.at : tree_.wanted();
}

bool Chain::take(double value, const double* slope) {
  if (state_ != State::running) return false;
  switch (stage_) {
    case Stage::starting:
      start(value, slope);
      return false;
    case Stage::sizing:
      size_step(value, slope);
      return false;
    case Stage::drawing:
      if (!tree_.take(value, slope, metric_, random_)) return false;
      finish_draw();
      return true;
  }
  return false;
}

void Chain::begin_at_random() {
  for (double& coordinate : here_.at) coordinate = kStartReach * (2 * random_.uniform() - 1);
}

void Chain::start(double value, const double* slope) {
  ++starts_;
  const auto is_finite = [](double number) { return std::isfinite(number); };
  if (is_finite(value) && std::all_of(slope, slope + here_.at.size(), is_finite)) {
    here_.value = value;
    std::copy_n(slope, here_.at.size(), here_.slope.begin());
    begin_sizing();
  } else if (given_start_ || starts_ == kStarts) {
    state_ = State::no_start;
  } else {
    begin_at_random();
  }
}

// Hoffman and Gelman 2014, algorithm 4, with a new momentum for each try.
void Chain::begin_sizing() {
  stage_ = Stage::sizing;
  direction_ = 0;
  try_step();
}

void Chain::try_step() {
  static_cast<Spot&>(trial_) = here_;
  metric_.draw(random_, trial_.momentum.data());
  before_ = weigh(trial_, metric_, velocity_);
  leap(trial_, metric_, step_, velocity_);
}

void Chain::size_step(double value, const double* slope) {
  land(trial_, step_, value, slope);
  const bool accepted = weigh(trial_, metric_, velocity_) - before_ > std::log(kFirstAcceptance);
  const int direction = accepted ? 1 : -1;
  if (direction_ == -direction) {
    step_size_.restart(step_);
    begin_draw();
    return;
  }
  direction_ = direction;
  step_ *= accepted ? 2 : 0.5;
  if (step_ > kLongestStep || step_ < kShortestStep) {
    state_ = State::no_step;
    return;
  }
  try_step();
}

void Chain::begin_draw() {
  stage_ = Stage::drawing;
  tree_.begin(here_, metric_, step_, random_);
}

void Chain::finish_draw() {
  here_ = tree_.pick();
  transition_ = tree_.transition();
  ++made_;
  const bool new_metric = made_ <= plan_.warmup && learn();
  if (made_ == plan_.warmup + plan_.draws) {
    state_ = State::finished;
  } else if (new_metric) {
    begin_sizing();
  } else {
    begin_draw();
  }
}

// From a draw of the warm-up. True if the metric is another one now.
bool Chain::learn() {
  step_size_.learn(transition_.acceptance);
  step_ = made_ == plan_.warmup ? step_size_.settled() : step_size_.step();
  const std::size_t draw = made_ - 1;
  if (windows_.gathers(draw)) scatter_.add(here_.at.data());
  // Points that do not spread yet are kept, and the next window adds to them.
  if (!windows_.closes(draw) || !metric_.fit(scatter_)) return false;
  scatter_.clear();
  return true;
}

}  // namespace concertina::rhythm

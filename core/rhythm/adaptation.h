// Adaptation: how long the sampler's steps are, and when it learns the metric, during the warm-up.
#pragma once

#include <cstddef>

namespace concertina::rhythm {

// The step size that has trajectories accepted at the rate `target`, by dual averaging: Hoffman and Gelman
// 2014, section 3.2, with their constants.
class StepSize {
 public:
  explicit StepSize(double target) : target_(target) {}

  void restart(double step);      // from a step size that is about right; > 0
  void learn(double acceptance);  // of the trajectory made with step(), 0 to 1
  double step() const;            // to be tried next
  double settled() const;         // the averaged one, to draw with

 private:
  double target_;
  double pull_ = 0;  // where the search is drawn to: the logarithm of ten times the first step
  double log_step_ = 0, log_settled_ = 0;
  double missed_ = 0;  // the mean shortfall of acceptance
  double count_ = 0;
};

// When the metric is learned: as in Stan, not from the first draws, which are on their way, then in windows
// that double in length, each of which is forgotten for the next, and not at the end, which is left for the
// step size. Below 150 draws there is one window, between the first 15 % and the last 10 %; below 20 none.
class Windows {
 public:
  explicit Windows(std::size_t warmup);

  // Whether draw number `draw` (from 0) counts for the metric.
  bool gathers(std::size_t draw) const { return draw >= first_ && draw < last_; }
  // Whether it is the last one of its window. To be asked for every draw in turn.
  bool closes(std::size_t draw);

 private:
  std::size_t first_, last_;          // the draws that count are those from first_ to before last_
  std::size_t length_ = 0, end_ = 0;  // of the present window
};

}  // namespace concertina::rhythm

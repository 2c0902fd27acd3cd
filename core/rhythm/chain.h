// Chain: one chain of the sampler, from its starting point through the warm-up to its last draw. It never
// calls the density: it says which point it wants looked at and takes what was seen there, so that whoever
// drives it can look for several chains at once. Its draws follow from plan, stream and what it takes, and
// from nothing else. Nothing is allocated after construction.
#pragma once

#include "core/rhythm/adaptation.h"
#include "core/rhythm/tree.h"

namespace concertina::rhythm {

struct Plan {
  std::size_t chains = 4;
  std::size_t warmup = 1000;  // draws of each chain that only teach it, and are not kept
  std::size_t draws = 1000;   // of each chain that are kept
  std::uint64_t seed = 0;
  Shape metric = Shape::dense;
  double target = 0.8;  // mean acceptance; nearer to 1 makes shorter steps. In (0, 1)
  int deepest = 10;     // a trajectory has at most 2^deepest - 1 steps; 1 to 20
};

class Chain {
 public:
  enum class State {
    running,
    finished,
    no_start,  // the density was not finite at the given start, or at a hundred drawn ones
    no_step,   // no step is of the right length: the density has no end, or its gradient is wrong
  };

  // Of the given plan the chain number `stream`. Starts at the `size` numbers of `start`, or, where that is
  // null, at a point drawn evenly between -2 and 2 in each direction. `reach`: `size` numbers, as the density
  // tells them; null: 1 for each.
  Chain(std::size_t size, const Plan& plan, std::uint64_t stream, const double* start = nullptr,
        const double* reach = nullptr);

  State state() const { return state_; }
  const std::vector<double>& wanted() const;  // the point to be looked at, while running
  // Takes the log density and its gradient at the wanted point. True: with it a draw is made.
  bool take(double value, const double* slope);

  std::size_t made() const { return made_; }                    // draws, the warm-up's too
  const Spot& draw() const { return here_; }                    // the last one
  const Transition& transition() const { return transition_; }  // how it was made; made() > 0
  double step() const { return step_; }                         // the length of a step, now

 private:
  enum class Stage { starting, sizing, drawing };
  void begin_at_random();
  void start(double value, const double* slope);
  void begin_sizing();
  void try_step();
  void size_step(double value, const double* slope);
  void begin_draw();
  void finish_draw();
  bool learn();

  Plan plan_;
  Random random_;
  State state_ = State::running;
  Stage stage_ = Stage::starting;
  bool given_start_;
  int starts_ = 0;  // tried so far
  Spot here_;
  std::size_t made_ = 0;
  Transition transition_;

  Tree tree_;
  Metric metric_;
  Scatter scatter_;
  Windows windows_;
  StepSize step_size_;
  double step_ = 1;

  // While the step is sized: one step at a time from here_, twice or half as long until that goes too far.
  Phase trial_;
  std::vector<double> velocity_;
  double before_ = 0;  // the weight at here_ with the trial's momentum
  int direction_ = 0;  // 1 longer, -1 shorter, 0 not known yet
};

}  // namespace concertina::rhythm

// Sampler: several chains over one density, in step with each other, so that each look of the density serves
// all of them at once. It runs in slices: between two of them a caller can show how far it is, or stop with
// the draws that there are.
#pragma once

#include <span>

#include "core/rhythm/chain.h"
#include "core/rhythm/density.h"

namespace concertina::rhythm {

class Sampler {
 public:
  // `density` must outlive the sampler. `starts`: a point for each chain, one after the other; or empty, then
  // each chain draws its own.
  Sampler(Density& density, const Plan& plan, std::span<const double> starts = {});

  // Goes on, for at most so many looks of the density. True while there is more to do. The draws don't depend
  // on how the looks are shared out among calls.
  bool advance(std::size_t looks);

  // no_start or no_step as soon as that is so of one chain, and then nothing goes on; running while one is;
  // else finished.
  Chain::State state() const;
  double progress() const;  // the share of the plan's draws that are made, 0 to 1; it never falls

  // The draws so far. `chain` < the plan's chains.
  std::size_t size() const { return size_; }  // numbers in a draw
  std::size_t chains() const { return chains_.size(); }
  std::size_t count(std::size_t chain) const;  // draws of this chain, without the warm-up
  std::size_t count() const;                   // of each chain: those that all of them have
  std::span<const double> draw(std::size_t chain, std::size_t index) const;  // index < count(chain)
  const Transition& transition(std::size_t chain, std::size_t index) const;
  // One number of every draw, chain after chain: count() of each. As diagnosis.h takes it.
  std::vector<double> column(std::size_t number) const;

  std::size_t divergent() const;                  // draws kept whose trajectory diverged
  std::size_t looks() const { return looks_; }    // calls of the density so far
  std::size_t points() const { return points_; }  // points looked at so far, over all chains
  double step(std::size_t chain) const { return chains_[chain].step(); }

 private:
  Density& density_;
  Plan plan_;
  std::size_t size_;
  std::vector<Chain> chains_;
  std::vector<std::size_t> wanting_;        // the chains that are served by this look
  std::vector<double> at_, value_, slope_;  // of these, row by row
  std::vector<double> draws_;               // chain, draw, number
  std::vector<Transition> transitions_;     // chain, draw
  std::size_t looks_ = 0, points_ = 0;
};

}  // namespace concertina::rhythm

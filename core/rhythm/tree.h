// Tree: one step of the No-U-Turn sampler. From a point and a momentum it follows the trajectory, forwards
// and backwards in time, doubling its length until it turns back on itself, and picks one point of it.
//
// Hoffman and Gelman 2014 (“The No-U-Turn Sampler”), with multinomial weights (Betancourt 2017, “A conceptual
// introduction to Hamiltonian Monte Carlo”, appendix A.3): within a new half each point in proportion to its
// weight, between the halves in favour of the new one. The U-turn is judged by the sum of the momenta, as
// Stan does, also across the seam of the two halves of every subtree.
//
// Each doubling is built without recursion: finished subtrees wait on a stack, and two of one size join like
// the bits of a binary counter. So the tree never calls the density: it says which point it wants looked at.
// Nothing is allocated after construction.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rhythm/metric.h"

namespace concertina::rhythm {

// A point where the density has been looked at.
struct Spot {
  explicit Spot(std::size_t size) : at(size), slope(size) {}
  std::vector<double> at;
  std::vector<double> slope;  // the gradient there
  double value = 0;           // the log density there
};

// A point in motion.
struct Phase : Spot {
  explicit Phase(std::size_t size) : Spot(size), momentum(size) {}
  std::vector<double> momentum;
};

// The leapfrog in two halves, with the look between them: `leap` moves on by `step` (negative: back in time),
// `land` takes what was seen there. `velocity`: n numbers of room.
void leap(Phase& phase, const Metric& metric, double step, std::vector<double>& velocity);
void land(Phase& phase, double step, double value, const double* slope);

// Log density less kinetic energy; -infinity where it is not a number. Leaves the velocity in `velocity`.
double weigh(const Phase& phase, const Metric& metric, std::vector<double>& velocity);

inline constexpr double kDivergence = 1000;  // an energy error beyond it ends the trajectory

// How the step went that made a draw.
struct Transition {
  double value = 0;         // the log density of the draw
  double acceptance = 0;    // mean probability of acceptance along the trajectory, 0 to 1
  std::uint32_t steps = 0;  // of the leapfrog
  int depth = 0;            // doublings that were finished
  bool divergent = false;   // the step was too long for a curved place: what was drawn there may be biased
};

class Tree {
 public:
  Tree(std::size_t size, int deepest);  // at most `deepest` doublings, 1 to 20

  // Begins at `start` with a new momentum. A point is wanted then.
  void begin(const Spot& start, const Metric& metric, double step, Random& random);

  const std::vector<double>& wanted() const { return front_.at; }
  // Takes the log density and gradient of the wanted point. True: the tree is whole, and holds its draw;
  // false: it wants the next point. `metric` as at begin().
  bool take(double value, const double* slope, const Metric& metric, Random& random);

  const Spot& pick() const { return whole_.pick; }  // the draw
  Transition transition() const;

 private:
  // A piece of the trajectory, in the order in which it was built.
  struct Piece {
    explicit Piece(std::size_t size);
    void become(const Phase& phase, const std::vector<double>& velocity, double weight);
    std::vector<double> first, first_velocity;  // the momentum and velocity at one end
    std::vector<double> last, last_velocity;    // and at the other
    std::vector<double> sum;                    // of all momenta
    double log_weight = 0;                      // of all points, relative to where the trajectory began
    Spot pick;                                  // one of them
  };

  static bool goes_on(const Piece& before, const Piece& after);
  static void append(Piece& before, Piece& after, bool take_pick);
  void choose_side(Random& random);
  void set_out(const Metric& metric);

  int deepest_;
  double step_ = 0;
  double start_ = 0;          // the weight at the start
  Phase front_, back_;        // the ends of the trajectory; it grows at the front
  Piece whole_;               // all finished doublings
  std::vector<Piece> stack_;  // the finished pieces of the doubling that is being built, the longest first
  std::size_t height_ = 0;    // of the stack
  std::uint32_t leaves_ = 0;  // points of this doubling so far
  std::vector<double> velocity_;
  double acceptance_ = 0;  // sum over the steps
  std::uint32_t steps_ = 0;
  int depth_ = 0;
  bool divergent_ = false;
};

}  // namespace concertina::rhythm

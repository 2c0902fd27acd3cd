// Sieve: draws of a posterior without a chain. Points are drawn from a Student t of seven degrees and
// weighted by the posterior over what they were drawn from (importance sampling: Geweke 1989, Bayesian
// inference in econometric models using Monte Carlo integration). What the weighted points say of mean and
// covariance makes the next t, for a few rounds; in the end every point is weighted by the mixture of all
// rounds' (Cornuet, Marin, Mira and Robert 2012, Adaptive multiple importance sampling). How even the weights
// are says how far it can be trusted.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/rhythm/density.h"
#include "core/rhythm/random.h"

namespace concertina::rhythm {

inline constexpr std::size_t kRounds = 4;
inline constexpr std::size_t kOfRound = 256;
inline constexpr std::size_t kSifted = kRounds * kOfRound;  // draws in all

// kSifted points that are spread as a standard Student t. Drawn once, they may serve many sieves: then what
// differs between these is not the luck of the draw.
struct Spread {
  Spread(std::size_t size, Random random);

  std::size_t size;            // numbers of a point
  std::vector<double> points;  // kSifted × size
};

class Sieve {
 public:
  // `density` and `spread`, of one size, must outlive it. `centre` and `covariance` (n×n, row by row): those
  // of the first round, as a peak has them.
  Sieve(Density& density, const Spread& spread, std::span<const double> centre,
        std::vector<double> covariance);

  // As Peak::advance.
  std::size_t advance();

  // At the end: as many independent draws as would tell as much as the weighted ones do; 0 if none was told.
  double ess() const { return ess_; }
  // At the end, ess() above 0: one number of kSifted draws that all count alike, each point taken as often as
  // its weight says.
  std::vector<double> column(std::size_t number) const;

 private:
  // What the points of a round are drawn from.
  struct Round {
    std::vector<double> centre, root;  // the covariance is root · rootᵀ
    double log_root;                   // the logarithm of the root's determinant
  };
  bool begin_round(std::vector<double> centre, const std::vector<double>& covariance);
  void end_round();
  void mix(std::size_t point, std::size_t round);
  void weigh();
  std::vector<double> middle() const;
  std::vector<double> scatter(const std::vector<double>& middle) const;

  Density& density_;
  const Spread& spread_;
  std::size_t size_;
  std::vector<double> first_;  // the covariance of the first round
  std::array<Round, kRounds> rounds_;
  std::size_t round_ = 0, count_ = 0;  // rounds that have begun, points that were looked at
  bool done_ = false;
  std::vector<double> at_, value_;       // the points, and the log density of each
  std::vector<double> mixed_, weights_;  // the logarithm of the rounds' sum at each, and each point's share
  std::vector<double> slope_, apart_;
  double ess_ = 0;
};

}  // namespace concertina::rhythm

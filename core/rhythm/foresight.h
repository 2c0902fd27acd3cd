// Foresight: when a couple's days may be told apart. A number of futures is drawn: each takes a law from the
// draws of the present posterior, a present state and the noise of the days to come, and goes on as the
// couple notes now. Each future's diary is fitted anew (peak.h, sieve.h) and judged by the rule (verdict.h).
// It runs in slices. What it promises is no verdict but a time, and that only as likely as not.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/rhythm/circle.h"
#include "core/rhythm/peak.h"
#include "core/rhythm/sieve.h"
#include "core/rhythm/verdict.h"

namespace concertina::rhythm {

inline constexpr int kFarthestWeek = 52;

class Foresight {
 public:
  // `sights` and `pushes`: the diary so far, which must outlive this, of which `days` days hold both.
  // `points`: draws of its posterior by the shipped priors, as likelihood.h has them; as many futures are
  // drawn. At least one sight and point. Days that come are like those of the last eight weeks: the same
  // moments, and no push.
  Foresight(std::span<const Sight> sights, std::span<const Push> pushes, int days,
            std::vector<std::vector<double>> points, std::uint64_t seed);

  // Goes on, for about so many looks at a posterior as large as the present one's. True while there is more.
  bool advance(std::size_t looks);
  double progress() const;  // 0 to 1; it never falls

  bool done() const { return done_; }
  // At the end: of some weeks up to kFarthestWeek the first after which half of the futures have a verdict;
  // nothing if not even after that. Before the end nothing.
  std::optional<int> weeks() const;

  // The verdict on one future after so many weeks, as the last fit saw it: for who measures this. `ess`: that
  // of its fit.
  struct Judged {
    Verdict verdict;
    double ess;
    double p_circle;
  };
  Judged judge(std::size_t future, int weeks) const;
  // What is noted in that future up to then, the diary so far included.
  std::vector<Sight> diary_of(std::size_t future, int weeks) const;

 private:
  struct Fit {
    Fit(std::span<const Sight> sights, std::span<const Push> pushes, const std::vector<double>& start);
    // As Peak::advance: first the peak, then the draws.
    std::size_t advance(const Spread& spread);
    Course course;
    Circle circle;
    Peak peak;
    std::optional<Sieve> sieve;
  };
  Judged judged(const Fit& fit) const;
  std::size_t step();
  void take(bool told);

  std::span<const Sight> sights_;
  std::span<const Push> pushes_;
  int days_;
  std::vector<std::vector<double>> points_;
  std::uint64_t seed_;
  Course course_;
  Spread spread_;
  std::vector<Sight> pattern_;  // the last eight weeks, or what there is of them
  double length_ = 0;           // days of the pattern, a whole number
  double last_ = 0;             // the day of the last sight
  double bound_ = 0;            // what can be noted

  // The weeks are searched by halves: the answer is one of kWeeks[low_] … kWeeks[high_], or none.
  std::size_t low_ = 0, high_;
  std::size_t asked_;       // the week that is asked now
  std::size_t future_ = 0;  // the future that is fitted now
  std::size_t told_ = 0;    // futures that have a verdict by then
  std::size_t rounds_ = 0;  // weeks that are answered
  bool done_ = false;
  bool ever_ = false;  // half have a verdict after the farthest week
  std::unique_ptr<Fit> fit_;
};

}  // namespace concertina::rhythm

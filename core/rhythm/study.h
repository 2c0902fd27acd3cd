// Study: one circle's diary, from the first look at its posterior to what may be shown of it. It runs in
// slices, so that a page stays awake and a person can stop it.
#pragma once

#include <string>

#include "core/rhythm/fitting.h"
#include "core/rhythm/foresight.h"
#include "core/rhythm/outlook.h"
#include "core/rhythm/verdict.h"

namespace concertina::rhythm {

// The picture where either reaction keeps only a share of itself: what comes back, and how a hard day dies
// away.
struct Softened {
  double kept;  // 1: as it is
  Band gain;
  std::string said;  // "Of every push that goes round, about 60 % comes back (between 41 and 78 %)."
  std::vector<Band> on_c, on_s;
};

// When the days may be told apart, as long as they are not.
struct When {
  std::optional<int> weeks;  // foresight.h; nothing: more than a year, perhaps never, or not known
  std::string said;  // never a promise of a circle or of its absence; empty if there is nothing to say
};

struct Picture {
  Verdict verdict = Verdict::not_yet;
  int days = 0;                    // that hold both
  std::vector<double> times;       // days after the hard day
  std::vector<Softened> softened;  // the first as it is; none while the verdict is not_yet
  double rhat = 0, ess = 0;        // of the gain: whether the draws can be trusted
  When when;
};

class Study {
 public:
  // `pushes`: what moved both from outside. `days`: the civil days that hold both; below kDaysNeeded there is
  // nothing to do.
  Study(std::span<const Sight> sights, std::span<const Push> pushes, int days, const Plan& plan);

  // True while there is more to do: the draws, and where they leave it at not_yet, when that may change. At
  // most so many looks at the posterior, or about so many.
  bool advance(std::size_t looks);
  double progress() const;  // 0 to 1; it never falls

  // By the draws that there are: not_yet, and nothing else, where they can't be trusted (verdict.h). `when`
  // is known at the end, and below kDaysNeeded from the beginning.
  Picture picture() const;

 private:
  Picture judged() const;
  void look_ahead();

  std::vector<Sight> sights_;
  std::vector<Push> pushes_;
  int days_;
  Fitting fitting_;
  std::uint64_t seed_;
  bool sampled_ = false;
  std::unique_ptr<Foresight> foresight_;  // where there is something to foresee; looks at sights and pushes
};

// {"verdict", "title", "text", "trap", "days", "times": [...], "softened": [{"kept", "gain": [low, middle,
// high], "said", "on_c": [[low, middle, high], ...], "on_s": ...}], "when": null or {"weeks": a number or
// null, "said"}}
std::string to_json(const Picture& picture);

}  // namespace concertina::rhythm

// Study: one circle's diary, from the first look at its posterior to what may be shown of it. It runs in
// slices, so that a page stays awake and a person can stop it.
#pragma once

#include <string>

#include "core/rhythm/fitting.h"
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

struct Picture {
  Verdict verdict = Verdict::not_yet;
  int days = 0;                    // that hold both
  std::vector<double> times;       // days after the hard day
  std::vector<Softened> softened;  // the first as it is; none while the verdict is not_yet
  double rhat = 0, ess = 0;        // of the gain: whether the draws can be trusted
};

class Study {
 public:
  // `days`: the civil days that hold both. Below kDaysNeeded there is nothing to do.
  Study(std::span<const Sight> sights, int days, const Plan& plan);

  // True while there is more to do. At most so many looks at the posterior.
  bool advance(std::size_t looks) { return days_ >= kDaysNeeded && fitting_.advance(looks); }
  double progress() const { return days_ < kDaysNeeded ? 1 : fitting_.progress(); }

  // By the draws that there are: not_yet, and nothing else, while there are fewer than 100 of each chain or
  // where they do not agree with each other (R-hat of the gain above 1.05).
  Picture picture() const;

 private:
  int days_;
  Fitting fitting_;
};

// {"verdict", "title", "text", "trap", "days", "times": [...], "softened": [{"kept", "gain": [low, middle,
// high], "said", "on_c": [[low, middle, high], ...], "on_s": ...}]}
std::string to_json(const Picture& picture);

}  // namespace concertina::rhythm

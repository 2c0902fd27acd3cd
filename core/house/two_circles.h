// Two circles: what the model of core/rhythm is fed with: the check-ins that both of us can see on the table,
// the days that either marked as strained, and nothing else. In each circle c is the unmet togetherness of
// the one, s the unmet separateness of the other.
#pragma once

#include <array>

#include "core/house/house.h"
#include "core/rhythm/diary.h"

namespace concertina {

struct TwoCircles {
  // First: my togetherness and my partner's separateness. Then: theirs and mine. In order of time, days since
  // 1970.
  std::array<std::vector<rhythm::Sight>, 2> sights;
  int days = 0;  // civil days that hold both
  // Of both circles: a dose of 1 at the beginning of each strained day on or after the first sight's and up
  // to the last sight; on the first sight's own day, at that sight. In order of time.
  std::vector<rhythm::Push> strained;
};

TwoCircles two_circles(const House& house);

// {"days", "circles": [[[day, which, unmet], ...], [...]], "strained": [day, ...]}
std::string to_json(const TwoCircles& circles);

}  // namespace concertina

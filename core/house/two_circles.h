// Two circles: what the model of core/rhythm is fed with: the check-ins that both of us can see on the table,
// and nothing else. In each circle c is the unmet togetherness of the one, s the unmet separateness of the
// other.
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
};

TwoCircles two_circles(const House& house);

// {"days", "circles": [[[day, which, unmet], ...], [...]]}
std::string to_json(const TwoCircles& circles);

}  // namespace concertina

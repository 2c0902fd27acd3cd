// Days for tests: what somebody writes who has time together each evening, of this length and that presence.
#pragma once

#include <algorithm>

#include "cli/test_support.h"

namespace concertina::cli::test {

// `days` of it, one a day, up to now; at noon of the day after much presence less togetherness is missing.
// False if anything was refused.
inline bool live(Person& person, Clock& clock, int days) {
  bool good = true;
  for (int day = 0; day < days; ++day) {
    const int minutes = 30 * (1 + day * day * 7 % 5), presence = 2 + (3 * day * day + day) % 8;
    const int hundredths = std::clamp(150 + minutes * presence + 70 * (day * 11 % 5), 0, 1000);
    clock += 43'200;
    const std::string began = to_text(Moment{clock - 10'800, person.ambient.offset});
    good = good && person({"time-together", "--minutes", std::to_string(minutes), "--presence",
                           std::to_string(presence), "--at", began})
                           .code == 0;
    clock += 43'200;
    good = good && person.check_in("9/" + level_text(hundredths), day % 3 == 0 ? "4/5" : "5/4").code == 0;
  }
  return good;
}

}  // namespace concertina::cli::test

// Lived: what "hours or presence?" (core/rhythm/filling.h) is asked of: my own check-ins and my own times
// together and alone, from my room and nowhere else.
#pragma once

#include "core/house/house.h"
#include "core/rhythm/filling.h"

namespace concertina {

inline constexpr Day kLivedDays = 365;  // the last so many civil days are looked at

// `today`: the last of these days. Days since 1970, in quarters of an hour, in which what was noted before a
// time ended stays before it. A time fills where it ends. The usual presence is the mean of those that were
// said, by their hours; a time whose presence was not said counts as hours alone, and time alone that came
// about does not count.
rhythm::Lived lived_of(const House& house, Day today);

// {"asks": "fills", "days", "times", "alone", "sights": [[day, which, unmet], ...], "pushes": [[day, input,
// dose], ...]}
std::string to_json(const rhythm::Lived& lived);

}  // namespace concertina

// Strain: the days that either of us marked on the table as strained from outside. A mark stands for its
// whole day: both of us marking it makes it no more strained, and whoever marked it takes back their own mark
// alone.
#pragma once

#include "core/house/house.h"

namespace concertina {

// My marks of that day, in the order of the table: none, one, or one of each device of mine that did not know
// of the others'.
std::vector<Id> my_marks(const House& house, Day day);

// Whether I may mark the day of `at`: once is enough. Errors: refused.
Result<void> may_mark(const House& house, const Moment& at);

// The days that at least one mark of either stands for, each once, in order; and when each begins: for its
// easternmost marker, in seconds.
std::map<Day, std::int64_t> strained_days(const House& house);

}  // namespace concertina

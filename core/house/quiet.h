// Quiet: the private question whether I am afraid of how my partner may react (care rule 11). Once I say yes,
// nothing here asks me to share, or to look at my own part, until I say otherwise; and nobody else can tell.
#pragma once

#include "core/house/house.h"
#include "core/seal/heard.h"

namespace concertina {

inline constexpr std::size_t kQuietFirst = 3;  // days of mine with a check-in, before it comes first
inline constexpr Day kQuietAgain = 60;         // days after a no
inline constexpr Day kQuietUnsaid = 14;        // days after it was left unsaid

// `my_days`: with a check-in. After a yes it is not asked again: whoever said so can change it by themselves.
Quiet quiet_of(std::span<const Heard> heard, std::size_t my_days, const Moment& now);

}  // namespace concertina

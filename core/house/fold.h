// Fold: From records to a house.
//
// Order: by the stated time, then device, then frame. A correction or taking back counts only for a record of
// the same author, place and kind. A check-in on the table shows once the other's is there for that civil
// day, or when that day is over for both: for its author at the offset it states, for the other at the one
// they stated before. From then on it can be taken back but not changed. An answer on the table is shown once
// the other's to the same question is there, and never before. What was there first is told by what
// each writer had seen: doc/design.md, "care rule 4".
#pragma once

#include "core/house/house.h"

namespace concertina {

// `transcript`: of the pairing with the present partner, if there is one. `now`: this device's clock; it
// decides only whether a day is over.
House fold(std::span<const Heard> heard, const std::optional<Hash>& transcript, const Moment& now);

// The same names as in the whole house, in one pass over what was heard.
Names fold_names(std::span<const Heard> heard, const std::optional<Hash>& transcript);

}  // namespace concertina

// Tries: how often a passphrase was tried in vain, and how long the next try must wait. A try is counted, and
// stored, before it is made: so nothing is won by ending the program. It slows down whoever types; whoever
// copies what is stored is slowed down by what each guess costs (core/seal/wrapping.h) alone.
#pragma once

#include <cstdint>
#include <optional>

#include "core/record/bytes.h"

namespace concertina {

struct Tries {
  std::uint64_t count = 0;  // without success
  std::int64_t last = 0;    // when the last one was begun, by this device's clock, seconds
};

inline constexpr std::uint64_t kFreeTries = 5;
inline constexpr std::int64_t kLongestWait = 15 * 60;  // seconds

// Seconds from `now` until the next try: none for the first kFreeTries, then five seconds, twice as long
// after each, up to kLongestWait. A clock that was set back does not make it longer than that.
std::int64_t seconds_to_wait(const Tries& tries, std::int64_t now);

Bytes encode(const Tries& tries);
std::optional<Tries> decode_tries(View bytes);  // nothing where it is damaged

}  // namespace concertina

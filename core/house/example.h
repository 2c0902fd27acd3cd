// Example: a couple to look around with. Robin and Kim are made up; their ninety days are written on the spot
// by the same code that writes anybody's: two devices that pair, write, and read what the other put on the
// table.
#pragma once

#include "core/seal/device.h"

namespace concertina {

inline constexpr int kExampleDays = 90;  // the present one is the last

// Robin's device, with a partner, a full room and table, and no relay. Kim's check-in of the present day is
// here already, and shows once Robin puts one on the table. Keys and ids come from `ambient`, the story from
// `seed`: the same of both, and the same `now`, give the same device. None of its changes need be stored.
// Errors: invalid (a clock outside the years that records can have).
Result<Device> begin_example(Ambient& ambient, std::uint64_t seed);

}  // namespace concertina

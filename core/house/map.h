// Map of two: where each of us usually stands on both needs, over the last month, from the table only. It
// says where, never who is right.
#pragma once

#include "core/house/house.h"

namespace concertina {

inline constexpr Day kMapDays = 30;          // civil days, today included
inline constexpr std::size_t kMapLeast = 5;  // shared days that it takes

// The means of the shared days of the last month, in hundredths, rounded half up; nothing while there are too
// few. `days` must be in order.
std::optional<MapOfTwo> map_of_two(std::span<const SharedDay> days, Day today);

}  // namespace concertina

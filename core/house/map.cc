#include "core/house/map.h"

#include "core/house/mean.h"

namespace concertina {

std::optional<MapOfTwo> map_of_two(std::span<const SharedDay> days, Day today) {
  Mean mine, partners;
  std::size_t count = 0;
  for (const SharedDay& day : days) {
    if (day.day <= today - kMapDays || day.day > today) continue;
    mine.add(day.mine.togetherness, day.mine.separateness);
    partners.add(day.partners.togetherness, day.partners.separateness);
    ++count;
  }
  if (count < kMapLeast) return std::nullopt;
  return MapOfTwo{count, mine.needs(), partners.needs()};
}

}  // namespace concertina

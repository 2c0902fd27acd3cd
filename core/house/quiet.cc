#include "core/house/quiet.h"

#include "core/house/thread.h"

namespace concertina {

Quiet quiet_of(std::span<const Heard> heard, std::size_t my_days, const Moment& now) {
  const Heard* last = nullptr;
  for (const Heard& one : heard) {
    const bool answers = one.author == Author::me && std::holds_alternative<QuietAnswer>(one.record.content);
    if (answers && (!last || comes_before(*last, one))) last = &one;
  }
  if (!last) return {.ask = my_days >= kQuietFirst, .afraid = false};
  const auto said = std::get<QuietAnswer>(last->record.content).afraid;
  if (said == QuietAnswer::Afraid::yes) return {.ask = false, .afraid = true};
  const Day after = said == QuietAnswer::Afraid::no ? kQuietAgain : kQuietUnsaid;
  return {.ask = day_of(now) >= day_of(last->record.at) + after, .afraid = false};
}

}  // namespace concertina

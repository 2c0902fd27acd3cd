// What a person types: levels, needs, moments, origins; errors must be sentences that can be shown.
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

template <typename T>
static void sayable(const Result<T>& result) {
  if (result) return;
  fuzz::must(is_utf8(result.error().what) && !has_control(result.error().what));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto level = parse_level(text);
  sayable(level);
  if (level) fuzz::must(parse_level(level_text(*level)).value_or(-1) == *level);
  sayable(parse_need(text));
  const auto moment = parse_moment(text, 60);
  sayable(moment);
  if (moment) {
    fuzz::must(is_valid(*moment) && day_of(at_the_hour(*moment)) == day_of(*moment));
    const Moment minute{moment->seconds - ((moment->seconds % 60) + 60) % 60, moment->offset};
    const auto again = parse_moment(to_text(*moment), 0);
    fuzz::must(!is_valid(minute) || (again && *again == minute));
  }
  const auto origin = parse_origin(text);
  sayable(origin);
  if (origin) fuzz::must(parse_origin(*origin).value_or("") == *origin);
  const std::string short_text = excerpt(text, size % 50);
  fuzz::must(is_utf8(short_text) && !has_control(short_text) && short_text.size() <= size % 50 + 3);
  return 0;
}

// Any bytes as one's own words: places lie in the text, in order and apart, and a second look sees the same.
#include <algorithm>

#include "core/mirror/mirror.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const mirror::Reading reading = mirror::read(text);
  fuzz::must(!reading.safety || reading.notices.empty());
  std::size_t last = 0;
  for (const mirror::Notice& one : reading.notices) {
    fuzz::must(one.start >= last && one.start < one.end && one.end <= size);
    fuzz::must(!one.question.empty() && !one.kind.empty());
    last = one.end;
  }
  fuzz::must(mirror::most_telling(reading, 3).size() == std::min<std::size_t>(3, reading.notices.size()));
  fuzz::must(mirror::to_json(reading, text) == mirror::to_json(mirror::read(text), text));
  return 0;
}

// The mirror across the C ABI: a reader without a device, so that a module of its own can hold it.
#include "core/mirror/mirror.h"

#include <algorithm>
#include <new>
#include <ranges>
#include <string>
#include <vector>

#include "capi/concertina.h"
#include "core/record/text.h"

struct concertina_mirror {
  std::string result;
  std::vector<std::uint8_t> input;  // lent to the host
};

namespace {

using namespace concertina;

constexpr std::size_t kMostInput = 4u << 20;
constexpr std::string_view kNoMirror = "There is no mirror here. Make one with concertina_mirror_new().";

bool is_text(const char* text, std::size_t size) {
  return (text || size == 0) && size <= kMostInput && is_utf8(std::string_view(text, size));
}

}  // namespace

concertina_mirror* concertina_mirror_new(void) { return new (std::nothrow) concertina_mirror; }

void concertina_mirror_free(concertina_mirror* mirror) { delete mirror; }

std::uint8_t* concertina_mirror_input(concertina_mirror* mirror, std::size_t size) {
  if (!mirror || size > kMostInput) return nullptr;
  mirror->input.resize(std::max<std::size_t>(size, 1));
  return mirror->input.data();
}

std::int32_t concertina_mirror_read(concertina_mirror* mirror, const char* text, std::size_t text_size,
                                    const char* quiet, std::size_t quiet_size, std::size_t most) {
  if (!mirror) return CONCERTINA_INVALID;
  if (!is_text(text, text_size) || !is_text(quiet, quiet_size)) {
    mirror->result = "The mirror reads UTF-8 text of at most 4 MiB. Please give it less, or other text.";
    return CONCERTINA_INVALID;
  }
  const std::string_view words(text, text_size);
  mirror::Reading reading = mirror::read(words);
  for (const auto& rule : std::views::split(std::string_view(quiet, quiet_size), ' ')) {
    const std::string_view name(rule.begin(), rule.end());
    std::erase_if(reading.notices, [&](const mirror::Notice& one) { return one.rule == name; });
  }
  reading.notices = mirror::most_telling(reading, most);
  mirror->result = mirror::to_json(reading, words, true);
  return CONCERTINA_OK;
}

const std::uint8_t* concertina_mirror_result(const concertina_mirror* mirror) {
  return reinterpret_cast<const std::uint8_t*>(mirror ? mirror->result.data() : kNoMirror.data());
}

std::size_t concertina_mirror_result_size(const concertina_mirror* mirror) {
  return mirror ? mirror->result.size() : kNoMirror.size();
}

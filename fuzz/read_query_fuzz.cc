// Any text as the query of a read: what is taken has one text.
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto query = parse_read_query(text);
  if (!query) {
    fuzz::must(is_utf8(query.error().what) && !has_control(query.error().what));
    return 0;
  }
  fuzz::must(query->logs.size() <= kMostCursors && query->chains.size() <= kMostCursors);
  fuzz::must(query->wait >= 0 && query->wait <= kMostWait);
  const auto again = parse_read_query(to_text(*query));
  fuzz::must(again && to_text(*again) == to_text(*query));
  return 0;
}

// Any text as a link: refused, or the one text of that link.
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto link = parse_link(text);
  if (link) {
    fuzz::must(parse_link(to_text(*link)).has_value());
    fuzz::must(to_text(*link).substr(link->origin.size()) == trim(text).substr(trim(text).find("/join#")));
  } else {
    fuzz::must(is_utf8(link.error().what) && !has_control(link.error().what));
  }
  // The check stands in the fuzzer's way: the same with a sound one.
  fuzz::Input input(data, size);
  const Link made{"https://relay.example", input.fixed<16>(), input.fixed<16>(), input.fixed<32>()};
  const auto back = parse_link(to_text(made));
  fuzz::must(back && to_text(*back) == to_text(made));
  return 0;
}

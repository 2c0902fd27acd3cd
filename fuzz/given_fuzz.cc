// The words of a call that writes an entry: a kind, and a line NAME=VALUE for each option.
#include "cli/given.h"
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = as_text(View(data, size));
  const auto line = [&rest] {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view out = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return out;
  };
  const std::string_view kind = line();
  static const std::vector<cli::Option> options = cli::all_options();
  cli::Given given;
  while (!rest.empty()) {
    const std::string_view one = line();
    const auto at = std::min(one.find('='), one.size());
    // A call has no other options than these.
    const auto option = std::ranges::find(options, one.substr(0, at), &cli::Option::name);
    if (option != options.end()) given[option->name] = one.substr(std::min(at + 1, one.size()));
  }
  const auto sayable = [](const Error& error) {
    fuzz::must(is_utf8(error.what) && !has_control(error.what) && !error.what.empty());
  };
  auto content = cli::read_content(kind, given, test::kNoon);
  if (!content) {
    sayable(content.error());
    return 0;
  }
  const Record record{Id{1}, test::kNoon, test::kNoon, {}, *content};
  if (const auto sound = validate(record, Place::room, test::kNoon)) {
    fuzz::must(decode_record(encode(record), Place::room).has_value());
  } else {
    sayable(sound.error());
  }
  if (const auto changed = cli::read_change(*content, given, test::kNoon); !changed) sayable(changed.error());
  return 0;
}

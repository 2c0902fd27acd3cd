// The mirror at a terminal. It opens no home and stores nothing.
#include <istream>
#include <ostream>

#include "cli/source.h"
#include "cli/verbs.h"
#include "core/mirror/mirror.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using mirror::Reading;

constexpr std::size_t kMostBytes = 4u << 20;  // of one text
constexpr std::size_t kMostShown = 3, kMostWords = 200;
constexpr std::string_view kAside =
    "The mirror stays out of this one. It speaks of force, of fear of somebody, or of not wanting to live,\n"
    "and better words are not what that needs. You don't have to be alone with it: tell someone whom you\n"
    "trust, or a helpline where you live. Where there is danger now, call the emergency number.\n";

// Why `text`, the words of `where`, can't be read.
Result<void> check(std::string_view text, const std::string& where) {
  if (text.size() > kMostBytes)
    return fail(Code::invalid,
                "More than 4 MiB is too much at once, in " + where + ". Please give it shorter text.");
  if (!is_utf8(text))
    return fail(Code::invalid,
                "This is no UTF-8 text: " + where + ". Please save it as plain text in UTF-8.");
  return {};
}

void print(std::ostream& out, const Reading& reading, std::string_view text) {
  if (reading.safety) {
    out << kAside;
    return;
  }
  const auto shown = mirror::most_telling(reading, kMostShown);
  if (shown.empty()) out << "The mirror has no question here.\n";
  for (const mirror::Notice& one : shown) {
    if (&one != &shown.front()) out << '\n';
    out << "“" << excerpt(text.substr(one.start, one.end - one.start), kMostWords) << "”\n  " << one.question
        << '\n';
  }
}

Result<void> read_whole(Source& source, Call& call) {
  const auto text = read_all(source, kMostBytes);
  if (!text) return std::unexpected(text.error());
  if (auto sound = check(*text, source.name()); !sound) return sound;
  const Reading reading = mirror::read(*text);
  if (call.json) {
    call.world.out << mirror::to_json(reading, *text) << std::endl;
  } else {
    print(call.world.out, reading, *text);
  }
  return {};
}

// Each line is answered before the next is read, so that another program can converse with this one.
Result<void> read_lines(Source& source, Call& call) {
  std::string line;
  for (std::size_t number = 1; std::getline(source.stream(), line); ++number) {
    const std::string where = "line " + std::to_string(number) + " of " + source.name();
    if (auto sound = check(line, where); !sound) return sound;
    call.world.out << mirror::to_json(mirror::read(line), line) << std::endl;
  }
  if (source.stream().bad()) return fail(Code::storage, "Reading broke off: " + source.name() + ".");
  return {};
}

}  // namespace

Result<void> mirror_words(Call& call, const std::string& file, bool lines) {
  auto source = Source::open(call.world, file);
  if (!source) return std::unexpected(source.error());
  return lines ? read_lines(*source, call) : read_whole(*source, call);
}

}  // namespace concertina::cli

// The mirror at a terminal. It opens no home and stores nothing.
#include <sys/stat.h>

#include <fstream>
#include <istream>
#include <ostream>

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

Result<void> read_whole(std::istream& in, const std::string& name, Call& call) {
  std::string text;
  char part[16'384];
  while (text.size() <= kMostBytes && (in.read(part, sizeof part) || in.gcount() > 0))
    text.append(part, static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return fail(Code::storage, "Reading broke off: " + name + ".");
  if (auto sound = check(text, name); !sound) return sound;
  const Reading reading = mirror::read(text);
  if (call.json) {
    call.world.out << mirror::to_json(reading, text) << std::endl;
  } else {
    print(call.world.out, reading, text);
  }
  return {};
}

// Each line is answered before the next is read, so that another program can converse with this one.
Result<void> read_lines(std::istream& in, const std::string& name, Call& call) {
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (auto sound = check(line, "line " + std::to_string(number) + " of " + name); !sound) return sound;
    call.world.out << mirror::to_json(mirror::read(line), line) << std::endl;
  }
  if (in.bad()) return fail(Code::storage, "Reading broke off: " + name + ".");
  return {};
}

}  // namespace

Result<void> mirror_words(Call& call, const std::string& file, bool lines) {
  const auto read = lines ? read_lines : read_whole;
  if (file.empty() || file == "-") {
    if (call.world.in == nullptr)
      return fail(Code::invalid, "There is nothing to read. Please name a file, or pipe the words in.");
    return read(*call.world.in, "what came in", call);
  }
  const std::string name = excerpt(file, 200);
  struct stat found = {};
  if (::stat(file.c_str(), &found) == 0 && S_ISDIR(found.st_mode))
    return fail(Code::invalid, "This is a folder: " + name + ". Please name a file.");
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Code::not_found, "There is no readable file " + name + ".");
  return read(in, name, call);
}

}  // namespace concertina::cli

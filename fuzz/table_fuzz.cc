// Any bytes as a table of check-ins: what is wrong can be shown, what is read is within its bounds, and where
// the reader's buffer happens to end changes nothing.
#include <cmath>
#include <sstream>

#include "cli/diary_file.h"
#include "cli/table.h"
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

namespace {

struct Read {
  std::vector<std::string> cells;  // the columns, then those of each row
  bool whole = false;
};

void sayable(const Error& error) { fuzz::must(is_utf8(error.what) && !has_control(error.what)); }

Read read(const std::string& text) {
  std::istringstream in(text);
  cli::Table table(in, "it");
  Read out;
  const auto opened = table.open();
  if (!opened) {
    sayable(opened.error());
    return out;
  }
  out.cells = table.columns();
  std::size_t line = table.line();
  for (;;) {
    const auto more = table.next();
    if (!more) sayable(more.error());
    out.whole = more && !*more;
    if (!more || !*more) return out;
    fuzz::must(table.line() >= line);
    line = table.line();
    for (std::size_t at = 0; at < table.columns().size(); ++at) out.cells.emplace_back(table.cell(at));
  }
}

// The text with a blank line behind the first, so long that the reader's buffer ends `before` bytes into the
// rest.
std::string moved(const std::string& text, std::size_t before) {
  const std::size_t first = text.find('\n') + 1;
  return text.substr(0, first) + std::string(65'535 - first - before, ' ') + '\n' + text.substr(first);
}

// The same text as a table of what pushed the couples of a diary.
void check_inputs(const std::string& text, cli::Diaries diaries) {
  std::istringstream in(text);
  std::ostringstream out;
  const std::atomic<bool> ended = false;
  test::SeededAmbient ambient(1);
  cli::World world{ambient, out, out, ended, {}, {}, {}, &in};
  if (const auto read = cli::read_inputs(world, "-", {}, diaries); !read) return sayable(read.error());
  for (const auto& couple : diaries.couples) {
    for (const auto& push : couple.pushes)
      fuzz::must(std::abs(push.day) <= cli::kMostDays && push.input < diaries.inputs.size());
  }
}

void check_diaries(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out;
  const std::atomic<bool> ended = false;
  test::SeededAmbient ambient(1);
  cli::World world{ambient, out, out, ended, {}, {}, {}, &in};
  auto diaries = cli::read_diaries(world, "-", {});
  if (!diaries) return sayable(diaries.error());
  check_inputs(text, *diaries);
  fuzz::must(!diaries->couples.empty());
  for (const auto& couple : diaries->couples) {
    fuzz::must(is_utf8(couple.name) && couple.days_both >= 0);
    for (const auto& sight : couple.sights) {
      fuzz::must(std::abs(sight.value) <= 1e6 && std::abs(sight.day) <= cli::kMostDays);
      fuzz::must(sight.which < 2 && sight.day >= couple.first);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 60'000) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Read here = read(text);
  const std::size_t first = text.find('\n');
  const std::size_t begin = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  const bool named = text.find_first_not_of(" \t\n\r", begin) < first;
  if (here.whole && named && first != std::string::npos && text.find_first_of("\"\r") > first) {
    const Read there = read(moved(text, data[0] % (text.size() - first)));
    fuzz::must(there.whole && here.cells == there.cells);
  }
  check_diaries(text);
  return 0;
}

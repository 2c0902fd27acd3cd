#include "cli/source.h"

#include <sys/stat.h>

#include <algorithm>

#include "core/record/text.h"

namespace concertina::cli {

Result<Source> Source::open(World& world, const std::string& file) {
  Source out;
  if (file.empty() || file == "-") {
    if (world.in == nullptr)
      return fail(Code::invalid, "There is nothing to read. Please name a file, or pipe it in.");
    out.piped_ = world.in;
    return out;
  }
  out.name_ = excerpt(file, 200);
  struct stat found = {};
  if (::stat(file.c_str(), &found) == 0 && S_ISDIR(found.st_mode))
    return fail(Code::invalid, "This is a folder: " + out.name_ + ". Please name a file.");
  out.file_.open(file, std::ios::binary);
  if (!out.file_) return fail(Code::not_found, "There is no readable file " + out.name_ + ".");
  return out;
}

Result<std::string> read_all(Source& source, std::size_t most) {
  std::string text;
  char part[16'384];
  std::istream& in = source.stream();
  while (text.size() <= most && (in.read(part, sizeof part) || in.gcount() > 0))
    text.append(part, static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return fail(Code::storage, "Reading broke off: " + source.name() + ".");
  text.resize(std::min(text.size(), most + 1));
  return text;
}

}  // namespace concertina::cli

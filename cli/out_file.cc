#include "cli/out_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "core/record/text.h"

namespace concertina::cli {
namespace {

namespace fs = std::filesystem;

bool is_same(const std::string& one, const std::string& other) {
  struct stat first = {}, second = {};
  if (::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0) {
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
  }
  std::error_code failed;
  const fs::path here = fs::weakly_canonical(one, failed);
  return !failed && here == fs::weakly_canonical(other, failed) && !failed;
}

std::string path_of(const NamedFile& file) { return file.path == "-" ? "/dev/stdin" : file.path; }

}  // namespace

Result<void> OutFile::held(bool ok) const {
  return ok ? Result<void>() : Result<void>(fail(Code::storage, sentence_));
}

OutFile::~OutFile() {
  file_.close();
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

Result<void> OutFile::open(const std::string& path, const std::string& what) {
  if (path.empty()) return {};
  sentence_ = what + " can't be written into " + excerpt(path, 200) +
              ". Please look at the folder, its rights and the room on the disk.";
  place_ = path;
  struct stat found = {};
  const bool there = ::stat(path.c_str(), &found) == 0;
  if (there && !S_ISREG(found.st_mode)) {
    file_.open(path, std::ios::binary);
    return held(file_.good());
  }
  if (there) {
    std::error_code failed;
    place_ = fs::canonical(path, failed).string();  // so that a link stays one
    if (failed || ::access(path.c_str(), W_OK) != 0) return held(false);
  }
  std::string beside = place_ + ".XXXXXX";
  const int made = ::mkstemp(beside.data());
  if (made < 0) return held(false);
  beside_ = beside;
  const bool ready = !there || ::fchmod(made, found.st_mode & 07777) == 0;
  ::close(made);
  if (ready) file_.open(beside_, std::ios::binary);
  return held(ready && file_.good());
}

Result<void> OutFile::write(std::string_view text) {
  file_ << text << std::flush;
  return held(file_.good());
}

Result<void> OutFile::keep() {
  file_.close();
  if (!file_) return held(false);
  if (beside_.empty()) return {};
  if (std::rename(beside_.c_str(), place_.c_str()) != 0) return held(false);
  beside_.clear();
  return {};
}

Result<void> check_apart(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs) {
  const auto refuse = [](const NamedFile& output, const NamedFile& other) {
    return fail(Code::invalid, std::string(output.name) + " and " + other.name + " are the same file, " +
                                   excerpt(output.path, 200) + ". Please give " + output.name +
                                   " another one.");
  };
  for (std::size_t at = 0; at < outputs.size(); ++at) {
    if (outputs[at].path.empty()) continue;
    for (const NamedFile& input : inputs) {
      if (!input.path.empty() && is_same(outputs[at].path, path_of(input))) return refuse(outputs[at], input);
    }
    for (const NamedFile& other : outputs.first(at)) {
      if (!other.path.empty() && is_same(outputs[at].path, other.path)) return refuse(outputs[at], other);
    }
  }
  return {};
}

}  // namespace concertina::cli

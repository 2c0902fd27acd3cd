// Out file: a file that a call asks for, opened before long work begins, so that one that can't be written
// is refused at once. It is written beside its place and goes there when it is whole; till then, and where
// it never is, what was there before stays.
#pragma once

#include <fstream>
#include <span>
#include <string>

#include "core/record/error.h"

namespace concertina::cli {

class OutFile {
 public:
  OutFile() = default;
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;
  ~OutFile();  // what was not kept is removed

  // `what` stands in it, for the sentence: “The draws”. Nothing is opened where `path` is empty. A new file
  // is for its owner alone, one that was there keeps its rights; a pipe or a device is written as it is.
  // Errors, of all three: storage.
  Result<void> open(const std::string& path, const std::string& what);
  bool wanted() const { return file_.is_open(); }
  Result<void> write(std::string_view text);
  Result<void> keep();  // it is whole; to be called once, and nothing after it

 private:
  Result<void> held(bool ok) const;

  std::ofstream file_;
  std::string place_, beside_;  // where it goes; where it is written, empty where that is the same
  std::string sentence_;
};

// A file as a call names it: {“--plot”, “gain.svg”}; no path, no file. “-” is what is piped in.
struct NamedFile {
  const char* name;
  std::string path;
};

// Refuses an output that would replace an input, or be another output too. Errors: invalid.
Result<void> check_apart(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs);

}  // namespace concertina::cli

// Source: what a verb reads: a file, or what is piped in.
#pragma once

#include <fstream>
#include <istream>
#include <string>

#include "cli/world.h"

namespace concertina::cli {

class Source {
 public:
  // `file`: its path; empty or "-": the world's input, which must outlive this. Errors: not_found, invalid (a
  // folder; nothing comes in).
  static Result<Source> open(World& world, const std::string& file);

  std::istream& stream() { return piped_ != nullptr ? *piped_ : file_; }
  const std::string& name() const { return name_; }  // for a message

 private:
  std::istream* piped_ = nullptr;
  std::ifstream file_;
  std::string name_ = "what came in";
};

// All of it, if it is at most `most` bytes; else, one byte more than that. Errors: storage.
Result<std::string> read_all(Source& source, std::size_t most);

}  // namespace concertina::cli

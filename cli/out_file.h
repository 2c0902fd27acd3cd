// Out file: a file that a call asks for, opened before long work begins, so that one that can't be written
// is refused at once.
#pragma once

#include <fstream>
#include <string>

#include "core/record/error.h"
#include "core/record/text.h"

namespace concertina::cli {

class OutFile {
 public:
  // `what` stands in it, for the sentence: “The draws”. Nothing is opened where `path` is empty. Errors:
  // storage.
  Result<void> open(const std::string& path, const std::string& what) {
    if (path.empty()) return {};
    place_ = what + " can't be written into " + excerpt(path, 200) +
             ". Please look at the folder, its rights and the room on the disk.";
    file_.open(path, std::ios::binary | std::ios::trunc);
    return file_ ? Result<void>() : fail(Code::storage, place_);
  }
  bool wanted() const { return file_.is_open(); }

  // Errors: storage.
  Result<void> write(std::string_view text) {
    file_ << text << std::flush;
    return file_ ? Result<void>() : fail(Code::storage, place_);
  }

 private:
  std::ofstream file_;
  std::string place_;
};

}  // namespace concertina::cli

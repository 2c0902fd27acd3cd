// Folder: the relay's data folder, held by one relay at a time.
#pragma once

#include <string>

#include "core/record/error.h"

namespace concertina::relay {

class Folder {
 public:
  // Makes the folder (mode 0700) and those above it if they aren't there, and locks it until the Folder is
  // destroyed. Errors: busy (another relay has it), storage.
  static Result<Folder> open(const std::string& path);
  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  std::string database() const { return path_ + "/relay.db"; }

 private:
  Folder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;  // file descriptor
};

// The first line of the file without blanks around it. Errors: invalid (can't be read, or empty).
Result<std::string> read_token(const std::string& path);

}  // namespace concertina::relay

// Manifest: the files of one build of the web app, as its hashes.json lists them (setup/hashes.sh writes it,
// doc/format.md has its grammar).
#pragma once

#include <vector>

#include "core/record/bytes.h"
#include "core/record/error.h"

namespace concertina::cli {

inline constexpr std::size_t kMostManifest = 1024 * 1024;  // bytes of its text

struct Listed {
  std::string path;  // like assets/app.js: letters, digits and . _ - /; begins with none of . and /
  std::size_t size = 0;
  Fixed<32> hash{};  // BLAKE2b-256 of its bytes
};

// In the order of their paths, each once, index.html among them; at most relay::kMostSite bytes together.
// `where`: the file, for the sentence. Errors: invalid, too_new.
Result<std::vector<Listed>> parse_manifest(std::string_view text, const std::string& where);

}  // namespace concertina::cli

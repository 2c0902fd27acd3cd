// Golden vectors: worked examples of every byte format, computed by the code itself from fixed inputs. What
// stands in core/golden/*.json was computed by an earlier build; a build that computes anything else has
// changed a format. Native, Node and browser builds all run them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/record/bytes.h"

namespace concertina::golden {

struct Vector {
  std::string name;
  std::vector<std::pair<std::string, std::string>> inputs;  // name, and value as text or hexadecimal
  Bytes bytes;
};

struct File {
  std::string name;   // without .json
  std::string about;  // one sentence
  std::vector<Vector> vectors;
};

// All vectors, computed anew.
std::vector<File> files();

// Of these, the ones of vectors_devices.cc.
File devices();

// Of these, the one of vectors_export.cc.
File exports();

// The whole text of a file, as it stands in core/golden/.
std::string to_json(const File& file);

}  // namespace concertina::golden

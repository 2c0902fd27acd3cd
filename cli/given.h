// Given: the fields of an entry as the words of a call. Which there are, and how they are written, follows
// from the kind's description (core/record/field.h).
#pragma once

#include <map>
#include <vector>

#include "core/record/record.h"

namespace concertina::cli {

// By the field's name; what is not given is not there.
using Given = std::map<std::string, std::string>;

struct Option {
  std::string name;  // of the field
  std::string how;   // what it says, and how it is written
  bool needed = false;
};

// The options of the kind called `kind`, in order; of all kinds that can be corrected, each name once.
std::vector<Option> options_of(std::string_view kind);
std::vector<Option> all_options();

// A new entry of that kind. Errors: invalid.
Result<Content> read_content(std::string_view kind, const Given& given, const Moment& now);
// Changes what is given, and leaves the rest. Errors: invalid, as for what this kind doesn't have.
Result<void> read_change(Content& content, const Given& given, const Moment& now);

}  // namespace concertina::cli

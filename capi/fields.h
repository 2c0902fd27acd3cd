// Fields: what a person wrote, as the host gives it in JSON. Unknown fields and wrong types are refused by
// name; the rules of what may be written stay core's.
#pragma once

#include "core/house/pen.h"

namespace concertina::capi {

struct WriteFields {
  Content content;
  Moment at;
  bool table = false;
};

// `now`: for an entry without a time, and for the offset of a time without one. Errors: invalid.
Result<WriteFields> read_write(std::string_view json, const Moment& now);

// Of one that is there, for correcting or for a copy.
struct CorrectFields {
  std::string id;
  Edit edit;  // which fields there are shows only with what is corrected: it refuses the others
};
Result<CorrectFields> read_correct(std::string_view json, const Moment& now);

}  // namespace concertina::capi

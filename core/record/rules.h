// Rules: what a record may say. For record.cc alone; others call validate() or decode_record().
#pragma once

#include "core/record/record.h"

namespace concertina {

// All that holds for a record whatever the time. Errors: invalid.
Result<void> check(const Record& record, Place place);

}  // namespace concertina

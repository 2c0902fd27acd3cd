// Book: all that is mine as text to be read, day by day, the oldest first.
#pragma once

#include <string>

#include "core/seal/device.h"

namespace concertina {

// Every record of mine in plain words, with its day and hour and how it was worded before, and what my
// partner put on the table as far as it is shown at `now`. Of what I took back it says only that I did:
// export_json() has the words. UTF-8, lines ended by a line feed; a person's own lines are indented and
// otherwise as they wrote them.
std::string export_book(const Device& device, const Moment& now);

}  // namespace concertina

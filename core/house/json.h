// JSON: the house, and an export of it, for programs and for the C ABI. doc/format.md, "JSON", names every
// field. The same house gives the same bytes.
#pragma once

#include <string>

#include "core/house/house.h"
#include "core/house/sign_link.h"
#include "core/seal/device.h"

namespace concertina {

// Needs are numbers from 0 to 10, times ISO 8601 with offset, ids hex.
std::string to_json(const House& house);

std::string to_json(const SignLinks& links);

// Everything that is mine, each wording of it and what was taken back too, and what my partner put on the
// table as far as it is shown at `now`. One JSON text, indented, with a line feed at its end.
std::string export_json(const Device& device, const Moment& now);

}  // namespace concertina

// Print: the house in a terminal.
#pragma once

#include <iosfwd>

#include "core/house/house.h"
#include "core/house/sign_link.h"
#include "core/seal/device.h"

namespace concertina::cli {

void print_room(std::ostream& out, const House& house);
void print_table(std::ostream& out, const House& house, const Device& device);
// What is visible of links between signs and unmet needs; or that none is.
void print_signs(std::ostream& out, const SignLinks& links);
void print_history(std::ostream& out, const House& house);

}  // namespace concertina::cli

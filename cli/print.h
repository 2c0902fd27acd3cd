// Print: the house in a terminal.
#pragma once

#include <iosfwd>

#include "core/house/house.h"
#include "core/seal/device.h"

namespace concertina::cli {

void print_room(std::ostream& out, const House& house);
void print_table(std::ostream& out, const House& house, const Device& device);
void print_history(std::ostream& out, const House& house);

}  // namespace concertina::cli

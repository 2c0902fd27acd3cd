// Print: the house in a terminal.
#pragma once

#include <iosfwd>
#include <string_view>

#include "core/house/house.h"
#include "core/house/sign_link.h"
#include "core/seal/device.h"

namespace concertina::cli {

void print_room(std::ostream& out, const House& house);
void print_table(std::ostream& out, const House& house, const Device& device);
// What is visible of links between signs and unmet needs; or that none is.
void print_signs(std::ostream& out, const SignLinks& links);
void print_history(std::ostream& out, const House& house);
// `text` in lines of at most 80 columns, each behind `indent`, cut between words; with a line feed behind it.
void print_wrapped(std::ostream& out, std::string_view text, std::string_view indent);

}  // namespace concertina::cli

// Picture: days as bars in a terminal. For each need, the filled part is what one had; the mark stands where
// one wanted to be; what lies between was missing, or too much. Ten columns wide, one line a day.
#pragma once

#include <iosfwd>
#include <string>

#include "core/house/house.h"

namespace concertina::cli {

std::string bar(const Need& need);  // "━━━━━━━·│··": 11 columns, 0 to 10

void print_days(std::ostream& out, const std::vector<MyDay>& days);
void print_days(std::ostream& out, const std::vector<SharedDay>& days, const std::string& partner);

}  // namespace concertina::cli

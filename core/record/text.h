// Text: what a person may write, in UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace concertina {

// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// True if there is a control character other than tab and line feed. Such text is refused: a terminal
// would obey it.
bool has_control(std::string_view text);

// Without white space at both ends (space, tab, line feed, carriage return).
std::string_view trim(std::string_view text);

// At most `most` bytes of `text` for use in a message, whatever it holds: whole characters only, "?" for
// control characters, line feeds and what is no UTF-8, and "…" behind what was cut.
std::string excerpt(std::string_view text, std::size_t most);

}  // namespace concertina

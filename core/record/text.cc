#include "core/record/text.h"

#include <algorithm>
#include <cstdint>

namespace concertina {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t i) { return static_cast<std::uint8_t>(text[i]); }

// Length of the well-formed sequence that begins at `i`, or 0.
std::size_t sequence(std::string_view text, std::size_t i) {
  const std::uint8_t first = byte_at(text, i);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t low = 0x80, high = 0xbf;  // bounds of the second byte
  if (first >= 0xc2 && first <= 0xdf) {
    length = 2;
  } else if (first >= 0xe0 && first <= 0xef) {
    length = 3;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    length = 4;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  if (i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    const std::uint8_t next = byte_at(text, i + k);
    if (next < low || next > high) return 0;
    low = 0x80, high = 0xbf;
  }
  return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t byte = byte_at(text, i);
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && byte_at(text, i + 1) < 0xa0) return true;  // U+0080 to U+009F
  }
  return false;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\r";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string excerpt(std::string_view text, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = std::max<std::size_t>(sequence(text, i), 1);
    if (out.size() + length > most) return out + "…";
    const std::string_view one = text.substr(i, length);
    const bool plain = is_utf8(one) && !has_control(one) && one != "\n" && one != "\t";
    out += plain ? one : "?";
    i += length;
  }
  return out;
}

}  // namespace concertina

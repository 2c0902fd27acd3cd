#include "cli/figure.h"

#include <algorithm>
#include <cmath>

namespace concertina::cli {

std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return "–";
  char room[400];
  const auto end = std::to_chars(room, room + sizeof room, value, std::chars_format::fixed, digits).ptr;
  return {room, end};
}

std::string percent(double share) { return fixed(std::round(100 * share) + 0.0, 0) + " %"; }

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t wide = width_of(text);
  const std::string blanks(wide < width ? width - wide : 0, ' ');
  return right ? blanks + text : text + blanks;
}

}  // namespace concertina::cli

// Figure: numbers as text, the same in every locale.
#pragma once

#include <charconv>
#include <string>

namespace concertina::cli {

// With so many significant digits (at most 17), like printf's %g.
inline std::string figure(double value, int digits) {
  char room[32];
  const auto end = std::to_chars(room, room + sizeof room, value, std::chars_format::general, digits).ptr;
  return {room, end};
}

// The shortest that reads back as the same number, put behind `out`.
inline void append_exact(std::string& out, double value) {
  char room[32];
  out.append(room, std::to_chars(room, room + sizeof room, value).ptr);
}

// With so many digits behind the point; a dash for what is no number.
std::string fixed(double value, int digits);
std::string percent(double share);  // "64 %"

// How wide `text` is on a terminal, if each of its characters takes one place.
std::size_t width_of(const std::string& text);
// `text` with blanks before it (`right`) or behind it, up to that width.
std::string padded(const std::string& text, std::size_t width, bool right);

// Text is written out in pieces of about this size.
inline constexpr std::size_t kPiece = 65'536;

}  // namespace concertina::cli

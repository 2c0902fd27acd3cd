// Bytes: the few byte containers that everything else is written in, and their text forms.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concertina {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
template <std::size_t N>
using Fixed = std::array<std::uint8_t, N>;

using Id = Fixed<16>;    // random, or 128 bits of a hash; never a counter, never guessable
using Hash = Fixed<32>;  // BLAKE2b-256

inline Bytes to_bytes(View view) { return Bytes(view.begin(), view.end()); }
inline bool equal(View a, View b) { return std::ranges::equal(a, b); }

inline View as_view(std::string_view text) {
  return View(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}
inline std::string_view as_text(View view) {
  return std::string_view(reinterpret_cast<const char*>(view.data()), view.size());
}

// The array of exactly N bytes, or nothing where the length differs.
template <std::size_t N>
std::optional<Fixed<N>> fixed(View view) {
  if (view.size() != N) return std::nullopt;
  Fixed<N> out;
  std::ranges::copy(view, out.begin());
  return out;
}

// Lower-case hexadecimal; reading takes both cases and nothing but pairs of digits.
std::string to_hex(View view);
std::string to_hex(std::uint64_t value, int digits);  // the lowest 4·digits bits; sorts like the numbers
std::optional<Bytes> from_hex(std::string_view text);
template <std::size_t N>
std::optional<Fixed<N>> fixed_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  return bytes ? fixed<N>(*bytes) : std::nullopt;
}

// base64url without padding (RFC 4648 section 5). Reading refuses any text that writing would not make.
std::string to_base64(View view);
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace concertina

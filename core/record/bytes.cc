#include "core/record/bytes.h"

namespace concertina {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_hex(View view) {
  std::string out;
  out.reserve(view.size() * 2);
  for (const std::uint8_t byte : view) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::string to_hex(std::uint64_t value, int digits) {
  std::string out;
  while (digits-- > 0) out += kHexDigits[(value >> (4 * digits)) & 15];
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

std::string to_base64(View view) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const std::uint8_t byte : view) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 6; bits -= 6) out += kBase64Digits[(held >> (bits - 6)) & 63];
  }
  if (bits > 0) out += kBase64Digits[(held << (6 - bits)) & 63];
  return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
  Bytes out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = kBase64Digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(held >> bits));
    }
  }
  if (to_base64(out) != text) return std::nullopt;  // spare bits set, or a length that no bytes give
  return out;
}

}  // namespace concertina

// Search: looks for what people wrote in bytes that should hold none of it, in plain and in common encodings.
#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "cli/test_support.h"

namespace concertina::cli::test {

struct Needle {
  std::string what;  // for messages
  std::string bytes;
};
inline Needle word(const std::string& text) { return {text, text}; }

// The code points of UTF-8 text; the bytes themselves where it is none.
inline std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    char32_t c = size == 1 ? byte : byte & (0xffu >> (size + 1));
    for (std::size_t k = 1; k < size && i + k < text.size(); ++k)
      c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 63);
    out.push_back(c);
    i += size;
  }
  return out;
}

inline std::string utf16(std::string_view text, bool big_endian) {
  std::string out;
  const auto unit = [&](std::uint32_t u) {
    const char high = static_cast<char>(u >> 8), low = static_cast<char>(u & 255);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  for (const char32_t c : code_points(text)) {
    if (c < 0x10000) {
      unit(c);
    } else {
      unit(0xd800 + ((c - 0x10000) >> 10));
      unit(0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  }
  return out;
}

inline std::string percent(std::string_view text, bool all, const char* digits) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (plain && !all) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

inline std::string json_escape(std::string_view text, const char* digits) {
  const std::string units = utf16(text, true);
  std::string out;
  for (std::size_t i = 0; i + 1 < units.size(); i += 2) {
    const auto high = static_cast<unsigned char>(units[i]), low = static_cast<unsigned char>(units[i + 1]);
    if (high == 0 && low >= 0x20 && low < 0x7f && low != '"' && low != '\\') {
      out += static_cast<char>(low);
    } else {
      out += {'\\', 'u', digits[high >> 4], digits[high & 15], digits[low >> 4], digits[low & 15]};
    }
  }
  return out;
}

// The letters of `text` that stand in any base64 of it behind `before` other bytes (0 to 2), whatever those
// are and whatever follows.
inline std::string base64_inside(std::string_view text, std::size_t before) {
  std::string padded(before, 'x');
  padded += text;
  const std::string all = to_base64(as_view(padded));
  const std::size_t from = (8 * before + 5) / 6, to = 8 * padded.size() / 6;
  return all.substr(from, to - from);
}

// How the needle could stand somewhere, each with the name of the encoding. Too short ones are left out,
// since random bytes would hold them.
inline std::vector<std::pair<std::string, std::string>> disguises(const std::string& text) {
  constexpr std::size_t kShortest = 5;
  constexpr const char* kLower = "0123456789abcdef";
  constexpr const char* kUpper = "0123456789ABCDEF";
  std::vector<std::pair<std::string, std::string>> out;
  const auto add = [&](const char* name, std::string bytes) {
    const auto same = [&](const auto& one) { return one.second == bytes; };
    if (bytes.size() >= kShortest && std::ranges::none_of(out, same))
      out.emplace_back(name, std::move(bytes));
  };
  std::string lower = text, upper = text, rot13 = text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z') lower[i] = static_cast<char>(c + 32);
    if (c >= 'a' && c <= 'z') upper[i] = static_cast<char>(c - 32);
    if (c >= 'A' && c <= 'Z') rot13[i] = static_cast<char>('A' + (c - 'A' + 13) % 26);
    if (c >= 'a' && c <= 'z') rot13[i] = static_cast<char>('a' + (c - 'a' + 13) % 26);
  }
  const std::string hex = to_hex(as_view(text));
  std::string hex_upper = hex;
  for (char& c : hex_upper) c = c >= 'a' ? static_cast<char>(c - 32) : c;
  add("plain", text);
  add("lower case", lower);
  add("upper case", upper);
  add("reversed", std::string(text.rbegin(), text.rend()));
  add("ROT13", rot13);
  add("UTF-16LE", utf16(text, false));
  add("UTF-16BE", utf16(text, true));
  add("hex", hex);
  add("upper-case hex", hex_upper);
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string url = base64_inside(text, before);
    std::string standard = url;
    for (char& c : standard) c = c == '-' ? '+' : c == '_' ? '/' : c;
    add("base64url", url);
    add("base64", standard);
  }
  add("URL encoding", percent(text, false, kUpper));
  add("URL encoding", percent(text, false, kLower));
  add("URL encoding of every byte", percent(text, true, kUpper));
  add("URL encoding of every byte", percent(text, true, kLower));
  add("JSON escapes", json_escape(text, kLower));
  add("JSON escapes", json_escape(text, kUpper));
  return out;
}

// What `gzip -dc` makes of each place in the bytes that looks like the beginning of a gzip stream.
inline std::vector<std::string> gunzipped(std::string_view bytes) {
  constexpr std::string_view kBegin = "\x1f\x8b\x08";
  std::vector<std::string> out;
  const Folder folder;
  for (auto at = bytes.find(kBegin); at != std::string_view::npos; at = bytes.find(kBegin, at + 1)) {
    write_file(folder.path("stream"), bytes.substr(at));
    const std::string command =
        "gzip -dc <" + folder.path("stream") + " >" + folder.path("text") + " 2>/dev/null";
    (void)(std::system(command.c_str()) == 0);  // what follows the stream makes gzip complain, as it may
    out.push_back(read_file(folder.path("text")));
  }
  return out;
}

// Searches `bytes` for all needles; each find as "“word” as base64". `patterns` grows by what was looked for.
inline std::vector<std::string> search(std::string_view bytes, const std::vector<Needle>& needles,
                                       std::size_t& patterns) {
  std::vector<std::string> found, streams = gunzipped(bytes);
  for (const Needle& needle : needles) {
    for (const auto& [name, pattern] : disguises(needle.bytes)) {
      ++patterns;
      if (bytes.find(pattern) != std::string_view::npos) found.push_back("“" + needle.what + "” as " + name);
      for (const std::string& stream : streams) {
        if (stream.find(pattern) != std::string::npos)
          found.push_back("“" + needle.what + "” as " + name + ", gzipped");
      }
    }
  }
  return found;
}

}  // namespace concertina::cli::test

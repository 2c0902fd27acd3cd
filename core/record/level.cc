#include "core/record/level.h"

#include <algorithm>

#include "core/record/text.h"

namespace concertina {

Result<int> parse_level(std::string_view text) {
  const auto bad = [&] {
    return fail(Code::invalid,
                "“" + excerpt(text, 20) + "” is not a number from 0 to 10, like 7 or 7.5. Please give one.");
  };
  int value = 0;
  int decimals = -1;  // how many digits stand behind the point; -1 before it
  if (text.empty() || text.size() > 5 || text.front() == '.' || text.front() == ',') return bad();
  for (const char c : text) {
    if ((c == '.' || c == ',') && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9' && decimals < 2) {
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return bad();
    }
  }
  if (decimals == 0) return bad();
  for (int i = std::max(decimals, 0); i < 2; ++i) value *= 10;
  if (value > kMostLevel) return bad();
  return value;
}

Result<Need> parse_need(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    return fail(Code::invalid,
                "“" + excerpt(text, 20) +
                    "” has no slash. Please give WANT/HAVE, two numbers from 0 to 10, like 8/3.");
  }
  const auto want = parse_level(text.substr(0, slash));
  if (!want) return std::unexpected(want.error());
  const auto have = parse_level(text.substr(slash + 1));
  if (!have) return std::unexpected(have.error());
  return Need{*want, *have};
}

std::string level_text(int hundredths) {
  const int size = hundredths < 0 ? -hundredths : hundredths;
  std::string out = (hundredths < 0 ? "-" : "") + std::to_string(size / 100);
  if (size % 100 != 0) {
    out += "." + std::to_string(size / 10 % 10);
    if (size % 10 != 0) out += std::to_string(size % 10);
  }
  return out;
}

}  // namespace concertina

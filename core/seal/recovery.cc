#include "core/seal/recovery.h"

#include "core/record/text.h"

namespace concertina {
namespace {

constexpr std::string_view kSigns = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // without I, L, O and U
constexpr std::size_t kGroup = 5;                                        // signs, of five bits each
constexpr std::size_t kSays = kGroup - 1;                                // that say something

// Twice `value` in the field of 32 elements (x^5 + x^2 + 1).
int twice(int value) { return value & 16 ? (value << 1 ^ 0b100101) : value << 1; }

// Each sign counts with another power of two, so that no two can change places unseen; each group with its
// number, so that no two groups can.
int check_of(std::span<const int> signs, std::size_t group) {
  int out = 0;
  for (const int sign : signs) out = twice(out ^ sign);
  return out ^ static_cast<int>(group + 1);
}

// The value of one sign as somebody may type it; nothing if it is none.
std::optional<int> value_of(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'O') typed = '0';
  if (typed == 'I' || typed == 'L') typed = '1';
  const auto at = kSigns.find(typed);
  return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<int>(at));
}

bool is_between(char typed) {
  return typed == '-' || typed == ' ' || typed == '\t' || typed == '\n' || typed == '\r';
}

// The groups as they were typed; where nothing stands between them, every five signs are one.
std::vector<std::string> groups_of(std::string_view text) {
  std::vector<std::string> out;
  std::string all;
  bool open = false;
  for (const char typed : text) {
    if (is_between(typed)) {
      open = false;
      continue;
    }
    if (!open) out.emplace_back();
    open = true;
    out.back() += typed;
    all += typed;
  }
  if (out.size() == kCodeGroups || all.size() != kCodeGroups * kGroup) return out;
  out.clear();
  for (std::size_t at = 0; at < all.size(); at += kGroup) out.push_back(all.substr(at, kGroup));
  return out;
}

}  // namespace

RecoveryCode make_recovery_code(Ambient& ambient) { return {ambient.random<20>()}; }

std::string to_text(const RecoveryCode& code) {
  std::string out;
  for (std::size_t group = 0; group < kCodeGroups; ++group) {
    if (group > 0) out += '-';
    int signs[kSays];
    for (std::size_t i = 0; i < kSays; ++i) {
      const std::size_t bit = (group * kSays + i) * 5;
      const int two = code.bits[bit / 8] << 8 | (bit / 8 + 1 < code.bits.size() ? code.bits[bit / 8 + 1] : 0);
      signs[i] = two >> (11 - bit % 8) & 31;
      out += kSigns[static_cast<std::size_t>(signs[i])];
    }
    out += kSigns[static_cast<std::size_t>(check_of(signs, group))];
  }
  return out;
}

Result<RecoveryCode> parse_recovery_code(std::string_view text) {
  const std::vector<std::string> groups = groups_of(text);
  if (groups.size() != kCodeGroups) {
    return fail(Code::invalid,
                "A recovery code has eight groups of five letters and digits. Please look again.");
  }
  RecoveryCode out;
  for (std::size_t group = 0; group < kCodeGroups; ++group) {
    const auto wrong = [&](const std::string& why) {
      return fail(Code::invalid, "Group " + std::to_string(group + 1) + " of the code, “" +
                                     excerpt(groups[group], 20) + "”, " + why + ". Please look again.");
    };
    if (groups[group].size() != kGroup) return wrong("does not have five letters and digits");
    int signs[kGroup];
    for (std::size_t i = 0; i < kGroup; ++i) {
      const auto value = value_of(groups[group][i]);
      if (!value) return wrong("holds a sign that no code has");
      signs[i] = *value;
    }
    if (check_of(std::span(signs).first(kSays), group) != signs[kSays])
      return wrong("has a sign that is not the one in your code");
    for (std::size_t i = 0; i < kSays; ++i) {
      const std::size_t bit = (group * kSays + i) * 5;
      const int two = signs[i] << (11 - bit % 8);
      out.bits[bit / 8] = static_cast<std::uint8_t>(out.bits[bit / 8] | two >> 8);
      if (bit / 8 + 1 < out.bits.size())
        out.bits[bit / 8 + 1] = static_cast<std::uint8_t>(out.bits[bit / 8 + 1] | (two & 0xff));
    }
  }
  return out;
}

std::array<int, 2> groups_to_type(Ambient& ambient) {
  constexpr int kGroups = kCodeGroups;
  const auto chance = ambient.random<2>();
  const int one = chance[0] % kGroups;
  const int other = (one + 1 + chance[1] % (kGroups - 1)) % kGroups;
  return {std::min(one, other) + 1, std::max(one, other) + 1};
}

DeviceKeys recovery_keys(const RecoveryCode& code) {
  return DeviceKeys(
      {derive("concertina/1 recovery sign", code.bits), derive("concertina/1 recovery box", code.bits)});
}

}  // namespace concertina

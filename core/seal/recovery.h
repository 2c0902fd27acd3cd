// RecoveryCode: 160 random bits on paper that count as one of a person's devices: they open what is sealed to
// it and may sign for it. From them alone everything of that person comes back. The code itself is stored
// nowhere. Bytes: doc/format.md, "recovery code".
#pragma once

#include <array>

#include "core/record/error.h"
#include "core/seal/ambient.h"
#include "core/seal/keys.h"

namespace concertina {

struct RecoveryCode {
  Fixed<20> bits{};
  bool operator==(const RecoveryCode&) const = default;
};

inline constexpr std::size_t kCodeGroups = 8;  // of five signs each, the last one a check

RecoveryCode make_recovery_code(Ambient& ambient);

// Eight groups with dashes between. Every mistyped sign is found, and so are two that changed places, and
// groups that did.
std::string to_text(const RecoveryCode& code);
// Small letters, spaces, and O, I, L for 0 and 1 will do. Errors: invalid, naming the group that is wrong.
Result<RecoveryCode> parse_recovery_code(std::string_view text);

// The two groups that a person types back to show that the code is written down: their numbers from 1, the
// smaller one first.
std::array<int, 2> groups_to_type(Ambient& ambient);

DeviceKeys recovery_keys(const RecoveryCode& code);

}  // namespace concertina

// Devices: what a person is told of who reads their room: their own devices and the recovery code, and what
// is still to be done so that the room can't be lost. Nobody else is told any of it (care rule 2).
#pragma once

#include "core/house/house.h"
#include "core/seal/device.h"
#include "core/seal/recovery.h"

namespace concertina {

struct MyDevice {
  Fixed<32> id{};            // its signing key
  bool here = false;         // the one that is asked
  std::optional<Day> wrote;  // the civil day, as it was there, on which something was last written there
  bool leaving = false;      // it is removed as soon as the relay takes that
};

// Of the code that counts, or of a new one that waits; `unchecked`: nobody has shown yet that what is written
// down is right.
enum class CodeState { none, unchecked, checked };

struct MyDevices {
  std::vector<MyDevice> live;  // that are not removed, in the order in which they came
  CodeState code = CodeState::none;
  bool code_waits = false;  // a new code counts as soon as the relay takes that
};

MyDevices devices_of(const Device& device);

// The first of a device's hex digits that a person is shown: a name, and no secret.
std::string short_name(const Fixed<32>& device);

// The live device of mine whose id begins with these hex digits, at least four. Errors: not_found, invalid
// (several begin so).
Result<Fixed<32>> find_device(const Device& device, std::string_view id);

// The person has typed a recovery code: where it is theirs of now, or the one that waits, that is noted in
// their room. Errors: refused (it is another one).
Result<void> check_code(Device& device, const RecoveryCode& code, Ambient& ambient, Changes& changes);

}  // namespace concertina

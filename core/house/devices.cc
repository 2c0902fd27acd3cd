#include "core/house/devices.h"

#include <algorithm>

namespace concertina {
namespace {

constexpr std::string_view kChecked = "recovery.checked";  // a preference; its value names the code

// Names a code without telling it.
std::string name_of(const DevicePublic& code) { return to_hex(code.sign).substr(0, 16); }

}  // namespace

std::string short_name(const Fixed<32>& device) { return to_hex(device).substr(0, 8); }

MyDevices devices_of(const Device& device) {
  MyDevices out;
  const Chain& chain = device.chain();
  for (const ChainDevice& one : chain.devices()) {
    if (!one.live) continue;
    out.live.push_back({.id = one.keys.sign,
                        .here = one.keys.sign == device.keys().sign.public_key,
                        .wrote = {},
                        .leaving = device.wishes().remove.contains(one.keys.sign)});
  }
  const auto& to_come = device.wishes().recovery;
  out.code_waits = to_come.has_value();
  const std::string code = to_come            ? name_of(to_come->names)
                           : chain.recovery() ? name_of(*chain.recovery())
                                              : std::string();
  if (!code.empty()) out.code = CodeState::unchecked;
  for (const Heard& one : device.heard()) {
    if (one.author != Author::me) continue;
    const auto by = std::ranges::find(out.live, one.device, &MyDevice::id);
    if (by != out.live.end()) by->wrote = std::max(by->wrote, std::optional(day_of(one.record.written)));
    const auto* checked = std::get_if<Preference>(&one.record.content);
    if (checked && !code.empty() && checked->name == kChecked && checked->value == code)
      out.code = CodeState::checked;
  }
  return out;
}

Result<Fixed<32>> find_device(const Device& device, std::string_view id) {
  std::optional<Fixed<32>> out;
  for (const ChainDevice& one : device.chain().devices()) {
    if (!one.live || id.size() < 4 || !to_hex(one.keys.sign).starts_with(id)) continue;
    if (out) return fail(Code::invalid, "More than one device begins so. Please give more of its id.");
    out = one.keys.sign;
  }
  if (!out) {
    return fail(
        Code::not_found,
        "None of your devices begins with that. Please look at the list of them; four letters will do.");
  }
  return *out;
}

Result<void> check_code(Device& device, const RecoveryCode& code, Ambient& ambient, Changes& changes) {
  const DevicePublic names = recovery_keys(code).names();
  const auto& to_come = device.wishes().recovery;
  if (device.chain().recovery() != names && !(to_come && to_come->names == names)) {
    return fail(
        Code::refused,
        "This is a recovery code, but not yours of now. Perhaps it was replaced since; you can make a "
        "new one.");
  }
  const auto kept =
      device.keep(Preference{std::string(kChecked), name_of(names)}, ambient.now(), {}, ambient, changes);
  return kept ? Result<void>() : std::unexpected(kept.error());
}

}  // namespace concertina

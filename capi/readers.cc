// Who reads a person's room: their devices, the recovery code; and ending the sharing.
#include "capi/handle.h"
#include "capi/tell.h"
#include "core/house/devices.h"

using namespace concertina;
using namespace concertina::capi;

namespace {

// A code as it is shown this once, and the groups to be typed back.
std::string code_json(const RecoveryCode& code, Ambient& ambient) {
  const auto ask = groups_to_type(ambient);
  return dump({{"code", to_text(code)}, {"ask", ask}});
}

}  // namespace

std::int32_t concertina_begin_with_code(concertina_device* device, const char* name, std::size_t name_size) {
  return run(device, [&](concertina_device& here) -> Told {
    RecoveryCode code = make_recovery_code(here.host);
    const DeviceKeys keys = recovery_keys(code);
    Told begun = begin_as(here, name, name_size, &keys);
    if (begun) begun = code_json(code, here.host);
    prim::wipe(code.bits);
    return begun;
  });
}

std::int32_t concertina_new_recovery(concertina_device* device) {
  return run_writing(device, [](concertina_device& here, Changes& changes) -> Told {
    if (here.device.removed()) return fail(Code::refused, std::string(kRemovedHere));
    RecoveryCode code = make_recovery_code(here.host);
    here.device.renew_recovery(agree(recovery_keys(code), here.device.identity()), here.host, changes);
    const std::string out = code_json(code, here.host);
    prim::wipe(code.bits);
    return out;
  });
}

std::int32_t concertina_check_recovery(concertina_device* device, const char* code, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(code, size);
    auto parsed = text ? parse_recovery_code(*text) : std::unexpected(text.error());
    wipe_input(here);
    if (!parsed) return std::unexpected(parsed.error());
    const auto ok = check_code(here.device, *parsed, here.host, changes);
    prim::wipe(parsed->bits);
    return ok ? Told() : std::unexpected(ok.error());
  });
}

std::int32_t concertina_add_device(concertina_device* device) {
  return run_writing(device, [](concertina_device& here, Changes& changes) -> Told {
    end_round(here);
    const auto link = here.device.invite_device(here.host, changes);
    if (!link) return std::unexpected(link.error());
    return to_text(*link);
  });
}

std::int32_t concertina_remove_device(concertina_device* device, const char* id, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(id, size);
    if (!text) return std::unexpected(text.error());
    const auto found = find_device(here.device, *text);
    if (!found) return std::unexpected(found.error());
    const auto ok = here.device.remove_device(*found, here.host, changes);
    return ok ? Told() : std::unexpected(ok.error());
  });
}

std::int32_t concertina_leave(concertina_device* device) {
  return run_writing(device, [](concertina_device& here, Changes& changes) -> Told {
    end_round(here);
    const auto ok = here.device.leave(changes);
    return ok ? Told() : std::unexpected(ok.error());
  });
}

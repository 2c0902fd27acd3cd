#include "capi/handle.h"

#include <cmath>
#include <new>

#include "core/house/example.h"
#include "core/house/export_file.h"
#include "core/record/text.h"

#ifdef __wasm__
// Native builds are handed pointers; a WebAssembly module imports what it is not handed.
extern "C" {
__attribute__((import_module("concertina"), import_name("random"))) std::int32_t concertina_import_random(
    std::uint8_t* out, std::size_t length);
__attribute__((import_module("concertina"), import_name("clock"))) double concertina_import_clock(
    std::int32_t* offset_minutes);
}
#endif

namespace concertina::capi {
namespace {

constexpr std::string_view kNoHandle = "There is no handle here. Make one with concertina_new().";

constexpr std::uint64_t kExampleStory = 1;  // which story the example couple's is

std::int32_t code_of(Code code) { return static_cast<std::int32_t>(code) + 1; }
static_assert(static_cast<int>(Code::invalid) + 1 == CONCERTINA_INVALID);
static_assert(static_cast<int>(Code::not_found) + 1 == CONCERTINA_NOT_FOUND);
static_assert(static_cast<int>(Code::refused) + 1 == CONCERTINA_REFUSED);
static_assert(static_cast<int>(Code::conflict) + 1 == CONCERTINA_CONFLICT);
static_assert(static_cast<int>(Code::damaged) + 1 == CONCERTINA_DAMAGED);
static_assert(static_cast<int>(Code::too_new) + 1 == CONCERTINA_TOO_NEW);
static_assert(static_cast<int>(Code::unreachable) + 1 == CONCERTINA_UNREACHABLE);
static_assert(static_cast<int>(Code::busy) + 1 == CONCERTINA_BUSY);
static_assert(static_cast<int>(Code::storage) + 1 == CONCERTINA_STORAGE);
static_assert(static_cast<int>(Code::locked) + 1 == CONCERTINA_LOCKED);

#ifdef __wasm__
std::int32_t imported_random(void*, std::uint8_t* out, std::size_t length) {
  return concertina_import_random(out, length);
}
double imported_clock(void*, std::int32_t* offset_minutes) { return concertina_import_clock(offset_minutes); }
#endif

}  // namespace

void Host::random(std::span<std::uint8_t> out) {
  if (!failed_ && random_(context_, out.data(), out.size()) == 0) return;
  failed_ = true;
  std::ranges::fill(out, std::uint8_t{0});
}

Moment Host::now() {
  std::int32_t offset = 0;
  const double seconds = std::floor(clock_(context_, &offset));
  const bool sane = seconds >= 0 && seconds < 1e11 && offset >= -24 * 60 && offset <= 24 * 60;
  return sane ? Moment{static_cast<std::int64_t>(seconds), offset} : Moment{};
}

Result<View> bytes_argument(const std::uint8_t* bytes, std::size_t size, std::size_t most) {
  if (!bytes && size > 0) return fail(Code::invalid, "An argument has a length but no address.");
  if (size > most) {
    return fail(Code::invalid, "An argument is longer than " + std::to_string(most / 1'048'576) +
                                   " MiB. Please give less at once.");
  }
  return View(bytes, size);
}

Result<std::string_view> text_argument(const char* text, std::size_t size, std::size_t most) {
  const auto bytes = bytes_argument(reinterpret_cast<const std::uint8_t*>(text), size, most);
  if (!bytes) return std::unexpected(bytes.error());
  if (!is_utf8(as_text(*bytes)) || as_text(*bytes).find('\0') != std::string_view::npos) {
    return fail(Code::invalid, "An argument is not UTF-8 text, or has a NUL inside.");
  }
  return as_text(*bytes);
}

std::unexpected<Error> begun_already() {
  return fail(Code::conflict, "Somebody has begun here already. Please open what is stored instead.");
}

void wipe_input(concertina_device& handle) { prim::wipe(handle.input); }

std::unexpected<Error> nobody_here(const concertina_device& handle) {
  if (handle.device.locked())
    return fail(Code::locked, "What is kept here is wrapped by a passphrase. Please give it first.");
  if (handle.newcomer) {
    return fail(Code::not_found,
                "This device is on its way to be one of yours, and has not arrived yet. Please let it arrive "
                "first.");
  }
  return fail(Code::not_found, "Nobody has begun here yet. Please begin first, or open what is stored.");
}

std::int32_t give(concertina_device& handle, Told told) {
  if (handle.host.failed()) {
    // Keys and ids made of nothing must never leave: nothing of this handle is given out any more.
    handle.pending.clear();
    handle.body.clear();
    handle.in_round = false;
    handle.step = CONCERTINA_NONE;
    told = fail(Code::storage,
                "This machine gave no randomness, so nothing can be written. Please close Concertina and "
                "open it again.");
  }
  if (told) {
    handle.result = std::move(*told);
    return CONCERTINA_OK;
  }
  const std::string& what = told.error().what;
  handle.result = is_utf8(what) ? what : excerpt(what, what.size());
  return code_of(told.error().code);
}

Told begin_as(concertina_device& here, const char* name, std::size_t size, const DeviceKeys* recovery) {
  if (here.open || here.restored || here.newcomer) return begun_already();
  const auto text = text_argument(name, size);
  if (!text) return std::unexpected(text.error());
  auto begun = Device::begin(*text, here.host, recovery);
  if (!begun) return std::unexpected(begun.error());
  here.device = std::move(begun->first);
  here.pending = std::move(begun->second);
  here.open = true;
  return {};
}

}  // namespace concertina::capi

using namespace concertina;
using namespace concertina::capi;

std::uint32_t concertina_abi(void) { return CONCERTINA_ABI; }

concertina_device* concertina_new(concertina_random random, concertina_clock clock, void* context) {
#ifdef __wasm__
  if (!random) random = imported_random;
  if (!clock) clock = imported_clock;
#endif
  if (!random || !clock || !prim::ready()) return nullptr;
  return new (std::nothrow) concertina_device(random, clock, context);
}

void concertina_free(concertina_device* device) { delete device; }

std::uint8_t* concertina_input(concertina_device* device, std::size_t size) {
  if (!device || size > kMostExportFile) return nullptr;
  device->input.resize(std::max<std::size_t>(size, 1));
  return device->input.data();
}

const std::uint8_t* concertina_result(const concertina_device* device) {
  return as_view(device ? std::string_view(device->result) : kNoHandle).data();
}

std::size_t concertina_result_size(const concertina_device* device) {
  return device ? device->result.size() : kNoHandle.size();
}

std::int32_t concertina_begin(concertina_device* device, const char* name, std::size_t name_size) {
  return run(device,
             [&](concertina_device& here) -> Told { return begin_as(here, name, name_size, nullptr); });
}

std::int32_t concertina_begin_example(concertina_device* device) {
  return run(device, [](concertina_device& here) -> Told {
    if (here.open || here.restored || here.newcomer) return begun_already();
    auto made = begin_example(here.host, kExampleStory);
    if (!made) return std::unexpected(made.error());
    here.device = std::move(*made);
    here.open = here.example = true;
    return {};
  });
}

std::int32_t concertina_restore(concertina_device* device, const char* key, std::size_t key_size,
                                const std::uint8_t* value, std::size_t value_size) {
  return run(device, [&](concertina_device& here) -> Told {
    if (here.open)
      return fail(Code::conflict, "This handle is open already: nothing more can be handed back to it.");
    const auto text = text_argument(key, key_size);
    if (!text) return std::unexpected(text.error());
    const auto bytes = bytes_argument(value, value_size);
    if (!bytes) return std::unexpected(bytes.error());
    if (*text == Newcomer::kItem && !here.restored) {
      here.restored = true;
      auto newcomer = Newcomer::restore(*bytes);
      if (!newcomer) return std::unexpected(*(here.damaged = newcomer.error()));
      here.newcomer = std::move(*newcomer);
      return {};
    }
    here.restored = true;
    if (auto ok = here.device.restore(*text, *bytes); !ok) {
      if (!here.damaged) here.damaged = ok.error();
      return std::unexpected(ok.error());
    }
    return {};
  });
}

std::int32_t concertina_finish(concertina_device* device) {
  return run(device, [&](concertina_device& here) -> Told {
    if (here.open) return fail(Code::conflict, "This handle is open already.");
    // With a part left out the device would be another one: it could write anew what it wrote before.
    if (here.damaged) return std::unexpected(*here.damaged);
    if (here.newcomer) return nobody_here(here);
    if (auto ok = here.device.finish(); !ok) return std::unexpected(ok.error());
    here.open = true;
    return {};
  });
}

std::int32_t concertina_unlock(concertina_device* device, const char* passphrase, std::size_t size) {
  return run(device, [&](concertina_device& here) -> Told {
    if (here.damaged) return std::unexpected(*here.damaged);
    const auto text = text_argument(passphrase, size);
    const auto ok = text ? here.device.unlock(*text) : std::unexpected(text.error());
    wipe_input(here);
    if (ok) here.device.forget_tries(here.pending);
    return ok ? Told() : std::unexpected(ok.error());
  });
}

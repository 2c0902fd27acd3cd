// The passphrase: wrapping what is stored and holds plain secrets, and opening it again.
#include "core/seal/device.h"

namespace concertina {
namespace {

std::unexpected<Error> wrong_passphrase() { return fail(Code::refused, std::string(kWrongPassphrase)); }

}  // namespace

Result<void> Device::set_passphrase(std::string_view passphrase, Ambient& ambient, Changes& changes) {
  if (passphrase.empty()) {
    wrapping_.reset();
  } else {
    auto wrapping = Wrapping::make(passphrase, ambient);
    if (!wrapping) return std::unexpected(wrapping.error());
    wrapping_ = *wrapping;
  }
  store_device(changes);
  if (pairing_) store_pairing(changes);
  if (!relay_.empty()) store_relay(changes);
  if (renewal_) store_renewal(changes);
  return {};
}

Result<void> Device::may_try(std::int64_t now) const {
  const std::int64_t wait = seconds_to_wait(tries_, now);
  if (wait == 0) return {};
  const std::string text = wait < 120 ? std::to_string(wait) + (wait == 1 ? " second" : " seconds")
                                      : std::to_string((wait + 59) / 60) + " minutes";
  return fail(Code::busy,
              "After some passphrases that were not the right one, the next try waits: " + text + ".");
}

void Device::begin_try(std::int64_t now, Changes& changes) {
  tries_ = {tries_.count + 1, now};
  changes.push_back({"tries", encode(tries_)});
}

void Device::forget_tries(Changes& changes) {
  if (std::exchange(tries_, {}).count > 0) changes.push_back({"tries", std::nullopt});
}

Result<void> Device::unlock(std::string_view passphrase) {
  if (!locked()) return fail(Code::conflict, "Nothing is locked here.");
  const auto wrapping = Wrapping::like(*read_wrapped(held_.front().second), passphrase);
  if (!wrapping) return std::unexpected(wrapping.error());
  return unlock(*wrapping);
}

Result<void> Device::unlock(const Device& before) {
  if (!locked()) return fail(Code::conflict, "Nothing is locked here.");
  if (!before.wrapping_) return wrong_passphrase();
  return unlock(*before.wrapping_);
}

Result<void> Device::unlock(const Wrapping& wrapping) {
  auto secret = wrapping.open("device", held_.front().second);
  if (!secret) return wrong_passphrase();
  prim::wipe(*secret);
  wrapping_ = wrapping;
  for (const auto& [key, value] : std::exchange(held_, {})) {
    if (auto ok = restore(key, value); !ok) {
      damaged_ = ok.error();
      return ok;
    }
  }
  return {};
}

bool Device::is_passphrase(std::string_view text) const {
  if (!wrapping_) return true;
  const Bytes probe = wrapping_->wrap("device", {});
  const auto wrapped = read_wrapped(probe);
  const auto other = wrapped ? Wrapping::like(*wrapped, text) : std::unexpected(Error{});
  return other && other->open("device", probe);
}

void Device::store_secret(std::string_view key, Bytes text, Changes& changes) const {
  if (!wrapping_) {
    changes.push_back({std::string(key), std::move(text)});
    return;
  }
  changes.push_back({std::string(key), wrapping_->wrap(key, text)});
  prim::wipe(text);
}

std::optional<Bytes> Device::open_secret(std::string_view key, View value) const {
  // Beside a wrapped item a plain one was not written by this device.
  if (wrapping_) return wrapping_->open(key, value);
  return is_wrapped(value) ? std::nullopt : std::optional(to_bytes(value));
}

}  // namespace concertina

// Newcomer: a device that is nobody's yet and is about to be a person's: by a link that a device of theirs
// made (core/seal/device_link.h), or by their recovery code. It is stored as one item until it has arrived;
// from then on the store holds a Device. Bytes: doc/format.md, "store".
#pragma once

#include "core/seal/device.h"
#include "core/seal/recovery.h"

namespace concertina {

class Newcomer {
 public:
  static constexpr std::string_view kItem = "newcomer";  // its key in the store

  static Newcomer by_link(const DeviceLink& link, Ambient& ambient);
  static Newcomer by_code(std::string origin, Ambient& ambient);
  // Errors: damaged.
  static Result<Newcomer> restore(View item);
  Bytes encode() const;

  const std::string& origin() const { return origin_; }
  DeviceKeys keys() const { return DeviceKeys(secret_); }
  const std::optional<DeviceLink>& link() const { return link_; }  // nothing: by code
  const Bytes& first() const { return first_; }                    // its message to the live device
  bool answered() const { return !second_.empty(); }
  std::optional<std::string> words() const;  // once it was answered
  // The person said that both devices show the same words. Before, nothing is taken in here.
  bool same() const { return same_; }
  void say_same() { same_ = true; }

  // The live device's message. Errors: as decode_device_answer().
  Result<void> take_answer(View message);

  // `entries` are the whole chain of the person whose device this is now: what the store then holds, instead
  // of the newcomer. Errors: damaged (not a chain, or another's), refused (this device is not in it).
  Result<Changes> arrive(const std::vector<Bytes>& entries) const;

 private:
  DeviceSecret secret_{};
  std::string origin_;
  std::optional<DeviceLink> link_;
  Fixed<16> nonce_{};
  Bytes first_, second_;
  bool same_ = false;
};

}  // namespace concertina

// Wrapping: sealing what is stored on this device and holds plain secrets, under a key that a passphrase
// gives. Local only: nothing made from a passphrase ever leaves the device. doc/format.md, "store".
#pragma once

#include "core/record/error.h"
#include "core/seal/ambient.h"
#include "core/seal/labelled.h"

namespace concertina {

inline constexpr std::size_t kMostPassphrase = 1000;  // bytes

// UTF-8 without a NUL, of 1 to kMostPassphrase bytes; its bytes count as they are.
bool is_passphrase(std::string_view text);

// What making the key costs, so that guessing costs as much. It is stored, and may rise later.
struct WrappingCost {
  std::uint64_t operations = 2;
  std::uint64_t memory = std::uint64_t{64} * 1024 * 1024;  // bytes
  bool operator==(const WrappingCost&) const = default;
};

// A stored value that is wrapped, as it stands.
struct Wrapped {
  Fixed<16> salt{};
  WrappingCost cost;
  Bytes sealed;  // a nonce and the sealed text
};

bool is_wrapped(View value);                      // by its first bytes
std::optional<Wrapped> read_wrapped(View value);  // nothing where it is damaged, or its cost is absurd
Bytes encode(const Wrapped& wrapped);

inline constexpr std::string_view kWrongPassphrase =
    "This is not the passphrase. Please try again; small and capital letters count.";

// The key in memory; it is wiped when its owner ends.
class Wrapping {
 public:
  // With a new salt. Errors: invalid (no passphrase), storage (no memory for it).
  static Result<Wrapping> make(std::string_view passphrase, Ambient& ambient);
  // As that value was wrapped; whether the passphrase is the right one shows by open(). Errors: refused (no
  // passphrase), storage.
  static Result<Wrapping> like(const Wrapped& wrapped, std::string_view passphrase);
  Wrapping(const Wrapping&) = default;
  Wrapping& operator=(const Wrapping&) = default;
  ~Wrapping() { prim::wipe(key_); }

  // `item`: the store's key for it, so that no value can take the place of another.
  Bytes wrap(std::string_view item, View text) const;
  // Nothing if it is damaged, another's, or wrapped with another passphrase.
  std::optional<Bytes> open(std::string_view item, View value) const;

 private:
  Wrapping(const Fixed<16>& salt, const WrappingCost& cost, const prim::Key& key)
      : salt_(salt), cost_(cost), key_(key) {}
  Bytes associated(std::string_view item) const;

  Fixed<16> salt_;
  WrappingCost cost_;
  prim::Key key_;
};

}  // namespace concertina

// Keys: which secrets there are, and what follows from which. Every derivation has its own label.
//
//   device seed ×2   → Ed25519 pair (signs), X25519 pair (opens seals); made on the device, never leave it
//   generation seed  → a person's box pair (opens the table keys sealed to them) and their room key
//   table key        → random; one per person: they write with it, both read with it
//   room/table key + log → frame key and nonce key of that log
#pragma once

#include "core/record/record.h"
#include "core/seal/labelled.h"

namespace concertina {

// The public half of a device, or of a recovery code, which counts as one.
struct DevicePublic {
  Fixed<32> sign{};  // Ed25519; it is also the device's name towards the relay
  Fixed<32> box{};   // X25519
  bool operator==(const DevicePublic&) const = default;
};

struct DeviceSecret {
  Fixed<32> sign_seed;
  Fixed<32> box_seed;
};

struct DeviceKeys {
  explicit DeviceKeys(const DeviceSecret& secret);
  DevicePublic names() const { return {sign.public_key, box.public_key}; }
  prim::KeyPair sign, box;
};

// A device or recovery code that says itself whose it will be, so that nobody's chain can claim a key that is
// another's. `anchor`: the person's identity; in their first entry, which makes it, the first device's
// signing key.
struct AgreedDevice {
  DevicePublic names;
  prim::Signature agreement{};
};
AgreedDevice agree(const DeviceKeys& device, const Fixed<32>& anchor);
bool agreed(const AgreedDevice& device, const Fixed<32>& anchor);

struct GenerationKeys {
  explicit GenerationKeys(const prim::Key& seed);
  prim::Key seed;
  prim::KeyPair box;
  prim::Key room;
};

// Names a room or table key in frame headers and table-key entries, and commits to it: 128 bits of a hash.
Id key_id(const prim::Key& key);

// A log's id follows from its device and place, so nobody can pass one log off as another.
Id log_id(const Fixed<32>& device, Place place);

struct FrameKeys {
  FrameKeys(const prim::Key& room_or_table_key, const Id& log);
  prim::Key seal, nonce;
};

// A key sealed under its successor, so that whoever gets the newest reads all history.
inline constexpr std::size_t kSealedKey = 32 + prim::kTag;
Bytes seal_previous(const prim::Key& previous, const prim::Key& under);
std::optional<prim::Key> open_previous(View sealed, const prim::Key& under);

// Local sealing of what waits on this device for its frame.
Bytes seal_waiting(View record, const prim::Key& room);
std::optional<Bytes> open_waiting(View sealed, const prim::Key& room);

}  // namespace concertina

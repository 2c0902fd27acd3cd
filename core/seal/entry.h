// Entry: one signed link of a person's chain. Its bytes are fixed in doc/format.md, "chain entry".
// Entries carry public keys and sealed keys: no names, no times.
#pragma once

#include <variant>

#include "core/seal/keys.h"

namespace concertina {

// How far a log had come: the number of its frames, and the hash of the last one's header.
struct Head {
  Id log{};
  std::uint64_t next = 0;
  Hash hash{};
  bool operator==(const Head&) const = default;
};

// A 32-byte key sealed to the X25519 key `to`.
struct Seal {
  Fixed<32> to{};
  Bytes sealed;
};

struct Generation {
  std::uint64_t number = 0;
  Fixed<32> box{};          // public; follows from the seed, so it shows that the right seed was opened
  std::vector<Seal> seals;  // the seed, to each live device and the recovery code
  Bytes previous;           // the seed before, under this one; empty for number 0
};

namespace entry {

struct Begin {
  DevicePublic device;
  std::optional<AgreedDevice> recovery;
  Generation generation;
};
struct DeviceAdded {
  AgreedDevice device;
  Seal seal;  // the newest generation's seed, to the new device
};
struct DeviceRemoved {
  Fixed<32> device{};
  std::vector<Head> heads;  // the removed device's logs
  Generation generation;
};
struct NewGeneration {
  Generation generation;
};
struct NewRecovery {
  AgreedDevice recovery;
  Generation generation;
};
struct Join {
  Hash partner{};     // the partner's identity
  Hash transcript{};  // of the pairing (core/seal/pairing.h)
  bool operator==(const Join&) const = default;
};
struct TableKey {
  std::uint64_t number = 0;
  Id id{};
  std::vector<Seal> seals;  // two: to my newest box key, to the partner's
  Bytes previous;           // the table key before, under this one; empty for number 0 or a new partner
};
struct Leave {
  Hash partner{};
  std::vector<Head> heads;  // of my table logs
};
// This person deletes what is theirs at the relay. It parts from the partner, ends every device, and is the
// last entry of a chain.
struct Deletion {};

using Payload = std::variant<Begin, DeviceAdded, DeviceRemoved, NewGeneration, NewRecovery, Join, TableKey,
                             Leave, Deletion>;

}  // namespace entry

struct Entry {
  std::uint64_t index = 0;
  Bytes previous;  // hash of the entry before; empty for the first
  entry::Payload payload;
  Fixed<32> signer{};
  prim::Signature signature{};
  Bytes body;  // what is signed
};

inline constexpr std::size_t kMostEntry = 16 * 1024;  // bytes of one entry
inline constexpr std::uint64_t kMostEntries = 1024;   // of one chain; more than a lifetime takes
inline constexpr std::size_t kMostDevices = 8;        // live at one time, the recovery code included

// The hash that the next entry names; the first entry's is the person's identity.
Hash entry_hash(View entry);

Bytes make_entry(std::uint64_t index, View previous, const entry::Payload& payload,
                 const prim::KeyPair& signer);

// Reads the shape and checks the signature by the key that the entry itself names; whether that key may
// sign here is the chain's business. Errors: damaged, too_new.
Result<Entry> read_entry(View bytes);

}  // namespace concertina

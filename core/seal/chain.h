// Chain: who a person is in keys, and how that changed. A hash-linked list of signed entries; a person's
// identity is the hash of the first. Appending checks everything that can be checked without secrets, so
// the relay, the partner and the person's own devices all run the same rules.
#pragma once

#include "core/seal/entry.h"

namespace concertina {

struct ChainDevice {
  DevicePublic keys;
  bool live = true;
  std::vector<Head> last{};  // of its logs, as its removal names them; a log that is not named has none
};

class Chain {
 public:
  // From its first entry. Errors as append().
  static Result<Chain> begin(View first_entry);

  // Takes the next entry or, with an error, changes nothing.
  //   damaged   the bytes are not what was signed, or the entry breaks a rule
  //   refused   the signer is no live device of this person
  //   conflict  it does not follow the head: something else does (a fork), or it came out of order
  //   too_new   from a newer version
  Result<void> append(View entry);

  const Hash& identity() const { return identity_; }
  const Hash& head() const { return head_; }
  std::uint64_t size() const { return size_; }
  const std::vector<ChainDevice>& devices() const { return devices_; }
  bool is_live(const Fixed<32>& device) const;
  std::size_t live() const;                   // how many of them live, without the recovery code
  bool knows(const Fixed<32>& device) const;  // it is or was one of them, or is the recovery code
  const std::optional<DevicePublic>& recovery() const { return recovery_; }
  const std::vector<Generation>& generations() const { return generations_; }  // by number
  const Generation& generation() const { return generations_.back(); }
  const std::vector<entry::TableKey>& table_keys() const { return table_keys_; }  // by number
  std::size_t keys_at_join() const { return keys_at_join_; }  // table keys before were for partners before
  const entry::TableKey* table_key() const;  // the newest that the present partner was given; null for none
  const std::optional<entry::Join>& partner() const { return partner_; }  // nothing before, and after leaving

  bool deleted() const { return deleted_; }  // by this person: nothing follows, and nobody is live any more

  // True if this person had joined `partner` over this transcript, and left.
  bool has_left(const Hash& partner, const Hash& transcript) const;

  // The seed of generation `number` opened by a device of this person: the newest by its own seal or
  // through the seals of predecessors, checked against the public box key.
  std::optional<prim::Key> open_seed(std::uint64_t number, const DeviceKeys& device) const;

 private:
  Chain() = default;
  Result<void> apply(const Entry& entry);
  Result<void> apply_payload(const entry::Begin& begin, const Entry& entry);
  Result<void> apply_payload(const entry::DeviceAdded& added, const Entry& entry);
  Result<void> apply_payload(const entry::DeviceRemoved& removed, const Entry& entry);
  Result<void> apply_payload(const entry::NewGeneration& renewed, const Entry& entry);
  Result<void> apply_payload(const entry::NewRecovery& renewed, const Entry& entry);
  Result<void> apply_payload(const entry::Join& join, const Entry& entry);
  Result<void> apply_payload(const entry::TableKey& key, const Entry& entry);
  Result<void> apply_payload(const entry::Leave& leave, const Entry& entry);
  Result<void> apply_payload(const entry::Deletion& deletion, const Entry& entry);
  Result<void> add_generation(const Generation& generation);

  Hash identity_{};
  Hash head_{};
  std::uint64_t size_ = 0;
  std::vector<ChainDevice> devices_;
  std::optional<DevicePublic> recovery_;
  std::vector<Generation> generations_;
  std::vector<entry::TableKey> table_keys_;
  std::optional<entry::Join> partner_;
  std::vector<entry::Join> left_;  // partners before, in order
  std::size_t keys_at_join_ = 0;   // table keys that were made for partners before
  bool deleted_ = false;
};

// The chain that these entries are, from the first on. Errors: as Chain::append(); damaged where there is
// none.
Result<Chain> read_chain(const std::vector<Bytes>& entries);

// Opens table key `number` of `chain` with the generation keys that it was sealed to (the writer's own, or
// the partner's), and checks it against the id that the entry names.
std::optional<prim::Key> open_table_key(const entry::TableKey& key, const GenerationKeys& keys);

}  // namespace concertina

// Store: what the relay keeps, as rows. It knows no rules of who may do what (relay/ledger.h does); it
// promises that rows are kept exactly, that a transaction is kept whole or not at all, and that what commit()
// returned from survives a crash of the process, the system or the power.
//
// One thread at a time. Every function may throw StorageFailure; then the transaction must be rolled back.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>

#include "core/record/error.h"
#include "core/seal/keys.h"

namespace concertina::relay {

// Something that the machine could not keep or read. Nothing of the open transaction is kept.
class StorageFailure : public std::runtime_error {
 public:
  StorageFailure(bool full, const std::string& what) : std::runtime_error(what), full_(full) {}
  bool full() const { return full_; }  // no room, or the disk fails to write: the same again later may work

 private:
  bool full_;
};

struct DeviceRow {
  Hash person{};
  bool live = false;
};

struct ChainRow {
  std::uint64_t size = 0;  // entries
  std::uint64_t used = 0;  // bytes of this person's entries and frames
  std::optional<Hash> partner;
};

struct LogRow {
  std::int64_t number = 0;  // the store's own name for the log
  Hash person{};
  Fixed<32> device{};
  Place place = Place::room;
  std::uint64_t next = 0;  // frames
  Hash last{};             // header hash of the last frame; zeros while there is none
};

struct RendezvousRow {
  Id id{};
  Fixed<32> maker{};
  std::int64_t expires = 0;  // seconds since 1970
  std::optional<Fixed<32>> joiner;
  bool enrolled = false;  // it stood in for an enrolment token
  std::optional<Bytes> messages[2];
};

class Store {
 public:
  virtual ~Store() = default;

  // A transaction, and in it marks: undo() takes back everything since mark(), keep() ends the mark.
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;  // also when there is no transaction
  virtual void mark() = 0;
  virtual void undo() = 0;
  virtual void keep() = 0;

  virtual std::optional<DeviceRow> device(const Fixed<32>& key) = 0;
  // From now on exactly these keys are this person's live devices. Each key must be new or this person's.
  virtual void set_live_devices(const Hash& person, std::span<const Fixed<32>> keys) = 0;

  virtual std::uint64_t chain_count() = 0;  // without those whose every device has ended
  virtual std::optional<ChainRow> chain(const Hash& identity) = 0;
  virtual void add_chain(const Hash& identity) = 0;
  virtual void set_partner(const Hash& identity, const std::optional<Hash>& partner) = 0;
  // What a former partner may still read: a person's first `size` entries, a log's first `next` frames.
  virtual void put_parting(const Hash& person, const Hash& partner, std::uint64_t size) = 0;
  virtual void put_parted_log(const LogRow& log, const Hash& partner, std::uint64_t next) = 0;
  virtual std::optional<std::uint64_t> parting(const Hash& person, const Hash& partner) = 0;
  virtual std::optional<std::uint64_t> parted_log(const LogRow& log, const Hash& partner) = 0;
  // Appends as entry `index`; false, and nothing done, if the chain's size is another. Counts as used bytes.
  virtual bool append_entry(const Hash& identity, std::uint64_t index, View entry) = 0;
  // Entries from `from` on, in order, until `take` says false. Views hold during the call only.
  using Take = std::function<bool(View)>;
  virtual void entries(const Hash& identity, std::uint64_t from, const Take& take) = 0;

  // Drops this person's logs with all frames, and the rendezvous that their devices made; their chain, their
  // devices and what a former partner may read of the chain stay. After commit() what was dropped can't be
  // found on the disk's files. Used bytes are the entries' from then on.
  virtual void erase_person(const Hash& person) = 0;

  virtual std::optional<LogRow> log(const Id& id) = 0;
  virtual void add_log(const Id& id, const Hash& person, const Fixed<32>& device, Place place) = 0;
  // Appends as frame `seq`; false, and nothing done, if the log's next is another. Counts as used bytes.
  virtual bool append_frame(const LogRow& log, std::uint64_t seq, const Hash& header, View frame) = 0;
  virtual std::optional<Bytes> frame(const LogRow& log, std::uint64_t seq) = 0;
  // Puts other bytes in a frame's place; after commit() the old ones can't be found on the disk's files.
  virtual void replace_frame(const LogRow& log, std::uint64_t seq, View frame) = 0;
  virtual void frames(const LogRow& log, std::uint64_t from, const Take& take) = 0;

  virtual std::optional<RendezvousRow> rendezvous(const Id& id) = 0;
  virtual std::uint64_t rendezvous_count(const Fixed<32>& maker,
                                         std::int64_t now) = 0;  // not yet expired ones
  virtual void put_rendezvous(const RendezvousRow& row) = 0;     // adds, or replaces the one with this id
  // Drops the messages of what expired before `messages_before`, and whole rows of before `rows_before`.
  virtual void sweep_rendezvous(std::int64_t messages_before, std::int64_t rows_before) = 0;
};

}  // namespace concertina::relay

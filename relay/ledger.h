// Ledger: the relay's rules. Who may write and read what, what follows what, how much fits; over the rows of
// a Store, inside a transaction that the caller has begun. It sees only the outside of what it keeps.
//
// Every function takes the key of the device that signed the request, the signature having been checked, and
// answers as doc/format.md, "requests", says. One that answers with a refusal may have written rows: the
// caller must undo them. StorageFailure passes through.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/seal/chain.h"
#include "core/seal/frame.h"
#include "core/seal/wire.h"
#include "relay/answer.h"
#include "relay/store.h"

namespace concertina::relay {

struct LedgerLimits {
  std::uint64_t quota = 0;         // bytes of frames and entries per person
  std::uint64_t most_persons = 0;  // chains
};

inline constexpr std::uint64_t kMostEntries = 1000;  // of one chain
inline constexpr std::uint64_t kMostOpenLinks = 16;  // live rendezvous of one device
inline constexpr std::int64_t kRemembered = 86'400;  // seconds for which an expired rendezvous is `gone`

// A store counts in signed 64-bit integers; no log or chain comes near.
inline constexpr std::uint64_t kMostCount = std::uint64_t{1} << 62;

// What lets a new person in: the relay's token, or a rendezvous that an enrolled device made.
struct Enrolment {
  bool allowed = false;
  std::optional<Id> rendezvous;
};

// Names what changed, so that whoever waits for it can be woken.
std::string chain_topic(const Hash& identity);
std::string log_topic(const Id& log);
std::string message_topic(const Id& rendezvous, int message);

class Ledger {
 public:
  Ledger(Store& store, const LedgerLimits& limits) : store_(store), limits_(limits) {}

  // An entry that deletes is the last one: all frames of that person go with it, and their chain stays, so
  // that their other devices and their partner can see that it was they who wished it.
  Answer append_entry(const Fixed<32>& device, const Hash& identity, View entry, const Enrolment& enrolment,
                      std::int64_t now);
  Answer append_frame(const Fixed<32>& device, const Id& log, std::uint64_t seq, View frame);
  Answer erase_frame(const Fixed<32>& device, const Id& log, std::uint64_t seq, View frame);

  // Hands out at most about kMostHandedOut bytes, chains before logs. One reads one's own chain and logs; the
  // chain and table logs of whoever names one as partner now; and of whoever did so before, what there was up
  // to their leaving. A chain that one may not read looks as if it weren't here; such a log is refused. Who
  // does not know their identity yet asks for their chain by the key of their device. A removed device, and a
  // replaced recovery code, may read its person's chain up to the entry that says so, and nothing else.
  Answer read(const Fixed<32>& device, const ReadQuery& query);

  Answer open_rendezvous(const Fixed<32>& device, const Id& id, int life, std::int64_t now);
  Answer post_message(const Fixed<32>& device, const Id& id, int message, View body, std::int64_t now);
  Answer get_message(const Fixed<32>& device, const Id& id, int message, std::int64_t now);
  Answer sweep(std::int64_t now);

  // The topics that changed since the last call; only a function that answers well adds to them.
  std::vector<std::string> take_changes() { return std::exchange(changes_, {}); }

 private:
  std::optional<Hash> person_of(const Fixed<32>& device);  // if it is live
  Answer refuse_device(const Fixed<32>& device);           // that is none here, or not any more
  Answer read_removal(const DeviceRow& device, const Fixed<32>& key, const ReadQuery& query);
  std::optional<Answer> refuse_removal(const Chain& chain, View entry);
  std::optional<Answer> refuse_bearer(const Hash& identity, std::uint64_t size, View entry);
  Answer begin_chain(const Fixed<32>& device, const Hash& identity, View entry, const Enrolment& enrolment,
                     std::int64_t now);
  std::optional<Answer> refuse_enrolment(const Fixed<32>& device, const Enrolment& enrolment,
                                         std::int64_t now);
  Result<Chain> load(const Hash& identity);
  Answer keep_entry(const Chain& chain, View entry);
  Answer put_frame(const Fixed<32>& device, const Id& log, std::uint64_t seq, View frame, bool only_erase);
  void part(const Chain& chain, const Hash& partner, View leave);
  std::uint64_t readable_entries(const Hash& reader, const Hash& identity);
  std::optional<std::uint64_t> readable_frames(const Hash& reader, const LogRow& log);

  Store& store_;
  LedgerLimits limits_;
  std::vector<std::string> changes_;
};

}  // namespace concertina::relay

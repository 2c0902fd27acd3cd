// Device: all that one device of one person knows and may do. It holds keys, chains and logs in memory and
// does no I/O: what must be kept comes out as Changes, which the shell stores durably, all or none, before
// anything of it is sent; on the next start the shell hands every stored item back. If storing fails, throw
// the Device away and open it anew: memory is then ahead of the disk.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "core/seal/ambient.h"
#include "core/seal/chain.h"
#include "core/seal/device_link.h"
#include "core/seal/log.h"
#include "core/seal/tries.h"
#include "core/seal/wire.h"
#include "core/seal/wishes.h"
#include "core/seal/wrapping.h"

namespace concertina {

// Set `key` to `value`, or remove it. Keys and values: doc/format.md, "store".
struct Change {
  std::string key;
  std::optional<Bytes> value;
};
using Changes = std::vector<Change>;

// A pairing that is under way: with a partner, gone as soon as both chains name each other; or with a further
// device of mine, gone as soon as my chain names it.
struct Pairing {
  int role = 1;  // 1 joiner, 2 inviter, 4 the device that takes a further one in
  Link link;
  Fixed<16> nonce{};      // of my greeting
  std::int64_t ends = 0;  // by this device's clock, seconds
  Bytes first, second;    // the two messages, as far as they are known

  bool with_partner() const { return role != 4; }
  bool opened_here() const { return role != 1; }  // this device made the link
};

inline constexpr std::string_view kRemovedHere =
    "This device was removed from your room by another one of yours. What was here stays here and can be "
    "exported; nothing new comes or goes.";
inline constexpr std::string_view kDeletedHere =
    "You have deleted your room. Nothing of it is at the relay any more. What is on this device is still "
    "here: "
    "it can be exported, and goes when you delete it here, too.";
inline constexpr std::string_view kDeletingHere =
    "Your room is being deleted, and goes from the relay with the next contact. Please delete once more to "
    "go on.";

// One thing that I wrote once and bring along, with the place where it stood.
struct Brought {
  Place place = Place::room;
  Record record;
};

class Device {
 public:
  using DeviceAndChanges = std::pair<Device, Changes>;

  // A new person on a new device, with their name kept in the room, and a recovery code if one is given.
  // Errors: invalid (the name).
  static Result<DeviceAndChanges> begin(std::string_view name, Ambient& ambient,
                                        const DeviceKeys* recovery = nullptr);

  // Opening: hand back every stored item in ascending order of keys, then finish(). The result is the device
  // as it was. Errors: damaged, too_new, not_found (nobody has begun here), locked.
  Device() = default;
  Result<void> restore(std::string_view key, View value);
  Result<void> finish();

  // --- the passphrase; it wraps what is stored and holds plain secrets ---
  // The items handed back wait for their passphrase: finish() says `locked` until unlock(). A wrong one is
  // refused, and may be tried again. Then the items are read, with the errors of restore(); after one of
  // those finish() says the same. Errors besides: conflict (nothing is locked), storage (no memory).
  bool locked() const { return !held_.empty(); }
  Result<void> unlock(std::string_view passphrase);
  Result<void> unlock(const Device& before);  // with the key that another Device of this store has
  bool has_passphrase() const { return wrapping_.has_value(); }
  // A try at unlocking is begun before anything is tried, and what is added to `changes` must be stored
  // before unlock(): core/seal/tries.h. A right one is followed by forget_tries(). Errors: busy, naming how
  // long to wait.
  Result<void> may_try(std::int64_t now) const;
  void begin_try(std::int64_t now, Changes& changes);
  void forget_tries(Changes& changes);  // adds nothing where there were none
  // Sets or changes it; the empty text removes it. Errors: invalid, storage, with nothing changed.
  Result<void> set_passphrase(std::string_view passphrase, Ambient& ambient, Changes& changes);

  // --- who ---
  const Hash& identity() const { return identity_; }
  const DeviceKeys& keys() const { return *keys_; }
  const Chain& chain() const { return chains_.at(identity_); }
  bool removed() const;  // another device of mine took this one out, or I deleted my room
  bool deleted() const;  // my chain says that I did
  bool is_over() const { return deletion_ || removed(); }  // nothing can be written here any more
  Error why_over() const;                                  // refused, with a sentence for the person
  const std::optional<entry::Join>& partner() const;       // that my chain names; nobody from when I leave on
  const Chain* partner_chain() const;                      // theirs, as far as it is here
  bool has_table() const;                    // my chain names a partner and has a table key for them
  bool paired() const;                       // both chains name each other, over the same transcript
  bool partner_left() const;                 // the partner that my chain names has ended the sharing
  std::optional<std::string> words() const;  // the four words of the present partner
  const std::optional<Pairing>& pairing() const { return pairing_; }

  // --- reading ---
  std::vector<Heard> heard() const;  // all records, waiting and former ones too; views point into this device
  std::vector<Trouble> troubles() const;                   // what is not right now
  std::size_t waiting() const { return waiting_.size(); }  // room records that no frame holds in full yet
  std::uint64_t unsent() const;  // frames of mine that the relay did not acknowledge

  // --- writing; each adds to `changes` ---
  Result<Id> keep(const Content& content, const Moment& at, std::optional<Id> replaces, Ambient& ambient,
                  Changes& changes);  // into the room
  Result<Id> put(const Content& content, const Moment& at, std::optional<Id> replaces, Ambient& ambient,
                 Changes& changes);  // onto the table; not_found while there is none, refused after they left
  // Lets the relay forget the body of frame `seq` of my table log, once it has it. Here the body stays.
  void erase(std::uint64_t seq, Changes& changes);
  // The room frame of this contact: what waits, as far as it fits, or nothing. Refused when my log is ahead.
  Result<void> seal_room_frame(Changes& changes);
  // Takes in what I wrote once, as it was; what stood on a table will be former (core/seal/heard.h). All of
  // it goes out with the next contact: seal_brought(). None of it may be here already. Refused once removed.
  Result<void> bring(std::span<const Brought> records, Changes& changes);
  // As many frames as what was brought, and what waited before it, takes.
  Result<void> seal_brought(Changes& changes);

  // --- pairing (core/seal/pairing.h); errors: conflict where there is a partner already ---
  Result<Link> invite(Ambient& ambient, Changes& changes);  // not_found without a relay
  Result<void> join(const Link& link, Ambient& ambient, Changes& changes);
  Bytes first_message() const;                                                 // the joiner's
  Result<void> take_first(View message, Ambient& ambient, Changes& changes);   // at the inviter
  Result<void> take_second(View message, Ambient& ambient, Changes& changes);  // at the joiner
  void end_pairing(Changes& changes);
  Result<void> leave(Changes& changes);  // the sharing ends; everything here stays
  // Puts my name on the table that this device's pairing has made, if none of mine stands there yet.
  Result<void> greet_table(Ambient& ambient, Changes& changes);

  // --- devices of mine ---
  // Adds to `changes` what the store of a device holds that was just added to this chain. Errors: damaged (no
  // sound chain, or nothing in it is sealed to the device), refused (it is not in it, or not any more).
  static Result<void> arrive(const DeviceSecret& secret, std::string origin, const std::vector<Bytes>& chain,
                             Changes& changes);
  // Makes the link by which a further device comes, and ends another pairing that is under way. Errors:
  // not_found without a relay, refused (removed; too many devices; a partner is just joining).
  Result<DeviceLink> invite_device(Ambient& ambient, Changes& changes);
  // The four words that it must show too; nothing while it has not answered.
  std::optional<std::string> device_words() const;
  // They are the same: it will be added. They are not: the link ends. `passphrase`: that of this device once
  // more, if it has one. Errors: not_found (nobody came), refused (not the passphrase).
  Result<void> compare_device(bool same, std::string_view passphrase, Ambient& ambient, Changes& changes);
  // Errors: not_found (no live device of mine), refused (it is this one).
  Result<void> remove_device(const Fixed<32>& device, Ambient& ambient, Changes& changes);
  // The code takes the place of the one before, if there was one.
  void renew_recovery(const AgreedDevice& code, Ambient& ambient, Changes& changes);
  bool is_passphrase(std::string_view text) const;  // that of this device; or it has none
  const Wishes& wishes() const { return wishes_; }  // what the chain does not say yet
  // All that is mine is to be deleted at the relay. Nothing but that happens from then on; it is done once
  // deletion_done(), and then what the shell has stored is to be removed.
  void wish_deletion(Ambient& ambient, Changes& changes);
  bool deleting() const { return deletion_; }  // wished on this device
  bool deletion_done() const;                  // the relay has taken it, or none is named

  // --- the relay ---
  const std::string& relay() const { return relay_; }  // origin; empty while there is none
  const std::string& enrolment_token() const { return token_; }
  void set_relay(std::string origin, std::string token, Changes& changes);
  std::int64_t last_reached() const { return reached_; }  // seconds; 0 for never
  void reached(std::int64_t now, Changes& changes);

  std::uint64_t sent_entries() const { return sent_entries_; }
  void set_sent_entries(std::uint64_t count, Changes& changes);
  const Bytes& entry(std::uint64_t index) const {
    return entries_.at(identity_)[static_cast<std::size_t>(index)];
  }
  // The entry to offer to the relay next: one that stands here and is not acknowledged, or one that is to
  // stand in my chain, at its end, once the relay took it: accepted(). The same is given until another one
  // took its place, or until it removes a device of which this one has read more since: no relay takes that
  // any more.
  struct Outgoing {
    std::uint64_t index;
    Bytes bytes;
  };
  std::optional<Outgoing> next_entry(Ambient& ambient, Changes& changes);
  void accepted(Changes& changes);
  const Log& own_log(Place place) const { return logs_.at(log_id(keys_->sign.public_key, place)); }
  std::uint64_t sent(Place place) const;
  void set_sent(Place place, std::uint64_t count, Changes& changes);
  // Where the relay says that it holds more of this log of mine: what to ask it for, and what its answer
  // shows.
  ReadQuery disputed_cursor(Place place) const;
  enum class Shown {
    nothing,   // of mine that this device has not got, nor the frame to be sent next
    the_same,  // the relay has the frame to be sent next
    another,  // a frame that this device's key signed, and that is not here: an older copy of it was restored
  };
  Shown shown(Place place, const ReadAnswer& answer) const;
  void freeze(Place place,
              Changes& changes);  // my log at the relay is ahead of this device, and that was shown
  bool ahead(Place place) const { return ahead_.contains(place); }
  // Then this device goes on as a new one: once my chain names that, keys() are its keys, what the relay
  // never had is written anew, and the old one is wished away. Nothing where there can't be one device more.
  void renew(Ambient& ambient, Changes& changes);
  bool renewing() const { return renewal_.has_value(); }
  // The next erasure that the relay was not told yet, and that it was told.
  std::optional<std::uint64_t> next_erasure() const;
  void erased(std::uint64_t seq, Changes& changes);
  static std::string frame_key(const Id& log, std::uint64_t seq);

  // What to ask the relay for, and taking in what it answered. Only sound things are kept; whatever else
  // was in the answer is named in `events`.
  ReadQuery cursors() const;
  ReadQuery own_cursor() const;  // my chain alone: what my other devices wrote there
  void receive(const ReadAnswer& answer, Changes& changes, std::vector<Trouble>& events);
  // Names what was asked for and has no place in the answer at all.
  void name_unanswered(const ReadQuery& asked, const ReadAnswer& answer, std::vector<Trouble>& events) const;

 private:
  struct Waiting {
    std::uint64_t number;
    Bytes record;
  };

  std::vector<Heard> collected() const;  // all records as they stand in the logs, and what waits
  std::set<Id> former_keys() const;
  void store_renewal(Changes& changes) const;
  Result<void> restore_renewal(View value);
  void become_renewed(Changes& changes);
  void wait(Bytes record, Changes& changes);  // for a room frame

  // device_chain.cc
  bool alone() const;  // nobody else can write my chain
  bool append_entry(View bytes, Changes& changes);
  void settle(Changes& changes);
  void pursue(Ambient& ambient, Changes& changes);
  bool proposes_old_removal() const;
  void give_up(Changes& changes);
  void store_wishes(Changes& changes) const;
  std::optional<entry::Payload> next_payload(Ambient& ambient) const;
  std::optional<entry::Payload> next_table_key(Ambient& ambient) const;
  bool table_key_is_old() const;
  Generation next_generation(const std::optional<Fixed<32>>& gone,
                             const std::optional<DevicePublic>& recovery, Ambient& ambient) const;
  std::optional<Fixed<32>> partner_box() const;
  std::vector<Head> heads_of(const Fixed<32>& device) const;
  std::vector<Head> table_heads() const;

  Result<void> check_partner(const Greeting& partner) const;
  // Whom this pairing is with, and its transcript; nothing while messages lack.
  std::optional<std::pair<Greeting, Hash>> met() const;
  std::optional<AgreedDevice> newcomer() const;  // the device that this pairing is with
  Result<void> take_newcomer(View message, Changes& changes);
  Greeting greeting() const;
  void store_device(Changes& changes) const;
  void store_pairing(Changes& changes) const;
  void store_relay(Changes& changes) const;
  // Wraps what holds secrets, where there is a passphrase; nothing if it can't be opened again.
  void store_secret(std::string_view key, Bytes text, Changes& changes) const;
  std::optional<Bytes> open_secret(std::string_view key, View value) const;
  Result<void> unlock(const Wrapping& wrapping);
  Result<void> restore_device(View value);
  Result<void> restore_relay(View value);
  Result<void> restore_pairing(View value);
  void refresh();  // keys and logs that follow from the chains
  const prim::Key& room_key() const { return room_key_; }
  prim::Key newest_room_key() const;
  std::vector<Head> seen() const;
  Result<void> append_frame(Place place, const FrameContent& content, const prim::Key& key, Changes& changes);
  void receive_chain(const ReadAnswer::ChainPart& part, bool cut, Changes& changes,
                     std::vector<Trouble>& events);
  void receive_log(const ReadAnswer::LogPart& part, bool cut, Changes& changes, std::vector<Trouble>& events);
  Log::FindKey find_key() const;
  std::optional<std::uint64_t> end_of(const Log& log) const;

  std::optional<Wrapping> wrapping_;
  std::vector<std::pair<std::string, Bytes>> held_;  // from `device` on, while they wait for the passphrase
  std::optional<Error> damaged_;                     // what was wrong with them then
  DeviceSecret secret_{};
  std::optional<DeviceKeys> keys_;
  Hash identity_{};
  std::map<Hash, Chain> chains_;
  std::map<Hash, std::vector<Bytes>> entries_;
  std::map<Id, Log> logs_;
  std::map<Id, prim::Key> content_keys_;           // room and table keys by key_id
  prim::Key room_key_{};                           // what this device writes its room with
  std::map<Place, bool> ahead_;                    // my logs that the relay holds more of
  std::set<std::pair<Id, std::uint64_t>> rotten_;  // stored frames of others that could not be taken in again
  std::set<std::uint64_t> erasures_;  // frames of my table log whose bodies the relay shall forget
  std::deque<Waiting> waiting_;
  std::uint64_t next_waiting_ = 0;
  std::size_t framed_ = 0;     // bytes of waiting_.front() that stand in frames already
  std::uint64_t brought_ = 0;  // what waits under a lower number goes out with the next contact
  bool deletion_ = false;
  Tries tries_;
  std::map<Id, std::uint64_t> sent_;
  std::uint64_t sent_entries_ = 0;
  std::string relay_, token_;
  std::int64_t reached_ = 0;
  std::optional<Pairing> pairing_;
  Wishes wishes_;
  std::optional<DeviceSecret> renewal_;  // of the device that this one will go on as
};

}  // namespace concertina

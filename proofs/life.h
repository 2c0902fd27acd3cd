// Life: two people with their devices, codes and copies at one relay, as a list of steps. A step that makes
// no sense where it stands does nothing, so that any part of a list is a life as well: that is how one that
// goes wrong is made shorter. What was written is kept beside it, as plainly as possible: the model.
#pragma once

#include <memory>

#include "core/house/pen.h"
#include "proofs/seat.h"
#include "proofs/step.h"

namespace concertina::proofs {

// A record as the model knows it.
struct Entry {
  int who = 0;
  Place place = Place::room;
  Record record;
  std::optional<Hash> table;  // the pairing whose table it was put on
  bool sure = true;           // else it may have gone with a store that an older copy replaced
};

struct Owner {
  struct Copy {
    Items items;
    std::size_t seat;
  };
  std::vector<std::unique_ptr<Seat>> seats;  // in the order in which they came; none is ever taken away
  std::vector<RecoveryCode> codes;
  std::optional<Link> link;
  std::optional<DeviceLink> device_link;
  std::vector<Copy> copies;
};

class Life {
 public:
  static constexpr std::size_t kMostSeats = 7;

  explicit Life(std::uint64_t seed) : relay_(now_), seed_(seed) {
    for (int who = 0; who < 2; ++who) begin(who);
  }

  void take(const Step& step) {
    now_ += 240 + static_cast<std::int64_t>(step.salt % 300);
    Owner& owner = owners_[static_cast<std::size_t>(step.who)];
    const std::size_t at = static_cast<std::size_t>(step.seat) % owner.seats.size();
    Seat& seat = *owner.seats[at];
    seat.ambient.clock = Moment{now_, 60};
    know_removed(seat);
    act(step, owner, at);
    if (seat.arrived()) note(step.who, seat);
  }

  // A round on the open way. What goes wrong with the machinery itself lands in `faults`.
  Went sync(int who, Seat& seat, const Way& way, int crash_at = -1) {
    seat.ambient.clock = Moment{now_, 60};
    know_removed(seat);
    if (before_round) before_round(who, seat);
    const Way heard = [&](const Send& send) {
      auto reply = way(send);
      if (reply && after_reply) after_reply(send, *reply);
      return reply;
    };
    Went out = round(seat, heard, crash_at);
    if (out.endless) faults.emplace_back("a round does not end");
    if (out.crashed) reopen(seat);
    if (rolled_ && out.named()) named_.insert(&seat);
    if (seat.arrived()) note(who, seat);
    return out;
  }
  Way open_way() {
    return [this](const Send& send) { return std::optional(relay_.ask(send)); };
  }
  void pass(std::int64_t seconds) { now_ += seconds; }

  Owner& owner(int who) { return owners_[static_cast<std::size_t>(who)]; }
  const std::map<Id, Entry>& entries() const { return entries_; }
  PocketRelay& relay() { return relay_; }
  std::int64_t now() const { return now_; }
  // Which devices the writer of this frame knew to be removed when it was sealed.
  const std::map<std::pair<Id, std::uint64_t>, std::set<Fixed<32>>>& removed_at() const {
    return removed_at_;
  }
  bool rolled() const { return rolled_; }  // the relay lost something
  bool put_back() const { return put_back_; }
  bool has_named(const Seat& seat) const { return named_.contains(&seat); }

  std::vector<std::string> faults;
  std::map<Do, int> done;  // steps that did something
  // Who wants to look on.
  std::function<void(int who, const Seat&)> before_round;
  std::function<void(const Send&, const Reply&)> after_reply;

 private:
  void begin(int who) {
    Owner& owner = owners_[static_cast<std::size_t>(who)];
    Seat& seat = add_seat(owner);
    seat.ambient.clock = Moment{now_, 60};
    std::optional<DeviceKeys> code;
    if (seed_ % 4 != static_cast<std::uint64_t>(who)) {  // some put it off
      owner.codes.push_back(make_recovery_code(seat.ambient));
      code.emplace(recovery_keys(owner.codes.back()));
    }
    auto begun = Device::begin(who == 0 ? "Ada" : "Ben", seat.ambient, code ? &*code : nullptr);
    if (!begun) return faults.push_back("beginning: " + begun.error().what);
    seat.device = std::move(begun->first);
    seat.ended = false;
    seat.device.set_relay(std::string(kOrigin), {}, begun->second);
    seat.store(begun->second);
    note(who, seat);
  }

  Seat& add_seat(Owner& owner) {
    const auto number = static_cast<std::uint64_t>(owner.seats.size() * 2 + (&owner == &owners_[1] ? 1 : 0));
    owner.seats.push_back(std::make_unique<Seat>(seed_ * 64 + number));
    owner.seats.back()->ended = true;  // until somebody sits there
    owner.seats.back()->ambient.clock = Moment{now_, 60};
    return *owner.seats.back();
  }

  void reopen(Seat& seat) {
    if (auto ok = seat.reopen(); !ok) faults.push_back("a store does not open: " + ok.error().what);
  }

  void act(const Step& step, Owner& owner, std::size_t at) {
    Seat& seat = *owner.seats[at];
    Changes changes;
    const auto did = [&](bool good) {
      if (good) ++done[step.what];
      if (!good && !changes.empty()) faults.emplace_back("what was refused changed something");
      seat.store(changes);
      return good;
    };
    const bool device = seat.arrived();
    const auto words = [&] { return "words " + std::to_string(step.salt % 100'000); };
    switch (step.what) {
      case Do::write_room:
      case Do::write_table:
      case Do::lose_words: {
        if (!device) return;
        // Now and then more than one frame holds.
        const Note note{words() + std::string(step.salt % 7 == 0 ? 6'000 : 0, 'x')};
        const bool table = step.what == Do::write_table;
        const auto id = table ? seat.device.put(Note{words()}, clock(), {}, seat.ambient, changes)
                              : seat.device.keep(note, clock(), {}, seat.ambient, changes);
        if (step.what != Do::lose_words) return void(did(id.has_value()));
        ++done[step.what];
        return reopen(seat);
      }
      case Do::correct:
      case Do::take_back: {
        const auto id = device ? pick(step, seat) : std::nullopt;
        if (!id) return;
        if (step.what == Do::correct) {
          did(correct(seat.device, to_hex(*id), test::reworded(words()), seat.ambient, changes).has_value());
        } else {
          did(take_back(seat.device, to_hex(*id), seat.ambient, changes).has_value());
        }
        return;
      }
      case Do::sync:
      case Do::lose_request:
      case Do::lose_answer:
      case Do::crash:
        ++done[step.what];
        sync(step.who, seat, way_of(step), step.what == Do::crash ? step.n : -1);
        return;
      case Do::link_device: {
        if (!device) return;
        auto link = seat.device.invite_device(seat.ambient, changes);
        if (did(link.has_value())) owner.device_link = *link;
        return;
      }
      case Do::join_device: {
        if (!owner.device_link || owner.seats.size() >= kMostSeats) return;
        Seat& fresh = add_seat(owner);
        sit_down(fresh, Newcomer::by_link(*owner.device_link, fresh.ambient));
        ++done[step.what];
        return;
      }
      case Do::say_yes:
        if (device && seat.device.device_words())
          did(seat.device.compare_device(true, {}, seat.ambient, changes).has_value());
        return;
      case Do::say_same:
        if (!seat.newcomer || !seat.newcomer->words()) return;
        seat.newcomer->say_same();
        changes.push_back({std::string(Newcomer::kItem), seat.newcomer->encode()});
        did(true);
        return;
      case Do::remove: {
        if (!device) return;
        const auto& all = seat.device.chain().devices();
        const auto& other = all[static_cast<std::size_t>(step.n) % all.size()];
        did(seat.device.remove_device(other.keys.sign, seat.ambient, changes).has_value());
        return;
      }
      case Do::new_code: {
        if (!device || seat.device.removed()) return;
        owner.codes.push_back(make_recovery_code(seat.ambient));
        const DeviceKeys keys = recovery_keys(owner.codes.back());
        seat.device.renew_recovery(agree(keys, seat.device.identity()), seat.ambient, changes);
        did(true);
        return;
      }
      case Do::recover: {
        if (owner.codes.empty() || owner.seats.size() >= kMostSeats) return;
        Seat& fresh = add_seat(owner);
        const std::size_t back = static_cast<std::size_t>(step.n) % owner.codes.size();
        fresh.code = owner.codes[owner.codes.size() - 1 - back];
        sit_down(fresh, Newcomer::by_code(std::string(kOrigin), fresh.ambient));
        ++done[step.what];
        return;
      }
      case Do::invite: {
        if (!device) return;
        auto link = seat.device.invite(seat.ambient, changes);
        if (did(link.has_value())) owner.link = *link;
        return;
      }
      case Do::join: {
        const auto& link = owners_[&owner == &owners_[0] ? 1 : 0].link;
        if (device && link) did(seat.device.join(*link, seat.ambient, changes).has_value());
        return;
      }
      case Do::compare:
        if (device) did(compare(seat.device, true, seat.ambient, changes).has_value());
        return;
      case Do::leave:
        if (device) did(seat.device.leave(changes).has_value());
        return;
      case Do::back_up:
        if (!device) return;
        owner.copies.push_back({seat.items, at});
        ++done[step.what];
        return;
      case Do::put_back:
        if (!owner.copies.empty())
          put_back(owner, owner.copies[static_cast<std::size_t>(step.n) % owner.copies.size()]);
        return;
      case Do::keep_relay:
        kept_relay_ = relay_.store;
        return;
      case Do::roll_relay:
      case Do::wipe_relay:
        if (step.what == Do::roll_relay && !kept_relay_) return;
        relay_.store = step.what == Do::roll_relay ? *kept_relay_ : relay::MemoryStore();
        rolled_ = true;
        named_.clear();
        ++done[step.what];
        return;
      case Do::count:
        return;
    }
  }

  Moment clock() const { return Moment{now_, 60}; }

  void sit_down(Seat& seat, Newcomer newcomer) {
    test::write(seat.items, {{std::string(Newcomer::kItem), newcomer.encode()}});
    seat.newcomer = std::move(newcomer);
    seat.ended = false;
  }

  Way way_of(const Step& step) {
    return [this, step, left = step.n](const Send& send) mutable -> std::optional<Reply> {
      const bool breaks = left-- == 0;
      if (breaks && step.what == Do::lose_request) return std::nullopt;
      auto reply = relay_.ask(send);
      if (breaks && step.what == Do::lose_answer) return std::nullopt;
      return reply;
    };
  }

  // One of the notes of theirs that this seat shows.
  std::optional<Id> pick(const Step& step, const Seat& seat) const {
    const House house = house_of(seat.device, clock());
    std::vector<Id> mine;
    for (const auto* list : {&house.room, &house.table}) {
      for (const Item& item : *list) {
        if (item.author == Author::me && std::holds_alternative<Note>(item.content)) mine.push_back(item.id);
      }
    }
    if (mine.empty()) return std::nullopt;
    return mine[static_cast<std::size_t>(step.n) % mine.size()];
  }

  // What a device wrote that no relay has acknowledged and no copy holds may be gone with its store.
  void put_back(Owner& owner, const Owner::Copy& copy) {
    Seat& seat = *owner.seats[copy.seat];
    for (const Heard& one : seat.device.heard()) {
      if (one.author != Author::me || one.device != seat.key()) continue;
      const bool there = one.seq != Heard::kWaiting && one.seq < seat.device.sent(one.place);
      if (!there && entries_.contains(one.record.id)) entries_.at(one.record.id).sure = false;
    }
    seat.items = copy.items;
    reopen(seat);
    for (const Heard& one : seat.device.heard()) {
      if (one.author == Author::me && one.device == seat.key() && entries_.contains(one.record.id))
        entries_.at(one.record.id).sure = true;
    }
    put_back_ = true;
    ++done[Do::put_back];
  }

  void know_removed(const Seat& seat) {
    known_.clear();
    if (!seat.arrived()) return;
    for (const Chain* chain : {&seat.device.chain(), seat.device.partner_chain()}) {
      if (!chain) continue;
      for (const ChainDevice& device : chain->devices()) {
        if (!device.live) known_.insert(device.keys.sign);
      }
    }
  }

  // Takes down what the seat wrote since the last time.
  void note(int who, Seat& seat) {
    for (const Heard& one : seat.device.heard()) {
      if (one.author != Author::me || one.device != seat.key() || entries_.contains(one.record.id)) continue;
      Entry entry{who, one.place, one.record, {}, true};
      if (one.place == Place::table && seat.device.chain().partner())
        entry.table = seat.device.chain().partner()->transcript;
      entries_.emplace(one.record.id, std::move(entry));
    }
    for (const Place place : {Place::table, Place::room}) {
      const Log& log = seat.device.own_log(place);
      for (std::uint64_t seq = log.next(); seq-- > 0;) {
        if (!removed_at_.try_emplace({log.id(), seq}, known_).second) break;
      }
    }
  }

  std::int64_t now_ = test::kNoon.seconds;
  PocketRelay relay_;
  std::uint64_t seed_;
  Owner owners_[2];
  std::map<Id, Entry> entries_;
  std::map<std::pair<Id, std::uint64_t>, std::set<Fixed<32>>> removed_at_;
  std::set<Fixed<32>> known_;
  std::optional<relay::MemoryStore> kept_relay_;
  std::set<const Seat*> named_;
  bool rolled_ = false, put_back_ = false;
};

}  // namespace concertina::proofs

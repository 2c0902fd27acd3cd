// LifeJudge: a life comes to rest, with all ways open, and is held against what was written. What a person
// sees is what the model says, once and nothing else, on every device of theirs and at the partner's.
#pragma once

#include "proofs/life.h"
#include "proofs/table_of.h"

namespace concertina::proofs {

class LifeJudge {
 public:
  explicit LifeJudge(Life& life) : life_(life) {}

  // What does not hold, in a sentence; empty if all does.
  std::string judge() {
    if (!come_to_rest()) return trouble_;
    for (const int who : {0, 1}) tell_apart(who);
    for (const int who : {0, 1}) {
      look_at_each(who);
      look_at_all(who);
      look_at_removed(who);
    }
    look_at_both();
    for (const int who : {0, 1}) look_at_code(who);
    for (const std::string& fault : life_.faults) wrong(fault);
    if (life_.relay().broken > 0) wrong("the relay finds its own rows wanting");
    return trouble_;
  }
  bool recovered() const { return recovered_; }  // a code brought everything back
  bool has_astray() const { return astray_; }    // what a copy that was put back forgot stands in its way

 private:
  struct Held {
    Seat* seat;
    House house;
    std::set<Id> heard;  // the records that this seat can read
    std::vector<Heard> all;
  };

  bool wrong(const std::string& what) {
    if (trouble_.empty()) trouble_ = what;
    return false;
  }
  static std::string name(int who, std::size_t at) {
    return std::string(who == 0 ? "Ada" : "Ben") + "." + std::to_string(at);
  }
  // Where the relay lost something, a device may lack what it can't be given any more, if it was told so.
  bool excused(const Seat& seat) const {
    return life_.rolled() && (life_.put_back() || life_.has_named(seat) || !seat.device.troubles().empty());
  }

  // An older copy was put back, and what it forgot stands in its way: it signed an entry for a place which
  // the relay had given to another one before it asked, so that its chain can't go on, and says so at each
  // contact; or the relay holds a frame of its log that it would only notice with the next one that it posts
  // there.
  bool astray(int who, const Seat& seat) {
    if (!life_.put_back() || seat.device.removed()) return false;
    relay::MemoryStore& store = life_.relay().store;
    std::size_t index = 0;
    bool same = true;
    store.entries(life_.owner(who).seats.front()->device.identity(), 0, [&](View entry) {
      same = same && index < seat.device.chain().size() && equal(seat.device.entry(index), entry);
      return ++index < seat.device.chain().size();
    });
    for (const Place place : {Place::table, Place::room}) {
      const Log& log = seat.device.own_log(place);
      const auto row = store.log(log.id());
      same = same && (!row || row->next <= log.next());
    }
    if (!same) astray_ = true;
    return !same;
  }

  // Nothing is left to do, and nothing has come: each contact leaves a room frame, which is no news by
  // itself.
  bool quiet(const Seat& seat, const Went& went) {
    const Device& device = seat.device;
    if (device.removed()) return true;
    const auto state = std::pair(device.heard().size(), device.chain().head());
    const bool same = std::exchange(states_[&seat], state) == state;
    return same && went.result && device.unsent() == 0 && device.waiting() == 0 && device.wishes().empty() &&
           !device.pairing() && !device.next_erasure();
  }

  bool come_to_rest() {
    constexpr int kMostSweeps = 12, kLeastSweeps = 4;  // links are over by then
    std::string why;
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
      bool all = true;
      life_.pass(1'300);
      for (const int who : {0, 1}) {
        for (std::size_t at = 0; at < life_.owner(who).seats.size(); ++at) {
          Seat& seat = *life_.owner(who).seats[at];
          if (seat.ended) continue;
          const Went went = life_.sync(who, seat, life_.open_way());
          if (!seat.arrived() || quiet(seat, went) || excused(seat) || (!went.result && astray(who, seat)))
            continue;
          all = false;
          why = name(who, at) + (went.result ? " goes on" : ": " + went.result.error().what);
        }
      }
      if (!life_.faults.empty()) return wrong(life_.faults.front());
      if (all && sweep + 1 >= kLeastSweeps) return true;
    }
    return wrong("it does not come to rest: " + why);
  }

  // The living apart from the removed, and what these could not send: it stays there.
  void tell_apart(int who) {
    auto& seats = life_.owner(who).seats;
    for (std::size_t at = 0; at < seats.size(); ++at) {
      Seat& seat = *seats[at];
      if (!seat.arrived()) continue;
      Held view{&seat, house_of(seat.device, Moment{life_.now(), 60}), {}, seat.device.heard()};
      for (const Heard& one : view.all) view.heard.insert(one.record.id);
      const bool removed = seat.device.removed() || astray(who, seat);
      for (const Heard& one : view.all) {
        const bool unsent = one.seq == Heard::kWaiting || one.seq >= seat.device.sent(one.place);
        if (removed && unsent && one.author == Author::me && one.device == seat.key())
          kept_.insert(one.record.id);
      }
      (removed ? gone_ : live_)[who].push_back(std::move(view));
    }
  }

  // Written for certain, and not to be forgotten: neither taken back nor left on a device that was removed.
  bool must_be_there(const Entry& entry) const {
    return entry.sure && !kept_.contains(entry.record.id) && !erased(entry);
  }
  bool erased(const Entry& entry) const {
    if (entry.place != Place::table) return false;
    const Id first = first_of(entry.record.id);
    return std::ranges::any_of(life_.entries(), [&](const auto& one) {
      const auto* back = std::get_if<TakeBack>(&one.second.record.content);
      return back && first_of(back->record) == first;
    });
  }
  Id first_of(Id id) const {
    for (auto at = life_.entries().find(id); at != life_.entries().end(); at = life_.entries().find(id)) {
      if (!at->second.record.replaces) break;
      id = *at->second.record.replaces;
    }
    return id;
  }

  void look_at_each(int who) {
    for (const Held& view : live_[who]) {
      const Device& device = view.seat->device;
      const std::string whose = who == 0 ? "Ada" : "Ben";
      for (const Heard& one : view.all) {
        if (one.author == Author::partner && one.place == Place::room) wrong("a partner's room is read");
        const auto entry = life_.entries().find(one.record.id);
        const int author = one.author == Author::me ? who : 1 - who;
        if (entry == life_.entries().end() || entry->second.who != author ||
            entry->second.place != one.place || encode(entry->second.record) != encode(one.record))
          wrong(whose + " sees what nobody wrote");
      }
      const bool may_lack = excused(*view.seat);
      const auto& partner = device.partner();
      for (const auto& [id, entry] : life_.entries()) {
        const bool mine = entry.who == who;
        const bool ours = partner && device.paired() && entry.table == partner->transcript && all_paired();
        if (!must_be_there(entry) || (!mine && !ours)) continue;
        if (!view.heard.contains(id) && !may_lack) wrong(whose + " lacks something written: " + told(entry));
      }
      if (!device.troubles().empty() && !life_.rolled())
        wrong(whose + " is told of trouble: " + to_text(device.troubles().front()));
      look_at_items(view, who, may_lack);
    }
  }

  // Each thing once, in a wording that nobody replaced since.
  void look_at_items(const Held& view, int who, bool may_lack) {
    for (const Place place : {Place::room, Place::table}) {
      std::map<Id, int> times;
      for (const Item& item : place == Place::room ? view.house.room : view.house.table) {
        const auto entry = life_.entries().find(item.wording);
        if (entry == life_.entries().end()) return void(wrong("an item has no record"));
        if (++times[item.id] > 1) wrong("something is shown twice");
        for (const auto& [id, other] : life_.entries()) {
          const bool counts =
              must_be_there(other) && other.who == entry->second.who && view.heard.contains(id);
          if (counts && other.record.replaces == item.wording &&
              !std::holds_alternative<TakeBack>(other.record.content))
            wrong("an older wording is shown");
          const auto* back = std::get_if<TakeBack>(&other.record.content);
          if (counts && back && back->record == item.id) wrong("what was taken back is shown");
        }
      }
      for (const auto& [id, entry] : life_.entries()) {
        const bool here =
            entry.who == who && entry.place == place && std::holds_alternative<Note>(entry.record.content);
        const bool now = place == Place::room || (view.seat->device.partner() &&
                                                  entry.table == view.seat->device.partner()->transcript);
        if (!here || !now || entry.record.replaces || !must_be_there(entry) || may_lack) continue;
        const bool back = std::ranges::any_of(life_.entries(), [&](const auto& one) {
          const auto* taken = std::get_if<TakeBack>(&one.second.record.content);
          return taken && taken->record == id;
        });
        if (!back && times[id] != 1) wrong("something written is not shown");
      }
    }
  }

  static std::string told(const Entry& entry) {
    const auto* note = std::get_if<Note>(&entry.record.content);
    return std::string(entry.who == 0 ? "Ada, " : "Ben, ") +
           (entry.place == Place::room ? "room, " : "table, ") +
           (note ? note->words.substr(0, 20) : "kind " + std::to_string(entry.record.content.index()));
  }

  bool all_paired() const {
    for (const int who : {0, 1}) {
      for (const Held& view : live_[who]) {
        if (!view.seat->device.paired()) return false;
      }
    }
    return true;
  }

  static std::string room_of(const Held& view) {
    House out;
    out.room = view.house.room;
    out.name = view.house.name;
    return to_json(out);
  }

  void look_at_all(int who) {
    const std::string whose = who == 0 ? "Ada" : "Ben";
    for (const Held& view : live_[who]) {
      const Held& first = live_[who].front();
      if (excused(*view.seat) || excused(*first.seat)) continue;
      if (room_of(view) != room_of(first)) wrong(whose + "'s devices show two rooms");
      if (view.seat->device.chain().head() != first.seat->device.chain().head())
        wrong(whose + "'s devices do not agree on the keys");
      if (all_paired() && table_of(view.house, false) != table_of(first.house, false))
        wrong(whose + "'s devices show two tables");
    }
  }

  void look_at_both() {
    if (live_[0].empty() || live_[1].empty() || !all_paired()) return;
    for (const Held& view : live_[1]) {
      if (excused(*view.seat) || excused(*live_[0].front().seat)) continue;
      if (table_of(live_[0].front().house, false) != table_of(view.house, true))
        wrong("the two see two tables");
      if (live_[0].front().house.name != view.house.partner_name) wrong("the two do not know their names");
    }
  }

  // Were it handed every frame and every entry that there is, past all rules.
  void look_at_removed(int who) {
    for (const Held& view : gone_[who]) {
      Device device = view.seat->device;
      for (int time = 0; time < 2; ++time) {
        Changes changes;
        std::vector<Trouble> events;
        device.receive(everything(), changes, events);
      }
      for (const Heard& one : device.heard()) {
        const auto known = life_.removed_at().find({log_id(one.device, one.place), one.seq});
        if (known != life_.removed_at().end() && known->second.contains(view.seat->key()))
          wrong("a removed device reads what was written afterwards");
      }
    }
  }
  ReadAnswer everything() {
    ReadAnswer out;
    relay::MemoryStore& store = life_.relay().store;
    const auto into = [](std::vector<Bytes>& list) {
      return [&list](View one) {
        list.push_back(to_bytes(one));
        return true;
      };
    };
    std::set<Hash> persons;
    for (const Id& id : store.all_logs()) {
      const auto row = *store.log(id);
      persons.insert(row.person);
      out.logs.push_back({id, row.next, {}});
      store.frames(row, 0, into(out.logs.back().frames));
    }
    for (const Hash& person : persons) {
      out.chains.push_back({person, store.chain(person)->size, {}});
      store.entries(person, 0, into(out.chains.back().entries));
    }
    return out;
  }

  // From the code alone everything comes back; from one that was replaced nothing does.
  void look_at_code(int who) {
    if (live_[who].empty() || excused(*live_[who].front().seat)) return;
    const Held& view = live_[who].front();
    const Chain& chain = view.seat->device.chain();
    if (chain.live() + 1 >= kMostDevices) return;
    for (const RecoveryCode& code : life_.owner(who).codes) {
      const bool holds = chain.recovery() == recovery_keys(code).names();
      std::uint64_t seed = static_cast<std::uint64_t>(who);  // its keys are nobody else's
      for (const std::uint8_t byte : std::span(code.bits).first(7)) seed = seed << 8 | byte;
      Seat fresh(seed);
      fresh.ambient.clock = Moment{life_.now(), 60};
      fresh.code = code;
      fresh.newcomer = Newcomer::by_code(std::string(kOrigin), fresh.ambient);
      Went went = round(fresh, life_.open_way());
      if (fresh.arrived() != holds)
        wrong(holds ? "the code opens nothing" : "a replaced code opens something");
      if (!fresh.arrived()) continue;
      for (int rounds = 0; rounds < 4 && went.result && (went.news || rounds < 2); ++rounds)
        went = round(fresh, life_.open_way());
      const Held back{&fresh, house_of(fresh.device, Moment{life_.now(), 60}), {}, {}};
      if (room_of(back) != room_of(view)) wrong("the code does not bring the room back");
      if (all_paired() && table_of(back.house, false) != table_of(view.house, false))
        wrong("the code does not bring the table back");
      recovered_ = true;
      break;  // with it the chain has a device more
    }
  }

  Life& life_;
  std::vector<Held> live_[2], gone_[2];
  std::map<const Seat*, std::pair<std::size_t, Hash>> states_;  // as it was after the round before
  std::set<Id> kept_;
  std::string trouble_;
  bool recovered_ = false, astray_ = false;
};

}  // namespace concertina::proofs

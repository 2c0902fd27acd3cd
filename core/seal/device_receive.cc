// What the relay hands out: only what its writer signed is taken in, and whatever else came is named.
#include "core/seal/device.h"

namespace concertina {

ReadQuery Device::cursors() const {
  ReadQuery out;
  const Chain* partner = partner_chain();
  const auto ask = [&](const Chain& of, Author author, bool live) {
    for (const ChainDevice& device : of.devices()) {
      if (device.live != live || device.keys.sign == keys_->sign.public_key) continue;
      for (const Place place : {Place::table, Place::room}) {
        const auto log = logs_.find(log_id(device.keys.sign, place));
        if (log == logs_.end() || log->second.author() != author || out.logs.size() >= kMostCursors) continue;
        if (!live && log->second.next() >= end_of(log->second).value_or(0)) continue;  // all of it is here
        out.logs.push_back({log->first, log->second.next()});
      }
    }
  };
  for (const bool live : {true, false}) {  // the living first, where the relay would not answer for all
    ask(chain(), Author::me, live);
    if (partner && !partner->deleted()) ask(*partner, Author::partner, live);
  }
  if (this->partner()) {
    out.chains.push_back({this->partner()->partner, partner ? partner->size() : 0});
  }
  if (!alone()) out.chains.push_back({identity_, chain().size()});
  return out;
}

ReadQuery Device::own_cursor() const {
  ReadQuery out;
  out.chains.push_back({identity_, chain().size()});
  return out;
}

void Device::receive(const ReadAnswer& answer, Changes& changes, std::vector<Trouble>& events) {
  // An answer that was cut at its size limit goes on in the next one; one that hands out nothing was not cut.
  bool handed_out = false;
  for (const auto& part : answer.chains) handed_out = handed_out || !part.entries.empty();
  for (const auto& part : answer.logs) handed_out = handed_out || !part.frames.empty();
  const bool cut = answer.more && handed_out;
  const std::size_t before = changes.size();
  for (const auto& part : answer.chains) receive_chain(part, cut, changes, events);
  if (changes.size() > before) {
    refresh();
    settle(changes);
  }
  for (const auto& part : answer.logs) receive_log(part, cut, changes, events);
  if (pairing_ && pairing_->with_partner() && paired()) end_pairing(changes);
}

void Device::name_unanswered(const ReadQuery& asked, const ReadAnswer& answer,
                             std::vector<Trouble>& events) const {
  for (const auto& cursor : asked.logs) {
    const auto log = logs_.find(cursor.id);
    const bool answered =
        std::ranges::find(answer.logs, cursor.id, &ReadAnswer::LogPart::log) != answer.logs.end();
    if (answered || log == logs_.end()) continue;
    const Log& of = log->second;
    events.push_back(
        Trouble{Trouble::Kind::missing, of.author(), of.place(), false, of.device(), cursor.from});
  }
  for (const auto& cursor : asked.chains) {
    const auto& parts = answer.chains;
    if (std::ranges::find(parts, cursor.id, &ReadAnswer::ChainPart::identity) != parts.end()) continue;
    const Author whose = cursor.id == identity_ ? Author::me : Author::partner;
    events.push_back(Trouble{Trouble::Kind::missing, whose, Place::table, true, {}, cursor.from});
  }
}

void Device::receive_chain(const ReadAnswer::ChainPart& part, bool cut, Changes& changes,
                           std::vector<Trouble>& events) {
  const bool mine = part.identity == identity_;
  if (!mine && (!partner() || part.identity != partner()->partner)) return;  // not asked for
  const auto name = [&](Trouble::Kind kind, std::uint64_t index) {
    events.push_back(Trouble{kind, mine ? Author::me : Author::partner, Place::table, true, {}, index});
  };
  const auto here = chains_.find(part.identity);
  std::uint64_t index = here == chains_.end() ? 0 : here->second.size();
  if (mine && alone() && part.size <= index) return;  // asked for only where the relay holds more

  const auto add = [&](View bytes) -> Result<void> {
    if (index > 0) {
      if (auto ok = chains_.at(part.identity).append(bytes); !ok) return ok;
    } else {
      auto begun = Chain::begin(bytes);
      if (!begun) return std::unexpected(begun.error());
      if (begun->identity() != part.identity)
        return fail(Code::damaged, "This is another person's beginning.");
      chains_.emplace(part.identity, std::move(*begun));
    }
    entries_[part.identity].push_back(to_bytes(bytes));
    changes.push_back({"chain/" + to_hex(part.identity) + "/" + to_hex(index, 8), to_bytes(bytes)});
    ++index;
    return {};
  };

  bool strange = false;                 // something came that is not theirs
  std::map<std::uint64_t, View> early;  // came before the entries that they follow; by index
  for (const Bytes& bytes : part.entries) {
    const auto entry = read_entry(bytes);
    if (entry && entry->index > index) {
      early.try_emplace(entry->index, bytes);
      continue;
    }
    if (const auto ok = add(bytes); !ok) {
      if (std::ranges::find(entries_[part.identity], bytes) != entries_[part.identity].end()) {
        name(Trouble::Kind::repeated, entry->index);
        continue;
      }
      // Not what a device of theirs signed; or signed, and another history: then nothing follows.
      const auto known = chains_.find(part.identity);
      const bool theirs = entry && known != chains_.end() && known->second.knows(entry->signer);
      if (theirs && ok.error().code == Code::conflict) return name(Trouble::Kind::forked, index);
      if (!std::exchange(strange, true))
        name(ok.error().code == Code::too_new ? Trouble::Kind::unreadable : Trouble::Kind::changed, index);
      continue;
    }
    for (auto next = early.find(index); next != early.end() && add(next->second); next = early.find(index)) {
      early.erase(next);
      name(Trouble::Kind::reordered, entry->index);
    }
  }
  // Of my own, what the relay never had is not missing there; what it had is sent again.
  if (mine && part.size >= index && index > sent_entries_) set_sent_entries(index, changes);
  const std::uint64_t had = mine ? sent_entries_ : index;
  if (part.size < had) name(Trouble::Kind::rolled_back, part.size);
  if (mine && part.size < had) set_sent_entries(part.size, changes);
  if (!early.empty() || (part.size > index && !cut)) name(Trouble::Kind::missing, index);
}

// Where a removed device's log ends, as its person's chain says; nothing for one that lives.
std::optional<std::uint64_t> Device::end_of(const Log& log) const {
  for (const auto& [identity, chain_of] : chains_) {
    if (chain_of.deleted()) continue;
    for (const ChainDevice& device : chain_of.devices()) {
      if (device.live || device.keys.sign != log.device()) continue;
      const auto head = std::ranges::find(device.last, log.id(), &Head::log);
      return head == device.last.end() ? 0 : head->next;
    }
  }
  return std::nullopt;
}

void Device::receive_log(const ReadAnswer::LogPart& part, bool cut, Changes& changes,
                         std::vector<Trouble>& events) {
  const auto found = logs_.find(part.log);
  if (found == logs_.end() || found->second.device() == keys_->sign.public_key) return;  // not asked for
  Log& log = found->second;
  const auto name = [&](Trouble::Kind kind, std::uint64_t seq) {
    events.push_back(Trouble{kind, log.author(), log.place(), false, log.device(), seq});
  };

  const std::uint64_t from = log.next();
  const auto end = end_of(log);
  std::uint64_t expected = from;
  std::set<std::uint64_t> handed;  // places that this delivery spoke of so far
  for (const Bytes& bytes : part.frames) {
    const auto late_frame = end ? read_frame(bytes) : std::unexpected(Error{});
    const bool after_end = late_frame && late_frame->header.seq >= *end;
    const auto took = after_end ? Log::Took::changed : log.take(bytes, find_key());
    if (took == Log::Took::changed) {
      // What only a newer version can read is asked for again; everything else that does not verify is not
      // theirs.
      const auto frame = read_frame(bytes);
      const bool newer = !frame && frame.error().code == Code::too_new;
      name(newer ? Trouble::Kind::unreadable : Trouble::Kind::changed, expected);
      handed.insert(expected++);
      continue;
    }
    const std::uint64_t seq = read_frame(bytes)->header.seq;
    if (took == Log::Took::forked) return name(Trouble::Kind::forked, seq);
    if (took != Log::Took::known) changes.push_back({frame_key(log.id(), seq), bytes});
    const bool late = handed.insert(seq).second && seq >= from;
    if (seq < expected) {
      if (took != Log::Took::erased) name(late ? Trouble::Kind::reordered : Trouble::Kind::repeated, seq);
      continue;
    }
    expected = seq + 1;
  }
  std::vector<Trouble> all;
  log.troubles(all);
  for (const Trouble& one : all) {
    if (one.kind != Trouble::Kind::missing) continue;
    std::uint64_t at = one.seq;
    while (handed.contains(at) && !log.hash_at(at)) ++at;  // named as changed above
    if (at < expected && !log.hash_at(at)) name(Trouble::Kind::missing, at);
  }
  // Who has left may delete what is theirs there; what was received stays here.
  const bool theirs_to_delete = log.author() == Author::partner && partner_left();
  if (part.next < log.next() && !theirs_to_delete) name(Trouble::Kind::rolled_back, part.next);
  if (part.next > expected && !cut) name(Trouble::Kind::missing, expected);
}

}  // namespace concertina

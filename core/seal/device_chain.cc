// What this person's chain is to say next. Where nobody else can write it, an entry stands at once; else it
// is offered to the relay, which takes one entry for each place, and holds once it was taken.
#include "core/record/cbor.h"
#include "core/seal/device.h"

namespace concertina {

bool Device::alone() const {
  return relay_.empty() || (!renewal_ && chain().live() == 1 && !chain().recovery() && !removed());
}

bool Device::removed() const { return !chain().is_live(keys_->sign.public_key); }

bool Device::deleted() const { return chain().deleted(); }

Error Device::why_over() const {
  const bool to_come = deletion_ && !deletion_done() && (deleted() || !removed());
  return Error{Code::refused, std::string(to_come ? kDeletingHere : deleted() ? kDeletedHere : kRemovedHere)};
}

void Device::wish_deletion(Ambient& ambient, Changes& changes) {
  deletion_ = true;
  changes.push_back({"deletion", cbor::Writer().number(1).take()});
  pursue(ambient, changes);
}

bool Device::deletion_done() const {
  return deletion_ && deleted() && (relay_.empty() || sent_entries_ == chain().size());
}

const std::optional<entry::Join>& Device::partner() const {
  static const std::optional<entry::Join> nobody;
  return wishes_.leave && chain().partner() == wishes_.leave ? nobody : chain().partner();
}

bool Device::append_entry(View bytes, Changes& changes) {
  Chain& chain = chains_.at(identity_);
  const std::uint64_t index = chain.size();
  // Our own rules are the partner's and the relay's too: an entry that they would refuse is never stored.
  if (!chain.append(bytes)) return false;
  entries_[identity_].push_back(to_bytes(bytes));
  changes.push_back({"chain/" + to_hex(identity_) + "/" + to_hex(index, 8), to_bytes(bytes)});
  refresh();
  settle(changes);
  return true;
}

void Device::store_wishes(Changes& changes) const {
  changes.push_back({"wishes", wishes_.empty() ? std::nullopt : std::optional(encode(wishes_))});
}

// Drops the wishes that are fulfilled, and an entry for a place that is taken.
void Device::settle(Changes& changes) {
  const Chain& mine = chain();
  const Bytes before = encode(wishes_);
  if (wishes_.leave && mine.partner() != wishes_.leave) wishes_.leave.reset();
  if (wishes_.add && mine.knows(wishes_.add->names.sign)) wishes_.add.reset();
  std::erase_if(wishes_.remove, [&](const Fixed<32>& device) { return !mine.is_live(device); });
  if (wishes_.recovery && mine.recovery() == wishes_.recovery->names) wishes_.recovery.reset();
  if (!wishes_.proposed.empty()) {
    const auto entry = read_entry(wishes_.proposed);
    if (!entry || !equal(entry->previous, mine.head())) wishes_.proposed.clear();
  }
  if (renewal_ && mine.is_live(DeviceKeys(*renewal_).sign.public_key)) become_renewed(changes);
  if (encode(wishes_) != before) store_wishes(changes);
  const auto coming = newcomer();
  if (coming && mine.knows(coming->names.sign)) end_pairing(changes);
}

// A fresh seed, sealed to the devices that live, without `gone`, and to the recovery code.
Generation Device::next_generation(const std::optional<Fixed<32>>& gone,
                                   const std::optional<DevicePublic>& recovery, Ambient& ambient) const {
  const Chain& mine = chain();
  const GenerationKeys keys(ambient.random<32>());
  Generation out{mine.generations().size(), keys.box.public_key, {}, {}};
  const auto seal = [&](const Fixed<32>& box) {
    out.seals.push_back({box, prim::box_seal(keys.seed, box, ambient.random<32>())});
  };
  for (const ChainDevice& device : mine.devices()) {
    if (device.live && device.keys.sign != gone) seal(device.keys.box);
  }
  if (recovery) seal(recovery->box);
  if (const auto seed = mine.open_seed(mine.generation().number, *keys_))
    out.previous = seal_previous(*seed, keys.seed);
  return out;
}

// To whom my table key is to be sealed: the partner's newest box key that this device knows of.
std::optional<Fixed<32>> Device::partner_box() const {
  const Chain* partner = partner_chain();
  const auto greeted = met();
  const bool is_news =
      greeted && (!partner || std::ranges::none_of(partner->generations(), [&](const auto& g) {
        return g.box == greeted->first.box;
      }));
  if (is_news) return greeted->first.box;
  return partner ? std::optional(partner->generation().box) : std::nullopt;
}

bool Device::table_key_is_old() const {
  const entry::TableKey* key = chain().table_key();
  const auto box = partner_box();
  return key && box && !partner_left() &&
         (key->seals[0].to != chain().generation().box || key->seals[1].to != *box);
}

std::optional<entry::Payload> Device::next_table_key(Ambient& ambient) const {
  const entry::TableKey* before = chain().table_key();
  const auto theirs = partner_box();
  const Fixed<32>& own = chain().generation().box;
  if (!chain().partner() || !theirs || *theirs == own || (before && !table_key_is_old())) return std::nullopt;
  const prim::Key key = ambient.random<32>();
  const Bytes for_partner = prim::box_seal(key, *theirs, ambient.random<32>());
  if (for_partner.empty()) return std::nullopt;
  const auto known = before ? content_keys_.find(before->id) : content_keys_.end();
  return entry::TableKey{
      chain().table_keys().size(),
      key_id(key),
      {Seal{own, prim::box_seal(key, own, ambient.random<32>())}, Seal{*theirs, for_partner}},
      known == content_keys_.end() ? Bytes() : seal_previous(known->second, key)};
}

// The first thing that is wished for and does not stand in the chain.
std::optional<entry::Payload> Device::next_payload(Ambient& ambient) const {
  const Chain& mine = chain();
  const auto seed = mine.open_seed(mine.generation().number, *keys_);
  if (!seed || removed()) return std::nullopt;
  const auto add = [&](const AgreedDevice& device) {
    const Fixed<32>& box = device.names.box;
    return entry::DeviceAdded{device, {box, prim::box_seal(*seed, box, ambient.random<32>())}};
  };
  if (deletion_) return entry::Deletion{};
  if (renewal_) return add(agree(DeviceKeys(*renewal_), identity_));
  if (wishes_.leave) return entry::Leave{wishes_.leave->partner, table_heads()};
  if (!wishes_.remove.empty()) {
    const Fixed<32>& gone = *wishes_.remove.begin();
    return entry::DeviceRemoved{gone, heads_of(gone), next_generation(gone, mine.recovery(), ambient)};
  }
  if (wishes_.recovery) {
    return entry::NewRecovery{*wishes_.recovery, next_generation({}, wishes_.recovery->names, ambient)};
  }
  if (wishes_.add) return add(*wishes_.add);
  const auto greeted = met();
  if (greeted && !mine.partner()) return entry::Join{greeted->first.identity, greeted->second};
  return next_table_key(ambient);
}

void Device::pursue(Ambient& ambient, Changes& changes) {
  while (alone()) {
    const auto payload = next_payload(ambient);
    if (!payload) return;
    const Bytes entry = make_entry(chain().size(), chain().head(), *payload, keys_->sign);
    if (!append_entry(entry, changes)) return give_up(changes);
  }
}

void Device::give_up(Changes& changes) {
  wishes_ = {};
  store_wishes(changes);
  if (std::exchange(renewal_, std::nullopt)) changes.push_back({"renewal", std::nullopt});
}

// The entry that was made removes a device whose logs go on behind the heads that it names. A relay that took
// it would have taken nothing more from that device, so it did not: another one can be signed for its place.
// Only what the removed device signed tells so, and never the relay's word.
bool Device::proposes_old_removal() const {
  if (wishes_.proposed.empty()) return false;
  const auto entry = read_entry(wishes_.proposed);
  const auto* removed = entry ? std::get_if<entry::DeviceRemoved>(&entry->payload) : nullptr;
  return removed && removed->heads != heads_of(removed->device);
}

std::optional<Device::Outgoing> Device::next_entry(Ambient& ambient, Changes& changes) {
  if (alone()) pursue(ambient, changes);
  if (sent_entries_ < chain().size()) return Outgoing{sent_entries_, entry(sent_entries_)};
  if (wishes_.proposed.empty() || proposes_old_removal()) {
    const auto payload = next_payload(ambient);
    if (!payload) return std::nullopt;
    Bytes entry = make_entry(chain().size(), chain().head(), *payload, keys_->sign);
    Chain trial = chain();
    if (!trial.append(entry)) {
      give_up(changes);
      return std::nullopt;
    }
    wishes_.proposed = std::move(entry);
    store_wishes(changes);
  }
  return Outgoing{chain().size(), wishes_.proposed};
}

void Device::accepted(Changes& changes) {
  const Bytes entry = wishes_.proposed;
  if (append_entry(entry, changes)) set_sent_entries(chain().size(), changes);
}

// How far the logs of a device of this person had come, as far as this device has them; none of one that is
// not known, as a store that rotted may name it.
std::vector<Head> Device::heads_of(const Fixed<32>& device) const {
  std::vector<Head> out;
  for (const Place place : {Place::table, Place::room}) {
    const auto log = logs_.find(log_id(device, place));
    if (log != logs_.end() && log->second.next() > 0) out.push_back(log->second.head());
  }
  return out;
}

std::vector<Head> Device::table_heads() const {
  std::vector<Head> out;
  for (const ChainDevice& device : chain().devices()) {
    const Log& log = logs_.at(log_id(device.keys.sign, Place::table));
    if (device.live && log.next() > 0) out.push_back(log.head());
  }
  return out;
}

}  // namespace concertina

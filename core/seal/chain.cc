#include "core/seal/chain.h"

namespace concertina {
namespace {

std::unexpected<Error> broken(const std::string& rule) {
  return fail(Code::damaged, "An entry of a chain breaks a rule: " + rule + ".");
}

std::unexpected<Error> not_agreed() { return broken("a device or recovery code agrees to be this person's"); }

bool sealed_to(const std::vector<Seal>& seals, const Fixed<32>& box) {
  return std::ranges::any_of(seals, [&](const Seal& seal) { return seal.to == box; });
}

}  // namespace

Result<Chain> Chain::begin(View first_entry) {
  Chain out;
  if (auto ok = out.append(first_entry); !ok) return std::unexpected(ok.error());
  return out;
}

Result<void> Chain::append(View bytes) {
  const auto entry = read_entry(bytes);
  if (!entry) return std::unexpected(entry.error());
  const bool follows = size_ == 0 ? entry->previous.empty() : equal(entry->previous, head_);
  if (entry->index != size_ || !follows) {
    return fail(Code::conflict, "This entry does not follow the chain's head: another one stands there.");
  }
  Chain next = *this;
  if (auto ok = next.apply(*entry); !ok) return ok;
  next.head_ = entry_hash(bytes);
  if (size_ == 0) next.identity_ = next.head_;
  ++next.size_;
  *this = std::move(next);
  return {};
}

Result<void> Chain::apply(const Entry& entry) {
  const bool first = std::holds_alternative<entry::Begin>(entry.payload);
  if (first != (size_ == 0)) return broken("a chain begins once");
  if (size_ >= kMostEntries) return broken("the chain is too long");
  if (deleted_) return broken("nothing follows a deletion");
  if (!first && !is_live(entry.signer) && !(recovery_ && recovery_->sign == entry.signer)) {
    return fail(Code::refused, "This entry is not signed by a live device of this person.");
  }
  return std::visit([&](const auto& payload) { return apply_payload(payload, entry); }, entry.payload);
}

Result<void> Chain::apply_payload(const entry::Begin& begin, const Entry& entry) {
  if (entry.signer != begin.device.sign) return broken("the first device signs the beginning");
  devices_.push_back({begin.device});
  if (begin.recovery) {
    if (!agreed(*begin.recovery, begin.device.sign)) return not_agreed();
    recovery_ = begin.recovery->names;
  }
  return add_generation(begin.generation);
}

Result<void> Chain::apply_payload(const entry::DeviceAdded& added, const Entry&) {
  const DevicePublic& device = added.device.names;
  if (knows(device.sign)) return broken("a device is added once");
  if (!agreed(added.device, identity_)) return not_agreed();
  if (added.seal.to != device.box) return broken("the seed is sealed to the added device");
  if (live() + 1 >= kMostDevices) return broken("there are too many devices");
  devices_.push_back({device});
  generations_.back().seals.push_back(added.seal);
  return {};
}

Result<void> Chain::apply_payload(const entry::DeviceRemoved& removed, const Entry&) {
  if (!is_live(removed.device)) return broken("only a live device can be removed");
  for (ChainDevice& device : devices_) {
    if (device.keys.sign != removed.device) continue;
    device.live = false;
    device.last = removed.heads;
  }
  return add_generation(removed.generation);
}

Result<void> Chain::apply_payload(const entry::NewGeneration& renewed, const Entry&) {
  return add_generation(renewed.generation);
}

Result<void> Chain::apply_payload(const entry::NewRecovery& renewed, const Entry&) {
  if (knows(renewed.recovery.names.sign)) return broken("a recovery code is new");
  if (!agreed(renewed.recovery, identity_)) return not_agreed();
  recovery_ = renewed.recovery.names;
  return add_generation(renewed.generation);
}

Result<void> Chain::apply_payload(const entry::Join& join, const Entry&) {
  if (partner_) return broken("one leaves before joining again");
  if (join.partner == identity_) return broken("nobody joins themselves");
  partner_ = join;
  keys_at_join_ = table_keys_.size();
  return {};
}

Result<void> Chain::apply_payload(const entry::TableKey& key, const Entry&) {
  if (!partner_) return broken("a table key needs a partner");
  if (key.number != table_keys_.size()) return broken("table keys are numbered without holes");
  if (key.seals.size() != 2 || key.seals[0].to != generation().box || key.seals[1].to == generation().box) {
    return broken("a table key is sealed to both persons");
  }
  const bool same_partner = table_keys_.size() > keys_at_join_;
  if (!key.previous.empty() && (!same_partner || key.previous.size() != kSealedKey)) {
    return broken("a table key seals the one before it, and none of another partner");
  }
  table_keys_.push_back(key);
  return {};
}

Result<void> Chain::apply_payload(const entry::Leave& leave, const Entry&) {
  if (!partner_ || partner_->partner != leave.partner) return broken("one leaves the partner one has");
  left_.push_back(*partner_);
  partner_.reset();
  return {};
}

Result<void> Chain::apply_payload(const entry::Deletion&, const Entry&) {
  if (partner_) left_.push_back(*partner_);
  partner_.reset();
  recovery_.reset();
  for (ChainDevice& device : devices_) device.live = false;
  deleted_ = true;
  return {};
}

Result<void> Chain::add_generation(const Generation& generation) {
  if (generation.number != generations_.size()) return broken("generations are numbered without holes");
  if (generation.previous.size() != (generation.number == 0 ? 0 : kSealedKey)) {
    return broken("a generation seals the one before it");
  }
  std::size_t needed = recovery_ ? 1 : 0;
  bool all = !recovery_ || sealed_to(generation.seals, recovery_->box);
  for (const ChainDevice& device : devices_) {
    if (!device.live) continue;
    ++needed;
    all = all && sealed_to(generation.seals, device.keys.box);
  }
  if (!all || generation.seals.size() != needed) {
    return broken("a generation is sealed to each live device and the recovery code, and to nobody else");
  }
  generations_.push_back(generation);
  return {};
}

const entry::TableKey* Chain::table_key() const {
  return partner_ && table_keys_.size() > keys_at_join_ ? &table_keys_.back() : nullptr;
}

bool Chain::has_left(const Hash& partner, const Hash& transcript) const {
  return std::ranges::any_of(left_, [&](const entry::Join& join) {
    return join.partner == partner && join.transcript == transcript;
  });
}

bool Chain::is_live(const Fixed<32>& device) const {
  return std::ranges::any_of(devices_, [&](const ChainDevice& d) { return d.live && d.keys.sign == device; });
}

std::size_t Chain::live() const {
  return static_cast<std::size_t>(std::ranges::count_if(devices_, &ChainDevice::live));
}

bool Chain::knows(const Fixed<32>& device) const {
  return (recovery_ && recovery_->sign == device) ||
         std::ranges::any_of(devices_, [&](const ChainDevice& d) { return d.keys.sign == device; });
}

std::optional<prim::Key> Chain::open_seed(std::uint64_t number, const DeviceKeys& device) const {
  if (number >= generations_.size()) return std::nullopt;
  // The newest generation that is sealed to this device, then back through the predecessors.
  for (std::size_t newest = generations_.size(); newest-- > number;) {
    for (const Seal& seal : generations_[newest].seals) {
      if (seal.to != device.box.public_key) continue;
      const auto opened = prim::box_open(seal.sealed, device.box);
      std::optional<prim::Key> seed = opened ? fixed<32>(*opened) : std::nullopt;
      for (std::size_t at = newest;; --at) {
        if (!seed || GenerationKeys(*seed).box.public_key != generations_[at].box) break;
        if (at == number) return seed;
        seed = open_previous(generations_[at].previous, *seed);
      }
    }
  }
  return std::nullopt;
}

Result<Chain> read_chain(const std::vector<Bytes>& entries) {
  auto out = Chain::begin(entries.empty() ? View() : View(entries.front()));
  for (std::size_t i = 1; out && i < entries.size(); ++i) {
    if (auto ok = out->append(entries[i]); !ok) return std::unexpected(ok.error());
  }
  return out;
}

std::optional<prim::Key> open_table_key(const entry::TableKey& key, const GenerationKeys& keys) {
  for (const Seal& seal : key.seals) {
    if (seal.to != keys.box.public_key) continue;
    const auto opened = prim::box_open(seal.sealed, keys.box);
    const auto out = opened ? fixed<32>(*opened) : std::nullopt;
    if (out && key_id(*out) == key.id) return out;
  }
  return std::nullopt;
}

}  // namespace concertina

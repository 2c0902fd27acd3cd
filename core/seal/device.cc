// Opening a device from what its shell stored, and asking it.
#include "core/seal/device.h"

#include "core/record/cbor.h"
#include "core/record/text.h"

namespace concertina {
namespace {

constexpr std::uint64_t kStoreVersion = 2;  // 1: plain, 2: wrapped

std::unexpected<Error> damaged(std::string_view key) {
  return fail(Code::damaged, "What is stored here under “" + excerpt(key, 60) +
                                 "” is damaged. Please restore the folder from a copy.");
}

Result<std::uint64_t> read_number(std::string_view key, View value) {
  cbor::Reader in(value);
  const std::uint64_t out = in.number();
  if (!in.finished()) return damaged(key);
  return out;
}

// Reads the 16 digits that end the keys of frames and of what waits.
std::optional<std::uint64_t> hex_number(std::string_view text) {
  const auto bytes = fixed_from_hex<8>(text);
  if (!bytes) return std::nullopt;
  std::uint64_t out = 0;
  for (const std::uint8_t byte : *bytes) out = out << 8 | byte;
  return out;
}

}  // namespace

std::string Device::frame_key(const Id& log, std::uint64_t seq) {
  return "log/" + to_hex(log) + "/" + to_hex(seq, 16);
}

Result<void> Device::restore(std::string_view key, View value) {
  const auto under = [&](std::string_view prefix) { return key.starts_with(prefix); };
  if (key == "tries") {
    const auto tries = decode_tries(value);
    if (!tries) return damaged(key);
    tries_ = *tries;
    return {};
  }
  if (locked()) {
    held_.emplace_back(key, to_bytes(value));
    return {};
  }
  if (under("chain/")) {
    const auto identity = fixed_from_hex<32>(key.substr(6, 64));
    if (!identity) return damaged(key);
    const auto chain = chains_.find(*identity);
    if (chain != chains_.end()) {
      const auto ok = chain->second.append(value);
      if (!ok) return ok.error().code == Code::too_new ? ok : damaged(key);
    } else {
      auto begun = Chain::begin(value);
      if (!begun && begun.error().code == Code::too_new) return std::unexpected(begun.error());
      if (!begun || begun->identity() != *identity) return damaged(key);
      chains_.emplace(*identity, std::move(*begun));
    }
    entries_[*identity].push_back(to_bytes(value));
    return {};
  }
  if (key == "device" && is_wrapped(value) && !wrapping_) {
    if (!read_wrapped(value)) return damaged(key);
    held_.emplace_back(key, to_bytes(value));
    return {};
  }
  if (key == "device" || key == "pairing" || key == "relay" || key == "renewal") {
    auto text = open_secret(key, value);
    if (!text || (key != "device" && !keys_)) return damaged(key);
    auto ok = key == "device"    ? restore_device(*text)
              : key == "relay"   ? restore_relay(*text)
              : key == "renewal" ? restore_renewal(*text)
                                 : restore_pairing(*text);
    prim::wipe(*text);
    return ok;
  }
  if (key == "ahead/table" || key == "ahead/room") {
    ahead_[key == "ahead/table" ? Place::table : Place::room] = true;
    return {};
  }
  if (key == "brought") {
    const auto number = read_number(key, value);
    brought_ = number.value_or(0);
    return number ? Result<void>() : std::unexpected(number.error());
  }
  if (key == "deletion") {
    deletion_ = true;
    return {};
  }
  if (key == "newcomer" && !keys_) {
    return fail(Code::not_found,
                "This device is on its way to be one of yours. Go on with: concertina devices compare");
  }
  if (!keys_) return damaged(key);
  if (under("log/")) {
    const auto id = fixed_from_hex<16>(key.substr(4, 32));
    const auto log = id ? logs_.find(*id) : logs_.end();
    const auto seq = hex_number(key.substr(std::min<std::size_t>(key.size(), 37)));
    if (log == logs_.end() || !seq) return damaged(key);
    // A frame that rotted on this disk is a hole in its log: named by troubles(), and asked for again. In a
    // log of mine, that place must not be written a second time.
    if (log->second.take(value, find_key(), true) == Log::Took::fresh) return {};
    if (log->second.device() == keys_->sign.public_key) {
      ahead_[log->second.place()] = true;
    } else {
      rotten_.emplace(*id, *seq);
    }
    return {};
  }
  if (under("sent/") || key == "reached" || key == "waiting-framed") {
    const auto number = read_number(key, value);
    if (!number) return std::unexpected(number.error());
    if (key == "reached") {
      reached_ = static_cast<std::int64_t>(*number);
    } else if (key == "waiting-framed") {
      framed_ = static_cast<std::size_t>(*number);
    } else if (key == "sent/chain") {
      sent_entries_ = *number;
    } else if (const auto id = fixed_from_hex<16>(key.substr(5))) {
      sent_[*id] = *number;
    } else {
      return damaged(key);
    }
    return {};
  }
  if (under("erase/")) {
    const auto seq = read_number(key, value);
    if (!seq) return std::unexpected(seq.error());
    erasures_.insert(*seq);
    return {};
  }
  if (key == "wishes") {
    auto wishes = decode_wishes(value);
    if (!wishes) return damaged(key);
    wishes_ = std::move(*wishes);
    return {};
  }
  if (under("waiting/")) {
    const auto number = hex_number(key.substr(8));
    auto record = open_waiting(value, room_key());
    for (auto known = content_keys_.begin(); !record && known != content_keys_.end(); ++known)
      record = open_waiting(value, known->second);  // from before the newest generation
    if (!number || !record) return damaged(key);
    waiting_.push_back({*number, std::move(*record)});
    next_waiting_ = *number + 1;
    return {};
  }
  return damaged(key);
}

Result<void> Device::restore_device(View value) {
  cbor::Reader in(value);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kStoreVersion) {
    return fail(Code::too_new,
                "This folder was written by a newer Concertina. Please update Concertina to open it.");
  }
  secret_ = DeviceSecret{in.fixed<32>(), in.fixed<32>()};
  identity_ = in.fixed<32>();
  if (!in.finished() || length != 4 || version != 1 || !chains_.contains(identity_)) return damaged("device");
  keys_.emplace(secret_);
  // Seeds that rotted are other keys: what they would seal, nobody could open.
  const bool named =
      std::ranges::any_of(chain().devices(), [&](const ChainDevice& d) { return d.keys == keys_->names(); });
  refresh();
  if (!named || room_key() == prim::Key{}) return damaged("device");
  if (!removed() && !chain().open_seed(chain().generation().number, *keys_)) return damaged("device");
  return {};
}

Result<void> Device::restore_relay(View value) {
  cbor::Reader in(value);
  in.array(2);
  relay_ = in.text();
  token_ = in.text();
  return in.finished() ? Result<void>() : damaged("relay");
}

Result<void> Device::finish() {
  if (locked())
    return fail(Code::locked, "What is kept here is wrapped by a passphrase. Please give it first.");
  if (damaged_) return std::unexpected(*damaged_);
  if (!keys_) return fail(Code::not_found, "Nobody has begun here yet. Please begin first.");
  if (framed_ > 0 && (waiting_.empty() || framed_ >= waiting_.front().record.size()))
    return damaged("waiting-framed");
  // The relay has more of mine than this store: it lost its end, and must not be written on.
  if (sent_entries_ > chain().size()) return damaged("sent/chain");
  for (const Place place : {Place::table, Place::room}) {
    if (sent(place) > own_log(place).next()) ahead_[place] = true;
  }
  return {};
}

// Of the newest generation that this device was given: before its removal, if it was removed.
prim::Key Device::newest_room_key() const {
  for (std::size_t number = chain().generations().size(); number-- > 0;) {
    if (const auto seed = chain().open_seed(number, *keys_)) return GenerationKeys(*seed).room;
  }
  return {};
}

void Device::refresh() {
  std::vector<GenerationKeys> generations;
  for (const Generation& generation : chain().generations()) {
    if (const auto seed = chain().open_seed(generation.number, *keys_)) {
      generations.emplace_back(*seed);
      content_keys_[key_id(generations.back().room)] = generations.back().room;
    }
  }
  // My own first: a partner's chain may name any key as a device, but what mine wrote stays mine.
  for (const ChainDevice& device : chain().devices()) {
    for (const Place place : {Place::table, Place::room}) {
      const Log log(Author::me, place, device.keys.sign);
      logs_.try_emplace(log.id(), log);
    }
  }
  for (const auto& [identity, chain] : chains_) {
    for (const entry::TableKey& table_key : chain.table_keys()) {
      if (content_keys_.contains(table_key.id)) continue;
      for (const GenerationKeys& generation : generations) {
        if (const auto key = open_table_key(table_key, generation)) content_keys_[table_key.id] = *key;
      }
    }
    if (identity == identity_) continue;
    for (const ChainDevice& device : chain.devices()) {
      const Log log(Author::partner, Place::table, device.keys.sign);
      logs_.try_emplace(log.id(), log);
    }
  }
  room_key_ = newest_room_key();
  for (auto& [id, log] : logs_) log.open_held(find_key());
}

Log::FindKey Device::find_key() const {
  return [this](const Id& id) -> std::optional<prim::Key> {
    const auto found = content_keys_.find(id);
    if (found == content_keys_.end()) return std::nullopt;
    return found->second;
  };
}

const Chain* Device::partner_chain() const {
  if (!partner()) return nullptr;
  const auto found = chains_.find(partner()->partner);
  return found == chains_.end() ? nullptr : &found->second;
}

bool Device::has_table() const { return partner() && chain().table_key() != nullptr; }

bool Device::paired() const {
  const Chain* theirs = partner_chain();
  return theirs && theirs->partner() && theirs->partner()->partner == identity_ &&
         theirs->partner()->transcript == partner()->transcript;
}

bool Device::partner_left() const {
  const Chain* theirs = partner_chain();
  return theirs && theirs->has_left(identity_, partner()->transcript);
}

std::optional<std::uint64_t> Device::next_erasure() const {
  return erasures_.empty() ? std::nullopt : std::optional(*erasures_.begin());
}

std::optional<std::string> Device::words() const {
  if (!partner()) return std::nullopt;
  return four_words(partner()->transcript);
}

std::uint64_t Device::sent(Place place) const {
  const auto found = sent_.find(own_log(place).id());
  return found == sent_.end() ? 0 : found->second;
}

std::uint64_t Device::unsent() const {
  const auto left = [&](Place place) {
    return own_log(place).next() - std::min(own_log(place).next(), sent(place));
  };
  return left(Place::table) + left(Place::room);
}

// The keys of tables that were shared before the present one. After leaving, the last one stays the present.
std::set<Id> Device::former_keys() const {
  std::set<Id> out;
  if (!chain().partner()) return out;
  for (const auto& [identity, chain_of] : chains_) {
    std::size_t before = 0;
    if (identity == identity_ || (identity == chain().partner()->partner && paired())) {
      before = chain_of.keys_at_join();
    } else if (identity != chain().partner()->partner) {
      before = chain_of.table_keys().size();
    }
    for (std::size_t i = 0; i < before; ++i) out.insert(chain_of.table_keys()[i].id);
  }
  return out;
}

std::vector<Heard> Device::heard() const {
  std::vector<Heard> out = collected();
  for (Heard& one : out) {
    auto inside =
        one.author == Author::me && one.place == Place::room ? unwrap_former(one.record) : std::nullopt;
    if (!inside) continue;
    one.record = std::move(*inside);
    one.place = Place::table;
    one.former = true;
  }
  return out;
}

std::vector<Heard> Device::collected() const {
  std::vector<Heard> out;
  for (const auto& [id, log] : logs_) log.collect(out);
  const std::set<Id> former = former_keys();
  for (Heard& one : out) one.former = former.contains(one.key);
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    auto record = decode_record(waiting_[i].record, Place::room);
    if (!record) continue;
    out.push_back(Heard{
        .device = keys_->sign.public_key, .seq = Heard::kWaiting, .index = i, .record = std::move(*record)});
  }
  return out;
}

std::vector<Trouble> Device::troubles() const {
  std::vector<Trouble> out;
  const std::set<Id> former = former_keys();
  // How far a log had come, as somebody signed who had it.
  const auto hold_against = [&](const Head& head) {
    const auto found = logs_.find(head.log);
    if (found == logs_.end() || head.next == 0) return;
    const Log& other = found->second;
    const auto hash = other.hash_at(head.next - 1);
    if (hash && *hash == head.hash) return;
    const auto kind = hash ? Trouble::Kind::forked : Trouble::Kind::withheld;
    out.push_back(Trouble{kind, other.author(), other.place(), false, other.device(), head.next - 1});
  };
  for (const auto& [id, log] : logs_) {
    log.troubles(out, former);
    log.each_seen([&](std::uint64_t, const std::vector<Head>& seen) {
      for (const Head& head : seen) hold_against(head);
    });
  }
  // Of a partner's devices this would say too much: what they wrote may not have been for me.
  for (const ChainDevice& device : chain().devices()) {
    if (device.live || device.keys.sign == keys_->sign.public_key) continue;
    for (const Head& head : device.last) hold_against(head);
  }
  for (const auto& [id, seq] : rotten_) {
    const Log& log = logs_.at(id);
    if (!log.hash_at(seq))
      out.push_back(Trouble{Trouble::Kind::missing, log.author(), log.place(), false, log.device(), seq});
  }
  for (const auto& [place, ahead] : ahead_) {
    out.push_back(Trouble{Trouble::Kind::ahead, Author::me, place, false, keys_->sign.public_key,
                          own_log(place).next()});
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

}  // namespace concertina

// What a person writes: into the room, where it waits for the next contact's frame, and onto the table,
// where it becomes a frame at once.
#include "core/record/cbor.h"
#include "core/seal/device.h"

namespace concertina {
namespace {

std::string waiting_key(std::uint64_t number) { return "waiting/" + to_hex(number, 16); }

std::string erasure_key(std::uint64_t seq) { return "erase/" + to_hex(seq, 16); }

Bytes number_item(std::uint64_t number) { return cbor::Writer().number(number).take(); }

constexpr std::size_t kPieceAround = 1 + 1 + 3;  // around a piece's bytes: array head, part, byte-string head
constexpr std::size_t kListsAround = 1 + 1 + 2 + 1;  // around all pieces: content, version, two list heads

}  // namespace

Result<Device::DeviceAndChanges> Device::begin(std::string_view name, Ambient& ambient,
                                               const DeviceKeys* recovery) {
  Device out;
  Changes changes;
  out.secret_ = DeviceSecret{ambient.random<32>(), ambient.random<32>()};
  out.keys_.emplace(out.secret_);
  const GenerationKeys generation(ambient.random<32>());
  const DevicePublic names = out.keys_->names();
  const Bytes sealed = prim::box_seal(generation.seed, names.box, ambient.random<32>());
  entry::Begin begin{names, {}, Generation{0, generation.box.public_key, {Seal{names.box, sealed}}, {}}};
  if (recovery) {
    begin.recovery = agree(*recovery, names.sign);
    const Fixed<32>& box = recovery->box.public_key;
    begin.generation.seals.push_back({box, prim::box_seal(generation.seed, box, ambient.random<32>())});
  }
  const Bytes first = make_entry(0, {}, begin, out.keys_->sign);
  auto chain = Chain::begin(first);
  if (!chain) return std::unexpected(chain.error());
  out.identity_ = chain->identity();
  out.chains_.emplace(out.identity_, std::move(*chain));
  out.entries_[out.identity_].push_back(first);
  changes.push_back({"chain/" + to_hex(out.identity_) + "/00000000", first});
  out.store_device(changes);
  out.refresh();
  const auto kept = out.keep(Name{std::string(name)}, ambient.now(), {}, ambient, changes);
  if (!kept) return std::unexpected(kept.error());
  return DeviceAndChanges{std::move(out), std::move(changes)};
}

Result<Id> Device::keep(const Content& content, const Moment& at, std::optional<Id> replaces,
                        Ambient& ambient, Changes& changes) {
  if (is_over()) return std::unexpected(why_over());
  const Moment now = ambient.now();
  const Record record{ambient.random<16>(), at, now, replaces, content};
  if (auto ok = validate(record, Place::room, now); !ok) return std::unexpected(ok.error());
  wait(encode(record), changes);
  return record.id;
}

void Device::wait(Bytes record, Changes& changes) {
  changes.push_back({waiting_key(next_waiting_), seal_waiting(record, room_key())});
  waiting_.push_back({next_waiting_++, std::move(record)});
}

Result<Id> Device::put(const Content& content, const Moment& at, std::optional<Id> replaces, Ambient& ambient,
                       Changes& changes) {
  if (is_over()) return std::unexpected(why_over());
  if (!has_table()) {
    return fail(
        Code::not_found,
        "There is no table yet: it needs two. Please invite your partner first, or keep this in your room.");
  }
  if (partner_left() && !std::holds_alternative<TakeBack>(content)) {
    return fail(Code::refused, "The sharing has ended. Please keep this in your room.");
  }
  // Who was taken out of either room must not read this.
  if (table_key_is_old()) pursue(ambient, changes);
  if (table_key_is_old()) {
    return fail(Code::unreachable,
                "Since devices were changed, the table needs a new key, and the relay has not taken it yet. "
                "Please reach the relay first, then put this on the table.");
  }
  const Moment now = ambient.now();
  Record record = for_table(Record{{}, at, now, {}, content}, ambient.random<16>());
  record.replaces = replaces;
  if (auto ok = validate(record, Place::table, now); !ok) return std::unexpected(ok.error());
  const FrameContent frame{{Piece{Piece::kWhole, encode(record)}}, seen()};
  if (auto ok = append_frame(Place::table, frame, content_keys_.at(chain().table_key()->id), changes); !ok) {
    return std::unexpected(ok.error());
  }
  return record.id;
}

Result<void> Device::seal_room_frame(Changes& changes) {
  if (is_over()) return std::unexpected(why_over());
  const std::size_t room = content_room(own_log(Place::room).next());
  FrameContent content;
  std::size_t used = kListsAround;
  std::size_t done = 0;          // waiting records that this frame finishes
  std::size_t offset = framed_;  // where the first one goes on
  while (done < waiting_.size() && used + kPieceAround < room) {
    const Bytes& record = waiting_[done].record;
    const std::size_t length = std::min(record.size() - offset, room - used - kPieceAround);
    const bool ends = offset + length == record.size();
    const auto from = record.begin() + static_cast<std::ptrdiff_t>(offset);
    content.pieces.push_back(Piece{(offset == 0 ? Piece::kBegins : 0) | (ends ? Piece::kEnds : 0),
                                   Bytes(from, from + static_cast<std::ptrdiff_t>(length))});
    used += kPieceAround + length;
    if (!ends) {
      offset += length;
      break;
    }
    ++done;
    offset = 0;
  }
  if (auto ok = append_frame(Place::room, content, room_key(), changes); !ok) return ok;
  for (; done > 0; --done) {
    changes.push_back({waiting_key(waiting_.front().number), std::nullopt});
    waiting_.pop_front();
  }
  if (offset != framed_) {
    framed_ = offset;
    changes.push_back({"waiting-framed", offset > 0 ? std::optional(number_item(offset)) : std::nullopt});
  }
  return {};
}

Result<void> Device::bring(std::span<const Brought> records, Changes& changes) {
  if (is_over()) return std::unexpected(why_over());
  for (const auto& [place, record] : records)
    wait(encode(place == Place::table ? wrap_former(record) : record), changes);
  brought_ = next_waiting_;
  changes.push_back({"brought", number_item(brought_)});
  return {};
}

Result<void> Device::seal_brought(Changes& changes) {
  if (brought_ == 0) return {};
  while (!waiting_.empty() && waiting_.front().number < brought_) {
    if (auto ok = seal_room_frame(changes); !ok) return ok;
  }
  brought_ = 0;
  changes.push_back({"brought", std::nullopt});
  return {};
}

Result<void> Device::append_frame(Place place, const FrameContent& content, const prim::Key& key,
                                  Changes& changes) {
  Log& log = logs_.at(own_log(place).id());
  if (ahead_.contains(place) || log.frozen() || !log.whole()) {
    return fail(Code::conflict,
                "This folder is an older or damaged copy of itself: what it would write now could clash "
                "with what it wrote before. Please export what you wrote, and begin anew.");
  }
  const Head head = log.head();
  const Bytes frame = seal_frame(content, log.id(), head.next, head.hash, key, keys_->sign);
  if (log.take(frame, find_key(), true) != Log::Took::fresh) {
    return fail(Code::conflict, "A new frame does not fit its own log. Please report this.");
  }
  changes.push_back({frame_key(log.id(), head.next), frame});
  return {};
}

void Device::erase(std::uint64_t seq, Changes& changes) {
  erasures_.insert(seq);
  changes.push_back({erasure_key(seq), number_item(seq)});
}

void Device::erased(std::uint64_t seq, Changes& changes) {
  erasures_.erase(seq);
  changes.push_back({erasure_key(seq), std::nullopt});
}

std::vector<Head> Device::seen() const {
  std::vector<Head> out;
  const Chain* partner = partner_chain();
  if (!partner) return out;
  for (const ChainDevice& device : partner->devices()) {
    const Log& log = logs_.at(log_id(device.keys.sign, Place::table));
    if (device.live && log.next() > 0 && out.size() < kMostSeen) out.push_back(log.head());
  }
  return out;
}

void Device::set_relay(std::string origin, std::string token, Changes& changes) {
  if (origin != relay_ && sent_entries_ > 0) {  // another relay has nothing of this yet
    set_sent_entries(0, changes);
    for (const Place place : {Place::table, Place::room}) set_sent(place, 0, changes);
  }
  relay_ = std::move(origin);
  token_ = std::move(token);
  store_relay(changes);
}

void Device::store_relay(Changes& changes) const {
  cbor::Writer out;
  out.array(2).text(relay_).text(token_);
  store_secret("relay", out.take(), changes);
}

void Device::store_device(Changes& changes) const {
  cbor::Writer out;
  out.array(4).number(1).bytes(secret_.sign_seed).bytes(secret_.box_seed).bytes(identity_);
  store_secret("device", out.take(), changes);
}

void Device::reached(std::int64_t now, Changes& changes) {
  reached_ = now;
  changes.push_back({"reached", number_item(static_cast<std::uint64_t>(std::max<std::int64_t>(now, 0)))});
}

void Device::set_sent_entries(std::uint64_t count, Changes& changes) {
  sent_entries_ = count;
  changes.push_back({"sent/chain", number_item(count)});
}

void Device::set_sent(Place place, std::uint64_t count, Changes& changes) {
  const Id log = own_log(place).id();
  sent_[log] = count;
  changes.push_back({"sent/" + to_hex(log), number_item(count)});
}

void Device::freeze(Place place, Changes& changes) {
  ahead_[place] = true;
  changes.push_back({place == Place::table ? "ahead/table" : "ahead/room", number_item(1)});
}

}  // namespace concertina

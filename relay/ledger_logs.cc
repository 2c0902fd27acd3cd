// The rules of logs: posting and erasing frames, and reading logs and chains.
#include "relay/ledger.h"

namespace concertina::relay {
namespace {

// Counts what is handed out, and says when it is enough for one answer.
class Budget {
 public:
  bool takes(View item) {
    if (handed_ >= kMostHandedOut) {
      cut_ = true;
      return false;
    }
    handed_ += item.size();
    return true;
  }
  bool cut() const { return cut_; }

 private:
  std::size_t handed_ = 0;
  bool cut_ = false;
};

// Takes at most `most` items, and no more than the budget allows.
Store::Take into(std::vector<Bytes>& out, std::uint64_t most, Budget& budget) {
  return [&out, most, &budget](View item) {
    if (out.size() >= most || !budget.takes(item)) return false;
    out.push_back(to_bytes(item));
    return true;
  };
}

Answer not_yours() {
  return refuse(403, reason::kForbidden,
                "This log is not yours to read: a room is its owner's, and a table is for two.");
}

}  // namespace

Answer Ledger::append_frame(const Fixed<32>& device, const Id& log, std::uint64_t seq, View frame) {
  return put_frame(device, log, seq, frame, false);
}

Answer Ledger::erase_frame(const Fixed<32>& device, const Id& log, std::uint64_t seq, View frame) {
  return put_frame(device, log, seq, frame, true);
}

Answer Ledger::put_frame(const Fixed<32>& device, const Id& log, std::uint64_t seq, View bytes,
                         bool only_erase) {
  const auto person = person_of(device);
  if (!person) return refuse_device(device);
  const auto row = store_.log(log);
  if (!row || row->device != device) {
    return refuse(403, reason::kForbidden, "Only the device that a log belongs to writes it.");
  }
  const auto frame = read_frame(bytes);
  if (!frame) return refuse(frame.error());
  if (auto ok = verify_frame(*frame, device, row->place); !ok) return refuse(ok.error());
  if (frame->header.seq != seq)
    return refuse(400, reason::kBad, "The frame's number is not the one in the address.");
  if (only_erase && !frame->erasure) return refuse(400, reason::kBad, "This frame still has its body.");

  if (seq > row->next || (only_erase && seq == row->next)) {
    return conflict(row->next, "The relay lacks the frames before this one. Send those first.");
  }
  if (seq < row->next) {
    const auto stored_bytes = store_.frame(*row, seq);
    const Result<Frame> stored = read_frame(stored_bytes ? View(*stored_bytes) : View());
    if (!stored) throw StorageFailure(false, "A frame in the database can't be read any more.");
    if (stored->signed_header != frame->signed_header) {
      return conflict(row->next, "The relay holds another frame at this place.");
    }
    if (frame->erasure && !stored->erasure) store_.replace_frame(*row, seq, bytes);
    return done(200);
  }
  if (frame->header.previous != row->last) {
    return conflict(row->next, "This frame does not follow the last one that the relay holds of its log.");
  }
  const auto chain = store_.chain(*person);
  if (!chain || chain->used + bytes.size() > limits_.quota) {
    return refuse(
        507, reason::kFull,
        "Your space on this relay is used up and nothing of this was kept. Ask its owner for more.");
  }
  if (!store_.append_frame(*row, seq, header_hash(frame->signed_header), bytes)) {
    throw StorageFailure(false, "A log in the database has not the size that its row says.");
  }
  changes_.push_back(log_topic(log));
  return done(201);
}

// How many entries of this chain there are for this reader.
std::uint64_t Ledger::readable_entries(const Hash& reader, const Hash& identity) {
  const auto chain = store_.chain(identity);
  if (!chain) return 0;
  if (reader == identity || chain->partner == reader) return chain->size;
  return std::min(chain->size, store_.parting(identity, reader).value_or(0));
}

// How many frames of this log there are for this reader; nothing if it is not theirs to read at all.
std::optional<std::uint64_t> Ledger::readable_frames(const Hash& reader, const LogRow& log) {
  if (reader == log.person) return log.next;
  const auto chain = store_.chain(log.person);
  if (log.place != Place::table || !chain) return std::nullopt;
  if (chain->partner == reader) return log.next;
  const auto parted = store_.parted_log(log, reader);
  return parted ? std::optional(std::min(log.next, *parted)) : std::nullopt;
}

// The chain of `key`'s person up to the entry that took `key` out: so that it can see for itself.
Answer Ledger::read_removal(const DeviceRow& device, const Fixed<32>& key, const ReadQuery& query) {
  const bool asks = query.logs.empty() && query.chains.size() == 1 &&
                    (query.chains[0].id == device.person || query.chains[0].id == key);
  if (!asks) return refuse_device(key);
  ReadAnswer out;
  auto& part = out.chains.emplace_back(ReadAnswer::ChainPart{query.chains[0].id, 0, {}});
  bool was_code = false;
  store_.entries(device.person, 0, [&](View bytes) {
    if (part.size++ >= query.chains[0].from) part.entries.push_back(to_bytes(bytes));
    const auto entry = read_entry(bytes);
    if (!entry) throw StorageFailure(false, "An entry in the database can't be read any more.");
    const auto* removed = std::get_if<entry::DeviceRemoved>(&entry->payload);
    const auto* begin = std::get_if<entry::Begin>(&entry->payload);
    const auto* renewed = std::get_if<entry::NewRecovery>(&entry->payload);
    const bool replaced = was_code && renewed;
    was_code = (begin && begin->recovery && begin->recovery->names.sign == key) ||
               (renewed && renewed->recovery.names.sign == key) || (was_code && !renewed);
    return !(removed && removed->device == key) && !replaced;
  });
  Answer answer = done(200);
  answer.body = encode(out);
  return answer;
}

Answer Ledger::read(const Fixed<32>& device, const ReadQuery& query) {
  const auto row = store_.device(device);
  if (!row) return unknown_device();
  if (!row->live) return read_removal(*row, device, query);
  const std::optional<Hash> reader = row->person;
  ReadAnswer out;
  Budget budget;
  bool news = false;
  for (const auto& cursor : query.chains) {
    const Hash& identity = cursor.id == device ? row->person : cursor.id;
    auto& part =
        out.chains.emplace_back(ReadAnswer::ChainPart{cursor.id, readable_entries(*reader, identity), {}});
    if (part.size <= cursor.from) continue;
    news = true;
    store_.entries(identity, cursor.from, into(part.entries, part.size - cursor.from, budget));
  }
  for (const auto& cursor : query.logs) {
    const auto log = store_.log(cursor.id);
    // A log that no device here has can't hold anything, so there is nothing to keep from anybody.
    const auto frames = log ? readable_frames(*reader, *log) : 0;
    if (!frames) return not_yours();
    auto& part = out.logs.emplace_back(ReadAnswer::LogPart{cursor.id, *frames, {}});
    if (part.next <= cursor.from) continue;
    news = true;
    store_.frames(*log, cursor.from, into(part.frames, part.next - cursor.from, budget));
  }
  out.more = budget.cut();
  Answer answer = done(200);
  answer.body = encode(out);
  answer.nothing_new = !news;
  return answer;
}

}  // namespace concertina::relay

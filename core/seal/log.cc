#include "core/seal/log.h"

namespace concertina {
namespace {

constexpr std::size_t kMostRecord = 64 * 1024;  // bytes; far above what any record may take

}  // namespace

Log::Log(Author author, Place place, const Fixed<32>& device)
    : author_(author), place_(place), device_(device), id_(log_id(device, place)) {}

Head Log::head() const { return Head{id_, next_, next_ == 0 ? Hash{} : frames_.at(next_ - 1).hash}; }

std::optional<Hash> Log::hash_at(std::uint64_t seq) const {
  const auto found = frames_.find(seq);
  if (found == frames_.end()) return std::nullopt;
  return found->second.hash;
}

Log::Took Log::take(View bytes, const FindKey& find_key, bool ours) {
  const auto frame = read_frame(bytes);
  if (!frame) return Took::changed;
  const auto verified = [&] { return verify_frame(*frame, device_, place_).has_value(); };
  if (ours && !frame->erasure ? frame->header.log != id_ : !verified()) return Took::changed;

  const std::uint64_t seq = frame->header.seq;
  const Hash hash = header_hash(frame->signed_header);
  const auto here = frames_.find(seq);
  if (here != frames_.end() && here->second.hash == hash) {
    if (!frame->erasure || here->second.erased) return Took::known;
    here->second = Kept(hash, frame->header.previous, true);
    return Took::erased;
  }
  Kept kept(hash, frame->header.previous, frame->erasure.has_value());
  kept.key = frame->header.key;
  if (!kept.erased && !open(kept, *frame, find_key)) kept.held = to_bytes(bytes);
  if (ours && (kept.unreadable || !kept.held.empty()) && !verified()) return Took::changed;

  const auto before = seq == 0 ? std::optional<Hash>(Hash{}) : hash_at(seq - 1);
  const auto after = frames_.find(seq + 1);
  const bool fits = here == frames_.end() && (!before || *before == frame->header.previous) &&
                    (after == frames_.end() || after->second.previous == hash);
  if (frozen_ || !fits) {
    frozen_ = true;
    return Took::forked;
  }
  frames_.emplace(seq, std::move(kept));
  while (frames_.contains(next_)) ++next_;
  return Took::fresh;
}

// False if the key isn't here yet.
bool Log::open(Kept& kept, const Frame& frame, const FindKey& find_key) {
  if (!keys_ || keys_->first != frame.header.key) {
    const auto key = find_key(frame.header.key);
    if (!key) return false;
    keys_.emplace(frame.header.key, FrameKeys(*key, id_));
  }
  auto content = open_frame(frame, keys_->second);
  if (!content) {
    kept.unreadable = true;
    return true;
  }
  kept.seen = std::move(content->seen);
  kept.pieces = std::move(content->pieces);
  for (Piece& piece : kept.pieces) {
    kept.records.emplace_back();
    if (piece.part != Piece::kWhole) continue;
    auto record = decode_record(piece.bytes, place_);
    if (record) {
      kept.records.back() = std::move(*record);
      piece.bytes.clear();
    } else {
      kept.unreadable = true;
    }
  }
  return true;
}

std::vector<std::uint64_t> Log::cut(std::uint64_t seq) {
  std::vector<std::uint64_t> out;
  for (auto at = frames_.lower_bound(seq); at != frames_.end(); at = frames_.erase(at))
    out.push_back(at->first);
  next_ = std::min(next_, seq);
  frozen_ = false;
  return out;
}

void Log::open_held(const FindKey& find_key) {
  for (auto& [seq, kept] : frames_) {
    if (kept.held.empty()) continue;
    const auto frame = read_frame(kept.held);
    if (frame && open(kept, *frame, find_key)) kept.held.clear();
  }
}

// Calls visit(seq, index, kept, record) where a record ends: a Result for one put together from its parts.
template <typename Visit>
void Log::each_record(Visit visit) const {
  Bytes begun;             // of a record that goes over frames
  std::uint64_t from = 0;  // the frame that the next part must stand in
  bool open = false;
  for (const auto& [seq, kept] : frames_) {
    for (std::size_t i = 0; i < kept.pieces.size(); ++i) {
      const Piece& piece = kept.pieces[i];
      if (piece.part == Piece::kWhole) {
        if (kept.records[i]) visit(seq, i, kept, Result<Record>(*kept.records[i]));
        open = false;
        continue;
      }
      if (piece.part & Piece::kBegins) {
        begun = piece.bytes;
      } else if (open && from == seq) {
        begun.insert(begun.end(), piece.bytes.begin(), piece.bytes.end());
      } else {
        continue;  // its beginning is not here
      }
      open = !(piece.part & Piece::kEnds) && begun.size() <= kMostRecord;
      from = seq + 1;
      if (!(piece.part & Piece::kEnds)) continue;
      visit(seq, i, kept, decode_record(begun, place_));
    }
  }
}

void Log::collect(std::vector<Heard>& out) const {
  each_record([&](std::uint64_t seq, std::size_t index, const Kept& kept, Result<Record> record) {
    if (record)
      out.push_back(
          Heard{author_, place_, device_, seq, index, kept.key, false, kept.seen, std::move(*record)});
  });
}

void Log::each_seen(const std::function<void(std::uint64_t, const std::vector<Head>&)>& visit) const {
  for (const auto& [seq, kept] : frames_) {
    if (!kept.seen.empty()) visit(seq, kept.seen);
  }
}

Trouble Log::trouble(Trouble::Kind kind, std::uint64_t seq) const {
  return Trouble{kind, author_, place_, false, device_, seq};
}

void Log::troubles(std::vector<Trouble>& out, const std::set<Id>& former) const {
  if (frozen_) out.push_back(trouble(Trouble::Kind::forked, next_));
  std::uint64_t expected = 0;
  for (const auto& [seq, kept] : frames_) {
    if (seq != expected) out.push_back(trouble(Trouble::Kind::missing, expected));
    expected = seq + 1;
    const bool held = !kept.held.empty() && !former.contains(kept.key);
    if (kept.unreadable || held) out.push_back(trouble(Trouble::Kind::unreadable, seq));
  }
  each_record([&](std::uint64_t seq, std::size_t, const Kept&, const Result<Record>& record) {
    if (!record) out.push_back(trouble(Trouble::Kind::unreadable, seq));
  });
}

}  // namespace concertina

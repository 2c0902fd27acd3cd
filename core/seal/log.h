// Log: the frames of one device at one place, as far as this device has them. Frames may arrive in any
// order, more than once, or not at all: what the log holds depends on the set of sound frames alone,
// except that of two different frames for one place the first is kept and the log then takes no more.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "core/seal/frame.h"
#include "core/seal/trouble.h"

namespace concertina {

class Log {
 public:
  // The room or table key with this id, or nothing while this device hasn't got it.
  using FindKey = std::function<std::optional<prim::Key>(const Id&)>;
  enum class Took {
    fresh,    // new; the shell must store it
    erased,   // known, and now without its body; the shell must store it over the old one
    known,    // here already
    changed,  // not what the device signed
    forked,   // clashes with what is here, or the log is frozen
  };

  Log(Author author, Place place, const Fixed<32>& device);

  const Id& id() const { return id_; }
  Author author() const { return author_; }
  Place place() const { return place_; }
  const Fixed<32>& device() const { return device_; }

  // The number of frames from the first one on without a hole: what to ask the relay for next.
  std::uint64_t next() const { return next_; }
  Head head() const;                                      // of those frames
  std::optional<Hash> hash_at(std::uint64_t seq) const;   // of the header of frame `seq`, if it is here
  bool whole() const { return next_ == frames_.size(); }  // no hole before the last frame that is here
  bool frozen() const { return frozen_; }
  void freeze() { frozen_ = true; }

  // Takes in one frame. `ours` is for frames that this device itself stored after checking them: one that
  // opens is what was sealed, so its signature is not looked at again.
  Took take(View bytes, const FindKey& find_key, bool ours = false);

  // Forgets the frames from `seq` on, and that they clashed with others; returns their numbers.
  std::vector<std::uint64_t> cut(std::uint64_t seq);

  // Tries again to open what lacked its key.
  void open_held(const FindKey& find_key);

  // Appends this log's records in order, a record in pieces put together. Views in the result point into
  // this log.
  void collect(std::vector<Heard>& out) const;

  // Calls `visit(seq, seen)` for each frame that says what its writer had seen.
  void each_seen(const std::function<void(std::uint64_t, const std::vector<Head>&)>& visit) const;

  // What is not right now: holes, unreadable frames, a fork.
  // A frame sealed with a key of `former` was not meant for this device: that it can't be read is right.
  void troubles(std::vector<Trouble>& out, const std::set<Id>& former = {}) const;

 private:
  struct Kept {
    Kept(const Hash& own, const Hash& before, bool is_erased)
        : hash(own), previous(before), erased(is_erased) {}
    Hash hash;
    Hash previous;
    Id key{};
    Bytes held;  // the frame itself, while its key is not here
    bool unreadable = false;
    bool erased;
    std::vector<Piece> pieces;                   // parts of records that go over frames
    std::vector<std::optional<Record>> records;  // one per piece; nothing for parts
    std::vector<Head> seen;
  };
  bool open(Kept& kept, const Frame& frame, const FindKey& find_key);
  template <typename Visit>
  void each_record(Visit visit) const;
  Trouble trouble(Trouble::Kind kind, std::uint64_t seq) const;

  Author author_;
  Place place_;
  Fixed<32> device_;
  Id id_;
  std::map<std::uint64_t, Kept> frames_;
  std::optional<std::pair<Id, FrameKeys>> keys_;  // of the last frame opened: most share one key
  std::uint64_t next_ = 0;
  bool frozen_ = false;
};

}  // namespace concertina

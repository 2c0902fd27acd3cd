// TestPerson: people, devices and frames for the relay's tests. Everything follows from a counter: the same
// test makes the same keys.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "core/seal/chain.h"
#include "core/seal/frame.h"

namespace concertina::relay {

inline Fixed<32> test_seed(std::uint64_t number) {
  return hash("concertina/1 test seed", {as_view(std::to_string(number))});
}

inline Fixed<32> fresh_seed() {
  static std::uint64_t counter = 0;
  return test_seed(++counter);
}

inline Id fresh_id() { return *fixed<16>(View(fresh_seed()).first(16)); }

inline DeviceKeys fresh_device() { return DeviceKeys(DeviceSecret{fresh_seed(), fresh_seed()}); }

// One of a device's logs, as the device writes it.
class TestLog {
 public:
  TestLog(const DeviceKeys& device, Place place)
      : keys_(device.sign), id_(log_id(device.sign.public_key, place)), key_(fresh_seed()) {}

  const Id& id() const { return id_; }
  std::uint64_t next() const { return frames_.size(); }
  const Bytes& frame(std::uint64_t seq) const { return frames_[seq]; }
  Head head() const { return Head{id_, next(), last_}; }

  // The next frame; what it says doesn't matter to the relay.
  Bytes write(std::string_view what = "words") {
    frames_.push_back(other(next(), what));
    last_ = header_hash(read_frame(frames_.back())->signed_header);
    return frames_.back();
  }
  // A frame for this place that is not part of the log as write() keeps it.
  Bytes other(std::uint64_t seq, std::string_view what) const {
    const FrameContent content{{Piece{Piece::kWhole, to_bytes(as_view(what))}}, {}};
    return seal_frame(content, id_, seq, seq == next() ? last_ : Hash{}, key_, keys_);
  }
  Bytes erased(std::uint64_t seq) const { return erase_frame(*read_frame(frames_[seq]), keys_); }
  std::string path(std::uint64_t seq) const { return "/v1/logs/" + to_hex(id_) + "/" + std::to_string(seq); }

 private:
  prim::KeyPair keys_;
  Id id_;
  prim::Key key_;
  Hash last_{};
  std::vector<Bytes> frames_;
};

// A person with a first device and, if wanted, a recovery code; writes the entries of their chain.
class TestPerson {
 public:
  explicit TestPerson(bool with_recovery = false) : devices{fresh_device()} {
    if (with_recovery) recovery.emplace(fresh_device());
    entry::Begin begin{devices[0].names(), std::nullopt, {}};
    if (recovery) begin.recovery = agree(*recovery, devices[0].sign.public_key);
    begin.generation = generation();
    append(begin, devices[0]);
    identity = entry_hash(entries[0]);
  }

  const DeviceKeys& device() const { return devices[0]; }
  std::string path() const { return "/v1/chains/" + to_hex(identity); }

  Bytes add_device() {
    devices.push_back(fresh_device());
    return append(entry::DeviceAdded{agree(devices.back(), identity), seal_to(devices.back().box.public_key)},
                  devices[0]);
  }
  // The one added last, whose logs had come so far.
  Bytes remove_device(const std::vector<Head>& heads = {}) {
    const Fixed<32> gone = devices.back().sign.public_key;
    removed.push_back(devices.back());
    devices.pop_back();
    return append(entry::DeviceRemoved{gone, heads, generation()}, devices[0]);
  }
  Bytes join(const TestPerson& partner) { return append(entry::Join{partner.identity, Hash{}}, devices[0]); }
  Bytes leave(const TestPerson& partner, const std::vector<Head>& heads = {}) {
    return append(entry::Leave{partner.identity, heads}, devices[0]);
  }
  Bytes append(const entry::Payload& payload, const DeviceKeys& signer) {
    const Bytes previous = entries.empty() ? Bytes() : to_bytes(entry_hash(entries.back()));
    entries.push_back(make_entry(entries.size(), previous, payload, signer.sign));
    return entries.back();
  }
  // An entry that could stand at the head's place instead of it.
  Bytes rival() const {
    const Bytes previous = to_bytes(entry_hash(entries[entries.size() - 2]));
    return make_entry(entries.size() - 1, previous, entry::Join{hash("concertina/1 test", {}), Hash{}},
                      devices[0].sign);
  }

  // Sealed to everybody who lives; numbers go on.
  Generation generation() {
    seed_ = fresh_seed();
    Generation out;
    out.number = generations_++;
    out.box = GenerationKeys(seed_).box.public_key;
    for (const DeviceKeys& device : devices) out.seals.push_back(seal_to(device.box.public_key));
    if (recovery) out.seals.push_back(seal_to(recovery->box.public_key));
    if (out.number > 0) out.previous.resize(kSealedKey);
    return out;
  }
  Seal seal_to(const Fixed<32>& box) const { return Seal{box, prim::box_seal(seed_, box, fresh_seed())}; }

  std::deque<DeviceKeys> devices, removed;  // references stay good while more are added
  std::optional<DeviceKeys> recovery;
  std::vector<Bytes> entries;
  Hash identity{};

 private:
  prim::Key seed_{};
  std::uint64_t generations_ = 0;
};

}  // namespace concertina::relay

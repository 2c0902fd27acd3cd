// An older copy of a device's store was put back, and the relay holds more of its logs: what it wrote now
// could clash with what it wrote before. So it goes on as a new device of its person, and the old one is
// removed.
#include "core/record/cbor.h"
#include "core/seal/device.h"

namespace concertina {

// From the frame before the one to be sent next: where the two histories part, it may be that one already.
ReadQuery Device::disputed_cursor(Place place) const {
  ReadQuery out;
  out.logs.push_back({own_log(place).id(), std::max<std::uint64_t>(sent(place), 1) - 1});
  return out;
}

Device::Shown Device::shown(Place place, const ReadAnswer& answer) const {
  const Log& log = own_log(place);
  bool the_same = false, another = false;
  for (const auto& part : answer.logs) {
    for (const Bytes& bytes : part.frames) {
      const auto frame = read_frame(bytes);
      if (!frame || !verify_frame(*frame, keys_->sign.public_key, place)) continue;
      const bool here = log.hash_at(frame->header.seq) == header_hash(frame->signed_header);
      another = another || !here;
      the_same = the_same || (here && frame->header.seq == sent(place));
    }
  }
  return the_same ? Shown::the_same : another ? Shown::another : Shown::nothing;
}

void Device::renew(Ambient& ambient, Changes& changes) {
  if (renewal_ || removed() || chain().live() + 1 >= kMostDevices) return;
  renewal_ = DeviceSecret{ambient.random<32>(), ambient.random<32>()};
  store_renewal(changes);
}

void Device::store_renewal(Changes& changes) const {
  cbor::Writer out;
  out.array(3).number(1).bytes(renewal_->sign_seed).bytes(renewal_->box_seed);
  store_secret("renewal", out.take(), changes);
}

Result<void> Device::restore_renewal(View value) {
  cbor::Reader in(value);
  in.array(3);
  if (in.number() != 1) in.refuse();
  renewal_ = DeviceSecret{in.fixed<32>(), in.fixed<32>()};
  if (in.finished()) return {};
  return fail(Code::damaged,
              "What is stored here under “renewal” is damaged. Please restore the folder from a copy.");
}

// The chain names the new device: from here on this is it.
void Device::become_renewed(Changes& changes) {
  const Fixed<32> old = keys_->sign.public_key;
  const bool table = has_table();
  std::vector<Bytes> for_table;
  for (const Heard& one : collected()) {  // what the relay never had
    if (one.device != old || one.seq == Heard::kWaiting || one.seq < sent(one.place) || one.former) continue;
    if (one.place == Place::table) {
      if (table) for_table.push_back(encode(one.record));
    } else {
      wait(encode(one.record), changes);
    }
  }
  for (const Place place : {Place::table, Place::room}) {
    Log& log = logs_.at(log_id(old, place));
    for (const std::uint64_t seq : log.cut(sent(place)))
      changes.push_back({frame_key(log.id(), seq), std::nullopt});
    if (ahead_.erase(place) > 0)
      changes.push_back({place == Place::table ? "ahead/table" : "ahead/room", std::nullopt});
  }
  if (std::exchange(framed_, 0) > 0) changes.push_back({"waiting-framed", std::nullopt});
  while (!erasures_.empty()) erased(*erasures_.begin(), changes);  // the old one alone could ask for these
  if (pairing_ && !met()) end_pairing(changes);

  secret_ = *std::exchange(renewal_, std::nullopt);
  keys_.emplace(secret_);
  changes.push_back({"renewal", std::nullopt});
  store_device(changes);
  refresh();
  wishes_.remove.insert(old);
  for (Bytes& record : for_table) {
    const FrameContent content{{Piece{Piece::kWhole, std::move(record)}}, seen()};
    (void)append_frame(Place::table, content, content_keys_.at(chain().table_key()->id), changes);
  }
}

}  // namespace concertina

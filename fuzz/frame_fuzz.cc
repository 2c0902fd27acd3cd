// Any bytes as a frame, and any bytes as what a device that means ill has sealed in one.
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DeviceKeys device{{{1}, {2}}};
  static const prim::Key key{3};
  const Bytes bytes(data, data + size);
  if (const auto frame = read_frame(bytes)) {
    fuzz::must(frame->header.seq <= kMostSeq);
    fuzz::must(!verify_frame(*frame, device.names().sign, Place::table) || size == kFrameSize ||
               frame->erasure);
    (void)open_frame(*frame, key);
  }
  fuzz::Input input(data, size);
  Log log(Author::partner, Place::table, device.names().sign);
  const auto find = [](const Id& id) { return id == key_id(key) ? std::optional(key) : std::nullopt; };
  Hash previous{};
  std::uint64_t seq = 0;
  for (int frames = 0; frames < 4 && input.more(); ++frames) {
    if (input.byte() > 250) seq = input.seq();
    const View content = input.chunk();
    const Bytes forged = fuzz::forged_frame(device, Place::table, key, seq, previous, content);
    const auto read = read_frame(forged);
    fuzz::must(read.has_value() == (seq <= kMostSeq));
    if (!read) continue;
    fuzz::must(forged.size() == kFrameSize && verify_frame(*read, device.names().sign, Place::table));
    const auto opened = open_frame(*read, key);
    if (opened)
      fuzz::must(equal(encode(*opened), content.first(std::min(content.size(), encode(*opened).size()))));
    (void)log.take(forged, find);
    previous = header_hash(read->signed_header);
    ++seq;
  }
  std::vector<Heard> heard;
  std::vector<Trouble> troubles;
  log.collect(heard);
  log.troubles(troubles);
  return 0;
}

#include "core/seal/handout.h"

namespace concertina {

ReadAnswer hand_out(const Device& from, const Items& kept, const ReadQuery& query) {
  ReadAnswer out;
  const Log& table = from.own_log(Place::table);
  for (const auto& cursor : query.logs) {
    if (cursor.id != table.id()) continue;
    ReadAnswer::LogPart part{table.id(), table.next(), {}};
    for (std::uint64_t seq = cursor.from; seq < table.next(); ++seq) {
      const auto frame = kept.find(Device::frame_key(table.id(), seq));
      part.frames.push_back(frame == kept.end() ? Bytes() : frame->second);
    }
    out.logs.push_back(std::move(part));
  }
  for (const auto& cursor : query.chains) {
    if (cursor.id != from.identity()) continue;
    ReadAnswer::ChainPart part{cursor.id, from.chain().size(), {}};
    for (std::uint64_t index = cursor.from; index < part.size; ++index)
      part.entries.push_back(from.entry(index));
    out.chains.push_back(std::move(part));
  }
  return out;
}

}  // namespace concertina

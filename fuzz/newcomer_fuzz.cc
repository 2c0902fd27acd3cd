// Any bytes as what is stored of a newcomer and of wishes, also with the sound ones beside them.
#include "core/seal/newcomer.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::Couple couple(1);
  const Bytes bytes(data, data + size);
  if (const auto newcomer = Newcomer::restore(bytes)) {
    fuzz::must(newcomer->encode() == bytes);
    fuzz::must(newcomer->answered() == newcomer->words().has_value());
    (void)newcomer->arrive({couple.ada.device.entry(0)});
  }
  const auto wishes = decode_wishes(bytes);
  if (wishes) fuzz::must(encode(*wishes) == bytes);
  // A device that has such wishes pursues them, and its chain stays one.
  Items items = couple.ada.items;
  items["wishes"] = bytes;
  auto device = test::reopen(items);
  if (!device) return 0;
  test::Person ada = couple.ada;
  ada.device = std::move(*device);
  ada.items = items;
  for (int entries = 0; entries < 4 && ada.device.next_entry(ada.ambient, ada.changes); ++entries) {
    ada.device.set_sent_entries(ada.device.chain().size(), ada.changes);
    if (!ada.device.wishes().proposed.empty()) ada.device.accepted(ada.changes);
  }
  ada.store();
  const auto again = test::reopen(ada.items);
  fuzz::must(again && again->chain().head() == ada.device.chain().head());
  return 0;
}

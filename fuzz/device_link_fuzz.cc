// Any text as a link for a device, any bytes as what its two sides say to each other.
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto read = parse_device_link(text);
  if (read) {
    fuzz::must(parse_device_link(to_text(*read)).has_value());
  } else {
    fuzz::must(is_utf8(read.error().what) && !has_control(read.error().what));
  }
  const Bytes bytes(data, data + size);

  static const test::Person live = [] {
    test::Person out("Ada", 1);
    out.device.set_relay(std::string(test::kOrigin), {}, out.changes);
    (void)out.device.invite_device(out.ambient, out.changes);
    out.store();
    return out;
  }();
  const DeviceLink link{live.device.pairing()->link, live.device.identity()};
  if (const auto device = decode_new_device(bytes, link))
    fuzz::must(encode_new_device(*device, link) == bytes);
  (void)decode_device_answer(bytes, link, {});
  // Somebody with the link says what they like: only what agrees to be hers is ever waiting for her yes.
  fuzz::Input input(data, size);
  test::Person ada = live;
  const NewDevice made{{{input.fixed<32>(), input.fixed<32>()}, input.fixed<64>()}, input.fixed<16>()};
  const auto taken = ada.device.take_first(encode_new_device(made, link), ada.ambient, ada.changes);
  fuzz::must(taken.has_value() == agreed(made.device, link.identity));
  fuzz::must(taken.has_value() == ada.device.device_words().has_value());
  fuzz::must(ada.device.chain().live() == 1);
  ada.store();
  const auto again = test::reopen(ada.items);
  fuzz::must(again && test::portrait(*again) == test::portrait(ada.device));
  return 0;
}

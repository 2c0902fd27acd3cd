// Any bytes as a greeting, and any identity and keys in one that somebody with the link made.
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::Person inviter = [] {
    test::Person out("Ada", 1);
    out.device.set_relay(std::string(test::kOrigin), {}, out.changes);
    (void)out.device.invite(out.ambient, out.changes);
    out.store();
    return out;
  }();
  const Link& link = inviter.device.pairing()->link;
  const Bytes bytes(data, data + size);
  for (const int role : {1, 2}) {
    const auto greeting = decode_greeting(role, bytes, link, {});
    if (greeting) fuzz::must(encode_greeting(role, *greeting, link, {}) == bytes);
  }
  fuzz::Input input(data, size);
  test::Person ada = inviter;
  const Greeting made{input.fixed<32>(), input.fixed<32>(), input.fixed<16>()};
  const auto taken = ada.device.take_first(encode_greeting(1, made, link, {}), ada.ambient, ada.changes);
  ada.store();
  fuzz::must(taken.has_value() == ada.device.has_table());
  const auto again = test::reopen(ada.items);
  fuzz::must(again && test::portrait(*again) == test::portrait(ada.device));
  return 0;
}

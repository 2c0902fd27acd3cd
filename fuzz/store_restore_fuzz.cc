// A folder in which anything may have rotted is opened, written on and read into.
#include "core/seal/recovery.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::Couple couple = [] {
    test::Couple out(1);
    (void)out.ada.keep(Note{std::string(5000, 'w')});
    (void)out.ada.seal();
    (void)out.ada.keep(Note{"waits"});
    (void)out.ada.put(Note{"on the table"});
    (void)out.ben.put(Note{"from Ben"});
    test::carry(out.ben, out.ada);
    out.ada.device.erase(1, out.ada.changes);
    out.ada.device.set_sent(Place::table, 1, out.ada.changes);
    out.ada.device.set_sent_entries(2, out.ada.changes);
    out.ada.device.reached(test::kNoon.seconds, out.ada.changes);
    out.ada.store();
    return out;
  }();
  // The same with a link for a device, a recovery code that is wished for, and a new device in this one's
  // place.
  static const test::Person later = [] {
    test::Person out = couple.ada;
    Device& device = out.device;
    device.set_relay(std::string(test::kOrigin), "token", out.changes);
    (void)device.invite_device(out.ambient, out.changes);
    device.set_sent_entries(device.chain().size(), out.changes);
    device.freeze(Place::room, out.changes);
    device.renew(out.ambient, out.changes);
    device.renew_recovery(agree(recovery_keys(RecoveryCode{{1}}), device.identity()), out.ambient,
                          out.changes);
    (void)device.next_entry(out.ambient, out.changes);
    out.store();
    return out;
  }();
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> out;
    for (const auto& [key, value] : later.items) out.push_back(key);
    return out;
  }();
  // A wrapped item is written as it was read.
  if (const auto wrapped = read_wrapped({data, size})) fuzz::must(equal(encode(*wrapped), {data, size}));
  fuzz::Input input(data, size);
  const test::Person& whose = input.byte() % 2 == 0 ? couple.ada : later;
  Items items = whose.items;
  for (int changes = 0; changes < 4 && input.more(); ++changes) {
    const std::string& key = keys[input.byte() % keys.size()];
    const auto other = as_text(input.take(input.byte() % 90));
    switch (input.byte() % 6) {
      case 0:
        items.erase(key);
        break;
      case 1:
        items[key] = to_bytes(input.chunk());
        break;
      case 2:
        items[std::string(other)] = to_bytes(input.chunk());
        break;
      case 3:
        items[key.substr(0, key.find('/') + 1) + std::string(other)] = items[key];
        break;
      case 4:
        items[key].resize(input.number(2) % 5000);
        break;
      default:
        if (Bytes& value = items[key]; !value.empty()) value[input.number(2) % value.size()] ^= input.byte();
    }
  }
  auto device = test::reopen(items);
  if (!device) return 0;
  test::Person ada = whose;
  ada.device = std::move(*device);
  ada.items = items;
  (void)test::portrait(ada.device);
  const auto own = [&](Place place) { return ada.log(place).id(); };
  const auto before = ada.items;
  (void)ada.keep(Note{"after"});
  (void)ada.put(Note{"after"});
  (void)ada.seal();
  // Whatever was done: no frame of mine that was stored is written over.
  for (const Place place : {Place::table, Place::room}) {
    for (const auto& [key, value] : before) {
      if (key.starts_with("log/" + to_hex(own(place)))) fuzz::must(ada.items[key] == value);
    }
  }
  (void)ada.receive(hand_out(couple.ben.device, couple.ben.items, ada.device.cursors()));
  (void)ada.device.leave(ada.changes);
  (void)test::portrait(ada.device);
  return 0;
}

// A sequence of entries, each with any payload, signed by devices that may or may not belong.
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DeviceKeys devices[] = {DeviceKeys({{1}, {2}}), DeviceKeys({{3}, {4}}), DeviceKeys({{5}, {6}}),
                                       DeviceKeys({{7}, {8}})};
  static const test::Person person("Ada", 1);
  (void)read_entry(View(data, size));
  (void)Chain::begin(View(data, size));
  fuzz::Input input(data, size);
  auto chain = Chain::begin(person.device.entry(0));
  const DeviceKeys& own = person.device.keys();
  for (int entries = 0; entries < 12 && input.more(); ++entries) {
    const std::uint8_t how = input.byte();
    const DeviceKeys& signer = how < 200 ? own : devices[how % 4];
    const std::uint64_t index = how % 16 == 15 ? input.seq() : chain->size();
    const Hash previous = how % 16 == 14 ? input.fixed<32>() : chain->head();
    const std::uint64_t kind = input.byte() % 9;
    const Bytes bytes = fuzz::forged_entry(signer, how == 199 ? 2 : 1, kind, index, previous, input.chunk());
    const auto entry = read_entry(bytes);
    if (entry) fuzz::must(make_entry(entry->index, entry->previous, entry->payload, signer.sign) == bytes);
    const Hash head = chain->head();
    const std::uint64_t before = chain->size();
    if (chain->append(bytes)) {
      fuzz::must(chain->size() == before + 1 && chain->head() == entry_hash(bytes));
    } else {
      fuzz::must(chain->size() == before && chain->head() == head);
    }
  }
  for (std::uint64_t number = 0; number <= chain->generations().size(); ++number)
    (void)chain->open_seed(number, own);
  for (const auto& key : chain->table_keys()) (void)open_table_key(key, GenerationKeys(prim::Key{1}));
  return 0;
}

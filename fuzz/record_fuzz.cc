// Any bytes as a record: refused, or written back byte for byte.
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, data + size);
  for (const Place place : {Place::room, Place::table}) {
    const auto record = decode_record(bytes, place);
    if (!record) continue;
    fuzz::must(encode(*record) == bytes);
    (void)validate(*record, place, test::kNoon);
    const Record copy = for_table(*record, Id{1});
    fuzz::must(copy.at == at_the_hour(record->at) && !copy.replaces);
    fuzz::must(day_of(copy.at) == day_of(record->at));
    fuzz::must(place == Place::room || decode_record(encode(copy), Place::table).has_value());
  }
  return 0;
}

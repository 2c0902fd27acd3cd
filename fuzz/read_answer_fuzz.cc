// Any bytes as the answer to a read: refused, or written back byte for byte.
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, data + size);
  if (const auto answer = decode_read_answer(bytes)) fuzz::must(encode(*answer) == bytes);
  return 0;
}

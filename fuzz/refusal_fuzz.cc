// Any bytes as a refusal: refused, or written back byte for byte.
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, data + size);
  if (const auto refusal = decode_refusal(bytes)) fuzz::must(encode(*refusal) == bytes);
  return 0;
}

#include "core/seal/tries.h"

#include "core/record/cbor.h"

namespace concertina {
namespace {

constexpr std::int64_t kFirstWait = 5;
constexpr std::uint64_t kMostDoublings = 8;  // 1,280 seconds: above the longest wait

}  // namespace

std::int64_t seconds_to_wait(const Tries& tries, std::int64_t now) {
  if (tries.count < kFreeTries) return 0;
  const std::uint64_t doublings = std::min(tries.count - kFreeTries, kMostDoublings);
  const std::int64_t wait = std::min(kFirstWait << doublings, kLongestWait);
  if (now < tries.last) return wait;
  const std::int64_t passed = now - tries.last;
  return passed >= wait ? 0 : wait - passed;
}

Bytes encode(const Tries& tries) {
  return cbor::Writer().array(2).number(tries.count).integer(tries.last).take();
}

std::optional<Tries> decode_tries(View bytes) {
  cbor::Reader in(bytes);
  in.array(2);
  const Tries out{in.number(), in.integer()};
  return in.finished() ? std::optional(out) : std::nullopt;
}

}  // namespace concertina

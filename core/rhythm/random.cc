#include "core/rhythm/random.h"

#include <bit>

namespace concertina::rhythm {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t mix = splitmix64(seed) ^ stream;
  for (std::uint64_t& word : state_) word = splitmix64(mix);
}

std::uint64_t Random::next() {
  const std::uint64_t out = std::rotl(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return out;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

// Von Neumann: of rate > u1 > u2 > ... the run is even in length with probability exp(-rate).
bool Random::happens(double rate) {
  bool even = true;
  for (double last = rate;; even = !even) {
    const double drawn = uniform();
    if (drawn >= last) return even;
    last = drawn;
  }
}

double Random::normal() {
  for (;;) {
    // The whole part k with weight exp(-k²/2): first exp(-k/2), then exp(-k(k-1)/2) of these.
    int whole = 0;
    while (happens(0.5)) ++whole;
    bool kept = true;
    for (int i = whole * (whole - 1); kept && i > 0; --i) kept = happens(0.5);
    if (!kept) continue;
    // The rest x with weight exp(-x(2k+x)/2), in k + 1 parts that are each within reach of `happens`.
    const double rest = uniform();
    const double part = rest * (2.0 * whole + rest) / (2.0 * whole + 2.0);
    for (int i = 0; kept && i <= whole; ++i) kept = happens(part);
    if (!kept) continue;
    const double size = whole + rest;
    return next() >> 63 ? -size : size;
  }
}

}  // namespace concertina::rhythm

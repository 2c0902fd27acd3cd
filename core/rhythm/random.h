// Random: numbers that look random and follow from a seed. Only whole numbers, sums, products and comparisons
// are used, so they are the same on every platform, bit for bit.
//
// xoshiro256++ (Blackman and Vigna 2021, “Scrambled linear pseudorandom number generators”), its state filled
// by splitmix64. Not for keys.
#pragma once

#include <array>
#include <cstdint>

namespace concertina::rhythm {

class Random {
 public:
  // Each `stream` of a seed is a sequence of its own.
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t next();  // 64 even bits
  double uniform();      // in [0, 1), a multiple of 2^-53

  // Standard normal: algorithm N of Karney 2016, “Sampling exactly from the normal distribution”, which needs
  // no function but comparison. Exact up to the grain of `uniform`.
  double normal();

 private:
  bool happens(double rate);  // with probability exp(-rate); rate in [0, 1]

  std::array<std::uint64_t, 4> state_;
};

}  // namespace concertina::rhythm

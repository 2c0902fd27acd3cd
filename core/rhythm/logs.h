// Logs: the sum of the logarithms of many numbers, for the price of one: what is summed is the logarithm of
// their product, whose powers of two are kept apart before they grow too long for a number.
#pragma once

#include <bit>
#include <numbers>

#include "core/rhythm/lanes.h"

namespace concertina::rhythm {

// Of numbers above 0; where one is infinite or none, the sum is not finite.
template <class T>
class Logs {
 public:
  [[gnu::always_inline]] void add(const T& number) {
    constexpr int kFactors = 8;  // so many are multiplied before the powers are taken out
    product_ *= number;
    if (++factors_ < kFactors) return;
    factors_ = 0;
    for (std::size_t at = 0; at < kLanes<T>; ++at) {
      const auto bits = std::bit_cast<std::uint64_t>(lane(product_, at));
      const auto power = static_cast<std::int64_t>(bits >> 52U);
      if (power == 0 || power >= 2047) continue;  // no ordinary number above 0
      constexpr std::uint64_t kFraction = (std::uint64_t{1} << 52U) - 1;
      set_lane(product_, at, std::bit_cast<double>((bits & kFraction) | std::uint64_t{1023} << 52U));
      set_lane(powers_, at, lane(powers_, at) + static_cast<double>(power - 1023));
    }
  }
  [[gnu::always_inline]] T sum() const { return logarithm(product_) + std::numbers::ln2 * powers_; }

 private:
  T product_ = all<T>(1), powers_ = all<T>(0);
  int factors_ = 0;
};

}  // namespace concertina::rhythm

// Lanes: one number, or four side by side. What is written once for a type T runs for `double` and for
// `Quad`, and a lane of a Quad gets, bit for bit, what a double would get: nothing here mixes lanes. All of
// it is inlined: what is built for one machine must not be called by what is built for another (filter.h).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace concertina::rhythm {

using Quad = double __attribute__((vector_size(4 * sizeof(double))));

template <class T>
inline constexpr std::size_t kLanes = sizeof(T) / sizeof(double);

// The same number in each lane.
template <class T>
[[gnu::always_inline]] inline T all(double number) {
  return T{} + number;
}

template <class T>
[[gnu::always_inline]] inline double lane(const T& numbers, std::size_t at) {
  double out;
  std::memcpy(&out, reinterpret_cast<const char*>(&numbers) + at * sizeof(double), sizeof out);
  return out;
}
template <class T>
[[gnu::always_inline]] inline void set_lane(T& numbers, std::size_t at, double number) {
  std::memcpy(reinterpret_cast<char*>(&numbers) + at * sizeof(double), &number, sizeof number);
}

// The logarithm, and the root, of each lane.
template <class T>
[[gnu::always_inline]] inline T logarithm(const T& numbers) {
  T out;
  for (std::size_t at = 0; at < kLanes<T>; ++at) set_lane(out, at, std::log(lane(numbers, at)));
  return out;
}
template <class T>
[[gnu::always_inline]] inline T root(const T& numbers) {
  T out;
  for (std::size_t at = 0; at < kLanes<T>; ++at) set_lane(out, at, std::sqrt(lane(numbers, at)));
  return out;
}

}  // namespace concertina::rhythm

// Figures: medians, quantiles and where they were measured. Benchmarks print; they assert nothing.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "core/record/error.h"

namespace concertina::bench {

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "The benchmark can't go on: %s\n", why.c_str());
  std::exit(1);
}
template <typename T>
T must(Result<T> result) {
  if (!result) give_up(result.error().what);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// The value below which `share` of them lie; sorts.
inline double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  return values[at];
}
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

inline void print_machine(const char* what) {
  std::string model = "unknown processor";
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; std::getline(cpus, line);) {
    if (line.starts_with("model name")) model = line.substr(line.find(':') + 2);
  }
  std::printf("%s\n%u cores, %s; everything on this one machine.\n", what,
              std::thread::hardware_concurrency(), model.c_str());
}

}  // namespace concertina::bench

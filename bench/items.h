// Items: what a home keeps, as the byte list of capi/concertina.h, rule 6: the way into a browser.
#pragma once

#include <fstream>

#include "bench/figures.h"
#include "core/seal/handout.h"

namespace concertina::bench {

// Gives up where the file can't be written.
inline void write_items(const Items& items, const std::string& file) {
  std::ofstream out(file, std::ios::binary);
  const auto number = [&](std::size_t value) {
    for (int i = 0; i < 4; ++i) out.put(static_cast<char>(value >> (8 * i)));
  };
  number(items.size());
  for (const auto& [key, value] : items) {
    number(key.size());
    out << key;
    number(value.size());
    out.write(reinterpret_cast<const char*>(value.data()), static_cast<std::streamsize>(value.size()));
  }
  if (!out.flush()) give_up(file + " could not be written.");
}

}  // namespace concertina::bench

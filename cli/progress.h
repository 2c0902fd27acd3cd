// Progress: a line at the terminal that says how far a long run is; nothing elsewhere.
#pragma once

#include <cmath>
#include <ostream>
#include <string>

#include "cli/world.h"

namespace concertina::cli {

class Progress {
 public:
  // `of`: what stands behind the percentage.
  Progress(World& world, std::string of) : world_(world), of_(std::move(of)) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(double share) {
    const int now = static_cast<int>(std::floor(100 * share));
    if (!world_.err_is_terminal || now == shown_) return;
    world_.err << '\r' << now << " % " << of_ << std::flush;
    shown_ = now;
  }
  void clear() {
    if (shown_ >= 0) world_.err << "\r\x1b[K" << std::flush;
    shown_ = -1;
  }

 private:
  World& world_;
  std::string of_;
  int shown_ = -1;
};

}  // namespace concertina::cli

// Mean: of several statements of the two needs, rounded half up, level by level.
#pragma once

#include "core/house/house.h"

namespace concertina {

class Mean {
 public:
  void add(const Need& togetherness, const Need& separateness) {
    sums_[0] += togetherness.want, sums_[1] += togetherness.have;
    sums_[2] += separateness.want, sums_[3] += separateness.have;
    ++count_;
  }
  bool any() const { return count_ > 0; }
  Needs needs() const {  // of one at least
    const auto mean = [&](std::int64_t sum) { return static_cast<int>((2 * sum + count_) / (2 * count_)); };
    return {{mean(sums_[0]), mean(sums_[1])}, {mean(sums_[2]), mean(sums_[3])}};
  }

 private:
  std::array<std::int64_t, 4> sums_{};
  std::int64_t count_ = 0;
};

}  // namespace concertina

// Spending: how the time of one day adds up: minutes are summed, however the times overlap, and a feeling is
// the mean of those that were stated, each by its length, rounded half up.
#pragma once

#include "core/house/house.h"

namespace concertina {

// "45 min", "2 h", "1 h 30 min".
inline std::string length_text(int minutes) {
  const std::string rest = std::to_string(minutes % 60) + " min";
  if (minutes < 60) return rest;
  return std::to_string(minutes / 60) + " h" + (minutes % 60 == 0 ? "" : " " + rest);
}

class Spending {
 public:
  void add(const TimeTogether& time) {
    together_ += time.minutes;
    presence_.add(time.presence, time.minutes);
    motive_.add(time.motive, time.minutes);
  }
  void add(const Solitude& time) {
    (time.chosen == Solitude::Chosen::yes ? chosen_ : unchosen_) += time.minutes;
  }
  Spent spent() const { return {together_, presence_.mean(), motive_.mean(), chosen_, unchosen_}; }

 private:
  struct Felt {
    void add(const std::optional<int>& level, int minutes) {
      if (level) sum += std::int64_t{*level} * minutes, over += minutes;
    }
    std::optional<int> mean() const {
      return over == 0 ? std::nullopt : std::optional(static_cast<int>((2 * sum + over) / (2 * over)));
    }
    std::int64_t sum = 0, over = 0;
  };

  int together_ = 0, chosen_ = 0, unchosen_ = 0;
  Felt presence_, motive_;
};

}  // namespace concertina

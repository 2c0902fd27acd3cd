// Ambient: the two things of the outside world that sealing needs, handed in by whoever calls.
#pragma once

#include "core/record/bytes.h"
#include "core/record/moment.h"

namespace concertina {

class Ambient {
 public:
  virtual ~Ambient() = default;
  virtual void random(std::span<std::uint8_t> out) = 0;  // cryptographically strong, fresh at each call
  virtual Moment now() = 0;                              // this machine's clock and its offset from UTC

  template <std::size_t N>
  Fixed<N> random() {
    Fixed<N> out;
    random(out);
    return out;
  }
};

}  // namespace concertina

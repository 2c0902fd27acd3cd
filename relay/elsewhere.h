// Elsewhere: a relay that is not this one. A page that is served here, from a person's own machine, asks for
// it by the header Concertina-Relay; its requests are passed on there as they are, signed for that relay by
// the page's device. Nothing is stored here. doc/format.md, "requests".
#pragma once

#include <atomic>
#include <functional>

#include "core/seal/request.h"

namespace concertina::relay {

// A request that was understood.
struct Parcel {
  Request request;
  Fixed<32> device{};  // the three headers of core/seal/request.h
  std::int64_t time = 0;
  prim::Signature signature{};
  int wait = 0;  // seconds that the relay may take on purpose
};

// What the relay answered, whatever it was.
struct Carried {
  int status = 0;
  Bytes body;
};

class Elsewhere {
 public:
  using Done = std::function<void(Result<Carried>)>;
  virtual ~Elsewhere() = default;
  virtual const std::string& origin() const = 0;  // in its one form
  // Returns at once; `done` is called exactly once, on any thread. Once `gone` is true nobody waits for the
  // answer any more; it outlives the call of `done`. Errors: unreachable, busy.
  virtual void carry(Parcel parcel, const std::atomic<bool>& gone, Done done) = 0;
  // Returns when all that was taken is done. Nothing is carried afterwards.
  virtual void stop() = 0;
};

}  // namespace concertina::relay

// Vigil: rounds with the relay that go on while it is away. That is said once, and so is its return.
#pragma once

#include "cli/session.h"

namespace concertina::cli {

class Vigil {
 public:
  explicit Vigil(Session& session) : session_(session), pause_(session.world().patience.first_pause) {}

  // As Session::round(). Where the relay can't be reached, or another Concertina keeps the home for long, it
  // waits a while, longer each time, and returns false; true after a round that went through. Other errors
  // are returned, and so is the person's own end.
  Result<bool> round(int wait);

 private:
  Session& session_;
  int pause_;
  bool away_ = false;
};

}  // namespace concertina::cli

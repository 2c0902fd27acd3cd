// Http: carries one request of a contact to the relay and brings its answer back.
#pragma once

#include <memory>

#include "cli/world.h"
#include "core/seal/contact.h"

namespace concertina::cli {

struct Answer {
  int status = 0;
  Bytes body;
};

class Http {
 public:
  explicit Http(const World& world);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  // Takes at most `limit_ms` besides the wait that the request asks for, and less where the relay is silent
  // for longer than the world's patience. Follows no redirection, and reads at most kMostAnswer bytes.
  // Errors: unreachable, with a sentence; busy when the person ended the wait.
  Result<Answer> send(const Send& send, const std::string& origin, const Fixed<32>& device, int limit_ms);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concertina::cli

// Desk: where a request that was read is judged and turned into work for the store. It knows neither sockets
// nor HTTP's bytes. One thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relay/gate.h"
#include "relay/limits.h"
#include "relay/queue.h"

namespace concertina::relay {

// A request as it came, its headers not yet understood. A header that isn't there, or is there twice, is
// empty.
struct Incoming {
  std::string method;
  std::string target;
  std::string device, time, signature, token;
  std::string relay;    // see passage.h
  std::string address;  // of the client, in whatever form; only equality counts
  Bytes body;
};

// Either an answer at once, or work and how long its asker is willing to wait for news about `topics`.
struct Plan {
  std::optional<Answer> answer;
  std::string_view allow;             // with status 405
  bool health = false;                // the answer is the text `ok`
  std::string_view name = "unknown";  // of the route, for the log
  Queue::Work work;
  bool writes = false;
  int wait = 0;  // seconds
  std::vector<std::string> topics;
};

class Desk {
 public:
  Desk(Gate gate, int rate_device, int rate_address, std::function<std::int64_t()> now)
      : gate_(std::move(gate)),
        by_device_(rate_device),
        by_address_(rate_address),
        files_by_address_(rate_address),
        now_(std::move(now)) {}

  // `seconds`: a clock that never goes back, for the limits. Takes the body out of `incoming`.
  Plan plan(Incoming& incoming, double seconds);

  // For a file of the web app, which counts apart from `plan`: 0, or the seconds to wait.
  int wait_for_file(std::string_view address, double seconds) {
    return files_by_address_.take(address, seconds);
  }

  std::int64_t now() const { return now_(); }  // seconds since 1970

 private:
  void plan_work(const Route& route, const SignedHeaders& headers, const Incoming& incoming, Bytes body,
                 Plan& out);

  Gate gate_;
  Limits by_device_, by_address_, files_by_address_;
  std::function<std::int64_t()> now_;
};

}  // namespace concertina::relay

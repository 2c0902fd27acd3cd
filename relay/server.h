// Server: the relay as a whole, in this process. Two threads of its own: one for the network, one for the
// store.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/record/error.h"
#include "relay/options.h"

namespace concertina::relay {

class Server {
 public:
  explicit Server(Options options);
  ~Server();  // stop()
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the data folder, listens, and returns; requests are answered from then on. At most once.
  //   invalid   an option can't be used as it is
  //   busy      the address or the data folder is in use
  //   storage   the data folder or its database can't be used: not writable, damaged, newer, not ours
  Result<void> start();

  // After start(): the port listened at, and "http://address:port" of it. port() may be asked from any thread
  // and is 0 until the server listens.
  std::uint16_t port() const;
  std::string address() const;

  // Takes no new work (503 `stopping`), answers waiting polls with what there is, finishes what is queued,
  // and returns when all is stored and closed: within 5 seconds unless the disk hangs. May be called again.
  void stop();

  // For a program whose only purpose this is: start(), one line on stderr, wait for SIGTERM or SIGINT,
  // stop(). Call it from the main thread. `ready` is called once requests are answered. `ended`: a flag of
  // the program that such a signal sets until then; where it is set already, nothing is begun. Errors as
  // start().
  Result<void> run(const std::function<void()>& ready = {}, const std::atomic<bool>* ended = nullptr);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace concertina::relay

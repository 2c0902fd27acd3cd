// TestRelay: a server in this process on a folder of its own, with a clock that stands still until moved.
#pragma once

#include <atomic>
#include <memory>

#include "relay/server.h"
#include "relay/test_client.h"
#include "relay/test_person.h"

namespace concertina::relay {

class TestRelay {
 public:
  // `change` may set options before the start.
  template <typename Change>
  explicit TestRelay(Change change) {
    options_.data = folder_.path();
    options_.listen = "127.0.0.1:0";
    options_.rate_device = options_.rate_address = 0;
    options_.now = [this] { return clock.load(); };
    change(options_);
    restart();
  }
  TestRelay() : TestRelay([](Options&) {}) {}

  void restart() {
    server_.reset();
    server_ = std::make_unique<Server>(options_);
    const auto started = server_->start();
    EXPECT_TRUE(started) << started.error().what;
  }
  Server& server() { return *server_; }
  std::uint16_t port() const { return server_->port(); }
  const TestFolder& folder() const { return folder_; }

  Reply ask(const prim::KeyPair& device, Ask ask) {
    if (ask.time == Ask().time) ask.time = clock;
    TestClient client(port());
    client.send(to_text(ask, port(), device));
    return client.receive();
  }
  Reply get(const DeviceKeys& device, const std::string& target) {
    return ask(device.sign, {.target = target});
  }
  Reply post(const DeviceKeys& device, const std::string& target, const Bytes& body = {}) {
    return ask(device.sign, {.method = "POST", .target = target, .body = body});
  }
  // Sends the whole chain.
  void enrol(const TestPerson& person) {
    for (const Bytes& entry : person.entries)
      EXPECT_EQ(201, post(person.device(), person.path(), entry).status);
  }
  Reply write(const DeviceKeys& device, TestLog& log) {
    const auto seq = log.next();
    log.write();
    return post(device, log.path(seq), log.frame(seq));
  }

  std::atomic<std::int64_t> clock = Ask().time;

 private:
  TestFolder folder_;
  Options options_;
  std::unique_ptr<Server> server_;
};

inline std::string read_log(const TestLog& log, std::uint64_t from, int wait = 0) {
  return "/v1/read?log=" + to_hex(log.id()) + "." + std::to_string(from) + "&wait=" + std::to_string(wait);
}
inline std::string read_chain(const TestPerson& person, std::uint64_t from, int wait = 0) {
  return "/v1/read?chain=" + to_hex(person.identity) + "." + std::to_string(from) +
         "&wait=" + std::to_string(wait);
}
inline std::string link_path(const Id& id, int message, int wait = 0) {
  return "/v1/rendezvous/" + to_hex(id) + "/" + std::to_string(message) +
         (wait > 0 ? "?wait=" + std::to_string(wait) : "");
}

}  // namespace concertina::relay

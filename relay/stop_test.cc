// Ends, orderly and not: what was acknowledged is there afterwards, and nobody is left hanging.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

using Clock = std::chrono::steady_clock;

// A relay in a process of its own, so that it can be sent signals.
class RelayProcess {
 public:
  explicit RelayProcess(const std::string& data) {
    Options options;
    options.data = data;
    options.listen = "127.0.0.1:0";
    options.now = [] { return Ask().time; };
    int ends[2];
    EXPECT_EQ(0, ::pipe(ends));
    child_ = ::fork();
    if (child_ == 0) {
      ::close(ends[0]);
      ::_exit(child(options, ends[1]));
    }
    ::close(ends[1]);
    EXPECT_EQ(static_cast<ssize_t>(sizeof port_), ::read(ends[0], &port_, sizeof port_));
    ::close(ends[0]);
  }
  ~RelayProcess() {
    if (child_ > 0) end(SIGKILL);
  }
  std::uint16_t port() const { return port_; }

  // The exit status, or -1 if a signal ended it.
  int end(int signal) {
    ::kill(child_, signal);
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static int child(const Options& options, int out) {
    Server server(options);
    std::thread teller([&] {
      while (server.port() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      const std::uint16_t port = server.port();
      if (::write(out, &port, sizeof port) != sizeof port) ::_exit(4);
    });
    const auto ran = server.run();
    if (!ran) ::_exit(2);  // the parent sees the pipe's end instead of a port
    teller.join();
    return 0;
  }

  pid_t child_ = 0;
  std::uint16_t port_ = 0;
};

Reply send(std::uint16_t port, const DeviceKeys& device, const Ask& ask) {
  TestClient client(port);
  client.send(to_text(ask, port, device.sign));
  return client.receive();
}

Reply post(std::uint16_t port, const DeviceKeys& device, const std::string& target, const Bytes& body) {
  return send(port, device, {.method = "POST", .target = target, .body = body});
}

TEST(StopTest, APostedFrameSurvivesAKillOfTheStore) {
  TestFolder folder;
  TestPerson ada;
  TestLog log(ada.device(), Place::room);
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 5; ++round) {
    RelayProcess relay(folder.path());
    post(relay.port(), ada.device(), ada.path(), ada.entries[0]);
    // Killed while this thread still writes, so that some request is cut in the middle.
    std::atomic<bool> writing = false;
    std::thread killer([&] {
      while (!writing) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(10 + 7 * round));
      relay.end(SIGKILL);
    });
    while (true) {
      if (log.next() == acknowledged) log.write();
      const int status =
          post(relay.port(), ada.device(), log.path(acknowledged), log.frame(acknowledged)).status;
      writing = true;
      if (status != 201 && status != 200) break;
      ++acknowledged;
    }
    killer.join();
    RelayProcess again(folder.path());
    const auto answer = send(again.port(), ada.device(), {.target = read_log(log, 0)}).read();
    ASSERT_EQ(1u, answer.logs.size());
    // At most the one that was not acknowledged any more is there besides.
    EXPECT_GE(answer.logs[0].next, acknowledged);
    EXPECT_LE(answer.logs[0].next, acknowledged + 1);
    for (std::uint64_t i = 0; i < answer.logs[0].frames.size(); ++i)
      EXPECT_EQ(log.frame(i), answer.logs[0].frames[i]);
  }
  EXPECT_GT(acknowledged, 0u);
}

TEST(StopTest, SigtermAnswersWaitingPollsAndEnds) {
  for (const int signal : {SIGTERM, SIGINT}) {
    TestFolder folder;
    TestPerson ada;
    TestLog log(ada.device(), Place::room);
    RelayProcess relay(folder.path());
    post(relay.port(), ada.device(), ada.path(), ada.entries[0]);
    TestClient waiting(relay.port()), idle(relay.port());
    waiting.send(to_text({.target = read_log(log, 0, 25)}, relay.port(), ada.device().sign));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto began = Clock::now();
    EXPECT_EQ(0, relay.end(signal));
    EXPECT_LT(Clock::now() - began, std::chrono::seconds(5));
    Reply reply = waiting.receive();
    EXPECT_EQ(200, reply.status);
    EXPECT_EQ(1u, reply.read().logs.size());
    EXPECT_EQ("close", reply.headers["connection"]);
    EXPECT_TRUE(idle.ended());
  }
}

TEST(StopTest, ARequestThatComesDuringTheStopIsToldSo) {
  TestRelay relay;
  TestPerson ada;
  relay.enrol(ada);
  TestClient client(relay.port());
  const std::string text = to_text({.target = read_chain(ada, 0)}, relay.port(), ada.device().sign);
  client.send(text.substr(0, 20));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::thread stopper([&] { relay.server().stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  client.send(text.substr(20));
  const Reply reply = client.receive();
  stopper.join();
  EXPECT_EQ(503, reply.status);
  EXPECT_EQ(reason::kStopping, reply.reason());
}

TEST(StopTest, AClientThatNeverFinishesDoesNotHoldUpTheEnd) {
  TestRelay relay;
  TestClient client(relay.port());
  client.send("GET /healthz HT");
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto began = Clock::now();
  relay.server().stop();
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(5));
  EXPECT_TRUE(client.ended());
}

TEST(StopTest, StoppingTwiceOrNeverStartedIsFine) {
  TestRelay relay;
  relay.server().stop();
  relay.server().stop();
  Server never{Options()};
  never.stop();
}

TEST(StopTest, EveryQueuedWriteIsAnsweredAndStored) {
  TestRelay relay;
  TestPerson ada;
  relay.enrol(ada);
  TestLog log(ada.device(), Place::room);
  TestClient client(relay.port());
  std::string all;
  for (std::uint64_t seq = 0; seq < 50; ++seq) {
    all += to_text({.method = "POST", .target = log.path(seq), .body = log.write()}, relay.port(),
                   ada.device().sign);
  }
  client.send(all);
  EXPECT_EQ(201, client.receive().status);
  relay.server().stop();
  std::uint64_t stored = 1;
  while (client.receive().status == 201) ++stored;
  relay.restart();
  EXPECT_EQ(stored, relay.get(ada.device(), read_log(log, 0)).read().logs.at(0).next);
}

TEST(StopTest, AFullDiskRefusesWritesAndNothingElse) {
  TestRelay relay;
  TestPerson ada;
  relay.enrol(ada);
  TestLog log(ada.device(), Place::room);
  ASSERT_EQ(201, relay.write(ada.device(), log).status);
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{64 * 1024, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  int status = 201;
  std::uint64_t stored = 1;
  while (status == 201 && stored < 100) {
    const Reply reply = relay.write(ada.device(), log);
    status = reply.status;
    if (status == 201) ++stored;
    if (status != 201) EXPECT_EQ(reason::kFull, reply.reason());
  }
  EXPECT_EQ(507, status);
  EXPECT_EQ(stored, relay.get(ada.device(), read_log(log, 0)).read().logs.at(0).next);
  EXPECT_EQ(507, relay.post(ada.device(), log.path(stored), log.frame(stored)).status);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(201, relay.post(ada.device(), log.path(stored), log.frame(stored)).status);
  relay.restart();
  EXPECT_EQ(stored + 1, relay.get(ada.device(), read_log(log, 0)).read().logs.at(0).frames.size());
}

}  // namespace
}  // namespace concertina::relay

// Clients that are slow, broken or hostile: they get their answer or their end, and the relay goes on.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

class SocketTest : public ::testing::Test {
 protected:
  void TearDown() override {
    TestClient client(relay.port());
    client.send("GET /healthz HTTP/1.1\r\n\r\n");
    EXPECT_EQ(200, client.receive().status) << "the relay does not go on";
  }
  TestRelay relay{[](Options& options) {
    options.read_timeout_ms = 200;
    options.idle_timeout_ms = 400;
    options.write_timeout_ms = 400;
  }};
};

TEST_F(SocketTest, GarbageIsAnsweredAndClosed) {
  TestClient client(relay.port());
  client.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(500, '\xff') +
              "\r\n\r\n");
  Reply reply = client.receive();
  EXPECT_EQ(400, reply.status);
  EXPECT_EQ(reason::kBad, reply.reason());
  EXPECT_TRUE(client.ended());
}

TEST_F(SocketTest, ASlowHeaderTimesOut) {
  TestClient client(relay.port());
  client.send("GET /healthz HT");
  EXPECT_TRUE(client.ended());
}

TEST_F(SocketTest, DrippingBytesDoesNotKeepAConnectionOpen) {
  TestClient client(relay.port());
  client.send("GET /healthz HTTP/1.1\r\n");
  bool open = true;
  for (int i = 0; i < 400 && open; ++i) {
    char byte = 0;
    open = client.send("X-A: b\r\n") && ::recv(client.raw(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_FALSE(open);
}

TEST_F(SocketTest, ASlowBodyTimesOut) {
  TestClient client(relay.port());
  client.send("POST /v1/chains/00 HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf");
  EXPECT_TRUE(client.ended());
}

TEST_F(SocketTest, AnIdleConnectionIsClosed) {
  TestClient silent(relay.port()), spoke(relay.port());
  spoke.send("GET /healthz HTTP/1.1\r\n\r\n");
  EXPECT_EQ(200, spoke.receive().status);
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(spoke.ended());
}

TEST_F(SocketTest, AClientThatCloseItsHalfInTheMiddleIsForgotten) {
  TestClient client(relay.port());
  client.send("GET /healthz HT");
  client.half_close();
  EXPECT_TRUE(client.ended());
}

TEST_F(SocketTest, AReaderThatNeverReadsIsClosed) {
  TestPerson ada;
  relay.enrol(ada);
  TestLog log(ada.device(), Place::room);
  for (int i = 0; i < 64; ++i) relay.write(ada.device(), log);
  TestClient lazy(relay.port());
  const std::string request = to_text({.target = read_log(log, 0)}, relay.port(), ada.device().sign);
  for (int i = 0; i < 100; ++i) lazy.send(request);  // 25 MB of answers, more than sockets buffer
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  int answers = 0;
  while (lazy.receive().status == 200) ++answers;
  EXPECT_LT(answers, 100);
}

TEST_F(SocketTest, AnOversizedHeaderIsRefused) {
  TestClient client(relay.port());
  client.send("GET /healthz HTTP/1.1\r\nX-Long: " + std::string(kMostRequestHeader, 'a') + "\r\n\r\n");
  const Reply reply = client.receive();
  EXPECT_EQ(431, reply.status);
  EXPECT_EQ(reason::kTooLarge, reply.reason());
  EXPECT_TRUE(client.ended());
}

TEST_F(SocketTest, AnOversizedBodyIsRefusedThoughItIsStillBeingSent) {
  TestClient client(relay.port());
  client.send("POST /v1/logs/00/0 HTTP/1.1\r\nContent-Length: 400000\r\n\r\n");
  client.send(std::string(400'000, 'a'));
  const Reply reply = client.receive();
  EXPECT_EQ(413, reply.status);
  EXPECT_EQ(reason::kTooLarge, reply.reason());
}

TEST_F(SocketTest, AnOversizedBodyInChunksIsRefused) {
  TestClient client(relay.port());
  client.send("POST /v1/logs/00/0 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 5; ++i) client.send("10000\r\n" + std::string(0x10000, 'a') + "\r\n");
  EXPECT_EQ(413, client.receive().status);
}

TEST_F(SocketTest, TheGreatestBodyIsRead) {
  TestClient client(relay.port());
  client.send("POST /v1/logs/00/0 HTTP/1.1\r\nContent-Length: " + std::to_string(kMostRequestBody) +
              "\r\n\r\n" + std::string(kMostRequestBody, 'a'));
  EXPECT_EQ(400, client.receive().status);  // for its address, not for its size
}

TEST_F(SocketTest, PipelinedRequestsAreAnsweredInOrder) {
  TestPerson ada;
  relay.enrol(ada);
  TestLog log(ada.device(), Place::room);
  std::string all;
  for (std::uint64_t seq = 0; seq < 20; ++seq) {
    all += to_text({.method = "POST", .target = log.path(seq), .body = log.write()}, relay.port(),
                   ada.device().sign);
  }
  all += to_text({.target = read_log(log, 0), .close = true}, relay.port(), ada.device().sign);
  TestClient client(relay.port());
  client.send(all);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(201, client.receive().status);
  EXPECT_EQ(20u, client.receive().read().logs.at(0).frames.size());
  EXPECT_TRUE(client.ended());
}

TEST_F(SocketTest, AClientThatAsksBeforeItsBodyIsToldToGoOn) {
  TestPerson ada;
  const std::string text = to_text(
      {.method = "POST", .target = ada.path(), .body = ada.entries[0], .extra = "Expect: 100-continue\r\n"},
      relay.port(), ada.device().sign);
  const auto end = text.find("\r\n\r\n") + 4;
  TestClient client(relay.port());
  client.send(text.substr(0, end));
  EXPECT_EQ(100, client.receive().status);
  client.send(text.substr(end));
  EXPECT_EQ(201, client.receive().status);
}

TEST_F(SocketTest, AnOldProxyMaySpeakHttp10) {
  TestClient client(relay.port());
  client.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(200, client.receive().status);
  EXPECT_TRUE(client.ended());
}

TEST(SocketCapTest, ConnectionsOverTheCapAreClosedAndOthersGoOn) {
  TestRelay relay([](Options& options) { options.most_connections = 2; });
  TestClient first(relay.port()), second(relay.port());
  const auto healthy = [](TestClient& client) {
    client.send("GET /healthz HTTP/1.1\r\n\r\n");
    return client.receive().status == 200;
  };
  EXPECT_TRUE(healthy(first));
  EXPECT_TRUE(healthy(second));
  TestClient third(relay.port());
  EXPECT_TRUE(third.ended());
  EXPECT_TRUE(healthy(first));
}

}  // namespace
}  // namespace concertina::relay

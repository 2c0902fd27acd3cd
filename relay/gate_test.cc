// Who is asking: signatures, clocks, origins, rates. Over real sockets.
#include <gtest/gtest.h>

#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

class GateTest : public ::testing::Test {
 protected:
  void SetUp() override { relay.enrol(ada); }
  Reply ask(Ask ask) { return relay.ask(ada.device().sign, std::move(ask)); }
  TestRelay relay;
  TestPerson ada;
};

TEST_F(GateTest, ARequestSignedForAnotherRelayIsRefused) {
  const Reply reply = ask({.target = read_chain(ada, 0), .origin = "https://other.example"});
  EXPECT_EQ(401, reply.status);
  EXPECT_EQ(reason::kSignature, reply.reason());
}

TEST_F(GateTest, AllNamesOfThisMachineAreTheSameRelay) {
  for (const char* host : {"127.0.0.1", "localhost", "[::1]"}) {
    const std::string origin = "http://" + std::string(host) + ":" + std::to_string(relay.port());
    EXPECT_EQ(200, ask({.target = read_chain(ada, 0), .origin = origin}).status) << host;
  }
  EXPECT_EQ(401, ask({.target = read_chain(ada, 0), .origin = "http://localhost"}).status);
}

TEST(GateOriginTest, AnOwnersOriginIsTheOnlyOne) {
  TestRelay relay([](Options& options) { options.origin = "https://Concertina.Example:443/"; });
  TestPerson ada;
  Ask begin{.method = "POST", .target = ada.path(), .body = ada.entries[0]};
  EXPECT_EQ(401, relay.ask(ada.device().sign, begin).status);
  begin.origin = "https://concertina.example";
  EXPECT_EQ(201, relay.ask(ada.device().sign, begin).status);
}

TEST_F(GateTest, ASkewedClockIsToldByHowMuchAndTheRelaysTime) {
  Reply reply = ask({.target = read_chain(ada, 0), .time = relay.clock + kMostSkew + 60});
  EXPECT_EQ(401, reply.status);
  EXPECT_EQ(reason::kClock, reply.reason());
  EXPECT_EQ(relay.clock, reply.refusal().time);
  EXPECT_NE(std::string::npos, reply.refusal().say.find("6 minutes ahead of the relay's"))
      << reply.refusal().say;
  reply = ask({.target = read_chain(ada, 0), .time = relay.clock - 3 * 86'400});
  EXPECT_NE(std::string::npos, reply.refusal().say.find("3 days behind the relay's")) << reply.refusal().say;
  EXPECT_EQ(200, ask({.target = read_chain(ada, 0), .time = relay.clock + kMostSkew}).status);
  EXPECT_EQ(200, ask({.target = read_chain(ada, 0), .time = relay.clock - kMostSkew}).status);
}

TEST_F(GateTest, ARequestReplayedAfterFiveMinutesIsRefused) {
  TestLog log(ada.device(), Place::room);
  const std::string request = to_text({.method = "POST", .target = log.path(0), .body = log.write()},
                                      relay.port(), ada.device().sign);
  const auto send = [&] {
    TestClient client(relay.port());
    client.send(request);
    return client.receive();
  };
  EXPECT_EQ(201, send().status);
  EXPECT_EQ(200, send().status);  // in time it changes nothing
  relay.clock += kMostSkew + 1;
  EXPECT_EQ(reason::kClock, send().reason());
}

TEST_F(GateTest, ASignatureHoldsForItsOwnRequestOnly) {
  const Ask good{.target = read_chain(ada, 0)};
  const std::string text = to_text(good, relay.port(), ada.device().sign);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string other = text;
    other.replace(other.find(from), from.size(), to);
    TestClient client(relay.port());
    client.send(other);
    return client.receive();
  };
  EXPECT_EQ(200, changed("GET", "GET").status);
  EXPECT_EQ(reason::kSignature, changed("wait=0", "wait=1").reason());
  EXPECT_EQ(reason::kSignature,
            changed("Concertina-Time: 1800000000", "Concertina-Time: 1800000001").reason());
  const std::string other = to_hex(fresh_device().sign.public_key);
  EXPECT_EQ(reason::kSignature, changed(to_hex(ada.device().sign.public_key), other).reason());
  EXPECT_EQ(reason::kSignature, changed("Concertina-Signature", "Concertina-Nothing").reason());
  EXPECT_EQ(reason::kSignature, changed("Concertina-Time: 18", "Concertina-Time: -8").reason());
  EXPECT_EQ(reason::kSignature, changed("Content-Length: 0\r\n\r\n", "Content-Length: 1\r\n\r\nx").reason());
  EXPECT_EQ(reason::kSignature, changed("Host: relay", "Concertina-Time: 1800000000").reason());  // twice
}

TEST_F(GateTest, UnknownPathsAndWrongMethodsAreTold) {
  EXPECT_EQ(404, ask({.target = "/"}).status);
  EXPECT_EQ(404, ask({.target = "/v1/"}).status);
  EXPECT_EQ(404, ask({.target = "/v2/read"}).status);
  EXPECT_EQ(404, ask({.target = ada.path() + "/"}).status);
  Reply reply = ask({.method = "POST", .target = read_chain(ada, 0)});
  EXPECT_EQ(405, reply.status);
  EXPECT_EQ("GET", reply.headers["allow"]);
  EXPECT_EQ("application/cbor", reply.headers["content-type"]);
  EXPECT_EQ("POST", ask({.method = "DELETE", .target = ada.path()}).headers["allow"]);
  EXPECT_EQ("GET, POST", ask({.method = "WHATEVER", .target = link_path(fresh_id(), 1)}).headers["allow"]);
  EXPECT_EQ(400, ask({.method = "POST", .target = "/v1/chains/abc"}).status);
  EXPECT_EQ(400, ask({.target = "/v1/read?log=1"}).status);
}

TEST_F(GateTest, HealthIsPlainText) {
  TestClient client(relay.port());
  client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nHEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  Reply reply = client.receive();
  EXPECT_EQ(200, reply.status);
  EXPECT_EQ("ok\n", as_text(reply.body));
  EXPECT_EQ("text/plain; charset=utf-8", reply.headers["content-type"]);
  reply = client.receive(true);
  EXPECT_EQ(200, reply.status);
  EXPECT_EQ("3", reply.headers["content-length"]);
}

TEST_F(GateTest, NoAnswerIsKeptOrGuessedAtByABrowser) {
  for (const std::string& target : {read_chain(ada, 0), std::string("/healthz"), std::string("/nothing")}) {
    Reply reply = ask({.target = target});
    EXPECT_EQ("no-store", reply.headers["cache-control"]);
    EXPECT_EQ("nosniff", reply.headers["x-content-type-options"]);
    EXPECT_EQ("default-src 'none'", reply.headers["content-security-policy"]);
  }
}

// How many are taken until one is refused; -1 if that never happens.
int asked_until_slow(TestRelay& relay, const DeviceKeys& device, const Ask& ask) {
  for (int i = 0; i < 200; ++i) {
    Reply reply = relay.ask(device.sign, ask);
    if (reply.status != 429) continue;
    EXPECT_EQ(reason::kSlow, reply.reason());
    EXPECT_EQ("1", reply.headers["retry-after"]);
    return i;
  }
  return -1;
}

TEST(GateRateTest, ADeviceThatAsksTooFastIsSlowedAndOthersAreNot) {
  TestRelay relay([](Options& options) { options.rate_device = 1; });
  TestPerson ada, ben;
  relay.enrol(ada);
  relay.enrol(ben);
  EXPECT_GT(asked_until_slow(relay, ada.device(), {.target = read_chain(ada, 0)}), 5);
  EXPECT_EQ(200, relay.get(ben.device(), read_chain(ben, 0)).status);
}

TEST(GateRateTest, AnAddressThatAsksTooFastIsSlowedBeforeAnySignature) {
  TestRelay relay([](Options& options) {
    options.rate_address = 1;
    options.trust_proxy = true;
  });
  const Ask ask{.target = "/healthz", .extra = "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n"};
  EXPECT_GT(asked_until_slow(relay, fresh_device(), ask), 5);
  const Ask other{.target = "/healthz", .extra = "X-Forwarded-For: 192.0.2.7, 192.0.2.8\r\n"};
  EXPECT_EQ(200, relay.ask(fresh_device().sign, other).status);
}

TEST(GateRateTest, AForwardedAddressCountsOnlyWhereTheProxyIsTrusted) {
  TestRelay relay([](Options& options) { options.rate_address = 1; });
  const Ask ask{.target = "/healthz", .extra = "X-Forwarded-For: 192.0.2.7\r\n"};
  EXPECT_GT(asked_until_slow(relay, fresh_device(), ask), 5);
  const Ask other{.target = "/healthz", .extra = "X-Forwarded-For: 192.0.2.8\r\n"};
  const int taken = asked_until_slow(relay, fresh_device(), other);
  EXPECT_GE(taken, 0);
  EXPECT_LT(taken, 5);
}

}  // namespace
}  // namespace concertina::relay

// The page from one's own machine: what it asks reaches the relay as it was signed, nothing else is passed
// on, and it works, says why and ends whatever the relay does.
#include "cli/open.h"

#include <gtest/gtest.h>

#include "cli/errands.h"
#include "cli/test_serving.h"
#include "cli/test_site.h"
#include "relay/test_relay.h"

namespace concertina::cli::test {
namespace {

using relay::Ask;
using relay::Reply;
using relay::TestClient;
using relay::TestPerson;
using std::chrono::seconds;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
std::string words(const Reply& reply) { return std::string(as_text(reply.body)); }

// The server of `concertina open`, in this process.
class Opened {
 public:
  Opened(const std::string& relay, const std::string& web) : errands_(world_, relay) {
    relay::Options options;
    options.listen = "127.0.0.1:0";
    options.web = web;
    options.rate_device = options.rate_address = 0;
    options.elsewhere = &errands_;
    server_ = std::make_unique<relay::Server>(options);
    const auto started = server_->start();
    EXPECT_TRUE(started) << started.error().what;
  }
  std::uint16_t port() const { return server_->port(); }
  std::string address() const { return server_->address(); }
  void stop() { server_.reset(); }

  // A request of the page, as its device signs it; `relay`: for which it is.
  std::string text(Ask ask, const prim::KeyPair& device, const std::string& relay) const {
    ask.origin = relay;
    ask.extra += "Concertina-Relay: " + relay + "\r\n";
    std::string out = to_text(ask, port(), device);
    return out.replace(out.find("Host: relay"), 11, "Host: 127.0.0.1:" + std::to_string(port()));
  }
  Reply ask(Ask ask, const prim::KeyPair& device) const {
    return raw(text(std::move(ask), device, errands_.origin()));
  }
  Reply get(const std::string& target, const std::string& host = "") const {
    return raw("GET " + target + " HTTP/1.1\r\nHost: " + (host.empty() ? address().substr(7) : host) +
               "\r\n\r\n");
  }
  Reply raw(const std::string& request) const {
    TestClient client(port());
    client.send(request);
    return client.receive();
  }

 private:
  concertina::test::SeededAmbient ambient_{1};
  Printed printed_;
  std::atomic<bool> ended_{false};
  World world_{ambient_, printed_.stream(), printed_.stream(), ended_};
  Errands errands_;
  std::unique_ptr<relay::Server> server_;
};

class Open : public testing::Test {
 protected:
  Reply directly(Ask ask, const prim::KeyPair& device) { return relay.ask(device, std::move(ask)); }

  Folder folder;
  Site site{folder.path("web")};
  std::atomic<int> asked = 0;
  relay::TestRelay relay{
      [this](relay::Options& options) { options.on_answer = [this](const relay::Response&) { ++asked; }; }};
  const std::string origin = "http://127.0.0.1:" + std::to_string(relay.port());
  Opened opened{origin, site.folder()};
  TestPerson ada;
};

TEST_F(Open, WhatThePageAsksReachesTheRelayAsItWasSigned) {
  for (const Bytes& entry : ada.entries) {
    EXPECT_EQ(201,
              opened.ask({.method = "POST", .target = ada.path(), .body = entry}, ada.device().sign).status);
  }
  relay::TestLog log(ada.device(), Place::table);
  log.write();
  const Ask write{.method = "POST", .target = log.path(0), .body = log.frame(0)};
  EXPECT_EQ(201, opened.ask(write, ada.device().sign).status);
  EXPECT_EQ(200, directly(write, ada.device().sign).status);
  const Ask read{.target = relay::read_log(log, 0)};
  const Reply here = opened.ask(read, ada.device().sign), there = directly(read, ada.device().sign);
  EXPECT_EQ(200, here.status);
  EXPECT_EQ(there.body, here.body);
  EXPECT_EQ(1u, here.read().logs.front().frames.size());
  // A refusal comes as the relay gave it.
  const Ask again{.method = "POST", .target = log.path(0), .body = log.other(0, "other words")};
  EXPECT_EQ(409, opened.ask(again, ada.device().sign).status);
  EXPECT_EQ(directly(again, ada.device().sign).body, opened.ask(again, ada.device().sign).body);
}

TEST_F(Open, ServesTheWebAppAndSaysToWhichRelayItBelongs) {
  const Reply page = opened.get("/");
  EXPECT_EQ(200, page.status);
  EXPECT_EQ(site.files.at("index.html"), words(page));
  EXPECT_EQ(relay::kPagePolicy, page.headers.at("content-security-policy"));
  EXPECT_EQ(origin, words(opened.get("/v1/relay")));
  EXPECT_EQ("ok\n", words(opened.get("/healthz")));
  EXPECT_EQ(0, asked);
  EXPECT_EQ(404, directly({.target = "/v1/relay"}, ada.device().sign).status);  // it is the relay itself
}

TEST_F(Open, ARequestForAnotherRelayOrOfAnotherPageIsNotPassedOn) {
  const std::string elsewhere = "https://other.example";
  const Reply other = opened.raw(opened.text({.target = "/v1/read?wait=0"}, ada.device().sign, elsewhere));
  EXPECT_EQ(400, other.status);
  EXPECT_EQ("bad", other.reason());  // nothing that a page would take for a relay's word about its partner
  EXPECT_EQ("Concertina was opened here for the relay at " + origin +
                ", and your room belongs to the one at https://other.example. Open it with --relay and that "
                "address.",
            other.refusal().say);
  // A page from elsewhere can't set the header.
  std::string bare = opened.text({.target = "/v1/read?wait=0"}, ada.device().sign, origin);
  bare.erase(bare.find("Concertina-Relay"),
             bare.find("\r\n", bare.find("Concertina-Relay")) + 2 - bare.find("Concertina-Relay"));
  EXPECT_EQ(400, opened.raw(bare).status);
  EXPECT_EQ(0, asked);
}

TEST_F(Open, ByAnotherNameTheBrowserIsSentToTheRightAddress) {
  const std::string port = std::to_string(opened.port());
  for (const std::string& host :
       {"localhost:" + port, "[::1]:" + port, "evil.example:" + port, std::string("x")}) {
    for (const char* target : {"/", "/v1/relay", "/v1/read?wait=0"}) {
      const Reply reply = opened.get(target, host);
      EXPECT_EQ(307, reply.status) << host << target;
      EXPECT_EQ(opened.address(), reply.headers.at("location"));
    }
  }
  EXPECT_EQ(0, asked);
}

TEST_F(Open, NothingButARelaysOwnRequestsIsPassedOn) {
  const prim::KeyPair& device = ada.device().sign;
  EXPECT_EQ(404, opened.ask({.target = "/v1/other"}, device).status);
  EXPECT_EQ(404, opened.ask({.target = "/v1/../admin"}, device).status);
  EXPECT_EQ(405, opened.ask({.method = "PUT", .target = ada.path()}, device).status);
  EXPECT_EQ(405, opened.ask({.method = "OPTIONS", .target = ada.path()}, device).status);
  EXPECT_EQ(400, opened.ask({.target = "/v1/read?x=1"}, device).status);
  EXPECT_EQ(413, opened.ask({.method = "POST", .target = ada.path(), .body = Bytes(300'000)}, device).status);
  EXPECT_EQ(400, opened.ask({.target = "/v1/read?wait=0", .token = "a b"}, device).status);
  std::string unsigned_one = opened.text({.target = "/v1/read?wait=0"}, device, origin);
  unsigned_one.replace(unsigned_one.find("Concertina-Signature"), 10, "Other-Name");
  EXPECT_EQ(401, opened.raw(unsigned_one).status);
  EXPECT_EQ(0, asked);
}

TEST_F(Open, WhileTheRelayIsAwayThePageComesAndIsToldWhy) {
  relay.server().stop();
  const Reply reply = opened.ask({.target = "/v1/read?wait=0"}, ada.device().sign);
  EXPECT_EQ(502, reply.status);
  EXPECT_TRUE(
      holds(words(reply), origin + " can't be reached (nobody answers there). What you wrote is kept here"))
      << words(reply);
  EXPECT_EQ(200, opened.get("/").status);
}

TEST_F(Open, WhatIsNoRelayStaysOutsideThePage) {
  const auto through = [&](const std::string& answer) {
    WrongServer server(answer);
    return Opened(server.url(), site.folder()).ask({.target = "/v1/read?wait=0"}, ada.device().sign);
  };
  const Reply page = through(http("200 OK", "<script>", "Content-Type: text/html\r\nSet-Cookie: a=b\r\n"));
  EXPECT_EQ(200, page.status);
  EXPECT_EQ("application/octet-stream", page.headers.at("content-type"));
  EXPECT_EQ("default-src 'none'", page.headers.at("content-security-policy"));
  EXPECT_FALSE(page.headers.contains("set-cookie"));
  const Reply away = through(http("302 Found", "", "Location: http://elsewhere.example/\r\n"));
  EXPECT_EQ(302, away.status);
  EXPECT_FALSE(away.headers.contains("location"));
  EXPECT_EQ(502, through("HTTP/1.1 200 OK\r\n\r\n" + std::string(3 * 1024 * 1024, 'x')).status);
  EXPECT_EQ(502, through("SSH-2.0-OpenSSH_9.2\r\n\r\n").status);
  EXPECT_EQ(502, through("HTTP/1.1 999 Strange\r\nContent-Length: 0\r\n\r\n").status);
}

TEST_F(Open, APageThatStopsWaitingFreesItsPlace) {
  WrongServer silent("");
  Opened waits(silent.url(), site.folder());
  const std::string request = waits.text({.target = "/v1/read?wait=25"}, ada.device().sign, silent.url());
  {
    std::vector<std::unique_ptr<TestClient>> pages;
    for (std::size_t i = 0; i < Errands::kAtOnce; ++i) {
      pages.push_back(std::make_unique<TestClient>(waits.port()));
      pages.back()->send(request);
    }
    ASSERT_TRUE(eventually([&] { return silent.asked() == static_cast<int>(Errands::kAtOnce); }));
  }
  TestClient next(waits.port());
  next.send(request);
  EXPECT_TRUE(eventually([&] { return silent.asked() == static_cast<int>(Errands::kAtOnce) + 1; }));
}

TEST_F(Open, EndsAtOnceWhileAPageWaits) {
  WrongServer silent("");
  Opened waits(silent.url(), site.folder());
  TestClient page(waits.port());
  page.send(waits.text({.target = "/v1/read?wait=25"}, ada.device().sign, silent.url()));
  ASSERT_TRUE(eventually([&] { return silent.asked() == 1; }));
  const auto began = std::chrono::steady_clock::now();
  waits.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(4));
}

TEST(OpenVerb, PrintsTheAddressAndRunsUntilItIsEnded) {
  Folder folder;
  Site site(folder.path("web"));
  WrongServer relay(http("200 OK", "ok\n"));
  for (const int signal : {SIGINT, SIGTERM}) {
    Serving serving({"open", "--relay", relay.url() + "/", "--port", "0", "--web", site.folder()},
                    folder.path("log" + std::to_string(signal)));
    ASSERT_TRUE(eventually([&] { return !serving.url().empty(); })) << serving.printed();
    const std::string url = serving.url();
    EXPECT_EQ(0, call_alone({"verify-web", url, "--manifest", site.manifest()}).code);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(0, serving.end(signal));
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(4));
    EXPECT_TRUE(holds(serving.printed(), "Open " + url + " in a browser on this machine.\n"));
    EXPECT_TRUE(holds(serving.printed(), "to the relay at " + relay.url() + ".\n")) << serving.printed();
    EXPECT_FALSE(holds(serving.printed(), "can't be reached")) << serving.printed();
  }
}

TEST(OpenVerb, ARelayThatIsAwayIsSaidAndNoHindrance) {
  Folder folder;
  Site site(folder.path("web"));
  Serving serving({"open", "--relay", "http://127.0.0.1:1", "--port", "0", "--web", site.folder()},
                  folder.path("log"));
  ASSERT_TRUE(eventually([&] { return !serving.url().empty(); })) << serving.printed();
  EXPECT_EQ(0, serving.end(SIGINT));
  EXPECT_TRUE(holds(serving.printed(), "(nobody answers there)")) << serving.printed();
  EXPECT_TRUE(holds(serving.printed(), "The page opens all the same.\n")) << serving.printed();
}

TEST(OpenVerb, SaysPlainlyWhyItCannotBegin) {
  Folder folder;
  Site site(folder.path("web"));
  WrongServer relay(http("200 OK", "ok\n"));
  std::filesystem::create_directory(folder.path("empty"));
  const std::string taken = std::to_string(relay.port());
  const std::tuple<Words, int, const char*> cases[] = {
      {{"--relay", "nonsense", "--web", site.folder()}, 2, "is not the address of a relay"},
      {{"--web", site.folder()}, 2, "--relay is required"},
      {{"--relay", relay.url(), "--web", folder.path("empty")}, 2, "has no index.html"},
      {{"--relay", relay.url(), "--web", folder.path("none")}, 2, "there is no such folder"},
      {{"--relay", relay.url()}, 3, "There is no web app beside this program"},
      {{"--relay", relay.url(), "--web", site.folder(), "--port", taken}, 7, "Something else listens at"},
      {{"--relay", relay.url(), "--web", site.folder(), "--port", "80"}, 2, "--port"},
  };
  for (const auto& [more, code, says] : cases) {
    Words words{"open"};
    words.insert(words.end(), more.begin(), more.end());
    const Said said = call_alone(words);
    EXPECT_EQ(code, said.code) << said.err;
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_EQ("", said.out);
  }
}

TEST(OpenServer, IsForThisMachineAlone) {
  Folder folder;
  Site site(folder.path("web"));
  concertina::test::SeededAmbient ambient(1);
  Printed printed;
  const std::atomic<bool> ended = false;
  const World world{ambient, printed.stream(), printed.stream(), ended};
  Errands errands(world, "http://127.0.0.1:1");
  relay::Options options;
  options.listen = "0.0.0.0:0";
  options.web = site.folder();
  options.elsewhere = &errands;
  const auto started = relay::Server(options).start();
  ASSERT_FALSE(started);
  EXPECT_EQ(Code::invalid, started.error().code);
}

}  // namespace
}  // namespace concertina::cli::test

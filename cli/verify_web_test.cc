// The page that is served, held against the list of a build: the same bytes and no others pass, each kind of
// change is named, and whatever else answers at the address is told apart, without waiting for it for ever.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/inspection.h"
#include "cli/test_site.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class VerifyWeb : public testing::Test {
 protected:
  Said verify(const std::string& url) { return ada({"verify-web", url, "--manifest", site.manifest()}); }
  // Refused, with one sentence about what was found; this is what was found.
  std::string found(const std::string& url) {
    const Said said = verify(url);
    EXPECT_EQ(6, said.code) << said.out << said.err;
    EXPECT_TRUE(holds(said.err, "The page at " + url + " is not the one of this list")) << said.err;
    EXPECT_EQ(1, std::ranges::count(said.err, '\n')) << said.err;
    return said.out;
  }
  std::string found_of(const std::string& address, const std::string& answer) {
    BentServer server(site, {{address, answer}});
    return found(server.url());
  }

  Folder folder;
  Site site{folder.path("web")};
  Clock clock{0};
  Person ada{folder.path("home"), 1, clock};
};

class VerifyServed : public VerifyWeb {
 protected:
  Relay relay{clock, [this](relay::Options& options) { options.web = site.folder(); }};
};

TEST_F(VerifyServed, ThePageOfTheSameBuildPasses) {
  // One of them is there packed too, as a browser gets it.
  ASSERT_EQ(0, std::system(("gzip -9kn '" + site.path("assets/app-1a2b.js") + "'").c_str()));
  relay.restart();
  const Said said = verify(relay.url());
  EXPECT_EQ(0, said.code) << said.out;
  EXPECT_TRUE(said.out.starts_with("The same: all 8 addresses of the page at " + relay.url())) << said.out;
  EXPECT_TRUE(holds(said.out, "concertina open --relay " + relay.url() + "\n")) << said.out;
  EXPECT_EQ("", said.err);
  // What else lies in the folder is no part of the page.
  write_file(site.path("notes.txt"), "left here");
  relay.restart();
  EXPECT_EQ(0, verify(relay.url() + "/").code);
  EXPECT_EQ((Json{{"relay", relay.url()}, {"same", true}, {"addresses", 8}, {"differences", Json::array()}}),
            Json::parse(ada({"--json", "verify-web", relay.url(), "--manifest", site.manifest()}).out));
}

TEST_F(VerifyServed, OneByteChangedInAnyFileIsRefusedAndTheFileIsNamed) {
  for (const auto& [name, body] : site.files) {
    std::string changed = body;
    changed[changed.size() / 2] ^= 1;
    write_file(site.path(name), changed);
    relay.restart();
    const std::string said = found(relay.url());
    EXPECT_TRUE(holds(said, "/" + name + " has other bytes than in the list.\n")) << said;
    // The page itself is served under three addresses.
    EXPECT_EQ(name == "index.html" ? 4 : 1, std::ranges::count(said, '\n')) << said;
    write_file(site.path(name), body);
  }
}

TEST_F(VerifyServed, WhatIsMissingLongerOrShorterIsNamed) {
  write_file(site.path("icon.svg"), "<svg/> and more");
  write_file(site.path("sw.js"), "");
  std::filesystem::remove(site.path("assets/app-1a2b.js"));
  relay.restart();
  const std::string said = found(relay.url());
  EXPECT_TRUE(holds(said, "/icon.svg is longer than the 6 bytes of the list.\n")) << said;
  EXPECT_TRUE(holds(said, "/sw.js has 0 bytes, and 16 in the list.\n")) << said;
  EXPECT_TRUE(holds(said, "/assets/app-1a2b.js is not there.\n")) << said;
  const Json json =
      Json::parse(ada({"--json", "verify-web", relay.url(), "--manifest", site.manifest()}).out);
  EXPECT_FALSE(json["same"]);
  EXPECT_EQ(3u, json["differences"].size());
}

TEST_F(VerifyServed, APageThatWouldLoadWhatIsNotInTheListNamesIt) {
  write_file(site.path("index.html"),
             site.files.at("index.html") + "<SCRIPT SRC = /assets/more.js></script>" +
                 "<link href='//elsewhere.example/x.css?1'><img src=\"/icon.svg#a\">");
  write_file(site.path("assets/more.js"), "steal()");
  relay.restart();
  const std::string said = found(relay.url());
  EXPECT_TRUE(holds(said, "/ loads “/assets/more.js”, which is not in the list.\n")) << said;
  EXPECT_TRUE(holds(said, "/ loads “//elsewhere.example/x.css?1”, which is not in the list.\n")) << said;
  EXPECT_FALSE(holds(said, "icon.svg")) << said;
}

TEST_F(VerifyWeb, APageOnlyForSomeOfItsAddressesIsRefused) {
  // The relay that takes care to be found honest at the first address.
  const std::string changed =
      BentServer::right("index.html", std::string(site.files.at("index.html").size(), 'x'));
  for (const char* address : {"/", "/join", "/device", "/index.html"}) {
    EXPECT_EQ(std::string(address) + " has other bytes than in the list.\n", found_of(address, changed));
  }
}

TEST_F(VerifyWeb, TheSameBytesThatABrowserWouldTakeForSomethingElseAreRefused) {
  const std::string& page = site.files.at("index.html");
  const std::pair<std::map<std::string, std::string>, const char*> cases[] = {
      {{{"Content-Type", "text/html; charset=iso-2022-jp"}}, "comes as “text/html; charset=iso-2022-jp”"},
      {{{"Content-Type", ""}}, "comes as “” instead of “text/html; charset=utf-8”"},
      {{{"Refresh", "0; url=https://elsewhere.example"}}, "a header that leads elsewhere: refresh “0; url"},
      {{{"Link", "</x.css>; rel=stylesheet"}}, "a header that leads elsewhere: link"},
      {{{"Content-Security-Policy", ""}}, "without the rules that keep the page to its own files"},
      {{{"Content-Security-Policy", "default-src *"}},
       "without the rules that keep the page to its own files"},
      {{{"Content-Encoding", "gzip"}}, ""},
  };
  for (const auto& [headers, says] : cases) {
    BentServer server(site, {{"/", BentServer::right("index.html", page, headers)}});
    const Said said = verify(server.url());
    EXPECT_EQ(*says ? 6 : 4, said.code) << said.out << said.err;
    EXPECT_TRUE(holds(said.out, says)) << said.out;
  }
}

TEST_F(VerifyWeb, WhatIsAnsweredInsteadOfAFileIsNamedAndARedirectionNotFollowed) {
  BentServer other(site);
  const std::string said = found_of("/", http("302 Found", "", "Location: " + other.url() + "/\r\n"));
  EXPECT_EQ("/ sends the browser on to “" + other.url() + "/”.\n", said);
  EXPECT_EQ("/sw.js is longer than the 16 bytes of the list.\n",
            found_of("/sw.js", BentServer::right("sw.js", std::string(200'000, 'x'))));
  EXPECT_EQ("/ is answered with status 500.\n", found_of("/", http("500 Oops", "")));
}

TEST_F(VerifyWeb, WhatAServerSaysCannotSteerTheTerminal) {
  const std::string said =
      found_of("/", http("302 Found", "", "Location: \x1b[31m\x07" + std::string(5000, 'x') + "\r\n"));
  EXPECT_TRUE(std::ranges::none_of(said, [](char c) { return c == '\x1b' || c == '\a'; })) << said;
  EXPECT_LT(said.size(), 300u);
}

TEST_F(VerifyWeb, AnAnswerWithoutEndIsCutOff) {
  const auto endless = [](const std::string& head) {
    return [head](int socket, int) {
      std::string rest;
      if (read_message(socket, rest, [] { return false; }).empty() || !send_all(socket, head)) return;
      const std::string block(65536, 'x');
      while (send_all(socket, block)) continue;
    };
  };
  for (const char* head : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX: ",
                           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"}) {
    Listener server(endless(head));
    EXPECT_EQ(4, verify(server.url()).code) << head;
  }
}

TEST_F(VerifyWeb, NoServerKeepsItWaitingForEver) {
  ada.patience.answer = 300;
  Listener dripping([&](int socket, int) {
    std::string rest;
    if (read_message(socket, rest, [] { return false; }).empty()) return;
    send_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n");
    while (send_all(socket, "x")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  WrongServer silent("");
  const auto began = std::chrono::steady_clock::now();
  for (const std::string& url : {dripping.url(), silent.url()}) {
    const Said said = verify(url);
    EXPECT_EQ(4, said.code);
    EXPECT_TRUE(holds(said.err, "(it takes too long)")) << said.err;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
}

TEST_F(VerifyWeb, CtrlCEndsItAtOnce) {
  WrongServer silent("");
  const auto running = ada.start({"verify-web", silent.url(), "--manifest", site.manifest()});
  ASSERT_TRUE(eventually([&] { return silent.asked() > 0; }));
  running->end();
  const Said said = running->finish();
  EXPECT_EQ(130, said.code);
  EXPECT_EQ("Ended.\n", said.err);
}

TEST_F(VerifyWeb, WhatIsNoAddressAndWhereNobodyOrSomethingElseIsAreToldApart) {
  const auto said_of = [&](const std::string& url, int code) {
    const Said said = verify(url);
    EXPECT_EQ(code, said.code) << url << said.err;
    EXPECT_EQ("", said.out);
    EXPECT_EQ(1, std::ranges::count(said.err, '\n')) << said.err;
    return said.err;
  };
  for (const char* url :
       {"", "nonsense", "ftp://x", "https://", "https://a.example/page", "file:///etc/passwd"})
    EXPECT_TRUE(holds(said_of(url, 2), "is not the address of a relay")) << url;
  EXPECT_TRUE(
      holds(said_of("http://127.0.0.1:1", 4), "http://127.0.0.1:1/ can't be reached (nobody answers there)"));
  WrongServer hotel(http("200 OK", "<title>Welcome to our hotel</title>", "Content-Type: text/html\r\n"));
  EXPECT_TRUE(holds(said_of(hotel.url(), 4), "There is no Concertina at " + hotel.url()));
  WrongServer busy(http("429 Too Many Requests", ""));
  EXPECT_TRUE(holds(said_of(busy.url(), 7), "Please wait a moment"));
  WrongServer foreign("SSH-2.0-OpenSSH_9.2\r\n\r\n");
  EXPECT_TRUE(holds(said_of(foreign.url(), 4), "can't be reached"));
}

TEST_F(VerifyWeb, WithoutAListItSaysWhatIsNeeded) {
  const auto said_of = [&](const std::string& file, int code) {
    const Said said = ada({"verify-web", "http://127.0.0.1:1", "--manifest", file});
    EXPECT_EQ(code, said.code) << said.err;
    EXPECT_EQ(1, std::ranges::count(said.err, '\n')) << said.err;
    return said.err;
  };
  EXPECT_TRUE(holds(said_of(folder.path("none"), 3), "There is no readable file"));
  EXPECT_TRUE(holds(said_of(site.folder(), 2), "This is a folder"));
  write_file(folder.path("list"), "{\"version\":2}");
  EXPECT_TRUE(holds(said_of(folder.path("list"), 8), "Please update it first"));
  write_file(folder.path("list"), std::string(2 * 1024 * 1024, ' '));
  EXPECT_TRUE(holds(said_of(folder.path("list"), 2), "larger than 1 MiB"));
  // No web app lies beside the test's own program.
  EXPECT_TRUE(holds(ada({"verify-web", "http://127.0.0.1:1"}).err, "--manifest"));
}

TEST(VerifyWebWithoutTls, ItSaysThatThePageCanBeChangedOnItsWay) {
  Folder folder;
  Site site(folder.path("web"));
  Clock clock{0};
  Person ada(folder.path("home"), 1, clock);
  const auto warns = [&](const std::string& url) {
    return holds(ada({"verify-web", url, "--manifest", site.manifest()}).err, "Without https");
  };
  EXPECT_TRUE(warns("http://no-such-machine.invalid"));
  EXPECT_TRUE(warns("http://127.0.0.1.no-such-machine.invalid"));
  EXPECT_FALSE(warns("http://127.0.0.1:1"));
  EXPECT_FALSE(warns("http://localhost:1"));
}

}  // namespace
}  // namespace concertina::cli::test

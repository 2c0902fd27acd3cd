// The web app's files: served as they are and nothing beside them, whatever is asked.
#include "relay/site.h"

#include <gtest/gtest.h>

#include <fstream>

#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

namespace fs = std::filesystem;

const std::string kPage = "<!doctype html><title>Concertina</title>", kScript = "export const a = 1;\n";

// What `gzip -n9` makes of kScript.
const std::string kPacked = [] {
  const auto bytes =
      from_hex("1f8b08000000000002034bad28c82f2a5148cecf2b2e514854b05530b4e60200ee88839714000000");
  return std::string(as_text(*bytes));
}();

class SiteTest : public ::testing::Test {
 protected:
  SiteTest() {
    write("index.html", kPage);
    write("assets/app-1a2b.js", kScript);
    write("core.wasm", std::string("\0asm", 4));
    write("sw.js", kScript);
    write("sw.js.gz", kPacked);
    write("../outside.txt", "of the machine");
  }
  void write(const std::string& name, const std::string& bytes) const {
    const fs::path path = fs::path(root) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  std::string words() const {
    const auto site = Site::read(root);
    return site ? "It was read." : site.error().what;
  }
  static Reply ask(const TestRelay& relay, const std::string& method, const std::string& target,
                   const std::string& headers = "") {
    TestClient client(relay.port());
    client.send(method + " " + target + " HTTP/1.1\r\nHost: relay\r\n" + headers + "\r\n");
    return client.receive(method == "HEAD");
  }
  static std::string text(const Reply& reply) { return std::string(as_text(reply.body)); }

  TestFolder folder;
  std::string root = folder.path("web");
};

class ServedTest : public SiteTest {
 protected:
  Reply get(const std::string& target, const std::string& headers = "") const {
    return ask(relay, "GET", target, headers);
  }
  TestRelay relay{[this](Options& options) { options.web = root; }};
};

TEST_F(ServedTest, TheFirstPageAndWhatLinksLeadToArePages) {
  for (const char* target : {"/", "/join", "/device", "/index.html", "/?from=here", "/join?x"}) {
    const Reply reply = get(target);
    EXPECT_EQ(200, reply.status) << target;
    EXPECT_EQ(kPage, text(reply)) << target;
    EXPECT_EQ("text/html; charset=utf-8", reply.headers.at("content-type"));
    EXPECT_EQ("no-cache", reply.headers.at("cache-control"));
  }
}

TEST_F(ServedTest, EachFileComesWithItsType) {
  const Reply script = get("/assets/app-1a2b.js");
  EXPECT_EQ(kScript, text(script));
  EXPECT_EQ("text/javascript; charset=utf-8", script.headers.at("content-type"));
  EXPECT_EQ("public, max-age=31536000, immutable", script.headers.at("cache-control"));
  const Reply wasm = get("/core.wasm");
  EXPECT_EQ(std::string("\0asm", 4), text(wasm));
  EXPECT_EQ("application/wasm", wasm.headers.at("content-type"));
}

TEST_F(ServedTest, EveryWebAnswerKeepsThePageToItself) {
  for (const char* target : {"/", "/assets/app-1a2b.js", "/nothing"}) {
    const Reply reply = get(target);
    EXPECT_EQ(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        reply.headers.at("content-security-policy"));
    EXPECT_EQ("nosniff", reply.headers.at("x-content-type-options"));
    EXPECT_EQ("no-referrer", reply.headers.at("referrer-policy"));
    EXPECT_EQ("same-origin", reply.headers.at("cross-origin-opener-policy"));
    EXPECT_EQ("camera=(), microphone=(), geolocation=()", reply.headers.at("permissions-policy"));
  }
}

TEST_F(ServedTest, WhatABrowserHasIsNotSentAgain) {
  const std::string etag = get("/").headers.at("etag");
  for (const std::string& known : {etag, "\"other\", " + etag, etag.substr(2), std::string("*")}) {
    TestClient client(relay.port());
    const std::string request =
        "GET / HTTP/1.1\r\nHost: relay\r\nIf-None-Match: " + known + "\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    client.send(request);
    const Reply reply = client.receive();
    EXPECT_EQ(304, reply.status) << known;
    EXPECT_EQ(etag, reply.headers.at("etag"));
    EXPECT_EQ("no-cache", reply.headers.at("cache-control"));
    EXPECT_TRUE(reply.body.empty());
    EXPECT_EQ(200, client.receive().status);  // and the next answer begins where it should
  }
  EXPECT_EQ(200, get("/", "If-None-Match: \"other\"\r\n").status);
  EXPECT_NE(etag, get("/sw.js").headers.at("etag"));
}

TEST_F(ServedTest, HeadTellsTheSizeAndSendsNothing) {
  TestClient client(relay.port());
  client.send("HEAD /sw.js HTTP/1.1\r\n\r\nHEAD /nothing HTTP/1.1\r\n\r\nGET /sw.js HTTP/1.1\r\n\r\n");
  const Reply head = client.receive(true);
  EXPECT_EQ(200, head.status);
  EXPECT_EQ(std::to_string(kScript.size()), head.headers.at("content-length"));
  EXPECT_EQ(404, client.receive(true).status);
  EXPECT_EQ(kScript, text(client.receive()));
}

TEST_F(ServedTest, WhoTakesGzipGetsThePackedFile) {
  const Reply packed = get("/sw.js", "Accept-Encoding: br, GZIP;q=0.5\r\n");
  EXPECT_EQ("gzip", packed.headers.at("content-encoding"));
  EXPECT_EQ("Accept-Encoding", packed.headers.at("vary"));
  EXPECT_EQ("text/javascript; charset=utf-8", packed.headers.at("content-type"));
  EXPECT_EQ(kPacked, text(packed));
  const Reply plain = get("/sw.js", "Accept-Encoding: br, gzip;q=0\r\n");
  EXPECT_EQ(0u, plain.headers.count("content-encoding"));
  EXPECT_EQ("Accept-Encoding", plain.headers.at("vary"));
  EXPECT_EQ(kScript, text(plain));
  EXPECT_EQ(0u, get("/", "Accept-Encoding: gzip\r\n").headers.count("vary"));
  EXPECT_EQ(404, get("/sw.js.gz").status);
}

TEST_F(ServedTest, NoPathLeadsOutOfTheFolder) {
  const std::string many(4000, 'a');
  for (const std::string& target : {std::string("/../outside.txt"),
                                    std::string("/%2e%2e/outside.txt"),
                                    std::string("/assets/../sw.js"),
                                    std::string("//etc/passwd"),
                                    std::string("/etc/passwd"),
                                    std::string("//index.html"),
                                    std::string("/./index.html"),
                                    std::string("/assets"),
                                    std::string("/assets/"),
                                    std::string("/index.html/"),
                                    std::string("/index.html%00.js"),
                                    std::string("\\index.html"),
                                    std::string("index.html"),
                                    std::string("http://relay/"),
                                    std::string("*"),
                                    std::string("/v1"),
                                    std::string("/join/"),
                                    std::string("/device/"),
                                    std::string("/INDEX.HTML"),
                                    "/" + many}) {
    const Reply reply = get(target);
    EXPECT_EQ(404, reply.status) << target;
    EXPECT_EQ("text/plain; charset=utf-8", reply.headers.at("content-type"));
    EXPECT_EQ("no-store", reply.headers.at("cache-control"));
    EXPECT_TRUE(text(reply).ends_with(".\n"));
  }
  EXPECT_EQ(400, get(std::string("/index.html\0.js", 15)).status);
  EXPECT_EQ(431, get("/" + std::string(kMostRequestHeader, 'a')).status);
}

TEST_F(ServedTest, FilesCanOnlyBeRead) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "get"}) {
    const Reply reply = ask(relay, method, "/", "Content-Length: 0\r\n");
    EXPECT_EQ(405, reply.status) << method;
    EXPECT_EQ("GET, HEAD", reply.headers.at("allow"));
  }
}

TEST_F(ServedTest, TheRelaysOwnAnswersStayAsTheyWere) {
  EXPECT_EQ("ok\n", text(get("/healthz")));
  const Reply missing = get("/v1/nothing");
  EXPECT_EQ(reason::kMissing, missing.reason());
  EXPECT_EQ("default-src 'none'", missing.headers.at("content-security-policy"));
  EXPECT_EQ("application/cbor", missing.headers.at("content-type"));
  TestPerson ada;
  relay.enrol(ada);
}

TEST_F(ServedTest, TheLogNamesNoPath) {
  TestRelay talking([this](Options& options) {
    options.web = root;
    options.verbose = true;
  });
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(404, ask(talking, "GET", "/my-secret?a=b").status);
  talking.server().stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(log.starts_with("GET file 404 ")) << log;
  EXPECT_EQ(std::string::npos, log.find("secret")) << log;
}

TEST_F(SiteTest, FilesAndTheRestHaveBudgetsOfTheirOwn) {
  TestRelay relay([this](Options& options) {
    options.web = root;
    options.rate_address = 1;
  });
  int files = 0;
  Reply reply;
  while ((reply = ask(relay, "GET", "/sw.js")).status == 200 && files < 1000) ++files;
  EXPECT_GE(files, 10);
  EXPECT_EQ(429, reply.status);
  EXPECT_LE(1, std::atoi(reply.headers.at("retry-after").c_str()));
  EXPECT_EQ(200, ask(relay, "GET", "/healthz").status);
}

TEST_F(SiteTest, WithoutAWebAppTheFirstPageIsMissing) {
  TestRelay relay;
  const Reply reply = ask(relay, "GET", "/");
  EXPECT_EQ(404, reply.status);
  EXPECT_EQ(reason::kMissing, reply.reason());
}

TEST_F(SiteTest, LinksAndHiddenFilesAreNotServed) {
  fs::create_symlink(folder.path("outside.txt"), root + "/link.txt");
  fs::create_directory_symlink(folder.path(""), root + "/above");
  write(".env", "secret");
  write(".git/config", "secret");
  const auto site = Site::read(root);
  ASSERT_TRUE(site) << site.error().what;
  for (const char* path : {"/link.txt", "/above/outside.txt", "/.env", "/.git/config"})
    EXPECT_EQ(404, site->answer({"GET", path, "", ""}).status) << path;
}

TEST_F(SiteTest, AFolderMayBeNamedInAnyWay) {
  fs::create_directory_symlink(root, folder.path("linked"));
  for (const std::string& name :
       {root + "/", root + "//", root + "/./", folder.path("linked"), folder.path("web/assets/..")}) {
    const auto site = Site::read(name);
    ASSERT_TRUE(site) << name << ": " << site.error().what;
    EXPECT_EQ(200, site->answer({"GET", "/assets/app-1a2b.js", "", ""}).status) << name;
  }
}

TEST_F(SiteTest, AFolderThatIsNoWebAppIsRefusedAtStart) {
  fs::remove(root + "/index.html");
  EXPECT_NE(std::string::npos, words().find("has no index.html")) << words();
  fs::create_symlink(folder.path("outside.txt"), root + "/index.html");
  EXPECT_NE(std::string::npos, words().find("has no index.html")) << words();
  root = folder.path("none");
  EXPECT_NE(std::string::npos, words().find("no such folder")) << words();

  Options options;
  options.data = folder.path();
  options.listen = "127.0.0.1:0";
  options.web = root;
  Server server(options);
  const auto started = server.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(Code::invalid, started.error().code);
  EXPECT_FALSE(fs::exists(folder.path())) << "a data folder was made for nothing";
}

TEST_F(SiteTest, AFolderThatIsTooLargeIsRefused) {
  write("large.bin", "");
  fs::resize_file(root + "/large.bin", kMostSite);
  EXPECT_NE(std::string::npos, words().find("more than 64 MiB")) << words();
}

TEST_F(SiteTest, APackedFileOfSomethingElseIsRefused) {
  for (const std::string& packed :
       {std::string(), std::string("x"), kPacked + "x", std::string(30, '\x1f')}) {
    write("sw.js.gz", packed);
    EXPECT_NE(std::string::npos, words().find("sw.js.gz is not sw.js packed")) << words();
  }
  write("sw.js.gz", kPacked);
  EXPECT_EQ("It was read.", words());
  write("sw.js", std::string(kScript.size(), 'x'));
  EXPECT_NE(std::string::npos, words().find("sw.js.gz is not sw.js packed")) << words();
}

TEST(AcceptEncodingTest, OnlyWhoNamesGzipTakesIt) {
  for (const char* yes :
       {"gzip", "GZip", "deflate, gzip", " gzip ;q=0.001", "gzip;q=1.0,br", "br;q=0,gzip;Q=1"})
    EXPECT_TRUE(takes_gzip(yes)) << yes;
  for (const char* no :
       {"", "*", "br", "gzipped", "x-gzip", "gzip;q=0", "gzip; q=0.000", "gzip;q=", ",,;,", "gz ip"})
    EXPECT_FALSE(takes_gzip(no)) << no;
}

}  // namespace
}  // namespace concertina::relay

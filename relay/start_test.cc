// Starts that can't be: each is told in a sentence, with nothing broken.
#include <gtest/gtest.h>

#include <fstream>

#include "relay/sqlite.h"
#include "relay/test_relay.h"

namespace concertina::relay {
namespace {

class StartTest : public ::testing::Test {
 protected:
  StartTest() {
    options.data = folder.path();
    options.listen = "127.0.0.1:0";
  }
  Error start() {
    Server server(options);
    const auto started = server.start();
    return started ? Error{Code::not_found, "It started."} : started.error();
  }
  void expect(Code code, const std::string& words) {
    const Error error = start();
    EXPECT_EQ(code, error.code) << error.what;
    EXPECT_NE(std::string::npos, error.what.find(words)) << error.what;
    EXPECT_TRUE(error.what.ends_with('.')) << error.what;
  }
  std::string database() const { return folder.path() + "/relay.db"; }
  // A database of this relay with some content.
  void fill() {
    Server server(options);
    ASSERT_TRUE(server.start());
    TestPerson ada;
    for (int i = 0; i < 20; ++i) {
      TestPerson person;
      TestClient client(server.port());
      client.send(to_text(
          {.method = "POST", .target = person.path(), .body = person.entries[0], .time = ::time(nullptr)},
          server.port(), person.device().sign));
      ASSERT_EQ(201, client.receive().status);
    }
  }
  TestFolder folder;
  Options options;
};

TEST_F(StartTest, APortInUse) {
  TestRelay other;
  options.listen = "127.0.0.1:" + std::to_string(other.port());
  expect(Code::busy, "listens");
}

TEST_F(StartTest, AFolderInUseByAnotherRelay) {
  Server other(options);
  ASSERT_TRUE(other.start());
  expect(Code::busy, "Another relay");
  other.stop();
  EXPECT_EQ("It started.", start().what);
}

TEST_F(StartTest, AFolderThatCantBeMade) {
  std::ofstream(folder.path("file")) << "x";
  options.data = folder.path("file") + "/data";
  expect(Code::storage, "data folder");
}

TEST_F(StartTest, FoldersAboveAreMade) {
  options.data = folder.path("a/b/c/");
  EXPECT_EQ("It started.", start().what);
}

TEST_F(StartTest, AFileThatIsNoDatabase) {
  std::filesystem::create_directory(folder.path());
  std::ofstream(database()) << std::string(10'000, 'x');
  expect(Code::storage, "not a database");
  EXPECT_EQ(10'000u, std::filesystem::file_size(database()));
}

TEST_F(StartTest, ADatabaseOfAnotherProgram) {
  std::filesystem::create_directory(folder.path());
  std::ofstream{database()};
  sqlite::Database(database()).run("CREATE TABLE recipes (name TEXT)");
  expect(Code::storage, "another program");
}

TEST_F(StartTest, ADatabaseOfANewerRelay) {
  fill();
  sqlite::Database(database()).run("PRAGMA user_version = 99");
  expect(Code::storage, "newer relay");
}

TEST_F(StartTest, ADamagedDatabase) {
  fill();
  std::fstream file(database(), std::ios::in | std::ios::out | std::ios::binary);
  const auto size = std::filesystem::file_size(database());
  for (std::uint64_t at = 4096 + 100; at + 100 < size; at += 4096) {
    file.seekp(static_cast<std::streamoff>(at - 100));
    file << std::string(200, '\x5a');
  }
  file.close();
  expect(Code::storage, "relay.db");
}

TEST_F(StartTest, ATruncatedDatabase) {
  fill();
  std::filesystem::resize_file(database(), std::filesystem::file_size(database()) / 2);
  expect(Code::storage, "relay.db");
}

TEST_F(StartTest, AnAddressThatOthersReachWithoutAnOrigin) {
  options.listen = "0.0.0.0:0";
  expect(Code::invalid, "--origin");
  options.origin = "https://concertina.example";
  EXPECT_EQ("It started.", start().what);
}

TEST_F(StartTest, OptionsThatCantBe) {
  options.origin = "concertina.example";
  expect(Code::invalid, "address of a relay");
  options.origin.clear();
  for (const char* listen :
       {"", "8460", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", "::1:80", "nowhere:80"}) {
    options.listen = listen;
    EXPECT_EQ(Code::invalid, start().code) << listen;
  }
  options.listen = "127.0.0.1:0";
  options.token_file = folder.path("no-token");
  expect(Code::invalid, "token");
  options.token_file.clear();
  options.quota_mib = 0;
  expect(Code::invalid, "quota");
}

TEST_F(StartTest, TheTokenIsTheFirstLineOfItsFile) {
  std::filesystem::create_directory(folder.path());
  std::ofstream(folder.path("token")) << "  open sesame \r\nsecond\n";
  options.token_file = folder.path("token");
  Server server(options);
  ASSERT_TRUE(server.start());
  TestPerson ada;
  const auto enrol = [&](const std::string& token) {
    TestClient client(server.port());
    client.send(to_text({.method = "POST",
                         .target = ada.path(),
                         .body = ada.entries[0],
                         .time = ::time(nullptr),
                         .token = token},
                        server.port(), ada.device().sign));
    return client.receive().status;
  };
  EXPECT_EQ(403, enrol("second"));
  EXPECT_EQ(201, enrol("open sesame"));
}

TEST_F(StartTest, ItListensOnIpv6Too) {
  options.listen = "[::1]:0";
  Server server(options);
  const auto started = server.start();
  if (!started) GTEST_SKIP() << "no IPv6 here: " << started.error().what;
  EXPECT_EQ("http://[::1]:" + std::to_string(server.port()), server.address());
}

TEST(StartObserverTest, TheObserverSeesEverythingThatIsGivenOut) {
  struct Seen {
    std::string method, path, query;
    int status;
    std::size_t size;
  };
  std::vector<Seen> seen;
  TestRelay relay([&](Options& options) {
    options.on_answer = [&](const Response& response) {
      seen.push_back({std::string(response.method), std::string(response.path), std::string(response.query),
                      response.status, response.body.size()});
    };
  });
  TestPerson ada;
  relay.enrol(ada);
  const Reply reply = relay.get(ada.device(), read_chain(ada, 0));
  relay.server().stop();
  ASSERT_EQ(2u, seen.size());
  EXPECT_EQ(ada.path(), seen[0].path);
  EXPECT_EQ("POST", seen[0].method);
  EXPECT_EQ(201, seen[0].status);
  EXPECT_EQ("/v1/read", seen[1].path);
  EXPECT_EQ("chain=" + to_hex(ada.identity) + ".0&wait=0", seen[1].query);
  EXPECT_EQ(reply.body.size(), seen[1].size);
}

}  // namespace
}  // namespace concertina::relay

// The relay as a verb: it says what to do next, ends when it is told to, and says plainly why it can't begin.
#include "cli/serve.h"

#include <gtest/gtest.h>

#include "cli/test_serving.h"

namespace concertina::cli::test {
namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Serve, RunsUntilItIsEndedAndSaysWhatToDoNext) {
  Folder folder;
  for (const int signal : {SIGTERM, SIGINT}) {
    Serving serving({"serve", "--listen", "127.0.0.1:0", "--data", folder.path("data")},
                    folder.path("log" + std::to_string(signal)));
    ASSERT_TRUE(eventually([&] { return !serving.url().empty(); })) << serving.printed();
    Clock now{std::time(nullptr)};
    Person ada(folder.path("ada" + std::to_string(signal)), static_cast<std::uint64_t>(signal), now);
    EXPECT_EQ(0, ada({"begin", "--name", "Ada", "--relay", serving.url()}).code);
    const Said said = ada({"sync"});
    EXPECT_EQ(0, said.code) << said.err;
    const auto began = std::chrono::steady_clock::now();
    const std::string url = serving.url();
    EXPECT_EQ(0, serving.end(signal));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
    EXPECT_TRUE(holds(serving.printed(), "Relay stopped; everything is stored."));
    EXPECT_TRUE(holds(serving.printed(), "begin --name Ada --relay " + url + "\n")) << serving.printed();
  }
}

TEST(Serve, WithAWebAppItSaysFirstToOpenIt) {
  Folder folder;
  std::filesystem::create_directory(folder.path("web"));
  EXPECT_EQ("", web_beside(folder.path("concertina")));
  write_file(folder.path("web") + "/index.html", "<title>Concertina</title>");
  EXPECT_EQ(folder.path("web"), web_beside(folder.path("concertina")));
  Serving serving(
      {"serve", "--listen", "127.0.0.1:0", "--data", folder.path("data"), "--web", folder.path("web")},
      folder.path("log"));
  ASSERT_TRUE(eventually([&] { return !serving.url().empty(); })) << serving.printed();
  EXPECT_EQ(0, serving.end(SIGTERM));
  EXPECT_TRUE(holds(serving.printed(), "\nOpen " + serving.url() + " in a browser.\n")) << serving.printed();
  EXPECT_TRUE(holds(serving.printed(), "begin --name Ada --relay " + serving.url() + "\n"));
}

TEST(Serve, ASignalThatCameBeforeItBeganEndsItToo) {
  Folder folder;
  SystemAmbient ambient;
  Printed printed;
  const std::atomic<bool> ended{true};
  World world{ambient, printed.stream(), printed.stream(), ended};
  EXPECT_EQ(0, run({"serve", "--listen", "127.0.0.1:0", "--data", folder.path("data")}, world));
  EXPECT_EQ("", printed.text());
  EXPECT_FALSE(std::filesystem::exists(folder.path("data")));
}

TEST(Serve, SaysPlainlyWhyItCannotBegin) {
  Folder folder;
  Clock clock{0};
  Person owner(folder.path("home"), 1, clock);
  write_file(folder.path("file"), "x");
  std::filesystem::create_directory(folder.path("foreign"));
  write_file(folder.path("foreign") + "/relay.db", "Dear diary, " + std::string(5000, 'x'));
  Relay running(clock);
  const std::tuple<Words, int, const char*> cases[] = {
      {{"--listen", "nowhere"}, 2, "is no address to listen at"},
      {{"--listen", "127.0.0.1:99999"}, 2, "is no address to listen at"},
      {{"--listen", "0.0.0.0:0"}, 2, "Please give --origin"},
      {{"--listen", running.options.listen}, 7, "Something else listens at"},
      {{"--listen", "127.0.0.1:0", "--data", running.options.data},
       7,
       "Another relay is using the data folder"},
      {{"--listen", "127.0.0.1:0", "--data", folder.path("file") + "/data"}, 8, "can't use the data folder"},
      {{"--listen", "127.0.0.1:0", "--data", folder.path("foreign")}, 8, ""},
      {{"--listen", "127.0.0.1:0", "--token-file", folder.path("none")},
       2,
       "The enrolment token can't be read"},
      {{"--quota", "0"}, 2, "at least 1 MiB"},
      {{"--listen", "127.0.0.1:0", "--web", folder.path("foreign")}, 2, "has no index.html"},
  };
  for (const auto& [more, code, says] : cases) {
    Words words{"serve", "--data", folder.path("data")};
    if (std::ranges::find(more, "--data") != more.end()) words.resize(1);
    words.insert(words.end(), more.begin(), more.end());
    const Said said = owner(words);
    EXPECT_EQ(code, said.code) << said.err;
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_EQ(1, std::ranges::count(said.err, '\n')) << said.err;
    EXPECT_EQ("", said.out);
  }
}

}  // namespace
}  // namespace concertina::cli::test

// A home that is newer, damaged, in use, unwritable, out of room, or an older copy of itself.
#include <gtest/gtest.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "cli/home.h"
#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Runs `work` in a process of its own and returns what it returned; the process may spoil itself as it likes.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class StoreTrouble : public testing::Test {
 protected:
  StoreTrouble() {
    ada({"begin", "--name", "Ada"});
    for (int i = 0; i < 12; ++i) ada({"note", "note " + std::to_string(i)});
  }
  std::string file() const { return ada.home + "/concertina.db"; }
  bool sql(const std::string& text) {
    sqlite3* database = nullptr;
    sqlite3_open(file().c_str(), &database);
    const int done = sqlite3_exec(database, text.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return done == SQLITE_OK;
  }
  // Every verb that needs the home says `says` and ends with `code`; none changes a byte of it.
  void expect_refused(int code, std::string_view says) {
    const std::string before = read_file(file());
    for (const Words& words :
         std::vector<Words>{{"show"},
                            {"note", "more"},
                            {"export"},
                            {"sync"},
                            {"doctor"},
                            {"invite"},
                            {"check-in", "--togetherness", "1/1", "--separateness", "1/1"}}) {
      const Said said = ada(words);
      EXPECT_EQ(code, said.code) << words.front() << said.out;
      EXPECT_TRUE(holds(said.err, says)) << said.err;
      EXPECT_EQ(1, std::ranges::count(said.err, '\n')) << said.err;
      EXPECT_EQ("", said.out);
    }
    EXPECT_TRUE(before == read_file(file()));
  }

  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Person ada{folder.path("ada"), 1, clock};
};

TEST_F(StoreTrouble, FilesAreTheOwnersAlone) {
  const auto mode = [](const std::string& path) {
    struct stat status{};
    EXPECT_EQ(0, ::stat(path.c_str(), &status)) << path;
    return status.st_mode & 0777;
  };
  const mode_t before = ::umask(0);
  Person ben(folder.path("a/b/ben"), 2, clock);
  ben({"begin", "--name", "Ben"});
  const std::string out = folder.path("export.json");
  ben({"export", "--out", out});
  auto home = Home::open(ben.home, false);
  ASSERT_TRUE(home && home->device());
  EXPECT_EQ(0700u, mode(folder.path("a")));
  EXPECT_EQ(0700u, mode(ben.home));
  for (const auto& entry : std::filesystem::directory_iterator(ben.home))
    EXPECT_EQ(0600u, mode(entry.path())) << entry.path();
  EXPECT_EQ(0600u, mode(out));
  ::umask(before);
}

TEST_F(StoreTrouble, AFolderThatWasThereKeepsItsRights) {
  const std::string shared = folder.path("shared");
  std::filesystem::create_directory(shared);
  ::chmod(shared.c_str(), 0755);
  EXPECT_EQ(0, Person(shared, 2, clock)({"begin", "--name", "Ben"}).code);
  struct stat status{};
  ::stat(shared.c_str(), &status);
  EXPECT_EQ(0755u, status.st_mode & 0777);
}

TEST_F(StoreTrouble, NobodyHasBegunHere) {
  const Said said = Person(folder.path("elsewhere"), 2, clock)({"show"});
  EXPECT_EQ(3, said.code);
  EXPECT_TRUE(holds(said.err, "Please start with: concertina begin --name NAME")) << said.err;
  EXPECT_FALSE(std::filesystem::exists(folder.path("elsewhere")));
}

TEST_F(StoreTrouble, ADatabaseFromANewerVersionIsLeftAlone) {
  ASSERT_TRUE(sql("PRAGMA user_version=2"));
  expect_refused(8, "was written by a newer Concertina. Please update Concertina to open it.");
  EXPECT_EQ(8, ada({"begin", "--name", "Eve"}).code);
  ASSERT_TRUE(sql("PRAGMA user_version=1"));
  EXPECT_TRUE(holds(ada({"show"}).out, "“note 11”"));
}

TEST_F(StoreTrouble, ADatabaseThatIsNotOursIsLeftAlone) {
  std::filesystem::remove(file());
  ASSERT_TRUE(sql("CREATE TABLE recipes (name TEXT)"));
  expect_refused(8, "is not a store of Concertina. Please choose another folder");
  EXPECT_EQ(8, ada({"begin", "--name", "Eve"}).code);
}

TEST_F(StoreTrouble, AFileThatIsNoDatabaseIsSaidToBeDamaged) {
  write_file(file(), "Dear diary, " + std::string(9000, 'x'));
  expect_refused(8, "is damaged. Nothing was changed; please restore the folder from a copy.");
}

TEST_F(StoreTrouble, ATruncatedDatabaseIsSaidToBeDamaged) {
  const std::string whole = read_file(file());
  for (const std::size_t size :
       {whole.size() / 2, whole.size() / 4 * 3, std::size_t{16384}, std::size_t{100}}) {
    SCOPED_TRACE(size);
    write_file(file(), whole.substr(0, size));
    const Said said = ada({"show"});
    EXPECT_TRUE(said.code == 8 || said.code == 6) << said.code << said.out;
    EXPECT_TRUE(holds(said.err, "damaged")) << said.err;
    EXPECT_EQ("", said.out);
  }
  write_file(file(), whole);
  EXPECT_TRUE(holds(ada({"show"}).out, "“note 11”"));
}

// Whatever is flipped: a sentence and a code, or the house as it was, perhaps with something missing that is
// named. Never a word that she did not write, and never a crash.
TEST_F(StoreTrouble, FlippedBytesAreFoundOrDoNoHarm) {
  const std::string whole = read_file(file());
  std::vector<std::string> true_words;
  for (const Json& item : Json::parse(ada({"show", "--json"}).out)["room"])
    true_words.push_back(item["words"]);
  concertina::test::Chance chance(7);
  int refused = 0, named = 0, harmless = 0;
  for (int round = 0; round < 300; ++round) {
    std::string spoilt = whole;
    const std::size_t at = chance.below(spoilt.size());
    spoilt[at] = static_cast<char>(spoilt[at] ^ (1 << chance.below(8)));
    write_file(file(), spoilt);
    std::filesystem::remove(file() + "-wal");
    std::filesystem::remove(file() + "-shm");
    const Said said = ada({"show", "--json"});
    if (said.code != 0) {
      EXPECT_TRUE(said.code == 8 || said.code == 6 || said.code == 3) << said.code << said.err;
      EXPECT_FALSE(said.err.empty());
      EXPECT_LE(std::ranges::count(said.err, '\n'), 1) << said.err;
      ++refused;
      continue;
    }
    const Json house = Json::parse(said.out, nullptr, false);
    ASSERT_FALSE(house.is_discarded());
    for (const Json& item : house["room"]) {
      EXPECT_NE(true_words.end(), std::ranges::find(true_words, item["words"].get<std::string>())) << at;
    }
    if (house["room"].size() == true_words.size()) {
      ++harmless;
    } else {
      EXPECT_FALSE(house["troubles"].empty()) << "byte " << at;
      ++named;
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(harmless, 0);
  RecordProperty("refused", refused);
  RecordProperty("named", named);
}

TEST_F(StoreTrouble, ASecondProcessIsToldToWaitAndNothingIsLost) {
  auto home = Home::open(ada.home, false);
  ASSERT_TRUE(home);
  ada.patience.home = 100;
  expect_refused(7, "Another Concertina is at work in " + ada.home);
  home = std::unexpected(Error{});  // it goes
  EXPECT_EQ(0, ada({"note", "after it"}).code);
  EXPECT_TRUE(holds(ada({"show"}).out, "“after it”"));
}

TEST_F(StoreTrouble, ManyTerminalsAtOnceLoseNothing) {
  ada.patience.home = 20'000;
  std::vector<std::unique_ptr<Running>> all;
  for (int i = 0; i < 24; ++i) all.push_back(ada.start({"note", "at once " + std::to_string(i)}));
  for (const auto& one : all) EXPECT_EQ(0, one->finish().code);
  const std::string out = ada({"show", "room"}).out;
  for (int i = 0; i < 24; ++i) EXPECT_TRUE(holds(out, "“at once " + std::to_string(i) + "”"));
}

TEST_F(StoreTrouble, AFolderThatCannotBeWrittenIsSaidSo) {
  write_file(folder.path("file"), "");
  const Said said = Person(folder.path("file") + "/home", 2, clock)({"begin", "--name", "Ben"});
  EXPECT_EQ(8, said.code);
  EXPECT_TRUE(holds(said.err, "can't be used")) << said.err;

  // Read-only: as somebody who is not root, for whom rights count.
  std::filesystem::permissions(ada.home,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const int code = in_child([&] {
    if (::geteuid() == 0) {
      ::chown(ada.home.c_str(), 65534, 65534);
      for (const auto& entry : std::filesystem::directory_iterator(ada.home)) {
        ::chown(entry.path().c_str(), 65534, 65534);
        ::chmod(entry.path().c_str(), 0400);
      }
      ::chmod(std::filesystem::path(ada.home).parent_path().c_str(), 0755);
      if (::setresuid(65534, 65534, 65534) != 0) return 1;
    } else {
      for (const auto& entry : std::filesystem::directory_iterator(ada.home))
        ::chmod(entry.path().c_str(), 0400);
    }
    for (const Words& words : std::vector<Words>{{"note", "x"}, {"show"}}) {
      const Said denied = ada(words);
      if (denied.code != 8 || !holds(denied.err, "can't be used (Permission denied)")) return 2;
    }
    const Said there = ada({"begin", "--name", "Eve"});
    return there.code == 8 ? 0 : 3;
  });
  EXPECT_EQ(0, code);
}

// A disk of a few hundred kilobytes, or where this system allows none, a limit on the size of files.
TEST_F(StoreTrouble, WithoutRoomOnTheDiskItSaysSoAndLosesNothing) {
  const int code = in_child([&] {
    const std::string small = folder.path("small");
    std::filesystem::create_directory(small);
    const bool disk = (::unshare(CLONE_NEWNS) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) &&
                      ::mount("none", small.c_str(), "tmpfs", 0, "size=512k") == 0;
    if (!disk) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{400'000, 400'000};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    Person eve(small + "/eve", 3, clock);
    if (eve({"begin", "--name", "Eve"}).code != 0) return 1;
    int kept = 0;
    Said said{0, "", ""};
    while (said.code == 0 && kept < 200) {
      said = eve({"note", "note " + std::to_string(kept) + " " + std::string(15'000, 'x')});
      if (said.code == 0) ++kept;
    }
    if (said.code != 8) return 2;
    if (!holds(said.err, "there is no room left on the disk of") ||
        !holds(said.err, "Please make room, then try again.")) {
      std::fputs(said.err.c_str(), stderr);
      return 3;
    }
    if (std::ranges::count(said.err, '\n') != 1 || kept < 3) return 4;
    // What was acknowledged is there; what was refused is not.
    if (disk) {
      ::mount("none", small.c_str(), "tmpfs", MS_REMOUNT, "size=8m");
    } else {
      std::filesystem::copy(eve.home, folder.path("roomy"), std::filesystem::copy_options::recursive);
      return 0;
    }
    const std::string out = eve({"show", "room"}).out;
    for (int i = 0; i < kept; ++i) {
      if (!holds(out, "“note " + std::to_string(i) + " ")) return 5;
    }
    if (holds(out, "“note " + std::to_string(kept) + " ")) return 6;
    return eve({"note", "there is room again"}).code;
  });
  EXPECT_EQ(0, code);
  if (std::filesystem::exists(folder.path("roomy"))) {
    Person eve(folder.path("roomy"), 3, clock);
    EXPECT_TRUE(holds(eve({"show", "room"}).out, "“note 2 "));
    EXPECT_EQ(0, eve({"note", "there is room again"}).code);
  }
}

TEST_F(StoreTrouble, AnExportThatCannotBeWrittenIsSaidSo) {
  const Said said = ada({"export", "--out", folder.path("no/such/folder.json")});
  EXPECT_EQ(8, said.code);
  EXPECT_TRUE(holds(said.err, "can't be written")) << said.err;
  if (::access("/dev/full", W_OK) == 0) {
    EXPECT_EQ(8, ada({"export", "--out", "/dev/full"}).code);
  }
}

TEST(StoreRestored, AnOlderCopyGoesOnAsANewDeviceAndNothingIsOverwrittenOrLost) {
  Two two;
  two.pair();
  two.ada({"note", "--table", "before the copy"});
  std::filesystem::copy(two.ada.home, two.folder.path("copy"), std::filesystem::copy_options::recursive);
  two.ada({"note", "--table", "after the copy"});
  two.ada({"sync"});
  two.ben({"sync"});
  std::filesystem::remove_all(two.ada.home);
  std::filesystem::copy(two.folder.path("copy"), two.ada.home, std::filesystem::copy_options::recursive);

  // What the copy writes first clashes with what was written after it was made.
  const Said first = two.ada({"note", "--table", "this would clash"});
  EXPECT_EQ(0, first.code);
  EXPECT_TRUE(holds(first.err, "The relay holds more of your")) << first.err;
  EXPECT_TRUE(holds(first.err, "It goes on as a new device of yours")) << first.err;
  EXPECT_EQ(0, two.ada({"note", "in my room"}).code);
  EXPECT_EQ(0, two.ada({"sync"}).code);
  for (Person* person : {&two.ada, &two.ben}) {
    const Said shown = (*person)({"show"});
    EXPECT_EQ("", shown.err);
    for (const char* words : {"“before the copy”", "“after the copy”", "“this would clash”"})
      EXPECT_TRUE(holds(shown.out, words)) << words;
  }
  const Said all = two.ada({"show", "room"});
  EXPECT_TRUE(holds(all.out, "“in my room”"));
  EXPECT_TRUE(holds(all.out, "“this would clash”"));
  EXPECT_TRUE(holds(all.out, "One device reads this room.")) << all.out;
  EXPECT_EQ(0, two.ada({"doctor"}).code);
  EXPECT_EQ(0, two.ben({"doctor"}).code);
}

}  // namespace
}  // namespace concertina::cli::test

// A home under a passphrase: closed to whoever lacks it, never hanging, never overwritten.
#include "cli/passphrase.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <sqlite3.h>
#include <termios.h>

#include <nlohmann/json.hpp>

#include "cli/test_support.h"
#include "core/record/cbor.h"

namespace concertina::cli::test {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string::npos; }

// Answers what is asked, one after the other; then it has none.
Running::Ask answers(std::vector<std::string> all, std::vector<std::string>* questions = nullptr) {
  return [all = std::move(all), questions, next = std::size_t{0}](std::string_view question) mutable {
    if (questions) questions->emplace_back(question);
    if (next == all.size()) return Result<std::string>(fail(Code::busy, "Nobody answers."));
    return Result<std::string>(all[next++]);
  };
}

class PassphraseTest : public testing::Test {
 protected:
  PassphraseTest() {
    ada({"begin", "--name", "Ada"});
    ada({"note", "before"});
    write_file(file, "seven geese\r\nnot this line\n");
    write_file(wrong, "Seven geese\n");
    write_file(other, "eight geese");
  }
  Said with(const std::string& from, Words words) {
    words.insert(words.begin(), {"--passphrase-file", from});
    return ada(words);
  }
  void set() {
    const Said said = ada({"passphrase", "--new-file", file});
    ASSERT_EQ(0, said.code) << said.err;
    EXPECT_TRUE(holds(said.out, "The passphrase is set.")) << said.out;
  }
  std::string database() const { return read_file(ada.home + "/concertina.db"); }
  // Every verb that needs the home ends with `code` and a sentence; nothing is changed.
  void expect_closed(int code, std::string_view says, const Words& before = {}) {
    const bool tries = says.starts_with("This is not");  // each of them is counted, and the next one waits
    const std::string bytes = database();
    for (const Words& verb : std::vector<Words>{{"show"},
                                                {"note", "more"},
                                                {"export"},
                                                {"sync", "--relay", "http://127.0.0.1:1"},
                                                {"doctor"},
                                                {"invite"},
                                                {"take-back", "0000"},
                                                {"passphrase", "--remove"},
                                                {"passphrase", "--new-file", other}}) {
      if (tries) clock += kLongestWait;
      Words words = before;
      words.insert(words.end(), verb.begin(), verb.end());
      const Said said = ada(words);
      EXPECT_EQ(code, said.code) << verb.front() << said.err;
      EXPECT_TRUE(holds(said.err, says)) << said.err;
      EXPECT_EQ("", said.out);
    }
    EXPECT_EQ(5, ada({"begin", "--name", "Eve"}).code);
    if (!tries) EXPECT_EQ(bytes, database());
    if (tries) clock += kLongestWait;
  }

  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Person ada{folder.path("ada"), 91, clock};
  std::string file = folder.path("right"), wrong = folder.path("wrong"), other = folder.path("other");
};

TEST_F(PassphraseTest, WithoutItNoVerbDoesAnything) {
  set();
  expect_closed(5, "there is no terminal to ask");
  expect_closed(5, "This is not the passphrase", {"--passphrase-file", wrong});
  expect_closed(2, "can't be read", {"--passphrase-file", folder.path("none")});
  EXPECT_TRUE(holds(with(file, {"show"}).out, "“before”"));
}

TEST_F(PassphraseTest, WithItEverythingGoesOn) {
  set();
  EXPECT_EQ(0, with(file, {"note", "after"}).code);
  const Said said = with(file, {"show", "room"});
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "“before”") && holds(said.out, "“after”")) << said.out;
  EXPECT_TRUE(holds(with(file, {"doctor"}).out, "Passphrase  set\n"));
}

TEST_F(PassphraseTest, TheEnvironmentMayGiveIt) {
  ::setenv("CONCERTINA_PASSPHRASE", "seven geese", 1);
  EXPECT_EQ(0, ada({"passphrase"}).code);
  EXPECT_EQ(0, ada({"show"}).code);
  EXPECT_EQ(5, with(wrong, {"show"}).code);  // what was named in the call goes before
  ::setenv("CONCERTINA_PASSPHRASE", "", 1);
  EXPECT_EQ(5, ada({"show"}).code);
  ::unsetenv("CONCERTINA_PASSPHRASE");
  EXPECT_EQ(0, with(file, {"show"}).code);
}

TEST_F(PassphraseTest, TheTerminalAsksUpToThreeTimes) {
  set();
  std::vector<std::string> questions;
  ada.ask = answers({"x", "", "seven geese"}, &questions);
  const Said said = ada({"show"});
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_EQ(3u, questions.size());
  EXPECT_EQ(2, std::ranges::count(said.err, '\n')) << said.err;
  ada.ask = answers({"x", "y", "z", "seven geese"});
  EXPECT_EQ(5, ada({"show"}).code);
  ada.ask = answers({});
  EXPECT_EQ(7, ada({"show"}).code);
}

TEST_F(PassphraseTest, WrongOnesSlowDownAlsoWhereTheProgramIsEndedInBetween) {
  set();
  for (std::uint64_t tries = 0; tries < kFreeTries; ++tries) {
    const Said said = with(wrong, {"show"});
    EXPECT_EQ(5, said.code);
    EXPECT_TRUE(holds(said.err, "recover --relay URL")) << said.err;  // the way out, where it is forgotten
  }
  for (const std::string& one : {wrong, file}) {  // now even the right one waits
    const Said said = with(one, {"show"});
    EXPECT_EQ(7, said.code);
    EXPECT_TRUE(holds(said.err, "the next try waits: 5 seconds") && holds(said.err, "recover --relay URL"))
        << said.err;
    EXPECT_EQ("", said.out);
  }
  std::vector<std::string> questions;
  ada.ask = answers({"seven geese"}, &questions);
  EXPECT_EQ(7, ada({"show"}).code);
  EXPECT_TRUE(questions.empty());  // nothing is asked for that would not be looked at
  ada.ask = {};
  clock += 5;
  EXPECT_EQ(5, with(wrong, {"show"}).code);
  EXPECT_TRUE(holds(with(file, {"show"}).err, "10 seconds"));
  clock += 10;
  EXPECT_EQ(0, with(file, {"show"}).code);
  for (std::uint64_t tries = 0; tries < kFreeTries; ++tries) EXPECT_EQ(5, with(wrong, {"show"}).code);
}

TEST_F(PassphraseTest, SetChangedAndRemovedAtTheTerminal) {
  ada.ask = answers({"seven geese", "Seven geese"});
  EXPECT_EQ(2, ada({"passphrase"}).code);
  ada.ask = answers({"", ""});
  EXPECT_EQ(2, ada({"passphrase"}).code);
  ada.ask = {};
  EXPECT_EQ(0, ada({"show"}).code);  // nothing was set
  EXPECT_EQ(2, ada({"passphrase"}).code);
  EXPECT_EQ(3, ada({"passphrase", "--remove"}).code);

  ada.ask = answers({"seven geese", "seven geese"});
  EXPECT_EQ(0, ada({"passphrase"}).code);
  ada.ask = answers({"seven geese", "eight geese", "eight geese"});
  const Said changed = ada({"passphrase"});
  EXPECT_EQ(0, changed.code) << changed.err;
  EXPECT_TRUE(holds(changed.out, "The passphrase is changed.")) << changed.out;
  ada.ask = {};
  EXPECT_EQ(5, with(file, {"show"}).code);
  EXPECT_EQ(2, with(other, {"passphrase"}).code);  // nobody says the new one
  EXPECT_EQ(0, with(other, {"passphrase", "--new-file", file}).code);
  const Said removed = with(file, {"--json", "passphrase", "--remove"});
  EXPECT_EQ("{\"passphrase\":false}\n", removed.out) << removed.err;
  EXPECT_TRUE(holds(ada({"show"}).out, "“before”"));
}

TEST_F(PassphraseTest, WhatIsNoPassphraseIsRefused) {
  for (const std::string& bad : {std::string(1001, 'x'), std::string("\xff\xfe")}) {
    write_file(other, bad);
    EXPECT_EQ(2, ada({"passphrase", "--new-file", other}).code);
  }
  EXPECT_EQ(2, ada({"passphrase", "--new-file", other, "--remove"}).code);
  EXPECT_EQ(0, ada({"show"}).code);
}

TEST_F(PassphraseTest, NoOldCopyOfTheKeysStaysInTheFiles) {
  std::string seeds[2];
  {
    const auto home = Home::open(ada.home, false);
    ASSERT_TRUE(home);
    const auto item = *home->load("device");
    cbor::Reader in(*item);
    in.array(4);
    in.number();
    for (std::string& seed : seeds) seed = as_text(in.bytes());
  }
  // A copy that lies where nothing is: as SQLite leaves it behind unless it is told otherwise.
  sqlite3* file_of_items = nullptr;
  sqlite3_open((ada.home + "/concertina.db").c_str(), &file_of_items);
  sqlite3_exec(file_of_items,
               "PRAGMA secure_delete=OFF; CREATE TABLE old AS SELECT value FROM item WHERE key='device';"
               "DROP TABLE old",
               nullptr, nullptr, nullptr);
  sqlite3_close(file_of_items);
  for (const std::string& seed : seeds) ASSERT_NE(database().find(seed), database().rfind(seed));
  set();
  for (const auto& entry : std::filesystem::directory_iterator(ada.home)) {
    for (const std::string& seed : seeds) EXPECT_FALSE(holds(read_file(entry.path()), seed)) << entry.path();
  }
  EXPECT_EQ(0, with(file, {"doctor"}).code);
}

TEST_F(PassphraseTest, AnotherTerminalCanWriteWhileOneIsAsked) {
  set();
  std::atomic<bool> asked = false, go_on = false;
  ada.ask = [&](std::string_view) -> Result<std::string> {
    asked = true;
    eventually([&] { return go_on.load(); });
    return std::string("seven geese");
  };
  const auto first = ada.start({"show", "room"});
  ASSERT_TRUE(eventually([&] { return asked.load(); }));
  EXPECT_EQ(0, with(file, {"note", "meanwhile"}).code);
  go_on = true;
  const Said said = first->finish();
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "“meanwhile”")) << said.out;
}

TEST(PassphraseWatch, GoesOnWithoutAskingAgainUntilItIsChanged) {
  Two two;
  two.pair();
  const std::string file = two.folder.path("right"), other = two.folder.path("other");
  write_file(file, "seven geese");
  write_file(other, "eight geese");
  ASSERT_EQ(0, two.ada({"passphrase", "--new-file", file}).code);
  int asked = 0;
  two.ada.ask = [&](std::string_view) -> Result<std::string> {
    ++asked;
    return std::string("seven geese");
  };
  const auto watch = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return watch->printed("up to date"); })) << watch->err();
  EXPECT_EQ(0, two.ada({"--passphrase-file", file, "note", "meanwhile"}).code);
  EXPECT_EQ(0, two.ben({"note", "for you", "--table"}).code);
  EXPECT_TRUE(eventually([&] { return watch->printed("Something new has come."); })) << watch->err();
  EXPECT_EQ(0, two.ada({"--passphrase-file", file, "passphrase", "--new-file", other}).code);
  EXPECT_EQ(0, two.ben({"note", "and this", "--table"}).code);
  const Said said = watch->finish();
  EXPECT_EQ(5, said.code);
  EXPECT_TRUE(holds(said.err, "The passphrase was changed meanwhile.")) << said.err;
  EXPECT_EQ(1, asked);
}

// A pair of terminals: what is typed at one is read at the other.
struct Terminals {
  Terminals() { EXPECT_EQ(0, ::openpty(&person, &program, nullptr, nullptr, nullptr)); }
  ~Terminals() { ::close(person), ::close(program); }
  bool echoes() const {
    termios now{};
    return ::tcgetattr(program, &now) == 0 && (now.c_lflag & ECHO) != 0;
  }
  int person = -1, program = -1;
};

TEST(PassphraseTerminal, ShowsNothingOfWhatIsTyped) {
  Terminals terminals;
  Printed out;
  std::atomic<bool> ended = false;
  Result<std::string> answer;
  std::thread asking(
      [&] { answer = ask_at_terminal(terminals.program, "Passphrase: ", out.stream(), ended); });
  EXPECT_TRUE(eventually([&] { return holds(out.text(), "Passphrase: "); }));
  EXPECT_FALSE(terminals.echoes());
  const std::string typed = "sevem\x7fn geese\n";
  EXPECT_EQ(static_cast<ssize_t>(typed.size()), ::write(terminals.person, typed.data(), typed.size()));
  asking.join();
  EXPECT_EQ("seven geese", answer.value_or("none"));
  EXPECT_EQ("Passphrase: \n", out.text());
  EXPECT_TRUE(terminals.echoes());
}

TEST(PassphraseTerminal, EndsWhenThePersonEndsItAndAtTheEndOfInput) {
  for (const bool by_signal : {true, false}) {
    Terminals terminals;
    Printed out;
    std::atomic<bool> ended = false;
    Result<std::string> answer;
    std::thread asking([&] { answer = ask_at_terminal(terminals.program, "?", out.stream(), ended); });
    EXPECT_TRUE(eventually([&] { return holds(out.text(), "?"); }));
    if (by_signal) {
      ended = true;
    } else {
      EXPECT_EQ(1, ::write(terminals.person, "\x04", 1));
    }
    asking.join();
    ASSERT_FALSE(answer);
    EXPECT_EQ(Code::busy, answer.error().code);
    EXPECT_TRUE(terminals.echoes());
  }
}

TEST(PassphraseTerminal, AFileIsNoTerminal) {
  Printed out;
  const std::atomic<bool> ended = false;
  FILE* file = std::tmpfile();
  EXPECT_EQ(Code::storage, ask_at_terminal(::fileno(file), "?", out.stream(), ended).error().code);
  std::fclose(file);
  EXPECT_EQ("", out.text());
}

}  // namespace
}  // namespace concertina::cli::test

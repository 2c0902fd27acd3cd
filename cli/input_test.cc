// What people type: each thing that can't be used gets a plain sentence and the right code, and keeps
// nothing.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// One or two sentences, each with its end; no more lines than two; nothing that blames or shouts.
void expect_plain(const std::string& err) {
  EXPECT_FALSE(err.empty());
  EXPECT_LE(std::ranges::count(err, '\n'), 2) << err;
  EXPECT_TRUE(err.ends_with(".\n") || holds(err, ": concertina ")) << err;  // a command is typed as it stands
  EXPECT_LT(err.size(), 420u) << err;
  for (const char* word : {"!", "ERROR", "Error", "illegal", "invalid", "failed", "exception", "abort"}) {
    EXPECT_FALSE(holds(err, word)) << err;
  }
}

class Input : public testing::Test {
 protected:
  Input() {
    ada({"begin", "--name", "Ada"});
    ada({"note", "here before"});
    before_ = ada({"export"}).out;
  }
  // Nothing that was there is lost or changed.
  void expect_kept() { EXPECT_EQ(before_, ada({"export"}).out); }
  void expect_refused(const Words& words, std::string_view says, int code = 2) {
    const Said said = ada(words);
    EXPECT_EQ(code, said.code) << said.out << said.err;
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_EQ("", said.out);
    expect_plain(said.err);
    expect_kept();
  }
  std::string last_words() {
    const Json room = Json::parse(ada({"show", "room", "--json"}).out)["room"];
    return room.back()["words"];
  }

  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Person ada{folder.path("ada"), 1, clock};
  Person newcomer{folder.path("new"), 2, clock};

 private:
  std::string before_;
};

TEST_F(Input, ANeedIsTwoNumbersFromZeroToTen) {
  for (const char* need : {"11/3",    "3/11",
                           "NaN/3",   "3/nan",
                           "1e9/2",   "2/1e1",
                           "-1/3",    "3/-0.5",
                           "/3",      "3/",
                           "/",       "3",
                           "",        "inf/1",
                           "3/3/3",   "0x5/1",
                           "7,555/1", " 7/3",
                           "7 / 3",   "٣/1",
                           "10.01/1", "99999999999999999999/1"}) {
    SCOPED_TRACE(need);
    expect_refused({"check-in", "--togetherness", need, "--separateness", "5/5"}, "--togetherness");
    expect_refused({"check-in", "--separateness", need, "--togetherness", "5/5"}, "--separateness");
  }
  EXPECT_EQ(0, ada.check_in("0/10", "7,25/3.5").code);
  EXPECT_TRUE(holds(ada({"show", "room"}).out, "want 7.25, have 3.5"));
}

TEST_F(Input, ATimeLiesBehindUsAndInThisCentury) {
  const auto note = [&](const char* at) { return Words{"note", "words", "--at", at}; };
  expect_refused(note("9999-01-01"), "lies outside the years 2000 to 2099");
  expect_refused(note("1999-12-31"), "lies outside the years 2000 to 2099");
  expect_refused(note("2026-11-23"), "is still to come");
  expect_refused(note("2026-11-22 13:06"), "is still to come");
  for (const char* at :
       {"2026-02-29", "2026-13-01", "yesterday", "22.11.2026", "2026-11-22 25:00", "2026-11-22 12", " ",
        "2026-11-22T12:00+99:00", "99999-01-01", "2026-11-22 12:00:61"}) {
    SCOPED_TRACE(at);
    expect_refused(note(at), "");
  }
  EXPECT_EQ(0, ada(note("2026-11-22 13:04")).code);
  EXPECT_EQ(0, ada(note("2024-02-29")).code);
  EXPECT_TRUE(holds(ada({"show", "room"}).out, "2024-02-29 12:00"));
}

TEST_F(Input, WordsOfAHundredKilobytesAreTooManyAndTwentyAreNot) {
  expect_refused({"note", std::string(100'000, 'x')},
                 "The words take 100000 bytes, and at most 20000 fit here.");
  expect_refused(
      {"check-in", "--togetherness", "1/1", "--separateness", "1/1", "--words", std::string(20'001, 'x')},
      "at most 20000 fit here");
  EXPECT_EQ(0, ada({"note", std::string(20'000, 'x')}).code);
  EXPECT_EQ(std::string(20'000, 'x'), last_words());
}

TEST_F(Input, TextWithEveryPlaneOfUnicodeComesBackExactly) {
  std::string all = "plane by plane: ";
  for (std::uint32_t plane = 0; plane <= 16; ++plane) {
    for (const std::uint32_t low : {0xA1u, 0x0416u, 0x2603u, 0xFFFDu}) {
      const std::uint32_t c = plane << 16 | low;
      if (c < 0x800) {
        all += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
      } else if (c < 0x10000) {
        all += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
                static_cast<char>(0x80 | (c & 63))};
      } else {
        all += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
                static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
      }
    }
  }
  all +=
      "\n\tsecond line, e\u0301, 👩\u200d👩\u200d👧, \u202eמשפט\u202c, “quotes” 'and' \"these\" [1,2] {x} "
      "$HOME %s \\n;";
  EXPECT_EQ(0, ada({"note", all}).code);
  EXPECT_EQ(all, last_words());
  EXPECT_TRUE(holds(ada({"show", "room"}).out, all.substr(0, all.find('\n'))));
  EXPECT_EQ(0, ada({"check-in", "--togetherness", "1/1", "--separateness", "1/1", "--words", all}).code);
  EXPECT_EQ(all, last_words());
}

TEST_F(Input, ControlCharactersAndBrokenTextAreRefused) {
  for (const char* text :
       {"bell \a", "\x1b[2Jclear", "back\b", "carriage\rreturn", "del\x7f", "c1 \xc2\x9b"}) {
    expect_refused({"note", text}, "control character");
  }
  for (const char* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "cut \xe2\x82"}) {
    expect_refused({"note", text}, "not UTF-8");
  }
  expect_refused({"note", ""}, "missing");
  expect_refused({"note", " \n\t "}, "missing");
}

TEST_F(Input, WhatBeginsWithADashIsWrittenBehindTwo) {
  const Said said = ada({"note", "-x marks the spot"});
  EXPECT_EQ(2, said.code);
  expect_plain(said.err);
  EXPECT_TRUE(holds(ada({"note", "--help"}).out, "put -- before"));
  EXPECT_EQ(0, ada({"note", "--", "-5 degrees"}).code);
  EXPECT_EQ("-5 degrees", last_words());
}

TEST_F(Input, AnIdIsFourLettersOfOneOfMyEntries) {
  expect_refused({"take-back", "abc"}, "at least four letters");
  expect_refused({"take-back", ""}, "at least four letters");
  expect_refused({"take-back", "zzzzzzzz"}, "None of your entries begins with zzzzzzzz", 3);
  expect_refused({"correct", "00000000", "--words", "x"}, "None of your entries", 3);
  expect_refused({"take-back", "\x1b[31mred"}, "None of your entries", 3);
  const std::string id = ada.word_after("room (", {"note", "again"});
  EXPECT_EQ(2, ada({"correct", id}).code);
  EXPECT_EQ(2, ada({"correct", id, "--words", "again"}).code);
  EXPECT_EQ(2, ada({"correct", id, "--togetherness", "1/1"}).code);
  EXPECT_EQ(2, ada({"correct", id, "--words", ""}).code);
  EXPECT_EQ("again", last_words());
}

TEST_F(Input, ANameIsShortAndOnOneLine) {
  for (const std::string& name : {std::string(), std::string("  "), std::string("two\nlines"),
                                  std::string(61, 'n'), std::string("es\x1b[0m")}) {
    const Said said = newcomer({"begin", "--name", name});
    EXPECT_EQ(2, said.code) << name;
    expect_plain(said.err);
    EXPECT_FALSE(std::filesystem::exists(folder.path("new"))) << name;
  }
  const Said twice = ada({"begin", "--name", "Eve"});
  EXPECT_EQ(5, twice.code);
  expect_plain(twice.err);
  expect_kept();
}

TEST_F(Input, ARelaysAddressIsHttpWithAHost) {
  for (const char* url : {"", "relay.example", "ftp://relay.example", "http://", "https://a b",
                          "http://x/path", "http://u:p@x", "file:///etc/passwd", "http://x\n", "HTTP//x"}) {
    if (*url == '\0') continue;
    SCOPED_TRACE(url);
    expect_refused({"sync", "--relay", url}, "is not the address of a relay");
    const Said said = newcomer({"begin", "--name", "Eve", "--relay", url});
    EXPECT_EQ(2, said.code);
    EXPECT_FALSE(std::filesystem::exists(folder.path("new")));
  }
}

TEST_F(Input, ACallThatIsNoneIsToldWhereHelpIs) {
  const auto said = [&](const Words& words) {
    const Said out = ada(words);
    EXPECT_EQ(2, out.code);
    EXPECT_EQ("", out.out);
    return out.err;
  };
  EXPECT_EQ("There is no verb “chek-in”.\nFor help: concertina --help\n", said({"chek-in"}));
  EXPECT_TRUE(said({"show", "--wat"}).ends_with("For help: concertina show --help\n"));
  EXPECT_TRUE(said({"show", "kitchen"}).ends_with("For help: concertina show --help\n"));
  EXPECT_TRUE(
      said({"rhythm", "fit", "d.csv", "--wat"}).ends_with("For help: concertina rhythm fit --help\n"));
  EXPECT_TRUE(said({"check-in"}).ends_with("For help: concertina check-in --help\n"));
  EXPECT_TRUE(said({"check-in", "--togetherness"}).ends_with("For help: concertina check-in --help\n"));
  EXPECT_TRUE(said({"invite", "--wait", "soon"}).ends_with("For help: concertina invite --help\n"));
  EXPECT_TRUE(said({"invite", "--wait", "-1"}).ends_with("For help: concertina invite --help\n"));
  EXPECT_TRUE(said({"show", "show"}).ends_with("--help\n"));
  EXPECT_TRUE(holds(said({}), "check-in"));  // the list of verbs
  expect_kept();
}

const char* const kVerbs[] = {"begin",  "invite", "join",       "compare",   "check-in", "note",  "question",
                              "answer", "pass",   "correct",    "take-back", "show",     "sync",  "export",
                              "doctor", "serve",  "passphrase", "import",    "leave",    "delete"};

TEST_F(Input, TheHelpOfEveryVerbHasAnExampleAndTheExitCodes) {
  const Said top = ada({"--help"});
  EXPECT_EQ(0, top.code);
  for (const std::string verb : kVerbs) {
    EXPECT_TRUE(holds(top.out, "\n  " + verb + " ")) << verb;
    const Said said = ada({verb, "--help"});
    EXPECT_EQ(0, said.code);
    EXPECT_EQ("", said.err);
    EXPECT_TRUE(holds(said.out, "Example:\n  concertina " + verb)) << said.out;
    EXPECT_TRUE(holds(said.out, kExitCodes)) << said.out;
  }
  EXPECT_TRUE(holds(top.out, kExitCodes));
}

TEST_F(Input, TheExitCodesAreThoseThatHelpLists) {
  const std::pair<Code, int> all[] = {
      {Code::invalid, 2}, {Code::not_found, 3}, {Code::unreachable, 4},
      {Code::refused, 5}, {Code::conflict, 5},  {Code::damaged, 6},
      {Code::busy, 7},    {Code::storage, 8},   {Code::too_new, 8},
  };
  for (const auto& [code, number] : all) {
    EXPECT_EQ(number, exit_code(Error{code, ""}));
    EXPECT_TRUE(holds(kExitCodes, std::to_string(number) + " "));
  }
  EXPECT_TRUE(holds(kExitCodes, std::to_string(kInterrupted)));
}

// No verb reads from the terminal: with stdin closed each does the same, at once.
TEST_F(Input, NoVerbAsksAQuestionOrHangsWithoutATerminal) {
  const int stdin_before = ::dup(0);
  ::close(0);
  const auto began = std::chrono::steady_clock::now();
  for (const std::string verb : kVerbs) {
    if (verb == "serve") continue;  // it runs until it is ended; it has a test of its own
    Words words{verb};
    if (verb == "join") words.push_back("no link");
    if (verb == "note" || verb == "answer") words.push_back("words");
    if (verb == "correct" || verb == "take-back") words.push_back("beef");
    const Said said = ada(words);
    EXPECT_NE(-1, said.code) << verb;
    if (said.code != 0) expect_plain(said.err);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  ::dup2(stdin_before, 0);
  ::close(stdin_before);
}

}  // namespace
}  // namespace concertina::cli::test

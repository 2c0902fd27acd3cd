// Session of two: one script of all that two people do over some days at a tapped relay. What they write
// comes from outside, so that two sessions can differ in that alone.
#pragma once

#include <sqlite3.h>

#include "cli/home.h"
#include "cli/test_search.h"
#include "cli/test_shape.h"

namespace concertina::cli::test {

// What one of them writes on one day.
struct DayWords {
  std::vector<std::string> room;  // notes, before anything else
  std::string togetherness, separateness;
  std::string words;              // with the check-in, which goes onto the table
  std::string at;                 // of the check-in; empty: now
  std::string note, correction;   // a note on the table; Ben's is corrected, Ada's is taken back
  std::vector<Words> alone = {};  // whatever else stays in the room: a verb with its options
};
struct Script {
  std::string ada, ben;  // names
  std::vector<std::pair<DayWords, DayWords>> days;
  std::vector<std::string> watched;    // Ada's room notes while she watches
  std::vector<std::string> meanwhile;  // Ben's notes on the table at that time
};

class TappedSession {
 public:
  explicit TappedSession(std::uint16_t port = 0, const std::function<void(relay::Options&)>& change = {})
      : tap(clock, port), relay(clock, [&](relay::Options& options) {
          options.origin = tap.url();
          options.on_answer = [this](const relay::Response& response) {
            const std::lock_guard lock(mutex_);
            said_.push_back(std::to_string(response.status) + " " + std::string(as_text(response.body)));
          };
          if (change) change(options);
        }) {
    tap.lead_to(relay.port());
  }

  // Runs the script from beginning to end; false, with `failure` set, if a verb did not do its part.
  bool play(const Script& script) {
    expect(ada({"begin", "--name", script.ada, "--relay", tap.url()}));
    expect(ben({"begin", "--name", script.ben, "--relay", tap.url()}));
    link = link_in(expect(ada({"invite", "--wait", "0", "--json"})));
    expect(ben({"join", link, "--wait", "0"}));
    for (Person* person : {&ada, &ben, &ada}) expect((*person)({"sync"}));
    four_words = expect(ada({"compare", "--json"}));
    four_words = four_words.substr(10, four_words.rfind('"') - 10);
    expect(ada({"compare", "yes"}));
    expect(ben({"compare", "yes"}));
    for (const auto& [adas, bens] : script.days) {
      day(ada, adas, false);
      clock += 2 * 3600;
      expect(ben({"show"}));
      day(ben, bens, true);
      expect(ada({"show"}));
      clock += 22 * 3600;
    }
    if (!script.meanwhile.empty()) watch(script);
    for (Person* person : {&ada, &ben}) {
      for (const char* verb : {"sync", "show", "doctor", "export"}) expect((*person)({verb}));
    }
    return failure.empty();
  }

  // The public key of a person's device as requests name it.
  static std::string device_key(const Person& person) { return to_hex(keys_of(person).sign.public_key); }
  static DeviceKeys keys_of(const Person& person) { return Home::open(person.home, false)->device()->keys(); }

  // All answers as the relay's own observer saw them, and as the tap heard them; in no order.
  std::vector<std::string> said_by_relay() const {
    const std::lock_guard lock(mutex_);
    return said_;
  }
  std::vector<std::string> said_on_wire() const {
    std::vector<std::string> out;
    for (const Exchange& one : tap.heard()) {
      if (!one.answer.empty()) out.push_back(status_of(one) + " " + body_of(one.answer));
    }
    return out;
  }

  // The relay's database as rows, columns and sizes.
  std::string shape_of_database() {
    std::string out;
    each_cell([&](const std::string& place, std::string_view value) {
      out += place + ":" + std::to_string(value.size()) + (value.size() < 8 ? "=" + std::string(value) : "") +
             " ";
    });
    return out;
  }
  // Everything in the database, each value whole: on the file's pages it may stand in pieces.
  std::string content_of_database() {
    std::string out;
    each_cell([&](const std::string&, std::string_view value) { out += std::string(value) + "\n"; });
    return out;
  }

  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Wiretap tap;
  Relay relay;
  Person ada{folder.path("ada"), 11, clock};
  Person ben{folder.path("ben"), 12, clock};
  std::string link, four_words, failure;

 private:
  std::string expect(const Said& said) {
    if ((said.code != 0 || !said.err.empty()) && failure.empty()) failure = said.out + said.err;
    return said.out;
  }
  static std::string id_in(const std::string& out, const std::string& before) {
    const auto at = out.find(before);
    return at == std::string::npos ? "" : out.substr(at + before.size(), 8);
  }

  void day(Person& person, const DayWords& words, bool correct) {
    for (const Words& call : words.alone) expect(person(call));
    for (std::size_t i = 0; i < words.room.size(); ++i) {
      const std::string id = id_in(expect(person({"note", words.room[i]})), "room (");
      if (i % 3 == 1) expect(person({"correct", id, "--words", "said otherwise"}));
      if (i % 3 == 2) expect(person({"take-back", id}));
    }
    Words more{"--words", words.words, "--table"};
    if (!words.at.empty()) more.insert(more.end(), {"--at", words.at});
    expect(person.check_in(words.togetherness, words.separateness, more));
    const std::string id = id_in(expect(person({"note", "--table", words.note})), "table (");
    if (correct) {
      expect(person({"correct", id, "--words", words.correction}));
    } else {
      expect(person({"take-back", id}));
    }
  }

  // Ada watches, four minutes for each of Ben's notes; Ben's notes come, and she writes in her room from
  // another terminal.
  void watch(const Script& script) {
    const auto watching = ada.start({"sync", "--watch"});
    std::size_t polls = await_poll(0);
    for (std::size_t i = 0; i < script.meanwhile.size(); ++i) {
      if (i < script.watched.size()) expect(ada({"note", script.watched[i]}));
      clock += 4 * 60;  // within the skew that a relay allows: her poll may not have come through to it yet
      expect(ben({"note", "--table", script.meanwhile[i]}));
      polls = await_poll(polls);
    }
    watching->end();
    const Said said = watching->finish();
    if (said.code != 0 || !said.err.empty()) failure = said.err;
  }
  // Waits until there are more long polls than `before`, the last one open; returns how many.
  std::size_t await_poll(std::size_t before) {
    std::size_t polls = 0;
    const bool came = eventually([&] {
      polls = 0;
      bool open = false;
      for (const Exchange& one : tap.heard()) {
        if (target_of(one).ends_with("wait=25")) ++polls, open = one.answer.empty();
      }
      return polls > before && open;
    });
    if (!came) failure = "no long poll came";
    return polls;
  }

  void each_cell(const std::function<void(const std::string&, std::string_view)>& visit) {
    sqlite3* database = nullptr;
    sqlite3_open_v2((relay.options.data + "/relay.db").c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    std::vector<std::string> tables;
    query(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
          [&](const std::string&, std::string_view name) { tables.emplace_back(name); });
    for (const std::string& table : tables) {
      int cells = 0;
      query(database, "SELECT * FROM " + table, [&](const std::string& column, std::string_view value) {
        visit(table + "." + column + "." + std::to_string(cells++), value);
      });
    }
    sqlite3_close(database);
  }
  template <typename Visit>
  static void query(sqlite3* database, const std::string& sql, const Visit& visit) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        visit(sqlite3_column_name(statement, column), std::string_view(data ? data : "", size));
      }
    }
    sqlite3_finalize(statement);
  }

  mutable std::mutex mutex_;
  std::vector<std::string> said_;
};

// A session in which little is written, and one in which much is: names, words, numbers, times, the room.
inline Script quiet_script(std::size_t days, bool with_watch) {
  Script out{"A", "B", {}, {}, {}};
  const DayWords plain{{}, "5/5", "5/5", "", "", "x", "y"};
  for (std::size_t i = 0; i < days; ++i) out.days.emplace_back(plain, plain);
  if (with_watch) out.meanwhile = {"1", "2", "3", "4", "5", "6", "7", "8"};
  return out;
}
inline Script full_script(std::size_t days, bool with_watch) {
  const auto much = [](std::size_t size, const std::string& word) {
    std::string out;
    while (out.size() + word.size() <= size) out += word;
    return out + std::string(size - out.size(), '.');
  };
  Script out{much(60, "Ada "), much(60, "Бен "), {}, {}, {}};
  for (std::size_t i = 0; i < days; ++i) {
    DayWords adas{{},
                  "10/0",
                  "0/10",
                  much(2800, "long "),
                  "2026-11-0" + std::to_string(1 + i % 9) + " 08:30",
                  much(2800, "note "),
                  ""};
    DayWords bens{
        {}, "7.25/3,5", "0.01/9.99", much(1000, "ü"), "", much(2800, "before "), much(2799, "after ")};
    for (std::size_t k = 0; k < 3 + i; ++k) adas.room.push_back(much(k % 2 == 0 ? 20'000 : 300, "room "));
    if (i % 2 == 0) bens.room.push_back("one line");
    adas.alone = {{"signs", "--irritable", "3", "--anxious", "2"},
                  {"reflection", "--happened", much(900, "happened "), "--fear", "being left"},
                  {"solitude", "--minutes", "1", "--at", "2026-11-20", "--words", much(300, "alone ")},
                  {"time-together", "--minutes", "90", "--presence", "1", "--at", "2026-11-20"},
                  {"quiet-answer", "--afraid", i % 2 == 0 ? "yes" : "no"}};
    out.days.emplace_back(std::move(adas), std::move(bens));
  }
  if (with_watch) {
    out.watched = {much(20'000, "while watching "), "short", much(9'000, "more ")};
    out.meanwhile = {much(2800, "one "), "2", much(500, "three "), much(2800, "four "), "V", "6", "vii",
                     much(2000, "8")};
  }
  return out;
}

}  // namespace concertina::cli::test

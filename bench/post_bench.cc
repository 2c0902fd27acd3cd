// Durable posts a second of the real relay, beside bare SQLite commits of the same size on the same disk.
#include <sqlite3.h>
#include <sys/epoll.h>

#include "bench/client.h"

namespace concertina::bench {
namespace {

using proofs::Clock;
using proofs::seconds_since;

constexpr int kRuns = 5;

struct Rate {
  double a_second = 0;
  std::vector<double> ms;  // of each post
};

// Every client posts its frames one after the other, each when the one before was acknowledged.
Rate post(std::vector<std::unique_ptr<Person>>& persons, const std::vector<std::unique_ptr<Line>>& lines,
          int clients, int each) {
  std::vector<std::vector<std::string>> posts(static_cast<std::size_t>(clients));
  for (std::size_t i = 0; i < posts.size(); ++i) {
    for (int k = 0; k < each; ++k) posts[i].push_back(persons[i]->next_post());
  }
  const int waiter = ::epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    ::epoll_ctl(waiter, EPOLL_CTL_ADD, lines[i]->raw(), &event);
  }
  Rate out;
  std::vector<std::size_t> at(posts.size());
  std::vector<Clock::time_point> sent(posts.size());
  const auto send = [&](std::size_t i) {
    sent[i] = Clock::now();
    lines[i]->send(posts[i][at[i]]);
  };
  const auto start = Clock::now();
  for (std::size_t i = 0; i < posts.size(); ++i) send(i);
  for (std::size_t open = posts.size(); open > 0;) {
    epoll_event events[128];
    const int count = ::epoll_wait(waiter, events, 128, -1);
    for (int e = 0; e < count; ++e) {
      const auto i = static_cast<std::size_t>(events[e].data.u64);
      const int status = lines[i]->read_some();
      if (status == 0) continue;
      if (status != 201) std::printf("  (a post was answered with %d)\n", status);
      out.ms.push_back(seconds_since(sent[i]) * 1000);
      if (++at[i] < posts[i].size()) {
        send(i);
      } else {
        --open;
      }
    }
  }
  out.a_second = static_cast<double>(clients * each) / seconds_since(start);
  ::close(waiter);
  return out;
}

// Rows of one frame's size, WAL with synchronous=FULL, statements prepared once, one connection throughout:
// as the relay does it, without the relay.
class Bare {
 public:
  explicit Bare(const std::string& file) {
    sqlite3_open(file.c_str(), &database_);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE frames (log INTEGER, seq INTEGER, bytes BLOB, UNIQUE (log, seq))");
    sqlite3_prepare_v2(database_, "INSERT INTO frames VALUES (1, ?1, ?2)", -1, &insert_, nullptr);
    // Until the write-ahead log has its full length: from then on it is written over and not lengthened.
    commits_a_second(600, 1);
  }
  ~Bare() {
    sqlite3_finalize(insert_);
    sqlite3_close(database_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  double commits_a_second(int commits, int rows) {
    const auto start = Clock::now();
    for (int i = 0; i < commits; ++i) {
      run("BEGIN IMMEDIATE");
      for (int row = 0; row < rows; ++row) {
        sqlite3_bind_int64(insert_, 1, seq_++);
        sqlite3_bind_blob(insert_, 2, frame_.data(), static_cast<int>(frame_.size()), SQLITE_STATIC);
        sqlite3_step(insert_);
        sqlite3_reset(insert_);
      }
      run("COMMIT");
    }
    return commits / seconds_since(start);
  }

 private:
  void run(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(database_));
  }
  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  const Bytes frame_ = test::Chance(1).bytes(kFrameSize);
  std::int64_t seq_ = 0;
};

int measure(const std::string& program) {
  print_machine("== Durable posts: frames of 4096 bytes, acknowledged when they are on the disk");
  const proofs::Folder folder;
  proofs::Relay relay(program, folder.path("relay"));
  if (!relay.running()) {
    std::printf("The relay %s does not start.\n", program.c_str());
    return 1;
  }
  std::vector<std::unique_ptr<Person>> persons;
  std::vector<std::unique_ptr<Line>> lines;
  for (std::uint64_t i = 0; i < 100; ++i) {
    persons.push_back(std::make_unique<Person>(i + 1, relay.origin()));
    lines.push_back(std::make_unique<Line>(relay.port()));
    lines.back()->ask(persons.back()->enrolment(), 201);
  }
  std::printf(
      "The relay is a process of its own; its clients share the machine with it, each with its own device "
      "and\n"
      "connection, and each waits for the answer to one post before the next. Medians of %d runs, in "
      "turns.\n\n",
      kRuns);
  std::printf("%7s | %10s %10s %10s | %12s %12s | %9s %9s\n", "clients", "posts/s", "median ms", "p99 ms",
              "commits/s", "rows/s", "to 1-row", "to N-row");
  struct Level {
    int clients, each;
    std::vector<double> rates, latencies, tails, commits;
  };
  std::vector<Level> levels{{1, 400, {}, {}, {}, {}}, {10, 150, {}, {}, {}, {}}, {100, 40, {}, {}, {}, {}}};
  Bare bare(folder.path("bare.db"));
  post(persons, lines, 1, 600);  // the relay's write-ahead log too
  for (int run = 0; run < kRuns; ++run) {
    for (Level& level : levels) {
      const Rate rate = post(persons, lines, level.clients, level.each);
      level.rates.push_back(rate.a_second);
      level.latencies.push_back(median(rate.ms));
      level.tails.push_back(quantile(rate.ms, 0.99));
      level.commits.push_back(bare.commits_a_second(level.clients == 100 ? 60 : 300, level.clients));
    }
  }
  const double one_row = median(levels[0].commits);
  for (const Level& level : levels) {
    const double rows = median(level.commits) * level.clients;
    std::printf("%7d | %10.0f %10.2f %10.2f | %12.0f %12.0f | %9.2f %9.2f\n", level.clients,
                median(level.rates), median(level.latencies), median(level.tails), median(level.commits),
                rows, median(level.rates) / one_row, median(level.rates) / rows);
  }
  std::printf(
      "\ncommits/s: bare SQLite, WAL with synchronous=FULL, one commit of as many rows as there are "
      "clients.\n"
      "to 1-row: posts beside bare commits of one row; to N-row: beside the rows of those larger commits.\n"
      "The relay checks two signatures and a hash for each post; those that wait share one commit.\n");
  relay.stop();
  return 0;
}

}  // namespace
}  // namespace concertina::bench

int main(int argc, char** argv) {
  if (!concertina::prim::ready()) return 1;
  return concertina::bench::measure(concertina::proofs::program(argc, argv));
}

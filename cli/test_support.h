// What the terminal's tests and proofs share: a clock that is set by hand, people who call verbs as at a
// terminal, and the real relay in this process. Nothing here knows a test framework.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <ostream>
#include <sstream>
#include <streambuf>
#include <thread>

#include "cli/app.h"
#include "core/test_support.h"
#include "relay/server.h"

namespace concertina::cli::test {

using concertina::test::Chance;
using Words = std::vector<std::string>;
using Clock = std::atomic<std::int64_t>;  // seconds since 1970

// A folder that goes away with its owner; in memory where there is such a place, so that no test waits for a
// disk.
class Folder {
 public:
  Folder() {
    const bool memory = ::access("/dev/shm", W_OK) == 0;
    std::string name =
        (memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) + "/concertina-XXXXXX";
    path_ = ::mkdtemp(name.data()) ? name : "";
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Waits until `done` holds; false if it does not within ten seconds.
inline bool eventually(const std::function<bool()>& done) {
  for (int tries = 0; tries < 2000; ++tries) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

// What a verb prints, readable while it still runs.
class Printed : private std::streambuf {
 public:
  std::ostream& stream() { return stream_; }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  int overflow(int c) override {
    const std::lock_guard lock(mutex_);
    text_.push_back(static_cast<char>(c));
    return c;
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    const std::lock_guard lock(mutex_);
    text_.append(text, static_cast<std::size_t>(size));
    return size;
  }

  mutable std::mutex mutex_;
  std::string text_;
  std::ostream stream_{this};
};

// What came of a call.
struct Said {
  int code = -1;
  std::string out, err;
};

// A call of a verb that needs no home, with `piped` as its input.
inline Said call_alone(const Words& words, const std::string& piped = "") {
  std::istringstream in(piped);
  std::ostringstream out, err;
  const std::atomic<bool> ended = false;
  concertina::test::SeededAmbient ambient(1);
  World world{ambient, out, err, ended};
  world.in = &in;
  const int code = run(words, world);
  return {code, out.str(), err.str()};
}

// A call of a verb that runs by itself, as in a terminal of its own.
class Running {
 public:
  using Ask = std::function<Result<std::string>(std::string_view)>;  // see World
  Running(Words words, Ambient& ambient, const Patience& patience, const Ask& ask) {
    thread_ = std::thread([this, words = std::move(words), &ambient, patience, ask] {
      World world{ambient, out_.stream(), err_.stream(), ended_, patience, ask, ask};
      code_ = run(words, world);
    });
  }
  ~Running() {
    end();
    if (thread_.joinable()) thread_.join();
  }
  std::string out() const { return out_.text(); }
  std::string err() const { return err_.text(); }
  bool printed(std::string_view text) const { return out().find(text) != std::string::npos; }
  void end() { ended_ = true; }  // Ctrl-C
  Said finish() {
    if (thread_.joinable()) thread_.join();
    return Said{code_, out_.text(), err_.text()};
  }

 private:
  Printed out_, err_;
  std::atomic<bool> ended_{false};
  int code_ = -1;
  std::thread thread_;
};

// Chance from a seed, and the common clock as this person's machine shows it.
class PersonAmbient : public Ambient {
 public:
  PersonAmbient(std::uint64_t seed, const Clock& clock) : chance_(seed), clock_(clock) {}
  using Ambient::random;
  void random(std::span<std::uint8_t> out) override {
    const std::lock_guard lock(mutex_);
    chance_.fill(out);
  }
  Moment now() override { return Moment{clock_ + off, offset}; }

  std::atomic<std::int64_t> off = 0;  // seconds by which this machine's clock is ahead of the right time
  std::atomic<int> offset = 60;       // minutes by which its wall clock is ahead of UTC

 private:
  std::mutex mutex_;
  Chance chance_;
  const Clock& clock_;
};

// Somebody at a terminal, with a home of their own.
class Person {
 public:
  Person(std::string folder, std::uint64_t seed, const Clock& clock)
      : home(std::move(folder)), ambient(seed, clock) {
    patience.home = 400;
    patience.first_pause = 50;
    patience.longest_pause = 100;
  }

  Said operator()(const Words& words) { return start(words)->finish(); }
  std::unique_ptr<Running> start(Words words) {
    words.insert(words.begin(), {"--home", home});
    return std::make_unique<Running>(std::move(words), ambient, patience, ask);
  }

  Said check_in(const std::string& togetherness, const std::string& separateness, Words more = {}) {
    more.insert(more.begin(), {"check-in", "--togetherness", togetherness, "--separateness", separateness});
    return (*this)(more);
  }
  // The first word behind `before` in what this call prints: an id, say.
  std::string word_after(const std::string& before, const Words& words) {
    const std::string out = (*this)(words).out;
    const auto at = out.find(before);
    if (at == std::string::npos) return {};
    const auto from = at + before.size();
    return out.substr(from, out.find_first_of(" \n)\",", from) - from);
  }

  std::string home;
  PersonAmbient ambient;
  Patience patience;
  Running::Ask ask;  // empty: there is no terminal
};

// The real relay, in this process, on the common clock. It keeps its port over a restart.
class Relay {
 public:
  explicit Relay(const Clock& clock, const std::function<void(relay::Options&)>& change = {}) {
    options.data = folder_.path("relay");
    options.listen = "127.0.0.1:0";
    options.rate_device = options.rate_address = 0;
    options.now = [&clock] { return clock.load(); };
    if (change) change(options);
    start();
  }
  void start() {
    server_ = std::make_unique<relay::Server>(options);
    const auto started = server_->start();
    if (!started) throw std::runtime_error(started.error().what);
    options.listen = "127.0.0.1:" + std::to_string(server_->port());
  }
  void stop() { server_.reset(); }
  void restart() {
    stop();
    start();
  }
  std::string url() const { return "http://" + options.listen; }
  std::uint16_t port() const { return server_->port(); }
  std::string copy_of_data() const { return folder_.path("copy"); }

  void copy_data() { copy(options.data, copy_of_data()); }
  void restore_data() { copy(copy_of_data(), options.data); }
  void lose_data() { std::filesystem::remove_all(options.data); }

  relay::Options options;

 private:
  static void copy(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }
  Folder folder_;
  std::unique_ptr<relay::Server> server_;
};

inline std::string link_in(const std::string& text) {
  const auto from = text.find("http");
  return from == std::string::npos ? "" : text.substr(from, text.find_first_of(" \n\"", from) - from);
}

// Two people at one relay; pair() brings them together without any waiting.
struct Two {
  explicit Two(const std::function<void(relay::Options&)>& change = {}) : relay(clock, change) {}

  void begin() {
    ada({"begin", "--name", "Ada", "--relay", relay.url()});
    ben({"begin", "--name", "Ben", "--relay", relay.url()});
  }
  std::string invite() { return link_in(ada({"invite", "--wait", "0", "--json"}).out); }
  void pair() {
    begin();
    ben({"join", invite(), "--wait", "0"});
    for (int rounds = 0; rounds < 2; ++rounds) {
      ada({"sync"});
      ben({"sync"});
    }
  }

  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Relay relay;
  Person ada{folder.path("ada"), 1, clock};
  Person ben{folder.path("ben"), 2, clock};
};

}  // namespace concertina::cli::test

// What proofs and benchmarks share: a folder that goes away, the machine's clock with chance from a seed, the
// real relay as a process of its own, and one device at its relay with every answer in sight.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "cli/home.h"
#include "cli/http.h"
#include "cli/world.h"
#include "core/house/pen.h"
#include "core/test_support.h"
#include "proofs/table_of.h"

namespace concertina::proofs {

using Clock = std::chrono::steady_clock;
inline double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}
inline void pause_ms(double ms) {
  std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(ms));
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "concertina-XXXXXX").string();
    if (::mkdtemp(name.data())) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Keys and ids follow from a seed; the clock is the machine's, since a relay in another process has that one.
class SeededChance : public Ambient {
 public:
  explicit SeededChance(std::uint64_t seed) : chance_(seed) {}
  using Ambient::random;
  void random(std::span<std::uint8_t> out) override { chance_.fill(out); }
  Moment now() override { return system_.now(); }

 private:
  test::Chance chance_;
  cli::SystemAmbient system_;
};

// build/concertina, seen from build/proofs/x_proof or build/bench/x_bench; or what the caller names.
inline std::string program(int argc, char** argv, int at = 1) {
  if (argc > at) return argv[at];
  std::error_code error;
  return (std::filesystem::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "concertina")
      .string();
}

// A program started with its standard output (and the relay's standard error) read through a pipe.
class Process {
 public:
  Process(const std::vector<std::string>& words, int watched) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int file : {0, 1, 2}) {
      if (file == watched) {
        posix_spawn_file_actions_adddup2(&actions, ends[1], file);
      } else {
        posix_spawn_file_actions_addopen(&actions, file, "/dev/null", O_RDWR, 0);
      }
    }
    std::vector<char*> list;
    for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    if (::posix_spawn(&id_, list[0], &actions, nullptr, list.data(), environ) != 0) id_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    said_ = ends[0];
  }
  ~Process() {
    signal(SIGKILL);
    wait();
    if (said_ >= 0) ::close(said_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return id_; }
  void signal(int which) const {
    if (id_ > 0 && !status_) ::kill(id_, which);
  }
  // The status of waitpid.
  int wait() {
    int status = 0;
    if (!status_ && id_ > 0 && ::waitpid(id_, &status, 0) == id_) status_ = status;
    return status_.value_or(-1);
  }
  // What was said up to `end`, or up to the end of all if `end` never comes.
  std::string read_until(std::string_view end) {
    std::string out;
    char byte = 0;
    while ((end.empty() || !out.ends_with(end)) && ::read(said_, &byte, 1) == 1) out.push_back(byte);
    return out;
  }

 private:
  pid_t id_ = -1;
  int said_ = -1;
  std::optional<int> status_;
};

// The real relay: `concertina serve`, without rate limits. Always at the same port and data folder.
class Relay {
 public:
  Relay(std::string program, std::string data, std::vector<std::string> more = {})
      : program_(std::move(program)), data_(std::move(data)), more_(std::move(more)) {
    // Below the ports that the system gives to others, so that nobody takes it while the relay is dead.
    for (int tries = 0; tries < 50 && !start(); ++tries)
      port_ = 20'000 + (::getpid() * 7 + tries * 101) % 10'000;
  }

  bool running() const { return process_ != nullptr; }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  pid_t id() const { return process_->id(); }

  void spawn() {
    std::vector<std::string> words{
        program_, "serve", "--quiet",       "--listen", "127.0.0.1:" + std::to_string(port_),
        "--data", data_,   "--rate-device", "0",        "--rate-address",
        "0"};
    words.insert(words.end(), more_.begin(), more_.end());
    process_ = std::make_unique<Process>(words, 2);
  }
  // True once it answers.
  bool await() {
    const std::string said = process_->read_until("\n");
    if (said.starts_with("Relay ready")) return true;
    process_.reset();
    return false;
  }
  bool start() {
    if (port_ == 0) return false;
    spawn();
    return await();
  }
  void kill() { process_.reset(); }
  bool stop() {
    process_->signal(SIGTERM);
    const int status = process_->wait();
    process_.reset();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  std::string program_, data_;
  std::vector<std::string> more_;
  int port_ = 0;
  std::unique_ptr<Process> process_;
};

// One device in its home and at its relay. It does what cli::Session does, with every answer in sight.
class Member {
 public:
  using Seen = std::function<void(const Send&, const cli::Answer&)>;

  Member(std::string folder, std::uint64_t seed) : folder_(std::move(folder)), ambient_(seed) {}

  Result<void> begin(std::string_view name, const std::string& origin) {
    auto begun = Device::begin(name, ambient_);
    if (!begun) return std::unexpected(begun.error());
    auto home = cli::Home::open(folder_, true);
    if (!home) return std::unexpected(home.error());
    home_.emplace(std::move(*home));
    device_ = std::move(begun->first);
    device_.set_relay(origin, "", begun->second);
    return home_->store(begun->second);
  }
  // As it was stored; the one in memory is given up.
  Result<void> reopen() {
    close();
    auto home = cli::Home::open(folder_, false);
    if (!home) return std::unexpected(home.error());
    auto device = home->device();
    if (!device) return std::unexpected(device.error());
    home_.emplace(std::move(*home));
    device_ = std::move(*device);
    return {};
  }
  void close() {
    contact_.reset();
    home_.reset();
  }

  Result<void> store() { return changes.empty() ? Result<void>() : home_->store(std::exchange(changes, {})); }

  Result<void> round() {
    if (!contact_) contact_.emplace(device_, ambient_);
    contact_->round(0);
    for (;;) {
      Step step = contact_->next();
      if (auto* keep = std::get_if<Store>(&step)) {
        if (auto ok = home_->store(keep->changes); !ok) return ok;
      } else if (auto* load = std::get_if<Load>(&step)) {
        auto value = home_->load(load->key);
        if (!value) return std::unexpected(value.error());
        contact_->loaded(std::move(*value));
      } else if (auto* send = std::get_if<Send>(&step)) {
        const auto answer = ask(*send);
        if (answer) {
          if (seen) seen(*send, *answer);
          contact_->answered(answer->status, answer->body);
        } else {
          contact_->failed(answer.error());
        }
      } else {
        return std::get<Done>(step).result;
      }
    }
  }
  const std::vector<Trouble>& events() const { return contact_->events(); }

  // All frames of a log from 0 on, as the relay hands them out to this device.
  Result<std::vector<Bytes>> frames_at_relay(const Id& log) {
    std::vector<Bytes> out;
    for (bool more = true; more;) {
      ReadQuery query;
      query.logs.push_back({log, out.size()});
      Request request{"GET", "/v1/read", to_text(query), {}, {}};
      const std::int64_t time = ambient_.now().seconds;
      const auto signature = sign_request(request, device_.relay(), time, device_.keys().sign);
      const auto answer = ask(Send{std::move(request), time, signature, 0, device_.keys().sign.public_key});
      if (!answer) return std::unexpected(answer.error());
      if (answer->status != 200)
        return fail(Code::refused, "The relay answered " + std::to_string(answer->status) + ".");
      auto read = decode_read_answer(answer->body);
      if (!read) return std::unexpected(read.error());
      for (Bytes& frame : read->logs.at(0).frames) out.push_back(std::move(frame));
      more = read->more;
    }
    return out;
  }

  Device& device() { return device_; }
  cli::Home& home() { return *home_; }
  Ambient& ambient() { return ambient_; }
  const std::string& folder() const { return folder_; }

  Changes changes;
  Seen seen;

 private:
  Result<cli::Answer> ask(const Send& send) {
    return http_.send(send, device_.relay(), world_.patience.answer);
  }

  std::string folder_;
  SeededChance ambient_;
  std::ostream nowhere_{nullptr};
  std::atomic<bool> ended_{false};
  cli::World world_{ambient_, nowhere_, nowhere_, ended_};
  cli::Http http_{world_};
  std::optional<cli::Home> home_;
  Device device_;
  std::optional<Contact> contact_;
};

// Two who have begun are brought together over the relay.
inline Result<void> pair(Member& inviter, Member& joiner) {
  const auto link = inviter.device().invite(inviter.ambient(), inviter.changes);
  if (!link) return std::unexpected(link.error());
  if (auto ok = inviter.store(); !ok) return ok;
  if (auto ok = inviter.round(); !ok) return ok;
  if (auto ok = joiner.device().join(*link, joiner.ambient(), joiner.changes); !ok) return ok;
  if (auto ok = joiner.store(); !ok) return ok;
  for (int i = 0; i < 4 && !(inviter.device().paired() && joiner.device().paired()); ++i) {
    if (auto ok = joiner.round(); !ok) return ok;
    if (auto ok = inviter.round(); !ok) return ok;
  }
  if (auto ok = joiner.round(); !ok) return ok;
  if (inviter.device().paired() && joiner.device().paired()) return {};
  return fail(Code::busy, "The two did not come together.");
}

// One line of a list: what was looked at, and whether it holds.
class Verdict {
 public:
  bool check(bool holds, const std::string& what) {
    if (!holds) std::printf("  DOES NOT HOLD: %s\n", what.c_str());
    good_ = good_ && holds;
    return holds;
  }
  template <typename T>
  bool check(const Result<T>& result, const std::string& what) {
    return check(result.has_value(), result ? what : what + " (" + result.error().what + ")");
  }
  bool good() const { return good_; }

 private:
  bool good_ = true;
};

}  // namespace concertina::proofs

// Serving: a verb that runs until it is ended, as a process of its own.
#pragma once

#include <sys/wait.h>

#include <csignal>

#include "cli/test_servers.h"

namespace concertina::cli::test {

// A child process that serves; what it prints goes into a file.
class Serving {
 public:
  Serving(Words words, std::string log) : log_(std::move(log)) {
    child_ = ::fork();
    if (child_ != 0) return;
    if (!std::freopen(log_.c_str(), "w", stderr) || std::setvbuf(stderr, nullptr, _IONBF, 0) != 0)
      ::_exit(99);
    ::close(0);
    std::atomic<bool> ended{false};
    SystemAmbient ambient;
    Printed out, err;
    World world{ambient, out.stream(), err.stream(), ended};
    const int code = run(words, world);
    std::fprintf(stderr, "%s%s", out.text().c_str(), err.text().c_str());
    std::fflush(stderr);
    ::_exit(code);
  }
  ~Serving() {
    if (child_ > 0) ::kill(child_, SIGKILL), ::waitpid(child_, nullptr, 0);
  }
  std::string printed() const { return read_file(log_); }
  std::string url() const {
    const std::string text = printed(), mark = " ready at ";
    const auto at = text.find(mark);
    if (at == std::string::npos || text.find('\n', at) == std::string::npos) return {};
    return text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
  }
  int end(int signal) {
    ::kill(child_, signal);
    int status = 0;
    ::waitpid(std::exchange(child_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  std::string log_;
  pid_t child_ = -1;
};

}  // namespace concertina::cli::test

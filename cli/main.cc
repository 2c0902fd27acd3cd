#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>

#include "cli/app.h"
#include "cli/passphrase.h"
#include "core/seal/primitives.h"

namespace {

std::atomic<bool> ended{false};
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit then shows as an error when writing
  std::signal(SIGINT, [](int) { ended = true; });
  std::signal(SIGTERM, [](int) { ended = true; });
  if (!concertina::prim::ready()) {
    std::cerr << "The crypto library can't start on this machine.\n";
    return 1;
  }
  concertina::cli::SystemAmbient ambient;
  concertina::cli::World world{ambient, std::cout, std::cerr, ended};
  world.in = &std::cin;
  world.err_is_terminal = ::isatty(STDERR_FILENO) != 0;
  if (::isatty(STDIN_FILENO) != 0 && world.err_is_terminal) {
    world.ask = [](std::string_view question) {
      return concertina::cli::ask_at_terminal(STDIN_FILENO, question, std::cerr, ended);
    };
    world.ask_openly = [](std::string_view question) {
      return concertina::cli::ask_at_terminal(STDIN_FILENO, question, std::cerr, ended, true);
    };
  }
  const int code = concertina::cli::run(std::vector<std::string>(argv + 1, argv + argc), world);
  errno = 0;
  std::cout.flush();
  if (std::cout) return code;
  if (errno != EPIPE)
    std::cerr << "Not all of it could be written out. Please look at where the output goes.\n";
  return code == 0 ? int{concertina::cli::kStorage} : code;
}

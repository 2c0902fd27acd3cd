#include "cli/passphrase.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <ostream>
#include <utility>

namespace concertina::cli {
namespace {

constexpr int kTries = 3;

constexpr std::string_view kForgotten =
    " If it is forgotten: your recovery code brings everything back in another folder, with: concertina "
    "--home "
    "FOLDER recover --relay URL";

// A terminal that shows nothing of what is typed unless it is `shown`, for as long as this lives.
class Hushed {
 public:
  Hushed(int terminal, bool shown) : terminal_(terminal), good_(tcgetattr(terminal, &before_) == 0) {
    termios hushed = before_;
    if (!shown) hushed.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    good_ = good_ && tcsetattr(terminal_, TCSAFLUSH, &hushed) == 0;
  }
  ~Hushed() {
    if (good_) tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  Hushed(const Hushed&) = delete;
  Hushed& operator=(const Hushed&) = delete;
  bool good() const { return good_; }

 private:
  int terminal_;
  termios before_{};
  bool good_;
};

// Whether there is something to read, before the person ends it.
bool wait_for_input(int terminal, const std::atomic<bool>& ended) {
  pollfd one{terminal, POLLIN, 0};
  while (!ended) {
    if (::poll(&one, 1, 100) > 0) return true;
  }
  return false;
}

Result<std::string> one_passphrase(World& world, bool& asked) {
  auto given = given_passphrase(world);
  if (!given) return std::unexpected(given.error());
  asked = !*given;
  if (*given) return std::move(**given);
  if (world.ask) return world.ask("Passphrase: ");
  return fail(Code::locked,
              "What is kept here is wrapped by a passphrase, and there is no terminal to ask for it. Please "
              "give it with --passphrase-file, or in CONCERTINA_PASSPHRASE.");
}

// A try is counted and stored before it is made.
Result<void> try_passphrase(World& world, Home& home, Device& device, std::string_view passphrase) {
  const std::int64_t now = world.ambient.now().seconds;
  if (auto ok = device.may_try(now); !ok) return ok;
  Changes changes;
  device.begin_try(now, changes);
  if (auto ok = home.store(std::exchange(changes, {})); !ok) return ok;
  if (auto ok = device.unlock(passphrase); !ok) return ok;
  device.forget_tries(changes);
  return home.store(changes);
}

std::unexpected<Error> or_forgotten(Error error) {
  error.what += kForgotten;
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::string> read_passphrase(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  std::getline(stream, line);
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) {
    return fail(Code::invalid,
                "The passphrase can't be read from " + file + ". Put it into the file's first line.");
  }
  return line;
}

Result<std::optional<std::string>> given_passphrase(const World& world) {
  if (!world.passphrase_file.empty()) {
    auto read = read_passphrase(world.passphrase_file);
    if (!read) return std::unexpected(read.error());
    return std::move(*read);
  }
  const char* variable = std::getenv("CONCERTINA_PASSPHRASE");
  return variable && *variable != 0 ? std::optional<std::string>(variable) : std::nullopt;
}

Result<Device> open_device(World& world, Home& home) {
  auto device = home.restored();
  for (int tries = 1; device && device->locked(); ++tries) {
    if (auto ok = device->may_try(world.ambient.now().seconds); !ok) return or_forgotten(ok.error());
    home.unlock();
    bool asked = false;
    auto passphrase = one_passphrase(world, asked);
    const auto others_wrote = home.lock(world.patience.home);
    if (!passphrase) return std::unexpected(passphrase.error());
    if (!others_wrote) return std::unexpected(others_wrote.error());
    if (*others_wrote) device = home.restored();
    if (!device || !device->locked()) break;
    const auto opened = try_passphrase(world, home, *device, *passphrase);
    wipe(*passphrase);
    if (opened) break;
    if (opened.error().code != Code::refused) return std::unexpected(opened.error());
    if (!asked || tries == kTries) return or_forgotten(opened.error());
    world.err << opened.error().what << std::endl;
  }
  if (!device) return device;
  if (auto ok = device->finish(); !ok) return std::unexpected(ok.error());
  return device;
}

Result<std::string> ask_at_terminal(int terminal, std::string_view question, std::ostream& out,
                                    const std::atomic<bool>& ended, bool shown) {
  const Hushed hushed(terminal, shown);
  if (!hushed.good()) return fail(Code::storage, "This is no terminal at which to ask for a passphrase.");
  out << question << std::flush;
  std::string line;
  while (!line.ends_with('\n') && wait_for_input(terminal, ended)) {
    char buffer[256];
    const ssize_t count = ::read(terminal, buffer, sizeof buffer);
    if (count <= 0) break;
    line.append(buffer, static_cast<std::size_t>(count));
    prim::wipe({reinterpret_cast<std::uint8_t*>(buffer), sizeof buffer});
  }
  if (!shown) out << std::endl;  // the one that was typed did not show
  if (!line.ends_with('\n')) return fail(Code::busy, "Ended without an answer. Nothing was changed.");
  line.pop_back();
  return line;
}

}  // namespace concertina::cli

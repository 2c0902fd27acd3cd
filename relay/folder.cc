#include "relay/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace concertina::relay {
namespace {

// Like mkdir -p, with mode 0700 for what is new. 0 or errno.
int make_folders(const std::string& path) {
  for (std::size_t at = 1; at <= path.size(); ++at) {
    if (at != path.size() && path[at] != '/') continue;
    if (::mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST) return errno;
  }
  return 0;
}

std::unexpected<Error> unusable(const std::string& path, int why) {
  return fail(Code::storage, "The relay can't use the data folder " + path + " (" + std::strerror(why) +
                                 "). Make it writable for the relay, or choose another one.");
}

}  // namespace

Result<Folder> Folder::open(const std::string& path) {
  if (path.empty()) return fail(Code::invalid, "The relay needs a data folder. Please name one.");
  if (const int why = make_folders(path); why != 0) return unusable(path, why);
  const int lock = ::open((path + "/relay.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return unusable(path, errno);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    ::close(lock);
    if (why != EWOULDBLOCK) return unusable(path, why);
    return fail(Code::busy,
                "Another relay is using the data folder " + path + ". Stop it, or choose another folder.");
  }
  return Folder(path, lock);
}

Folder::Folder(Folder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

Folder::~Folder() {
  if (lock_ >= 0) ::close(lock_);
}

Result<std::string> read_token(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  std::getline(file, token);
  const auto first = token.find_first_not_of(" \t\r");
  if (first == std::string::npos) {
    return fail(Code::invalid,
                "The enrolment token can't be read from " + path + ". Put it into the file's first line.");
  }
  return token.substr(first, token.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace concertina::relay

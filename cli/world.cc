#include "cli/world.h"

#include <sys/random.h>

#include <cstdlib>
#include <ctime>

namespace concertina::cli {

int exit_code(const Error& error) {
  switch (error.code) {
    case Code::invalid:
      return kUsage;
    case Code::not_found:
      return kNothing;
    case Code::unreachable:
      return kRelay;
    case Code::refused:
    case Code::conflict:
    case Code::locked:
      return kRefused;
    case Code::damaged:
      return kDamaged;
    case Code::busy:
      return kBusy;
    case Code::too_new:
    case Code::storage:
      return kStorage;
  }
  return 1;
}

void SystemAmbient::random(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got <= 0) std::abort();  // no keys without randomness; Linux gives it from start-up on
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

Moment SystemAmbient::now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm local{};
  localtime_r(&seconds, &local);
  return Moment{seconds, static_cast<int>(local.tm_gmtoff / 60)};
}

}  // namespace concertina::cli

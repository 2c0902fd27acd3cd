#include "cli/vigil.h"

#include <algorithm>
#include <ostream>
#include <utility>

namespace concertina::cli {

Result<bool> Vigil::round(int wait) {
  World& world = session_.world();
  const auto ok = session_.round(away_ ? 0 : wait);  // whether it is back shows at once
  if (ok) {
    if (std::exchange(away_, false)) world.err << "Going on." << std::endl;
    pause_ = world.patience.first_pause;
    return true;
  }
  const Code code = ok.error().code;
  if (world.ended || (code != Code::unreachable && code != Code::busy)) return std::unexpected(ok.error());
  if (!std::exchange(away_, true))
    world.err << ok.error().what << " Trying again until it works …" << std::endl;
  session_.pause(pause_);
  pause_ = std::min(2 * pause_, world.patience.longest_pause);
  return false;
}

}  // namespace concertina::cli

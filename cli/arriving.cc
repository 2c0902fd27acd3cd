#include "cli/arriving.h"

namespace concertina::cli {
namespace {

const std::string kItem(Newcomer::kItem);

std::unexpected<Error> somebody_here(const std::string& folder) {
  return fail(Code::conflict,
              "Somebody lives in " + folder +
                  " already, and is left as they are. Please choose another folder with --home.");
}

}  // namespace

Arriving::Arriving(World& world, Home home, Newcomer newcomer)
    : world_(&world),
      home_(std::move(home)),
      newcomer_(std::move(newcomer)),
      http_(std::make_unique<Http>(world)) {}

Result<Arriving> Arriving::begin(World& world, const std::string& folder, Newcomer newcomer) {
  auto home = Home::open(folder, true, world.patience.home);
  if (!home) return std::unexpected(home.error());
  const auto here = home->load("device");
  if (!here) return std::unexpected(here.error());
  if (*here) return somebody_here(folder);
  Arriving out(world, std::move(*home), std::move(newcomer));
  if (auto ok = out.store(); !ok) return std::unexpected(ok.error());
  return out;
}

Result<Arriving> Arriving::open(World& world, const std::string& folder) {
  auto home = Home::open(folder, false, world.patience.home);
  if (!home) return std::unexpected(home.error());
  const auto here = home->load("device");
  if (!here) return std::unexpected(here.error());
  if (*here) return somebody_here(folder);
  const auto item = home->load(kItem);
  if (!item) return std::unexpected(item.error());
  if (!*item) return fail(Code::not_found, "No device waits in " + folder + " to be one of yours.");
  auto newcomer = Newcomer::restore(**item);
  if (!newcomer) return std::unexpected(newcomer.error());
  return Arriving(world, std::move(*home), std::move(*newcomer));
}

Result<void> Arriving::store() { return home_.store({{kItem, newcomer_.encode()}}); }

Result<void> Arriving::give_up() { return home_.store({{kItem, std::nullopt}}); }

Result<bool> Arriving::round(int wait, const RecoveryCode* code) {
  Arrival arrival(newcomer_, world_->ambient, code);
  arrival.round(wait);
  for (;;) {
    Step step = arrival.next();
    if (auto* keep = std::get_if<Store>(&step)) {
      if (auto ok = home_.store(keep->changes); !ok) return std::unexpected(ok.error());
    } else if (auto* send = std::get_if<Send>(&step)) {
      const auto answer = http_->send(*send, newcomer_.origin(), world_->patience.answer);
      if (answer) {
        arrival.answered(answer->status, answer->body);
      } else {
        arrival.failed(answer.error());
      }
    } else {
      const auto& done = std::get<Done>(step);
      if (!done.result) return std::unexpected(done.result.error());
      return arrival.arrived();
    }
  }
}

}  // namespace concertina::cli

#include "cli/session.h"

#include <chrono>
#include <thread>
#include <utility>

#include "cli/passphrase.h"

namespace concertina::cli {

Session::Session(World& world, Home home, Device device)
    : world_(world), home_(std::move(home)), device_(std::move(device)), http_(world) {}

Result<std::unique_ptr<Session>> Session::open(World& world, const std::string& folder) {
  auto home = Home::open(folder, false, world.patience.home);
  if (!home) return std::unexpected(home.error());
  auto device = open_device(world, *home);
  if (!device) return std::unexpected(device.error());
  return std::unique_ptr<Session>(new Session(world, std::move(*home), std::move(*device)));
}

Result<std::unique_ptr<Session>> Session::begin(World& world, const std::string& folder,
                                                std::string_view name, const RecoveryCode* code) {
  const auto recovery = code ? std::optional(recovery_keys(*code)) : std::nullopt;
  auto begun = Device::begin(name, world.ambient, recovery ? &*recovery : nullptr);
  if (!begun) return std::unexpected(begun.error());
  auto home = Home::open(folder, true, world.patience.home);
  if (!home) return std::unexpected(home.error());
  const auto here = home->load("device");
  if (!here) return std::unexpected(here.error());
  if (*here) {
    return fail(Code::conflict,
                "Somebody has begun in " + folder + " already. Please choose another folder with --home.");
  }
  std::unique_ptr<Session> out(new Session(world, std::move(*home), std::move(begun->first)));
  if (auto ok = out->store(begun->second); !ok) return std::unexpected(ok.error());
  return out;
}

Result<void> Session::store(Changes& changes) {
  if (changes.empty()) return {};
  return home_.store(std::exchange(changes, {}));
}

void Session::go_out() {
  home_.unlock();
  inside_ = false;
}

Result<void> Session::come_in() {
  if (inside_) return {};
  const auto others_wrote = home_.lock(world_.patience.home);
  if (!others_wrote) return std::unexpected(others_wrote.error());
  inside_ = true;
  if (!*others_wrote) return {};
  auto fresh = home_.restored();
  if (!fresh) return std::unexpected(fresh.error());
  if (fresh->locked() && !fresh->unlock(device_)) {
    return fail(Code::refused, "The passphrase was changed meanwhile. Please call this again.");
  }
  if (auto ok = fresh->finish(); !ok) return ok;
  device_ = std::move(*fresh);
  return {};
}

Result<void> Session::outside(const std::function<void()>& work) {
  go_out();
  work();
  return come_in();
}

void Session::pause(int ms) {
  constexpr int kStep = 50;
  go_out();
  for (int waited = 0; waited < ms && !world_.ended; waited += kStep) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kStep));
  }
}

Result<Answer> Session::carry(const Send& send, int limit_ms) {
  const std::string origin = device_.relay();
  if (send.wait == 0) return http_.send(send, origin, limit_ms);
  go_out();
  auto answer = http_.send(send, origin, limit_ms);
  if (auto ok = come_in(); !ok) return std::unexpected(ok.error());
  return answer;
}

Result<void> Session::round(int wait, std::optional<int> limit_ms) {
  using Clock = std::chrono::steady_clock;
  if (auto ok = come_in(); !ok) return ok;
  if (device_.relay().empty()) {
    return fail(
        Code::not_found,
        "No relay is named yet: all stays on this machine. Name one with: concertina sync --relay URL");
  }
  const auto began = Clock::now();
  const auto left = [&] {
    if (!limit_ms) return world_.patience.answer;
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
    return std::max(1, *limit_ms - static_cast<int>(spent));
  };
  if (!contact_) contact_.emplace(device_, world_.ambient);
  contact_->round(wait);
  for (;;) {
    Step step = contact_->next();
    if (auto* keep = std::get_if<Store>(&step)) {
      if (auto ok = store(keep->changes); !ok) return ok;
    } else if (auto* load = std::get_if<Load>(&step)) {
      auto value = home_.load(load->key);
      if (!value) return std::unexpected(value.error());
      contact_->loaded(std::move(*value));
    } else if (auto* send = std::get_if<Send>(&step)) {
      auto answer = carry(*send, left());
      if (answer) {
        contact_->answered(answer->status, answer->body);
      } else {
        contact_->failed(answer.error());
      }
    } else {
      return std::get<Done>(step).result;
    }
  }
}

}  // namespace concertina::cli

// Errands: carries the requests of a page on this machine to the relay that it belongs to, some at one time,
// each as a terminal's own requests go there (cli/http.h): the same certificates, limits and time-outs.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "cli/world.h"
#include "relay/elsewhere.h"

namespace concertina::cli {

class Errands : public relay::Elsewhere {
 public:
  static constexpr std::size_t kAtOnce = 8;        // a browser has six connections to one place
  static constexpr std::size_t kMostWaiting = 64;  // further ones are refused as busy

  // `origin` in its one form (parse_origin). `world` must outlive this.
  Errands(const World& world, std::string origin);
  ~Errands() override;  // stop()
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;

  const std::string& origin() const override { return origin_; }
  void carry(relay::Parcel parcel, const std::atomic<bool>& gone, Done done) override;
  void stop() override;

 private:
  struct Errand {
    relay::Parcel parcel;
    const std::atomic<bool>* gone;
    Done done;
  };
  void work();

  const World& world_;
  std::string origin_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Errand> waiting_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace concertina::cli

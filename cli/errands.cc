#include "cli/errands.h"

#include "cli/http.h"

namespace concertina::cli {

Errands::Errands(const World& world, std::string origin) : world_(world), origin_(std::move(origin)) {
  for (std::size_t i = 0; i < kAtOnce; ++i) threads_.emplace_back([this] { work(); });
}

Errands::~Errands() { stop(); }

void Errands::carry(relay::Parcel parcel, const std::atomic<bool>& gone, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_ && waiting_.size() < kMostWaiting) {
      waiting_.push_back({std::move(parcel), &gone, std::move(done)});
      changed_.notify_one();
      return;
    }
  }
  done(fail(Code::busy,
            "Too much is under way to the relay. What you wrote is kept here, and goes out later."));
}

void Errands::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  for (std::thread& one : threads_) one.join();
  threads_.clear();
}

// Each thread has a connection of its own, which it keeps.
void Errands::work() {
  Http http(world_);
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Errand errand = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const relay::Parcel& parcel = errand.parcel;
    const Send send{parcel.request, parcel.time, parcel.signature, parcel.wait, parcel.device};
    auto answer = http.send(send, origin_, world_.patience.answer, errand.gone);
    if (answer) {
      errand.done(relay::Carried{answer->status, std::move(answer->body)});
    } else {
      errand.done(std::unexpected(answer.error()));
    }
  }
}

}  // namespace concertina::cli

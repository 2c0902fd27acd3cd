#include "cli/crew.h"

namespace concertina::cli {

namespace {

// How often a thread looks before it sleeps: some tens of microseconds, longer than the caller's own work in
// between.
constexpr int kLooks = 20'000;

}  // namespace

Crew::Crew(unsigned hands) {
  for (unsigned hand = 1; hand < hands; ++hand) threads_.emplace_back([this] { help(); });
}

Crew::~Crew() {
  ended_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::take() {
  for (std::size_t at = next_++; at < count_; at = next_++) (*task_)(at);
}

void Crew::help() {
  for (unsigned seen = 0;;) {
    for (int look = 0; look < kLooks && round_ == seen; ++look) {
    }
    round_.wait(seen);
    if (ended_) return;
    seen = round_;
    take();
    --helping_;
  }
}

rhythm::Crew Crew::hands() {
  return [this](std::size_t count, const std::function<void(std::size_t)>& task) {
    task_ = &task;
    count_ = count;
    next_ = 0;
    helping_ = threads_.size();
    ++round_;
    round_.notify_all();
    take();
    while (helping_ != 0) {
    }
  };
}

}  // namespace concertina::cli

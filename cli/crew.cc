#include "cli/crew.h"

#include <algorithm>

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
    // Who comes too late finds the round closed, and touches nothing: nobody waits for a thread that slept.
    ++helping_;
    if (open_ == seen) take();
    --helping_;
  }
}

rhythm::Crew Crew::hands() {
  return [this](std::size_t count, const std::function<void(std::size_t)>& task) {
    task_ = &task;
    count_ = count;
    next_ = 0;
    const unsigned round = std::max(1U, round_ + 1);  // after so many that it begins anew, not at 0
    open_ = round;
    round_ = round;
    round_.notify_all();
    take();
    open_ = 0;
    for (int look = 0; helping_ != 0; ++look) {
      if (look >= kLooks) std::this_thread::yield();  // the core may be needed for what is waited for
    }
  };
}

}  // namespace concertina::cli

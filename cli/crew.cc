#include "cli/crew.h"

#include <system_error>
#include <utility>

namespace concertina::cli {

namespace {

// How often a thread looks before it sleeps: some tens of microseconds, longer than the caller's own work in
// between.
constexpr int kLooks = 20'000;

}  // namespace

Crew::Crew(unsigned hands) {
  try {
    for (unsigned hand = 1; hand < hands; ++hand) threads_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {  // no more threads: those that there are do it
  }
}

Crew::~Crew() {
  ended_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// What is read of an old list, or of one that is being laid out, fails at the exchange: `next_` is then
// another.
void Crew::take() {
  for (std::uint64_t next = next_; static_cast<std::uint32_t>(next) < count_;) {
    if (!next_.compare_exchange_weak(next, next + 1)) continue;
    try {
      (*task_)(static_cast<std::uint32_t>(next));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
    ++done_;
    next = next_;
  }
}

void Crew::help() {
  for (std::uint32_t seen = 0;;) {
    for (int look = 0; look < kLooks && round_ == seen; ++look) {
    }
    round_.wait(seen);
    if (ended_) return;
    seen = round_;
    take();
  }
}

rhythm::Crew Crew::hands() {
  return [this](std::size_t count, const std::function<void(std::size_t)>& task) {
    const std::uint64_t round = round_ + 1;
    count_ = 0;  // so that nobody takes a task of a list that is half laid out
    next_ = round << 32U;
    done_ = 0;
    task_ = &task;
    count_ = static_cast<std::uint32_t>(count);
    ++round_;
    round_.notify_all();
    take();
    for (int look = 0; done_ != count; ++look) {
      if (look > kLooks) std::this_thread::yield();
    }
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  };
}

}  // namespace concertina::cli

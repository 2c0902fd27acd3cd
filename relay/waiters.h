// Waiters: who waits for which topic (relay/ledger.h). One thread at a time; it knows no clock and no
// network.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace concertina::relay {

class Waiters;

// One who waits. It is registered while it lives, stays where it is, and must not outlive its Waiters.
class Waiter {
 public:
  // `on_wake` is called at each wake; it must not add or destroy waiters.
  Waiter(Waiters& waiters, std::vector<std::string> topics, std::function<void()> on_wake);
  ~Waiter();
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  // Whether it was woken since the last call: nothing is missed between looking and falling asleep.
  bool take_news() { return std::exchange(news_, false); }

 private:
  friend class Waiters;
  void wake();

  Waiters& waiters_;
  std::vector<std::string> topics_;
  std::function<void()> on_wake_;
  bool news_ = false;
};

class Waiters {
 public:
  void wake(const std::vector<std::string>& topics);
  void wake_all();
  std::size_t size() const { return size_; }  // waiters

 private:
  friend class Waiter;
  std::unordered_multimap<std::string, Waiter*> by_topic_;
  std::size_t size_ = 0;
};

}  // namespace concertina::relay

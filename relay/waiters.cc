#include "relay/waiters.h"

#include <algorithm>

namespace concertina::relay {

Waiter::Waiter(Waiters& waiters, std::vector<std::string> topics, std::function<void()> on_wake)
    : waiters_(waiters), topics_(std::move(topics)), on_wake_(std::move(on_wake)) {
  std::ranges::sort(topics_);
  topics_.erase(std::ranges::unique(topics_).begin(), topics_.end());
  for (const auto& topic : topics_) waiters_.by_topic_.emplace(topic, this);
  ++waiters_.size_;
}

Waiter::~Waiter() {
  for (const auto& topic : topics_) {
    const auto [begin, end] = waiters_.by_topic_.equal_range(topic);
    const auto own = std::find_if(begin, end, [&](const auto& item) { return item.second == this; });
    if (own != end) waiters_.by_topic_.erase(own);
  }
  --waiters_.size_;
}

void Waiter::wake() {
  news_ = true;
  on_wake_();
}

void Waiters::wake(const std::vector<std::string>& topics) {
  for (const auto& topic : topics) {
    const auto [begin, end] = by_topic_.equal_range(topic);
    std::for_each(begin, end, [](const auto& item) { item.second->wake(); });
  }
}

void Waiters::wake_all() {
  for (const auto& [topic, waiter] : by_topic_) waiter->wake();
}

}  // namespace concertina::relay

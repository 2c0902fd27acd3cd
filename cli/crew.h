// Crew: hands that share out the couples of a rhythm::Pool: threads that live as long as the crew does, so
// that a task of some tens of microseconds is worth sharing.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "core/rhythm/pool.h"

namespace concertina::cli {

class Crew {
 public:
  // So many threads in all, the caller's among them.
  explicit Crew(unsigned hands = std::max(1U, std::thread::hardware_concurrency()));
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // As a Pool takes it; valid while the crew lives. One task list at a time.
  rhythm::Crew hands();

 private:
  void help();
  void take();  // tasks, while there are any

  std::vector<std::thread> threads_;
  const std::function<void(std::size_t)>* task_ = nullptr;
  std::size_t count_ = 0;
  std::atomic<std::size_t> next_ = 0;     // the first task that nobody has taken
  std::atomic<unsigned> round_ = 0;       // goes up with every task list
  std::atomic<unsigned> open_ = 0;        // the round that may be joined; 0: none
  std::atomic<std::size_t> helping_ = 0;  // threads that came to join a round and have not gone yet
  std::atomic<bool> ended_ = false;
};

}  // namespace concertina::cli

// Crew: hands that share out the couples of a rhythm::Pool: threads that live as long as the crew does, so
// that a task of some tens of microseconds is worth sharing. Nobody waits for a hand that has not begun:
// where the machine is busy with other things, the caller does the work alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/rhythm/pool.h"

namespace concertina::cli {

class Crew {
 public:
  // So many threads in all, the caller's among them, or as many as the machine gives.
  explicit Crew(unsigned hands = std::max(1U, std::thread::hardware_concurrency()));
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // As a Pool takes it; valid while the crew lives. One list of fewer than 2^32 tasks at a time. What a task
  // throws comes out once all are done, on the caller's thread.
  rhythm::Crew hands();

 private:
  void help();
  void take();  // tasks, while there are any

  std::vector<std::thread> threads_;
  // Of the present list. A hand that has got a task may read them: the list stays until its task is done.
  std::atomic<const std::function<void(std::size_t)>*> task_ = nullptr;
  std::atomic<std::uint32_t> count_ = 0;
  std::atomic<std::uint64_t> next_ = 0;  // the list's number, times 2^32, and the first task nobody has taken
  std::atomic<std::uint32_t> done_ = 0;  // tasks of the list
  std::atomic<std::uint32_t> round_ = 0;  // the list's number, for those who sleep
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;            // of what follows
  std::exception_ptr failure_;  // of a task of the list
};

}  // namespace concertina::cli

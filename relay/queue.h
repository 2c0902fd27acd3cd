// Queue: the one thread that touches the store. Whatever waits is done together: all writes in one
// transaction with a mark for each, one commit, and only then the answers; then what only reads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "relay/ledger.h"

namespace concertina::relay {

class Queue {
 public:
  using Work = std::function<Answer(Ledger&)>;
  using Done = std::move_only_function<void(Answer)>;
  using Changed = std::function<void(std::vector<std::string>)>;

  // `store` and `ledger` must outlive the queue and are used by its thread alone. `changed` gets the topics
  // of each commit, before the answers to it. `complain` gets a sentence for the relay's owner when the store
  // fails; at most one per batch. All callbacks run on the queue's thread and must not throw.
  Queue(Store& store, Ledger& ledger, Changed changed, std::function<void(const std::string&)> complain);
  ~Queue();  // stop()

  // A write whose answer is no refusal is durable before `done` hears of it; with a refusal nothing of it is
  // kept. When the store has no room or fails, `done` hears 507 or 500, and the queue goes on.
  void write(Work work, Done done);
  // Sees every write that was answered before. The work must not write.
  void read(Work work, Done done);

  // Finishes what was given to it and ends the thread. What comes later is answered with `stopping`.
  void stop();

  std::uint64_t commits() const;  // transactions committed so far

 private:
  struct Job {
    Work work;
    Done done;
  };
  struct Batch {
    std::vector<Job> writes, reads;
  };
  void loop();
  void write_all(std::vector<Job>& jobs);
  bool try_together(std::vector<Job>& jobs, std::vector<Answer>& answers);
  Answer alone(const Work& work);
  Answer marked(const Work& work);
  Answer failed(const StorageFailure& failure);
  void commit();

  Store& store_;
  Ledger& ledger_;
  Changed changed_;
  std::function<void(const std::string&)> complain_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  Batch waiting_;
  bool stopping_ = false;
  bool complained_ = false;  // in this batch
  std::uint64_t commits_ = 0;
  std::thread thread_;
};

}  // namespace concertina::relay

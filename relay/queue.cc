#include "relay/queue.h"

namespace concertina::relay {

Queue::Queue(Store& store, Ledger& ledger, Changed changed, std::function<void(const std::string&)> complain)
    : store_(store),
      ledger_(ledger),
      changed_(std::move(changed)),
      complain_(std::move(complain)),
      thread_([this] { loop(); }) {}

Queue::~Queue() { stop(); }

void Queue::write(Work work, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      waiting_.writes.push_back({std::move(work), std::move(done)});
      arrived_.notify_one();
      return;
    }
  }
  done(stopping());
}

void Queue::read(Work work, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      waiting_.reads.push_back({std::move(work), std::move(done)});
      arrived_.notify_one();
      return;
    }
  }
  done(stopping());
}

void Queue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    arrived_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

std::uint64_t Queue::commits() const {
  const std::lock_guard lock(mutex_);
  return commits_;
}

void Queue::loop() {
  while (true) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !waiting_.writes.empty() || !waiting_.reads.empty(); });
      std::swap(batch, waiting_);
    }
    if (batch.writes.empty() && batch.reads.empty()) return;
    complained_ = false;
    write_all(batch.writes);
    for (Job& job : batch.reads) {
      try {
        job.done(job.work(ledger_));
      } catch (const StorageFailure& failure) {
        job.done(failed(failure));
      }
    }
  }
}

void Queue::write_all(std::vector<Job>& jobs) {
  if (jobs.empty()) return;
  std::vector<Answer> answers;
  // A failure of the store spoils the whole transaction. Then each gets its own, so that one write that is
  // too much does not take the others with it.
  if (!try_together(jobs, answers)) {
    answers.clear();
    for (const Job& job : jobs) answers.push_back(alone(job.work));
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].done(std::move(answers[i]));
}

bool Queue::try_together(std::vector<Job>& jobs, std::vector<Answer>& answers) {
  try {
    store_.begin();
    for (const Job& job : jobs) answers.push_back(marked(job.work));
    commit();
    return true;
  } catch (const StorageFailure& failure) {
    if (jobs.size() == 1) {
      answers.assign(1, failed(failure));
      return true;
    }
    failed(failure);
    return false;
  }
}

Answer Queue::alone(const Work& work) {
  try {
    store_.begin();
    Answer answer = marked(work);
    commit();
    return answer;
  } catch (const StorageFailure& failure) {
    return failed(failure);
  }
}

// A refused write leaves nothing behind.
Answer Queue::marked(const Work& work) {
  store_.mark();
  Answer answer = work(ledger_);
  if (!answer.good()) store_.undo();
  store_.keep();
  return answer;
}

void Queue::commit() {
  store_.commit();
  {
    const std::lock_guard lock(mutex_);
    ++commits_;
  }
  auto changes = ledger_.take_changes();
  if (!changes.empty()) changed_(std::move(changes));
}

Answer Queue::failed(const StorageFailure& failure) {
  store_.rollback();
  ledger_.take_changes();
  if (!std::exchange(complained_, true)) {
    complain_(std::string("The store could not do its work: ") + failure.what() + ".");
  }
  return failure.full() ? full_disk() : broken();
}

}  // namespace concertina::relay

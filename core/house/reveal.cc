#include "core/house/reveal.h"

#include "core/seal/keys.h"

namespace concertina {

Reveal::Reveal(std::vector<const Thread*> threads, DayOver day_over)
    : threads_(std::move(threads)), day_over_(std::move(day_over)) {
  std::map<Author, std::vector<const Thread*>> by_author;
  for (const Thread* thread : threads_) {
    by_author[thread->first->author].push_back(thread);
    const auto know = [&](const Heard* one) {
      logs_.try_emplace(one->device, log_id(one->device, one->place));
    };
    know(thread->first);
    std::ranges::for_each(thread->corrections, know);
    std::ranges::for_each(thread->take_backs, know);
  }
  for (const Thread* thread : threads_) {
    const Author author = thread->first->author;
    const auto& others = by_author[author == Author::me ? Author::partner : Author::me];
    const bool stands = !thread->taken_back() || std::ranges::any_of(others, [&](const Thread* other) {
      return stood_with(*thread, *other);
    });
    if (stands) stand_[author].push_back(thread);
  }
  both_ = stand_.size() == 2;
}

// True if the writer of `a` had seen `b`, or wrote it earlier on the same device.
bool Reveal::saw(const Heard& a, const Heard& b) const {
  if (a.device == b.device) return a.seq > b.seq || (a.seq == b.seq && a.index > b.index);
  const Id& log = logs_.at(b.device);
  return std::ranges::any_of(a.seen, [&](const Head& head) { return head.log == log && head.next > b.seq; });
}

// Whoever wrote `event`, which is of thread `own`, had both check-ins before them, and neither taken back.
bool Reveal::wrote_beside(const Heard& event, const Thread& own, const Thread& other) const {
  const auto knew_back = [&](const Thread& thread) {
    return std::ranges::any_of(thread.take_backs, [&](const Heard* back) { return saw(event, *back); });
  };
  return saw(event, *other.first) && !knew_back(own) && !knew_back(other);
}

bool Reveal::stood_with(const Thread& a, const Thread& b) const {
  const auto showed = [&](const Thread& own, const Thread& other) {
    const auto beside = [&](const Heard* event) { return wrote_beside(*event, own, other); };
    return beside(own.first) || std::ranges::any_of(own.corrections, beside) ||
           std::ranges::any_of(own.take_backs, beside);
  };
  return showed(a, b) || showed(b, a);
}

bool Reveal::counts(const Thread& thread, const Heard& correction) const {
  if (correction.record.written.seconds >= day_over_(thread)) return false;
  const auto others = stand_.find(thread.first->author == Author::me ? Author::partner : Author::me);
  if (others == stand_.end()) return true;
  return std::ranges::none_of(others->second, [&](const Thread* other) {
    const Heard& theirs = *other->first;
    if (saw(theirs, correction)) return false;
    if (saw(correction, theirs) || saw(theirs, *thread.first)) return true;
    // Neither knew of the other: the stated hours decide, and a tie is for what stood there first.
    return theirs.record.written.seconds <= correction.record.written.seconds;
  });
}

}  // namespace concertina

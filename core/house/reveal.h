// Reveal: care rule 4, for the table check-ins of one civil day; and the same for the table answers to one
// question, whose day is never over. All of it follows from the set of records
// and from what each writer had seen, so that both partners' devices come to the same answer.
#pragma once

#include <limits>
#include <map>
#include <set>

#include "core/house/thread.h"

namespace concertina {

class Reveal {
 public:
  // The point in time (seconds) at which the day of a thread's check-in is over for both; kNever for answers.
  using DayOver = std::function<std::int64_t(const Thread&)>;

  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  // The threads of one day's check-ins, or one question's answers, on the table, both authors'. They must
  // outlive this.
  Reveal(std::vector<const Thread*> threads, DayOver day_over);

  // Both had one here at one time, as far as either could see. It stays so: taking back what the
  // other, or oneself beside the other's, has seen closes nothing again.
  bool both() const { return both_; }
  bool shown(const Thread& thread, std::int64_t now) const { return both_ || now >= day_over_(thread); }

  // A correction counts if it was written before what it corrects could be seen by the other.
  bool counts(const Thread& thread, const Heard& correction) const;

 private:
  bool saw(const Heard& a, const Heard& b) const;
  bool stood_with(const Thread& a, const Thread& b) const;
  bool wrote_beside(const Heard& event, const Thread& own, const Thread& other) const;

  std::vector<const Thread*> threads_;
  DayOver day_over_;
  std::map<Fixed<32>, Id> logs_;                        // the table log of each device that wrote here
  std::map<Author, std::vector<const Thread*>> stand_;  // not taken back, or only after the day was open
  bool both_ = false;
};

}  // namespace concertina

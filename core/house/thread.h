// Thread: one record and all that its author later said about it: corrections and a taking back.
#pragma once

#include <functional>

#include "core/seal/heard.h"

namespace concertina {

struct Thread {
  const Heard* first = nullptr;
  std::vector<const Heard*> corrections;  // in order
  std::vector<const Heard*> take_backs;   // the first one of each device

  bool taken_back() const { return !take_backs.empty(); }
};

// Whether one may be the other in other words: they are of one kind, answer the same question, reply to the
// same invitation.
bool are_alike(const Content& a, const Content& b);

// The order of everything: stated time, then device, then frame, then place within it.
bool comes_before(const Heard& a, const Heard& b);

// All threads that begin with an entry (core/record/content.h), in the order of their first records. A record
// that is there twice counts once; a correction whose beginning is missing begins a thread itself.
std::vector<Thread> make_threads(std::span<const Heard> heard);

// What was let pass, out of a thread's wordings.
struct Wordings {
  const Heard* present = nullptr;
  std::vector<const Heard*> earlier;  // all others, the first wording first, then in the order written
};

// Of the first wording and the corrections that `counts` lets pass, the present one is the one that no other
// of them replaces; of several, the one written last.
Wordings wordings_of(const Thread& thread, const std::function<bool(const Heard&)>& counts);

}  // namespace concertina

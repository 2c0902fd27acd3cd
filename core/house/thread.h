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

// The order of everything: stated time, then device, then frame, then place within it.
bool comes_before(const Heard& a, const Heard& b);

// All threads that begin with an entry (core/record/content.h), in the order of their first records. A record
// that is there twice counts once; a correction whose beginning is missing begins a thread itself.
std::vector<Thread> make_threads(std::span<const Heard> heard);

// The wording that counts, out of the first and the corrections that `counts` lets pass: the one that no
// other of them replaces; of several, the one written last. `versions` becomes how many were let pass.
const Heard* present_wording(const Thread& thread, const std::function<bool(const Heard&)>& counts,
                             int& versions);

}  // namespace concertina

// Trouble: something about what the relay delivered, or about a log or chain, that is not as its writer
// made it. What is sound stays readable; trouble is named to the person concerned and kept.
#pragma once

#include "core/seal/heard.h"

namespace concertina {

struct Trouble {
  enum class Kind {
    changed,      // bytes that nobody signed
    missing,      // frames were left out
    repeated,     // a frame was delivered again
    reordered,    // frames came in another order than they were written
    rolled_back,  // the relay holds less than it did before
    forked,       // one place in a log or chain holds two different things
    withheld,     // the partner speaks of a frame that the relay does not hand out
    unreadable,   // signed, but sealed with a key that this device has not got, or by a newer version
    ahead,        // my own log at the relay is ahead of this device: an older copy of it was restored
    claimed,      // the relay says so, and shows nothing that would prove it
  };
  Kind kind = Kind::changed;
  Author author = Author::me;
  Place place = Place::room;
  bool chain = false;     // about the author's chain and not one of their logs
  Fixed<32> device{};     // whose log; zeros for a chain
  std::uint64_t seq = 0;  // frame or entry that it begins at

  auto operator<=>(const Trouble&) const = default;
};

// A sentence for the person concerned.
std::string to_text(const Trouble& trouble);
std::string_view kind_name(Trouble::Kind kind);

}  // namespace concertina

// Wishes: what a device wants to stand in its person's chain, and what does not stand there yet. Where a
// person has more than one device, or a recovery code, the relay decides which of several entries comes next;
// so an entry is made, offered, and holds once it was taken. A wish waits until it is fulfilled, by whichever
// device. Bytes: doc/format.md, "store".
#pragma once

#include <set>

#include "core/seal/entry.h"

namespace concertina {

struct Wishes {
  std::optional<entry::Join> leave;      // the partner to part from
  std::optional<AgreedDevice> add;       // a device whose words were said to be the same
  std::set<Fixed<32>> remove;            // devices
  std::optional<AgreedDevice> recovery;  // to take the place of the code before
  // The entry that was made for one of them, from before it is first offered until it is taken or another
  // takes its place: so no device signs two entries for one place that nobody else has taken.
  Bytes proposed;

  bool empty() const { return !leave && !add && remove.empty() && !recovery && proposed.empty(); }
};

Bytes encode(const Wishes& wishes);
std::optional<Wishes> decode_wishes(View bytes);  // nothing where they are damaged

}  // namespace concertina

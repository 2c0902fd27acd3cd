// The table as text, so that what one of the two sees can be held against what the other does.
#pragma once

#include "core/house/json.h"

namespace concertina::proofs {

// What both may see, as one of them sees it; `mirrored`: as the other one would.
inline std::string table_of(const House& house, bool mirrored) {
  House out;
  out.table = house.table;
  out.shared_days = house.shared_days;
  for (Item& item : out.table) {
    // Only an author is told these.
    item.versions = 1, item.shown = true, item.open = false, item.earlier.clear();
    if (mirrored) item.author = item.author == Author::me ? Author::partner : Author::me;
  }
  for (SharedDay& day : out.shared_days) {
    if (mirrored) std::swap(day.mine, day.partners);
  }
  return to_json(out);
}

}  // namespace concertina::proofs

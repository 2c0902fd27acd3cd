// Heard: a record together with where it stood. What core/house folds; it holds no keys.
#pragma once

#include "core/seal/entry.h"

namespace concertina {

enum class Author { me, partner };

struct Heard {
  Author author = Author::me;
  Place place = Place::room;
  Fixed<32> device{};       // the writer's device
  std::uint64_t seq = 0;    // of the frame; kWaiting while it has none
  std::uint64_t index = 0;  // within the frame, or among what waits
  Id key{};                 // that sealed it: a table key or the room's; nothing while it waits
  bool former = false;      // stood on a table that was shared before the present one, or came by an import
  std::span<const Head> seen{};  // table only: the other's table logs as the writer saw them
  Record record{};

  static constexpr std::uint64_t kWaiting = ~std::uint64_t{0};
};

}  // namespace concertina

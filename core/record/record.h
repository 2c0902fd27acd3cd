// Record: one thing that a person wrote. Its bytes are fixed in doc/format.md, "record".
//
// A record never changes. A correction is a whole new record that names the one it replaces; taking back
// is a record too. What a person sees of them is core/house's business.
#pragma once

#include "core/record/content.h"
#include "core/record/error.h"

namespace concertina {

struct Record {
  Id id;
  Moment at;                   // the moment it is about, as its author states it
  Moment written;              // when it was written
  std::optional<Id> replaces;  // the record that this one corrects: same author, place and kind;
                               // of an answer, the same question too
  Content content;
  bool operator==(const Record&) const = default;
};

inline constexpr std::uint64_t kRecordVersion = 1;
// All the words of one record together, in bytes of UTF-8.
inline constexpr std::size_t kMostRoomWords = 20'000;
inline constexpr std::size_t kMostTableWords = 2'800;  // so that a table record always fits into one frame
inline constexpr std::size_t kMostName = 60;

// A kind's traits (core/record/field.h). Of a kind that this version doesn't know: only the number.
struct Traits {
  std::uint64_t kind = 0;
  std::string_view name;
  Stands stands = Stands::either;
  bool entry = false;
  bool dated = false;
};
Traits traits_of(const Content& content);
Traits traits_of(std::string_view name);

// Calls `take` with an empty content of each kind that this version knows, in the order of Content.
void each_kind(auto&& take) {
  const auto all = [&]<typename... Kinds>(const std::variant<Kinds...>*) {
    const auto one = [&]<typename Kind>(Kind empty) {
      if constexpr (!std::is_same_v<Kind, Unknown>) take(std::move(empty));
    };
    (one(Kinds{}), ...);
  };
  all(static_cast<const Content*>(nullptr));
}

// The one place where the rules of what may be written stand. `now` is the writer's clock: nothing is
// dated more than five minutes ahead of it (a strained day: no day that has not begun), and what is planned
// lies within the year after it.
Result<void> validate(const Record& record, Place place, const Moment& now);

// The table's copy of a record: no finer in time than the hour, and nothing that leads back to the room.
Record for_table(const Record& record, const Id& new_id);

// A record of mine that stood on a table, as an import keeps it in the room: a record of a kind of its own,
// with the same id and times, whose content is the other's bytes. Not a content (core/record/content.h):
// nobody writes one, and whoever reads takes what is inside.
inline constexpr std::uint64_t kFormerKind = 21;
Record wrap_former(const Record& record);
std::optional<Record> unwrap_former(const Record& record);  // nothing where it is another record, or damaged

Bytes encode(const Record& record);
// Reads one record. Everything that validate() asks for except `now` holds for what comes back: it is
// called on bytes from outside. Errors: damaged, too_new.
Result<Record> decode_record(View bytes, Place place);

}  // namespace concertina

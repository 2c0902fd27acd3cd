// Record: one thing that a person wrote. Its bytes are fixed in doc/format.md, "record".
//
// A record never changes. A correction is a whole new record that names the one it replaces; taking back
// is a record too. What a person sees of them is core/house's business.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/record/bytes.h"
#include "core/record/error.h"
#include "core/record/moment.h"

namespace concertina {

// Where a record lives: only its author reads the room; both partners read the table.
enum class Place { room, table };

// One need at one moment. Unit: hundredths, 0 to 1000, shown as 0 to 10.
struct Need {
  int want = 0;
  int have = 0;

  int unmet() const { return want - have; }  // negative: more than wanted
  auto operator<=>(const Need&) const = default;
};

struct CheckIn {
  Need togetherness;
  Need separateness;
  std::string words;  // may be empty
  bool operator==(const CheckIn&) const = default;
};

struct Note {
  std::string words;
  bool operator==(const Note&) const = default;
};

// The author takes `record` back. It may name a record of the same author and place only.
struct TakeBack {
  Id record;
  bool operator==(const TakeBack&) const = default;
};

// What the author wants to be called.
struct Name {
  std::string name;
  bool operator==(const Name&) const = default;
};

// The author compared the four words of this pairing aloud, and they were the same.
struct Compared {
  Hash transcript;  // core/seal/pairing.h
  bool operator==(const Compared&) const = default;
};

// An answer to one of the house's open questions (core/house/question.h).
struct Answer {
  std::uint16_t question = 0;  // its number; one that this version doesn't know is kept all the same
  std::string words;
  bool operator==(const Answer&) const = default;
};

// The author passed a question over. It stands in the room only.
struct Passed {
  std::uint16_t question = 0;
  bool operator==(const Passed&) const = default;
};

// A kind that this version doesn't know: kept, carried and skipped.
struct Unknown {
  std::uint64_t kind;
  Bytes body;  // one CBOR item
  bool operator==(const Unknown&) const = default;
};

using Content = std::variant<CheckIn, Note, TakeBack, Name, Compared, Answer, Passed, Unknown>;

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
inline constexpr std::size_t kMostRoomWords = 20'000;  // bytes of UTF-8
inline constexpr std::size_t kMostTableWords = 2'800;  // so that a table record always fits into one frame
inline constexpr std::size_t kMostName = 60;

// Reads "7", "7.5" or "7,25" as hundredths.
Result<int> parse_level(std::string_view text);
// Reads "WANT/HAVE", for instance "8/3.5".
Result<Need> parse_need(std::string_view text);
std::string level_text(int hundredths);  // "7", "7.5", "7.25", "-0.5"

// The one place where the rules of what may be written stand. `now` is the writer's clock: nothing is
// dated more than five minutes ahead of it.
Result<void> validate(const Record& record, Place place, const Moment& now);

// The table's copy of a record: no finer in time than the hour, and nothing that leads back to the room.
Record for_table(const Record& record, const Id& new_id);

Bytes encode(const Record& record);
// Reads one record. Everything that validate() asks for except `now` holds for what comes back: it is
// called on bytes from outside. Errors: damaged, too_new.
Result<Record> decode_record(View bytes, Place place);

}  // namespace concertina

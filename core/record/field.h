// Field: what every kind of content is described with (core/record/content.h).
//
// A kind has traits: its number in the bytes, its name in JSON, what a sentence calls it, where it may stand;
// whether it is an entry: something that is shown, and that can be corrected and taken back; and whether its
// author may date it back.
//
// A kind's fields() hands each of its fields to a walker, which has, each for a Field and the value:
//   need      two levels                   level           a level, or one that may be missing
//   number    from least to most           count           0 to most; 0 where it is not given
//   choice    one of choices(value)        default_choice  the same, which stays where it is not given
//   words     may be empty                 needed_words    may not
//   line      one line of kMostName bytes  fixed           bytes of a fixed size
//   moment    may be missing
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace concertina {

// Where a record lives: only its author reads the room; both partners read the table.
enum class Place { room, table };

// Where a kind may stand. Care rules 1 and 6: what is `room` can't get onto the table at all.
enum class Stands { room, table, either };

// A field's name in JSON, and what a sentence calls it.
struct Field {
  std::string_view name;
  std::string_view said;
};
inline constexpr Field kWords{"words", "The words"};

// One of the two needs.
enum class Side : std::uint8_t { togetherness, separateness };
constexpr auto choices(Side) { return std::to_array<std::string_view>({"togetherness", "separateness"}); }

}  // namespace concertina

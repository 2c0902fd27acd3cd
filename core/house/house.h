// House: what one person may see, derived from records alone. It can always be made again from the logs, and
// the same records give the same house whatever the order in which they came.
#pragma once

#include <map>

#include "core/seal/heard.h"

namespace concertina {

// A wording that its author replaced since.
struct Earlier {
  Moment written;
  Content content;
  bool operator==(const Earlier&) const = default;
};

// One thing that a person wrote, in its present wording.
struct Item {
  Id id{};       // of the first wording; correcting and taking back name this one
  Id wording{};  // of the present one: what a correction replaces
  Author author = Author::me;
  Moment at;
  Moment written;                // when it was worded so
  Content content;               // an entry (core/record/content.h)
  int versions = 1;              // wordings that count, the first included
  std::vector<Earlier> earlier;  // mine only: those that count but the present one, in the order written
  bool shown = true;             // false: mine on the table that my partner can't see yet (care rule 4)
  bool both = false;  // on the table, and the other's for its day, or to its question, was there too
  bool open = true;   // it may still be corrected; taking back is always possible
  // Of an invitation only:
  std::optional<Moment> fades;  // when it fades by itself
  bool faded = false;
  std::optional<Id> reply;  // the item that answers it
  bool operator==(const Item&) const = default;
};

// A person's two needs on one civil day: the mean of that day's check-ins, in hundredths.
struct Needs {
  Need togetherness;
  Need separateness;
  bool operator==(const Needs&) const = default;
};
// What I wrote of the time of a civil day, by when it began (core/house/spent.h).
struct Spent {
  int together = 0;             // minutes
  std::optional<int> presence;  // level: how much the other was really here, where I said so
  std::optional<int> motive;    // level: 0 I had to, 10 I wanted to
  int chosen = 0;               // minutes alone that I chose
  int unchosen = 0;             // that came about
  bool operator==(const Spent&) const = default;
};
struct MyDay {
  Day day = 0;
  Needs mine;
  Spent spent{};
  bool operator==(const MyDay&) const = default;
};
struct SharedDay {
  Day day = 0;
  Needs mine, partners;
  bool operator==(const SharedDay&) const = default;
};

// Where each usually stands (core/house/map.h).
struct MapOfTwo {
  std::size_t days = 0;
  Needs mine, partners;
  bool operator==(const MapOfTwo&) const = default;
};

// The private question about fear of the partner's reaction (core/house/quiet.h).
struct Quiet {
  bool ask = false;     // it is time to ask
  bool afraid = false;  // the last word was yes
  bool operator==(const Quiet&) const = default;
};

// One of the house's questions (core/house/question.h).
struct OpenQuestion {
  std::uint16_t number = 0;
  std::string text;
  bool operator==(const OpenQuestion&) const = default;
};

// The two, and whether they know each other for sure: what can be told without folding the rest.
struct Names {
  std::string name;          // mine
  std::string partner_name;  // empty while it isn't known
  bool i_compared = false;   // I said that the four words are the same
  bool compared = false;     // both said so
  bool operator==(const Names&) const = default;
};

struct House : Names {
  std::optional<OpenQuestion> question;  // that is open now; none once I answered it or passed it over
  std::vector<Item> room;                // mine, in order
  std::vector<Item> table;               // of both, in order, without what may not be shown yet
  std::vector<MyDay> my_days;            // from the room, in order; days without a check-in are left out
  std::vector<SharedDay>
      shared_days;  // only days that both put on the table; nothing tells what lies between
  std::optional<MapOfTwo> map;
  Quiet quiet;
  std::map<std::string, std::string> preferences;  // mine, the last of each name
  std::size_t unknown = 0;                         // records of kinds that this version doesn't know
  bool operator==(const House&) const = default;
};

}  // namespace concertina

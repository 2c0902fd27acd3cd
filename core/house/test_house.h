// What the tests of the house share: a story of two persons, told by hand. Each record stands where a device
// wrote it, together with what that device had seen; either person's view of the story can be folded.
#pragma once

#include <deque>

#include "core/house/fold.h"
#include "core/house/json.h"
#include "core/seal/keys.h"
#include "core/test_support.h"

namespace concertina::test {

inline constexpr Day kDay = 20'000;  // 2024-10-04

// `day` at `hour` and `minute` of a wall clock that is `offset` minutes ahead of UTC.
inline Moment at(Day day, int hour, int offset = 0, int minute = 0) {
  return Moment{day * 86'400 + hour * 3600 + minute * 60 - offset * 60, offset};
}

inline CheckIn check_in(int togetherness, std::string words = {}) {
  return CheckIn{{togetherness * 100, 300}, {500, 400}, std::move(words)};
}

// A device as the story tells it. Who: 0 is Ada, 1 is Ben.
struct Desk {
  Desk(int whose, std::uint8_t number) : who(whose), key{} {
    key.fill(static_cast<std::uint8_t>(number * 2 + whose));
  }
  Id log() const { return log_id(key, Place::table); }
  void see(const Desk& other) { saw[other.log()] = other.table; }
  void see(const Desk& other, std::uint64_t frames) { saw[other.log()] = frames; }

  int who;
  Fixed<32> key;
  std::uint64_t table = 0, room = 0;  // frames written
  std::map<Id, std::uint64_t> saw;    // how far it has the other's table logs
};

struct Told {
  int who = 0;
  Heard heard;  // author and seen are filled in by whoever views it
  std::vector<Head> seen;
};

class Story {
 public:
  explicit Story(std::uint64_t seed = 1) : chance_(seed) {}

  // `desk` writes; on the table times are cut to the hour. The result is the new record's id.
  Id write(Desk& desk, Place place, Content content, Moment about, std::optional<Id> replaces = {},
           std::optional<Moment> written = {}) {
    Record record{chance_.fixed<16>(), about, written.value_or(about), replaces, std::move(content)};
    return write(desk, place, std::move(record));
  }
  Id write(Desk& desk, Place place, Record record) {
    if (place == Place::table)
      record.at = at_the_hour(record.at), record.written = at_the_hour(record.written);
    Told told{desk.who, {}, {}};
    told.heard.place = place;
    told.heard.device = desk.key;
    told.heard.seq = place == Place::table ? desk.table++ : desk.room++;
    told.heard.record = std::move(record);
    if (place == Place::table) {
      for (const auto& [log, next] : desk.saw) told.seen.push_back(Head{log, next, {}});
    }
    told_.push_back(std::move(told));
    return told_.back().heard.record.id;
  }
  Id put(Desk& desk, Content content, Moment about, std::optional<Id> replaces = {},
         std::optional<Moment> written = {}) {
    return write(desk, Place::table, std::move(content), about, replaces, written);
  }
  Id keep(Desk& desk, Content content, Moment about, std::optional<Id> replaces = {}) {
    return write(desk, Place::room, std::move(content), about, replaces);
  }

  // All that `who` gets: their own, and the other's table. `leave_out` are ids that have not arrived.
  std::vector<Heard> view(int who, const std::set<Id>& leave_out = {}) const {
    std::vector<Heard> out;
    for (const Told& told : told_) {
      if (told.who != who && told.heard.place == Place::room) continue;
      if (leave_out.contains(told.heard.record.id)) continue;
      out.push_back(told.heard);
      out.back().author = told.who == who ? Author::me : Author::partner;
      out.back().seen = told.seen;
    }
    return out;
  }
  House house(int who, const Moment& now, const std::set<Id>& leave_out = {}) const {
    return fold(view(who, leave_out), {}, now);
  }
  std::string json(int who, const Moment& now, const std::set<Id>& leave_out = {}) const {
    return to_json(house(who, now, leave_out));
  }
  const std::deque<Told>& told() const { return told_; }

 private:
  Chance chance_;
  std::deque<Told> told_;
};

// The item with this id, or null.
inline const Item* find(const std::vector<Item>& items, const Id& id, Author author) {
  const auto found =
      std::ranges::find_if(items, [&](const Item& item) { return item.id == id && item.author == author; });
  return found == items.end() ? nullptr : &*found;
}

inline std::string words_of(const Item& item) {
  if (const auto* in = std::get_if<CheckIn>(&item.content)) return in->words;
  if (const auto* answer = std::get_if<Answer>(&item.content)) return answer->words;
  if (const auto* strain = std::get_if<Strain>(&item.content)) return strain->words;
  return std::get<Note>(item.content).words;
}

// How the table shows `id` in this house: the words, with an asterisk where the other can't see them yet;
// "-" where it isn't there.
inline std::string shows(const House& house, const Id& id, Author author = Author::me) {
  const Item* item = find(house.table, id, author);
  if (!item) return "-";
  return words_of(*item) + (item->shown ? "" : "*");
}

}  // namespace concertina::test

// Random histories of two persons with two devices each. Whatever they wrote, in whatever order it went
// round: both come to the same table, in any order of arrival, and what waits unseen leaves no trace.
#include <gtest/gtest.h>

#include "core/house/pen.h"
#include "core/house/reveal.h"
#include "core/house/test_house.h"

namespace concertina::test {
namespace {

constexpr int kAda = 0, kBen = 1;

// A history in which anything may happen that a device could sign: also what no honest pen would write.
class History {
 public:
  explicit History(std::uint64_t seed) : chance_(seed), story(seed + 1) {
    for (int who : {kAda, kBen}) {
      Desk& phone = desks[who * 2];
      story.put(phone, Name{who == kAda ? "Ada" : "Ben"}, at(kDay - 2, 12, phone_offset()));
    }
    const std::uint64_t steps = 5 + chance_.below(40);
    for (std::uint64_t i = 0; i < steps; ++i) step();
  }

  // While it goes on, or later.
  Moment some_time() {
    return {at(kDay, 0).seconds + static_cast<std::int64_t>(chance_.below(5 * 86'400)) - 86'400, 0};
  }
  // Once all was written: what comes from outside is never of tomorrow.
  Moment later() {
    return {at(kDay, 0).seconds + (hour_ + 1) * 3600 + static_cast<std::int64_t>(chance_.below(86'400)), 0};
  }

 private:
  static constexpr int kOffsets[] = {-720, -600, -180, 0, 60, 330, 720};
  int phone_offset() { return kOffsets[chance_.below(std::size(kOffsets))]; }

  void step() {
    Desk& desk = desks[chance_.below(4)];
    if (chance_.below(3) == 0) return look(desk);
    hour_ += static_cast<int>(chance_.below(4));
    const int offset = chance_.below(5) == 0 ? phone_offset() : offsets_[static_cast<std::size_t>(desk.who)];
    offsets_[static_cast<std::size_t>(desk.who)] = offset;
    const Moment now{at(kDay, 0).seconds + hour_ * 3600, offset};
    const Moment written{now.seconds + (static_cast<int>(chance_.below(3)) - 1) * 3600, offset};
    const Moment about = chance_.below(4) == 0 ? Moment{now.seconds - 86'400, offset} : now;
    const std::string words = std::to_string(++count_);
    const Place place = chance_.below(6) == 0 ? Place::room : Place::table;
    const Answer answer{static_cast<std::uint16_t>(chance_.below(2)), words};
    switch (chance_.below(11)) {
      case 0:
        if (known(desk)) story.write(desk, place, TakeBack{*known_}, now, {}, written);
        return;
      case 1:
      case 2:
      case 3:
        if (!known(desk)) return;
        if (chance_.below(5) == 0) {
          story.write(desk, place, Note{words}, about, known_, written);
        } else if (chance_.below(3) == 0) {
          story.write(desk, place, answer, about, known_, written);
        } else {
          story.write(desk, place, check_in(static_cast<int>(chance_.below(10)), words), about, known_,
                      written);
        }
        return;
      case 4:
        switch (chance_.below(3)) {
          case 0:
            story.write(desk, place, Note{words}, about, {}, written);
            return;
          case 1:
            story.write(desk, place, Unknown{77, {1}}, about, {}, written);
            return;
          default:
            story.write(desk, Place::table, Strain{words}, about, {}, written);
            return;
        }
      case 5:  // the same once more, from another device
        if (!story.told().empty() && story.told().back().who == desk.who) {
          story.write(desk, story.told().back().heard.place, story.told().back().heard.record);
        }
        return;
      case 6:
      case 7:
        story.write(desk, place, answer, about, {}, written);
        return;
      default:
        story.write(desk, place, check_in(static_cast<int>(chance_.below(10)), words), about, {}, written);
    }
  }

  // The device gets some more of what the other person's devices wrote.
  void look(Desk& desk) {
    const Desk& other = desks[static_cast<std::size_t>(1 - desk.who) * 2 + chance_.below(2)];
    std::uint64_t& saw = desk.saw[other.log()];
    saw += chance_.below(other.table - saw + 1);
  }

  // Any record, of anybody.
  bool known(const Desk& desk) {
    const Told& told = story.told()[chance_.below(story.told().size())];
    known_ = told.heard.record.id;
    return told.who == desk.who || chance_.below(4) == 0;
  }

  Chance chance_;
  int hour_ = 6, count_ = 0;
  int offsets_[2] = {60, 60};
  std::optional<Id> known_;

 public:
  Story story;
  Desk desks[4] = {{kAda, 1}, {kAda, 2}, {kBen, 1}, {kBen, 2}};
};

// The shown part of a table as `who` would tell it, in persons and not in "me" and "partner".
std::string told_by(const House& house, int who) {
  std::string out;
  for (const Item& item : house.table) {
    if (!item.shown) continue;
    const bool adas = (item.author == Author::me) == (who == kAda);
    out += (adas ? "ada " : "ben ") + to_hex(item.id) + " " + to_text(item.at) + " " + words_of(item) + " " +
           std::to_string(item.versions) + "\n";
  }
  for (const SharedDay& day : house.shared_days) {
    const Needs& a = who == kAda ? day.mine : day.partners;
    const Needs& b = who == kAda ? day.partners : day.mine;
    out += day_text(day.day);
    for (const Needs& needs : {a, b}) {
      for (const Need& need : {needs.togetherness, needs.separateness}) {
        out += " " + level_text(need.want) + "/" + level_text(need.have);
      }
    }
    out += "\n";
  }
  return out;
}

TEST(BothSides, BothPartnersDevicesComeToTheSameTable) {
  std::size_t shown = 0, hidden = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    History history(seed);
    for (int i = 0; i < 3; ++i) {
      const Moment now = history.some_time();
      const House adas = history.story.house(kAda, now), bens = history.story.house(kBen, now);
      ASSERT_EQ(told_by(adas, kAda), told_by(bens, kBen)) << "seed " << seed << " at " << to_text(now);
      for (const House* house : {&adas, &bens}) {
        for (const Item& item : house->table) {
          ASSERT_TRUE(item.author == Author::me || item.shown);
          ++(item.shown ? shown : hidden);
        }
      }
    }
  }
  EXPECT_GT(shown, 5'000u);
  EXPECT_GT(hidden, 5'000u) << "the histories are too tame to prove anything";
}

TEST(BothSides, WhatWaitsUnseenLeavesNoTraceInTheOthersHouse) {
  std::size_t tried = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    History history(seed);
    const Story& story = history.story;
    for (const int who : {kAda, kBen}) {
      const Moment now = history.later();
      const std::string json = story.json(who, now);
      const std::vector<Heard> others = story.view(1 - who);
      const House theirs = story.house(1 - who, now);
      // Each of the other's check-ins and answers that this house does not show, with all that its author
      // said about it.
      for (const Thread& thread : make_threads(others)) {
        const Id& id = thread.first->record.id;
        if (thread.first->author != Author::me || thread.first->place != Place::table) continue;
        if (!shows(theirs, id).ends_with('*')) continue;
        ASSERT_EQ(json.find(to_hex(id)), std::string::npos);
        std::set<Id> all{id};
        for (const Heard* correction : thread.corrections) all.insert(correction->record.id);
        for (const Heard* back : thread.take_backs) all.insert(back->record.id);
        ASSERT_EQ(story.json(who, now, all), json) << "seed " << seed << ", " << to_text(now);
        all.erase(id);
        ASSERT_EQ(story.json(who, now, all), json) << "seed " << seed << ", corrections";
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 1'200u);
}

TEST(BothSides, AThousandOrdersOfArrivalGiveTheSameBytes) {
  Chance chance(9);
  for (std::uint64_t seed = 100; seed < 105; ++seed) {
    History history(seed);
    const Moment now = history.some_time();
    std::vector<Heard> heard = history.story.view(kAda);
    const House first = fold(heard, {}, now);
    const std::string bytes = to_json(first);
    for (int i = 0; i < 100; ++i) {
      chance.shuffle(heard);
      const House again = fold(heard, {}, now);
      ASSERT_EQ(to_json(again), bytes) << seed;
      ASSERT_EQ(again, first) << seed;
    }
  }
}

// Honest pens whose devices are always in touch: each sees all before it writes, and changes only what its
// own house says is open.
TEST(BothSides, WhatIsShownIsNeverChangedAndAnOpenWordingAlwaysIs) {
  std::size_t changed = 0, stayed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Chance chance(seed);
    Story story(seed);
    Desk desks[2] = {{kAda, 1}, {kBen, 1}};
    std::map<Id, std::pair<int, std::string>> wordings;  // that were shown, and whose they are
    for (int hour = 6; hour < 30; ++hour) {
      const int who = static_cast<int>(chance.below(2));
      Desk& desk = desks[who];
      desk.see(desks[1 - who]);
      const Moment now = at(kDay, hour);
      const std::string words = std::to_string(hour);
      const House house = story.house(who, now);
      const Item* item = house.table.empty() ? nullptr : &house.table[chance.below(house.table.size())];
      if (item && item->author == Author::me && chance.below(3) == 0) {
        wordings.erase(item->id);
        story.put(desk, TakeBack{item->id}, now);
      } else if (item && item->author == Author::me && item->open) {
        story.put(desk, check_in(5, words), item->at, item->wording, now);
        EXPECT_TRUE(shows(story.house(who, now), item->id).starts_with(words));
        ++changed;
      } else if (chance.below(4) == 0) {
        story.put(desk, check_in(5, words), now);
      }
      for (const int whose : {kAda, kBen}) {
        const House after = story.house(whose, now);
        for (const Item& one : after.table) {
          if (one.author != Author::me || !one.shown) continue;
          const auto [before, fresh] = wordings.try_emplace(one.id, whose, words_of(one));
          ASSERT_EQ(before->second.second, words_of(one)) << "seed " << seed << ", hour " << hour;
          stayed += fresh ? 0 : 1;
        }
        for (const auto& [id, shown] : wordings) {
          if (shown.first == whose) {
            ASSERT_NE(shows(after, id), "-") << "seed " << seed << ", hour " << hour;
          }
        }
      }
    }
  }
  EXPECT_GT(changed, 100u);
  EXPECT_GT(stayed, 500u);
}

// What a relay has of a person's table, and hands out.
struct Post {
  void take_from(Person& person) {
    for (std::uint64_t seq = frames.size(); seq < person.log(Place::table).next(); ++seq) {
      frames.push_back(person.frame(Place::table, seq));
    }
    while (const auto seq = person.device.next_erasure()) {
      Bytes& frame = frames[*seq];
      frame = erase_frame(*read_frame(frame), person.device.keys().sign);
      person.device.erased(*seq, person.changes);
    }
    person.store();
  }
  void give_to(Person& person, const Person& from) const {
    const Log& log = from.log(Place::table);
    for (const auto& cursor : person.device.cursors().logs) {
      if (cursor.id != log.id() || cursor.from > frames.size()) continue;
      person.receive({{{log.id(),
                        frames.size(),
                        {frames.begin() + static_cast<std::ptrdiff_t>(cursor.from), frames.end()}}},
                      {},
                      false});
    }
  }
  std::vector<Bytes> frames;
};

// Real devices with honest pens, in touch only now and then, and a relay that forgets what was taken back.
TEST(BothSides, HonestPensAgreeAlthoughTheRelayForgetsWhatWasTakenBack) {
  int taken_back = 0, corrected = 0, shown = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Chance chance(seed);
    Couple couple(seed * 2 + 1);
    Person* people[] = {&couple.ada, &couple.ben};
    Post posts[2];
    const std::int64_t start = at(day_of(kNoon), 0, 60).seconds;
    for (std::int64_t hour = 5; hour < 30; ++hour) {
      const std::size_t who = chance.below(2);
      Person& person = *people[who];
      for (Person* one : people) one->ambient.clock = {start + hour * 3600 + 600, 60};
      switch (chance.below(6)) {
        case 0:
        case 1:
          posts[who].take_from(person);
          break;
        case 2:
          posts[1 - who].give_to(person, *people[1 - who]);
          break;
        case 3:
          ASSERT_TRUE(write(person.device,
                            chance.below(3) == 0 ? Content(Answer{3, std::to_string(hour)})
                                                 : Content(check_in(5, std::to_string(hour))),
                            person.ambient.clock, true, person.ambient, person.changes));
          break;
        default: {
          const House house = house_of(person.device, person.ambient.clock);
          if (house.table.empty()) break;
          const Item& item = house.table[chance.below(house.table.size())];
          if (item.author == Author::partner) break;
          if (item.open && chance.below(2) == 0) {
            corrected += correct(person.device, to_hex(item.id), reworded(std::to_string(hour)),
                                 person.ambient, person.changes)
                             ? 1
                             : 0;
          } else {
            taken_back += take_back(person.device, to_hex(item.id), person.ambient, person.changes) ? 1 : 0;
          }
        }
      }
      person.store();
    }
    for (const std::size_t who : {0u, 1u}) posts[who].take_from(*people[who]);
    for (const std::size_t who : {0u, 1u}) posts[1 - who].give_to(*people[who], *people[1 - who]);
    for (const std::int64_t hour : {20, 30, 60}) {
      const Moment now{start + hour * 3600, 60};
      const House adas = house_of(couple.ada.device, now), bens = house_of(couple.ben.device, now);
      ASSERT_EQ(told_by(adas, kAda), told_by(bens, kBen)) << "seed " << seed << ", hour " << hour;
      shown += static_cast<int>(std::ranges::count(adas.table, true, &Item::shown));
    }
  }
  EXPECT_GT(taken_back, 100);
  EXPECT_GT(corrected, 100);
  EXPECT_GT(shown, 500);
}

}  // namespace
}  // namespace concertina::test

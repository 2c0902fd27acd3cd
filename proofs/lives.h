// Lives at random: lists of steps from a seed, how they end, and the shortest list that still ends badly.
#pragma once

#include "proofs/life_judge.h"

namespace concertina::proofs {

// What a list of steps led to.
struct Ending {
  std::string wrong;  // a sentence, or nothing
  std::map<Do, int> done;
  bool rolled = false, put_back = false, recovered = false, both = false, astray = false;
  std::size_t entries = 0, devices = 0, removed = 0;
};

inline Ending live(std::uint64_t seed, const std::vector<Step>& steps) {
  Life life(seed);
  for (const Step& step : steps) {
    life.take(step);
    if (!life.faults.empty()) break;
  }
  LifeJudge judge(life);
  Ending out;
  out.wrong = judge.judge();
  out.done = life.done;
  out.rolled = life.rolled(), out.put_back = life.put_back(), out.recovered = judge.recovered();
  out.astray = judge.has_astray();
  out.entries = life.entries().size();
  for (const int who : {0, 1}) {
    for (const auto& seat : life.owner(who).seats) {
      if (!seat->arrived()) continue;
      ++(seat->device.removed() ? out.removed : out.devices);
      out.both = out.both || seat->device.paired();
    }
  }
  return out;
}

// Writes the list: things that belong together, and anything else in between.
class Storyteller {
 public:
  explicit Storyteller(std::uint64_t seed)
      : chance_(seed), copies_(chance_.below(5) == 0), rolls_(chance_.below(8) == 0) {}

  // All that two honest people do at an honest relay: devices come and one goes, codes are made and used,
  // things are taken back, they part and begin anew.
  std::vector<Step> write_all() {
    copies_ = rolls_ = breaks_ = false;
    pair();
    for (const int who : {0, 1}) {
      while (seats_[who] < 3) come_by_link(who);
      days(8);
    }
    for (const int who : {0, 1}) {
      then(Do::remove, who, 0, 1);
      then(Do::sync, who, 0);
      then(Do::new_code, who, 0);
      then(Do::sync, who, 0);
      come_by_code(who);
      days(8);
    }
    then(Do::leave, number(2), 0);
    days(6);
    for (const int who : {0, 1}) then(Do::leave, who, 0), then(Do::sync, who, 0);
    pair();
    days(10);
    return std::move(steps_);
  }

  std::vector<Step> write() {
    if (chance_.below(8) != 0) pair();
    const std::size_t length = steps_.size() + 14 + pick(20);
    while (steps_.size() < length) anything();
    return std::move(steps_);
  }

 private:
  std::size_t pick(std::size_t limit) { return static_cast<std::size_t>(chance_.below(limit)); }
  int number(std::size_t limit) { return static_cast<int>(pick(limit)); }
  void add(Do what, int who, std::size_t seat, int n) {
    steps_.push_back({what, who, static_cast<int>(seat), n, chance_.next()});
  }
  void add(Do what, int who, std::size_t seat) { add(what, who, seat, number(1'000)); }

  // A step of something longer: the way may break there, and something else may come in between.
  void then(Do what, int who, std::size_t seat, int n = 0) {
    if (chance_.below(8) == 0) small();
    if (breaks_ && what == Do::sync && chance_.below(12) == 0) broken(who, seat);
    if (!breaks_ || chance_.below(30) != 0) add(what, who, seat, n);
  }
  void broken(int who, std::size_t seat) {
    constexpr Do kWays[] = {Do::lose_request, Do::lose_answer, Do::crash};
    const Do way = kWays[pick(3)];
    add(way, who, seat, number(way == Do::crash ? 20 : 9));
  }

  void pair() {
    const int one = number(2), other = 1 - one;
    const std::size_t a = any_seat(one), b = any_seat(other);
    then(Do::invite, one, a);
    then(Do::sync, one, a);
    then(Do::join, other, b);
    for (int time = 0; time < 2; ++time) {
      then(Do::sync, other, b);
      then(Do::sync, one, a);
    }
    then(Do::sync, other, b);
    then(Do::compare, one, a);
    then(Do::compare, other, b);
  }
  void days(int count) {
    while (count-- > 0) small(), small();
  }
  void come_by_link(int who) {
    if (seats_[who] >= 4) return;
    const std::size_t here = any_seat(who), fresh = seats_[who]++;
    then(Do::link_device, who, here);
    then(Do::sync, who, here);
    then(Do::join_device, who, here);
    then(Do::sync, who, fresh);
    then(Do::sync, who, here);
    then(Do::sync, who, fresh);
    then(Do::say_yes, who, here);
    then(Do::sync, who, here);
    then(Do::say_same, who, fresh);
    then(Do::sync, who, fresh);
    then(Do::sync, who, fresh);
  }
  void come_by_code(int who) {
    if (seats_[who] >= 6) return;
    const std::size_t fresh = seats_[who]++;
    add(Do::recover, who, 0, chance_.below(4) == 0 ? 1 : 0);
    then(Do::sync, who, fresh);
    then(Do::sync, who, fresh);
  }

  void anything() {
    switch (pick(12)) {
      case 0:
      case 2:
        return come_by_link(number(2));
      case 1:
        return pick(2) == 0 ? come_by_code(number(2)) : pair();
      default:
        return small();
    }
  }
  void small() {
    const int who = number(2);
    const std::size_t seat = any_seat(who);
    const std::size_t drawn = pick(100);
    if (drawn < 14 && copies_) return add(drawn < 8 ? Do::back_up : Do::put_back, who, seat);
    if (drawn < 10 && rolls_) return add(kRelay[pick(std::size(kRelay))], who, seat);
    if (drawn < 20 && breaks_) return broken(who, seat);
    add(kSmall[pick(std::size(kSmall))], who, seat);
  }
  std::size_t any_seat(int who) { return pick(seats_[who]); }

  static constexpr Do kRelay[] = {Do::keep_relay, Do::keep_relay, Do::roll_relay, Do::roll_relay,
                                  Do::wipe_relay};
  static constexpr Do kSmall[] = {
      Do::write_room,  Do::write_room,  Do::write_room, Do::write_room, Do::write_table, Do::write_table,
      Do::write_table, Do::write_table, Do::correct,    Do::correct,    Do::take_back,   Do::take_back,
      Do::lose_words,  Do::sync,        Do::sync,       Do::sync,       Do::sync,        Do::sync,
      Do::sync,        Do::sync,        Do::sync,       Do::remove,     Do::remove,      Do::remove,
      Do::remove,      Do::new_code,    Do::say_yes,    Do::compare,    Do::leave,       Do::say_same};

  test::Chance chance_;
  bool copies_, rolls_, breaks_ = true;
  std::vector<Step> steps_;
  std::size_t seats_[2] = {1, 1};
};

inline std::vector<Step> make_whole_life(std::uint64_t seed) { return Storyteller(seed).write_all(); }
inline std::vector<Step> make_life(std::uint64_t seed) { return Storyteller(seed).write(); }

// Leaves out what it can, in ever smaller pieces, as long as it still ends badly.
inline std::vector<Step> shorten(std::uint64_t seed, std::vector<Step> steps) {
  for (std::size_t length = steps.size() / 2; length > 0; length = length > 1 ? length / 2 : 0) {
    for (std::size_t from = 0; from < steps.size();) {
      std::vector<Step> fewer = steps;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(from);
      fewer.erase(first, first + static_cast<std::ptrdiff_t>(std::min(length, steps.size() - from)));
      if (live(seed, fewer).wrong.empty()) {
        from += length;
      } else {
        steps = std::move(fewer);
      }
    }
  }
  return steps;
}

// The shortest list of that seed that ends badly, for a person to read.
inline std::string told(std::uint64_t seed) {
  const std::vector<Step> steps = shorten(seed, make_life(seed));
  std::string out = "seed " + std::to_string(seed) + ": " + live(seed, steps).wrong + "\n";
  for (const Step& step : steps) out += "    " + to_text(step) + "\n";
  return out;
}

}  // namespace concertina::proofs

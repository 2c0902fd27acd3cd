#include "core/house/example.h"

#include <algorithm>

#include "core/house/example_words.h"
#include "core/house/pen.h"
#include "core/house/question.h"
#include "core/seal/handout.h"

namespace concertina {
namespace {

constexpr std::string_view kNowhere =
    "https://relay.example";  // an invitation must name one; it is never asked

// The host's randomness, at the moment that the story has come to.
class StoryTime : public Ambient {
 public:
  explicit StoryTime(Ambient& host) : host_(host) {}
  using Ambient::random;
  void random(std::span<std::uint8_t> out) override { host_.random(out); }
  Moment now() override { return moment; }

  Moment moment;

 private:
  Ambient& host_;
};

// The story's own chance (splitmix64): it makes no keys.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
  int around(int size) { return below(2 * size + 1) - size; }  // -size to size

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

// A slow wave from -100 to 100 and back within `period` days.
int wave(int day, int period) {
  const int at = day % period * 400 / period;
  return at < 100 ? at : at < 300 ? 200 - at : at - 400;
}

// What one misses of togetherness and the other of separateness, in hundredths: each presses on the other,
// and a slow strain and the day's chance on both.
struct Circle {
  void step(int strain, Dice& dice) {
    const int before = together;
    together = (60 * together + 30 * separate) / 100 + strain + dice.around(50);
    separate = (60 * separate + 30 * before) / 100 + strain + dice.around(50);
  }
  int together = 0, separate = 0;
};

// On a day: what is wanted, the more the more of it is missing. Levels are halves within the scale.
Need need(int want, int unmet, Dice& dice) {
  const auto half = [](int level) { return std::clamp((level + 25) / 50 * 50, 0, 1000); };
  want += unmet / 5 + dice.around(35);
  return {half(want), half(want - unmet + dice.around(40))};
}

// A reflection up to its need, and the whole of it.
Reflection half(const example::Turning& told) {
  Reflection out;
  out.happened = told.happened;
  out.need = told.need;
  return out;
}
Reflection whole(const example::Turning& told, Reflection::Ending ending) {
  Reflection out = half(told);
  out.about = Reflection::About::togetherness;
  out.fear = told.fear;
  out.does = told.does;
  out.myself = told.myself;
  out.partner = told.partner;
  out.ending = ending;
  return out;
}

// The next line that was not said yet; nothing when all were.
class Lines {
 public:
  explicit Lines(std::span<const std::string_view> lines) : rest_(lines) {}
  std::string next() {
    if (rest_.empty()) return {};
    const std::string out(rest_.front());
    rest_ = rest_.subspan(1);
    return out;
  }

 private:
  std::span<const std::string_view> rest_;
};

// One of the two with their device, and the frames that it made.
struct Person {
  Person(std::span<const std::string_view> when_missing, std::span<const std::string_view> when_not)
      : misses(when_missing), has(when_not) {}

  Result<void> begin(std::string_view name, Ambient& ambient) {
    auto begun = Device::begin(name, ambient);
    if (!begun) return std::unexpected(begun.error());
    device = std::move(begun->first);
    return {};
  }
  // As a shell would: what must be sent is kept.
  void store() {
    for (Change& change : changes) {
      if (change.value) kept[change.key] = std::move(*change.value);
    }
    changes.clear();
  }

  Device device;
  Changes changes;
  Items kept;
  Lines misses, has;
};

void carry(const Person& from, Person& to) {
  std::vector<Trouble> events;
  to.device.receive(hand_out(from.device, from.kept, to.device.cursors()), to.changes, events);
  to.store();
}

class Story {
 public:
  Story(Ambient& host, std::uint64_t seed) : now_(host.now()), time_(host), dice_(seed) {}

  Result<Device> tell() {
    if (auto ok = meet(); !ok) return std::unexpected(ok.error());
    for (int day = 0; day < kExampleDays; ++day) {
      move(day);
      const bool last = day == kExampleDays - 1;
      if (auto ok = last ? tell_today() : tell_day(day); !ok) return std::unexpected(ok.error());
      exchange();
    }
    return leave_alone();
  }

 private:
  // The present day is the last of all.
  Day date(int day) const { return day_of(now_) - (kExampleDays - 1) + day; }
  std::int64_t begins(int day) const { return end_of_day(date(day) - 1, now_.offset); }
  void at(int day, int hour) {
    time_.moment = {begins(day) + hour * 3600 + dice_.below(60) * 60, now_.offset};
  }

  // They pair over a link, compare the words, and both say yes.
  Result<void> meet() {
    at(0, 6);
    if (auto ok = robin_.begin("Robin", time_); !ok) return ok;
    if (auto ok = kim_.begin("Kim", time_); !ok) return ok;
    robin_.device.set_relay(std::string(kNowhere), {}, robin_.changes);
    const auto link = robin_.device.invite(time_, robin_.changes);
    if (!link) return std::unexpected(link.error());
    if (auto ok = kim_.device.join(*link, time_, kim_.changes); !ok) return ok;
    if (auto ok = robin_.device.take_first(kim_.device.pairing()->first, time_, robin_.changes); !ok)
      return ok;
    if (auto ok = kim_.device.take_second(robin_.device.pairing()->second, time_, kim_.changes); !ok)
      return ok;
    for (Person* person : {&robin_, &kim_}) {
      if (auto ok = compare(person->device, true, time_, person->changes); !ok) return ok;
    }
    robin_.store(), kim_.store();
    exchange();  // the chains
    exchange();  // the tables that they name
    return {};
  }

  // Each gets what the other put on the table.
  void exchange() {
    carry(robin_, kim_);
    carry(kim_, robin_);
  }

  Result<void> put(Person& person, const Content& content, bool table) {
    const auto written = write(person.device, content, time_.moment, table, time_, person.changes);
    if (!written) return std::unexpected(written.error());
    person.store();
    return {};
  }

  // Two circles: Robin's togetherness with Kim's separateness and, weaker, the other way round.
  void move(int day) {
    near_.step(10 + wave(day + 4, 37) * 60 / 100, dice_);
    far_.step(2 + wave(day + 20, 53) * 22 / 100, dice_);
    const int slow = wave(day, 61) / 2;
    robins_ = {need(720 + slow, near_.together, dice_), need(480 - slow, far_.separate, dice_), {}};
    kims_ = {need(560 - slow, far_.together, dice_), need(640 + slow, near_.separate, dice_), {}};
  }

  Result<void> check_in(Person& person, bool table) {
    const bool robins = &person == &robin_;
    CheckIn in = robins ? robins_ : kims_;
    const int unmet = robins ? in.togetherness.unmet() : in.separateness.unmet();
    if (dice_.below(100) < 45) in.words = (unmet >= 150 ? person.misses : person.has).next();
    return put(person, in, table);
  }

  // To the question that is open, if it is one of those that they have something to say to.
  Result<void> answer(Person& person) {
    const auto question = house_of(person.device, time_.moment).question;
    if (!question) return {};
    const auto known = std::ranges::find(example::kAnswers, question->number, &example::Answers::question);
    if (known == std::end(example::kAnswers)) return {};
    const std::string_view words = &person == &robin_ ? known->robin : known->kim;
    return put(person, Answer{question->number, std::string(words)}, true);
  }

  Result<void> tell_day(int day) {
    const Day stood = date(day) % kQuestionStands;
    const bool stands_now = date(day) / kQuestionStands == day_of(now_) / kQuestionStands;
    at(day, 7);
    if (dice_.below(100) < 72) {
      if (auto ok = check_in(robin_, dice_.below(100) < 88); !ok) return ok;
    }
    if (stood == 2 && !stands_now) {
      if (auto ok = answer(robin_); !ok) return ok;
    }
    if (auto ok = note(day, true); !ok) return ok;
    at(day, 18 + dice_.below(5));
    if (dice_.below(100) < 70) {
      if (auto ok = check_in(kim_, dice_.below(100) < 88); !ok) return ok;
    }
    if (stood == 1 && dice_.below(5) > 0) {
      if (auto ok = answer(kim_); !ok) return ok;
    }
    if (auto ok = note(day, false); !ok) return ok;
    if (auto ok = spend(day); !ok) return ok;
    return turn(day);
  }

  // Robin tells of the day's time when it is over.
  Result<void> spend(int day) {
    time_.moment = {begins(day) + 23 * 3600 + 1800, now_.offset};
    const auto keep = [&](const Content& content, int hour) -> Result<void> {
      const Moment began{begins(day) + hour * 3600, now_.offset};
      const auto written = write(robin_.device, content, began, false, time_, robin_.changes);
      if (!written) return std::unexpected(written.error());
      robin_.store();
      return {};
    };
    const auto felt = [&](int level, int spread) {
      return std::clamp((level + hours_.around(spread)) / 50 * 50, 0, 1000);
    };
    const int have = robins_.togetherness.have;
    if (hours_.below(100) < 30 + have / 25) {
      const TimeTogether time{30 * (1 + hours_.below(6)), felt(have + 100, 120), felt(620, 350), {}};
      if (auto ok = keep(time, 19); !ok) return ok;
    }
    if (hours_.below(100) >= 35) return {};
    const bool chosen = hours_.below(100) < 70;
    return keep(
        Solitude{30 * (1 + hours_.below(5)), chosen ? Solitude::Chosen::yes : Solitude::Chosen::no, {}}, 15);
  }

  // Robin turns inward, late in the evening.
  Result<void> turn(int day) {
    time_.moment = {begins(day) + 23 * 3600 + 2400, now_.offset};
    if (day == example::kLeft.day) return put(robin_, half(example::kLeft), false);
    if (day == example::kSaid.day) {
      if (auto ok = put(robin_, Note{std::string(example::kSaid.partner)}, true); !ok) return ok;
      return put(robin_, whole(example::kSaid, Reflection::Ending::shared), false);
    }
    return day == example::kSleptOn.day ? sleep_on_it(day) : Result<void>();
  }

  // Begun in the evening, ended in the morning.
  Result<void> sleep_on_it(int day) {
    Reflection begun = half(example::kSleptOn);
    begun.rests = Moment{begins(day + 1) + 8 * 3600, now_.offset};
    const auto kept = write(robin_.device, begun, time_.moment, false, time_, robin_.changes);
    if (!kept) return std::unexpected(kept.error());
    time_.moment = {begins(day + 1) + 9 * 3600, now_.offset};
    const auto end = [](Content& content) -> Result<void> {
      content = whole(example::kSleptOn, Reflection::Ending::did);
      return {};
    };
    const auto ended = correct(robin_.device, to_hex(*kept->room), end, time_, robin_.changes);
    if (!ended) return std::unexpected(ended.error());
    robin_.store();
    return {};
  }

  Result<void> note(int day, bool robins) {
    Person& person = robins ? robin_ : kim_;
    for (const example::Jotting& one : example::kNotes) {
      if (one.day != day || one.robins != robins) continue;
      if (auto ok = put(person, Note{std::string(one.words)}, one.table); !ok) return ok;
    }
    for (const example::Jotting& one : example::kStrained) {
      if (one.day != day || one.robins != robins) continue;
      if (auto ok = put(person, Strain{std::string(one.words)}, one.table); !ok) return ok;
    }
    return {};
  }

  // Kim has put something on the table for whoever looks around as Robin, who has kept theirs in the room.
  Result<void> tell_today() {
    const std::int64_t begun = begins(kExampleDays - 1);
    time_.moment.seconds = std::max(begun, now_.seconds - 90 * 60);
    if (auto ok = check_in(kim_, true); !ok) return ok;
    if (auto ok = answer(kim_); !ok) return ok;
    time_.moment.seconds = std::max(begun, now_.seconds - 40 * 60);
    return check_in(robin_, false);
  }

  // No relay, and nothing that waits for one.
  Result<Device> leave_alone() {
    Device& device = robin_.device;
    while (device.waiting() > 0) {
      if (auto ok = device.seal_room_frame(robin_.changes); !ok) return std::unexpected(ok.error());
    }
    device.set_relay({}, {}, robin_.changes);
    device.set_sent_entries(device.chain().size(), robin_.changes);
    for (const Place place : {Place::table, Place::room})
      device.set_sent(place, device.own_log(place).next(), robin_.changes);
    return std::move(device);
  }

  Moment now_;
  StoryTime time_;
  Dice dice_;
  Dice hours_{29};  // of its own, so that time spent leaves all else as it is
  Person robin_{example::kRobinMisses, example::kRobinHas};
  Person kim_{example::kKimMisses, example::kKimHas};
  Circle near_, far_;
  CheckIn robins_, kims_;
};

}  // namespace

Result<Device> begin_example(Ambient& ambient, std::uint64_t seed) { return Story(ambient, seed).tell(); }

}  // namespace concertina

// Content: what a person can write, kind by kind.
//
// Each kind is described once, by its fields(): the codec, the rules, JSON, the terminal and corrections all
// walk that description (core/record/field.h). The order of the fields is their order in the bytes and never
// changes; nor does a kind's number.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/record/bytes.h"
#include "core/record/field.h"
#include "core/record/level.h"
#include "core/record/moment.h"

namespace concertina {

struct CheckIn {
  static constexpr std::uint64_t kKind = 1;
  static constexpr std::string_view kName = "check-in", kSaid = "A check-in";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = true, kDated = true;
  Need togetherness;
  Need separateness;
  std::string words;  // may be empty
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.need({"togetherness", "Togetherness"}, self.togetherness);
    walk.need({"separateness", "Separateness"}, self.separateness);
    walk.words(kWords, self.words);
  }
  bool operator==(const CheckIn&) const = default;
};

struct Note {
  static constexpr std::uint64_t kKind = 2;
  static constexpr std::string_view kName = "note", kSaid = "A note";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = true, kDated = true;
  std::string words;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.needed_words(kWords, self.words);
  }
  bool operator==(const Note&) const = default;
};

// The author takes `record` back. It may name a record of the same author and place only.
struct TakeBack {
  static constexpr std::uint64_t kKind = 3;
  static constexpr std::string_view kName = "take-back", kSaid = "Taking back";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = false, kDated = false;
  Id record{};
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.fixed({"record", "What is taken back"}, self.record);
  }
  bool operator==(const TakeBack&) const = default;
};

// What the author wants to be called.
struct Name {
  static constexpr std::uint64_t kKind = 4;
  static constexpr std::string_view kName = "name", kSaid = "A name";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = false, kDated = false;
  std::string name;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.line({"name", "The name"}, self.name);
  }
  bool operator==(const Name&) const = default;
};

// The author compared the four words of this pairing aloud, and they were the same.
struct Compared {
  static constexpr std::uint64_t kKind = 5;
  static constexpr std::string_view kName = "compared", kSaid = "Comparing the words";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = false, kDated = false;
  Hash transcript{};  // core/seal/pairing.h
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.fixed({"transcript", "The transcript"}, self.transcript);
  }
  bool operator==(const Compared&) const = default;
};

// The number of one of the house's open questions (core/house/question.h); one that this version doesn't know
// is kept all the same.
inline constexpr Field kQuestion{"question", "The question's number"};
inline constexpr int kMostQuestion = 65'535;

struct Answer {
  static constexpr std::uint64_t kKind = 6;
  static constexpr std::string_view kName = "answer", kSaid = "An answer";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = true, kDated = false;
  std::uint16_t question = 0;
  std::string words;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.number(kQuestion, self.question, 0, kMostQuestion);
    walk.needed_words(kWords, self.words);
  }
  bool operator==(const Answer&) const = default;
};

// The author passed a question over.
struct Passed {
  static constexpr std::uint64_t kKind = 7;
  static constexpr std::string_view kName = "passed", kSaid = "Passing over";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = false, kDated = false;
  std::uint16_t question = 0;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.number(kQuestion, self.question, 0, kMostQuestion);
  }
  bool operator==(const Passed&) const = default;
};

inline constexpr Field kMinutes{"minutes", "How long"};
inline constexpr int kMostMinutes = 7 * 24 * 60;

// Time that was spent together: it began at the record's moment. What I felt of it is mine: on the table it
// would be a grade.
struct TimeTogether {
  static constexpr std::uint64_t kKind = 8;
  static constexpr std::string_view kName = "time-together", kSaid = "Time together";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = true, kDated = true;
  int minutes = 0;
  std::optional<int> presence;  // level: how much the other was really here, felt by me
  std::optional<int> motive;    // level: 0 I had to, 10 I wanted to
  std::string words;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.number(kMinutes, self.minutes, 1, kMostMinutes);
    walk.level({"presence", "Presence"}, self.presence);
    walk.level({"motive", "Motive"}, self.motive);
    walk.words(kWords, self.words);
  }
  bool operator==(const TimeTogether&) const = default;
};

// Time that I had to myself; it began at the record's moment.
struct Solitude {
  enum class Chosen : std::uint8_t { yes, no };
  friend constexpr auto choices(Chosen) { return std::to_array<std::string_view>({"yes", "no"}); }
  static constexpr std::uint64_t kKind = 9;
  static constexpr std::string_view kName = "solitude", kSaid = "Time alone";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = true, kDated = true;
  int minutes = 0;
  Chosen chosen = Chosen::yes;
  std::string words;  // towards what
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.number(kMinutes, self.minutes, 1, kMostMinutes);
    walk.default_choice({"chosen", "Chosen"}, self.chosen);
    walk.words(kWords, self.words);
  }
  bool operator==(const Solitude&) const = default;
};

// The six signs of dis-ease, each 0 (none) to 3 (strong).
struct Signs {
  static constexpr std::uint64_t kKind = 10;
  static constexpr std::string_view kName = "signs", kSaid = "Signs";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = true, kDated = true;
  static constexpr int kMost = 3;
  static constexpr auto kFields = std::to_array<Field>({{"irritable", "Irritable"},
                                                        {"impatient", "Impatient"},
                                                        {"depressed", "Depressed"},
                                                        {"agitated", "Agitated"},
                                                        {"ill", "Physically ill"},
                                                        {"anxious", "Anxious"}});
  std::array<int, kFields.size()> strength{};
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    for (std::size_t i = 0; i < kFields.size(); ++i) walk.count(kFields[i], self.strength[i], kMost);
  }
  bool operator==(const Signs&) const = default;
};

// Turning to oneself, step by step; any step may be empty, and taken up again by a correction.
struct Reflection {
  // Which need it was about.
  enum class About : std::uint8_t { open, togetherness, separateness };
  friend constexpr auto choices(About) {
    return std::to_array<std::string_view>({"open", "togetherness", "separateness"});
  }
  // How it ended; `open`: it has not yet.
  enum class Ending : std::uint8_t { open, kept, shared, invited, did, circle };
  friend constexpr auto choices(Ending) {
    return std::to_array<std::string_view>({"open", "kept", "shared", "invited", "did", "circle"});
  }
  static constexpr std::uint64_t kKind = 11;
  static constexpr std::string_view kName = "reflection", kSaid = "A reflection";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = true, kDated = true;
  std::string happened;
  About about = About::open;
  std::string need;     // of that need: seen, safe, welcome, trusted, free, rested, one's own …
  std::string fear;     // the unspoken one
  std::string does;     // what that fear has me do
  std::string myself;   // what I can do for this need myself
  std::string partner;  // what I would like my partner to know
  Ending ending = Ending::open;
  std::optional<Moment> rests;  // it sleeps until then
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.words({"happened", "What happened"}, self.happened);
    walk.default_choice({"about", "Which need"}, self.about);
    walk.words({"need", "The need"}, self.need);
    walk.words({"fear", "The fear"}, self.fear);
    walk.words({"does", "What the fear has you do"}, self.does);
    walk.words({"myself", "What you can do yourself"}, self.myself);
    walk.words({"partner", "What your partner may know"}, self.partner);
    walk.default_choice({"ending", "How it ends"}, self.ending);
    walk.moment({"rests", "When it wakes"}, self.rests);
  }
  bool operator==(const Reflection&) const = default;
};

// A small try of my less developed side.
struct Stretch {
  static constexpr std::uint64_t kKind = 12;
  static constexpr std::string_view kName = "stretch", kSaid = "A stretch";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = true, kDated = true;
  Side side = Side::togetherness;
  std::string words;         // what I try
  int expected = 0;          // level: the discomfort that I expect
  std::optional<int> found;  // level: the discomfort that it was
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.choice({"side", "The side"}, self.side);
    walk.needed_words(kWords, self.words);
    walk.level({"expected", "The discomfort you expect"}, self.expected);
    walk.level({"found", "The discomfort you found"}, self.found);
  }
  bool operator==(const Stretch&) const = default;
};

// What was answered to the quiet question, whether I am afraid of how my partner may react (care rule 11).
struct QuietAnswer {
  enum class Afraid : std::uint8_t { no, yes, unsaid };
  friend constexpr auto choices(Afraid) { return std::to_array<std::string_view>({"no", "yes", "unsaid"}); }
  static constexpr std::uint64_t kKind = 13;
  static constexpr std::string_view kName = "quiet-answer", kSaid = "The answer to the quiet question";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = false, kDated = false;
  Afraid afraid = Afraid::unsaid;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.choice({"afraid", "The answer"}, self.afraid);
  }
  bool operator==(const QuietAnswer&) const = default;
};

// How I want something to be, under a name that the shells agree on. The last one of a name holds.
struct Preference {
  static constexpr std::uint64_t kKind = 14;
  static constexpr std::string_view kName = "preference", kSaid = "A preference";
  static constexpr Stands kStands = Stands::room;
  static constexpr bool kEntry = false, kDated = false;
  std::string name;
  std::string value;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.line({"name", "The preference's name"}, self.name);
    walk.line({"value", "The preference's value"}, self.value);
  }
  bool operator==(const Preference&) const = default;
};

// Time together that I would like, and that my partner is free to take or to leave.
struct Invitation {
  static constexpr std::uint64_t kKind = 15;
  static constexpr std::string_view kName = "invitation", kSaid = "An invitation";
  static constexpr Stands kStands = Stands::table;
  static constexpr bool kEntry = true, kDated = false;
  std::string words;
  std::optional<Moment> starts;
  int minutes = 0;  // 0: not said
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.needed_words(kWords, self.words);
    walk.moment({"starts", "When it begins"}, self.starts);
    walk.count(kMinutes, self.minutes, kMostMinutes);
  }
  bool operator==(const Invitation&) const = default;
};

// What was answered to an invitation of the partner's.
struct Reply {
  enum class Says : std::uint8_t { gladly, willing, not_now, another_time };
  friend constexpr auto choices(Says) {
    return std::to_array<std::string_view>({"gladly", "willing", "not-now", "another-time"});
  }
  static constexpr std::uint64_t kKind = 16;
  static constexpr std::string_view kName = "reply", kSaid = "A reply";
  static constexpr Stands kStands = Stands::table;
  static constexpr bool kEntry = true, kDated = false;
  Id invitation{};
  Says says = Says::not_now;
  std::string words;
  std::optional<Moment> starts;  // of another time
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.fixed({"invitation", "The invitation"}, self.invitation);
    walk.choice({"says", "The reply"}, self.says);
    walk.words(kWords, self.words);
    walk.moment({"starts", "The other time"}, self.starts);
  }
  bool operator==(const Reply&) const = default;
};

// Time that I will have to myself: "my time" and nothing else (care rule 8).
struct MyTime {
  static constexpr std::uint64_t kKind = 17;
  static constexpr std::string_view kName = "my-time", kSaid = "Time of one's own";
  static constexpr Stands kStands = Stands::table;
  static constexpr bool kEntry = true, kDated = false;
  std::optional<Moment> starts;  // always there
  int minutes = 0;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.moment({"starts", "When it begins"}, self.starts);
    walk.number(kMinutes, self.minutes, 1, kMostMinutes);
  }
  bool operator==(const MyTime&) const = default;
};

// My half of the circle in our words: when you …, I fear …, so I …
struct CircleHalf {
  static constexpr std::uint64_t kKind = 18;
  static constexpr std::string_view kName = "circle-half", kSaid = "A half of the circle";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = true, kDated = false;
  std::string when, fear, so;
  std::string step;  // my smallest step out of it, if I want to name one
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.words({"when", "When you"}, self.when);
    walk.words({"fear", "I fear"}, self.fear);
    walk.words({"so", "So I"}, self.so);
    walk.words({"step", "The smallest step"}, self.step);
  }
  bool operator==(const CircleHalf&) const = default;
};

// What the partner's way of being gives me.
struct Gift {
  static constexpr std::uint64_t kKind = 19;
  static constexpr std::string_view kName = "gift", kSaid = "A gift";
  static constexpr Stands kStands = Stands::either;
  static constexpr bool kEntry = true, kDated = false;
  Side side = Side::togetherness;  // their reaching for togetherness, or for separateness
  std::string words;
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.choice({"side", "The side"}, self.side);
    walk.needed_words(kWords, self.words);
  }
  bool operator==(const Gift&) const = default;
};

// That the civil day of the record's moment was strained from outside: an illness, a deadline, visitors.
struct Strain {
  static constexpr std::uint64_t kKind = 20;
  static constexpr std::string_view kName = "strain", kSaid = "A strained day";
  static constexpr Stands kStands = Stands::table;
  static constexpr bool kEntry = true, kDated = true;
  std::string words;  // what it was; may be empty
  template <typename Self>
  static void fields(Self& self, auto& walk) {
    walk.words(kWords, self.words);
  }
  bool operator==(const Strain&) const = default;
};

// A kind that this version doesn't know: kept, carried and skipped.
struct Unknown {
  std::uint64_t kind = 0;
  Bytes body;  // one CBOR item
  bool operator==(const Unknown&) const = default;
};

using Content = std::variant<CheckIn, Note, TakeBack, Name, Compared, Answer, Passed, TimeTogether, Solitude,
                             Signs, Reflection, Stretch, QuietAnswer, Preference, Invitation, Reply, MyTime,
                             CircleHalf, Gift, Strain, Unknown>;

}  // namespace concertina

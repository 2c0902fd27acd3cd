#include "core/record/record.h"

#include "core/record/cbor.h"
#include "core/record/text.h"

namespace concertina {
namespace {

enum Kind : std::uint64_t {
  kCheckIn = 1,
  kNote = 2,
  kTakeBack = 3,
  kName = 4,
  kCompared = 5,
  kAnswer = 6,
  kPassed = 7
};

constexpr int kMostLevel = 1000;
constexpr std::uint64_t kMostQuestion = 65'535;
constexpr std::int64_t kAhead = 5 * 60;

template <typename... F>
struct Overload : F... {
  using F::operator()...;
};

Result<void> check_level(int level, std::string_view what) {
  if (level >= 0 && level <= kMostLevel) return {};
  return fail(Code::invalid,
              std::string(what) + " is " + level_text(level) + ". Please give a number from 0 to 10.");
}

Result<void> check_need(const Need& need, std::string_view name) {
  if (auto want = check_level(need.want, std::string(name) + ", want"); !want) return want;
  return check_level(need.have, std::string(name) + ", have");
}

Result<void> check_words(std::string_view words, std::size_t most, std::string_view what) {
  if (words.size() > most) {
    return fail(Code::invalid, std::string(what) + " take " + std::to_string(words.size()) +
                                   " bytes, and at most " + std::to_string(most) +
                                   " fit here. Please shorten them, or share them out over several notes.");
  }
  if (!is_utf8(words)) {
    return fail(Code::invalid, std::string(what) + " are not UTF-8 text. Please type them again.");
  }
  if (has_control(words)) {
    return fail(
        Code::invalid,
        std::string(what) + " hold a control character. Please leave it out; new lines and tabs are fine.");
  }
  return {};
}

// The rules that hold for a record whatever the time.
Result<void> check(const Record& record, Place place) {
  if (!is_valid(record.at) || !is_valid(record.written)) {
    return fail(Code::invalid, "The time lies outside the years 2000 to 2099. Please give another time.");
  }
  if (place == Place::table &&
      (record.at != at_the_hour(record.at) || record.written != at_the_hour(record.written))) {
    return fail(Code::invalid, "A record on the table carries day and hour, and nothing finer.");
  }
  const std::size_t most = place == Place::table ? kMostTableWords : kMostRoomWords;
  return std::visit(Overload{
                        [&](const CheckIn& in) -> Result<void> {
                          if (auto ok = check_need(in.togetherness, "Togetherness"); !ok) return ok;
                          if (auto ok = check_need(in.separateness, "Separateness"); !ok) return ok;
                          return check_words(in.words, most, "The words");
                        },
                        [&](const Note& note) -> Result<void> {
                          if (trim(note.words).empty()) {
                            return fail(Code::invalid, "The note is empty. Please write at least a word.");
                          }
                          return check_words(note.words, most, "The words");
                        },
                        [&](const Name& name) -> Result<void> {
                          if (trim(name.name).empty() || name.name.find('\n') != std::string::npos) {
                            return fail(
                                Code::invalid,
                                "The name is empty, or more than one line. Please give a short name.");
                          }
                          return check_words(name.name, kMostName, "The letters of the name");
                        },
                        [](const TakeBack&) -> Result<void> { return {}; },
                        [](const Compared&) -> Result<void> { return {}; },
                        [&](const Answer& answer) -> Result<void> {
                          if (trim(answer.words).empty()) {
                            return fail(Code::invalid, "The answer is empty. Please write at least a word.");
                          }
                          return check_words(answer.words, most, "The words");
                        },
                        [&](const Passed&) -> Result<void> {
                          if (place == Place::room) return {};
                          return fail(Code::invalid, "That you passed a question over stays in your room.");
                        },
                        [&](const Unknown& unknown) -> Result<void> {
                          if (unknown.body.size() <= most + 64) return {};
                          return fail(Code::invalid, "A record of an unknown kind is too large.");
                        },
                    },
                    record.content);
}

void write_moment(cbor::Writer& out, const Moment& moment) {
  out.array(2).integer(moment.seconds).integer(moment.offset);
}

Moment read_moment(cbor::Reader& in) {
  in.array(2);
  const std::int64_t seconds = in.integer();
  const std::int64_t offset = in.integer();
  if (offset < -10'000 || offset > 10'000) in.refuse();
  return Moment{seconds, in.ok() ? static_cast<int>(offset) : 0};
}

int read_level(cbor::Reader& in) {
  const std::uint64_t level = in.number();
  if (level > kMostLevel) in.refuse();
  return in.ok() ? static_cast<int>(level) : 0;
}

Need read_need(cbor::Reader& in) {
  const int want = read_level(in);
  return Need{want, read_level(in)};
}

std::uint16_t read_question(cbor::Reader& in) {
  const std::uint64_t question = in.number();
  if (question > kMostQuestion) in.refuse();
  return in.ok() ? static_cast<std::uint16_t>(question) : std::uint16_t{0};
}

Content read_content(cbor::Reader& in, std::uint64_t kind) {
  switch (kind) {
    case kCheckIn: {
      in.array(5);
      const Need togetherness = read_need(in);
      const Need separateness = read_need(in);
      return CheckIn{togetherness, separateness, std::string(in.text())};
    }
    case kNote:
      return Note{std::string(in.text())};
    case kTakeBack:
      return TakeBack{in.fixed<16>()};
    case kName:
      return Name{std::string(in.text())};
    case kCompared:
      return Compared{in.fixed<32>()};
    case kAnswer: {
      in.array(2);
      const std::uint16_t question = read_question(in);
      return Answer{question, std::string(in.text())};
    }
    case kPassed:
      return Passed{read_question(in)};
    default:
      return Unknown{kind, to_bytes(in.skip())};
  }
}

}  // namespace

Result<int> parse_level(std::string_view text) {
  const auto bad = [&] {
    return fail(Code::invalid,
                "“" + excerpt(text, 20) + "” is not a number from 0 to 10, like 7 or 7.5. Please give one.");
  };
  int value = 0;
  int decimals = -1;  // how many digits stand behind the point; -1 before it
  if (text.empty() || text.size() > 5 || text.front() == '.' || text.front() == ',') return bad();
  for (const char c : text) {
    if ((c == '.' || c == ',') && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9' && decimals < 2) {
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return bad();
    }
  }
  if (decimals == 0) return bad();
  for (int i = std::max(decimals, 0); i < 2; ++i) value *= 10;
  if (value > kMostLevel) return bad();
  return value;
}

Result<Need> parse_need(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    return fail(Code::invalid,
                "“" + excerpt(text, 20) +
                    "” has no slash. Please give WANT/HAVE, two numbers from 0 to 10, like 8/3.");
  }
  const auto want = parse_level(text.substr(0, slash));
  if (!want) return std::unexpected(want.error());
  const auto have = parse_level(text.substr(slash + 1));
  if (!have) return std::unexpected(have.error());
  return Need{*want, *have};
}

std::string level_text(int hundredths) {
  const int size = hundredths < 0 ? -hundredths : hundredths;
  std::string out = (hundredths < 0 ? "-" : "") + std::to_string(size / 100);
  if (size % 100 != 0) {
    out += "." + std::to_string(size / 10 % 10);
    if (size % 10 != 0) out += std::to_string(size % 10);
  }
  return out;
}

Result<void> validate(const Record& record, Place place, const Moment& now) {
  if (auto ok = check(record, place); !ok) return ok;
  if (record.at.seconds > now.seconds + kAhead) {
    return fail(Code::invalid, to_text(record.at) + " is still to come. Please give a time up to now.");
  }
  return {};
}

Record for_table(const Record& record, const Id& new_id) {
  Record copy = record;
  copy.id = new_id;
  copy.at = at_the_hour(record.at);
  copy.written = at_the_hour(record.written);
  copy.replaces.reset();
  return copy;
}

Bytes encode(const Record& record) {
  const auto kind = std::visit(Overload{
                                   [](const CheckIn&) -> std::uint64_t { return kCheckIn; },
                                   [](const Note&) -> std::uint64_t { return kNote; },
                                   [](const TakeBack&) -> std::uint64_t { return kTakeBack; },
                                   [](const Name&) -> std::uint64_t { return kName; },
                                   [](const Compared&) -> std::uint64_t { return kCompared; },
                                   [](const Answer&) -> std::uint64_t { return kAnswer; },
                                   [](const Passed&) -> std::uint64_t { return kPassed; },
                                   [](const Unknown& unknown) { return unknown.kind; },
                               },
                               record.content);
  cbor::Writer out;
  out.array(7).number(kRecordVersion).number(kind).bytes(record.id);
  write_moment(out, record.at);
  write_moment(out, record.written);
  if (record.replaces) {
    out.bytes(*record.replaces);
  } else {
    out.null();
  }
  std::visit(Overload{
                 [&](const CheckIn& in) {
                   out.array(5);
                   for (const Need& need : {in.togetherness, in.separateness}) {
                     out.number(static_cast<std::uint64_t>(need.want));
                     out.number(static_cast<std::uint64_t>(need.have));
                   }
                   out.text(in.words);
                 },
                 [&](const Note& note) { out.text(note.words); },
                 [&](const TakeBack& back) { out.bytes(back.record); },
                 [&](const Name& name) { out.text(name.name); },
                 [&](const Compared& compared) { out.bytes(compared.transcript); },
                 [&](const Answer& answer) { out.array(2).number(answer.question).text(answer.words); },
                 [&](const Passed& passed) { out.number(passed.question); },
                 [&](const Unknown& unknown) { out.raw(unknown.body); },
             },
             record.content);
  return out.take();
}

Result<Record> decode_record(View bytes, Place place) {
  cbor::Reader in(bytes);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kRecordVersion) {
    return fail(Code::too_new,
                "This was written by a newer Concertina. It is kept; please update Concertina to read it.");
  }
  const std::uint64_t kind = in.number();
  Record out{
      .id = in.fixed<16>(), .at = read_moment(in), .written = read_moment(in), .replaces = {}, .content = {}};
  if (!in.null()) out.replaces = in.fixed<16>();
  out.content = read_content(in, kind);
  if (!in.finished() || length != 7 || version != kRecordVersion) {
    return fail(Code::damaged, "A record can't be read: its bytes are not what Concertina writes.");
  }
  if (auto ok = check(out, place); !ok)
    return fail(Code::damaged, "A record breaks a rule: " + ok.error().what);
  return out;
}

}  // namespace concertina

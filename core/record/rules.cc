// The rules of what may be written: validate(), and what holds whatever the time.
#include "core/record/rules.h"

#include "core/record/text.h"

namespace concertina {
namespace {

constexpr std::int64_t kAhead = 5 * 60;
constexpr std::int64_t kYear = 366 * 86'400;

// Walks over one content; keeps the first fault.
class Check {
 public:
  explicit Check(std::size_t most) : most_(most), left_(most) {}

  void need(const Field& field, const Need& need) {
    const std::string said(field.said), want = said + ", want", have = said + ", have";
    level(Field{field.name, want}, need.want);
    level(Field{field.name, have}, need.have);
  }
  void level(const Field& field, int value) {
    if (value >= 0 && value <= kMostLevel) return;
    wrong(std::string(field.said) + " is " + level_text(value) + ". Please give a number from 0 to 10.");
  }
  void level(const Field& field, const std::optional<int>& value) {
    if (value) level(field, *value);
  }
  template <typename Number>
  void number(const Field& field, Number value, int least, int most) {
    if (value >= least && value <= most) return;
    wrong(std::string(field.said) + " is " + std::to_string(value) + ". Please give a whole number from " +
          std::to_string(least) + " to " + std::to_string(most) + ".");
  }
  void count(const Field& field, int value, int most) { number(field, value, 0, most); }
  template <typename Choice>
  void choice(const Field& field, Choice value) {
    if (static_cast<std::size_t>(value) >= choices(value).size())
      wrong(std::string(field.said) + " is none of the choices.");
  }
  void default_choice(const Field& field, auto value) { choice(field, value); }
  void words(const Field& field, std::string_view words) { text(field.said, words, most_); }
  void needed_words(const Field& field, std::string_view words) {
    if (trim(words).empty()) wrong(std::string(field.said) + " are missing. Please write at least one.");
    text(field.said, words, most_);
  }
  void line(const Field& field, std::string_view line) {
    if (trim(line).empty() || line.find('\n') != std::string_view::npos) {
      wrong(std::string(field.said) + " is empty, or more than one line. Please give a short one.");
    }
    text(field.said, line, kMostName);
  }
  void fixed(const Field&, const auto&) {}
  void moment(const Field& field, const std::optional<Moment>& moment) {
    if (moment && !is_valid(*moment)) {
      wrong(std::string(field.said) + " lies outside the years 2000 to 2099. Please give another time.");
    }
  }

  void wrong(std::string what) {
    if (what_.empty()) what_ = std::move(what);
  }
  Result<void> verdict() const { return what_.empty() ? Result<void>() : fail(Code::invalid, what_); }

 private:
  void text(std::string_view said, std::string_view words, std::size_t most) {
    const std::string who(said);
    if (words.size() > std::min(most, left_)) {
      wrong(who + " take " + std::to_string(words.size()) + " bytes, and at most " +
            std::to_string(std::min(most, left_)) +
            " fit here. Please shorten them, or share them out over several entries.");
    }
    left_ -= std::min(left_, words.size());
    if (!is_utf8(words)) wrong(who + " are not UTF-8 text. Please type them again.");
    if (has_control(words))
      wrong(who + " hold a control character. Please leave it out; new lines and tabs are fine.");
  }

  std::size_t most_;
  std::size_t left_;  // of the words of all fields together
  std::string what_;
};

// What no field can tell by itself.
void check_whole(const Reflection& it, Check& check) {
  for (const std::string* one : {&it.happened, &it.need, &it.fear, &it.does, &it.myself, &it.partner}) {
    if (!trim(*one).empty()) return;
  }
  if (it.about == Reflection::About::open)
    check.wrong("The reflection is empty. Please write at least a word.");
}
void check_whole(const CircleHalf& it, Check& check) {
  for (const std::string* one : {&it.when, &it.fear, &it.so, &it.step}) {
    if (!trim(*one).empty()) return;
  }
  check.wrong("Your half of the circle is empty. Please write at least a word.");
}
void check_whole(const MyTime& it, Check& check) {
  if (!it.starts) check.wrong("Your own time needs a beginning. Please say when it begins.");
}
void check_whole(const Reply& it, Check& check) {
  if (it.starts && it.says != Reply::Says::another_time)
    check.wrong("Only “another time” names a time. Please leave it out.");
}
void check_whole(const auto&, Check&) {}

// Against the writer's clock: what is planned is still to come, and what is told of is over.
template <typename Kind>
void check_time(const Kind& content, const Moment& at, const Moment& now, Check& check) {
  if constexpr (requires { content.starts; }) {
    if (!content.starts) return;
    if (content.starts->seconds < now.seconds - kAhead)
      check.wrong("That time has passed. Please choose one that is still to come.");
    if (content.starts->seconds > now.seconds + kYear)
      check.wrong("That time is more than a year away. Please choose a nearer one.");
  } else if constexpr (requires { content.minutes; }) {
    if (at.seconds + 60 * content.minutes > now.seconds + kAhead)
      check.wrong("That time is not over yet. Please write of it when it is, or give fewer minutes.");
  }
}
void check_time(const Unknown&, const Moment&, const Moment&, Check&) {}

}  // namespace

Result<void> check(const Record& record, Place place) {
  if (!is_valid(record.at) || !is_valid(record.written)) {
    return fail(Code::invalid, "The time lies outside the years 2000 to 2099. Please give another time.");
  }
  if (place == Place::table &&
      (record.at != at_the_hour(record.at) || record.written != at_the_hour(record.written))) {
    return fail(Code::invalid, "A record on the table carries day and hour, and nothing finer.");
  }
  const std::size_t most = place == Place::table ? kMostTableWords : kMostRoomWords;
  Check check(most);
  std::visit(
      [&]<typename Kind>(const Kind& content) {
        if constexpr (std::is_same_v<Kind, Unknown>) {
          if (content.body.size() > most + 64) check.wrong("A record of an unknown kind is too large.");
        } else {
          if (Kind::kStands == Stands::room && place == Place::table)
            check.wrong(std::string(Kind::kSaid) + " stays in your room.");
          if (Kind::kStands == Stands::table && place == Place::room)
            check.wrong(std::string(Kind::kSaid) + " belongs on the table.");
          Kind::fields(content, check);
          check_whole(content, check);
        }
      },
      record.content);
  return check.verdict();
}

Result<void> validate(const Record& record, Place place, const Moment& now) {
  if (auto ok = check(record, place); !ok) return ok;
  if (std::holds_alternative<Strain>(record.content)) {  // a day is there from its beginning on
    if (const Day day = day_of(record.at); day > day_of({now.seconds + kAhead, record.at.offset}))
      return fail(Code::invalid, day_text(day) + " is still to come. Please mark a day once it is here.");
  } else if (record.at.seconds > now.seconds + kAhead) {
    return fail(Code::invalid, to_text(record.at) + " is still to come. Please give a time up to now.");
  }
  Check check(0);
  std::visit([&](const auto& content) { check_time(content, record.at, now, check); }, record.content);
  return check.verdict();
}

}  // namespace concertina

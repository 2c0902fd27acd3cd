#include "core/house/book.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/house/pen.h"
#include "core/house/question.h"
#include "core/house/spent.h"
#include "core/house/thread.h"

namespace concertina {
namespace {

constexpr std::size_t kIndent = 2;

// "Monday 23 November 2026".
std::string day_said(Day day) {
  constexpr std::array<std::string_view, 7> kWeekdays{"Thursday", "Friday",  "Saturday", "Sunday",
                                                      "Monday",   "Tuesday", "Wednesday"};
  constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
  const std::string text = day_text(day);
  const auto two = [&](std::size_t at) {
    return static_cast<std::size_t>((text[at] - '0') * 10 + text[at + 1] - '0');
  };
  return std::string(kWeekdays[static_cast<std::size_t>(day % 7)]) + " " + std::to_string(two(8)) + " " +
         std::string(kMonths[two(5) - 1]) + " " + text.substr(0, 4);
}

std::string hour_said(const Moment& moment) { return to_text(moment).substr(11, 5); }

std::string said(const Moment& moment) { return day_said(day_of(moment)) + ", " + hour_said(moment); }

// Walks over one content (core/record/field.h), and adds a line for each field that says something.
class Tell {
 public:
  // `table`: where the invitation lies that a reply answers.
  Tell(std::string& out, std::size_t indent, std::span<const Item> table)
      : out_(out), indent_(indent), table_(table) {}

  void need(const Field& field, const Need& need) {
    add(field.said, "want " + level_text(need.want) + ", have " + level_text(need.have));
  }
  void level(const Field& field, int value) { add(field.said, level_text(value)); }
  void level(const Field& field, const std::optional<int>& value) {
    if (value) level(field, *value);
  }
  void number(const Field& field, int value, int, int) {
    if (field.name == kMinutes.name) return add(field.said, length_text(value));
    const std::string_view asked = question_text(static_cast<std::uint16_t>(value));
    add("", asked.empty() ? "A question that this version does not know" : asked);
  }
  void count(const Field& field, int value, int most) {
    if (value == 0) return;
    if (field.name == kMinutes.name) return add(field.said, length_text(value));
    add(field.said, std::to_string(value) + " of " + std::to_string(most));
  }
  void choice(const Field& field, auto value) {
    std::string text(choices(value)[static_cast<std::size_t>(value)]);
    std::ranges::replace(text, '-', ' ');
    add(field.said, text);
  }
  void default_choice(const Field& field, auto value) {
    if (choices(value)[static_cast<std::size_t>(value)] != "open") choice(field, value);
  }
  void words(const Field& field, const std::string& words) {
    if (!words.empty()) add(field.name == kWords.name ? "" : field.said, words);
  }
  void needed_words(const Field& field, const std::string& text) { words(field, text); }
  void line(const Field& field, const std::string& line) { add(field.said, line); }
  void fixed(const Field& field, const Id& id) {
    const auto named = std::ranges::find(table_, id, &Item::id);
    if (named == table_.end()) return;
    if (const auto* invitation = std::get_if<Invitation>(&named->content)) add(field.said, invitation->words);
  }
  void fixed(const Field&, const Hash&) { add("", "The four words were the same."); }
  void moment(const Field& field, const std::optional<Moment>& moment) {
    if (moment) add(field.said, said(*moment));
  }

 private:
  void add(std::string_view name, std::string_view text) {
    out_.append(indent_, ' ');
    if (!name.empty()) out_.append(name).append(": ");
    for (const char letter : text) {
      out_ += letter;
      if (letter == '\n') out_.append(indent_, ' ');
    }
    out_ += '\n';
  }

  std::string& out_;
  std::size_t indent_;
  std::span<const Item> table_;
};

void tell(std::string& out, const Content& content, std::size_t indent, std::span<const Item> table) {
  std::visit(
      [&]<typename Kind>(const Kind& one) {
        if constexpr (!std::is_same_v<Kind, Unknown>) {
          Tell walk(out, indent, table);
          Kind::fields(one, walk);
        }
      },
      content);
}

std::string_view kind_said(const Content& content) {
  return std::visit(
      []<typename Kind>(const Kind&) {
        if constexpr (std::is_same_v<Kind, Unknown>)
          return std::string_view("Something that this version does not know");
        else
          return Kind::kSaid;
      },
      content);
}

constexpr std::string_view kInRoom = ", in your room", kOnTable = ", on the table",
                           kFormer = ", on a table that you shared before";

struct Entry {
  Moment at;
  bool room = true;
  std::size_t place = 0;  // among those that were added
  std::string text;
};

// Each day's own room first, by the hour; then the table, where only the day is true.
class Book {
 public:
  explicit Book(const House& house) : house_(house) {}

  void add(const Moment& at, const Content& content, std::string_view where,
           std::span<const Earlier> earlier) {
    const bool room = where == kInRoom;
    std::string text =
        (room ? hour_said(at) + "  " : "") + std::string(kind_said(content)) + std::string(where) + "\n";
    tell(text, content, kIndent, house_.table);
    for (const Earlier& one : earlier) {
      text += std::string(kIndent, ' ') + "Before, as written on " + said(one.written) + ":\n";
      tell(text, one.content, 2 * kIndent, house_.table);
    }
    entries_.push_back({at, room, entries_.size(), std::move(text)});
  }

  std::string print(const Moment& now) {
    std::ranges::sort(entries_, {}, [](const Entry& one) {
      return std::tuple(day_of(one.at), !one.room, one.at.seconds, one.place);
    });
    std::string out = "What " + house_.name + " wrote\nAs of " + day_said(day_of(now)) +
                      ". Whoever opens this file can read it: keep it well.\n";
    std::optional<Day> day;
    for (const Entry& one : entries_) {
      if (day != day_of(one.at)) out += "\n\n" + day_said(day_of(one.at)) + "\n";
      day = day_of(one.at);
      out += "\n" + one.text;
    }
    if (entries_.empty()) out += "\nNothing yet.\n";
    return out;
  }

 private:
  const House& house_;
  std::vector<Entry> entries_;
};

}  // namespace

std::string export_book(const Device& device, const Moment& now) {
  const House house = house_of(device, now);
  const std::vector<Heard> heard = device.heard();
  Book book(house);
  const std::string partners =
      ", from " + (house.partner_name.empty() ? "your partner" : house.partner_name) + std::string(kOnTable);
  for (const Item& item : house.room) book.add(item.at, item.content, kInRoom, item.earlier);
  for (const Item& item : house.table)
    book.add(item.at, item.content, item.author == Author::me ? kOnTable : std::string_view(partners),
             item.earlier);
  // What the house does not show: how things were settled, and what stood on former tables.
  for (const Heard& one : heard) {
    if (one.author != Author::me || traits_of(one.record.content).entry) continue;
    book.add(one.record.at, one.record.content,
             one.former                  ? kFormer
             : one.place == Place::table ? kOnTable
                                         : kInRoom,
             {});
  }
  for (const Thread& thread : make_threads(heard)) {
    if (thread.first->author != Author::me || !thread.first->former || thread.taken_back()) continue;
    const Wordings wordings = wordings_of(thread, [](const Heard&) { return true; });
    std::vector<Earlier> earlier;
    for (const Heard* before : wordings.earlier)
      earlier.push_back({before->record.written, before->record.content});
    book.add(thread.first->record.at, wordings.present->record.content, kFormer, earlier);
  }
  return book.print(now);
}

}  // namespace concertina

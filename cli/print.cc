#include "cli/print.h"

#include <ostream>

#include "cli/figure.h"
#include "cli/picture.h"
#include "core/house/question.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

constexpr std::string_view kIndent = "           ";

void print_words(std::ostream& out, std::string_view words) {
  while (!words.empty()) {
    const auto end = words.find('\n');
    out << kIndent << "“" << words.substr(0, end) << (end == std::string_view::npos ? "”" : "") << '\n';
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
}

// Walks over one entry, and prints what it says. What is empty is left out.
class Print {
 public:
  explicit Print(std::ostream& out) : out_(out) {}

  void need(const Field& field, const Need& need) {
    said(field.name, "want " + level_text(need.want) + ", have " + level_text(need.have));
  }
  void level(const Field& field, int value) { said(field.name, level_text(value)); }
  void level(const Field& field, const std::optional<int>& value) {
    if (value) level(field, *value);
  }
  void number(const Field& field, int value, int, int) {
    if (field.name == kQuestion.name) {
      const std::string_view asked = question_text(static_cast<std::uint16_t>(value));
      out_ << kIndent << (asked.empty() ? "A question of a newer Concertina" : asked) << '\n';
    } else {
      said(field.name, std::to_string(value));
    }
  }
  void count(const Field& field, int value, int) {
    if (value != 0) said(field.name, std::to_string(value));
  }
  void choice(const Field& field, auto value) {
    said(field.name, std::string(choices(value)[static_cast<std::size_t>(value)]));
  }
  void default_choice(const Field& field, auto value) { choice(field, value); }
  void words(const Field& field, const std::string& words) {
    if (words.empty()) return;
    if (field.name != kWords.name) out_ << kIndent << field.name << '\n';
    print_words(out_, words);
  }
  void needed_words(const Field& field, const std::string& text) { words(field, text); }
  void line(const Field& field, const std::string& line) { said(field.name, line); }
  void fixed(const Field& field, const auto& id) { said(field.name, to_hex(id).substr(0, 8)); }
  void moment(const Field& field, const std::optional<Moment>& moment) {
    if (moment) said(field.name, to_text(*moment));
  }

 private:
  void said(std::string_view name, const std::string& what) {
    out_ << kIndent << name << std::string(name.size() < 15 ? 15 - name.size() : 1, ' ') << what << '\n';
  }
  std::ostream& out_;
};

// The ids of what is mine, and of an invitation, which is answered by its id.
void print_item(std::ostream& out, const Item& item, const std::string& who) {
  const std::string at = to_text(item.at);
  const bool named = item.author == Author::me || std::holds_alternative<Invitation>(item.content);
  out << (named ? to_hex(item.id).substr(0, 8) : std::string(8, ' ')) << "   " << at.substr(0, 10) << " "
      << at.substr(11, 5) << "   " << who << (item.versions > 1 ? ", corrected" : "")
      << (item.faded ? ", faded" : "") << '\n';
  std::visit(
      [&]<typename Kind>(const Kind& one) {
        Print print(out);
        if constexpr (requires { Kind::kName; }) Kind::fields(one, print);
      },
      item.content);
  if (!item.shown) {
    out << kIndent
        << (std::holds_alternative<concertina::Answer>(item.content)
                ? "Waits: it shows to both when both of you have answered.\n"
                : "Waits: it shows to both when there are two for this day, or when the day is over.\n");
  }
}

}  // namespace

void print_room(std::ostream& out, const House& house) {
  out << "My room — only you can read this.\n\n";
  if (house.room.empty()) out << "It is still empty. How is it with you right now?\n";
  for (const Item& item : house.room) {
    print_item(out, item, std::string(traits_of(item.content).name));
  }
}

void print_table(std::ostream& out, const House& house, const Device& device) {
  // Whoever ended the sharing has no table any more, and still what they received.
  const bool ended = device.partner_left() || (!device.has_table() && !house.table.empty());
  if (!device.has_table() && !ended) {
    out << "There is no table yet: it needs two. Invite your partner with: concertina invite\n";
    return;
  }
  const std::string partner = house.partner_name.empty() ? "your partner" : house.partner_name;
  out << "Our table" << (ended ? ".\n" : " — you and " + partner + " can read this.\n");
  if (ended) {
    out << "The sharing has ended. What you received stays with you.\n";
  } else if (!house.compared) {
    out << "Not compared yet. The four words: " << *device.words()
        << "\nSay them to each other aloud, then each: concertina compare yes   (or: no)\n";
  }
  out << '\n';
  if (house.table.empty()) out << "Nothing to show yet.\n";
  for (const Item& item : house.table) {
    const std::string_view kind = traits_of(item.content).name;
    print_item(out, item,
               (item.author == Author::me ? "you" : partner) +
                   (kind == CheckIn::kName ? "" : ", " + std::string(kind)));
  }
}

void print_signs(std::ostream& out, const SignLinks& links) {
  out << "My signs beside my own unmet needs — only you can read this.\n\n";
  if (!links.enough) {
    out << "Not yet: it takes some eighty days from the first to the last, and twenty with a check-in and "
           "signs.\n";
    return;
  }
  if (links.shown.empty()) {
    out << "No link is visible in your last " << links.days << " such days.\n";
    return;
  }
  for (const SignLink& link : links.shown) {
    const std::string_view need = choices(link.need)[static_cast<std::size_t>(link.need)];
    out << Signs::kFields[link.sign].said << " is " << (link.strength > 0 ? "stronger" : "weaker")
        << (link.lag == 0
                ? std::string(" on days")
                : " " + std::to_string(link.lag) + (link.lag == 1 ? " day" : " days") + " after days")
        << " with more unmet " << need << ".\n";
  }
  out << "That they go together does not tell why.\n";
}

void print_history(std::ostream& out, const House& house) {
  out << "My days\n";
  if (house.my_days.empty()) out << "No check-in yet. One takes a minute: concertina check-in --help\n";
  print_days(out, house.my_days);
  if (house.shared_days.empty()) return;
  out << "\nOur days — days that both of you put on the table\n";
  print_days(out, house.shared_days, house.partner_name.empty() ? "your partner" : house.partner_name);
}

void print_wrapped(std::ostream& out, std::string_view text, std::string_view indent) {
  constexpr std::size_t kColumns = 80;
  std::size_t column = 0;
  while (!(text = trim(text)).empty()) {
    const std::string word(text.substr(0, text.find_first_of(" \n\t\r")));
    text.remove_prefix(word.size());
    const std::size_t wide = width_of(word);
    if (column > 0 && column + 1 + wide > kColumns) {
      out << '\n';
      column = 0;
    }
    out << (column == 0 ? indent : std::string_view(" ")) << word;
    column += (column == 0 ? indent.size() : 1) + wide;
  }
  out << '\n';
}

}  // namespace concertina::cli

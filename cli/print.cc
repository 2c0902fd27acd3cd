#include "cli/print.h"

#include <ostream>

#include "cli/picture.h"
#include "core/house/question.h"

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

void print_need(std::ostream& out, std::string_view name, const Need& need) {
  out << kIndent << name << "want " << level_text(need.want) << ", have " << level_text(need.have) << '\n';
}

void print_item(std::ostream& out, const Item& item, const std::string& who) {
  const std::string at = to_text(item.at);
  out << (item.author == Author::me ? to_hex(item.id).substr(0, 8) : std::string(8, ' ')) << "   "
      << at.substr(0, 10) << " " << at.substr(11, 5) << "   " << who
      << (item.versions > 1 ? ", corrected" : "") << '\n';
  if (const auto* in = std::get_if<CheckIn>(&item.content)) {
    print_need(out, "togetherness   ", in->togetherness);
    print_need(out, "separateness   ", in->separateness);
    print_words(out, in->words);
  } else if (const auto* note = std::get_if<Note>(&item.content)) {
    print_words(out, note->words);
  } else if (const auto* answer = std::get_if<concertina::Answer>(&item.content)) {
    const std::string_view asked = question_text(answer->question);
    out << kIndent << (asked.empty() ? "A question of a newer Concertina" : asked) << '\n';
    print_words(out, answer->words);
  }
  if (!item.shown) {
    out << kIndent
        << (std::holds_alternative<concertina::Answer>(item.content)
                ? "Waits: it shows to both when both of you have answered.\n"
                : "Waits: it shows to both when there are two for this day, or when the day is over.\n");
  }
}

std::string_view kind_of(const Item& item) {
  if (std::holds_alternative<CheckIn>(item.content)) return "check-in";
  return std::holds_alternative<concertina::Answer>(item.content) ? "answer" : "note";
}

}  // namespace

void print_room(std::ostream& out, const House& house) {
  out << "My room — only you can read this.\n\n";
  if (house.room.empty()) out << "It is still empty. How is it with you right now?\n";
  for (const Item& item : house.room) {
    print_item(out, item, std::string(kind_of(item)));
  }
}

void print_table(std::ostream& out, const House& house, const Device& device) {
  if (!device.has_table()) {
    out << "There is no table yet: it needs two. Invite your partner with: concertina invite\n";
    return;
  }
  const std::string partner = house.partner_name.empty() ? "your partner" : house.partner_name;
  out << "Our table — you and " << partner << " can read this.\n";
  if (device.partner_left()) {
    out << "The sharing has ended. What you received stays with you.\n";
  } else if (!house.compared) {
    out << "Not compared yet. The four words: " << *device.words()
        << "\nSay them to each other aloud, then each: concertina compare yes   (or: no)\n";
  }
  out << '\n';
  if (house.table.empty()) out << "Nothing to show yet.\n";
  for (const Item& item : house.table) {
    const bool note = std::holds_alternative<Note>(item.content);
    print_item(out, item, (item.author == Author::me ? "you" : partner) + (note ? ", a note" : ""));
  }
}

void print_history(std::ostream& out, const House& house) {
  out << "My days\n";
  if (house.my_days.empty()) out << "No check-in yet. One takes a minute: concertina check-in --help\n";
  print_days(out, house.my_days);
  if (house.shared_days.empty()) return;
  out << "\nOur days — days that both of you put on the table\n";
  print_days(out, house.shared_days, house.partner_name.empty() ? "your partner" : house.partner_name);
}

}  // namespace concertina::cli

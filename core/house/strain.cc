#include "core/house/strain.h"

namespace concertina {

std::vector<Id> my_marks(const House& house, Day day) {
  std::vector<Id> out;
  for (const Item& item : house.table) {
    if (item.author == Author::me && std::holds_alternative<Strain>(item.content) && day_of(item.at) == day)
      out.push_back(item.id);
  }
  return out;
}

Result<void> may_mark(const House& house, const Moment& at) {
  const Day day = day_of(at);
  if (my_marks(house, day).empty()) return {};
  return fail(Code::refused, "You have marked " + day_text(day) + " already. Once is enough.");
}

std::map<Day, std::int64_t> strained_days(const House& house) {
  std::map<Day, std::int64_t> out;
  for (const Item& item : house.table) {
    if (!std::holds_alternative<Strain>(item.content)) continue;
    const Day day = day_of(item.at);
    const std::int64_t begins = end_of_day(day - 1, item.at.offset);
    const auto known = out.try_emplace(day, begins).first;
    known->second = std::min(known->second, begins);
  }
  return out;
}

}  // namespace concertina

#include "core/house/question.h"

#include <algorithm>

namespace concertina {
namespace {

constexpr Question kQuestions[] = {
#include "core/house/questions.inc"
};

}  // namespace

std::span<const Question> all_questions() { return kQuestions; }

std::string_view question_text(std::uint16_t number) {
  const auto found = std::ranges::find(kQuestions, number, &Question::number);
  return found == std::end(kQuestions) ? std::string_view() : found->text;
}

std::uint16_t question_on(Day day, const Hash& walk) {
  std::vector<std::pair<Hash, std::uint16_t>> order;
  for (const Question& question : kQuestions) {
    const Fixed<2> number{static_cast<std::uint8_t>(question.number >> 8),
                          static_cast<std::uint8_t>(question.number & 0xff)};
    order.emplace_back(hash("concertina/1 question", {walk, number}), question.number);
  }
  std::ranges::sort(order);
  return order[static_cast<std::size_t>(std::max<Day>(day, 0) / kQuestionStands) % order.size()].second;
}

}  // namespace concertina

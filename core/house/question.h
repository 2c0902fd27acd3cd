// Question: the house's own open questions. Which one is open now follows from the day and the couple alone,
// so it is the same for both, and nobody has to ask it.
#pragma once

#include "core/record/moment.h"
#include "core/seal/labelled.h"

namespace concertina {

struct Question {
  std::uint16_t number;  // never reused, and never given another meaning
  std::string_view text;
};

// All that this version knows, in the order of core/house/questions.inc.
std::span<const Question> all_questions();

// The text of question `number`; empty where this version doesn't know it.
std::string_view question_text(std::uint16_t number);

// How many days one question stands.
inline constexpr Day kQuestionStands = 4;

// The number of the question that stands on `day`, of the viewer's calendar. `walk` shuffles the list: the
// pairing's transcript or, alone, one's own identity. At the end it goes round in the same order. Two devices
// agree where their versions know the same questions.
std::uint16_t question_on(Day day, const Hash& walk);

}  // namespace concertina

// Filling: hours or presence? What, in one person's own days, goes before a smaller need: an hour more
// together, or an hour with more presence; and what an hour alone does. doc/model.md, "Hours or presence?".
//
// The two states are this person's own: c is the unmet togetherness, s the unmet separateness. What is said
// is of days that followed each other, never of a cause, and never of anybody else.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rhythm/fitting.h"

namespace concertina::rhythm {

// The inputs, by their numbers in a Push.
enum class Given : std::uint8_t {
  hours,     // together; dose: hours
  presence,  // dose: those hours × (presence − the usual one) / kPresenceStep
  solitude   // alone and chosen; dose: hours
};
inline constexpr std::size_t kGiven = 3;
inline constexpr double kPresenceStep = 3;  // points of ten: what counts as "more presence"
inline constexpr double kMostHours = 8;     // of one time; what was longer counts as this

// What one person's days hold.
struct Lived {
  std::vector<Sight> sights;  // both needs of each check-in
  std::vector<Push> pushes;
  int days = 0;   // civil days with a check-in
  int times = 0;  // together, whose presence was said
  int alone = 0;  // times alone that were chosen
};
inline constexpr int kFillingDays = 28;   // that it takes for any answer,
inline constexpr int kFillingTimes = 14;  // and times of the kind that is spoken of

enum class Answer : std::uint8_t { not_yet, presence, hours, alike };
std::string_view name_of(Answer answer);  // "not-yet", "presence", …

// Of draws, pair by pair, of how many points an hour fills (by how much unmet togetherness is smaller after
// it), and how many the same hour fills beyond that with kPresenceStep more presence. At least one pair.
// The rule, the first that holds:
//   alike     P(both fill) > 0.9 and P(they differ by less than kAlike) > 0.9
//   presence  P(presence fills, and more than an hour) > 0.99
//   hours     P(an hour fills, and more than presence) > 0.99
// else not_yet.
inline constexpr double kAlike = 0.25;  // points
Answer answer_of(std::span<const double> hours, std::span<const double> presence);

// How much smaller the need is after one dose, in points of ten; below 0: larger.
struct Fill {
  Given given;
  std::array<double, 5> points;  // the 5, 25, 50, 75 and 95 % points
  std::string said;
};

struct Filled {
  Answer answer = Answer::not_yet;
  int days = 0, times = 0;
  std::vector<Fill> fills;  // hours and presence of togetherness, solitude of separateness; only those that
                            // there are days and times enough for
};

class Filling {
 public:
  // Without days or times enough there is nothing to do.
  Filling(const Lived& days, const Plan& plan);

  bool advance(std::size_t looks) { return asks() && fitting_.advance(looks); }  // as Fitting
  double progress() const { return asks() ? fitting_.progress() : 1; }

  // By the draws that there are: not_yet and no fills while they are too few, or do not agree with each
  // other.
  Filled filled() const;

 private:
  bool asks_of_together() const { return days_ >= kFillingDays && times_ >= kFillingTimes; }
  bool asks_of_solitude() const { return days_ >= kFillingDays && alone_ >= kFillingTimes; }
  bool asks() const { return asks_of_together() || asks_of_solitude(); }
  bool is_told(Given given, std::size_t on) const;

  int days_, times_, alone_;
  Fitting fitting_;
};

// The shipped priors but for the reactions: of one person's own two needs none is expected to feed the other.
Priors filling_priors();

// What belongs to every answer.
inline constexpr std::string_view kNotWhy =
    "It tells what came after what in your days, and not why. What made room for an hour may itself have "
    "eased "
    "the day.";

// {"answer", "title", "text", "why", "days", "times", "fills": [{"given", "points": [five], "said"}]}
std::string to_json(const Filled& filled);

}  // namespace concertina::rhythm

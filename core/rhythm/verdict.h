// Verdict: what may be said of a circle, and what not yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace concertina::rhythm {

enum class Verdict : std::uint8_t { not_yet, circle, runaway, balancing, no_sign };
std::string_view name_of(Verdict verdict);  // "not-yet", "circle", …

// What a person is told: of the days, never of a person.
struct Said {
  std::string_view title, text;
};
Said said_of(Verdict verdict, int days);
// Belongs to every verdict: no data can tell a circle from a strain that lasts.
inline constexpr std::string_view kTrap =
    "A strain from outside that lasts can look the same. Your days cannot tell the two apart.";

inline constexpr int kDaysNeeded = 28;  // days that hold both, below which nothing is said

// What the rule looks at.
struct Evidence {
  double p_circle;     // P(rho > 0, kappa > 0, gain > 0.2)
  double p_above_1;    // P(gain > 1)
  double p_positive;   // P(gain > 0)
  double p_balancing;  // P(gain < -0.2)
  double p_below_03;   // P(gain < 0.3)
  double low, high;    // the 5 % and the 95 % point of the gain
};

// Of draws of r and of k, pair by pair (the signs of rho and kappa are theirs); at least one pair.
Evidence evidence_of(std::span<const double> r, std::span<const double> k);

// `days`: the civil days that hold both. For evidence that can be trusted.
Verdict verdict_of(const Evidence& evidence, int days);
// Of chains with so many draws each, and this R-hat of the gain: not_yet where they can't be trusted
// (diagnosis.h).
Verdict verdict_of(const Evidence& evidence, int days, std::size_t draws, double rhat);

}  // namespace concertina::rhythm

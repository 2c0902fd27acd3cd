// Sign link: do my signs go together with my own unmet needs, on the same day or up to three days later? An
// honest look: most often the answer is that no link is visible.
//
// Method. Each day's unmet need (the mean of its check-ins) and each sign (the mean of its statements) is
// ranked among all days that have one, with middle ranks for ties. For each sign, need and lag: Pearson's
// correlation of the ranks over the days that have both, times the root of their number less one. Days
// resemble their neighbours, so chance is judged by sliding the signs along the calendar, round its end, by
// every number of days: that keeps how each runs and breaks what joins them. Looking at 48 at once is allowed
// for by comparing each with the largest of all 48 in every slide (Westfall and Young's maximum). A link is
// visible where at most one slide of twenty, the true place among them, reaches it. Slides that differ by no
// more than the lags share their pairs: so it takes eighty days. It tells of no cause.
#pragma once

#include "core/house/house.h"

namespace concertina {

inline constexpr Day kLinkDays = 365;          // the last so many days are looked at
inline constexpr int kLinkLags = 4;            // 0 to 3 days later
inline constexpr std::size_t kLinkPairs = 20;  // days with both that it takes
inline constexpr std::size_t kLinkSpan = 80;   // days from the first to the last that it takes

struct SignLink {
  std::size_t sign = 0;  // of Signs::kFields
  Side need = Side::togetherness;
  int lag = 0;          // days from the need to the sign
  double strength = 0;  // the correlation of the ranks, -1 to 1
  double chance = 1;    // share of slides in which one of the 48 reaches as much
  bool operator==(const SignLink&) const = default;
};

struct SignLinks {
  std::size_t days = 0;         // with signs and a check-in, of those looked at
  bool enough = false;          // to look at all
  std::vector<SignLink> shown;  // the visible ones, the strongest first
  bool operator==(const SignLinks&) const = default;
};

// From the room alone. `today`: the last day that is looked at. Cost: 48 times the square of the days.
SignLinks sign_links_of(const House& house, Day today);

}  // namespace concertina

// Diary: what was noted of one circle, and what the filter does with it, in order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace concertina::rhythm {

// A value that was noted at a time: of c (the one's unmet togetherness, which = 0) or of s (the other's unmet
// separateness, which = 1).
struct Sight {
  double day;
  double value;
  std::uint8_t which;
};

// Something that moves both at once, by `dose` times its effect on each: an hour together, a day marked as
// strained.
struct Push {
  double day;
  double dose;
  std::uint8_t input;
};
inline constexpr std::size_t kMostInputs = 8;

// The state x at the first sight (or push, whichever comes first), before it.
struct Start {
  // `diffuse`: nothing is known of it; two numbers with a flat prior.
  enum class Kind : std::uint8_t { given, stationary, diffuse } kind = Kind::given;
  std::array<double, 2> mean{0, 0};
  std::array<double, 3> cov{4, 0, 4};  // of c, of both, of s; for `given`
};

// The diary as steps in the order of time: wait, see, be pushed, and, only where there is a day-level error,
// a new day for one side.
struct Course {
  struct Step {
    enum class Kind : std::uint8_t { wait, see, push, dawn } kind;
    std::uint8_t which;  // see and dawn: 0 or 1; push: the input
    std::uint32_t gap;   // wait: index into `gaps`
    double value;        // see: what was noted; push: the dose
  };
  std::vector<Step> steps;
  std::vector<double> gaps;  // days, each above 0, each once
  std::size_t sights = 0;
  std::size_t inputs = 0;  // 1 + the greatest input, at most kMostInputs
  bool by_day = false;     // whether there are dawns
  Start start;

  // Numbers that a law needs beyond a circle's own parts: the inputs' effects, and two of the day.
  std::size_t extra() const { return 2 * inputs + (by_day ? 2 : 0); }
};

// Times in days, finite, in any order, from any origin; values finite; inputs below kMostInputs. At one
// moment a push comes before a sight. Gaps that differ by no more than the times' own rounding become one.
// `civil`: of each sight the civil day that it fell on, where check-ins of one side and day share an error;
// else none.
Course course_of(std::span<const Sight> sights, std::span<const Push> pushes, const Start& start,
                 std::span<const std::int32_t> civil = {});

}  // namespace concertina::rhythm

#include "core/rhythm/diary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace concertina::rhythm {

namespace {

struct Moment {
  double day;
  std::size_t order;  // among those of the same time
  Course::Step step;
  std::int32_t civil = 0;
};

// The day of each side, as the course comes by it.
class Dawns {
 public:
  // Whether a sight of this side is the first of its day.
  bool comes(std::uint8_t which, std::int32_t civil) {
    std::optional<std::int32_t>& now = now_[which];
    if (now == civil) return false;
    now = civil;
    return true;
  }

 private:
  std::array<std::optional<std::int32_t>, 2> now_;
};

// Each gap's place among the different ones, of which the shorter of two that are one stands for both.
void share_gaps(Course& course, const std::vector<double>& waits, double rounding) {
  std::vector<double> sorted = waits;
  std::ranges::sort(sorted);
  for (const double gap : sorted) {
    if (course.gaps.empty() || gap - course.gaps.back() > rounding) course.gaps.push_back(gap);
  }
  auto wait = waits.begin();
  for (Course::Step& step : course.steps) {
    if (step.kind != Course::Step::Kind::wait) continue;
    const auto after = std::ranges::upper_bound(course.gaps, *wait++);
    step.gap = static_cast<std::uint32_t>(after - course.gaps.begin() - 1);
  }
}

}  // namespace

Course course_of(std::span<const Sight> sights, std::span<const Push> pushes, const Start& start,
                 std::span<const std::int32_t> civil) {
  using Kind = Course::Step::Kind;
  std::vector<Moment> moments;
  moments.reserve(sights.size() + pushes.size());
  Course course;
  course.start = start;
  course.sights = sights.size();
  course.by_day = !civil.empty();
  for (const Push& push : pushes) {
    moments.push_back({push.day, moments.size(), {Kind::push, push.input, 0, push.dose}});
    course.inputs = std::max<std::size_t>(course.inputs, push.input + 1U);
  }
  for (std::size_t at = 0; at < sights.size(); ++at) {
    const Sight& sight = sights[at];
    moments.push_back({sight.day, moments.size(), {Kind::see, sight.which, 0, sight.value}});
    if (course.by_day) moments.back().civil = civil[at];
  }
  std::ranges::sort(moments, {}, [](const Moment& one) { return std::pair{one.day, one.order}; });

  double farthest = 0;
  for (const Moment& moment : moments) farthest = std::max(farthest, std::abs(moment.day));
  std::vector<double> waits;
  Dawns dawns;
  for (std::size_t at = 0; at < moments.size(); ++at) {
    if (at > 0 && moments[at].day > moments[at - 1].day) {
      waits.push_back(moments[at].day - moments[at - 1].day);
      course.steps.push_back({Kind::wait, 0, 0, 0});
    }
    const auto& [day, order, step, civil_day] = moments[at];
    if (course.by_day && step.kind == Kind::see && dawns.comes(step.which, civil_day)) {
      course.steps.push_back({Kind::dawn, step.which, 0, 0});
    }
    course.steps.push_back(step);
  }
  share_gaps(course, waits, 2 * std::numeric_limits<double>::epsilon() * farthest);
  return course;
}

}  // namespace concertina::rhythm

#include "core/rhythm/foresight.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/rhythm/simulation.h"

namespace concertina::rhythm {
namespace {

constexpr std::array<int, 15> kWeeks = {2, 4, 6, 8, 10, 13, 17, 22, 26, 30, 35, 39, 43, 48, kFarthestWeek};
constexpr std::size_t kMostRounds = 5;  // the farthest week, then four halvings of the fourteen others
constexpr double kPatternDays = 56;
constexpr double kDaysOfAWeek = 7;
constexpr double kLeastEss = 20;                            // of a fit's draws, below which it tells nothing
constexpr std::uint64_t kStreams = std::uint64_t{1} << 33;  // apart from the sampler's

}  // namespace

Foresight::Fit::Fit(std::span<const Sight> sights, std::span<const Push> pushes,
                    const std::vector<double>& start)
    : course(course_of(sights, pushes, Start{})), circle(course, shipped_priors()), peak(circle, start) {}

std::size_t Foresight::Fit::advance(const Spread& spread) {
  if (sieve) return sieve->advance();
  const std::size_t looks = peak.advance();
  if (looks > 0 || !peak.found()) return looks;
  sieve.emplace(circle, spread, peak.place(), peak.covariance());
  return sieve->advance();
}

Foresight::Foresight(std::span<const Sight> sights, std::span<const Push> pushes, int days,
                     std::vector<std::vector<double>> points, std::uint64_t seed)
    : sights_(sights),
      pushes_(pushes),
      days_(days),
      points_(std::move(points)),
      seed_(seed),
      course_(course_of(sights, pushes, Start{})),
      spread_(points_.front().size(), Random(seed, kStreams)),
      bound_(kBound),
      high_(kWeeks.size() - 1),
      asked_(kWeeks.size() - 1) {
  double first = sights.front().day;
  last_ = first;
  for (const Sight& sight : sights) {
    first = std::min(first, sight.day);
    last_ = std::max(last_, sight.day);
    bound_ = std::max(bound_, std::abs(sight.value));
  }
  length_ = std::clamp(std::ceil(last_ - first), 1.0, kPatternDays);
  for (const Sight& sight : sights) {
    if (sight.day > last_ - length_) pattern_.push_back(sight);
  }
  std::ranges::sort(pattern_, {}, [](const Sight& one) { return std::pair{one.day, one.which}; });
}

std::vector<Sight> Foresight::diary_of(std::size_t future, int weeks) const {
  std::vector<Sight> out(sights_.begin(), sights_.end());
  const double end = last_ + weeks * kDaysOfAWeek;
  for (double shift = length_; last_ - length_ + shift < end; shift += length_) {
    for (Sight sight : pattern_) {
      sight.day += shift;
      if (sight.day <= end) out.push_back(sight);
    }
  }
  const Law<double> law = law_at(points_[future]);
  Filter<double> filter(course_);
  filter.run(law, nullptr);
  Random random(seed_, kStreams + 1 + future);
  const auto coming = std::span(out).subspan(sights_.size());
  note_on(law, filter.end(), last_, coming, random);
  for (Sight& sight : coming) sight.value = std::clamp(sight.value, -bound_, bound_);
  return out;
}

Foresight::Judged Foresight::judged(const Fit& fit) const {
  const double ess = fit.sieve ? fit.sieve->ess() : 0;
  if (ess < kLeastEss) return {Verdict::not_yet, ess, 0};
  const Evidence evidence = evidence_of(fit.sieve->column(static_cast<std::size_t>(Part::r)),
                                        fit.sieve->column(static_cast<std::size_t>(Part::k)));
  return {verdict_of(evidence, days_), ess, evidence.p_circle};
}

Foresight::Judged Foresight::judge(std::size_t future, int weeks) const {
  Fit fit(diary_of(future, weeks), pushes_, points_[future]);
  while (fit.advance(spread_) > 0) {
  }
  return judged(fit);
}

bool Foresight::advance(std::size_t looks) {
  for (std::size_t spent = 0; spent < looks && !done_;) spent += step();
  return !done_;
}

// A few looks at the future that is fitted now; returns what they cost, in looks at the diary so far.
std::size_t Foresight::step() {
  if (!fit_) {
    fit_ = std::make_unique<Fit>(diary_of(future_, kWeeks[asked_]), pushes_, points_[future_]);
  }
  const std::size_t looks = fit_->advance(spread_);
  const std::size_t times = fit_->course.steps.size() / std::max<std::size_t>(1, course_.steps.size());
  if (looks == 0) {
    take(judged(*fit_).verdict != Verdict::not_yet);
    fit_.reset();
  }
  return 1 + looks * (1 + times);
}

// One future is judged. A week is answered as soon as the rest of the futures can't change its answer.
void Foresight::take(bool told) {
  ++future_;
  told_ += told ? 1U : 0U;
  const std::size_t untold = future_ - told_, all = points_.size();
  const bool half = 2 * told_ >= all, less = 2 * untold > all;
  if (!half && !less) return;
  if (rounds_ == 0) {
    ever_ = half;
    done_ = !half;
    high_ = half ? kWeeks.size() - 1 : high_;
  } else if (half) {
    high_ = asked_;
  } else {
    low_ = asked_ + 1;
  }
  if (low_ == high_) done_ = true;
  asked_ = (low_ + high_) / 2;
  future_ = told_ = 0;
  ++rounds_;
}

double Foresight::progress() const {
  if (done_) return 1;
  const double part = static_cast<double>(future_) / static_cast<double>(points_.size());
  return (static_cast<double>(rounds_) + part) / static_cast<double>(kMostRounds);
}

std::optional<int> Foresight::weeks() const {
  return done_ && ever_ ? std::optional(kWeeks[high_]) : std::nullopt;
}

}  // namespace concertina::rhythm

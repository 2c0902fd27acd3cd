#include "core/rhythm/pool.h"

#include <algorithm>
#include <cmath>

#include "core/rhythm/circle.h"

namespace concertina::rhythm {

namespace {

// So many that a few hands are busy to the end, and so few that their room stays in the cache.
constexpr std::size_t kDesks = 12;

constexpr std::size_t at_of(std::size_t own) { return static_cast<std::size_t>(kOwn[own]); }

// Of the mean of what was noted of c (0) or of s (1). Its variance is that of as many numbers of which each
// leans on the one before.
Hint hint_of(const Course& course, std::size_t which) {
  constexpr double kFewest = 3, kLeastVariance = 0.25, kMostLeaning = 0.95;
  std::vector<double> values;
  for (const Course::Step& step : course.steps) {
    if (step.kind == Course::Step::Kind::see && step.which == which) values.push_back(step.value);
  }
  const double number = static_cast<double>(values.size());
  if (number < kFewest) return {};
  double mean = 0, squares = 0, products = 0;
  for (const double value : values) mean += value / number;
  for (std::size_t at = 0; at < values.size(); ++at) {
    squares += (values[at] - mean) * (values[at] - mean);
    if (at > 0) products += (values[at] - mean) * (values[at - 1] - mean);
  }
  const double leaning = squares > 0 ? std::clamp(products / squares, 0.0, kMostLeaning) : 0;
  const double variance = std::max(squares / number, kLeastVariance);
  return {mean, number * (1 - leaning) / ((1 + leaning) * variance)};
}

// Where a part is expected, how far from there one unit of its number goes, and the population's and the
// diary's weights in that; together 1.
struct Expected {
  double middle, unit, population, diary;
};

Expected expected(double mean, double spread, const Hint& hint) {
  const double over = hint.weight * spread * spread, population = 1 / (1 + over);
  const double diary = over * population;  // 1 - population, with all its digits
  return {mean + diary * (hint.middle - mean), spread * std::sqrt(population), population, diary};
}

}  // namespace

void alone(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t at = 0; at < count; ++at) task(at);
}

Hints hints_of(const Course& course) {
  Hints out;
  for (std::size_t own = 0; own < kOwn.size(); ++own) {
    if (kOwn[own] == Part::mu_c) out[own] = hint_of(course, 0);
    if (kOwn[own] == Part::mu_s) out[own] = hint_of(course, 1);
  }
  return out;
}

Pool::Pool(std::span<const Course> courses, const Priors& priors, Pooling pooling, Crew crew)
    : courses_(courses),
      priors_(priors),
      crew_(std::move(crew)),
      own_(pooling == Pooling::partial ? kOwn.size() : 0),
      spreads_(kParts + courses.front().extra()) {
  desks_.resize(std::min(courses.size(), kDesks));
  if (own_ == 0) return;
  for (const Course& course : courses) hints_.push_back(hints_of(course));
}

Pool::Spreads Pool::spreads_at(const double* point) const {
  Spreads out{};
  for (std::size_t own = 0; own < own_; ++own) out[own] = std::exp(point[spreads_ + own]);
  return out;
}

void Pool::couple_at(const double* point, const Spreads& spreads, std::size_t couple, double* out) const {
  std::copy_n(point, spreads_, out);
  const double* mine = point + shared() + couple * own_;
  for (std::size_t own = 0; own < own_; ++own) {
    double& part = out[at_of(own)];
    const Expected one = expected(part, spreads[own], hints_[couple][own]);
    part = one.middle + one.unit * mine[own];
  }
}

std::vector<double> Pool::couple_at(std::span<const double> point, std::size_t couple) const {
  std::vector<double> out(spreads_);
  couple_at(point.data(), spreads_at(point.data()), couple, out.data());
  return out;
}

// Of what all share, as if each couple told as much as the prior.
double Pool::reach(std::size_t number) const {
  if (number >= shared()) return 1;
  if (number >= spreads_) return 0.5;
  const auto [prior, scale] = sampled_at(priors_, number, spreads_, courses_.front().by_day);
  return reach_of(prior, scale) / std::sqrt(1 + static_cast<double>(courses_.size()));
}

void Pool::look(std::size_t count, const double* at, double* value, double* slope) {
  const std::size_t n = size();
  at_.resize(courses_.size() * count * spreads_);
  slope_.resize(at_.size());
  value_.resize(courses_.size() * count);
  spread_.resize(count);
  for (std::size_t row = 0; row < count; ++row) spread_[row] = spreads_at(at + n * row);
  crew_(desks_.size(), [&](std::size_t desk) {
    for (std::size_t couple = desk; couple < courses_.size(); couple += desks_.size()) {
      const std::size_t first = couple * count;
      for (std::size_t row = 0; row < count; ++row) {
        couple_at(at + n * row, spread_[row], couple, at_.data() + (first + row) * spreads_);
      }
      desks_[desk].look(courses_[couple], count, at_.data() + first * spreads_, value_.data() + first,
                        slope_.data() + first * spreads_);
    }
  });
  // Summed in the order of the couples, so that the crew makes no difference.
  for (std::size_t row = 0; row < count; ++row)
    value[row] = gather(at + n * row, slope + n * row, row, count);
}

double Pool::gather(const double* point, double* slope, std::size_t row, std::size_t count) const {
  std::fill_n(slope, size(), 0.0);
  double sum = add_priors(priors_, {point, spreads_}, courses_.front().by_day, slope);
  const Spreads& spread = spread_[row];
  for (std::size_t own = 0; own < own_; ++own) {
    const auto [value, pull] =
        pull_of({Prior::Kind::half_normal, 0, kSpreads[own]}, Scale::logarithm, point[spreads_ + own]);
    sum += value;
    slope[spreads_ + own] += pull;
  }
  for (std::size_t couple = 0; couple < courses_.size(); ++couple) {
    sum += value_[couple * count + row];
    const double* by = slope_.data() + (couple * count + row) * spreads_;
    const std::size_t first = shared() + couple * own_;
    for (std::size_t at = 0; at < spreads_; ++at) slope[at] += by[at];
    for (std::size_t own = 0; own < own_; ++own) {
      const double mean = point[at_of(own)], mine = point[first + own], pull = by[at_of(own)];
      const auto [middle, unit, population, diary] = expected(mean, spread[own], hints_[couple][own]);
      // How many spreads the part lies from the population's mean, and how it moves with the spread's log.
      const double off = (middle - mean) / spread[own] + std::sqrt(population) * mine;
      const double moves = population * (2 * (middle - mean) + unit * mine);
      sum += 0.5 * std::log(population) - 0.5 * off * off;
      slope[first + own] = pull * unit - off * std::sqrt(population);
      slope[at_of(own)] += diary * (off / spread[own] - pull);
      slope[spreads_ + own] += pull * moves - off * (moves / spread[own] - off) - diary;
    }
  }
  return sum;
}

std::vector<double> Pool::start(std::span<const double> normals) const {
  std::vector<double> out(size());
  const std::vector<double> middle = somewhere(priors_, courses_, normals.first(spreads_));
  std::ranges::copy(middle, out.begin());
  for (std::size_t own = 0; own < own_; ++own) {
    out[spreads_ + own] = std::log(0.5 * kSpreads[own]) + 0.25 * normals[spreads_ + own];
  }
  for (std::size_t at = shared(); at < out.size(); ++at) out[at] = 0.25 * normals[at];
  return out;
}

}  // namespace concertina::rhythm

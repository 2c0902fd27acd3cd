#include "core/rhythm/pool.h"

#include <algorithm>
#include <cmath>

#include "core/rhythm/circle.h"

namespace concertina::rhythm {

namespace {

constexpr std::size_t at_of(std::size_t own) { return static_cast<std::size_t>(kOwn[own]); }

}  // namespace

void alone(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t at = 0; at < count; ++at) task(at);
}

Pool::Pool(std::span<const Course> courses, const Priors& priors, Pooling pooling, Crew crew)
    : courses_(courses),
      priors_(priors),
      crew_(std::move(crew)),
      own_(pooling == Pooling::partial ? kOwn.size() : 0),
      spreads_(kParts + courses.front().extra()) {
  for (const Course& course : courses) {
    couples_.push_back(std::make_unique<Likelihood>(course));
    auto& hints = hints_.emplace_back();
    for (std::size_t own = 0; own < own_; ++own) {
      if (kOwn[own] == Part::mu_c) hints[own] = hint_of(course, 0);
      if (kOwn[own] == Part::mu_s) hints[own] = hint_of(course, 1);
    }
  }
}

// The mean of what was noted. Its variance is that of as many numbers of which each leans on the one before.
Pool::Hint Pool::hint_of(const Course& course, std::size_t which) {
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

Pool::Expected Pool::expected(const double* point, std::size_t couple, std::size_t own) const {
  const double mean = point[at_of(own)], spread = std::exp(point[spreads_ + own]);
  const Hint& hint = hints_[couple][own];
  const double over = hint.weight * spread * spread, population = 1 / (1 + over);
  const double diary = over * population;  // 1 - population, with all its digits
  return {mean + diary * (hint.middle - mean), spread * std::sqrt(population), population, diary};
}

void Pool::couple_at(const double* point, std::size_t couple, double* out) const {
  std::copy_n(point, spreads_, out);
  const double* mine = point + spreads_ + own_ + couple * own_;
  for (std::size_t own = 0; own < own_; ++own) {
    const Expected one = expected(point, couple, own);
    out[at_of(own)] = one.middle + one.unit * mine[own];
  }
}

std::vector<double> Pool::couple_at(std::span<const double> point, std::size_t couple) const {
  std::vector<double> out(spreads_);
  couple_at(point.data(), couple, out.data());
  return out;
}

void Pool::look(std::size_t count, const double* at, double* value, double* slope) {
  const std::size_t n = size();
  at_.resize(couples_.size() * count * spreads_);
  slope_.resize(at_.size());
  value_.resize(couples_.size() * count);
  crew_(couples_.size(), [&](std::size_t couple) {
    const std::size_t first = couple * count;
    for (std::size_t row = 0; row < count; ++row) {
      couple_at(at + n * row, couple, at_.data() + (first + row) * spreads_);
    }
    couples_[couple]->look(count, at_.data() + first * spreads_, value_.data() + first,
                           slope_.data() + first * spreads_);
  });
  // Summed in the order of the couples, so that the crew makes no difference.
  for (std::size_t row = 0; row < count; ++row)
    value[row] = gather(at + n * row, slope + n * row, row, count);
}

double Pool::gather(const double* point, double* slope, std::size_t row, std::size_t count) const {
  std::fill_n(slope, size(), 0.0);
  double sum = add_priors(priors_, {point, spreads_}, courses_.front().by_day, slope);
  const double* spreads = point + spreads_;
  std::array<double, kOwn.size()> spread;
  for (std::size_t own = 0; own < own_; ++own) {
    const auto [value, pull] =
        pull_of({Prior::Kind::half_normal, 0, kSpreads[own]}, Scale::logarithm, spreads[own]);
    sum += value;
    slope[spreads_ + own] += pull;
    spread[own] = std::exp(spreads[own]);
  }
  for (std::size_t couple = 0; couple < couples_.size(); ++couple) {
    sum += value_[couple * count + row];
    const double* by = slope_.data() + (couple * count + row) * spreads_;
    const std::size_t first = spreads_ + own_ + couple * own_;
    for (std::size_t at = 0; at < spreads_; ++at) slope[at] += by[at];
    for (std::size_t own = 0; own < own_; ++own) {
      const auto [middle, unit, population, diary] = expected(point, couple, own);
      const double mine = point[first + own], pull = by[at_of(own)];
      // How many spreads the part lies from the population's mean, and how it moves with the spread's log.
      const double off = (middle - point[at_of(own)]) / spread[own] + std::sqrt(population) * mine;
      const double moves = population * (2 * (middle - point[at_of(own)]) + unit * mine);
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
  for (std::size_t at = spreads_ + own_; at < out.size(); ++at) out[at] = 0.25 * normals[at];
  return out;
}

}  // namespace concertina::rhythm

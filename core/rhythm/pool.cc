#include "core/rhythm/pool.h"

#include <cmath>

#include "core/rhythm/circle.h"

namespace concertina::rhythm {

namespace {

constexpr std::size_t at_of(std::size_t own) { return static_cast<std::size_t>(kOwn[own]); }
// Whether a point has this part of a couple as it is, rather than in spreads from the mean.
constexpr bool as_it_is(std::size_t own) { return kOwn[own] == Part::mu_c || kOwn[own] == Part::mu_s; }

}  // namespace

void alone(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t at = 0; at < count; ++at) task(at);
}

Pool::Pool(std::span<const Course> courses, const Priors& priors, Pooling pooling, Crew crew)
    : courses_(courses),
      priors_(priors),
      crew_(std::move(crew)),
      own_(pooling == Pooling::partial ? kOwn.size() : 0),
      spreads_(kParts + 2 * courses.front().inputs) {
  for (const Course& course : courses) couples_.push_back(std::make_unique<Likelihood>(course));
}

void Pool::couple_at(const double* point, std::size_t couple, double* out) const {
  std::copy_n(point, spreads_, out);
  const double* mine = point + spreads_ + own_ + couple * own_;
  for (std::size_t own = 0; own < own_; ++own) {
    double& part = out[at_of(own)];
    part = as_it_is(own) ? mine[own] : part + std::exp(point[spreads_ + own]) * mine[own];
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
  double sum = add_priors(priors_, {point, spreads_}, slope);
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
      const double mine = point[first + own];
      const double pull = by[at_of(own)];
      if (as_it_is(own)) {
        const double off = (mine - point[at_of(own)]) / spread[own];
        sum -= 0.5 * off * off + spreads[own];
        slope[first + own] = pull - off / spread[own];
        slope[at_of(own)] += off / spread[own] - pull;
        slope[spreads_ + own] += off * off - 1;
      } else {
        sum -= 0.5 * mine * mine;
        slope[first + own] = pull * spread[own] - mine;
        slope[spreads_ + own] += pull * spread[own] * mine;
      }
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
  for (std::size_t couple = 0; couple < couples_.size(); ++couple) {
    const std::vector<double> hers = somewhere(priors_, courses_.subspan(couple, 1), normals.first(spreads_));
    for (std::size_t own = 0; own < own_; ++own) {
      const std::size_t at = spreads_ + own_ + couple * own_ + own;
      out[at] = as_it_is(own) ? hers[at_of(own)] : 0.25 * normals[at];
    }
  }
  return out;
}

}  // namespace concertina::rhythm

#include "core/rhythm/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace concertina::rhythm {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewest = 4;  // draws of a chain

double mean_of(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

// With one less than their number.
double variance_of(std::span<const double> x) {
  const double mean = mean_of(x);
  double sum = 0;
  for (const double one : x) sum += (one - mean) * (one - mean);
  return sum / static_cast<double>(x.size() - 1);
}

// Sequences of one length, one after the other.
struct Sequences {
  std::size_t count, length;
  std::vector<double> values;

  std::span<const double> operator[](std::size_t i) const {
    return std::span(values).subspan(i * length, length);
  }
};

// The first and the last half of each chain; of an odd number the middle draw is left out.
Sequences halves(std::span<const double> draws, std::size_t chains) {
  const std::size_t each = draws.size() / chains;
  Sequences out{2 * chains, each / 2, {}};
  out.values.reserve(out.count * out.length);
  for (std::size_t i = 0; i < chains; ++i) {
    const auto chain = draws.subspan(i * each, each);
    out.values.insert(out.values.end(), chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(each / 2));
    out.values.insert(out.values.end(), chain.end() - static_cast<std::ptrdiff_t>(each / 2), chain.end());
  }
  return out;
}

// Puts in place of each value the normal quantile of its rank; equal values share their mean rank.
Sequences rank_normalised(Sequences x) {
  std::vector<std::size_t> order(x.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return x.values[i]; });
  std::vector<double> out(order.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && x.values[order[end]] == x.values[order[begin]]) ++end;
    const double rank = 0.5 * static_cast<double>(begin + 1 + end);  // from 1
    const double z = normal_quantile((rank - 0.375) / (static_cast<double>(order.size()) + 0.25));
    for (std::size_t i = begin; i < end; ++i) out[order[i]] = z;
  }
  x.values = std::move(out);
  return x;
}

// The variance as the sequences have it within themselves, and with what they lie apart.
struct Variances {
  double within, all;
};
Variances variances_of(const Sequences& x) {
  std::vector<double> means;
  double within = 0;
  for (std::size_t i = 0; i < x.count; ++i) {
    means.push_back(mean_of(x[i]));
    within += variance_of(x[i]) / static_cast<double>(x.count);
  }
  const double length = static_cast<double>(x.length);
  return {within, (length - 1) / length * within + variance_of(means)};
}

double rhat_of(const Sequences& x) {
  const Variances variances = variances_of(x);
  return variances.all > 0 ? std::sqrt(variances.all / variances.within) : kNaN;
}

// The effective sample size for the mean.
double ess_of(Sequences x) {
  const Variances variances = variances_of(x);
  if (!(variances.all > 0)) return kNaN;
  for (std::size_t i = 0; i < x.count; ++i) {
    const double mean = mean_of(x[i]);
    for (std::size_t k = 0; k < x.length; ++k) x.values[i * x.length + k] -= mean;
  }
  const double total = static_cast<double>(x.values.size());
  const auto correlation = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t i = 0; i < x.count; ++i) {
      const auto one = x[i];
      for (std::size_t k = lag; k < x.length; ++k) sum += one[k] * one[k - lag];
    }
    return 1 - (variances.within - sum / total) / variances.all;
  };
  // Neighbouring lags in pairs, as long as these are positive, and none above the one before it.
  double pairs = 0, rest = 0;
  double highest = std::numeric_limits<double>::infinity();
  for (std::size_t lag = 0; lag + 1 < x.length; lag += 2) {
    const double even = lag == 0 ? 1 : correlation(lag);
    const double pair = even + correlation(lag + 1);
    if (!(pair > 0)) {
      rest = std::max(even, 0.0);
      break;
    }
    highest = std::min(highest, pair);
    pairs += highest;
  }
  // Draws may be better than independent ones, but not without end.
  const double per_draw = std::max(2 * pairs - 1 + rest, 1 / std::log10(total));
  return total / per_draw;
}

// For the p-quantile: of the draws' being at most that.
double quantile_ess(std::span<const double> draws, std::span<const double> sorted, std::size_t chains,
                    double p) {
  const double limit = quantile(sorted, p);
  std::vector<double> below(draws.size());
  std::ranges::transform(draws, below.begin(), [&](double one) { return one <= limit ? 1.0 : 0.0; });
  return ess_of(halves(below, chains));
}

// By the delta method, from how well the mean square is known.
double mcse_of_sd(std::span<const double> draws, std::size_t chains, double mean) {
  std::vector<double> squares(draws.size());
  std::ranges::transform(draws, squares.begin(), [&](double one) { return (one - mean) * (one - mean); });
  const double square = mean_of(squares);
  double spread = 0;
  for (const double one : squares)
    spread += (one - square) * (one - square) / static_cast<double>(draws.size());
  return std::sqrt(spread / ess_of(halves(squares, chains)) / square) / 2;
}

}  // namespace

Diagnosis diagnose(std::span<const double> draws, std::size_t chains) {
  Diagnosis out{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
  if (draws.empty() || !std::ranges::all_of(draws, [](double one) { return std::isfinite(one); })) return out;
  out.mean = mean_of(draws);
  if (draws.size() > 1) out.sd = std::sqrt(variance_of(draws));
  std::vector<double> sorted(draws.begin(), draws.end());
  std::ranges::sort(sorted);
  if (draws.size() / chains < kFewest || sorted.front() == sorted.back()) return out;

  const Sequences x = halves(draws, chains);
  const Sequences ranks = rank_normalised(x);
  const double median = quantile(sorted, 0.5);
  std::vector<double> distance(draws.size());
  std::ranges::transform(draws, distance.begin(), [&](double one) { return std::abs(one - median); });
  // A quantity with two values may be as far from the median on either side: then only the bulk tells.
  out.rhat = std::fmax(rhat_of(ranks), rhat_of(rank_normalised(halves(distance, chains))));
  out.bulk_ess = ess_of(ranks);
  out.tail_ess =
      std::fmin(quantile_ess(draws, sorted, chains, 0.05), quantile_ess(draws, sorted, chains, 0.95));
  out.mcse_mean = out.sd / std::sqrt(ess_of(x));
  out.mcse_sd = mcse_of_sd(draws, chains, out.mean);
  return out;
}

double quantile(std::span<const double> sorted, double p) {
  if (sorted.empty()) return kNaN;
  const double place = p * static_cast<double>(sorted.size() - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(place), sorted.size() - 1);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double normal_quantile(double p) {
  if (p > 0.5) return -normal_quantile(1 - p);
  // A first guess, right to 0.0005: Abramowitz and Stegun 1964, 26.2.23.
  const double t = std::sqrt(-2 * std::log(p));
  double x =
      (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  // Halley's steps: each has three times as many digits right.
  for (int i = 0; i < 2; ++i) {
    const double excess = 0.5 * std::erfc(-x / std::numbers::sqrt2) - p;
    const double newton = excess * std::sqrt(2 * std::numbers::pi) * std::exp(0.5 * x * x);
    x -= newton / (1 + 0.5 * x * newton);
  }
  return x;
}

}  // namespace concertina::rhythm

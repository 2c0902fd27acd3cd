#include "core/rhythm/outlook.h"

#include <algorithm>
#include <cmath>

#include "core/rhythm/diagnosis.h"
#include "core/rhythm/likelihood.h"

namespace concertina::rhythm {

namespace {

using Matrix = std::array<double, 4>;  // row by row

// exp(F days) and the noise gathered meanwhile, of one law.
class Motion {
 public:
  explicit Motion(const Law<double>& law) : law_(law) {
    e_ = 0.5 * (law.d - law.a);
    series_.start(0.5 * (law.a + law.d), e_ * e_ + law.rho * law.kappa);
  }

  Matrix across(double days) {
    series_.make(days, gap_);
    return {gap_.f + gap_.g * e_, gap_.g * law_.rho, gap_.g * law_.kappa, gap_.f - gap_.g * e_};
  }

  // Of the last `across`: the variances of c and of s.
  std::array<double, 2> gathered() const {
    const auto& [n0, n1, n2] = law_.noise;
    const double c = e_ * n0 + law_.rho * n1, c_s = e_ * n1 + law_.rho * n2;
    const double s = law_.kappa * n1 - e_ * n2, s_c = law_.kappa * n0 - e_ * n1;
    return {gap_.cc * n0 + 2 * gap_.cs * c + gap_.ss * (c * e_ + c_s * law_.rho),
            gap_.cc * n2 + 2 * gap_.cs * s + gap_.ss * (s_c * law_.kappa - s * e_)};
  }

 private:
  Law<double> law_;
  double e_;
  Gaps<double> series_;
  Gap<double> gap_;
};

Law<double> changed(const std::vector<double>& point, const Change& change) {
  Law<double> out = law_at(point);
  out.rho *= change.rho;
  out.kappa *= change.kappa;
  return out;
}

// A normal's worth of numbers: so many standard deviations from its mean, each as likely as the next. Of
// thirty, one stands in the middle of each end's tenth.
std::array<double, 30> steps() {
  std::array<double, 30> out;
  for (std::size_t at = 0; at < out.size(); ++at) {
    out[at] = normal_quantile((static_cast<double>(at) + 0.5) / static_cast<double>(out.size()));
  }
  return out;
}

// The numbers at each time, of c and of s, as bands. Sorts them.
Bands bands_of(std::vector<std::array<std::vector<double>, 2>>& all) {
  Bands out;
  for (auto& time : all) {
    for (std::size_t which = 0; which < 2; ++which) {
      std::ranges::sort(time[which]);
      out[which].push_back(
          {quantile(time[which], 0.05), quantile(time[which], 0.5), quantile(time[which], 0.95)});
    }
  }
  return out;
}

}  // namespace

Bands forecast(const Course& course, std::span<const std::vector<double>> points,
               std::span<const double> times, const Change& change) {
  std::vector<std::array<std::vector<double>, 2>> all(times.size());
  Filter<double> filter(course);
  const auto parts = steps();
  for (const std::vector<double>& point : points) {
    filter.run(law_at(point), nullptr);  // the past was as it was: only what is to come changes
    const auto [mean, cov] = filter.end();
    const Law<double> law = changed(point, change);
    Motion motion(law);
    for (std::size_t at = 0; at < times.size(); ++at) {
      const auto [a11, a12, a21, a22] = motion.across(times[at]);
      const auto gathered = motion.gathered();
      const std::array<double, 2> middle = {a11 * mean[0] + a12 * mean[1], a21 * mean[0] + a22 * mean[1]};
      const std::array<double, 2> variance = {
          a11 * a11 * cov[0] + 2 * a11 * a12 * cov[1] + a12 * a12 * cov[2] + gathered[0],
          a21 * a21 * cov[0] + 2 * a21 * a22 * cov[1] + a22 * a22 * cov[2] + gathered[1]};
      for (std::size_t which = 0; which < 2; ++which) {
        const double spread = std::sqrt(std::max(0.0, variance[which]));
        for (const double step : parts)
          all[at][which].push_back(law.mu[which] + middle[which] + step * spread);
      }
    }
  }
  return bands_of(all);
}

Bands echo(std::span<const std::vector<double>> points, std::span<const double> times, const Change& change) {
  std::vector<std::array<std::vector<double>, 2>> all(times.size());
  for (const std::vector<double>& point : points) {
    Motion motion(changed(point, change));
    for (std::size_t at = 0; at < times.size(); ++at) {
      const Matrix across = motion.across(times[at]);
      all[at][0].push_back(across[0]);
      all[at][1].push_back(across[2]);
    }
  }
  return bands_of(all);
}

}  // namespace concertina::rhythm

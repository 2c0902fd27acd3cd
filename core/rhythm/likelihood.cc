#include "core/rhythm/likelihood.h"

#include <algorithm>
#include <cmath>

namespace concertina::rhythm {

namespace {

constexpr std::size_t at_of(Part part) { return static_cast<std::size_t>(part); }

// The parts at a point on their own scales.
struct Parts {
  Parts() = default;
  explicit Parts(const double* point) {
    for (std::size_t at = 0; at < kParts; ++at)
      values[at] = natural(scale_of(static_cast<Part>(at)), point[at]);
  }
  double operator[](Part part) const { return values[at_of(part)]; }
  std::array<double, kParts> values;
};

// Writes the law at a point with these parts into one lane.
template <class T>
void put(const Parts& parts, const double* point, std::size_t inputs, bool by_day, std::size_t lane_at,
         Law<T>& law) {
  const double c = parts[Part::sigma_c], s = parts[Part::sigma_s];
  set_lane(law.a, lane_at, parts[Part::a]);
  set_lane(law.d, lane_at, parts[Part::d]);
  set_lane(law.rho, lane_at, parts[Part::r] * parts[Part::a]);
  set_lane(law.kappa, lane_at, parts[Part::k] * parts[Part::d]);
  set_lane(law.mu[0], lane_at, parts[Part::mu_c]);
  set_lane(law.mu[1], lane_at, parts[Part::mu_s]);
  set_lane(law.noise[0], lane_at, c * c);
  set_lane(law.noise[1], lane_at, parts[Part::cor_cs] * c * s);
  set_lane(law.noise[2], lane_at, s * s);
  set_lane(law.error[0], lane_at, parts[Part::meas_c] * parts[Part::meas_c]);
  set_lane(law.error[1], lane_at, parts[Part::meas_s] * parts[Part::meas_s]);
  for (std::size_t input = 0; input < inputs; ++input) {
    for (std::size_t i = 0; i < 2; ++i) {
      set_lane(law.effect[input][i], lane_at, point[kParts + 2 * input + i]);
    }
  }
  const double* days = point + kParts + 2 * inputs;
  for (std::size_t i = 0; i < 2; ++i) set_lane(law.day[i], lane_at, by_day ? std::exp(2 * days[i]) : 0);
}

// The slope by the sampled numbers, from one lane of the slope by the law.
template <class T>
void pull_back(const Parts& parts, const double* point, const Law<T>& law, std::size_t inputs, bool by_day,
               std::size_t lane_at, double* slope) {
  const auto by = [&](const T& part) { return lane(part, lane_at); };
  const double c = parts[Part::sigma_c], s = parts[Part::sigma_s], cor = parts[Part::cor_cs];
  slope[at_of(Part::a)] = parts[Part::a] * (by(law.a) + parts[Part::r] * by(law.rho));
  slope[at_of(Part::d)] = parts[Part::d] * (by(law.d) + parts[Part::k] * by(law.kappa));
  slope[at_of(Part::r)] = parts[Part::a] * by(law.rho);
  slope[at_of(Part::k)] = parts[Part::d] * by(law.kappa);
  slope[at_of(Part::mu_c)] = by(law.mu[0]);
  slope[at_of(Part::mu_s)] = by(law.mu[1]);
  slope[at_of(Part::sigma_c)] = c * (2 * c * by(law.noise[0]) + cor * s * by(law.noise[1]));
  slope[at_of(Part::sigma_s)] = s * (2 * s * by(law.noise[2]) + cor * c * by(law.noise[1]));
  slope[at_of(Part::cor_cs)] = (1 - cor * cor) * c * s * by(law.noise[1]);
  slope[at_of(Part::meas_c)] = 2 * parts[Part::meas_c] * parts[Part::meas_c] * by(law.error[0]);
  slope[at_of(Part::meas_s)] = 2 * parts[Part::meas_s] * parts[Part::meas_s] * by(law.error[1]);
  for (std::size_t input = 0; input < inputs; ++input) {
    for (std::size_t i = 0; i < 2; ++i) slope[kParts + 2 * input + i] = by(law.effect[input][i]);
  }
  const std::size_t days = kParts + 2 * inputs;
  for (std::size_t i = 0; i < 2 && by_day; ++i) {
    slope[days + i] = 2 * std::exp(2 * point[days + i]) * by(law.day[i]);
  }
}

// The same filter, with this course.
template <class Of>
Of& reading(std::unique_ptr<Of>& filter, const Course& course) {
  if (filter) {
    filter->read(course);
  } else {
    filter = std::make_unique<Of>(course);
  }
  return *filter;
}

// Looks at `count` points, at most as many as there are lanes.
template <class Of>
void look_by(Of& filter, const Course& course, std::size_t count, const double* at, double* value,
             double* slope) {
  using T = typename Of::Number;
  const std::size_t n = kParts + course.extra();
  std::array<Parts, kLanes<T>> parts;
  Law<T> law, by_law;
  // A lane that nobody asked for repeats the first point.
  for (std::size_t lane_at = 0; lane_at < kLanes<T>; ++lane_at) {
    const double* point = lane_at < count ? at + n * lane_at : at;
    parts[lane_at] = lane_at < count ? Parts(point) : parts[0];
    put(parts[lane_at], point, course.inputs, course.by_day, lane_at, law);
  }
  T values;
  filter.run(law, values, &by_law);
  for (std::size_t row = 0; row < count; ++row) {
    value[row] = lane(values, row);
    pull_back(parts[row], at + n * row, by_law, course.inputs, course.by_day, row, slope + n * row);
  }
}

}  // namespace

void Likelihood::look(const Course& course, std::size_t count, const double* at, double* value,
                      double* slope) {
  const std::size_t n = kParts + course.extra();
  const bool full = needs_full(course);
  for (std::size_t done = 0; done < count;) {
    const std::size_t rows = std::min(count - done, kLanes<Quad>);
    const auto with = [&](auto& filter) {
      look_by(reading(filter, course), course, rows, at + n * done, value + done, slope + n * done);
    };
    if (rows == 1) {
      full ? with(full_one_) : with(one_);
    } else if (full) {
      with(full_four_);
#if defined(__x86_64__)
    } else if (has_wide()) {
      with(wide_);
#endif
    } else {
      with(four_);
    }
    done += rows;
  }
}

Law<double> law_at(std::span<const double> point, bool by_day) {
  Law<double> out{};
  put(Parts(point.data()), point.data(), (point.size() - kParts) / 2 - (by_day ? 1 : 0), by_day, 0, out);
  return out;
}

std::array<double, kTold> told(std::span<const double> point) {
  const Parts parts(point.data());
  const auto& v = parts.values;
  return {v[0], v[1], v[2], v[3], v[2] * v[0], v[3] * v[1], v[4],
          v[5], v[6], v[7], v[8], v[9],        v[10],       v[2] * v[3]};
}

}  // namespace concertina::rhythm

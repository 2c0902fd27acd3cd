// Diaries for tests: made up, of any look; and a gradient held against differences.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/rhythm/density.h"
#include "core/rhythm/diary.h"

namespace concertina::rhythm {

// `days` days on which each notes something at a time of their own, with an input of two kinds now and then.
inline Course made_up(unsigned seed, int days, bool inputs = true) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> part;
  std::vector<Sight> sights;
  std::vector<Push> pushes;
  for (int day = 0; day < days; ++day) {
    sights.push_back({day + 0.4 * part(random), 1 + 1.5 * normal(random), 0});
    sights.push_back({day + 0.4 + 0.4 * part(random), -0.5 + normal(random), 1});
    if (inputs && day % 3 == 0)
      pushes.push_back({day + 0.9, 1 + part(random), static_cast<std::uint8_t>(day % 2)});
  }
  return course_of(sights, pushes, Start{});
}

// Each slope of `density` at `point` is the central difference there, to what doubles can tell.
inline void expect_slope(Density& density, std::vector<double> point, double tolerance) {
  const std::size_t n = density.size();
  std::vector<double> slope(n), unused(n);
  double value = 0, above = 0, below = 0;
  density.look(1, point.data(), &value, slope.data());
  ASSERT_TRUE(std::isfinite(value));
  for (std::size_t i = 0; i < n; ++i) {
    const double here = point[i], step = 1e-5;
    point[i] = here + step;
    density.look(1, point.data(), &above, unused.data());
    point[i] = here - step;
    density.look(1, point.data(), &below, unused.data());
    point[i] = here;
    EXPECT_NEAR(slope[i], (above - below) / (2 * step), tolerance * (1 + std::abs(slope[i])))
        << "number " << i;
  }
}

// What `look` says of several points at once is what it says of each alone, bit for bit.
inline void expect_alone_alike(Density& density, const std::vector<double>& points) {
  const std::size_t n = density.size(), count = points.size() / n;
  std::vector<double> values(count), slopes(points.size()), slope(n);
  density.look(count, points.data(), values.data(), slopes.data());
  for (std::size_t row = 0; row < count; ++row) {
    double value = 0;
    density.look(1, points.data() + row * n, &value, slope.data());
    EXPECT_EQ(value, values[row]) << row;
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(slope[i], slopes[row * n + i]) << row << ' ' << i;
  }
}

inline std::vector<double> normals(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> out(count);
  for (double& one : out) one = normal(random);
  return out;
}

}  // namespace concertina::rhythm

// Outlook: how a circle goes on, if the picture of it is right.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/rhythm/filter.h"

namespace concertina::rhythm {

// Nine of ten lie between low and high.
struct Band {
  double low, middle, high;
};
using Bands = std::array<std::vector<Band>, 2>;  // of c and of s, one a time asked for

// What changes in the picture: each reaction (rho, kappa) by a factor. Scaling either changes the gain alike.
struct Change {
  double rho = 1, kappa = 1;
};

// What will be noted (without the error of noting) so many days after the diary's last step, over `points`
// (draws of the posterior as likelihood.h has them, at least 20): what is not known of the law, of the
// present and of the days to come. `times`: days, ascending, none below 0.
Bands forecast(const Course& course, std::span<const std::vector<double>> points,
               std::span<const double> times, const Change& change = {});

// How a hard day dies away: what is left, after so many days, of one point more of c, on c and on s, where
// nothing else happens. Bands over what is not known of the law.
Bands echo(std::span<const std::vector<double>> points, std::span<const double> times,
           const Change& change = {});

}  // namespace concertina::rhythm

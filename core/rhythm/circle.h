// Circle: the posterior density of one circle's parts given its diary.
#pragma once

#include <vector>

#include "core/rhythm/density.h"
#include "core/rhythm/likelihood.h"

namespace concertina::rhythm {

// Its points are those of likelihood.h.
class Circle final : public Density {
 public:
  // `course` must outlive it.
  Circle(const Course& course, const Priors& priors) : course_(course), priors_(priors) {}

  std::size_t size() const override { return kParts + course_.extra(); }
  void look(std::size_t count, const double* at, double* value, double* slope) override;

 private:
  const Course& course_;
  Priors priors_;
  Likelihood likelihood_;
};

// Where a chain may begin: near the middle of the priors, and the mean of what was noted. `normals`: a
// standard normal number for each of a point's. At least one course.
std::vector<double> somewhere(const Priors& priors, std::span<const Course> courses,
                              std::span<const double> normals);

}  // namespace concertina::rhythm

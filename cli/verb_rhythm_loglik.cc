// The log-likelihood of a diary under a law that is given whole.
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/figure.h"
#include "cli/precise.h"
#include "cli/rhythm.h"
#include "cli/rhythm_json.h"
#include "core/record/text.h"
#include "core/rhythm/full_filter.h"

namespace concertina::cli {
namespace {

double likelihood(const rhythm::Course& course, const rhythm::Law<double>& law) {
  if (rhythm::needs_full(course)) return rhythm::FullFilter<double>(course).run(law, nullptr);
  rhythm::Filter<double> plain(course);
  const double value = plain.run(law, nullptr);
  return plain.sharp() && std::isfinite(value) ? value : precise_likelihood(course, law);
}

}  // namespace

Result<void> rhythm_loglik(Call& call, const std::string& file, const Columns& columns,
                           const std::string& params_file) {
  const auto params = read_params(call.world, params_file);
  if (!params) return std::unexpected(params.error());
  const auto diaries = read_diaries(call.world, file, columns);
  if (!diaries) return std::unexpected(diaries.error());
  double sum = 0;
  for (const CoupleDiary& diary : diaries->couples) {
    if (call.world.ended) return fail(Code::busy, "Ended before all couples were looked at.");
    const rhythm::Course course = course_from_first_row(diary, params->start, params->by_day);
    const double value = likelihood(course, params->law);
    if (!std::isfinite(value)) {
      return fail(Code::invalid,
                  "There is no likelihood" +
                      (diary.name.empty() ? "" : " for couple “" + excerpt(diary.name, 40) + "”") +
                      ": under these parameters what was noted can't vary, or runs beyond all numbers, or "
                      "leaves a diffuse start open. Please look at diffusion, measurement_sd and initial.");
    }
    sum += value;
  }
  if (call.json) {
    print_json(call.world.out, nlohmann::json{{"loglik", sum}});
  } else {
    call.world.out << figure(sum, 12) << '\n';
  }
  return {};
}

}  // namespace concertina::cli

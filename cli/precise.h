// Precise: the log-likelihood of core/rhythm/filter.h in a hundred and fifty digits, some ten thousand times
// slower. For laws under which a double loses the digits that count: one that is unstable over a long gap, or
// a start that is known along one line alone, makes c and s nearly the same number, and what tells them apart
// is far below either (Filter::sharp()).
#pragma once

#include "core/rhythm/filter.h"

namespace concertina::cli {

// Of a course without dawns whose start is not diffuse. Not finite where the law has none.
double precise_likelihood(const rhythm::Course& course, const rhythm::Law<double>& law);

}  // namespace concertina::cli

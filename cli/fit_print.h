// Fit's words and JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>

#include "cli/fit.h"

namespace concertina::cli {

// To be read: a table of every parameter, how far it can be trusted, and the verdict in words. At least one
// draw.
void print_fit(std::ostream& out, const Fit& fit);

// {"parameters":{NAME:{"median":…, "q2.5":…, …}}, "gain":{…}, "p_gain_positive":…, "p_gain_above_1":…,
// "divergences":…, "draws":…, "days_both":…, "seconds":…, "verdict":…}; null for what can't be told.
nlohmann::ordered_json to_json(const Fit& fit);

}  // namespace concertina::cli

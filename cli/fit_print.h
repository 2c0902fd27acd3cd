// Fit's words and JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>

#include "cli/fit.h"

namespace concertina::cli {

// To be read: a table of every parameter, how far it can be trusted, and the verdict in words. At least one
// draw.
void print_fit(std::ostream& out, const Fit& fit);
// The parts of that: all but the verdict; and the verdict alone.
void print_table(std::ostream& out, const Fit& fit);
void print_verdict(std::ostream& out, const Fit& fit);

// The couples of a pool, a line for each: how much comes back, and the verdict's name. `width` of the names.
void print_couples_head(std::ostream& out, std::size_t width);
void print_couple(std::ostream& out, const std::string& name, std::size_t width, const Fit& fit);

// {"parameters":{NAME:{"median":…, "q2.5":…, …}}, "gain":{…}, "p_gain_positive":…, "p_gain_above_1":…,
// "divergences":…, "draws":…, "days_both":…, "seconds":…, "verdict":…}; null for what can't be told.
nlohmann::ordered_json to_json(const Fit& fit);
// Of a population: the same without days and verdict, which are a couple's.
nlohmann::ordered_json population_json(const Fit& fit);
// Of one couple of a partial pool: what is its own, with its days and verdict.
nlohmann::ordered_json couple_json(const Fit& fit);

// What is told of the only couple, with its name as "couple" before it, if it has one.
nlohmann::ordered_json named_json(const std::string& name, nlohmann::ordered_json told);

nlohmann::ordered_json to_json(const Summary& summary);
nlohmann::ordered_json number_json(double value);  // null where it is no number

}  // namespace concertina::cli

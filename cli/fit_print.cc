#include "cli/fit_print.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "cli/figure.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;
using rhythm::Verdict;

// What chains that can be relied on have (Vehtari and others 2021).
constexpr double kGoodRhat = 1.01, kLeastEss = 400;
// What is told of a couple of a partial pool: the rest is everybody's.
constexpr std::array<std::string_view, 8> kOfACouple = {"a", "d", "r", "k", "rho", "kappa", "mu_c", "mu_s"};

std::string days(int count) { return std::to_string(count) + (count == 1 ? " day" : " days"); }

// The summaries of all quantities, or of those that `wanted` names, with the gain beside them and its signs.
void put_summaries(Json& out, const Fit& fit, std::span<const std::string_view> wanted = {}) {
  Json parameters = Json::object(), gain;
  for (std::size_t at = 0; at < fit.names.size(); ++at) {
    const std::string& name = fit.names[at];
    const bool is_gain = name == "gain";
    if (!is_gain && !wanted.empty() && std::ranges::find(wanted, name) == wanted.end()) continue;
    (is_gain ? gain : parameters[name]) = to_json(summary_of(fit.columns[at], fit.chains));
  }
  out["parameters"] = std::move(parameters);
  out["gain"] = std::move(gain);
  const rhythm::Evidence evidence = evidence_of(fit);
  out["p_gain_positive"] = evidence.p_positive;
  out["p_gain_above_1"] = evidence.p_above_1;
}

void print_verdict(std::ostream& out, Verdict verdict, const Fit& fit, const Summary& gain) {
  constexpr const char* kTrap = " A strain from outside that lasts can look the same.\n";
  const std::string between = " (between " + percent(gain.low90) + " and " + percent(gain.high90) + ")";
  switch (verdict) {
    case Verdict::not_yet:
      if (fit.days_both < rhythm::kDaysNeeded) {
        out << "Not yet: " << days(fit.days_both) << (fit.days_both == 1 ? " holds" : " hold")
            << " both c and s, and nothing is said before " << rhythm::kDaysNeeded << ".\n";
      } else if (!is_trusted(fit)) {
        out << "Not yet: these draws are too few, or agree too little, for anything to be said by them. "
               "Please "
               "ask\nfor more --draws, or --warmup.\n";
      } else {
        out << "Not yet: these days leave open whether there is a circle. For months that is the usual "
               "answer.\n";
      }
      return;
    case Verdict::circle:
      out << "These days move as they would in a circle. If this picture is right, of every push that goes\n"
             "round about "
          << percent(gain.median) << " comes back" << between << "." << kTrap;
      return;
    case Verdict::runaway:
      out << "These days move as they would in a circle. If this picture is right, a push comes back larger "
             "than\nit went: about "
          << percent(gain.median) << " of it" << between
          << ". That a circle feeds itself is no one's doing alone, and either\nside's softening slows it."
          << kTrap;
      return;
    case Verdict::balancing:
      out << "If this picture is right, a push that goes round comes back the other way, and so the two "
             "balance:\nabout "
          << percent(-gain.median) << " of it (between " << percent(-gain.high90) << " and "
          << percent(-gain.low90) << ").\n";
      return;
    case Verdict::no_sign:
      out << "There is no sign of a circle in these days: if this picture is right, little of a push comes\n"
             "back, about "
          << percent(gain.median) << between << ".\n";
      return;
  }
}

}  // namespace

nlohmann::ordered_json number_json(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

nlohmann::ordered_json to_json(const Summary& one) {
  Json out;
  out["median"] = number_json(one.median);
  out["q2.5"] = number_json(one.low95);
  out["q5"] = number_json(one.low90);
  out["q25"] = number_json(one.low50);
  out["q75"] = number_json(one.high50);
  out["q95"] = number_json(one.high90);
  out["q97.5"] = number_json(one.high95);
  out["mean"] = number_json(one.mean);
  out["sd"] = number_json(one.sd);
  out["rhat"] = number_json(one.rhat);
  out["ess_bulk"] = number_json(one.bulk_ess);
  out["ess_tail"] = number_json(one.tail_ess);
  return out;
}

nlohmann::ordered_json to_json(const Fit& fit) {
  Json out;
  put_summaries(out, fit);
  out["divergences"] = fit.divergences;
  out["draws"] = fit.chains * fit.draws;
  out["days_both"] = fit.days_both;
  out["seconds"] = fit.seconds;
  out["verdict"] = name_of(verdict_of(fit));
  return out;
}

nlohmann::ordered_json population_json(const Fit& fit) {
  Json out;
  put_summaries(out, fit);
  return out;
}

nlohmann::ordered_json couple_json(const Fit& fit) {
  Json out;
  put_summaries(out, fit, kOfACouple);
  out["days_both"] = fit.days_both;
  out["verdict"] = name_of(verdict_of(fit));
  return out;
}

nlohmann::ordered_json named_json(const std::string& name, nlohmann::ordered_json told) {
  if (name.empty()) return told;
  Json out{{"couple", name}};
  out.update(told);
  return out;
}

void print_fit(std::ostream& out, const Fit& fit) {
  print_table(out, fit);
  print_verdict(out, fit);
}

void print_verdict(std::ostream& out, const Fit& fit) {
  print_verdict(out, verdict_of(fit), fit, summary_of(fit.column("gain"), fit.chains));
}

void print_table(std::ostream& out, const Fit& fit) {
  std::size_t width = 9;
  for (const std::string& name : fit.names) width = std::max(width, width_of(name));
  out << padded("", width, false);
  for (const char* head : {"middle", "5 %", "95 %", "R-hat", "ESS bulk", "ESS tail"}) {
    out << padded(head, 10, true);
  }
  out << '\n';
  double worst_rhat = 0, least_ess = HUGE_VAL;
  for (std::size_t at = 0; at < fit.names.size(); ++at) {
    const Summary one = summary_of(fit.columns[at], fit.chains);
    out << padded(fit.names[at], width, false);
    for (const double value : {one.median, one.low90, one.high90, one.rhat}) {
      out << padded(fixed(value, 3), 10, true);
    }
    for (const double ess : {one.bulk_ess, one.tail_ess}) out << padded(fixed(ess, 0), 10, true);
    out << '\n';
    // What can't be told is as bad as can be.
    worst_rhat = one.rhat <= worst_rhat ? worst_rhat : std::isnan(one.rhat) ? HUGE_VAL : one.rhat;
    least_ess = std::min({least_ess, std::isnan(one.bulk_ess) ? 0 : one.bulk_ess,
                          std::isnan(one.tail_ess) ? 0 : one.tail_ess});
  }
  out << '\n';
  if (worst_rhat > kGoodRhat || least_ess < kLeastEss) {
    out << "The chains don't tell the same well enough yet: take these figures lightly, or ask for more "
           "--draws.\n";
  }
  if (fit.divergences > 0) {
    out << fit.divergences << (fit.divergences == 1 ? " draw" : " draws")
        << " met a place too curved for the step: the tails may be a little off.\n";
  }
}

void print_couples_head(std::ostream& out, std::size_t width) {
  out << padded("couple", width, false);
  for (const char* head : {"days", "gain", "5 %", "95 %", "R-hat", "ESS bulk"}) out << padded(head, 10, true);
  out << "  what may be said\n";
}

void print_couple(std::ostream& out, const std::string& name, std::size_t width, const Fit& fit) {
  const Summary gain = summary_of(fit.column("gain"), fit.chains);
  out << padded(name, width, false) << padded(std::to_string(fit.days_both), 10, true);
  for (const double value : {gain.median, gain.low90, gain.high90, gain.rhat}) {
    out << padded(fixed(value, 3), 10, true);
  }
  out << padded(fixed(gain.bulk_ess, 0), 10, true) << "  " << name_of(verdict_of(fit)) << '\n';
}

}  // namespace concertina::cli

// Is the model's uncertainty true? Simulation-based calibration (Talts et al. 2018): a law is drawn from the
// shipped priors, sixty days are simulated by it, and the fit of these days is asked where the law's own
// numbers lie among its draws. If prior, simulation, likelihood and sampler belong together, every place is
// equally likely. Days of which any number is beyond 10 are thrown away with their law: that depends on the
// data alone, so it changes nothing.
//
// Then: a circle that feeds itself (G = 1.1) for 120 days is found again.
//
// calibration_proof [SETS [FOLDER]]   into FOLDER: calibration.svg, and prior.svg, what the priors hold
// likely
#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

#include "core/rhythm/diagnosis.h"
#include "proofs/trials.h"

namespace concertina::proofs {
namespace {

using namespace rhythm;

constexpr std::size_t kDrawn =
    99;  // draws of a fit that a number is placed among, far enough apart to be independent
constexpr std::size_t kBins = 20;  // of the kDrawn + 1 places
constexpr std::size_t kThin = 16;  // every 16th of each chain's draws
constexpr std::size_t kWarmup = 400;
constexpr double kFar = 10;

struct Trial {
  std::array<std::size_t, kTold> place;
  std::size_t thrown_away = 0;
  std::size_t divergent = 0;
};

std::vector<double> from_the_priors(Random& random) {
  const Priors priors = shipped_priors();
  std::vector<double> out;
  for (const Prior& prior : priors.parts) out.push_back(prior.centre + prior.spread * random.normal());
  return out;
}

Trial try_one(std::size_t number) {
  Random random(20'261'123, number);
  Trial out;
  for (;; ++out.thrown_away) {
    const std::vector<double> truth = from_the_priors(random);
    const Start start;
    const auto sights = simulate(law_at(truth), start, Habit{.days = 60}, random);
    if (std::ranges::any_of(sights, [](const Sight& one) { return !(std::abs(one.value) <= kFar); }))
      continue;
    const Course course = course_of(sights, {}, start);
    const Fit fit(course, number, kWarmup, (kDrawn + 1) / Plan{}.chains * kThin);
    const Sampler& draws = fit.draws();
    const auto true_ones = told(truth);
    out.place.fill(0);
    std::size_t taken = 0;
    for (std::size_t chain = 0; chain < draws.chains(); ++chain) {
      for (std::size_t at = kThin - 1; at < draws.count(); at += kThin) {
        if (taken++ == kDrawn) break;
        const auto drawn = told(draws.draw(chain, at));
        for (std::size_t part = 0; part < kTold; ++part) out.place[part] += drawn[part] < true_ones[part];
      }
    }
    out.divergent = draws.divergent();
    return out;
  }
}

using Counts = std::array<std::size_t, kBins>;

double chance_of(const Counts& counts, double each) {
  double square = 0;
  for (const std::size_t count : counts) square += std::pow(static_cast<double>(count) - each, 2) / each;
  return boost::math::gamma_q((kBins - 1) / 2.0, square / 2);
}

void draw(const std::string& file, const std::array<Counts, kTold>& counts, double each) {
  std::ofstream out(file);
  constexpr int kWide = 150, kTall = 90, kAcross = 5;
  const int rows = (static_cast<int>(kTold) + kAcross - 1) / kAcross;
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << kAcross * kWide << ' ' << rows * kTall
      << "\" font-family=\"sans-serif\" font-size=\"11\">\n<title>Where the truth lies among the draws: "
         "even, if the "
         "uncertainty is true. The band holds 99 of 100 bars.</title>\n";
  out << "<rect width=\"100%\" height=\"100%\" fill=\"#f8f3ea\"/>\n";
  const double per = 40 / each, swing = 2.576 * std::sqrt(each * (1 - 1.0 / kBins));
  for (std::size_t part = 0; part < kTold; ++part) {
    const int left = static_cast<int>(part) % kAcross * kWide + 10,
              foot = static_cast<int>(part) / kAcross * kTall + 80;
    out << "<rect x=\"" << left << "\" y=\"" << foot - (each + swing) * per << "\" width=\"" << kWide - 20
        << "\" height=\"" << 2 * swing * per << "\" fill=\"#b9d9d2\"/>\n<text x=\"" << left << "\" y=\""
        << foot - 62 << "\">" << kToldNames[part] << "</text>\n";
    const double width = (kWide - 20.0) / kBins;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      const double tall = static_cast<double>(counts[part][bin]) * per;
      out << "<rect x=\"" << left + static_cast<double>(bin) * width << "\" y=\"" << foot - tall
          << "\" width=\"" << width - 1 << "\" height=\"" << tall
          << "\" fill=\"#0f6462\" fill-opacity=\"0.7\"/>\n";
    }
  }
  out << "</svg>\n";
}

// What the priors hold likely: sixty days of each of fifteen laws, with none thrown away, between -10 and 10.
void draw_prior(const std::string& file) {
  std::ofstream out(file);
  constexpr int kWide = 150, kTall = 90, kAcross = 5, kLaws = 15;
  constexpr double kDays = 60, kUnit = 3.6;  // pixels of one point of the scale
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << kAcross * kWide << ' '
      << kLaws / kAcross * kTall
      << "\" font-family=\"sans-serif\" font-size=\"11\">\n<title>Sixty days of each of fifteen laws out of "
         "the priors: c in orange, s in green, from -10 to 10.</title>\n";
  out << "<rect width=\"100%\" height=\"100%\" fill=\"#f8f3ea\"/>\n";
  for (int at = 0; at < kLaws; ++at) {
    Random random(20'261'125, static_cast<std::uint64_t>(at));
    const auto truth = from_the_priors(random);
    const Habit habit{.days = kDays};
    const int left = at % kAcross * kWide + 10, middle = at / kAcross * kTall + 50;
    char gain[16];
    std::snprintf(gain, sizeof gain, "%.2f", std::round(100 * truth[2] * truth[3]) / 100 + 0.0);  // no -0
    out << "<text x=\"" << left << "\" y=\"" << middle - 38 << "\">G = " << gain << "</text>\n<rect x=\""
        << left << "\" y=\"" << middle - 10 * kUnit << "\" width=\"" << kWide - 20 << "\" height=\""
        << 20 * kUnit << "\" fill=\"#fff\"/>\n";
    const auto sights = simulate(law_at(truth), Start{}, habit, random);
    for (const int which : {0, 1}) {
      out << "<polyline fill=\"none\" stroke=\"" << (which == 0 ? "#b4690e" : "#0f6462") << "\" points=\"";
      for (const Sight& sight : sights) {
        if (sight.which != which) continue;
        out << left + sight.day / kDays * (kWide - 20) << ','
            << middle - kUnit * std::clamp(sight.value, -kFar, kFar) << ' ';
      }
      out << "\"/>\n";
    }
  }
  out << "</svg>\n";
}

bool calibrated(std::size_t sets, const std::string& folder) {
  std::vector<Trial> trials(sets);
  try_all("calibration", sets, [&](std::size_t at) { trials[at] = try_one(at); });
  std::array<Counts, kTold> counts{};
  std::array<std::size_t, kTold> within{};
  std::size_t thrown_away = 0, divergent = 0;
  for (const Trial& trial : trials) {
    thrown_away += trial.thrown_away;
    divergent += trial.divergent;
    for (std::size_t part = 0; part < kTold; ++part) {
      ++counts[part][trial.place[part] * kBins / (kDrawn + 1)];
      // The middle nine tenths of the places.
      within[part] += trial.place[part] >= (kDrawn + 1) / 20 && trial.place[part] < (kDrawn + 1) * 19 / 20;
    }
  }
  const double number = static_cast<double>(sets), each = number / kBins;
  const double error = std::sqrt(0.9 * 0.1 / number);
  std::printf(
      "%zu sets of 60 days; %.1f %% of those simulated had a number beyond %g and were thrown away; "
      "%zu of %zu draws diverged.\n",
      sets, 100 * static_cast<double>(thrown_away) / (static_cast<double>(thrown_away) + number), kFar,
      divergent, sets * Plan{}.chains * (kDrawn + 1) / Plan{}.chains * kThin);
  bool holds = true;
  std::printf("%-8s %9s %9s\n", "", "p even", "in 90 %");
  for (std::size_t part = 0; part < kTold; ++part) {
    const double p = chance_of(counts[part], each), share = static_cast<double>(within[part]) / number;
    const bool good = p > 0.01 / kTold && std::abs(share - 0.9) < 4 * error;
    holds = holds && good;
    std::printf("%-8s %9.4f %9.4f%s\n", std::string(kToldNames[part]).c_str(), p, share,
                good ? "" : "  NOT EVEN");
  }
  std::printf("Asked: p above %.5f, and within %.4f of 0.9 (four standard errors).\n", 0.01 / kTold,
              4 * error);
  if (!folder.empty()) {
    draw(folder + "/calibration.svg", counts, each);
    draw_prior(folder + "/prior.svg");
  }
  return holds;
}

// The interval of nine tenths holds the gain in nine tenths of the sets, within four standard errors.
bool recovered() {
  constexpr std::size_t kSets = 200;
  constexpr double kGain = 1.1;
  std::vector<double> middles(kSets);
  std::vector<char> held(kSets);
  try_all("recovery", kSets, [&](std::size_t at) {
    Random random(11, at);
    const Start start;
    const auto sights =
        simulate(law_of(std::sqrt(kGain), std::sqrt(kGain)), start, Habit{.days = 120}, random);
    const Course course = course_of(sights, {}, start);
    const Fit fit(course, at, kWarmup, 400);
    std::vector<double> gains = fit.draws().column(2);
    const std::vector<double> k = fit.draws().column(3);
    for (std::size_t draw = 0; draw < gains.size(); ++draw) gains[draw] *= k[draw];
    std::ranges::sort(gains);
    middles[at] = quantile(gains, 0.5);
    held[at] = quantile(gains, 0.05) < kGain && kGain < quantile(gains, 0.95);
  });
  std::ranges::sort(middles);
  const double share = static_cast<double>(std::ranges::count(held, 1)) / kSets;
  const double error = std::sqrt(0.9 * 0.1 / kSets);
  std::printf(
      "G = 1.1, 120 days, %zu sets: the middle of the posterior's gain is %.3f in the middle set, 90 %% of "
      "them "
      "between %.3f and %.3f; the 90 %% interval holds 1.1 in %.1f %% of them.\n",
      kSets, quantile(middles, 0.5), quantile(middles, 0.05), quantile(middles, 0.95), 100 * share);
  return std::abs(share - 0.9) < 4 * error && std::abs(quantile(middles, 0.5) - kGain) < 0.1;
}

}  // namespace
}  // namespace concertina::proofs

int main(int count, char** words) {
  const std::size_t sets = count > 1 ? static_cast<std::size_t>(std::strtoul(words[1], nullptr, 10)) : 4000;
  if (sets < 200) {
    std::fputs("calibration_proof [SETS [FOLDER]]: at least 200 sets.\n", stderr);
    return 2;
  }
  const bool calibrated = concertina::proofs::calibrated(sets, count > 2 ? words[2] : "");
  const bool recovered = concertina::proofs::recovered();
  return calibrated && recovered ? 0 : 1;
}

// Trials: many simulated couples, each with a fit of its own, over all cores. What a trial gives follows from
// its number alone.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "core/rhythm/circle.h"
#include "core/rhythm/diagnosis.h"
#include "core/rhythm/sampler.h"
#include "core/rhythm/simulation.h"
#include "core/rhythm/verdict.h"

namespace concertina::proofs {

// Does trial(i) for each i below `count`, and says on standard error how far it is.
inline void try_all(const char* name, std::size_t count, const std::function<void(std::size_t)>& trial) {
  std::atomic<std::size_t> next = 0, done = 0;
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::jthread> crew;
  for (unsigned hand = 0; hand < std::max(1U, std::thread::hardware_concurrency()); ++hand) {
    crew.emplace_back([&] {
      for (std::size_t at = next++; at < count; at = next++) {
        trial(at);
        const std::size_t so_far = ++done;
        if (so_far % std::max<std::size_t>(1, count / 10) != 0) continue;
        const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        std::fprintf(stderr, "  %s: %zu of %zu, %.0f s\n", name, so_far, count, seconds);
      }
    });
  }
}

// A law by its gain's two factors, and all else as the probes of the design had it: decays of 0.7 a day,
// noise of 1 a day, errors of 0.7.
inline rhythm::Law<double> law_of(double r, double k) {
  rhythm::Law<double> out{};
  out.a = out.d = 0.7;
  out.rho = r * out.a;
  out.kappa = k * out.d;
  out.noise = {1, 0, 1};
  out.error = {0.49, 0.49};
  return out;
}

// The draws of the posterior of one diary, by the shipped priors. `course` must outlive it.
class Fit {
 public:
  Fit(const rhythm::Course& course, std::uint64_t seed, std::size_t warmup, std::size_t draws)
      : circle_(course, rhythm::shipped_priors()),
        sampler_(circle_, plan_of(seed, warmup, draws), starts(course, seed)) {
    while (sampler_.advance(10'000)) {
    }
  }
  const rhythm::Sampler& draws() const { return sampler_; }

 private:
  static rhythm::Plan plan_of(std::uint64_t seed, std::size_t warmup, std::size_t draws) {
    rhythm::Plan out;
    out.seed = seed;
    out.warmup = warmup;
    out.draws = draws;
    return out;
  }
  std::vector<double> starts(const rhythm::Course& course, std::uint64_t seed) const {
    std::vector<double> out;
    for (std::uint64_t chain = 0; chain < rhythm::Plan{}.chains; ++chain) {
      rhythm::Random random(seed, 1000 + chain);
      std::vector<double> normals(circle_.size());
      for (double& one : normals) one = random.normal();
      const auto start = rhythm::somewhere(rhythm::shipped_priors(), {&course, 1}, normals);
      out.insert(out.end(), start.begin(), start.end());
    }
    return out;
  }

  rhythm::Circle circle_;
  rhythm::Sampler sampler_;
};

inline rhythm::Evidence evidence_of(const Fit& fit) {
  const auto column = [&](rhythm::Part part) { return fit.draws().column(static_cast<std::size_t>(part)); };
  return rhythm::evidence_of(column(rhythm::Part::r), column(rhythm::Part::k));
}

// As a page judges it.
inline rhythm::Verdict verdict_of(const Fit& fit, int days) {
  std::vector<double> gains = fit.draws().column(static_cast<std::size_t>(rhythm::Part::r));
  const std::vector<double> k = fit.draws().column(static_cast<std::size_t>(rhythm::Part::k));
  for (std::size_t at = 0; at < gains.size(); ++at) gains[at] *= k[at];
  const double rhat = rhythm::diagnose(gains, fit.draws().chains()).rhat;
  return rhythm::verdict_of(evidence_of(fit), days, fit.draws().count(), rhat);
}

}  // namespace concertina::proofs

// Is “when will it know” true? Couples are drawn from the shipped priors and note for 60 days. Of those that
// are told “not yet” with a week, about half must have a verdict when that week has come; of those that are
// told “more than a year, perhaps never”, fewer than half after a year. And beside it: how often the quick
// fit of a future (core/rhythm/peak.h) says what the sampler says of the same days. foresight_proof [COUPLES]
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include "core/rhythm/diagnosis.h"
#include "core/rhythm/foresight.h"
#include "proofs/trials.h"

namespace concertina::proofs {
namespace {

using namespace rhythm;

constexpr std::size_t kWarmup = 300, kDraws = 300;
constexpr std::size_t kFutures = 40;
constexpr double kDays = 60;
constexpr std::array<int, 2> kCompared = {13, 52};  // weeks, after which a future is fitted both ways
constexpr double kFurthest = 10;                    // a couple with a greater number is drawn anew

struct Seen {
  bool asked = false;  // it was told “not yet” after 60 days
  std::optional<int> weeks;
  bool came = false;  // there was a verdict then, or, where none was told, after a year
  double seconds = 0;
  int compared = 0, same = 0;
  std::vector<double> apart, ess;  // of the quick fits: P(circle) less the sampler's, and their sizes
};

// Of this thread.
double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Law<double> drawn(Random& random) {
  const Priors priors = shipped_priors();
  std::vector<double> point(kParts);
  for (std::size_t part = 0; part < kParts; ++part) {
    point[part] = priors.parts[part].centre + priors.parts[part].spread * random.normal();
  }
  return law_at(point);
}

std::vector<Sight> couple(std::size_t at) {
  for (std::uint64_t again = 0;; ++again) {
    Random random(20'261'123, 1'000'000 * again + at);
    const Law<double> law = drawn(random);
    auto sights = simulate(law, Start{}, {.days = kDays + 7 * kFarthestWeek}, random);
    if (std::ranges::all_of(sights, [](const Sight& one) { return std::abs(one.value) <= kFurthest; })) {
      return sights;
    }
  }
}

std::span<const Sight> till(std::span<const Sight> sights, double day) {
  return sights.first(static_cast<std::size_t>(
      std::ranges::partition_point(sights, [&](const Sight& one) { return one.day < day; }) -
      sights.begin()));
}

struct Sampled {
  Verdict verdict;
  double p_circle;
};

Sampled sampled(std::span<const Sight> sights, std::uint64_t seed, int days) {
  const Course course = course_of(sights, {}, Start{});
  const Fit fit(course, seed, kWarmup, kDraws);
  return {verdict_of(fit, days), evidence_of(fit).p_circle};
}

Seen look_at(std::size_t at) {
  Seen out;
  const auto all = couple(at);
  const auto sights = till(all, kDays);
  const Course course = course_of(sights, {}, Start{});
  const Fit fit(course, at, kWarmup, kDraws);
  const int days = static_cast<int>(kDays);
  if (verdict_of(fit, days) != Verdict::not_yet) return out;
  out.asked = true;
  std::vector<std::vector<double>> points;
  for (std::size_t future = 0; future < kFutures; ++future) {
    const auto draw = fit.draws().draw(future % Plan{}.chains, future * kDraws / kFutures);
    points.emplace_back(draw.begin(), draw.end());
  }
  Foresight foresight(sights, {}, days, points, at);
  const double began = cpu_seconds();
  while (foresight.advance(10'000)) {
  }
  out.seconds = cpu_seconds() - began;
  out.weeks = foresight.weeks();
  const int then = out.weeks.value_or(kFarthestWeek);
  out.came = sampled(till(all, kDays + 7 * then), at, days).verdict != Verdict::not_yet;
  for (const int weeks : kCompared) {
    const std::size_t future = at % kFutures;
    const auto quick = foresight.judge(future, weeks);
    const Sampled slow = sampled(foresight.diary_of(future, weeks), at, days);
    ++out.compared;
    out.same += quick.verdict == slow.verdict ? 1 : 0;
    out.apart.push_back(quick.p_circle - slow.p_circle);
    out.ess.push_back(quick.ess);
  }
  return out;
}

bool holds(std::size_t couples) {
  std::vector<Seen> seen(couples);
  try_all("foresight", couples, [&](std::size_t at) { seen[at] = look_at(at); });
  int told = 0, came = 0, never = 0, never_came = 0, compared = 0, same = 0;
  std::vector<double> seconds, apart, ess;
  double bias = 0;
  for (const Seen& one : seen) {
    if (!one.asked) continue;
    (one.weeks ? told : never) += 1;
    (one.weeks ? came : never_came) += one.came ? 1 : 0;
    compared += one.compared;
    same += one.same;
    seconds.push_back(one.seconds);
    for (const double by : one.apart) {
      apart.push_back(std::abs(by));
      bias += by;
    }
    ess.insert(ess.end(), one.ess.begin(), one.ess.end());
  }
  for (auto* list : {&seconds, &apart, &ess}) std::ranges::sort(*list);
  const double share = static_cast<double>(same) / compared;
  // Half of the told come true, and some more: a week is rounded up to the next that is looked at.
  const double error = 0.5 / std::sqrt(std::max(1, told));
  const double part = static_cast<double>(came) / std::max(1, told);
  const double late = static_cast<double>(never_came) / std::max(1, never);
  std::printf(
      "%zu couples from the priors, 60 days: %d are told “not yet”\n"
      "  %d are told a week; when it came, %d had a verdict (%.0f %%)\n"
      "  %d are told “more than a year, perhaps never”; after a year %d had a verdict (%.0f %%)\n"
      "  the quick fit and the sampler: %d of %d verdicts the same (%.1f %%); P(circle) is off by %.3f in "
      "the "
      "middle,\n  %.3f in 95 of 100, %+.4f on average; effective draws %.0f in the middle, %.0f in 5 of 100\n"
      "  a foresight takes %.2f s of a processor in the middle, %.2f s at most\n",
      couples, told + never, told, came, 100 * part, never, never_came, 100 * late, same, compared,
      100 * share, quantile(apart, 0.5), quantile(apart, 0.95), bias / compared, quantile(ess, 0.5),
      quantile(ess, 0.05), quantile(seconds, 0.5), quantile(seconds, 1));
  // Nearly nine of ten were the same when this was measured.
  const double share_error = 0.33 / std::sqrt(std::max(1, compared));
  return share >= 0.88 - 4 * share_error && part >= 0.5 - 4 * error && part <= 0.7 + 4 * error &&
         late <= 0.5 + 4 * 0.5 / std::sqrt(std::max(1, never));
}

}  // namespace
}  // namespace concertina::proofs

int main(int count, char** words) {
  const std::size_t couples = count > 1 ? static_cast<std::size_t>(std::strtoul(words[1], nullptr, 10)) : 200;
  if (couples == 0) {
    std::fputs("foresight_proof [COUPLES]: at least one couple.\n", stderr);
    return 2;
  }
  return concertina::proofs::holds(couples) ? 0 : 1;
}

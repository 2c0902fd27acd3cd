#include "cli/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "core/rhythm/diagnosis.h"

namespace concertina::cli {
namespace {

using rhythm::Chain;

constexpr std::size_t kSlice = 64;  // looks of the density between two questions whether to end
constexpr int kTries = 100;         // to find where a chain can begin
constexpr std::uint64_t kStartStreams = std::uint64_t{1} << 32;  // apart from the chains' own
constexpr std::chrono::milliseconds kShowEach{200};

// A point for each chain at which the density has a value, one after the other; empty if there is none.
std::vector<double> starts_of(rhythm::Circle& circle, const rhythm::Course& course,
                              const rhythm::Priors& priors, const rhythm::Plan& plan) {
  const std::size_t size = circle.size();
  std::vector<double> out, normals(size), slope(size);
  for (std::size_t chain = 0; chain < plan.chains; ++chain) {
    rhythm::Random random(plan.seed, kStartStreams + chain);
    for (int tries = 0;; ++tries) {
      if (tries == kTries) return {};
      for (double& normal : normals) normal = random.normal();
      const auto point = rhythm::somewhere(priors, {&course, 1}, normals);
      double value = 0;
      circle.look(1, point.data(), &value, slope.data());
      if (!std::isfinite(value)) continue;
      out.insert(out.end(), point.begin(), point.end());
      break;
    }
  }
  return out;
}

// What is told of each draw that all chains have.
void tell(const rhythm::Sampler& sampler, Fit& fit) {
  fit.draws = sampler.count();
  fit.divergences = sampler.divergent();
  for (auto& column : fit.columns) column.reserve(fit.chains * fit.draws);
  for (std::size_t chain = 0; chain < fit.chains; ++chain) {
    for (std::size_t index = 0; index < fit.draws; ++index) {
      const auto point = sampler.draw(chain, index);
      const auto numbers = rhythm::told(point);
      for (std::size_t at = 0; at < numbers.size(); ++at) fit.columns[at].push_back(numbers[at]);
      for (std::size_t at = rhythm::kParts; at < point.size(); ++at) {
        fit.columns[at - rhythm::kParts + numbers.size()].push_back(point[at]);
      }
    }
  }
}

}  // namespace

const std::vector<double>& Fit::column(std::string_view name) const {
  return columns[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())];
}

Summary summary_of(const std::vector<double>& column, std::size_t chains) {
  const rhythm::Diagnosis told = rhythm::diagnose(column, chains);
  std::vector<double> sorted = column;
  std::ranges::sort(sorted);
  const auto point = [&](double p) { return rhythm::quantile(sorted, p); };
  return {point(0.5),   point(0.025), point(0.05), point(0.25), point(0.75),   point(0.95),
          point(0.975), told.mean,    told.sd,     told.rhat,   told.bulk_ess, told.tail_ess};
}

rhythm::Evidence evidence_of(const Fit& fit) { return rhythm::evidence_of(fit.column("r"), fit.column("k")); }

Fit fit_one(const CoupleDiary& diary, const std::vector<std::string>& inputs, const rhythm::Priors& priors,
            const rhythm::Plan& plan, const std::atomic<bool>& ended, std::atomic<double>& progress) {
  const auto began = std::chrono::steady_clock::now();
  Fit out;
  out.chains = plan.chains;
  out.days_both = diary.days_both;
  out.names.assign(rhythm::kToldNames.begin(), rhythm::kToldNames.end());
  for (const std::string& input : inputs) {
    out.names.push_back(input + "_c");
    out.names.push_back(input + "_s");
  }
  out.columns.resize(out.names.size());
  rhythm::Course course = course_of(diary, {});
  course.inputs = inputs.size();  // also those that never push this couple: their prior speaks
  rhythm::Circle circle(course, priors);
  const auto starts = starts_of(circle, course, priors, plan);
  if (starts.empty()) {
    out.state = Chain::State::no_start;
    return out;
  }
  rhythm::Sampler sampler(circle, plan, starts);
  while (!ended && sampler.advance(kSlice)) progress = sampler.progress();
  out.state = sampler.state();
  if (out.state == Chain::State::running || out.state == Chain::State::finished) tell(sampler, out);
  progress = 1;
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return out;
}

Result<void> fit_all(const Diaries& diaries, const rhythm::Priors& priors, const rhythm::Plan& plan,
                     const std::atomic<bool>& ended, const std::function<void(double)>& show,
                     const std::function<Result<void>(std::size_t, Fit&&)>& take) {
  const std::size_t count = diaries.couples.size();
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, count);
  std::vector<std::atomic<double>> progress(count);
  std::vector<std::optional<Fit>> fits(count);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;  // to begin no further one
  std::mutex mutex;                // of `fits` and `at_work`
  std::condition_variable changed;
  std::size_t at_work = threads;

  const auto work = [&] {
    while (!stop && !ended) {
      const std::size_t couple = next++;
      if (couple >= count) break;
      rhythm::Plan own = plan;
      own.seed = rhythm::Random(plan.seed, couple).next();
      Fit fit = fit_one(diaries.couples[couple], diaries.inputs, priors, own, ended, progress[couple]);
      const std::lock_guard lock(mutex);
      fits[couple] = std::move(fit);
      changed.notify_one();
    }
    const std::lock_guard lock(mutex);
    --at_work;
    changed.notify_one();
  };
  std::vector<std::jthread> workers;
  for (std::size_t thread = 0; thread < threads; ++thread) workers.emplace_back(work);

  Result<void> done;
  for (std::size_t couple = 0; couple < count && done; ++couple) {
    std::unique_lock lock(mutex);
    while (!fits[couple] && at_work > 0) {
      changed.wait_for(lock, kShowEach);
      double sum = 0;
      for (const auto& one : progress) sum += one;
      show(sum / static_cast<double>(count));
    }
    if (!fits[couple]) break;  // ended before it began
    Fit fit = std::move(*fits[couple]);
    fits[couple].reset();
    lock.unlock();
    done = take(couple, std::move(fit));
  }
  stop = true;
  return done;
}

}  // namespace concertina::cli

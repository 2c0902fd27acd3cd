#include "cli/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "core/rhythm/diagnosis.h"

namespace concertina::cli {
namespace {

using rhythm::Chain;

constexpr std::size_t kSlice = 64;  // looks of the density between two questions whether to end
constexpr int kTries = 100;         // to find where a chain can begin
constexpr std::uint64_t kStartStreams = std::uint64_t{1} << 32;  // apart from the chains' own
constexpr std::chrono::milliseconds kShowEach{200};
constexpr double kMostAhead = 64;

// How many couples may be at work or wait to be told of, where each keeps so many numbers.
std::size_t couples_ahead(double numbers) {
  return static_cast<std::size_t>(std::clamp(kMostNumbers / numbers, 1.0, kMostAhead));
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

bool is_trusted(const Fit& fit) {
  return rhythm::is_trusted(fit.draws, rhythm::diagnose(fit.column("gain"), fit.chains).rhat);
}

rhythm::Verdict verdict_of(const Fit& fit) {
  const double rhat = rhythm::diagnose(fit.column("gain"), fit.chains).rhat;
  return rhythm::verdict_of(evidence_of(fit), fit.days_both, fit.draws, rhat);
}

std::vector<std::vector<double>> points_of(const Fit& fit, std::size_t most) {
  const std::size_t all = fit.chains * fit.draws, take = std::min(most, all);
  std::vector<std::vector<double>> out(take);
  for (std::size_t at = 0; at < take; ++at) {
    const std::size_t draw = at * all / take;
    for (std::size_t part = 0; part < rhythm::kParts; ++part) {
      const auto scale = rhythm::scale_of(static_cast<rhythm::Part>(part));
      out[at].push_back(rhythm::sampled(scale, fit.column(rhythm::kPartNames[part])[draw]));
    }
    for (std::size_t effect = rhythm::kTold; effect < fit.columns.size(); ++effect) {
      out[at].push_back(fit.columns[effect][draw]);
    }
  }
  return out;
}

Fit fit_without_draws(const std::vector<std::string>& inputs, bool by_day, const rhythm::Plan& plan) {
  Fit out;
  out.chains = plan.chains;
  out.names.assign(rhythm::kToldNames.begin(), rhythm::kToldNames.end());
  for (const std::string& input : inputs) {
    out.names.push_back(input + "_c");
    out.names.push_back(input + "_s");
  }
  out.by_day = by_day;
  if (by_day) out.names.insert(out.names.end(), {"day_c", "day_s"});
  out.columns.resize(out.names.size());
  return out;
}

void tell(std::span<const double> point, Fit& fit) {
  const auto numbers = rhythm::told(point);
  for (std::size_t at = 0; at < numbers.size(); ++at) fit.columns[at].push_back(numbers[at]);
  for (std::size_t at = rhythm::kParts; at < point.size(); ++at) {
    const bool is_day = fit.by_day && at + 2 >= point.size();  // sampled as logarithms
    fit.columns[at - rhythm::kParts + numbers.size()].push_back(is_day ? std::exp(point[at]) : point[at]);
  }
}

double numbers_of(const Diaries& diaries, bool by_day, const rhythm::Plan& plan) {
  return static_cast<double>(fit_without_draws(diaries.inputs, by_day, plan).names.size()) *
         static_cast<double>(plan.chains) * static_cast<double>(plan.draws);
}

std::vector<double> starts_of(rhythm::Density& density, const rhythm::Plan& plan,
                              const std::function<std::vector<double>(std::span<const double>)>& start) {
  const std::size_t size = density.size();
  std::vector<double> out, normals(size), slope(size);
  for (std::size_t chain = 0; chain < plan.chains; ++chain) {
    rhythm::Random random(plan.seed, kStartStreams + chain);
    for (int tries = 0;; ++tries) {
      if (tries == kTries) return {};
      for (double& normal : normals) normal = random.normal();
      const auto point = start(normals);
      double value = 0;
      density.look(1, point.data(), &value, slope.data());
      if (!std::isfinite(value)) continue;
      out.insert(out.end(), point.begin(), point.end());
      break;
    }
  }
  return out;
}

Fit fit_one(const CoupleDiary& diary, const std::vector<std::string>& inputs, const rhythm::Priors& priors,
            bool by_day, const rhythm::Plan& plan, const std::function<bool()>& ended,
            std::atomic<double>& progress) {
  const auto began = std::chrono::steady_clock::now();
  Fit out = fit_without_draws(inputs, by_day, plan);
  out.days_both = diary.days_both;
  const rhythm::Course course = course_of(diary, {}, inputs.size(), by_day);
  rhythm::Circle circle(course, priors);
  const auto starts = starts_of(circle, plan, [&](std::span<const double> normals) {
    return rhythm::somewhere(priors, {&course, 1}, normals);
  });
  if (starts.empty()) {
    out.state = Chain::State::no_start;
    return out;
  }
  rhythm::Sampler sampler(circle, plan, starts);
  while (!ended() && sampler.advance(kSlice)) progress = sampler.progress();
  out.state = sampler.state();
  if (out.state == Chain::State::running || out.state == Chain::State::finished) {
    out.draws = sampler.count();
    out.divergences = sampler.divergent();
    for (auto& column : out.columns) column.reserve(out.chains * out.draws);
    for (std::size_t chain = 0; chain < out.chains; ++chain) {
      for (std::size_t draw = 0; draw < out.draws; ++draw) tell(sampler.draw(chain, draw), out);
    }
  }
  progress = 1;
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return out;
}

Result<void> fit_all(const Diaries& diaries, const rhythm::Priors& priors, bool by_day,
                     const rhythm::Plan& plan, const std::atomic<bool>& ended,
                     const std::function<void(double)>& show,
                     const std::function<Result<void>(std::size_t, Fit&&)>& take) {
  const std::size_t count = diaries.couples.size();
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, count);
  const std::size_t ahead = couples_ahead(numbers_of(diaries, by_day, plan));
  std::vector<std::atomic<double>> progress(count);
  std::vector<std::optional<Fit>> fits(count);
  std::atomic<bool> stop = false;
  std::mutex mutex;  // of what follows, and of `fits`
  std::condition_variable changed;
  std::size_t next = 0, taken = 0, at_work = 0;
  std::exception_ptr failure;
  const auto is_ended = [&] { return stop || ended; };

  const auto fit = [&](std::size_t couple) {
    rhythm::Plan own = plan;
    own.seed = rhythm::Random(plan.seed, couple).next();
    return fit_one(diaries.couples[couple], diaries.inputs, priors, by_day, own, is_ended, progress[couple]);
  };
  const auto work = [&] {
    std::unique_lock lock(mutex);
    try {
      for (;;) {
        while (!is_ended() && next < count && next >= taken + ahead) changed.wait_for(lock, kShowEach);
        if (is_ended() || next >= count) break;
        const std::size_t couple = next++;
        lock.unlock();
        Fit done = fit(couple);
        lock.lock();
        fits[couple] = std::move(done);
        changed.notify_all();
      }
    } catch (...) {
      if (!lock) lock.lock();
      failure = std::current_exception();
      stop = true;
    }
    --at_work;
    changed.notify_all();
  };
  std::vector<std::jthread> workers;
  const struct Ending {  // the workers', also where telling of a fit fails
    std::atomic<bool>& stop;
    ~Ending() { stop = true; }
  } ending{stop};
  for (std::size_t thread = 0; thread < threads; ++thread) {
    const std::lock_guard lock(mutex);
    try {
      workers.emplace_back(work);
    } catch (const std::system_error&) {
      if (workers.empty()) throw;
      break;  // those that there are do it
    }
    ++at_work;
  }

  for (std::size_t couple = 0; couple < count; ++couple) {
    std::unique_lock lock(mutex);
    while (!fits[couple] && at_work > 0) {
      changed.wait_for(lock, kShowEach);
      double sum = 0;
      for (const auto& one : progress) sum += one;
      show(sum / static_cast<double>(count));
    }
    if (failure) std::rethrow_exception(failure);
    if (!fits[couple]) break;  // ended before it began
    Fit done = std::move(*fits[couple]);
    fits[couple].reset();
    lock.unlock();
    if (auto ok = take(couple, std::move(done)); !ok) return ok;
    lock.lock();
    ++taken;
    changed.notify_all();
  }
  return {};
}

}  // namespace concertina::cli

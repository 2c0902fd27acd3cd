#include "cli/pool_fit.h"

#include <chrono>
#include <cmath>

namespace concertina::cli {
namespace {

using Clock = std::chrono::steady_clock;
using rhythm::Pooling;

constexpr std::size_t kSlice = 64;  // looks of one couple's density between two questions whether to end
constexpr std::chrono::milliseconds kShowEach{200};

std::vector<rhythm::Course> courses_of(const Diaries& diaries) {
  std::vector<rhythm::Course> out;
  for (const CoupleDiary& diary : diaries.couples) out.push_back(course_of(diary, {}, diaries.inputs.size()));
  return out;
}

std::size_t shared_by(const Diaries& diaries) { return rhythm::kParts + 2 * diaries.inputs.size(); }

}  // namespace

std::size_t size_of_pool(const Diaries& diaries, Pooling pooling) {
  const std::size_t own = pooling == Pooling::partial ? rhythm::kOwn.size() : 0;
  return shared_by(diaries) + own * (1 + diaries.couples.size());
}

PoolFit::PoolFit(const Diaries& diaries, const rhythm::Priors& priors, const rhythm::Plan& plan,
                 Pooling pooling, unsigned hands)
    : diaries_(diaries),
      plan_(plan),
      pooling_(pooling),
      courses_(courses_of(diaries)),
      crew_(hands),
      pool_(courses_, priors, pooling, crew_.hands()) {
  // What all couples share goes together; of a couple's own a variance is enough, and its cost stays linear.
  plan_.metric = {pool_.shared()};
}

void PoolFit::run(const std::atomic<bool>& ended, const std::function<void(double)>& show) {
  const auto began = Clock::now();
  const auto starts =
      starts_of(pool_, plan_, [&](std::span<const double> normals) { return pool_.start(normals); });
  if (starts.empty()) return;
  sampler_.emplace(pool_, plan_, starts);
  const std::size_t slice = std::max<std::size_t>(1, kSlice / courses_.size());
  auto shown = began;
  while (!ended && sampler_->advance(slice)) {
    if (Clock::now() - shown < kShowEach) continue;
    show(sampler_->progress());
    shown = Clock::now();
  }
  seconds_ = std::chrono::duration<double>(Clock::now() - began).count();
}

Fit PoolFit::fit_of(const std::function<void(std::span<const double>, Fit&)>& teller, Fit fit) const {
  fit.state = sampler_ ? sampler_->state() : rhythm::Chain::State::no_start;
  fit.seconds = seconds_;
  if (fit.state != rhythm::Chain::State::running && fit.state != rhythm::Chain::State::finished) return fit;
  fit.draws = sampler_->count();
  fit.divergences = sampler_->divergent();
  for (auto& column : fit.columns) column.reserve(fit.chains * fit.draws);
  for (std::size_t chain = 0; chain < fit.chains; ++chain) {
    for (std::size_t draw = 0; draw < fit.draws; ++draw) teller(sampler_->draw(chain, draw), fit);
  }
  return fit;
}

Fit PoolFit::whole() const {
  Fit out = fit_without_draws(diaries_.inputs, false, plan_);
  for (const CoupleDiary& diary : diaries_.couples) out.days_both += diary.days_both;
  const std::size_t shared = shared_by(diaries_), told = out.names.size();
  if (pooling_ == Pooling::partial) {
    for (const rhythm::Part part : rhythm::kOwn) {
      out.names.push_back("spread_" + std::string(rhythm::kPartNames[static_cast<std::size_t>(part)]));
    }
    out.columns.resize(out.names.size());
  }
  const auto teller = [&](std::span<const double> draw, Fit& fit) {
    tell(draw.first(shared), fit);
    for (std::size_t own = 0; told + own < fit.names.size(); ++own) {
      fit.columns[told + own].push_back(std::exp(draw[shared + own]));
    }
  };
  return fit_of(teller, std::move(out));
}

Fit PoolFit::couple(std::size_t at) const {
  Fit out = fit_without_draws(diaries_.inputs, false, plan_);
  out.days_both = diaries_.couples[at].days_both;
  return fit_of([&](std::span<const double> draw, Fit& fit) { tell(pool_.couple_at(draw, at), fit); },
                std::move(out));
}

}  // namespace concertina::cli

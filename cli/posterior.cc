#include "cli/posterior.h"

#include "cli/figure.h"
#include "cli/pool_fit.h"
#include "cli/progress.h"
#include "cli/rhythm_json.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using rhythm::Chain;

Result<std::optional<rhythm::Pooling>> pooling_of(const std::string& pool) {
  if (pool == "none") return std::nullopt;
  if (pool == "partial") return rhythm::Pooling::partial;
  if (pool == "complete") return rhythm::Pooling::complete;
  return fail(Code::invalid, "--pool is none, partial or complete, and not “" + excerpt(pool, 40) + "”.");
}

Result<void> check_pool(const Posterior& posterior) {
  if (!posterior.pooling) return {};
  if (posterior.by_day) {
    return fail(Code::invalid, "--day-error goes with --pool none alone: each couple by itself.");
  }
  if (*posterior.pooling == rhythm::Pooling::partial && posterior.diaries.couples.size() == 1) {
    return fail(Code::invalid,
                "--pool partial lets couples learn from each other, and this diary has one. Please name its "
                "column of couples with --couple, or take --pool none.");
  }
  return {};
}

Result<void> check_memory(const Posterior& posterior) {
  const auto& [diaries, priors, plan, by_day, pooling] = posterior;
  double numbers = numbers_of(diaries, by_day, plan);
  if (pooling) {
    numbers = static_cast<double>(size_of_pool(diaries, *pooling)) * static_cast<double>(plan.chains) *
              static_cast<double>(plan.draws);
  }
  if (numbers <= kMostNumbers) return {};
  return fail(Code::invalid,
              std::string(pooling ? "The draws of so many couples together" : "So many draws of a couple") +
                  " would need " + fixed(numbers * sizeof(double) / 1e9, 0) +
                  " GB of memory, and at most 4 are taken. Please ask for fewer --draws or --chains" +
                  (pooling ? ", or take --pool none." : "."));
}

// Why there can't be draws, if there can't.
Result<void> check_draws(const Fit& fit, const std::string& whose) {
  if (fit.state != Chain::State::no_start && fit.state != Chain::State::no_step) return {};
  return fail(Code::invalid,
              "The diary" + whose +
                  " lies too far from the priors to be followed. Please look at the size of its "
                  "numbers, or give other --priors.");
}

// Hands out what there is, and counts the couples.
class Handing {
 public:
  Handing(World& world, const Posterior& posterior, const Hearers& hearers, Progress& progress)
      : world_(world), couples_(posterior.diaries.couples), hearers_(hearers), progress_(progress) {}

  Result<void> couple(std::size_t at, Fit&& fit) {
    if (auto ok = check_draws(fit, of_couple(couples_[at].name)); !ok) return ok;
    if (is_short(fit)) return {};
    progress_.clear();
    ++told_;
    return hearers_.couple ? hearers_.couple(at, std::move(fit)) : Result<void>();
  }

  // Where the person ends it after the last draw, the couples that are told of till then are.
  Result<void> pool(const PoolFit& pool) {
    const bool was_ended = world_.ended;
    progress_.clear();
    const Fit whole = pool.whole();
    if (auto ok = check_draws(whole, ""); !ok) return ok;
    if (is_short(whole)) return {};
    if (hearers_.whole) {
      if (auto ok = hearers_.whole(whole); !ok) return ok;
    }
    if (!hearers_.couple) {
      told_ = couples_.size();
      return {};
    }
    for (std::size_t at = 0; at < couples_.size() && world_.ended == was_ended; ++at) {
      if (auto ok = couple(at, pool.couple(at)); !ok) return ok;
    }
    return {};
  }

  // What is said at the end, where the person ended it.
  Result<void> end() const {
    if (!world_.ended) return {};
    const std::string all = std::to_string(couples_.size());
    return fail(Code::busy, told_ == 0 ? "Ended before there were draws enough to tell of."
                            : told_ < couples_.size()
                                ? "Ended early: " + std::to_string(told_) + " of " + all +
                                      " couples are told of, by the draws till then."
                                : "Ended early: this is what the draws till then say.");
  }

 private:
  bool is_short(const Fit& fit) const { return world_.ended && fit.chains * fit.draws < hearers_.least; }

  World& world_;
  const std::vector<CoupleDiary>& couples_;
  const Hearers& hearers_;
  Progress& progress_;
  std::size_t told_ = 0;
};

}  // namespace

std::string of_couple(const std::string& name) {
  return name.empty() ? std::string() : " of couple “" + excerpt(name, 40) + "”";
}

Result<Posterior> read_posterior(World& world, const PosteriorArgs& args) {
  Posterior out{};
  out.plan.chains = args.chains;
  out.plan.warmup = args.warmup;
  out.plan.draws = args.draws;
  out.plan.seed = args.seed;
  out.by_day = args.day_error;
  const auto pooling = pooling_of(args.pool);
  if (!pooling) return std::unexpected(pooling.error());
  out.pooling = *pooling;
  const auto priors = args.priors.empty() ? rhythm::shipped_priors() : read_priors(world, args.priors);
  if (!priors) return std::unexpected(priors.error());
  out.priors = *priors;
  auto diaries = read_diaries(world, args.file, args.columns);
  if (!diaries) return std::unexpected(diaries.error());
  out.diaries = std::move(*diaries);
  if (!args.inputs.empty()) {
    if (auto ok = read_inputs(world, args.inputs, args.columns, out.diaries); !ok)
      return std::unexpected(ok.error());
  }
  if (auto ok = check_pool(out); !ok) return std::unexpected(ok.error());
  if (auto ok = check_memory(out); !ok) return std::unexpected(ok.error());
  return out;
}

Result<void> sample(World& world, const Posterior& posterior, const Hearers& hearers) {
  Progress progress(world, "of the draws. Ctrl-C ends with those that there are.");
  const auto show = [&](double share) { progress.show(share); };
  Handing handing(world, posterior, hearers, progress);
  if (posterior.pooling) {
    PoolFit pool(posterior.diaries, posterior.priors, posterior.plan, *posterior.pooling);
    pool.run(world.ended, show);
    if (auto ok = handing.pool(pool); !ok) return ok;
  } else {
    const auto take = [&](std::size_t couple, Fit&& fit) { return handing.couple(couple, std::move(fit)); };
    if (auto ok = fit_all(posterior.diaries, posterior.priors, posterior.by_day, posterior.plan, world.ended,
                          show, take);
        !ok) {
      return ok;
    }
  }
  progress.clear();
  return handing.end();
}

}  // namespace concertina::cli

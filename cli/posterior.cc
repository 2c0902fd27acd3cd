#include "cli/posterior.h"

#include "cli/figure.h"
#include "cli/pool_fit.h"
#include "cli/progress.h"
#include "cli/rhythm_json.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using rhythm::Chain;

constexpr double kMostNumbers = 5e8;  // of a pool's draws: 4 GB

Result<std::optional<rhythm::Pooling>> pooling_of(const std::string& pool) {
  if (pool == "none") return std::nullopt;
  if (pool == "partial") return rhythm::Pooling::partial;
  if (pool == "complete") return rhythm::Pooling::complete;
  return fail(Code::invalid, "--pool is none, partial or complete, and not “" + excerpt(pool, 40) + "”.");
}

Result<void> check_pool(const Posterior& posterior) {
  if (!posterior.pooling) return {};
  const auto& [diaries, priors, plan, by_day, pooling] = posterior;
  if (by_day) {
    return fail(Code::invalid, "--day-error goes with --pool none alone: each couple by itself.");
  }
  if (*pooling == rhythm::Pooling::partial && diaries.couples.size() == 1) {
    return fail(Code::invalid,
                "--pool partial lets couples learn from each other, and this diary has one. Please name its "
                "column of couples with --couple, or take --pool none.");
  }
  const double numbers = static_cast<double>(size_of_pool(diaries, *pooling)) *
                         static_cast<double>(plan.chains) * static_cast<double>(plan.draws);
  if (numbers <= kMostNumbers) return {};
  return fail(Code::invalid, "The draws of so many couples together would need " +
                                 fixed(numbers * sizeof(double) / 1e9, 0) +
                                 " GB of memory, and at most 4 are taken. Please ask for fewer --draws or "
                                 "--chains, or take --pool none.");
}

// Why there are no draws, if there are none.
Result<void> check_draws(const Fit& fit, const std::string& whose) {
  switch (fit.state) {
    case Chain::State::no_start:
    case Chain::State::no_step:
      return fail(Code::invalid, "The diary" + whose +
                                     " lies too far from the priors to be followed. Please look at the size "
                                     "of its numbers, or give other --priors.");
    case Chain::State::running:
      if (fit.draws == 0) return fail(Code::busy, "Ended before there was a draw" + whose + ".");
      break;
    case Chain::State::finished:
      break;
  }
  return {};
}

Result<void> hand_out(const PoolFit& pool, std::size_t couples, const Hearers& hearers) {
  const Fit whole = pool.whole();
  if (auto ok = check_draws(whole, ""); !ok) return ok;
  if (hearers.whole) {
    if (auto ok = hearers.whole(whole); !ok) return ok;
  }
  if (!hearers.couple) return {};
  for (std::size_t couple = 0; couple < couples; ++couple) {
    if (auto ok = hearers.couple(couple, pool.couple(couple)); !ok) return ok;
  }
  return {};
}

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
  return out;
}

Result<void> sample(World& world, const Posterior& posterior, const Hearers& hearers) {
  const auto& couples = posterior.diaries.couples;
  Progress progress(world, "of the draws. Ctrl-C ends with those that there are.");
  const auto show = [&](double share) { progress.show(share); };
  std::size_t told = 0;
  Result<void> done;
  if (posterior.pooling) {
    PoolFit pool(posterior.diaries, posterior.priors, posterior.plan, *posterior.pooling);
    pool.run(world.ended, show);
    progress.clear();
    done = hand_out(pool, couples.size(), hearers);
    told = couples.size();
  } else {
    done = fit_all(posterior.diaries, posterior.priors, posterior.by_day, posterior.plan, world.ended, show,
                   [&](std::size_t couple, Fit&& fit) -> Result<void> {
                     if (auto ok = check_draws(fit, of_couple(couples[couple].name)); !ok) return ok;
                     progress.clear();
                     ++told;
                     return hearers.couple ? hearers.couple(couple, std::move(fit)) : Result<void>();
                   });
    progress.clear();
  }
  if (!done || !world.ended) return done;
  return fail(Code::busy, told < couples.size() ? "Ended early: " + std::to_string(told) + " of " +
                                                      std::to_string(couples.size()) +
                                                      " couples are told of, by the draws till then."
                                                : "Ended early: this is what the draws till then say.");
}

}  // namespace concertina::cli

// Many couples, each fitted by itself, on all of this machine's cores.
#include "cli/fit.h"

#include <gtest/gtest.h>

#include <chrono>
#include <new>
#include <thread>

#include "cli/posterior.h"
#include "cli/test_rhythm.h"
#include "core/rhythm/simulation.h"

namespace concertina::cli::test {
namespace {

constexpr double kLong = 20'000;  // days that keep a core busy for many seconds
constexpr double kShort = 2;      // and for some milliseconds

Posterior of_days(std::initializer_list<double> days) {
  Posterior out{};
  for (const double each : days) {
    rhythm::Law<double> law{};
    law.a = law.d = 0.7;
    law.noise = {1, 0, 1};
    law.error = {0.25, 0.25};
    rhythm::Random random(5, out.diaries.couples.size());
    auto sights = rhythm::simulate(law, {}, rhythm::Habit{.days = each}, random);
    out.diaries.couples.push_back({"", std::move(sights), {}, {}, 0, 0});
  }
  out.priors = rhythm::shipped_priors();
  out.plan.warmup = 500;
  out.plan.draws = 10;
  return out;
}

// A terminal at which somebody ends what runs once half of it is shown as done.
class Impatient : public std::stringbuf {
 public:
  explicit Impatient(std::atomic<bool>& ended) : ended_(ended) {}

 protected:
  int sync() override {
    if (const auto at = str().rfind('\r'); std::atoi(str().c_str() + at + 1) >= 50) ended_ = true;
    return 0;
  }

 private:
  std::atomic<bool>& ended_;
};

TEST(FitAll, EndedEarlyTheCouplesThatAreDoneAreToldOfThoughOneBeforeThemIsNot) {
  if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "one core does one couple after the other";
  const Posterior posterior = of_days({kLong, kShort});
  std::atomic<bool> ended = false;
  Impatient terminal(ended);
  std::ostream err(&terminal);
  std::ostringstream out;
  concertina::test::SeededAmbient ambient(1);
  World world{ambient, out, err, ended};
  world.err_is_terminal = true;
  std::vector<std::size_t> told;
  Hearers hearers;
  hearers.couple = [&](std::size_t couple, Fit&& fit) -> Result<void> {
    EXPECT_EQ(10u, fit.draws);
    told.push_back(couple);
    return {};
  };
  const auto done = sample(world, posterior, hearers);
  ASSERT_FALSE(done);
  EXPECT_EQ(Code::busy, done.error().code);
  EXPECT_EQ("Ended early: 1 of 2 couples are told of, by the draws till then.", done.error().what);
  EXPECT_EQ(std::vector<std::size_t>{1}, told);
}

TEST(FitAll, WhatGoesWrongWithOneEndsTheOthers) {
  Posterior posterior = of_days({kShort, kLong});
  posterior.plan.draws = 500;
  const auto fit = [&](const auto& take) {
    const std::atomic<bool> ended = false;
    return fit_all(posterior.diaries, posterior.priors, false, posterior.plan, ended, [](double) {}, take);
  };
  const auto began = std::chrono::steady_clock::now();
  const auto done = fit([](std::size_t, Fit&&) -> Result<void> { return fail(Code::storage, "Full."); });
  EXPECT_EQ("Full.", done.error().what);
  EXPECT_THROW(static_cast<void>(fit([](std::size_t, Fit&&) -> Result<void> { throw std::bad_alloc(); })),
               std::bad_alloc);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(8)) << "the long one goes on";
}

TEST(FitAll, NobodyRunsFarAheadOfWhatIsTold) {
  Posterior posterior = of_days({kShort});
  posterior.plan.warmup = 20;
  posterior.diaries.couples.resize(200, posterior.diaries.couples.front());
  const std::atomic<bool> ended = false;
  std::size_t told = 0, waits = 0;
  const auto show = [&](double share) {
    EXPECT_LE(200 * share, static_cast<double>(told + 64) + 1e-6);
    waits += told > 0 ? 1 : 0;
  };
  const auto take = [&](std::size_t couple, Fit&&) -> Result<void> {
    if (couple == 0) std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ++told;
    return {};
  };
  ASSERT_TRUE(fit_all(posterior.diaries, posterior.priors, false, posterior.plan, ended, show, take));
  EXPECT_EQ(200u, told);
  EXPECT_GT(waits, 0u) << "not all were done while the first was told of";
}

TEST(FitAll, EndedWhileAPoolIsToldOfItSaysHowManyAre) {
  Posterior posterior = of_days({kShort, kShort, kShort});
  posterior.plan.warmup = 20;
  posterior.pooling = rhythm::Pooling::partial;
  std::atomic<bool> ended = false;
  std::ostringstream out, err;
  concertina::test::SeededAmbient ambient(1);
  World world{ambient, out, err, ended};
  Hearers hearers;
  hearers.couple = [&](std::size_t, Fit&&) -> Result<void> {
    ended = true;
    return {};
  };
  EXPECT_EQ("Ended early: 1 of 3 couples are told of, by the draws till then.",
            sample(world, posterior, hearers).error().what);
}

}  // namespace
}  // namespace concertina::cli::test

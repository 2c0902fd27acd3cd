// The sampler, the metric and the diagnosis on the eight known posteriors: means and sds as a long run of
// another program has them.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/rhythm/diagnosis.h"
#include "core/rhythm/sampler.h"
#include "core/rhythm/test_posteriors.h"

namespace concertina::rhythm::test {
namespace {

nlohmann::json read_file(const std::string& name) {
  std::ifstream in(CONCERTINA_SOURCE_DIR "/core/rhythm/posteriors/" + name);
  return nlohmann::json::parse(in, nullptr, false);
}

// Differences of fourth order, at points about 0.
void check_gradient(const Posterior& posterior) {
  constexpr double kStep = 1e-3;
  Random random(7, 0);
  Numbers at(posterior.size()), slope(posterior.size()), unused(posterior.size());
  for (int point = 0; point < 5; ++point) {
    for (double& one : at) one = 2 * random.uniform() - 1;
    const double value = posterior.one(at.data(), slope.data());
    ASSERT_TRUE(std::isfinite(value));
    for (std::size_t i = 0; i < at.size(); ++i) {
      const auto beside = [&](int steps) {
        Numbers there = at;
        there[i] += steps * kStep;
        return posterior.one(there.data(), unused.data());
      };
      const double difference = (8 * (beside(1) - beside(-1)) - (beside(2) - beside(-2))) / (12 * kStep);
      EXPECT_NEAR(slope[i], difference, 1e-6 * (1 + std::abs(difference)) + 1e-10 * std::abs(value))
          << "by number " << i;
    }
  }
}

// Four times the standard error of both runs together is what each mean and sd may be off. The reference has
// ten thousand draws; its mcse of the mean tells its effective sample size, and how well an sd is known with
// that follows from the fourth moment of ours.
void check_moments(Posterior& posterior, const char* name) {
  constexpr double kReferenceDraws = 10'000;
  const nlohmann::json reference = read_file("reference.json")[name];
  ASSERT_FALSE(reference.is_discarded());
  Sampler sampler(posterior, {.draws = 5000, .seed = 20});
  while (sampler.advance(1000)) {
  }
  ASSERT_EQ(sampler.count(), 5000u);

  std::vector<Numbers> columns(posterior.names().size());
  for (std::size_t chain = 0; chain < sampler.chains(); ++chain) {
    for (std::size_t i = 0; i < sampler.count(); ++i) {
      const Numbers told = posterior.told(sampler.draw(chain, i).data());
      for (std::size_t k = 0; k < told.size(); ++k) columns[k].push_back(told[k]);
    }
  }
  ASSERT_EQ(reference["parameters"].size(), columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const std::string parameter = posterior.names()[k];
    SCOPED_TRACE(parameter);
    const nlohmann::json& theirs = reference["parameters"][parameter];
    const double mean = theirs["mean"], sd = theirs["sd"], mcse_mean = theirs["mcse_of_mean"];
    const Diagnosis ours = diagnose(columns[k], sampler.chains());
    double fourth = 0;
    for (const double one : columns[k]) fourth += std::pow((one - ours.mean) / ours.sd, 4);
    fourth /= static_cast<double>(columns[k].size());
    const double draws = std::min(kReferenceDraws, sd * sd / (mcse_mean * mcse_mean));
    const double mcse_sd = sd * std::sqrt((fourth - 1) / (4 * draws));

    EXPECT_LT(ours.rhat, 1.01);
    EXPECT_GT(ours.bulk_ess, 1000);
    EXPECT_GT(ours.tail_ess, 1000);
    EXPECT_NEAR(ours.mean, mean, 4 * std::hypot(ours.mcse_mean, mcse_mean));
    EXPECT_NEAR(ours.sd, sd, 4 * std::hypot(ours.mcse_sd, mcse_sd));
  }
}

template <typename Kind>
void check(Kind posterior, const char* name) {
  check_gradient(posterior);
  check_moments(posterior, name);
}

TEST(PosteriorsTest, EightSchools) {
  check(Schools(read_file("eight_schools.data.json")), "eight_schools-eight_schools_noncentered");
}
TEST(PosteriorsTest, Autoregression) { check(autoregression(read_file("arK.data.json")), "arK-arK"); }
TEST(PosteriorsTest, MovingAverage) { check(MovingAverage(read_file("arma.data.json")), "arma-arma11"); }
TEST(PosteriorsTest, Volatility) { check(Volatility(read_file("garch.data.json")), "garch-garch11"); }
TEST(PosteriorsTest, Ice) {
  check(ice(read_file("kilpisjarvi_mod.data.json")), "kilpisjarvi_mod-kilpisjarvi");
}
TEST(PosteriorsTest, Curve) { check(Curve(read_file("gp_pois_regr.data.json")), "gp_pois_regr-gp_regr"); }
TEST(PosteriorsTest, Children) { check(children(read_file("kidiq.data.json")), "kidiq-kidscore_momiq"); }
TEST(PosteriorsTest, Columns) { check(columns(read_file("sblrc.data.json")), "sblrc-blr"); }

}  // namespace
}  // namespace concertina::rhythm::test

// Diffuse starts, and what the check-ins of one day share, at a terminal.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

const Json kLaw = Json::parse(R"({"a":0.7,"d":0.5,"rho":0.4,"kappa":0.3,"mu":[1.5,-0.5],
    "diffusion":[[1,0.3],[0.3,0.64]],"measurement_sd":[0.5,0.7]})");

class RhythmDays : public testing::Test {
 protected:
  Said loglik(const std::string& diary, const Json& params) {
    const std::string file = folder_.path("params.json");
    write_file(file, params.dump());
    return call_alone({"rhythm", "loglik", "-", "--params", file}, diary);
  }

  Folder folder_;
};

TEST_F(RhythmDays, ADiffuseStartIsToldByWhatWasNoted) {
  // Two numbers at once tell the start, and nothing else: log p + log v goes to -log 2 pi.
  Json params = kLaw;
  params["initial"] = "diffuse";
  const Said said = loglik("time,c,s\n1,3,2\n", params);
  EXPECT_NEAR(-std::log(2 * M_PI), std::stod(said.out), 1e-11) << said.out << said.err;
}

TEST_F(RhythmDays, WhatOneDayAddsIsShared) {
  // Nothing moves: on one day y - mu has the covariance 0.6^2 + 0.5^2 on, and 0.6^2 off the diagonal.
  Json params = kLaw;
  params["diffusion"] = {{0, 0}, {0, 0}};
  params["initial"] = {{"mean", {0, 0}}, {"cov", {{0, 0}, {0, 0}}}};
  params["day_sd"] = {0.6, 0};
  const double on = 0.61, off = 0.36, det = on * on - off * off;
  const double first = 1, second = -0.5, third = 2;
  const double want = -1.5 * std::log(2 * M_PI) - 0.5 * std::log(det) - 0.5 * std::log(on) -
                      0.5 * (on * (first * first + second * second) - 2 * off * first * second) / det -
                      0.5 * third * third / on;
  const Said said = loglik(
      "time,c,s\n2026-11-22T23:00:00+01:00,2.5,\n2026-11-22T23:50:00-05:00,1,\n"
      "2026-11-23T10:00:00Z,3.5,\n",
      params);
  EXPECT_NEAR(want, std::stod(said.out), 1e-11) << said.out << said.err;
  // In a simulated diary, two moments a day, they differ by less than two of different days.
  const Said diary = call_alone({"rhythm", "simulate", "--days", "400", "--gain", "0", "--q", "0", "--meas",
                                 "0.1", "--a", "5", "--d", "5", "--per-day", "2", "--day-sd", "1,0"});
  ASSERT_EQ(0, diary.code) << diary.err;
  std::istringstream rows(diary.out);
  std::string row;
  std::getline(rows, row);
  double within = 0, across = 0, last = 0;
  for (int at = 0; std::getline(rows, row); ++at) {
    const double c = std::stod(row.substr(row.find(',', row.find(',') + 1) + 1));
    if (at > 20) (at % 2 == 1 ? within : across) += (c - last) * (c - last) / 390;
    last = c;
  }
  // 2 · 0.1^2, and besides 2 · 1^2; each known to some 7 %.
  EXPECT_NEAR(0.02, within, 0.006);
  EXPECT_NEAR(2.02, across, 0.6);
}

TEST_F(RhythmDays, AFitCanFindWhatADayShares) {
  const Said diary = call_alone({"rhythm", "simulate", "--days", "40", "--gain", "0.3", "--per-day", "3",
                                 "--day-sd", "1.2,0.4", "--seed", "4"});
  const Words fit = {"rhythm", "fit", "-", "--json", "--warmup", "150", "--draws", "150", "--seed", "5"};
  Words by_day = fit;
  by_day.emplace_back("--day-error");
  const Said said = call_alone(by_day, diary.out);
  ASSERT_EQ(0, said.code) << said.err;
  const Json told = Json::parse(said.out)["parameters"];
  ASSERT_EQ(15u, told.size());
  for (const auto& [name, truth] : {std::pair{"day_c", 1.2}, {"day_s", 0.4}, {"meas_c", 0.7}}) {
    EXPECT_NEAR(truth, told[name]["mean"].get<double>(), 4 * told[name]["sd"].get<double>()) << name;
  }
  EXPECT_GT(told["day_c"]["q5"].get<double>(), 0.3);
  EXPECT_FALSE(Json::parse(call_alone(fit, diary.out).out)["parameters"].contains("day_c"));
}

}  // namespace
}  // namespace concertina::cli::test

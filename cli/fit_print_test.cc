#include "cli/fit_print.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

namespace concertina::cli {
namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Draws of a circle that is known closely.
Fit known(double r, double k, int days, double spread = 1e-4) {
  Fit out;
  out.names.assign(rhythm::kToldNames.begin(), rhythm::kToldNames.end());
  out.columns.resize(out.names.size());
  out.chains = 4;
  out.draws = 250;
  out.days_both = days;
  rhythm::Random random(1, 0);
  for (std::size_t draw = 0; draw < out.chains * out.draws; ++draw) {
    for (auto& column : out.columns) column.push_back(1 + 0.1 * random.normal());
    const auto set = [&](std::string_view name, double value) {
      out.columns[static_cast<std::size_t>(std::ranges::find(out.names, name) - out.names.begin())].back() =
          value;
    };
    const double its_r = r + spread * random.normal(), its_k = k + spread * random.normal();
    set("r", its_r);
    set("k", its_k);
    set("gain", its_r * its_k);
  }
  return out;
}

std::string said(const Fit& fit) {
  std::ostringstream out;
  print_fit(out, fit);
  return out.str();
}

TEST(FitPrint, SpeaksOfAPictureAndNotOfThePeople) {
  const std::string circle = said(known(0.8, 0.8, 60)), runaway = said(known(1.1, 1.1, 60)),
                    balancing = said(known(0.8, -0.8, 60)), no_sign = said(known(0, 0, 60)),
                    open = said(known(0.5, 0.5, 60, 0.5)), few = said(known(0.8, 0.8, 27)),
                    one = said(known(0.8, 0.8, 1));
  EXPECT_TRUE(holds(circle, "If this picture is right, of every push")) << circle;
  EXPECT_TRUE(holds(circle, "64 % comes back (between 64 % and 64 %)")) << circle;
  EXPECT_TRUE(holds(circle, "A strain from outside that lasts can look the same.")) << circle;
  EXPECT_TRUE(holds(runaway, "about 121 % of it")) << runaway;
  EXPECT_TRUE(holds(runaway, "A strain from outside that lasts can look the same.")) << runaway;
  EXPECT_TRUE(holds(balancing, "about 64 % of it")) << balancing;
  EXPECT_TRUE(holds(no_sign, "There is no sign of a circle in these days")) << no_sign;
  EXPECT_TRUE(holds(no_sign, "about 0 %")) << no_sign;
  EXPECT_TRUE(holds(open, "Not yet: these days leave open")) << open;
  EXPECT_TRUE(holds(few, "Not yet: 27 days hold both c and s, and nothing is said before 28.")) << few;
  EXPECT_TRUE(holds(one, "Not yet: 1 day holds both")) << one;
  for (const std::string& words : {circle, runaway, balancing, no_sign, open, few}) {
    EXPECT_EQ(std::string::npos, words.find("–")) << "every figure is told: " << words;
    for (const char* label : {"pursue", "withdraw", "needy", "distant", "!", "blame", "lead", "unhealthy"}) {
      EXPECT_FALSE(holds(words, label)) << words;
    }
  }
}

TEST(FitPrint, SaysWhenTheFiguresCanNotBeReliedOn) {
  constexpr std::string_view kWarning = "take these figures lightly";
  Fit fit = known(0.8, 0.8, 60);
  EXPECT_FALSE(holds(said(fit), kWarning)) << said(fit);
  fit.divergences = 3;
  EXPECT_TRUE(holds(said(fit), "3 draws met a place")) << said(fit);
  // A chain that is elsewhere.
  for (std::size_t draw = 0; draw < fit.draws; ++draw) fit.columns[0][draw] += 5;
  EXPECT_TRUE(holds(said(fit), kWarning)) << said(fit);
  // A number that never moves can't be told of.
  Fit still = known(0.8, 0.8, 60);
  std::ranges::fill(still.columns[0], 1.0);
  EXPECT_TRUE(holds(said(still), kWarning)) << said(still);
}

TEST(FitPrint, WhatCanNotBeToldIsNull) {
  Fit fit = known(0.8, 0.8, 60);
  fit.chains = 1;
  fit.draws = 1;
  for (auto& column : fit.columns) column.resize(1);
  const auto json = to_json(fit);
  EXPECT_TRUE(json["gain"]["rhat"].is_null());
  EXPECT_TRUE(json["gain"]["median"].is_number());
  EXPECT_EQ("not-yet", json["verdict"]) << "one draw is a number, and no verdict";
  EXPECT_EQ(1, json["draws"]);
}

// `draws` of each chain are left.
Fit cut(Fit fit, std::size_t draws) {
  for (auto& column : fit.columns) {
    std::vector<double> left;
    for (std::size_t at = 0; at < column.size(); ++at) {
      if (at % fit.draws < draws) left.push_back(column[at]);
    }
    column = std::move(left);
  }
  fit.draws = draws;
  return fit;
}

TEST(FitPrint, NoVerdictIsGivenByFewDrawsOrByChainsThatDoNotAgree) {
  const Fit enough = cut(known(0.8, 0.8, 60), 100), few = cut(known(0.8, 0.8, 60), 99);
  EXPECT_EQ("circle", to_json(enough)["verdict"]);
  EXPECT_EQ("not-yet", to_json(few)["verdict"]);
  EXPECT_EQ("not-yet", couple_json(few)["verdict"]);
  EXPECT_TRUE(holds(said(few), "Not yet: these draws are too few, or agree too little")) << said(few);
  Fit apart = known(0.8, 0.8, 60, 0.01);
  for (std::size_t draw = 0; draw < apart.draws; ++draw) {
    for (const std::size_t column : {2u, 13u}) apart.columns[column][draw] += 0.02;  // r and the gain
  }
  ASSERT_EQ("gain", apart.names[13]);
  EXPECT_EQ("not-yet", to_json(apart)["verdict"]);
  std::ostringstream line;
  print_couple(line, "x", 6, apart);
  EXPECT_TRUE(line.str().ends_with("  not-yet\n")) << line.str();
}

}  // namespace
}  // namespace concertina::cli

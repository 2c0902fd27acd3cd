#include "cli/plot.h"

#include <cmath>

#include "cli/test_rhythm.h"

namespace concertina::cli::test {
namespace {

Summary gain(double low, double middle, double high) {
  Summary out{};
  out.low90 = low;
  out.low50 = (low + middle) / 2;
  out.median = middle;
  out.high50 = (middle + high) / 2;
  out.high90 = high;
  return out;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

TEST(Plot, HasABarForEachCoupleAndAWordBehindIt) {
  const std::vector<GainRow> rows = {{"c1", gain(-0.2, 0.1, 0.4), "not yet"},
                                     {"c2", gain(0.5, 0.8, 1.1), "as in a circle"}};
  const std::string svg = to_svg(rows, nullptr);
  EXPECT_TRUE(svg.starts_with("<svg xmlns=")) << svg;
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_EQ(2u, count_of(svg, "class=\"wide\""));
  EXPECT_EQ(2u, count_of(svg, "class=\"half\""));
  for (const char* words : {">c1<", ">as in a circle<", ">not yet<", "A strain from outside", "100 %",
                            "prefers-color-scheme:dark"}) {
    EXPECT_TRUE(holds(svg, words)) << words;
  }
}

TEST(Plot, ANameIsTextWhateverItHolds) {
  const std::string svg = to_svg(std::vector<GainRow>{{"<b>&\"\x01", gain(0, 0.1, 0.2), ""}}, nullptr);
  EXPECT_TRUE(holds(svg, ">&lt;b&gt;&amp;&quot;?<")) << svg;
  EXPECT_FALSE(holds(svg, "<b>"));
}

TEST(Plot, WhatRunsAwayStaysOnThePaper) {
  const std::string svg = to_svg(std::vector<GainRow>{{"far", gain(-1e9, 5, 1e300), ""}}, nullptr);
  EXPECT_TRUE(holds(svg, "cx=\"600.0\"")) << "the middle at the edge: " << svg;
  EXPECT_FALSE(holds(svg, "nan"));
  EXPECT_LT(svg.size(), 4000u);
}

TEST(Plot, ManyCouplesAreCutOffInWords) {
  std::vector<GainRow> rows(kRowsShown + 7, {"c", gain(0, 0.1, 0.2), ""});
  const std::string svg = to_svg(rows, nullptr);
  EXPECT_EQ(kRowsShown, count_of(svg, "class=\"wide\""));
  EXPECT_TRUE(holds(svg, "These are the first 200 of 207."));
}

TEST(Plot, DaysAreDotsAndWhatIsToComeABand) {
  std::vector<rhythm::Sight> sights;
  for (int day = 0; day < 150; ++day) sights.push_back({1.0 * day, std::sin(day), day % 3 == 0});
  DaysPicture days{sights, "29", "149", {0, 7, 14}, {}};
  for (auto& bands : days.bands) bands = {{0, 0.1, 0.2}, {-1, 0, 1}, {-2, 0, 1e12}};
  const std::string svg = to_svg(std::vector<GainRow>{{"c1", gain(0, 0.1, 0.2), ""}}, &days);
  EXPECT_EQ(81u + 1, count_of(svg, "class=\"ink\"")) << "the last 120 days, and the gain's middle";
  EXPECT_EQ(40u, count_of(svg, "class=\"dot\""));
  EXPECT_EQ(2u, count_of(svg, "<polygon"));
  EXPECT_TRUE(holds(svg, ">14 days on<"));
  EXPECT_TRUE(holds(svg, "if this picture is right"));
  EXPECT_FALSE(holds(svg, "000000000"));
}

class PlotFile : public RhythmTest {};

TEST_F(PlotFile, AFitDrawsIt) {
  const std::string picture = folder_.path("gain.svg");
  const Words fit = {"fit", "-", "--warmup", "60", "--draws", "30", "--plot", picture};
  const Said one = rhythm(fit, "time,c,s\n2026-11-20,1,2\n2026-11-22,2,1\n");
  ASSERT_EQ(0, one.code) << one.err;
  EXPECT_TRUE(holds(read_file(picture), ">this couple<"));
  EXPECT_TRUE(holds(read_file(picture), ">2026-11-22<")) << read_file(picture);
  ASSERT_EQ(0, rhythm(fit, "time,c,s\n1,,\n").code) << "of a diary without a number only the gain";
  EXPECT_FALSE(holds(read_file(picture), "<polygon"));
  Words pooled = fit;
  pooled.insert(pooled.end(), {"--pool", "partial"});
  ASSERT_EQ(0, rhythm(pooled, "couple,time,c,s\nx,1,2,3\ny,1,1,0\n").code);
  EXPECT_TRUE(holds(read_file(picture), ">the population<"));
  EXPECT_EQ(3u, count_of(read_file(picture), "class=\"wide\""));
}

}  // namespace
}  // namespace concertina::cli::test

// The look at signs and needs finds what is there, and is quiet where nothing is.
#include "core/house/sign_link.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/test_support.h"

namespace concertina::test {
namespace {

constexpr Day kFirst = 20'000;

// Near enough to a normal number for a diary: mean 0, variance 1.
double bell(Chance& chance) {
  double sum = 0;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(chance.below(1'000'000)) / 1e6;
  return sum - 6;
}

// `days` days of unmet needs that resemble their neighbours, and of signs that do so too; the first sign
// follows unmet togetherness `lag` days later with this weight.
House diary(std::uint64_t seed, Day days, double weight, Day lag, int missing_percent = 20) {
  Chance chance(seed);
  House house;
  std::vector<double> needs;
  double together = 0, separate = 0;
  std::array<double, 6> states{};
  for (Day day = 0; day < days; ++day) {
    together = 0.7 * together + bell(chance);
    separate = 0.7 * separate + bell(chance);
    needs.push_back(together);
    Signs signs;
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i] = 0.7 * states[i] + bell(chance);
      const double from = i == 0 && day >= lag ? weight * needs[static_cast<std::size_t>(day - lag)] : 0;
      signs.strength[i] = std::clamp(static_cast<int>(std::lround(1.2 + 0.7 * (states[i] + from))), 0, 3);
    }
    if (static_cast<int>(chance.below(100)) < missing_percent) continue;
    const auto level = [](double unmet) { return std::clamp(static_cast<int>(500 + 120 * unmet), 0, 1000); };
    house.my_days.push_back({kFirst + day, {{level(together), 500}, {level(separate), 500}}});
    Item item;
    item.at = {(kFirst + day) * 86'400 + 43'200, 0};
    item.content = signs;
    house.room.push_back(item);
  }
  return house;
}

TEST(SignLinkTest, WhereThereIsNoneItIsSeenInOneOfTwentyAtMost) {
  int seen = 0;
  constexpr int kRuns = 200;
  for (int run = 0; run < kRuns; ++run) {
    const SignLinks links =
        sign_links_of(diary(1000 + static_cast<std::uint64_t>(run), 120, 0, 0), kFirst + 119);
    ASSERT_TRUE(links.enough);
    seen += links.shown.empty() ? 0 : 1;
  }
  // One in twenty, and four standard errors of that.
  EXPECT_LE(seen, kRuns * 0.05 + 4 * std::sqrt(kRuns * 0.05 * 0.95));
}

TEST(SignLinkTest, AStrongOneIsFoundAtItsLag) {
  for (const Day lag : {0, 1, 3}) {
    int found = 0;
    for (std::uint64_t run = 0; run < 20; ++run) {
      const SignLinks links = sign_links_of(diary(5000 + run, 150, 1.5, lag), kFirst + 149);
      found += std::ranges::any_of(links.shown, [&](const SignLink& link) {
        return link.sign == 0 && link.need == Side::togetherness && link.lag == lag && link.strength > 0;
      });
    }
    EXPECT_GE(found, 16) << lag;
  }
}

TEST(SignLinkTest, TooLittleIsSaidAndNotGuessed) {
  EXPECT_FALSE(sign_links_of(House{}, kFirst).enough);
  EXPECT_FALSE(sign_links_of(diary(1, 79, 1.5, 0, 0), kFirst + 78).enough);
  EXPECT_TRUE(sign_links_of(diary(1, 80, 1.5, 0, 0), kFirst + 79).enough);
  EXPECT_FALSE(sign_links_of(diary(1, 100, 1.5, 0, 90), kFirst + 99).enough) << "few days of a hundred";
  House still = diary(1, 90, 0, 0, 0);
  for (Item& item : still.room) item.content = Signs{};
  const SignLinks none = sign_links_of(still, kFirst + 89);
  EXPECT_TRUE(none.enough);
  EXPECT_TRUE(none.shown.empty()) << "what never moves goes with nothing";
}

TEST(SignLinkTest, OnlyTheLastYearIsLookedAt) {
  const House house = diary(3, 500, 1.5, 1, 0);
  House late = house;
  std::erase_if(late.my_days, [](const MyDay& day) { return day.day <= kFirst + 499 - kLinkDays; });
  std::erase_if(late.room, [](const Item& item) { return day_of(item.at) <= kFirst + 499 - kLinkDays; });
  EXPECT_EQ(sign_links_of(house, kFirst + 499), sign_links_of(late, kFirst + 499));
}

}  // namespace
}  // namespace concertina::test

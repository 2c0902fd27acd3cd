#include "core/rhythm/verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace concertina::rhythm {
namespace {

// So many pairs with these reactions, one after the other.
struct Pairs {
  std::vector<double> r, k;
  Pairs& add(int count, double one, double other) {
    r.insert(r.end(), static_cast<std::size_t>(count), one);
    k.insert(k.end(), static_cast<std::size_t>(count), other);
    return *this;
  }
  Verdict verdict(int days = 60) const { return verdict_of(evidence_of(r, k), days); }
};

TEST(Verdict, NothingIsSaidBeforeTwentyEightDaysHoldBoth) {
  const Pairs sure = Pairs().add(100, 0.9, 0.9);
  EXPECT_EQ(sure.verdict(27), Verdict::not_yet);
  EXPECT_EQ(sure.verdict(28), Verdict::circle);
}

TEST(Verdict, NothingIsSaidByFewDrawsOrByChainsThatDoNotAgree) {
  const Pairs sure = Pairs().add(100, 0.9, 0.9);
  const Evidence evidence = evidence_of(sure.r, sure.k);
  EXPECT_EQ(verdict_of(evidence, 60, 100, 1.05), Verdict::circle);
  EXPECT_EQ(verdict_of(evidence, 60, 99, 1.0), Verdict::not_yet);
  EXPECT_EQ(verdict_of(evidence, 60, 1000, 1.051), Verdict::not_yet);
  EXPECT_EQ(verdict_of(evidence, 60, 1000, std::nan("")), Verdict::not_yet);
}

TEST(Verdict, ACircleTakesMoreThanNineOfTen) {
  EXPECT_EQ(Pairs().add(90, 0.9, 0.9).add(10, 0.1, 0.1).verdict(), Verdict::not_yet);
  EXPECT_EQ(Pairs().add(91, 0.9, 0.9).add(9, 0.1, 0.1).verdict(), Verdict::circle);
}

TEST(Verdict, TwoReactionsAgainstTheCircleAreNoneThoughTheirProductIsPositive) {
  EXPECT_EQ(Pairs().add(100, -0.9, -0.9).verdict(), Verdict::not_yet);
}

TEST(Verdict, ItFeedsItselfWhereMoreThanHalfIsAboveOne) {
  EXPECT_EQ(Pairs().add(50, 1.1, 1.1).add(50, 0.9, 0.9).verdict(), Verdict::circle);
  EXPECT_EQ(Pairs().add(51, 1.1, 1.1).add(49, 0.9, 0.9).verdict(), Verdict::runaway);
}

TEST(Verdict, BalancingIsAGainWellBelowNothing) {
  EXPECT_EQ(Pairs().add(91, 0.6, -0.6).add(9, 0.1, 0.1).verdict(), Verdict::balancing);
  EXPECT_EQ(Pairs().add(89, 0.9, -0.9).add(11, 0.5, 0.5).verdict(), Verdict::not_yet);
}

TEST(Verdict, NoSignTakesASmallGainThatIsKnownWell) {
  EXPECT_EQ(Pairs().add(100, 0.2, 0.2).verdict(), Verdict::no_sign);
  EXPECT_EQ(Pairs().add(50, 0.2, 0.2).add(50, 0.9, -0.9).verdict(), Verdict::not_yet);  // 0.85 wide
}

}  // namespace
}  // namespace concertina::rhythm

// Wrong passphrases slow down whoever types, and ending the program wins nothing.
#include "core/seal/tries.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina::test {
namespace {

TEST(Tries, TheFirstFewAreFreeAndThenEachWaitIsTwiceTheOneBefore) {
  const std::int64_t now = kNoon.seconds;
  for (std::uint64_t count = 0; count < kFreeTries; ++count) EXPECT_EQ(0, seconds_to_wait({count, now}, now));
  std::int64_t before = 0;
  for (std::uint64_t count = kFreeTries; count < 40; ++count) {
    const std::int64_t wait = seconds_to_wait({count, now}, now);
    EXPECT_EQ(std::min(before == 0 ? 5 : 2 * before, kLongestWait), wait) << count;
    EXPECT_EQ(1, seconds_to_wait({count, now}, now + wait - 1));
    EXPECT_EQ(0, seconds_to_wait({count, now}, now + wait));
    before = wait;
  }
  EXPECT_EQ(kLongestWait, before);
}

TEST(Tries, AClockThatWasSetBackKeepsNobodyOutForLong) {
  EXPECT_EQ(kLongestWait, seconds_to_wait({100, kNoon.seconds}, kNoon.seconds - 1'000'000));
  EXPECT_EQ(5, seconds_to_wait({kFreeTries, kNoon.seconds}, 0));
}

TEST(Tries, TheyReadBackAndNothingElseDoes) {
  const Tries tries{7, kNoon.seconds};
  const Bytes bytes = encode(tries);
  const auto read = decode_tries(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(7u, read->count);
  EXPECT_EQ(kNoon.seconds, read->last);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_tries(View(bytes).first(length)));
}

class LockedTest : public ::testing::Test {
 protected:
  LockedTest() {
    EXPECT_TRUE(ada.device.set_passphrase("seven geese", ada.ambient, ada.changes));
    ada.store();
  }
  Device opened() const {
    Device out;
    for (const auto& [key, value] : ada.items) EXPECT_TRUE(out.restore(key, value)) << key;
    return out;
  }
  Person ada{"Ada", 3};
};

TEST_F(LockedTest, ATryThatWasBegunCountsInEveryLaterStart) {
  const std::int64_t now = kNoon.seconds;
  for (std::uint64_t tries = 0; tries < kFreeTries; ++tries) {
    Device device = opened();
    ASSERT_TRUE(device.may_try(now));
    device.begin_try(now, ada.changes);
    ada.store();  // and the program is ended before anything is tried
  }
  Device device = opened();
  const auto waits = device.may_try(now);
  ASSERT_FALSE(waits);
  EXPECT_EQ(Code::busy, waits.error().code);
  EXPECT_NE(waits.error().what.find("5 seconds"), std::string::npos) << waits.error().what;
  EXPECT_TRUE(device.may_try(now + 5));
}

TEST_F(LockedTest, ARightOneForgetsThem) {
  Device device = opened();
  for (int tries = 0; tries < 9; ++tries) device.begin_try(kNoon.seconds, ada.changes);
  ada.store();
  device = opened();
  ASSERT_TRUE(device.locked());
  ASSERT_FALSE(device.may_try(kNoon.seconds));
  EXPECT_FALSE(device.unlock("eight geese"));
  ASSERT_TRUE(device.unlock("seven geese"));
  device.forget_tries(ada.changes);
  ada.store();
  ASSERT_TRUE(device.finish());
  EXPECT_FALSE(ada.items.contains("tries"));
  EXPECT_TRUE(opened().may_try(kNoon.seconds));
}

}  // namespace
}  // namespace concertina::test

#include "cli/crew.h"

#include <gtest/gtest.h>

namespace concertina::cli {
namespace {

TEST(Crew, EveryTaskIsDoneOnceHoweverManyHandsThereAre) {
  for (const unsigned hands : {1U, 2U, 5U}) {
    Crew crew(hands);
    const rhythm::Crew share = crew.hands();
    for (std::size_t count : {0UL, 1UL, 3UL, 1000UL}) {
      for (int again = 0; again < 50; ++again) {
        std::vector<std::atomic<int>> done(count);
        share(count, [&](std::size_t at) { ++done[at]; });
        for (const auto& one : done) EXPECT_EQ(one, 1);
      }
    }
  }
}

TEST(Crew, WhatATaskThrowsComesOutOnceAllAreDone) {
  Crew crew(3);
  const rhythm::Crew share = crew.hands();
  std::atomic<int> done = 0;
  const auto task = [&](std::size_t at) {
    ++done;
    if (at == 7) throw std::bad_alloc();
  };
  EXPECT_THROW(share(20, task), std::bad_alloc);
  EXPECT_EQ(done, 20);
  EXPECT_NO_THROW(share(5, task));
}

TEST(Crew, OneThatSleptIsWokenAndOneThatIsNeverAskedEnds) {
  Crew idle(3);
  Crew crew(2);
  const rhythm::Crew share = crew.hands();
  for (int again = 0; again < 3; ++again) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::atomic<int> done = 0;
    share(10, [&](std::size_t) { ++done; });
    EXPECT_EQ(done, 10);
  }
}

}  // namespace
}  // namespace concertina::cli

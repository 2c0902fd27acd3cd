// The short form of proofs/life_proof: some lives of two people with several devices, from fixed seeds.
#include <gtest/gtest.h>

#include "proofs/lives.h"

namespace concertina::proofs {
namespace {

TEST(Life, WhateverHappensAllIsThereOnceAtRestAndNobodyReadsWhatTheyMayNot) {
  std::size_t together = 0, recovered = 0, removed = 0;
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    const Ending ending = live(seed, make_life(seed));
    if (!ending.wrong.empty()) ADD_FAILURE() << told(seed);
    together += ending.both, recovered += ending.recovered, removed += ending.removed;
  }
  EXPECT_LT(4u, together);
  EXPECT_LT(8u, recovered);
  EXPECT_LT(0u, removed);
}

}  // namespace
}  // namespace concertina::proofs

#include "core/seal/arrival.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina {
namespace {

// The relay says of a person's chain that there is always more.
TEST(Arrival, AChainWithoutEndIsNotReadForEver) {
  const RecoveryCode code{{1}};
  test::SeededAmbient ambient(1);
  const test::Person somebody("Ada", 2);
  for (const std::size_t at_once : {1u, 500u}) {
    Newcomer newcomer = Newcomer::by_code(std::string(test::kOrigin), ambient);
    Arrival arrival(newcomer, ambient, &code);
    const ReadAnswer more{{},
                          {{somebody.device.identity(), ~std::uint64_t{0},
                            std::vector<Bytes>(at_once, somebody.device.entry(0))}},
                          true};
    int asked = 0;
    arrival.round(0);
    for (Step step = arrival.next(); !std::holds_alternative<Done>(step); step = arrival.next()) {
      if (!std::holds_alternative<Send>(step)) continue;
      ASSERT_LT(++asked, 1100);
      arrival.answered(200, encode(more));
    }
    EXPECT_FALSE(std::get<Done>(arrival.next()).result);
    EXPECT_FALSE(arrival.arrived());
  }
}

// Whoever has the relay knows no code: it can hand out any chain, and none is taken for the code's person's.
TEST(Arrival, AnotherPersonsChainIsNotTakenForTheCodesOwn) {
  test::SeededAmbient ambient(1);
  const RecoveryCode code = make_recovery_code(ambient);
  const test::Person other("Eve", 3);
  for (const std::vector<Bytes>& entries :
       {std::vector<Bytes>{other.device.entry(0)}, std::vector<Bytes>{}, std::vector<Bytes>{{0x01}}}) {
    Newcomer newcomer = Newcomer::by_code(std::string(test::kOrigin), ambient);
    Arrival arrival(newcomer, ambient, &code);
    arrival.round(0);
    int asked = 0;
    for (Step step = arrival.next(); !std::holds_alternative<Done>(step); step = arrival.next()) {
      if (!std::holds_alternative<Send>(step)) continue;
      EXPECT_EQ(std::get<Send>(step).request.method, "GET");  // nothing is signed into it
      ASSERT_EQ(++asked, 1);
      arrival.answered(200,
                       encode(ReadAnswer{{}, {{other.device.identity(), entries.size(), entries}}, false}));
    }
    EXPECT_FALSE(std::get<Done>(arrival.next()).result);
    EXPECT_FALSE(arrival.arrived());
  }
}

TEST(Arrival, AChainThatTheRelayCountsAndDoesNotHandOutIsNamed) {
  test::SeededAmbient ambient(1);
  const RecoveryCode code{{7}};
  Newcomer newcomer = Newcomer::by_code(std::string(test::kOrigin), ambient);
  Arrival arrival(newcomer, ambient, &code);
  arrival.round(0);
  Result<void> result;
  int sends = 0;
  for (Step step = arrival.next(); sends < 10; step = arrival.next()) {
    if (const auto* done = std::get_if<Done>(&step)) {
      result = done->result;
      break;
    }
    if (!std::holds_alternative<Send>(step)) continue;
    ++sends;
    ReadAnswer counted;
    counted.chains.push_back({Hash{1}, 3, {}});
    arrival.answered(200, encode(counted));
  }
  EXPECT_EQ(sends, 1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::conflict);
  EXPECT_FALSE(arrival.arrived());
}

}  // namespace
}  // namespace concertina

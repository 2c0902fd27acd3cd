#include <gtest/gtest.h>

#include "core/record/cbor.h"
#include "core/seal/test_chain.h"

namespace concertina {
namespace {

TEST_F(ChainTest, EveryKindOfEntryReadsBack) {
  const Head head{chance.fixed<16>(), 300, chance.fixed<32>()};
  const std::vector<Payload> all{
      Begin{phone.names(), agree(recovery, phone.names().sign),
            generation({phone.names().box, recovery.names().box})},
      Begin{phone.names(), {}, generation({phone.names().box})},
      added(laptop),
      DeviceRemoved{laptop.names().sign, {head, head}, generation({phone.names().box})},
      NewGeneration{generation({phone.names().box})},
      NewRecovery{agree(recovery, identity), generation({phone.names().box})},
      Join{partner, chance.fixed<32>()},
      TableKey{3,
               chance.fixed<16>(),
               {seal(seeds[0], partner_box), seal(seeds[0], phone.names().box)},
               Bytes(kSealedKey)},
      Leave{partner, {head}},
      Deletion{}};
  for (const Payload& payload : all) {
    const Bytes bytes = make_entry(5, Hash{3}, payload, phone.sign);
    const auto entry = read_entry(bytes);
    ASSERT_TRUE(entry) << payload.index() << ": " << entry.error().what;
    EXPECT_EQ(entry->payload.index(), payload.index());
    EXPECT_EQ(make_entry(entry->index, entry->previous, entry->payload, phone.sign), bytes);
    EXPECT_LE(bytes.size(), kMostEntry);
  }
}

TEST_F(ChainTest, AnyFlippedByteOfAnEntryIsRefused) {
  Chain chain = begun(&recovery);
  const Bytes good = next(chain, added(laptop), phone);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes bad = good;
      bad[i] = static_cast<std::uint8_t>(bad[i] ^ flip);
      ASSERT_FALSE(chain.append(bad)) << i;
    }
  }
  for (std::size_t length = 0; length < good.size(); ++length)
    ASSERT_FALSE(chain.append(View(good).first(length)));
  EXPECT_TRUE(chain.append(good));
}

TEST_F(ChainTest, ADeletionPartsFromThePartnerEndsEveryDeviceAndIsTheLastEntry) {
  Chain chain = begun(&recovery);
  const Hash transcript = chance.fixed<32>();
  sound(chain, added(laptop));
  sound(chain, Join{partner, transcript});
  EXPECT_FALSE(add(chain, Deletion{}, stranger));
  EXPECT_FALSE(chain.deleted());
  sound(chain, Deletion{});
  EXPECT_TRUE(chain.deleted());
  EXPECT_TRUE(chain.has_left(partner, transcript));
  EXPECT_FALSE(chain.partner() || chain.recovery());
  EXPECT_EQ(0u, chain.live());
  for (const Payload& payload : {Payload(Deletion{}), Payload(Join{partner, transcript}), added(stranger)})
    breaks(chain, payload, "nothing follows a deletion");
}

TEST_F(ChainTest, TheIdentityIsTheHashOfTheFirstEntry) {
  const Bytes first =
      make_entry(0, {}, Begin{phone.names(), {}, generation({phone.names().box})}, phone.sign);
  const auto chain = Chain::begin(first);
  ASSERT_TRUE(chain);
  EXPECT_EQ(chain->identity(), entry_hash(first));
  EXPECT_EQ(chain->head(), chain->identity());
  EXPECT_TRUE(chain->is_live(phone.names().sign));
  EXPECT_FALSE(chain->is_live(stranger.names().sign));
}

TEST_F(ChainTest, OnlyTheFirstDeviceBeginsAndOnlyOnce) {
  const Begin begin{phone.names(), {}, generation({phone.names().box})};
  EXPECT_FALSE(Chain::begin(make_entry(0, {}, begin, laptop.sign)));
  EXPECT_FALSE(Chain::begin(make_entry(1, {}, begin, phone.sign)));
  EXPECT_FALSE(Chain::begin(make_entry(0, Hash{}, begin, phone.sign)));
  EXPECT_FALSE(Chain::begin(make_entry(0, {}, Join{partner, {}}, phone.sign)));
  auto chain = Chain::begin(make_entry(0, {}, begin, phone.sign));
  ASSERT_TRUE(chain);
  breaks(*chain, begin, "begins once");
}

TEST_F(ChainTest, OnlyLiveDevicesAndTheRecoveryCodeSign) {
  Chain chain = begun(&recovery);
  const auto by = [&](const DeviceKeys& signer, const Payload& payload) {
    return add(chain, payload, signer);
  };
  EXPECT_EQ(by(stranger, Join{partner, {}}).error().code, Code::refused);
  EXPECT_EQ(by(laptop, added(laptop)).error().code, Code::refused);
  ASSERT_TRUE(by(phone, added(laptop)));
  ASSERT_TRUE(by(laptop, Join{partner, {}}));
  ASSERT_TRUE(
      by(recovery,
         DeviceRemoved{phone.names().sign, {}, generation({laptop.names().box, recovery.names().box})}));
  EXPECT_EQ(by(phone, Leave{partner, {}}).error().code, Code::refused);  // a removed device can't sign
  EXPECT_FALSE(chain.is_live(phone.names().sign));
  const DeviceKeys code = keys();
  ASSERT_TRUE(
      by(laptop, NewRecovery{agree(code, identity), generation({laptop.names().box, code.names().box})}));
  EXPECT_EQ(by(recovery, Leave{partner, {}}).error().code, Code::refused);  // a replaced code can't either
  ASSERT_TRUE(by(code, Leave{partner, {}}));
}

TEST_F(ChainTest, AForkIsAConflict) {
  Chain chain = begun();
  const Bytes here = next(chain, Join{partner, {}}, phone);
  const Bytes there = next(chain, Join{Hash{8}, {}}, phone);
  ASSERT_TRUE(chain.append(here));
  EXPECT_EQ(chain.append(there).error().code, Code::conflict);
  EXPECT_EQ(chain.append(here).error().code, Code::conflict);  // again is no progress either
  EXPECT_EQ(chain.partner()->partner, partner);                // what came first is kept
  const Bytes skipping = make_entry(chain.size() + 1, chain.head(), Leave{partner, {}}, phone.sign);
  EXPECT_EQ(chain.append(skipping).error().code, Code::conflict);
  const Bytes elsewhere = make_entry(chain.size(), Hash{1}, Leave{partner, {}}, phone.sign);
  EXPECT_EQ(chain.append(elsewhere).error().code, Code::conflict);
}

TEST_F(ChainTest, DevicesAreAddedOnceAndWithTheirSeal) {
  Chain chain = begun(&recovery);
  breaks(chain, DeviceAdded{agree(laptop, identity), seal(seeds[0], phone.names().box)},
         "sealed to the added device");
  breaks(chain, added(phone), "added once");
  breaks(chain, added(recovery), "added once");
  sound(chain, added(laptop));
  breaks(chain, added(laptop), "added once");
  sound(chain, DeviceRemoved{laptop.names().sign, {}, generation({phone.names().box, recovery.names().box})});
  breaks(chain, added(laptop), "added once");  // what was removed stays removed
  breaks(chain, DeviceRemoved{laptop.names().sign, {}, generation({phone.names().box, recovery.names().box})},
         "live device");
  breaks(chain,
         DeviceRemoved{stranger.names().sign, {}, generation({phone.names().box, recovery.names().box})},
         "live device");
}

TEST_F(ChainTest, NobodysDeviceIsClaimedThatDidNotAgree) {
  Chain chain = begun();
  const auto claim = [&](const AgreedDevice& device) {
    return DeviceAdded{device, seal(seeds.back(), device.names.box)};
  };
  breaks(chain, claim(agree(stranger, partner)), "agrees");                  // to be somebody else's
  AgreedDevice device{stranger.names(), agree(laptop, identity).agreement};  // another one agreed
  breaks(chain, claim(device), "agrees");
  device = agree(stranger, identity);
  device.names.box = laptop.names().box;  // its other key changed
  breaks(chain, claim(device), "agrees");
  const std::vector<Fixed<32>> both{phone.names().box, recovery.names().box};
  breaks(chain, NewRecovery{agree(recovery, partner), generation(both)}, "agrees");
  seeds.pop_back();
  sound(chain, NewRecovery{agree(recovery, identity), generation(both)});
  seeds.clear();
  const Begin begin{phone.names(), agree(recovery, identity), generation(both)};
  EXPECT_EQ(Chain::begin(make_entry(0, {}, begin, phone.sign)).error().code, Code::damaged);
}

TEST_F(ChainTest, ThereIsALimitToLiveDevices) {
  Chain chain = begun();
  for (std::size_t i = 2; i < kMostDevices; ++i) sound(chain, added(keys()));
  breaks(chain, added(keys()), "too many");
}

TEST_F(ChainTest, AGenerationIsSealedToThoseWhoLiveAndNobodyElse) {
  Chain chain = begun(&recovery);
  sound(chain, added(laptop));
  const Fixed<32> p = phone.names().box, l = laptop.names().box, r = recovery.names().box,
                  s = stranger.names().box;
  for (const std::vector<Fixed<32>>& bad :
       {std::vector{p, l}, {p, r}, {l, r}, {p, l, r, s}, {p, l, s}, {p, l, r, r}, {}}) {
    breaks(chain, NewGeneration{generation(bad)}, "nobody else");
    seeds.pop_back();
  }
  sound(chain, NewGeneration{generation({p, l, r})});
  breaks(chain, DeviceRemoved{laptop.names().sign, {}, generation({p, l, r})}, "nobody else");
  seeds.pop_back();
  sound(chain, DeviceRemoved{laptop.names().sign, {}, generation({r, p})});
  const DeviceKeys code = keys();
  breaks(chain, NewRecovery{agree(code, identity), generation({p, r})}, "nobody else");
  seeds.pop_back();
  breaks(chain, NewRecovery{agree(phone, identity), generation({p})}, "is new");
  breaks(chain, NewRecovery{agree(recovery, identity), generation({p, r})}, "is new");
}

TEST_F(ChainTest, GenerationsHaveNoHolesAndSealTheirPredecessor) {
  Chain chain = begun();
  Generation good = generation({phone.names().box});
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{2}, ~std::uint64_t{0}}) {
    Generation bad = good;
    bad.number = number;
    breaks(chain, NewGeneration{bad}, "without holes");
  }
  for (const std::size_t size : {std::size_t{0}, kSealedKey - 1, kSealedKey + 1}) {
    Generation bad = good;
    bad.previous.resize(size);
    breaks(chain, NewGeneration{bad}, "the one before");
  }
  sound(chain, NewGeneration{good});
}

TEST_F(ChainTest, TableKeysNeedAPartnerAndTwoSeals) {
  Chain chain = begun();
  const Fixed<32> own = chain.generation().box;
  breaks(chain, table_key(chain, partner_box), "needs a partner");
  sound(chain, Join{partner, {}});
  TableKey key = table_key(chain, partner_box);
  key.number = 1;
  breaks(chain, key, "without holes");
  breaks(chain, table_key(chain, own), "both persons");
  key = table_key(chain, partner_box);
  key.seals.pop_back();
  breaks(chain, key, "both persons");
  key = table_key(chain, partner_box);
  key.seals.push_back(key.seals[1]);
  breaks(chain, key, "both persons");
  key = table_key(chain, partner_box);
  std::swap(key.seals[0], key.seals[1]);
  breaks(chain, key, "both persons");
  key = table_key(chain, partner_box);
  key.previous.resize(kSealedKey);
  breaks(chain, key, "the one before");
  EXPECT_EQ(chain.table_key(), nullptr);
  sound(chain, table_key(chain, partner_box));
  EXPECT_EQ(chain.table_key()->number, 0u);
  key = table_key(chain, partner_box);
  key.previous.resize(kSealedKey);
  sound(chain, key);
}

TEST_F(ChainTest, ANewPartnerGetsNoKeyOfTheOldTable) {
  Chain chain = begun();
  sound(chain, Join{partner, {}});
  sound(chain, table_key(chain, partner_box));
  sound(chain, Leave{partner, {}});
  EXPECT_EQ(chain.table_key(), nullptr);
  breaks(chain, table_key(chain, partner_box), "needs a partner");
  sound(chain, Join{Hash{5}, {}});
  EXPECT_EQ(chain.table_key(), nullptr);  // the key of before is not theirs
  TableKey key = table_key(chain, partner_box);
  key.previous.resize(kSealedKey);
  breaks(chain, key, "the one before");
  sound(chain, table_key(chain, partner_box));
  EXPECT_EQ(chain.table_key()->number, 1u);
}

TEST_F(ChainTest, OneJoinsOnePartnerAndLeavesTheOneOneHas) {
  Chain chain = begun();
  breaks(chain, Leave{partner, {}}, "the partner one has");
  breaks(chain, Join{chain.identity(), {}}, "themselves");
  sound(chain, Join{partner, {}});
  breaks(chain, Join{Hash{5}, {}}, "before joining again");
  breaks(chain, Leave{Hash{5}, {}}, "the partner one has");
  EXPECT_FALSE(chain.has_left(partner, {}));
  sound(chain, Leave{partner, {}});
  EXPECT_FALSE(chain.partner());
  EXPECT_TRUE(chain.has_left(partner, {}));
  EXPECT_FALSE(chain.has_left(partner, Hash{1}) || chain.has_left(Hash{5}, {}));
  sound(chain, Join{partner, Hash{1}});
  EXPECT_FALSE(chain.has_left(partner, Hash{1}));
}

TEST_F(ChainTest, ANewDeviceReadsHistoryThroughThePredecessors) {
  Chain chain = begun(&recovery);
  const std::vector<Fixed<32>> both{phone.names().box, recovery.names().box};
  for (int i = 0; i < 3; ++i) sound(chain, NewGeneration{generation(both)});
  sound(chain, added(laptop));
  for (std::uint64_t number = 0; number < 4; ++number) {
    for (const DeviceKeys* device : {&phone, &laptop, &recovery})
      EXPECT_EQ(chain.open_seed(number, *device), seeds[number]);
    EXPECT_FALSE(chain.open_seed(number, stranger));
  }
  EXPECT_FALSE(chain.open_seed(4, phone));
  EXPECT_FALSE(chain.open_seed(~std::uint64_t{0}, phone));
}

TEST_F(ChainTest, ARemovedDeviceReadsNoLaterGeneration) {
  Chain chain = begun();
  sound(chain, added(laptop));
  sound(chain, DeviceRemoved{laptop.names().sign, {}, generation({phone.names().box})});
  EXPECT_EQ(chain.open_seed(0, laptop), seeds[0]);
  EXPECT_FALSE(chain.open_seed(1, laptop));
  EXPECT_EQ(chain.open_seed(1, phone), seeds[1]);
}

TEST_F(ChainTest, AWrongSealedSeedIsNoticed) {
  Chain chain = begun();
  Generation wrong = generation({phone.names().box});
  wrong.seals[0] = seal(Fixed<32>{9}, phone.names().box);  // not the seed that the public key follows from
  sound(chain, NewGeneration{wrong});
  EXPECT_FALSE(chain.open_seed(1, phone));

  // A predecessor that never was: who has an own seal of it still reads it, a new device does not.
  seeds.clear();
  Chain other = begun();
  Generation lying = generation({phone.names().box});
  lying.previous = seal_previous(Fixed<32>{1}, seeds[1]);
  sound(other, NewGeneration{lying});
  sound(other, added(laptop));
  EXPECT_EQ(other.open_seed(0, phone), seeds[0]);
  EXPECT_EQ(other.open_seed(1, laptop), seeds[1]);
  EXPECT_FALSE(other.open_seed(0, laptop));
}

TEST_F(ChainTest, AWrongTableKeyIsNoticed) {
  Chain chain = begun();
  sound(chain, Join{partner, {}});
  const prim::Key seed{3};
  const GenerationKeys theirs(seed);
  TableKey key = table_key(chain, theirs.box.public_key);
  EXPECT_TRUE(open_table_key(key, theirs));
  EXPECT_TRUE(open_table_key(key, GenerationKeys(seeds[0])));
  EXPECT_FALSE(open_table_key(key, GenerationKeys(Fixed<32>{4})));
  key.seals[1] = seal(Fixed<32>{9}, theirs.box.public_key);
  EXPECT_FALSE(open_table_key(key, theirs));
}

TEST_F(ChainTest, ANewerVersionIsRefusedInWords) {
  const auto entry = [&](std::uint64_t version, std::uint64_t kind) {
    cbor::Writer body;
    body.array(5).number(version).number(kind).number(1).bytes(Hash{}).array(1).null();
    cbor::Writer out;
    out.array(3)
        .bytes(body.view())
        .bytes(phone.sign.public_key)
        .bytes(sign("concertina/1 entry", body.view(), phone.sign));
    return out.take();
  };
  for (const auto& [version, kind] : {std::pair{2ull, 0ull}, {1, 9}, {1, ~0ull}, {~0ull, 3}}) {
    const auto read = read_entry(entry(version, kind));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Code::too_new);
    EXPECT_NE(read.error().what.find("update Concertina"), std::string::npos);
  }
  EXPECT_EQ(read_entry(entry(0, 0)).error().code, Code::damaged);
  Chain chain = begun();
  EXPECT_EQ(chain.append(entry(2, 0)).error().code, Code::too_new);
}

TEST_F(ChainTest, EntriesAndChainsHaveALimit) {
  Chain chain = begun();
  sound(chain, Join{partner, {}});
  breaks(chain, Leave{partner, std::vector<Head>(400)}, "");
  ASSERT_TRUE(add(chain, Leave{partner, std::vector<Head>(200)}));
  while (chain.size() < kMostEntries) {
    if (chain.partner()) {
      ASSERT_TRUE(chain.append(next(chain, Leave{partner, {}}, phone)));
    } else {
      ASSERT_TRUE(chain.append(next(chain, Join{partner, {}}, phone)));
    }
  }
  breaks(chain, NewGeneration{generation({phone.names().box})}, "too long");
}

}  // namespace
}  // namespace concertina

// ChainTest: the fixture of the chain's tests.
#pragma once

#include "core/seal/chain.h"
#include "core/test_support.h"

namespace concertina {

using namespace entry;

// A person who may write anything into their chain, sound or not.
class ChainTest : public ::testing::Test {
 protected:
  DeviceKeys keys() { return DeviceKeys({chance.fixed<32>(), chance.fixed<32>()}); }
  Seal seal(const prim::Key& key, const Fixed<32>& to) {
    return {to, prim::box_seal(key, to, chance.fixed<32>())};
  }

  // A generation with a fresh seed, sealed to these.
  Generation generation(const std::vector<Fixed<32>>& to) {
    const prim::Key seed = chance.fixed<32>();
    Generation out{seeds.size(), GenerationKeys(seed).box.public_key, {}, {}};
    for (const auto& box : to) out.seals.push_back(seal(seed, box));
    if (!seeds.empty()) out.previous = seal_previous(seeds.back(), seed);
    seeds.push_back(seed);
    return out;
  }
  Chain begun(const DeviceKeys* recovery_code = nullptr) {
    std::vector<Fixed<32>> to{phone.names().box};
    std::optional<AgreedDevice> code;
    if (recovery_code) {
      to.push_back(recovery_code->names().box);
      code = agree(*recovery_code, phone.names().sign);
    }
    const auto out = Chain::begin(make_entry(0, {}, Begin{phone.names(), code, generation(to)}, phone.sign));
    EXPECT_TRUE(out) << out.error().what;
    identity = out->identity();
    return *out;
  }
  Bytes next(const Chain& chain, const Payload& payload, const DeviceKeys& signer) {
    return make_entry(chain.size(), chain.head(), payload, signer.sign);
  }
  Result<void> add(Chain& chain, const Payload& payload, const DeviceKeys& signer) {
    const Hash before = chain.head();
    const std::uint64_t size = chain.size();
    const auto out = chain.append(next(chain, payload, signer));
    EXPECT_EQ(chain.size(), size + (out ? 1 : 0));
    if (!out) EXPECT_EQ(chain.head(), before);  // with an error, nothing changes
    return out;
  }
  Result<void> add(Chain& chain, const Payload& payload) { return add(chain, payload, phone); }
  void sound(Chain& chain, const Payload& payload) {
    const auto ok = add(chain, payload);
    ASSERT_TRUE(ok) << ok.error().what;
  }
  void breaks(Chain& chain, const Payload& payload, std::string_view rule) {
    const auto out = add(chain, payload);
    ASSERT_FALSE(out) << rule;
    EXPECT_EQ(out.error().code, Code::damaged);
    EXPECT_NE(out.error().what.find(rule), std::string::npos) << out.error().what;
  }
  Payload added(const DeviceKeys& device) {
    return DeviceAdded{agree(device, identity), seal(seeds.back(), device.names().box)};
  }
  TableKey table_key(const Chain& chain, const Fixed<32>& theirs) {
    const prim::Key key = chance.fixed<32>();
    return {
        chain.table_keys().size(), key_id(key), {seal(key, chain.generation().box), seal(key, theirs)}, {}};
  }

  test::Chance chance{11};
  Hash identity{};  // of the last chain begun
  std::vector<prim::Key> seeds;
  const DeviceKeys phone = keys(), laptop = keys(), recovery = keys(), stranger = keys();
  const Hash partner = chance.fixed<32>();
  const Fixed<32> partner_box = prim::box_keys(chance.fixed<32>()).public_key;
};

}  // namespace concertina

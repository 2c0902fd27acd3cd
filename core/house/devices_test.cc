// What a person is told of who reads their room.
#include "core/house/devices.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina::test {
namespace {

TEST(DevicesTest, TheCodeIsUncheckedUntilItIsTypedAndAgainOnceItIsReplaced) {
  Person ada("Ada", 3);
  EXPECT_EQ(devices_of(ada.device).code, CodeState::none);
  for (int round = 0; round < 2; ++round) {
    const RecoveryCode code = make_recovery_code(ada.ambient), other = make_recovery_code(ada.ambient);
    ada.device.renew_recovery(agree(recovery_keys(code), ada.device.identity()), ada.ambient, ada.changes);
    EXPECT_EQ(devices_of(ada.device).code, CodeState::unchecked);
    EXPECT_EQ(check_code(ada.device, other, ada.ambient, ada.changes).error().code, Code::refused);
    EXPECT_EQ(devices_of(ada.device).code, CodeState::unchecked);
    EXPECT_TRUE(check_code(ada.device, code, ada.ambient, ada.changes));
    EXPECT_EQ(devices_of(ada.device).code, CodeState::checked);
    EXPECT_FALSE(devices_of(ada.device).code_waits);  // without a relay nobody else could object
  }
}

TEST(DevicesTest, ADeviceIsNamedByTheDayOfItsLastWordsAndFoundByItsFirstDigits) {
  Couple couple(4);
  Person& ada = couple.ada;
  const MyDevices before = devices_of(ada.device);
  ASSERT_EQ(before.live.size(), 1u);
  EXPECT_TRUE(before.live[0].here);
  ada.ambient.clock.seconds += 3 * 86'400;
  ASSERT_TRUE(ada.keep(Note{"later"}));
  EXPECT_EQ(devices_of(ada.device).live[0].wrote, day_of(ada.ambient.clock));
  EXPECT_GT(devices_of(ada.device).live[0].wrote, before.live[0].wrote);
  const Fixed<32> own = ada.device.keys().sign.public_key;
  EXPECT_EQ(*find_device(ada.device, short_name(own)), own);
  EXPECT_EQ(find_device(ada.device, short_name(own).substr(0, 3)).error().code, Code::not_found);
  EXPECT_EQ(find_device(ada.device, short_name(couple.ben.device.keys().sign.public_key)).error().code,
            Code::not_found);
}

TEST(DevicesTest, TheTwoGroupsToBeTypedAreTwoOfTheEight) {
  Person ada("Ada", 5);
  std::set<int> asked;
  for (int i = 0; i < 200; ++i) {
    const auto [one, other] = groups_to_type(ada.ambient);
    EXPECT_LT(one, other);
    asked.insert({one, other});
  }
  EXPECT_EQ(asked, (std::set<int>{1, 2, 3, 4, 5, 6, 7, 8}));
}

}  // namespace
}  // namespace concertina::test

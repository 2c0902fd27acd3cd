#include "core/seal/device_link.h"

#include "core/seal/newcomer.h"
#include "core/test_support.h"

namespace concertina {
namespace {

class DeviceLinkTest : public ::testing::Test {
 protected:
  DeviceLinkTest() {
    live.device.set_relay(std::string(test::kOrigin), {}, live.changes);
    link = *live.device.invite_device(live.ambient, live.changes);
  }
  Newcomer newcomer(const DeviceLink& with, std::uint64_t seed) {
    test::SeededAmbient ambient(seed);
    return Newcomer::by_link(with, ambient);
  }
  Result<void> take(View message) { return live.device.take_first(message, live.ambient, live.changes); }

  test::Person live{"Ada", 31};
  DeviceLink link;
};

TEST_F(DeviceLinkTest, ALinkThatWasCutShortIsToldFromOneThatWasChanged) {
  const std::string text = to_text(link);
  const auto back = parse_device_link(" " + text + "\n");
  ASSERT_TRUE(back);
  EXPECT_EQ(to_text(*back), text);
  EXPECT_NE(parse_device_link(text.substr(0, text.size() - 3)).error().what.find("cut short"),
            std::string::npos);
  for (std::size_t at = text.find('#') + 1; at < text.size(); at += 7) {
    std::string changed = text;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_device_link(changed)) << at;
  }
  EXPECT_NE(parse_device_link("hello").error().what.find("no link for a device"), std::string::npos);
}

TEST_F(DeviceLinkTest, WhoHasNotTheLinkOrAgreesToAnotherPersonIsRefused) {
  DeviceLink guessed = link;
  guessed.link.secret = {};
  EXPECT_EQ(take(newcomer(guessed, 1).first()).error().code, Code::damaged);
  test::Person eve("Eve", 32);
  DeviceLink others = link;
  others.identity = eve.device.identity();  // a device that agrees to be Eve's
  EXPECT_EQ(take(newcomer(others, 2).first()).error().code, Code::damaged);
  const Bytes greeting = encode_greeting(1, Greeting{Hash{9}, Fixed<32>{9}, {}}, link.link, {});
  EXPECT_EQ(take(greeting).error().code, Code::damaged);  // a partner's
  EXPECT_FALSE(live.device.device_words());
  EXPECT_TRUE(take(newcomer(link, 3).first()));
}

TEST_F(DeviceLinkTest, WhoAnswersForTheLiveDeviceIsFound) {
  Newcomer fresh = newcomer(link, 4);
  ASSERT_TRUE(take(fresh.first()));
  // Somebody in between has the link, and another nonce than it commits to.
  const Bytes other = encode_device_answer(Fixed<16>{1}, link, fresh.first());
  EXPECT_EQ(fresh.take_answer(other).error().code, Code::damaged);
  // Or hands each of the two somebody else's message: then the words differ.
  Newcomer second = newcomer(link, 5);
  EXPECT_FALSE(second.take_answer(live.device.pairing()->second));
  ASSERT_TRUE(fresh.take_answer(live.device.pairing()->second));
  EXPECT_EQ(fresh.words(), live.device.device_words());
}

TEST_F(DeviceLinkTest, AnAddingThatIsUnderWaySurvivesARestart) {
  Newcomer fresh = newcomer(link, 6);
  ASSERT_TRUE(take(fresh.first()));
  live.store();
  const auto again = test::reopen(live.items);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(again->device_words(), live.device.device_words());
  const auto item = Newcomer::restore(fresh.encode());
  ASSERT_TRUE(item);
  EXPECT_EQ(item->encode(), fresh.encode());
  Bytes rotten = fresh.encode();
  for (std::size_t size = 0; size < rotten.size(); size += 11)
    EXPECT_FALSE(Newcomer::restore(View(rotten).first(size)));
}

TEST_F(DeviceLinkTest, ByACodeNothingIsSaidSoWhatIsStoredOfItIsDamage) {
  test::SeededAmbient ambient(8);
  const Bytes sound = Newcomer::by_code(std::string(test::kOrigin), ambient).encode();
  ASSERT_TRUE(Newcomer::restore(sound));
  Bytes answered(sound.begin(), sound.end() - 2);  // without the live one's message and the yes
  for (const char byte : {'\x41', '\x05', '\0'}) answered.push_back(static_cast<std::uint8_t>(byte));
  EXPECT_FALSE(Newcomer::restore(answered));
}

TEST(Wishes, WhatIsStoredHasOneForm) {
  Wishes wishes;
  wishes.remove = {Fixed<32>{1}, Fixed<32>{2}};
  const Bytes sound = encode(wishes);
  ASSERT_TRUE(decode_wishes(sound));
  EXPECT_EQ(encode(*decode_wishes(sound)), sound);
  for (const int other : {1, 3}) {  // one twice, or in another order
    Bytes bytes = sound;
    const auto second = std::ranges::find(bytes, std::uint8_t{2});
    ASSERT_NE(second, bytes.end());
    *second = static_cast<std::uint8_t>(other == 1 ? 1 : 0);
    EXPECT_FALSE(decode_wishes(bytes)) << other;
  }
}

TEST(Wishes, ADeviceThatIsNotThereIsWishedAwayInVain) {
  test::Person ada("Ada", 33);
  ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
  ada.store();
  Wishes wishes;
  wishes.remove = {Fixed<32>{1}};
  ada.items["wishes"] = encode(wishes);
  auto again = test::reopen(ada.items);
  ASSERT_TRUE(again);
  again->set_sent_entries(again->chain().size(), ada.changes);
  EXPECT_FALSE(again->next_entry(ada.ambient, ada.changes));
  EXPECT_TRUE(again->wishes().empty());
}

TEST_F(DeviceLinkTest, AStoreThatHoldsANewcomerSaysHowToGoOn) {
  const auto opened = test::reopen({{std::string(Newcomer::kItem), newcomer(link, 7).encode()}});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_NE(opened.error().what.find("on its way to be one of yours"), std::string::npos);
}

TEST_F(DeviceLinkTest, AsManyDevicesAsThereCanBeAreNoMore) {
  for (std::size_t number = 1; number + 1 < kMostDevices; ++number) {
    Newcomer fresh = newcomer(link, 20 + number);
    ASSERT_TRUE(take(fresh.first()));
    // Alone on its chain, the first device adds at once; with more, the relay has a say.
    ASSERT_TRUE(live.device.compare_device(true, {}, live.ambient, live.changes));
    if (live.device.next_entry(live.ambient, live.changes) && live.device.wishes().add) {
      while (live.device.sent_entries() < live.device.chain().size())
        live.device.set_sent_entries(live.device.chain().size(), live.changes);
      ASSERT_TRUE(live.device.next_entry(live.ambient, live.changes));
      live.device.accepted(live.changes);
    }
    EXPECT_EQ(live.device.chain().live(), number + 1);
    EXPECT_FALSE(live.device.pairing());
    const auto next = live.device.invite_device(live.ambient, live.changes);
    if (number + 2 < kMostDevices) {
      ASSERT_TRUE(next);
      link = *next;
    } else {
      EXPECT_EQ(next.error().code, Code::refused);
    }
  }
}

}  // namespace
}  // namespace concertina

#include <gtest/gtest.h>

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina {
namespace {

using test::Couple;
using test::Person;
using test::portrait;

// Whoever opens the store again finds the device as it was.
void expect_alike(const Person& person, std::string_view after) {
  const auto again = test::reopen(person.items);
  ASSERT_TRUE(again) << after << ": " << again.error().what;
  ASSERT_EQ(portrait(*again), portrait(person.device)) << after;
}

TEST(Store, ADeviceIsTheSameAfterEveryOperation) {
  test::Chance chance(71);
  Person ada("Ada", 72), ben("Ben", 73);
  const auto did = [&](std::string_view what) {
    ada.store();
    ben.store();
    expect_alike(ada, what);
    expect_alike(ben, what);
  };
  did("begin");
  ada.device.set_relay(std::string(test::kOrigin), "token", ada.changes);
  did("set_relay");
  const auto link = ada.device.invite(ada.ambient, ada.changes);
  ASSERT_TRUE(link);
  did("invite");
  ASSERT_TRUE(ben.device.join(*link, ben.ambient, ben.changes));
  did("join");
  ASSERT_TRUE(ada.device.take_first(ben.device.pairing()->first, ada.ambient, ada.changes));
  did("take_first");
  ASSERT_TRUE(ben.device.take_second(ada.device.pairing()->second, ben.ambient, ben.changes));
  did("take_second");
  test::carry(ada, ben);
  did("receive");
  test::carry(ben, ada);
  did("receive");
  ASSERT_TRUE(ada.device.paired() && ben.device.paired());
  for (int i = 0; i < 60; ++i) {
    Person& one = chance.below(2) == 0 ? ada : ben;
    Person& other = &one == &ada ? ben : ada;
    one.ambient.clock.seconds += static_cast<std::int64_t>(chance.below(5000));
    const auto text = std::to_string(i) + std::string(chance.below(i % 10 == 0 ? 15'000 : 300), 'w');
    switch (chance.below(10)) {
      case 0:
      case 1:
        ASSERT_TRUE(one.keep(Note{text}));
        break;
      case 2:
        ASSERT_TRUE(one.put(Note{text.substr(0, 2000)}));
        break;
      case 3:
      case 4:
        ASSERT_TRUE(one.seal());
        break;
      case 5:
        ASSERT_TRUE(test::carry(other, one).empty());
        break;
      case 6:
        one.device.set_sent(Place::room, chance.below(one.log(Place::room).next() + 1), one.changes);
        break;
      case 7:
        one.device.set_sent_entries(chance.below(one.device.chain().size() + 1), one.changes);
        break;
      case 8:
        one.device.reached(one.ambient.clock.seconds, one.changes);
        break;
      default:
        one.device.erase(0, one.changes);
        break;
    }
    did(text.substr(0, 3));
  }
  ada.device.erased(0, ada.changes);
  did("erased");
  ada.device.freeze(Place::room, ada.changes);
  ben.device.freeze(Place::table, ben.changes);
  did("freeze");
  EXPECT_TRUE(ada.device.ahead(Place::room) && !ada.device.ahead(Place::table));
  ASSERT_TRUE(ada.device.leave(ada.changes));
  did("leave");
  ASSERT_TRUE(ada.device.invite(ada.ambient, ada.changes));
  did("invite again");
  ada.device.end_pairing(ada.changes);
  did("end_pairing");
}

TEST(Store, NothingIsHereUntilSomebodyBegan) {
  EXPECT_EQ(test::reopen({}).error().code, Code::not_found);
  Person ada("Ada", 74);
  Items some = ada.items;
  some.erase("device");
  EXPECT_FALSE(test::reopen(some));
}

TEST(Store, ANewerVersionIsRefusedInWords) {
  Person ada("Ada", 75);
  ada.items["device"] = cbor::Writer().array(2).number(3).null().take();
  EXPECT_EQ(test::reopen(ada.items).error().code, Code::too_new);
  Person ben("Ben", 76);
  cbor::Writer body, entry;
  body.array(1).number(2);
  // A newer version's entry: its shape is not known, but it says so.
  body = cbor::Writer();
  body.array(5).number(2).number(0).number(1).bytes(ben.device.chain().head()).null();
  const auto& keys = ben.device.keys();
  entry.array(3)
      .bytes(body.view())
      .bytes(keys.sign.public_key)
      .bytes(sign("concertina/1 entry", body.view(), keys.sign));
  ben.items["chain/" + to_hex(ben.device.identity()) + "/00000001"] = entry.take();
  EXPECT_EQ(test::reopen(ben.items).error().code, Code::too_new);
}

TEST(Store, KeysThatNobodyWroteAreRefused) {
  Person ada("Ada", 77);
  for (const char* key :
       {"",          "c",          "chain/", "chain/00", "chain",  "devic",  "devices", "log",
        "log/",      "log/00",     "sent/",  "sent/zz",  "ahead",  "ahead/", "ahead/x", "waiting/",
        "waiting/0", "waiting/zz", "erase",  "zzz",      "relay/", "\xff"}) {
    for (const Bytes& value : {Bytes{}, Bytes{0}, Bytes{0xff}, Bytes(5000, 0x81)}) {
      auto device = test::reopen(ada.items);
      ASSERT_TRUE(device);
      const auto ok = device->restore(key, value);
      ASSERT_FALSE(ok) << key;
      EXPECT_EQ(ok.error().code, Code::damaged) << key;
    }
  }
}

TEST(StoreRot, AFlippedByteInAFrameIsNamed) {
  Couple couple(78);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(couple.ada.put(Note{"a" + std::to_string(i)}));
    ASSERT_TRUE(couple.ben.put(Note{"b" + std::to_string(i)}));
    ASSERT_TRUE(couple.ada.seal());
  }
  test::carry(couple.ben, couple.ada);
  const std::size_t records = couple.ada.device.heard().size();
  for (const auto& [key, value] : couple.ada.items) {
    if (!key.starts_with("log/")) continue;
    for (std::size_t i = 0; i < value.size(); i += 53) {
      Items rotten = couple.ada.items;
      rotten[key][i] ^= 0x08;
      const auto device = test::reopen(rotten);
      ASSERT_TRUE(device) << device.error().what;
      const auto sound = read_frame(value), read = read_frame(rotten[key]);
      if (read && read->signature != sound->signature) continue;  // not looked at again: the seal holds
      ASSERT_FALSE(device->troubles().empty()) << key << " " << i;
      ASSERT_GE(device->heard().size() + 2, records);  // what can be read stays readable
    }
  }
}

TEST(StoreRot, APartnersFrameIsHadAgain) {
  Couple couple(79);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(couple.ben.put(Note{"b" + std::to_string(i)}));
  test::carry(couple.ben, couple.ada);
  const std::string before = portrait(couple.ada.device);
  couple.ada.items[Device::frame_key(couple.ben.log(Place::table).id(), 1)][100] ^= 1;
  auto again = test::reopen(couple.ada.items);
  ASSERT_TRUE(again);
  EXPECT_EQ(test::count(again->troubles(), Trouble::Kind::missing), 1u);
  couple.ada.device = std::move(*again);
  EXPECT_TRUE(test::carry(couple.ben, couple.ada).empty());
  EXPECT_EQ(portrait(couple.ada.device), before);
}

TEST(StoreRot, MyOwnLogIsNeverWrittenTwiceAtOnePlace) {
  for (const bool at_the_end : {false, true}) {
    Couple couple(80);
    for (int i = 0; i < 3; ++i)
      ASSERT_TRUE(couple.ada.put(Note{"a" + std::to_string(i)}) && couple.ada.seal());
    for (const Place place : {Place::table, Place::room}) {
      const Log& log = couple.ada.log(place);
      const std::string key = Device::frame_key(log.id(), at_the_end ? log.next() - 1 : 1);
      couple.ada.items[key][200] ^= 1;
    }
    const std::size_t frames = couple.ada.items.size();
    auto again = test::reopen(couple.ada.items);
    ASSERT_TRUE(again);
    couple.ada.device = std::move(*again);
    EXPECT_EQ(couple.ada.put(Note{"more"}).error().code, Code::conflict);
    EXPECT_EQ(couple.ada.seal().error().code, Code::conflict);
    EXPECT_EQ(couple.ada.items.size(), frames);
    EXPECT_TRUE(couple.ada.keep(Note{"a thought"}));  // what is written still waits here
    EXPECT_GE(test::count(couple.ada.device.troubles(), Trouble::Kind::ahead), 2u);
  }
}

TEST(StoreRot, AnOlderCopyThatTheRelayIsAheadOfWritesNothing) {
  Couple couple(81);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(couple.ada.seal());
  couple.ada.device.set_sent(Place::room, 3, couple.ada.changes);
  couple.ada.store();
  couple.ada.items.erase(Device::frame_key(couple.ada.log(Place::room).id(), 2));
  auto again = test::reopen(couple.ada.items);
  ASSERT_TRUE(again);
  Changes changes;
  EXPECT_EQ(again->seal_room_frame(changes).error().code, Code::conflict);
  EXPECT_TRUE(changes.empty());
  EXPECT_EQ(test::count(again->troubles(), Trouble::Kind::ahead), 1u);

  couple.ada.device.set_sent_entries(couple.ada.device.chain().size() + 1, couple.ada.changes);
  couple.ada.store();
  EXPECT_EQ(test::reopen(couple.ada.items).error().code, Code::damaged);
}

TEST(StoreRot, AnyFlippedByteAnywhereIsRefusedNamedOrHarmless) {
  Couple couple(82);
  ASSERT_TRUE(couple.ada.keep(Note{std::string(5000, 'w')}));
  ASSERT_TRUE(couple.ada.seal());  // begun, not ended
  ASSERT_TRUE(couple.ada.keep(Note{"waits"}));
  couple.ada.device.set_relay("https://relay.example", "token", couple.ada.changes);
  couple.ada.device.reached(test::kNoon.seconds, couple.ada.changes);
  couple.ada.device.set_sent_entries(2, couple.ada.changes);
  couple.ada.store();
  const std::string sound = portrait(couple.ada.device);
  std::size_t refused = 0, same = 0, other = 0;
  for (const auto& [key, value] : couple.ada.items) {
    if (key.starts_with("log/")) continue;
    for (std::size_t i = 0; i < value.size(); i += 1 + value.size() / 50) {
      for (const int flip : {0x01, 0x40}) {
        Items rotten = couple.ada.items;
        rotten[key][i] = static_cast<std::uint8_t>(value[i] ^ flip);
        auto device = test::reopen(rotten);
        if (!device) {
          ++refused;
          continue;
        }
        const std::string now = portrait(*device);
        ++(now == sound ? same : other);
        // Keys, chains and what waits are never taken in wrong.
        EXPECT_FALSE(key == "device" || key.starts_with("chain/") || key.starts_with("waiting/"))
            << key << " " << i;
        Changes changes;
        (void)device->seal_room_frame(changes);
      }
    }
  }
  EXPECT_GT(refused, 500u);
  EXPECT_EQ(same, 0u);
  EXPECT_LT(other, 200u);  // numbers and the relay's name, which nothing vouches for
}

}  // namespace
}  // namespace concertina

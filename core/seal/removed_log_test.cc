// What removed devices wrote, as a device finds it that came after them.
#include <gtest/gtest.h>

#include "core/test_shell.h"

namespace concertina {
namespace {

using test::Answer;
using test::Person;
using Kind = Trouble::Kind;

// Ada had `laptops`, one after the other. Each wrote one note in the room and was removed; then came a phone.
struct Removed {
  Removed() : chance(61), ada("Ada", 62), phone("Ada", 63) {}
  void play(std::size_t laptops) {
    Chain chain = ada.device.chain();
    std::vector<Bytes> entries{ada.device.entry(0)};
    prim::Key seed = *chain.open_seed(0, ada.device.keys());
    const auto add = [&](const entry::Payload& payload) {
      entries.push_back(make_entry(chain.size(), chain.head(), payload, ada.device.keys().sign));
      const auto ok = chain.append(entries.back());
      ASSERT_TRUE(ok) << ok.error().what;
    };
    const auto add_device = [&](const DeviceKeys& keys) {
      const Fixed<32>& box = keys.box.public_key;
      add(entry::DeviceAdded{agree(keys, chain.identity()),
                             Seal{box, prim::box_seal(seed, box, chance.fixed<32>())}});
    };
    for (std::size_t i = 0; i < laptops; ++i) {
      const DeviceKeys laptop({chance.fixed<32>(), chance.fixed<32>()});
      add_device(laptop);
      const Id log = log_id(laptop.sign.public_key, Place::room);
      const Record record{chance.fixed<16>(), test::kNoon, test::kNoon, {}, Note{"from a laptop"}};
      const FrameContent content{{Piece{Piece::kWhole, encode(record)}}, {}};
      frames[log] = seal_frame(content, log, 0, Hash{}, GenerationKeys(seed).room, laptop.sign);
      const Head head{log, 1, header_hash(read_frame(frames[log])->signed_header)};
      const prim::Key next = chance.fixed<32>();
      const Fixed<32>& box = ada.device.keys().box.public_key;
      add(entry::DeviceRemoved{laptop.sign.public_key,
                               {head},
                               Generation{chain.generations().size(),
                                          GenerationKeys(next).box.public_key,
                                          {Seal{box, prim::box_seal(next, box, chance.fixed<32>())}},
                                          seal_previous(seed, next)}});
      seed = next;
    }
    const DeviceSecret secret{chance.fixed<32>(), chance.fixed<32>()};
    add_device(DeviceKeys(secret));
    Changes changes;
    ASSERT_TRUE(Device::arrive(secret, std::string(test::kOrigin), entries, changes));
    phone.items.clear();
    test::write(phone.items, changes);
    auto device = test::reopen(phone.items);
    ASSERT_TRUE(device) << device.error().what;
    phone.device = std::move(*device);
  }
  // What an honest relay answers.
  Answer answer(const Request& request) const {
    if (request.path != "/v1/read") return test::fine(request);
    const auto query = parse_read_query(request.query);
    ReadAnswer out;
    for (const auto& cursor : query->logs) {
      const auto frame = frames.find(cursor.id);
      out.logs.push_back({cursor.id, frame == frames.end() ? 0u : 1u, {}});
      if (frame != frames.end() && cursor.from == 0) out.logs.back().frames.push_back(frame->second);
    }
    for (const auto& cursor : query->chains) out.chains.push_back({cursor.id, cursor.from, {}});
    return {200, encode(out)};
  }
  std::size_t notes() const {
    return static_cast<std::size_t>(
        std::ranges::count(test::words(phone.device, Author::me, Place::room), std::string("from a laptop")));
  }

  test::Chance chance;
  Person ada, phone;
  std::map<Id, Bytes> frames;
};

TEST(RemovedLog, WhatItsRemovalNamesAndTheRelayDoesNotHandOutIsNamed) {
  Removed removed;
  removed.play(1);
  test::Shell shell;
  Contact contact(removed.phone.device, removed.phone.ambient);
  ASSERT_TRUE(shell.round(contact, removed.phone));  // a relay that lost it: it holds nothing of that log
  EXPECT_EQ(removed.notes(), 0u);
  const auto troubles = removed.phone.device.troubles();
  ASSERT_EQ(test::count(troubles, Kind::withheld), 1u);
  EXPECT_EQ(troubles[0].author, Author::me);
  ASSERT_TRUE(
      shell.round(contact, removed.phone, [&](const Request& request) { return removed.answer(request); }));
  EXPECT_EQ(removed.notes(), 1u);
  EXPECT_TRUE(removed.phone.device.troubles().empty());
}

TEST(RemovedLog, HoweverManyThereWereAllThatTheyWroteComes) {
  Removed removed;
  removed.play(40);  // more than one query asks for
  test::Shell shell;
  Contact contact(removed.phone.device, removed.phone.ambient);
  ASSERT_TRUE(
      shell.round(contact, removed.phone, [&](const Request& request) { return removed.answer(request); }));
  EXPECT_EQ(removed.notes(), 40u);
  EXPECT_TRUE(removed.phone.device.troubles().empty());
  // Where they are complete nothing more is asked.
  EXPECT_EQ(removed.phone.device.cursors().logs.size(), 2u);  // the two of Ada's other device
}

}  // namespace
}  // namespace concertina

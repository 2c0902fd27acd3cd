#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/test_support.h"

namespace concertina {
namespace {

using test::Couple;
using test::Person;
using test::portrait;
using test::words;
using Kind = Trouble::Kind;
using Strings = std::vector<std::string>;

// A couple in which Ben wrote eight times, and Ada has not read it yet.
struct Unread : Couple {
  explicit Unread(std::uint64_t seed) : Couple(seed) {
    for (int i = 0; i < 8; ++i) (void)ben.put(Note{"from Ben " + std::to_string(i)});
    (void)ben.seal();
    honest = hand_out(ben.device, ben.items, ada.device.cursors());
    first = honest.logs.at(0).next - honest.logs.at(0).frames.size();
  }
  ReadAnswer honest;
  std::uint64_t first = 0;  // number of the first frame in it
};

std::vector<Trouble> receive(Device& device, const ReadAnswer& answer) {
  Changes changes;
  std::vector<Trouble> events;
  device.receive(answer, changes, events);
  return events;
}

TEST(Delivery, AHonestOneNamesNothing) {
  Unread unread(91);
  EXPECT_TRUE(receive(unread.ada.device, unread.honest).empty());
  EXPECT_TRUE(unread.ada.device.troubles().empty());
  EXPECT_EQ(words(unread.ada.device, Author::partner, Place::table).size(), 9u);
}

TEST(Delivery, EachSingleChangeIsNamedAsWhatItIs) {
  Unread unread(92);
  const auto names = [&](auto change) {
    ReadAnswer answer = unread.honest;
    change(answer.logs[0]);
    Device ada = unread.ada.device;
    std::map<Kind, std::size_t> out;
    for (const Trouble& event : receive(ada, answer)) ++out[event.kind];
    return out;
  };
  using Part = ReadAnswer::LogPart;
  using Names = std::map<Kind, std::size_t>;
  const std::size_t last = unread.honest.logs[0].frames.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const auto at = [i](std::vector<Bytes>& frames) {
      return frames.begin() + static_cast<std::ptrdiff_t>(i);
    };
    EXPECT_EQ(names([&](Part& p) { p.frames[i][i * 400] ^= 1; }), (Names{{Kind::changed, 1}}));
    EXPECT_EQ(names([&](Part& p) { p.frames[i].resize(100); }), (Names{{Kind::changed, 1}}));
    EXPECT_EQ(names([&](Part& p) { p.frames[i] = unread.ada.frame(Place::table, 0); }),
              (Names{{Kind::changed, 1}}));
    EXPECT_EQ(names([&](Part& p) { p.frames[i] = unread.ben.frame(Place::room, 0); }),
              (Names{{Kind::changed, 1}}));
    EXPECT_EQ(names([&](Part& p) { p.frames.erase(at(p.frames)); }), (Names{{Kind::missing, 1}}));
    EXPECT_EQ(names([&](Part& p) { p.frames.insert(at(p.frames), p.frames[i]); }),
              (Names{{Kind::repeated, 1}}));
    EXPECT_EQ(names([&](Part& p) { p.frames.push_back(p.frames[i]); }), (Names{{Kind::repeated, 1}}));
    if (i < last)
      EXPECT_EQ(names([&](Part& p) { std::swap(p.frames[i], p.frames[i + 1]); }),
                (Names{{Kind::reordered, 1}}));
  }
  const Bytes had = unread.ben.frame(Place::table, 0);  // handed out, and read, long ago
  EXPECT_EQ(names([&](Part& p) { p.frames.insert(p.frames.begin(), had); }), (Names{{Kind::repeated, 1}}));
  EXPECT_EQ(names([&](Part& p) { p.frames.push_back(had); }), (Names{{Kind::repeated, 1}}));
  EXPECT_EQ(names([](Part& p) { p.frames.clear(), p.next = 0; }), (Names{{Kind::rolled_back, 1}}));
  EXPECT_EQ(names([](Part& p) { p.frames.clear(); }), (Names{{Kind::missing, 1}}));
}

TEST(Delivery, WhateverIsChangedNothingWrongIsTakenAndAllSoundIsShown) {
  Unread unread(93);
  std::map<std::uint64_t, Bytes> truth;  // the partner's frames by number
  for (std::uint64_t seq = 0; seq < unread.ben.log(Place::table).next(); ++seq)
    truth[seq] = unread.ben.frame(Place::table, seq);
  Device read_all = unread.ada.device;
  receive(read_all, unread.honest);
  std::map<std::uint64_t, Bytes> told;
  for (const Heard& heard : read_all.heard()) {
    if (heard.author == Author::partner) told[heard.seq] = encode(heard.record);
  }
  const std::string whole = portrait(read_all);

  test::Chance chance(94);
  for (int round = 0; round < 2000; ++round) {
    ReadAnswer answer = unread.honest;
    auto& frames = answer.logs[0].frames;
    for (std::size_t n = 1 + chance.below(3); n > 0 && !frames.empty(); --n) {
      const std::size_t i = chance.below(frames.size()), k = chance.below(frames.size());
      switch (chance.below(7)) {
        case 0:
          frames[i][chance.below(frames[i].size())] ^= static_cast<std::uint8_t>(1u << chance.below(8));
          break;
        case 1:
          std::swap(frames[i], frames[k]);
          break;
        case 2:
          frames.insert(frames.begin() + static_cast<std::ptrdiff_t>(i), frames[k]);
          break;
        case 3:
          frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(i));
          break;
        case 4:
          frames[i] = unread.ben.frame(Place::room, 0);
          break;
        case 5:
          frames[i].resize(1 + chance.below(frames[i].size()));
          break;
        default:
          frames[i] = chance.bytes(1 + chance.below(kFrameSize + 10));
          break;
      }
    }
    std::set<std::uint64_t> delivered{0};  // what Ada had before, and what came sound
    std::size_t unsound = 0;
    for (const Bytes& bytes : frames) {
      const auto found = std::ranges::find_if(truth, [&](const auto& one) { return one.second == bytes; });
      if (found != truth.end()) delivered.insert(found->first);
      if (found == truth.end()) ++unsound;
    }
    Device ada = unread.ada.device;
    const std::vector<Trouble> events = receive(ada, answer);
    ASSERT_EQ(test::count(events, Kind::changed), unsound);
    if (frames != unread.honest.logs[0].frames) ASSERT_FALSE(events.empty()) << round;
    std::set<std::uint64_t> shown;
    for (const Heard& heard : ada.heard()) {
      if (heard.author != Author::partner) continue;
      ASSERT_EQ(encode(heard.record), told[heard.seq]);  // nothing that was not written
      shown.insert(heard.seq);
    }
    ASSERT_EQ(shown, delivered) << round;
    // Asked again, an honest relay makes it whole.
    receive(ada, hand_out(unread.ben.device, unread.ben.items, ada.cursors()));
    ASSERT_EQ(portrait(ada), whole) << round;
  }
}

TEST(Delivery, AChangedChainIsNamedAndHealed) {
  Person ada("Ada", 95), ben("Ben", 96);
  ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
  ASSERT_TRUE(test::meet(ada, ben));
  const ReadAnswer honest = hand_out(ben.device, ben.items, ada.device.cursors());
  ASSERT_EQ(honest.chains.at(0).entries.size(), 3u);
  const std::string whole = [&] {
    Device copy = ada.device;
    EXPECT_TRUE(receive(copy, honest).empty());
    EXPECT_TRUE(receive(copy, hand_out(ben.device, ben.items, copy.cursors())).empty());
    return portrait(copy);
  }();
  test::Chance chance(97);
  for (int round = 0; round < 500; ++round) {
    ReadAnswer answer = honest;
    auto& entries = answer.chains[0].entries;
    const std::size_t i = chance.below(entries.size()), k = chance.below(entries.size());
    switch (chance.below(5)) {
      case 0:
        entries[i][chance.below(entries[i].size())] ^= static_cast<std::uint8_t>(1u << chance.below(8));
        break;
      case 1:
        std::swap(entries[i], entries[k]);
        break;
      case 2:
        entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(i), entries[k]);
        break;
      case 3:
        entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
        break;
      default:
        entries[i] = ada.device.entry(chance.below(ada.device.chain().size()));
        break;
    }
    Device copy = ada.device;
    const std::vector<Trouble> events = receive(copy, answer);
    if (answer.chains[0].entries != honest.chains[0].entries) ASSERT_FALSE(events.empty()) << round;
    if (const Chain* chain = copy.partner_chain()) ASSERT_LE(chain->size(), 3u);
    for (int again = 0; again < 2; ++again) receive(copy, hand_out(ben.device, ben.items, copy.cursors()));
    ASSERT_EQ(portrait(copy), whole) << round;
  }
}

TEST(Delivery, WhatNobodySignedKeepsNothingSoundOutOfAChain) {
  Person ada("Ada", 95), ben("Ben", 96), eve("Eve", 97);
  ada.device.set_relay(std::string(test::kOrigin), {}, ada.changes);
  ASSERT_TRUE(test::meet(ada, ben));
  const ReadAnswer honest = hand_out(ben.device, ben.items, ada.device.cursors());
  // Rubbish, something newer, and what a stranger signed for that very place.
  for (const Bytes& strange : {Bytes{1, 2, 3}, Bytes{0x86, 0x02}, eve.device.entry(0)}) {
    for (std::size_t at = 0; at <= 3; ++at) {
      Device copy = ada.device;
      ReadAnswer answer = honest;
      auto& entries = answer.chains.at(0).entries;
      entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(at), strange);
      const std::vector<Trouble> events = receive(copy, answer);
      EXPECT_EQ(events.size(), 1u);
      EXPECT_EQ(test::count(events, Kind::forked), 0u);
      ASSERT_TRUE(copy.partner_chain());
      EXPECT_EQ(copy.partner_chain()->size(), 3u);
    }
  }
}

TEST(Delivery, WhatWasNotAskedForIsNotTaken) {
  Unread unread(98);
  Person eve("Eve", 99);
  ReadAnswer answer;
  answer.chains.push_back({eve.device.identity(), 1, {eve.device.entry(0)}});
  answer.chains.push_back({unread.ada.device.identity(), 0, {eve.device.entry(0)}});
  answer.logs.push_back({unread.ada.log(Place::table).id(), 1, {unread.ada.frame(Place::table, 0)}});
  answer.logs.push_back({Id{1}, 5, {Bytes(kFrameSize)}});
  const std::string before = portrait(unread.ada.device);
  for (const Trouble& event : unread.ada.receive(answer)) ADD_FAILURE() << to_text(event);
  EXPECT_EQ(portrait(unread.ada.device), before);
}

// --- a partner who means ill, with a relay that helps them ---

TEST(HostilePartner, AFrameFarAheadCostsNothing) {
  Unread unread(101);
  for (const std::uint64_t seq : {std::uint64_t{1} << 20, kMostSeq - 1, kMostSeq}) {
    Device ada = unread.ada.device;
    ReadAnswer answer = unread.honest;
    answer.logs[0].frames.push_back(test::table_frame(unread.ben, {}, seq, Hash{1}));
    answer.logs[0].next = ~std::uint64_t{0};
    const auto events = receive(ada, answer);
    EXPECT_LE(events.size(), 2u);
    EXPECT_GE(test::count(events, Kind::missing), 1u);
    EXPECT_EQ(test::count(ada.troubles(), Kind::missing), 1u);
    EXPECT_EQ(ada.cursors().logs.at(0).from, 9u);
  }
  for (const std::uint64_t seq : {kMostSeq + 1, ~std::uint64_t{0} - 1, ~std::uint64_t{0}}) {
    Device ada = unread.ada.device;
    ReadAnswer answer = unread.honest;
    answer.logs[0].frames.insert(answer.logs[0].frames.begin(),
                                 test::table_frame(unread.ben, {}, seq, Hash{1}));
    EXPECT_EQ(test::count(receive(ada, answer), Kind::changed), 1u);
    EXPECT_EQ(words(ada, Author::partner, Place::table).size(), 9u);
  }
}

TEST(HostilePartner, WhatIsMineStaysMine) {
  // Ben's chain says that Ada's device is one of his.
  Couple couple(102);
  ASSERT_TRUE(couple.ada.put(Note{"mine"}));
  const Chain& chain = couple.ben.device.chain();
  const DevicePublic stolen = couple.ada.device.keys().names();
  // Nobody but Ada's device can agree to that, so Ben passes off an agreement of another.
  const entry::DeviceAdded added{{stolen, agree(couple.ben.device.keys(), chain.identity()).agreement},
                                 Seal{stolen.box, prim::box_seal(Fixed<32>{1}, stolen.box, Fixed<32>{2})}};
  ReadAnswer answer;
  answer.chains.push_back({chain.identity(),
                           chain.size() + 1,
                           {make_entry(chain.size(), chain.head(), added, couple.ben.device.keys().sign)}});
  couple.ada.receive(answer);
  ASSERT_EQ(couple.ada.device.partner_chain()->devices().size(), 1u);
  const auto again = test::reopen(couple.ada.items);
  ASSERT_TRUE(again) << again.error().what;
  for (const Device& device : {couple.ada.device, *again}) {
    EXPECT_EQ(words(device, Author::me, Place::table), (Strings{"Ada", "mine"}));
    EXPECT_EQ(words(device, Author::partner, Place::table), Strings{"Ben"});
    EXPECT_EQ(device.cursors().logs.size(), 1u);
  }
  EXPECT_EQ(portrait(*again), portrait(couple.ada.device));
}

TEST(HostilePartner, MoreDevicesThanTheRelayAnswersForAreNotAskedFor) {
  Couple couple(103);
  test::Chance chance(104);
  Chain chain = couple.ben.device.chain();
  const DeviceKeys& keys = couple.ben.device.keys();
  prim::Key seed = *chain.open_seed(0, keys);
  ReadAnswer answer;
  answer.chains.push_back({chain.identity(), 0, {}});
  const auto add = [&](const entry::Payload& payload) {
    answer.chains[0].entries.push_back(make_entry(chain.size(), chain.head(), payload, keys.sign));
    const auto ok = chain.append(answer.chains[0].entries.back());
    ASSERT_TRUE(ok) << chain.size() << ok.error().what;
  };
  for (int i = 0; i < 50; ++i) {
    const DeviceKeys one({chance.fixed<32>(), chance.fixed<32>()});
    const DevicePublic extra = one.names();
    add(entry::DeviceAdded{agree(one, chain.identity()),
                           Seal{extra.box, prim::box_seal(seed, extra.box, chance.fixed<32>())}});
    const prim::Key next = chance.fixed<32>();
    Generation generation{
        chain.generations().size(), GenerationKeys(next).box.public_key, {}, seal_previous(seed, next)};
    generation.seals.push_back(
        {keys.names().box, prim::box_seal(next, keys.names().box, chance.fixed<32>())});
    const Head more{log_id(extra.sign, Place::table), 1, Hash{1}};
    add(entry::DeviceRemoved{extra.sign, {more}, generation});
    seed = next;
  }
  answer.chains[0].size = chain.size();
  EXPECT_TRUE(couple.ada.receive(answer).empty());
  const ReadQuery query = couple.ada.device.cursors();
  EXPECT_EQ(query.logs.size(), kMostCursors);
  EXPECT_EQ(query.logs[0].id, couple.ben.log(Place::table).id());  // the living first
  EXPECT_TRUE(parse_read_query(to_text(query)));
}

TEST(HostilePartner, TheLongestChainInAnyOrderEnds) {
  Couple couple(105);
  Chain chain = couple.ben.device.chain();
  const DeviceKeys& keys = couple.ben.device.keys();
  ReadAnswer answer;
  answer.chains.push_back({chain.identity(), kMostEntries, {}});
  const Fixed<32> box = couple.ada.device.chain().generation().box;
  while (chain.size() < kMostEntries) {  // table keys for Ada that are none
    const entry::TableKey key{chain.table_keys().size(),
                              Id{1},
                              {Seal{chain.generation().box, Bytes(80)}, Seal{box, Bytes(80)}},
                              {}};
    answer.chains[0].entries.push_back(make_entry(chain.size(), chain.head(), key, keys.sign));
    ASSERT_TRUE(chain.append(answer.chains[0].entries.back()));
  }
  std::ranges::reverse(answer.chains[0].entries);
  const Bytes last = answer.chains[0].entries.front();
  answer.chains[0].entries.insert(answer.chains[0].entries.begin(), 2000, last);
  Device ada = couple.ada.device;
  EXPECT_FALSE(receive(ada, answer).empty());
  EXPECT_EQ(ada.partner_chain()->size(), kMostEntries);
}

TEST(HostilePartner, RubbishInsideASoundFrameIsNamed) {
  Couple couple(106);
  test::Chance chance(107);
  const auto heads = [&] {
    std::vector<Head> out;
    for (std::size_t n = chance.below(kMostSeen + 1); n > 0; --n) {
      const Id ids[] = {couple.ada.log(Place::table).id(), couple.ada.log(Place::room).id(),
                        couple.ben.log(Place::table).id(), Id{1}};
      out.push_back({ids[chance.below(4)], chance.next() >> chance.below(64), chance.fixed<32>()});
    }
    return out;
  };
  for (int round = 0; round < 200; ++round) {
    Device ada = couple.ada.device;
    ReadAnswer answer;
    answer.logs.push_back({couple.ben.log(Place::table).id(), 10, {}});
    Hash previous = couple.ben.log(Place::table).head().hash;
    for (std::uint64_t seq = 1; seq < 10; ++seq) {
      FrameContent content{{}, heads()};
      for (std::size_t n = chance.below(6); n > 0; --n)
        content.pieces.push_back({chance.below(4), chance.bytes(chance.below(500))});
      answer.logs[0].frames.push_back(test::table_frame(couple.ben, content, seq, previous));
      previous = header_hash(read_frame(answer.logs[0].frames.back())->signed_header);
    }
    EXPECT_TRUE(receive(ada, answer).empty());  // the delivery itself is what Ben signed
    EXPECT_EQ(words(ada, Author::partner, Place::table), Strings{"Ben"});
    (void)portrait(ada);
  }
}

TEST(HostilePartner, AForkKeepsWhatCameFirst) {
  Unread unread(108);
  Device ada = unread.ada.device;
  receive(ada, unread.honest);
  ReadAnswer forked = unread.honest;
  forked.logs[0].frames = {test::table_frame(unread.ben, {}, 4, Hash{1})};
  EXPECT_EQ(test::count(receive(ada, forked), Kind::forked), 1u);
  EXPECT_EQ(test::count(ada.troubles(), Kind::forked), 1u);
  EXPECT_EQ(words(ada, Author::partner, Place::table).size(), 9u);
  EXPECT_TRUE(ada.has_table());  // and what I write is not touched by it
}

TEST(Seen, WhatTheRelayWithholdsIsNamedWhenThePartnerSpeaksOfIt) {
  Couple couple(109);
  const auto mine_seen = couple.ben.put(Note{"I saw yours"});  // Ben has seen Ada's name
  ASSERT_TRUE(mine_seen);
  // Ada's phone was restored from a copy made before she wrote anything on the table.
  Items older = couple.ada.items;
  older.erase(Device::frame_key(couple.ada.log(Place::table).id(), 0));
  auto ada = test::reopen(older);
  ASSERT_TRUE(ada);
  receive(*ada, hand_out(couple.ben.device, couple.ben.items, ada->cursors()));
  const auto troubles = ada->troubles();
  ASSERT_EQ(test::count(troubles, Kind::withheld), 1u);
  EXPECT_EQ(troubles[0].author, Author::me);
}

}  // namespace
}  // namespace concertina

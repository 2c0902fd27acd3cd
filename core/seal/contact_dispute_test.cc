// A relay that says it holds more of my log than I do is believed only if it shows what this device signed.
#include <gtest/gtest.h>

#include "core/test_shell.h"

namespace concertina {
namespace {

using test::Answer;
using test::Couple;
using test::fine;
using test::log_path;
using test::Person;
using test::refusal;
using Kind = Trouble::Kind;

class Dispute : public ::testing::Test, protected test::Shell {
 protected:
  Dispute() {
    Contact contact(ada.device, ada.ambient);
    EXPECT_TRUE(round(contact, ada));
    EXPECT_TRUE(ada.put(Note{"not sent yet"}) && couple.ben.put(Note{"from Ben"}));
  }
  void TearDown() override { EXPECT_EQ(faults, std::vector<std::string>{}); }

  // A relay that takes nothing more of this log, says that it holds `next` frames, and shows these of it.
  Script disputes(Place place, std::uint64_t next, std::vector<Bytes> shows) {
    return [=, this, path = log_path(ada, place),
            log = ada.log(place).id()](const Request& request) -> std::optional<Answer> {
      if (request.path.starts_with(path)) return refusal(409, reason::kConflict, next);
      const auto query = parse_read_query(request.query);
      if (request.path != "/v1/read" || !query) return fine(request);
      if (query->logs.size() == 1 && query->logs[0].id == log) {
        ++asked;
        return Answer{200, encode(ReadAnswer{{{log, next, shows}}, {}, false})};
      }
      return Answer{200, encode(hand_out(couple.ben.device, couple.ben.items, *query))};
    };
  }

  Couple couple{21};
  Person& ada = couple.ada;
  const Fixed<32> device = ada.device.keys().sign.public_key;
  int asked = 0;
};

TEST_F(Dispute, ItsWordAloneMakesNoNewDeviceAndTheRestGoesOn) {
  const std::uint64_t entries = ada.device.chain().size();
  Person eve("Eve", 22);
  Bytes flipped = test::table_frame(ada, {}, 1, ada.log(Place::table).head().hash);
  flipped[20] ^= 1;
  const std::vector<std::vector<Bytes>> proofs{
      {},
      {Bytes()},
      {ada.frame(Place::table, 0)},             // what this device has, and the relay was given
      {flipped},                                // what nobody signed
      {couple.ben.frame(Place::table, 0)},      // the partner's
      {eve.frame(Place::room, 0)},              // of somebody who is not here
      {ada.frame(Place::room, 0)},              // of my other log
      {test::table_frame(eve, {}, 1, Hash{})},  // of another couple
  };
  Contact contact(ada.device, ada.ambient);
  for (int contacts = 0; contacts < 3; ++contacts) {
    for (const auto& proof : proofs) {
      for (const Place place : {Place::table, Place::room}) {
        ada.ambient.clock.seconds += kRoomFrameEvery;
        ASSERT_TRUE(ada.put(Note{"one more"}));
        asked = 0;
        ASSERT_TRUE(round(contact, ada, disputes(place, ~std::uint64_t{0}, proof)));
        EXPECT_EQ(asked, 1);
        ASSERT_EQ(test::count(contact.events(), Kind::claimed), 1u);
        EXPECT_EQ(contact.events()[0].place, place);
        EXPECT_NE(to_text(contact.events()[0]).find("shows nothing of it"), std::string::npos);
        EXPECT_FALSE(ada.device.ahead(place) || ada.device.renewing());
      }
    }
  }
  EXPECT_EQ(ada.device.keys().sign.public_key, device);
  EXPECT_EQ(ada.device.chain().size(), entries);
  EXPECT_EQ(test::words(ada.device, Author::partner, Place::table),
            (std::vector<std::string>{"Ben", "from Ben"}));
  // What was written went on waiting, and goes out as it was.
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(ada.device.unsent(), 0u);
  EXPECT_TRUE(contact.events().empty());
}

TEST_F(Dispute, WhereItShowsTheVeryFrameThatIsToBeSentThatIsSent) {
  const Bytes mine = ada.frame(Place::table, 1);
  ASSERT_TRUE(ada.put(Note{"one more"}));
  Contact contact(ada.device, ada.ambient);
  const auto takes_the_other = [&, path = log_path(ada, Place::table)](const Request& request) {
    return request.path == path + "2" ? fine(request) : *disputes(Place::table, 2, {mine})(request);
  };
  ASSERT_TRUE(round(contact, ada, takes_the_other));
  EXPECT_EQ(ada.device.sent(Place::table), 3u);
  EXPECT_TRUE(contact.events().empty());
}

TEST_F(Dispute, WhatThisDeviceSignedAndHasNotGotMakesANewDeviceOnce) {
  // The two histories part at the frame that is to be sent, or before it: then nothing of this one follows.
  for (const std::uint64_t seq : {1u, 0u}) {
    Person one = ada;
    const Bytes other = test::table_frame(ada, {{Piece{Piece::kWhole, {1}}}, {}}, seq,
                                          seq == 0 ? Hash{} : *ada.log(Place::table).hash_at(0));
    Contact contact(one.device, one.ambient);
    ASSERT_TRUE(round(contact, one, disputes(Place::table, seq + 1, {other})));
    EXPECT_EQ(test::count(contact.events(), Kind::ahead), 1u);
    const Fixed<32> renewed = one.device.keys().sign.public_key;
    EXPECT_NE(renewed, device);
    ASSERT_TRUE(round(contact, one, disputes(Place::table, seq + 1, {other})));
    EXPECT_EQ(one.device.keys().sign.public_key, renewed);
  }
}

TEST_F(Dispute, AnAnswerThatIsNoneEndsTheRoundAndFreezesNothing) {
  for (const Answer& answer : {Answer{200, {}}, Answer{204, {}}, Answer{200, to_bytes(as_view("<html>"))},
                               refusal(403, reason::kForbidden), refusal(500, reason::kBroken)}) {
    Contact contact(ada.device, ada.ambient);
    const auto out = round(contact, ada, [&](const Request& request) {
      if (request.path.starts_with(log_path(ada, Place::table))) return refusal(409, reason::kConflict, 5);
      return request.path == "/v1/read" ? answer : fine(request);
    });
    EXPECT_FALSE(out);
    EXPECT_FALSE(ada.device.ahead(Place::table));
  }
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(ada.device.unsent(), 0u);
}

// A removal that the relay says is behind, and keeps all the same, would be one of two for its place.
TEST_F(Dispute, ARemovalIsSignedAnewOnlyWhereTheRemovedOneWroteMore) {
  // Ada has a further device, whose log is here up to its first frame.
  const DeviceKeys phone({ada.ambient.random<32>(), ada.ambient.random<32>()});
  const Hash identity = ada.device.identity();
  const auto seed = ada.device.chain().open_seed(0, ada.device.keys());
  ASSERT_TRUE(seed);
  const Fixed<32> box = phone.names().box;
  const entry::DeviceAdded added{agree(phone, identity), {box, prim::box_seal(*seed, box, Fixed<32>{5})}};
  const std::uint64_t size = ada.device.chain().size();
  const Bytes entry = make_entry(size, ada.device.chain().head(), added, ada.device.keys().sign);
  const Id log = log_id(phone.sign.public_key, Place::room);
  const prim::Key room = GenerationKeys(*seed).room;
  const Bytes first = seal_frame({}, log, 0, {}, room, phone.sign);
  const Bytes second =
      seal_frame({}, log, 1, header_hash(read_frame(first)->signed_header), room, phone.sign);
  (void)ada.receive(ReadAnswer{{}, {{identity, size + 1, {entry}}}, false});
  (void)ada.receive(ReadAnswer{{{log, 1, {first}}}, {}, false});
  ASSERT_EQ(ada.device.chain().live(), 2u);
  ASSERT_TRUE(ada.device.remove_device(phone.sign.public_key, ada.ambient, ada.changes));
  ada.store();

  std::set<Bytes> offered;
  bool wrote_more = false;
  const auto behind = [&](const Request& request) -> std::optional<Answer> {
    if (request.path.starts_with("/v1/chains/")) {
      offered.insert(request.body);
      return refusal(409, reason::kBehind, size);
    }
    const auto query = parse_read_query(request.query);
    if (request.path != "/v1/read" || !query || !wrote_more) return fine(request);
    ReadAnswer out = *decode_read_answer(fine(request).body);
    for (auto& part : out.logs) {
      if (part.log == log) part = {log, 2, {second}};
    }
    return Answer{200, encode(out)};
  };
  Contact contact(ada.device, ada.ambient);
  for (int contacts = 0; contacts < 3; ++contacts) {
    const auto out = round(contact, ada, behind);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, Code::refused);
    EXPECT_EQ(offered.size(), 1u);
  }
  wrote_more = true;
  EXPECT_FALSE(round(contact, ada, behind));
  EXPECT_EQ(offered.size(), 2u);
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(ada.device.chain().live(), 1u);
}

}  // namespace
}  // namespace concertina

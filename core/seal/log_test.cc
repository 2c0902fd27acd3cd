#include "core/seal/log.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina {
namespace {

using Took = Log::Took;

class LogTest : public ::testing::Test {
 protected:
  // Writes the next frame of a log, after `before` frames.
  Bytes frame(const FrameContent& content, const std::vector<Bytes>& before, const prim::Key& with) {
    const Hash previous = before.empty() ? Hash{} : header_hash(read_frame(before.back())->signed_header);
    return seal_frame(content, log_id(device.names().sign, Place::room), before.size(), previous, with,
                      device.sign);
  }
  void add(const FrameContent& content) { frames.push_back(frame(content, frames, key)); }
  void add_note(const std::string& words) { add({{Piece{Piece::kWhole, encode(note(words))}}, {}}); }
  Record note(const std::string& words) {
    return Record{chance.fixed<16>(), test::kNoon, test::kNoon, {}, Note{words}};
  }

  // A note cut into pieces, each in a frame of its own.
  void add_in_pieces(const Record& record, std::size_t pieces) {
    const Bytes bytes = encode(record);
    for (std::size_t i = 0; i < pieces; ++i) {
      const auto at = [&](std::size_t n) {
        return bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * n / pieces);
      };
      add({{Piece{(i == 0 ? Piece::kBegins : 0) | (i + 1 == pieces ? Piece::kEnds : 0),
                  Bytes(at(i), at(i + 1))}},
           {}});
    }
  }
  Log log() const { return Log(Author::partner, Place::room, device.names().sign); }
  Took take(Log& into, View bytes, bool ours = false) { return into.take(bytes, find(), ours); }
  Log::FindKey find() const {
    return [this](const Id& id) { return id == key_id(key) ? std::optional(key) : std::nullopt; };
  }
  static std::vector<std::string> told(const Log& from) {
    std::vector<Heard> heard;
    from.collect(heard);
    std::vector<std::string> out;
    for (const Heard& one : heard) {
      out.push_back(std::to_string(one.seq) + "." + std::to_string(one.index) + " " +
                    std::get<Note>(one.record.content).words);
    }
    return out;
  }
  static std::vector<std::string> named(const Log& from) {
    std::vector<Trouble> all;
    from.troubles(all);
    std::vector<std::string> out;
    for (const Trouble& trouble : all)
      out.push_back(std::string(kind_name(trouble.kind)) + " " + std::to_string(trouble.seq));
    return out;
  }
  using Strings = std::vector<std::string>;

  test::Chance chance{31};
  const DeviceKeys device{{chance.fixed<32>(), chance.fixed<32>()}};
  const DeviceKeys stranger{{chance.fixed<32>(), chance.fixed<32>()}};
  const prim::Key key = chance.fixed<32>();
  std::vector<Bytes> frames;
};

TEST_F(LogTest, AnyOrderAndAnyRepeatsTellTheSame) {
  add_note("a");
  add({{Piece{Piece::kWhole, encode(note("b"))}, Piece{Piece::kWhole, encode(note("c"))}}, {}});
  add_in_pieces(note("d"), 3);
  add({});
  add_in_pieces(note("e"), 2);
  add_note("f");
  Log in_order = log();
  for (const Bytes& bytes : frames) ASSERT_EQ(take(in_order, bytes), Took::fresh);
  const Strings expected{"0.0 a", "1.0 b", "1.1 c", "4.0 d", "7.0 e", "8.0 f"};
  ASSERT_EQ(told(in_order), expected);
  for (int round = 0; round < 1000; ++round) {
    std::vector<Bytes> delivery = frames;
    for (std::size_t extra = chance.below(4); extra > 0; --extra)
      delivery.push_back(frames[chance.below(frames.size())]);
    chance.shuffle(delivery);
    Log shuffled = log();
    for (const Bytes& bytes : delivery) {
      const Took took = take(shuffled, bytes);
      ASSERT_TRUE(took == Took::fresh || took == Took::known);
    }
    ASSERT_EQ(told(shuffled), expected);
    ASSERT_EQ(shuffled.head(), in_order.head());
    ASSERT_TRUE(shuffled.whole() && !shuffled.frozen() && named(shuffled).empty());
  }
}

TEST_F(LogTest, HolesAreNamedAndFilledLater) {
  for (const char* words : {"a", "b", "c", "d", "e", "f"}) add_note(words);
  Log some = log();
  for (const std::size_t seq : {0u, 2u, 5u}) take(some, frames[seq]);
  EXPECT_EQ(named(some), (Strings{"missing 1", "missing 3"}));
  EXPECT_EQ(some.next(), 1u);
  EXPECT_FALSE(some.whole());
  EXPECT_EQ(told(some), (Strings{"0.0 a", "2.0 c", "5.0 f"}));  // what is there is told
  EXPECT_EQ(take(some, frames[1]), Took::fresh);
  EXPECT_EQ(some.next(), 3u);
  EXPECT_EQ(named(some), (Strings{"missing 3"}));
  EXPECT_EQ(take(some, frames[4]), Took::fresh);
  EXPECT_EQ(take(some, frames[3]), Took::fresh);
  EXPECT_TRUE(named(some).empty());
  EXPECT_EQ(some.next(), 6u);
}

TEST_F(LogTest, KeepsWhatCameFirstOfAFork) {
  add_note("a");
  add_note("b");
  const Bytes other = frame({{Piece{Piece::kWhole, encode(note("x"))}}, {}}, {frames[0]}, key);
  for (const bool other_first : {false, true}) {
    Log forked = log();
    take(forked, frames[0]);
    EXPECT_EQ(take(forked, other_first ? other : frames[1]), Took::fresh);
    EXPECT_EQ(take(forked, other_first ? frames[1] : other), Took::forked);
    EXPECT_TRUE(forked.frozen());
    EXPECT_EQ(told(forked), (Strings{"0.0 a", other_first ? "1.0 x" : "1.0 b"}));
    EXPECT_EQ(named(forked), (Strings{"forked 2"}));
  }
}

TEST_F(LogTest, AFrozenLogTakesNothingMore) {
  for (const char* words : {"a", "b", "c"}) add_note(words);
  const Bytes other = frame({}, {frames[0]}, key);
  Log forked = log();
  take(forked, frames[0]);
  take(forked, frames[1]);
  take(forked, other);
  EXPECT_EQ(take(forked, frames[2]), Took::forked);
  EXPECT_EQ(take(forked, frames[1]), Took::known);
  EXPECT_EQ(forked.next(), 2u);
}

TEST_F(LogTest, AFrameThatDoesNotFollowIsAFork) {
  for (const char* words : {"a", "b", "c"}) add_note(words);
  const std::vector<Bytes> twig{frames[0], frame({}, {frames[0]}, key)};
  const Bytes after_twig = frame({}, twig, key);
  Log from_before = log();
  take(from_before, frames[0]);
  take(from_before, frames[1]);
  EXPECT_EQ(take(from_before, after_twig), Took::forked);
  Log from_behind = log();
  take(from_behind, frames[0]);
  EXPECT_EQ(take(from_behind, after_twig), Took::fresh);  // behind a hole, nobody can tell yet
  EXPECT_EQ(take(from_behind, frames[1]), Took::forked);
  Log beginning = log();
  const Bytes not_first = seal_frame({}, beginning.id(), 0, Hash{1}, key, device.sign);
  EXPECT_EQ(take(beginning, not_first), Took::forked);
}

TEST_F(LogTest, TakesOnlyWhatItsDeviceSignedForIt) {
  add_note("a");
  Log mine = log();
  const Bytes foreign = seal_frame({}, log_id(stranger.names().sign, Place::room), 0, {}, key, stranger.sign);
  const Bytes posing = seal_frame({}, mine.id(), 0, {}, key, stranger.sign);
  const Bytes other_place =
      seal_frame({}, log_id(device.names().sign, Place::table), 0, {}, key, device.sign);
  for (const Bytes& bad : {foreign, posing, other_place, Bytes{}, Bytes(kFrameSize)})
    EXPECT_EQ(take(mine, bad), Took::changed);
  EXPECT_EQ(mine.next(), 0u);
  for (std::size_t i = 0; i < frames[0].size(); i += 5) {
    Bytes bad = frames[0];
    bad[i] ^= 4;
    ASSERT_EQ(take(mine, bad), Took::changed) << i;
  }
  EXPECT_EQ(take(mine, frames[0]), Took::fresh);
}

TEST_F(LogTest, ALongNoteGoesOverFrames) {
  const std::string words(kMostRoomWords, 'w');
  const Record record = note(words);
  add_note("before");
  add_in_pieces(record, 6);
  add_note("after");
  Log whole = log();
  for (const Bytes& bytes : frames) take(whole, bytes);
  EXPECT_EQ(told(whole), (Strings{"0.0 before", "6.0 " + words, "7.0 after"}));
}

TEST_F(LogTest, WithoutAMiddlePieceARecordIsNotTold) {
  add_in_pieces(note("in four pieces"), 4);
  add_note("after");
  for (std::size_t lost = 0; lost < 4; ++lost) {
    Log some = log();
    for (std::size_t i = 0; i < frames.size(); ++i) {
      if (i != lost) take(some, frames[i]);
    }
    EXPECT_EQ(told(some), (Strings{"4.0 after"}));
    EXPECT_EQ(named(some), (Strings{"missing " + std::to_string(lost)}));
    take(some, frames[lost]);
    EXPECT_EQ(told(some), (Strings{"3.0 in four pieces", "4.0 after"}));
  }
}

TEST_F(LogTest, PiecesThatMakeNoRecordAreNamed) {
  const Bytes rubbish = chance.bytes(50);
  add({{Piece{Piece::kWhole, rubbish}, Piece{Piece::kWhole, encode(note("a"))}}, {}});
  add({{Piece{Piece::kBegins, rubbish}}, {}});
  add({{Piece{Piece::kEnds, rubbish}}, {}});
  add({{Piece{Piece::kEnds, rubbish}}, {}});  // an end without a beginning
  add({{Piece{0, rubbish}}, {}});
  add_note("b");
  Log some = log();
  for (const Bytes& bytes : frames) EXPECT_EQ(take(some, bytes), Took::fresh);
  EXPECT_EQ(told(some), (Strings{"0.1 a", "5.0 b"}));
  EXPECT_EQ(named(some), (Strings{"unreadable 0", "unreadable 2"}));
}

TEST_F(LogTest, ARecordWithoutEndIsGivenUp) {
  add({{Piece{Piece::kBegins, Bytes(3800)}}, {}});
  for (int i = 0; i < 40; ++i) add({{Piece{0, Bytes(3800)}}, {}});
  add({{Piece{Piece::kEnds, Bytes(10)}}, {}});
  add_note("a");
  Log some = log();
  for (const Bytes& bytes : frames) take(some, bytes);
  EXPECT_EQ(told(some), (Strings{"42.0 a"}));
}

TEST_F(LogTest, WithoutItsKeyAFrameWaitsForIt) {
  const prim::Key later = chance.fixed<32>();
  add_note("a");
  frames.push_back(frame({{Piece{Piece::kWhole, encode(note("b"))}}, {}}, frames, later));
  Log some = log();
  for (const Bytes& bytes : frames) EXPECT_EQ(take(some, bytes), Took::fresh);
  EXPECT_EQ(told(some), (Strings{"0.0 a"}));
  EXPECT_EQ(named(some), (Strings{"unreadable 1"}));
  some.open_held([&](const Id& id) { return id == key_id(later) ? std::optional(later) : std::nullopt; });
  EXPECT_EQ(told(some), (Strings{"0.0 a", "1.0 b"}));
  EXPECT_TRUE(named(some).empty());
}

TEST_F(LogTest, AnErasedBodyIsForgottenAndTheLogGoesOn) {
  for (const char* words : {"a", "b", "c"}) add_note(words);
  const Bytes erased = erase_frame(*read_frame(frames[1]), device.sign);
  Log some = log();
  for (const Bytes& bytes : frames) take(some, bytes);
  EXPECT_EQ(take(some, erased), Took::erased);
  EXPECT_EQ(take(some, erased), Took::known);
  EXPECT_EQ(take(some, frames[1]), Took::known);  // the body does not come back
  EXPECT_EQ(told(some), (Strings{"0.0 a", "2.0 c"}));
  EXPECT_TRUE(named(some).empty() && some.whole());
  Log only_after = log();
  for (const Bytes& bytes : {frames[0], erased, frames[2]}) {
    EXPECT_EQ(take(only_after, bytes), Took::fresh);
  }
  EXPECT_EQ(told(only_after), told(some));
}

TEST_F(LogTest, WhatRottedInTheStoreIsAHoleAndNothingElse) {
  for (const char* words : {"a", "b", "c"}) add_note(words);
  frames[0] = erase_frame(*read_frame(frames[0]), device.sign);
  for (const std::size_t which : {0u, 1u}) {
    for (std::size_t i = 0; i < frames[which].size(); i += which == 0 ? 1 : 3) {
      Bytes rotten = frames[which];
      rotten[i] ^= 0x20;
      Log some = log();
      for (std::size_t seq = 0; seq < frames.size(); ++seq)
        take(some, seq == which ? rotten : frames[seq], true);
      // Of a frame that opens, the signature alone is not looked at again.
      if (some.whole()) {
        ASSERT_EQ(told(some).size(), 2u) << which << " " << i;
        ASSERT_TRUE(which == 1 && read_frame(rotten)->signature != read_frame(frames[1])->signature) << i;
        continue;
      }
      ASSERT_EQ(named(some), (Strings{"missing " + std::to_string(which)})) << i;
      ASSERT_EQ(told(some).size(), which == 0 ? 2u : 1u);
      ASSERT_EQ(take(some, frames[which]), Took::fresh);  // it can be had again
    }
  }
}

TEST_F(LogTest, AFrameThatWasWrongFromTheStartStaysKept) {
  add_note("a");
  add({{Piece{Piece::kWhole, Bytes{0xff}}}, {}});
  add_note("c");
  for (const bool ours : {false, true}) {
    Log some = log();
    for (const Bytes& bytes : frames) EXPECT_EQ(take(some, bytes, ours), Took::fresh);
    EXPECT_EQ(named(some), (Strings{"unreadable 1"}));
    EXPECT_TRUE(some.whole());
  }
}

}  // namespace
}  // namespace concertina

#include "core/seal/frame.h"

#include <gtest/gtest.h>

#include <set>

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina {
namespace {

class FrameTest : public ::testing::Test {
 protected:
  Bytes sealed(const FrameContent& content, std::uint64_t seq = 3, Place place = Place::table) {
    return seal_frame(content, log_id(device.names().sign, place), seq, previous, key, device.sign);
  }
  Result<void> check(View bytes, const DeviceKeys& by, Place place = Place::table) {
    const auto frame = read_frame(bytes);
    if (!frame) return std::unexpected(frame.error());
    return verify_frame(*frame, by.names().sign, place);
  }
  FrameContent filled(std::size_t bytes) { return {{Piece{Piece::kWhole, Bytes(bytes, 0xab)}}, {}}; }

  // A frame with any header and any sealed text, signed by the device.
  Bytes forged(std::uint64_t version, std::uint64_t seq, View text, std::size_t body_bytes) {
    const Id log = log_id(device.names().sign, Place::table);
    const FrameKeys keys(key, log);
    cbor::Writer bound, header, out;
    bound.array(5).number(1).bytes(log).number(seq).bytes(previous).bytes(key_id(key));
    const prim::Nonce nonce{1};
    Bytes body = to_bytes(nonce);
    const Bytes inside = prim::aead_seal(text, bound.view(), nonce, keys.seal);
    body.insert(body.end(), inside.begin(), inside.end());
    if (body_bytes != 0) body.resize(body_bytes);
    header.array(6).number(version).bytes(log).number(seq).bytes(previous).bytes(key_id(key));
    header.bytes(hash("concertina/1 body", {body}));
    out.array(3)
        .bytes(header.view())
        .bytes(sign("concertina/1 frame", header.view(), device.sign))
        .bytes(body);
    return out.take();
  }
  // The text of a frame as it is before sealing: this content, padded.
  Bytes padded(Bytes text, std::uint64_t seq) {
    text.push_back(0x80);
    text.resize(content_room(seq) + 1);
    return text;
  }

  test::Chance chance{21};
  const DeviceKeys device{{chance.fixed<32>(), chance.fixed<32>()}};
  const DeviceKeys stranger{{chance.fixed<32>(), chance.fixed<32>()}};
  const prim::Key key = chance.fixed<32>();
  const Hash previous = chance.fixed<32>();
};

TEST_F(FrameTest, WrittenWordsDoNotChangeItsSize) {
  for (const std::uint64_t seq : {std::uint64_t{0}, std::uint64_t{23}, std::uint64_t{24}, std::uint64_t{255},
                                  std::uint64_t{256}, std::uint64_t{65535}, std::uint64_t{65536}, kMostSeq}) {
    const std::size_t around = encode(filled(0)).size();
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, std::size_t{2800}, content_room(seq) - around - 2}) {
      const Bytes bytes = sealed(filled(length), seq);
      ASSERT_EQ(bytes.size(), kFrameSize) << seq << " " << length;
      ASSERT_TRUE(check(bytes, device));
      const auto back = open_frame(*read_frame(bytes), key);
      ASSERT_TRUE(back);
      EXPECT_EQ(back->pieces[0].bytes.size(), length);
    }
    EXPECT_EQ(sealed({}, seq).size(), kFrameSize);
  }
}

TEST_F(FrameTest, ReadsBackWhatItSealed) {
  FrameContent content;
  for (std::size_t i = 0; i < kMostPieces; ++i) content.pieces.push_back({i % 4, chance.bytes(i % 20)});
  for (std::size_t i = 0; i < kMostSeen; ++i)
    content.seen.push_back({chance.fixed<16>(), chance.next(), chance.fixed<32>()});
  const auto back = open_frame(*read_frame(sealed(content)), key);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(encode(*back), encode(content));
  EXPECT_EQ(back->seen, content.seen);
}

TEST_F(FrameTest, TheSameInputsGiveTheSameBytes) {
  EXPECT_EQ(sealed(filled(100)), sealed(filled(100)));
  // Whatever differs gives another nonce, so that one nonce never seals two texts.
  std::set<Bytes> nonces;
  const auto nonce = [&](const Bytes& bytes) { return to_bytes(read_frame(bytes)->body.first(24)); };
  for (std::size_t length = 0; length < 50; ++length)
    EXPECT_TRUE(nonces.insert(nonce(sealed(filled(length)))).second);
  for (std::uint64_t seq = 4; seq < 50; ++seq)
    EXPECT_TRUE(nonces.insert(nonce(sealed(filled(0), seq))).second);
  EXPECT_TRUE(nonces.insert(nonce(sealed(filled(0), 3, Place::room))).second);
}

TEST_F(FrameTest, EveryFlippedByteIsRefused) {
  const Bytes good = sealed(filled(500));
  ASSERT_TRUE(check(good, device));
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes bad = good;
    bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
    ASSERT_FALSE(check(bad, device)) << i;
  }
}

TEST_F(FrameTest, CutShortOrLengthenedIsRefused) {
  const Bytes good = sealed(filled(500));
  for (std::size_t length = 0; length < good.size(); length += 7)
    ASSERT_FALSE(read_frame(View(good).first(length)));
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(read_frame(longer));
  EXPECT_FALSE(read_frame(forged(1, 3, {}, 100)));  // signed, but smaller than every frame
  EXPECT_FALSE(read_frame(forged(1, 3, {}, 0)));
}

TEST_F(FrameTest, AnotherDeviceOrPlaceIsRefused) {
  const Bytes bytes = sealed(filled(10));
  EXPECT_EQ(check(bytes, stranger).error().code, Code::damaged);
  EXPECT_EQ(check(bytes, device, Place::room).error().code, Code::damaged);
  const Bytes posing =
      seal_frame(filled(10), log_id(device.names().sign, Place::table), 3, previous, key, stranger.sign);
  EXPECT_FALSE(check(posing, device));
  EXPECT_FALSE(check(posing, stranger));
}

TEST_F(FrameTest, ABodyOpensOnlyWhereItWasSealed) {
  const Bytes bytes = sealed(filled(10));
  const Frame frame = *read_frame(bytes);
  ASSERT_TRUE(open_frame(frame, key));
  EXPECT_FALSE(open_frame(frame, Fixed<32>{1}));
  const auto changed = [&](auto change) {
    Frame other = frame;
    change(other.header);
    return open_frame(other, FrameKeys(key, frame.header.log)).has_value();
  };
  EXPECT_FALSE(changed([](Header& header) { ++header.seq; }));
  EXPECT_FALSE(changed([](Header& header) { header.previous[0] ^= 1; }));
  EXPECT_FALSE(changed([](Header& header) { header.key[0] ^= 1; }));
  EXPECT_FALSE(changed([](Header& header) { header.log[0] ^= 1; }));
  EXPECT_FALSE(changed([](Header& header) { header.body[0] ^= 1; }));
}

TEST_F(FrameTest, OnlyItsAuthorErasesABody) {
  const Bytes bytes = sealed(filled(10));
  const Frame frame = *read_frame(bytes);
  const Bytes erased = erase_frame(frame, device.sign);
  ASSERT_TRUE(check(erased, device));
  EXPECT_LT(erased.size(), 300u);
  const Frame left = *read_frame(erased);
  EXPECT_TRUE(left.erasure);
  EXPECT_TRUE(left.body.empty());
  EXPECT_EQ(header_hash(left.signed_header), header_hash(frame.signed_header));
  EXPECT_FALSE(open_frame(left, key));
  EXPECT_FALSE(check(erase_frame(frame, stranger.sign), device));
  for (std::size_t i = 0; i < erased.size(); ++i) {
    Bytes bad = erased;
    bad[i] ^= 0x10;
    ASSERT_FALSE(check(bad, device)) << i;
  }
  // The signature of the frame itself is no erasure.
  cbor::Writer out;
  out.array(3).bytes(frame.signed_header).bytes(frame.signature).bytes(frame.signature);
  EXPECT_FALSE(check(out.view(), device));
}

TEST_F(FrameTest, AFutureVersionIsRefusedInWords) {
  const auto frame = read_frame(forged(2, 3, padded(encode(filled(1)), 3), 0));
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, Code::too_new);
  EXPECT_NE(frame.error().what.find("update Concertina"), std::string::npos);
  EXPECT_EQ(read_frame(forged(0, 3, padded({}, 3), 0)).error().code, Code::damaged);

  const Bytes newer = cbor::Writer().array(2).number(2).null().take();
  const Bytes bytes = forged(1, 3, padded(newer, 3), 0);
  const auto content = open_frame(*read_frame(bytes), key);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, Code::too_new);
}

TEST_F(FrameTest, WrongPaddingOrContentIsRefused) {
  const auto opens = [&](Bytes text) {
    text.resize(content_room(3) + 1, 0);
    const Bytes bytes = forged(1, 3, text, 0);
    const auto frame = read_frame(bytes);
    return frame && open_frame(*frame, key);
  };
  const Bytes empty = encode(FrameContent{});
  Bytes text = empty;
  text.push_back(0x80);
  EXPECT_TRUE(opens(text));
  EXPECT_FALSE(opens({}));     // zeros only
  EXPECT_FALSE(opens(empty));  // no mark
  text.back() = 0x81;
  EXPECT_FALSE(opens(text));
  text.back() = 0x80;
  text.push_back(0x80);
  EXPECT_FALSE(opens(text));  // bytes between content and mark
  text = empty;
  text.resize(content_room(3) + 1, 0);
  text.back() = 0x80;
  EXPECT_FALSE(opens(text));
  const auto content = [](std::uint64_t part, std::size_t pieces, std::size_t heads) {
    FrameContent out{std::vector<Piece>(pieces, Piece{part, {}}), std::vector<Head>(heads)};
    Bytes encoded = encode(out);
    encoded.push_back(0x80);
    return encoded;
  };
  EXPECT_TRUE(opens(content(0, kMostPieces, kMostSeen)));
  EXPECT_FALSE(opens(content(4, 1, 0)));
  EXPECT_FALSE(opens(content(3, kMostPieces + 1, 0)));  // memory is not for the writer to spend
  EXPECT_FALSE(opens(content(3, 0, kMostSeen + 1)));
}

TEST_F(FrameTest, NumbersBeyondAnyLogAreRefused) {
  EXPECT_TRUE(read_frame(forged(1, kMostSeq, padded({}, kMostSeq), 0)));
  for (const std::uint64_t seq : {kMostSeq + 1, ~std::uint64_t{0}})
    EXPECT_FALSE(read_frame(forged(1, seq, padded({}, seq), 0)));
}

}  // namespace
}  // namespace concertina

#include "core/seal/labelled.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/seal/keys.h"
#include "core/test_support.h"

namespace concertina {
namespace {

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Every label "concertina/1 …" that stands in `text` between these quotes.
std::set<std::string> labels_in(const std::string& text, char quote) {
  std::set<std::string> out;
  const std::string begin = std::string(1, quote) + "concertina/1 ";
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    out.insert(text.substr(at + 1, text.find(quote, at + 1) - at - 1));
  }
  return out;
}

std::set<std::string> labels_in_code() {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(CONCERTINA_SOURCE_DIR "/core")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
    out.merge(labels_in(file(entry.path()), '"'));
  }
  return out;
}

TEST(Labels, EachOneStandsInTheFormatPageAndNoOther) {
  const std::string page = file(CONCERTINA_SOURCE_DIR "/doc/format.md");
  const auto section = page.find("## Labels");
  ASSERT_NE(section, std::string::npos);
  EXPECT_EQ(labels_in_code(), labels_in(page.substr(section), '`'));
}

TEST(Labels, EachGivesItsOwnHashKeyAndSignature) {
  const std::set<std::string> labels = labels_in_code();
  ASSERT_GT(labels.size(), 20u);
  const prim::Key key{7};
  const prim::KeyPair pair = prim::sign_keys(key);
  std::set<Bytes> seen;
  for (const std::string& label : labels) {
    EXPECT_TRUE(seen.insert(to_bytes(hash(label, {key}))).second) << label;
    EXPECT_TRUE(seen.insert(to_bytes(derive(label, key))).second) << label;
    EXPECT_TRUE(seen.insert(to_bytes(derive(label, key, {key}))).second) << label;
    EXPECT_TRUE(seen.insert(to_bytes(sign(label, key, pair))).second) << label;
    for (const std::string& other : labels) {
      EXPECT_EQ(verify(other, key, sign(label, key, pair), pair.public_key), label == other);
    }
  }
}

TEST(Labels, NoTwoListsOfPartsGiveTheSameBytes) {
  const Bytes ab{'a', 'b'}, a{'a'}, b{'b'}, none;
  const std::vector<Bytes> all{labelled("x", {ab}),   labelled("x", {a, b}),       labelled("x", {}),
                               labelled("x", {none}), labelled("x", {none, none}), labelled("x", {ab, none}),
                               labelled("x", {b, a}), labelled("xa", {b}),         labelled("", {ab})};
  EXPECT_EQ(std::set<Bytes>(all.begin(), all.end()).size(), all.size());
}

TEST(Keys, EveryKeyThatFollowsFromAnotherIsItsOwn) {
  const prim::Key seed{1};
  const GenerationKeys generation(seed);
  const Id log = log_id(seed, Place::table), other = log_id(seed, Place::room);
  const FrameKeys frames(seed, log), elsewhere(seed, other);
  const std::set<Bytes> all{
      to_bytes(seed),           to_bytes(generation.room), to_bytes(generation.box.public_key),
      generation.box.secret,    to_bytes(frames.seal),     to_bytes(frames.nonce),
      to_bytes(elsewhere.seal), to_bytes(elsewhere.nonce)};
  EXPECT_EQ(all.size(), 8u);
  EXPECT_NE(log, other);
  EXPECT_NE(key_id(seed), key_id(generation.room));
  const DeviceKeys device({seed, seed});  // one seed for both would still be two pairs
  EXPECT_NE(device.sign.public_key, device.box.public_key);
}

TEST(Keys, APredecessorOpensUnderItsSuccessorOnly) {
  const prim::Key old{1}, successor{2}, stranger{3};
  const Bytes sealed = seal_previous(old, successor);
  EXPECT_EQ(sealed.size(), kSealedKey);
  EXPECT_EQ(open_previous(sealed, successor), old);
  EXPECT_FALSE(open_previous(sealed, stranger));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes bad = sealed;
    bad[i] ^= 1;
    EXPECT_FALSE(open_previous(bad, successor));
  }
  EXPECT_FALSE(open_previous({}, successor));
}

TEST(Keys, WhatWaitsIsSealedAtRest) {
  const prim::Key room{1}, other{2};
  const Bytes record = to_bytes(as_view("a secret that waits"));
  const Bytes sealed = seal_waiting(record, room);
  EXPECT_EQ(open_waiting(sealed, room), record);
  EXPECT_FALSE(open_waiting(sealed, other));
  EXPECT_EQ(as_text(sealed).find("secret"), std::string_view::npos);
  for (std::size_t length = 0; length < sealed.size(); ++length)
    EXPECT_FALSE(open_waiting(View(sealed).first(length), room));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes bad = sealed;
    bad[i] ^= 0x80;
    EXPECT_FALSE(open_waiting(bad, room));
  }
}

TEST(Primitives, NothingIsSealedToAPointOfSmallOrder) {
  EXPECT_TRUE(prim::box_seal(Bytes(32), {}, {1}).empty());
  EXPECT_TRUE(prim::box_seal(Bytes(32), {1}, {1}).empty());
  const prim::KeyPair pair = prim::box_keys({9});
  const Bytes sealed = prim::box_seal(Bytes(32, 5), pair.public_key, {1});
  EXPECT_EQ(prim::box_open(sealed, pair), Bytes(32, 5));
  EXPECT_FALSE(prim::box_open(View(sealed).first(47), pair));
  EXPECT_FALSE(prim::box_open(sealed, prim::box_keys({8})));
}

TEST(Primitives, SignaturesHaveOneForm) {
  const prim::KeyPair pair = prim::sign_keys({9});
  const Bytes message{1, 2, 3};
  prim::Signature signature = prim::sign(message, pair);
  EXPECT_TRUE(prim::verify(message, signature, pair.public_key));
  // s + the group's order would verify too, if it were not refused.
  const Bytes order = *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned>(signature[32 + i]) + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(prim::verify(message, signature, pair.public_key));
  EXPECT_FALSE(prim::verify(message, {}, {}));
  EXPECT_FALSE(prim::verify(message, prim::Signature{1}, Fixed<32>{1}));  // the neutral point as a key
}

}  // namespace
}  // namespace concertina

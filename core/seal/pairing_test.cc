#include "core/seal/pairing.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina {
namespace {

// The two sides of a pairing, and a link between them.
class PairingTest : public ::testing::Test {
 protected:
  Greeting greeting() { return {chance.fixed<32>(), chance.fixed<32>(), chance.fixed<16>()}; }

  test::Chance chance{41};
  const Greeting inviter = greeting(), joiner = greeting();
  const Link link{"https://relay.example", chance.fixed<16>(), chance.fixed<16>(), commit(inviter)};
  const Bytes first = encode_greeting(1, joiner, link, {});
  const Bytes second = encode_greeting(2, inviter, link, first);
};

TEST_F(PairingTest, ALinkReadsBack) {
  for (const std::string& origin : {"https://relay.example", "http://127.0.0.1:8460", "http://[::1]:8460"}) {
    Link other = link;
    other.origin = origin;
    const std::string text = to_text(other);
    for (const std::string& said : {text, " \n" + text + "\r\n"}) {
      const auto back = parse_link(said);
      ASSERT_TRUE(back) << back.error().what;
      EXPECT_EQ(to_text(*back), text);
      EXPECT_EQ(back->secret, link.secret);
      EXPECT_EQ(back->rendezvous, link.rendezvous);
      EXPECT_EQ(back->commitment, link.commitment);
      EXPECT_EQ(back->origin, origin);
    }
  }
  EXPECT_EQ(to_text(link).size(), link.origin.size() + 6 + 92);
}

TEST_F(PairingTest, ALinkThatWasCutShortSaysSo) {
  const std::string text = to_text(link);
  const std::size_t begins = text.find('#') + 1;
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto cut = parse_link(text.substr(0, length));
    ASSERT_FALSE(cut) << length;
    EXPECT_EQ(cut.error().code, Code::invalid);
    if (length >= begins) EXPECT_NE(cut.error().what.find("cut short"), std::string::npos);
    if (length < begins) EXPECT_NE(cut.error().what.find("whole link"), std::string::npos);
  }
}

TEST_F(PairingTest, AChangedCharacterAtEveryPositionIsNoticed) {
  const std::string text = to_text(link);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', 'a', 'B', 'z', '0', '-', '.', ' ', '%', '/', '\xff', '\n'}) {
      std::string changed = text;
      if (changed[i] == c) continue;
      changed[i] = c;
      const auto back = parse_link(changed);
      if (!back) continue;
      // Only white space at the ends and the case of the relay's name may differ.
      EXPECT_EQ(to_text(*back), text) << i << " " << c;
    }
    std::string longer = text;
    longer.insert(i, "x");
    EXPECT_FALSE(parse_link(longer)) << i;
  }
  EXPECT_FALSE(parse_link(text + "."));
  EXPECT_FALSE(parse_link(text + "A"));
}

TEST_F(PairingTest, ALinkFromANewerVersionIsRefusedInWords) {
  for (const std::size_t length : {69u, 100u}) {
    Bytes bytes(length, 7);
    bytes[0] = 2;
    const auto link2 = parse_link("https://relay.example/join#" + to_base64(bytes));
    ASSERT_FALSE(link2);
    EXPECT_EQ(link2.error().code, Code::too_new);
  }
  for (const char* bad :
       {"", "hello", "https://relay.example/join", "ftp://relay.example/join#", "/join#", "https:///join#"}) {
    EXPECT_EQ(parse_link(bad).error().code, Code::invalid) << bad;
  }
}

TEST_F(PairingTest, GreetingsReadBackForTheirRoleAndLinkOnly) {
  EXPECT_EQ(decode_greeting(1, first, link, {}).value_or(Greeting{}), joiner);
  EXPECT_EQ(decode_greeting(2, second, link, first).value_or(Greeting{}), inviter);
  EXPECT_FALSE(decode_greeting(2, first, link, {}));
  EXPECT_FALSE(decode_greeting(1, second, link, first));
  EXPECT_FALSE(decode_greeting(2, second, link, {}));
  EXPECT_FALSE(
      decode_greeting(2, second, link, encode_greeting(1, greeting(), link, {})));  // answers another joiner
  Link other = link;
  other.secret[0] ^= 1;
  EXPECT_EQ(decode_greeting(1, first, other, {}).error().code, Code::damaged);
  other = link;
  other.rendezvous[0] ^= 1;
  EXPECT_FALSE(decode_greeting(1, first, other, {}));
}

TEST_F(PairingTest, AnyFlippedByteOfAGreetingIsRefused) {
  for (const int role : {1, 2}) {
    const Bytes& good = role == 1 ? first : second;
    for (std::size_t i = 0; i < good.size(); ++i) {
      Bytes bad = good;
      bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
      ASSERT_FALSE(decode_greeting(role, bad, link, role == 1 ? View{} : View(first))) << i;
    }
    for (std::size_t length = 0; length < good.size(); ++length) {
      ASSERT_FALSE(decode_greeting(role, View(good).first(length), link, role == 1 ? View{} : View(first)));
    }
  }
  const Bytes newer = cbor::Writer().array(2).number(2).null().take();
  EXPECT_EQ(decode_greeting(1, newer, link, {}).error().code, Code::too_new);
}

TEST_F(PairingTest, TheCommitmentNamesAllOfTheInvitersGreeting) {
  Greeting other = inviter;
  other.identity[5] ^= 1;
  EXPECT_NE(commit(other), link.commitment);
  other = inviter;
  other.box[5] ^= 1;
  EXPECT_NE(commit(other), link.commitment);
  other = inviter;
  other.nonce[5] ^= 1;
  EXPECT_NE(commit(other), link.commitment);
}

TEST_F(PairingTest, WordsCanNotBeSteeredByTheJoiner) {
  // Whatever the joiner says decides the words, but only together with the inviter's nonce, which the joiner
  // can't know when speaking; and another greeting than the joiner's gives other words.
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const Bytes other_first = encode_greeting(1, greeting(), link, {});
    const Bytes other_second = encode_greeting(2, inviter, link, other_first);
    EXPECT_TRUE(seen.insert(four_words(transcript(link, other_first, other_second))).second);
    // Without a new second message the words change as well: it is the whole transcript that counts.
    EXPECT_TRUE(seen.insert(four_words(transcript(link, other_first, second))).second);
  }
  for (int i = 0; i < 500; ++i) {
    Greeting with_other_nonce = inviter;
    with_other_nonce.nonce = chance.fixed<16>();
    EXPECT_TRUE(
        seen.insert(four_words(transcript(link, first, encode_greeting(2, with_other_nonce, link, first))))
            .second);
  }
}

TEST_F(PairingTest, TheWordsAreTheFirstBitsOfTheTranscript) {
  const Hash a = transcript(link, first, second);
  EXPECT_EQ(four_words(a), four_words(a));
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Hash b = a;
    b[bit / 8] ^= static_cast<std::uint8_t>(0x80 >> bit % 8);
    EXPECT_EQ(four_words(a) == four_words(b), bit >= 44) << bit;
  }
}

TEST_F(PairingTest, TheListHasManyWordsThatAreEasilyToldApart) {
  std::ifstream in(CONCERTINA_SOURCE_DIR "/core/seal/wordlist.inc");
  std::ostringstream all;
  all << in.rdbuf();
  std::vector<std::string> words;
  for (std::string line, rest = all.str(); !rest.empty();) {
    const auto end = rest.find('\n');
    line = rest.substr(0, end);
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
    for (std::size_t at = line.starts_with("//") ? std::string::npos : line.find('"');
         at != std::string::npos;) {
      const auto close = line.find('"', at + 1);
      words.push_back(line.substr(at + 1, close - at - 1));
      at = line.find('"', close + 1);
    }
  }
  ASSERT_EQ(words.size(), 2048u);
  std::set<std::string> whole, beginnings;
  for (const std::string& word : words) {
    EXPECT_TRUE(whole.insert(word).second) << word;
    EXPECT_TRUE(beginnings.insert(word.substr(0, 4)).second) << word;
    EXPECT_GE(word.size(), 3u) << word;
    EXPECT_LE(word.size(), 10u) << word;
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos) << word;
  }
  // The words of a transcript are taken from it, eleven bits each, from the front.
  Hash ones{};
  EXPECT_EQ(four_words(ones), words[0] + " " + words[0] + " " + words[0] + " " + words[0]);
  ones.fill(0xff);
  EXPECT_EQ(four_words(ones), words[2047] + " " + words[2047] + " " + words[2047] + " " + words[2047]);
  Hash one_two{0x00, 0x20, 0x08, 0x01, 0x80, 0x40};
  EXPECT_EQ(four_words(one_two), words[1] + " " + words[2] + " " + words[3] + " " + words[4]);
}

}  // namespace
}  // namespace concertina

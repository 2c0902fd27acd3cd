// A relay that lies, between two people at their terminals: whatever it hands out that was changed is named
// in words to the one who reads it and kept out, what is sound is shown, and once it is honest again all is
// well.
#include <gtest/gtest.h>

#include "cli/home.h"
#include "cli/test_devices.h"
#include "cli/test_liar.h"

namespace concertina::cli::test {
namespace {

struct TwoAtALiar {
  TwoAtALiar() {
    liar.lead_to(two.relay.port());
    adas_code = code_in(two.ada({"begin", "--name", "Ada", "--relay", liar.url(), "--json"}));
    two.ben({"begin", "--name", "Ben", "--relay", liar.url()});
  }
  void pair() {
    two.ben({"join", two.invite(), "--wait", "0"});
    for (int rounds = 0; rounds < 2; ++rounds) {
      for (Person* person : {&two.ada, &two.ben}) (*person)({"sync"});
    }
  }
  static Chain chain_of(const Person& person) { return Home::open(person.home, false)->device()->chain(); }
  static bool sees(Person& person, const std::string& words) {
    return holds(person({"show", "table", "--offline"}).out, "“" + words + "”");
  }

  Liar liar;
  std::string adas_code;  // of recovery
  Two two{[this](relay::Options& options) { options.origin = liar.url(); }};
};

class LyingRelay : public testing::Test, protected TwoAtALiar {
 protected:
  LyingRelay() { pair(); }
  // It lies no more: both hear of everything, and nothing is left that is not right.
  void expect_all_well() {
    liar.tell();
    for (int rounds = 0; rounds < 2; ++rounds) {
      for (Person* person : {&two.ada, &two.ben}) (*person)({"sync"});
    }
    for (Person* person : {&two.ada, &two.ben}) {
      const Said said = (*person)({"sync", "--json"});
      EXPECT_EQ(0, said.code) << said.err;
      EXPECT_EQ(0, Json::parse(said.out, nullptr, false).value("unsent", -1)) << said.out;
      EXPECT_EQ("", (*person)({"doctor"}).err);
    }
    EXPECT_EQ(house_of(two.ada)["table"].size(), house_of(two.ben)["table"].size());
  }

  struct Case {
    std::string name;
    std::function<void(ReadAnswer&)> change;  // of what Ben reads: Ada's table log and both chains
    std::string says;                         // to Ben
    std::string shows;                        // the numbers of Ada's three notes
  };
  // Ada writes three notes, which Ben reads from a relay that changes them so; then it is honest again.
  void expect(const Case& one) {
    SCOPED_TRACE(one.name);
    const auto note = [&](int number) { return one.name + " " + std::to_string(number); };
    liar.tell();
    for (const int number : {1, 2, 3}) ASSERT_EQ(0, two.ada({"note", "--table", note(number)}).code);
    liar.tell(hands_out([&](ReadAnswer& answer) {
      ASSERT_EQ(answer.logs.size(), 1u);
      ASSERT_EQ(answer.chains.size(), 2u);
      if (answer.logs[0].frames.size() == 3) one.change(answer);
    }));
    const Said said = two.ben({"sync"});
    EXPECT_EQ(kDamaged, said.code);
    EXPECT_TRUE(holds(said.err, one.says)) << said.err;
    EXPECT_TRUE(holds(said.err, "What is sound is kept and shown.")) << said.err;
    for (const int number : {1, 2, 3})
      EXPECT_EQ(sees(two.ben, note(number)), holds(one.shows, std::to_string(number))) << number;
    liar.tell();
    EXPECT_EQ(0, two.ben({"sync"}).code);
    for (const int number : {1, 2, 3}) EXPECT_TRUE(sees(two.ben, note(number))) << number;
  }
};

constexpr const char* kUnsignedFrame = "The relay handed out something in your partner's table log";
constexpr const char* kMissing = "Something is missing in your partner's table log";

TEST_F(LyingRelay, WhateverItDoesToALogIsNamedAndTheRestIsShown) {
  concertina::test::Couple others(77);
  for (int i = 0; i < 3; ++i) (void)others.ada.put(Note{"of another couple"});
  const std::vector<Case> cases{
      {"a flipped bit", [](auto& a) { a.logs[0].frames[1][2000] ^= 1; }, kUnsignedFrame, "13"},
      {"a flipped bit of a header", [](auto& a) { a.logs[0].frames[0][30] ^= 4; }, kUnsignedFrame, "23"},
      {"cut short", [](auto& a) { a.logs[0].frames[2].resize(4000); }, kUnsignedFrame, "12"},
      {"cut to nothing", [](auto& a) { a.logs[0].frames[2].clear(); }, kUnsignedFrame, "12"},
      {"left out", [](auto& a) { a.logs[0].frames.erase(a.logs[0].frames.begin() + 1); }, kMissing, "13"},
      {"the last left out", [](auto& a) { a.logs[0].frames.pop_back(); }, kMissing, "12"},
      {"another order", [](auto& a) { std::swap(a.logs[0].frames[0], a.logs[0].frames[2]); },
       "in another order than it was written", "123"},
      {"twice", [](auto& a) { a.logs[0].frames.push_back(a.logs[0].frames[0]); },
       "handed out the same thing twice in your partner's table log", "123"},
      {"gone back", [](auto& a) { a.logs[0] = {a.logs[0].log, 0, {}}; },
       "The relay holds less of your partner's table log", ""},
      {"another couple's frames", [&](auto& a) { a.logs[0].frames = others.ada.frames(Place::table); },
       kUnsignedFrame, ""},
      {"another couple's answer",
       [&](auto& a) { a = hand_out(others.ada.device, others.ada.items, others.ben.device.cursors()); },
       kMissing, ""},
  };
  for (const Case& one : cases) expect(one);
  expect_all_well();
}

TEST_F(LyingRelay, WhateverItDoesToAChainIsNamedAndNobodyIsLetIn) {
  concertina::test::Couple others(78);
  const DeviceKeys stranger({Fixed<32>{1}, Fixed<32>{2}});
  const Hash ada = chain_of(two.ada).identity();
  // The relay's own device, in Ada's chain: it agrees to be hers, and signs for itself.
  const Chain chain = chain_of(two.ada);
  const Fixed<32> box = stranger.names().box;
  const entry::DeviceAdded added{agree(stranger, ada),
                                 {box, prim::box_seal(prim::Key{4}, box, Fixed<32>{3})}};
  const Bytes invented = make_entry(chain.size(), chain.head(), added, stranger.sign);
  const auto part = [ada](ReadAnswer& answer) -> auto& {
    return *std::ranges::find(answer.chains, ada, &ReadAnswer::ChainPart::identity);
  };
  const auto invents = [&](ReadAnswer& answer) {
    part(answer).entries.push_back(invented);
    ++part(answer).size;
  };
  const std::vector<Case> cases{
      {"an invented device", invents, "The relay handed out something in your partner's keys", "123"},
      {"another person's keys",
       [&](ReadAnswer& answer) {
         part(answer).entries = {others.ada.device.entry(0), others.ada.device.entry(1)};
         part(answer).size += 2;
       },
       "The relay handed out something in your partner's keys", "123"},
      {"keys gone back", [&](ReadAnswer& answer) { part(answer).size = 1; },
       "The relay holds less of your partner's keys", "123"},
      {"keys left out", [&](ReadAnswer& answer) { ++part(answer).size; },
       "Something is missing in your partner's keys", "123"},
  };
  for (const Case& one : cases) expect(one);
  EXPECT_EQ(Home::open(two.ben.home, false)->device()->partner_chain()->live(), 1u);
  // The same to herself: her list of devices stays as it is.
  liar.tell(hands_out(invents));
  const Said said = two.ada({"sync"});
  EXPECT_EQ(kDamaged, said.code);
  EXPECT_TRUE(holds(said.err, "The relay handed out something in your keys")) << said.err;
  EXPECT_EQ(1u, Json::parse(two.ada({"devices", "--json"}).out)["devices"].size());
  expect_all_well();
}

TEST_F(LyingRelay, TwoHistoriesOfOneChainAreNamedWhereTheyMeet) {
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  two.ada({"note", "--table", "before"});
  phone({"sync"});
  // It tells the phone that an entry stands, and gives its place to another one.
  liar.tell(answers("POST /v1/chains/", answer_of(201, {})));
  ASSERT_EQ(0, phone({"recovery", "new"}).code);
  liar.tell();
  for (int entries = 0; entries < 4; ++entries) ASSERT_EQ(0, two.ada({"recovery", "new"}).code);
  const Said said = phone({"sync"});
  EXPECT_NE(0, said.code);
  EXPECT_TRUE(holds(said.err, "Two different things claim one place in your keys")) << said.err;
  EXPECT_TRUE(sees(phone, "before"));
  EXPECT_EQ("", two.ada({"doctor"}).err);
}

TEST_F(LyingRelay, AWriteThatItOnlySaidItKeptIsSentOnceItShows) {
  liar.tell(answers("POST /v1/logs/", answer_of(201, {})));
  const Said lost = two.ada({"note", "--table", "thrown away"});
  EXPECT_EQ(0, lost.code);
  EXPECT_EQ("", lost.err);  // nothing that could be seen from here
  two.ben({"sync"});
  EXPECT_FALSE(sees(two.ben, "thrown away"));
  liar.tell();
  const Said said = two.ada({"sync"});
  EXPECT_EQ(kDamaged, said.code);
  EXPECT_TRUE(holds(said.err, "The relay holds less of your")) << said.err;
  two.ada({"note", "--table", "the next one"});
  two.ben({"sync"});
  EXPECT_TRUE(sees(two.ben, "thrown away"));
  EXPECT_TRUE(sees(two.ben, "the next one"));
  expect_all_well();
}

TEST_F(LyingRelay, ARecoveryThatItOnlySaidItTookHoldsOnceItTakesIt) {
  two.ada({"note", "--table", "before"});
  Person fresh = device_of(two, "fresh", 12);
  write_file(two.folder.path("code"), adas_code);
  liar.tell(answers("POST /v1/chains/", answer_of(201, {})));
  (void)fresh({"recover", "--relay", liar.url(), "--code-file", two.folder.path("code")});
  liar.tell();
  for (int rounds = 0; rounds < 2; ++rounds) {
    for (Person* person : {&fresh, &two.ada}) (*person)({"sync"});
  }
  EXPECT_TRUE(sees(fresh, "before"));
  for (Person* person : {&fresh, &two.ada})
    EXPECT_EQ(2u, Json::parse((*person)({"devices", "--json"}).out)["devices"].size());
  fresh({"note", "--table", "here again"});
  two.ben({"sync"});
  EXPECT_TRUE(sees(two.ben, "here again"));
  expect_all_well();
}

TEST_F(LyingRelay, A409ToEverythingMakesNoNewDeviceAndLosesNothing) {
  const std::uint64_t entries = chain_of(two.ada).size();
  int number = 0;
  for (const std::uint64_t next : {~0ull, 1000ull, 3ull, 1ull, 0ull}) {
    SCOPED_TRACE(next);
    liar.tell(answers("POST ", refusal_of(409, reason::kConflict, next)));
    const Said written = two.ada({"note", "--table", "written " + std::to_string(++number)});
    EXPECT_EQ(0, written.code) << written.err;
    const Said said = two.ada({"sync"});
    EXPECT_NE(0, said.code);
    const std::string_view says = next >= 1000 ? "shows nothing of it" : "elay";
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_TRUE(sees(two.ada, "written " + std::to_string(number)));
    EXPECT_EQ(1u, Json::parse(two.ada({"devices", "--json"}).out)["devices"].size());
    liar.tell();
    two.ada({"sync"});
  }
  EXPECT_EQ(chain_of(two.ada).size(), entries);
  expect_all_well();
  for (; number > 0; --number) EXPECT_TRUE(sees(two.ben, "written " + std::to_string(number)));
}

TEST_F(LyingRelay, TheTimeThatItTellsChangesNoDay) {
  two.ada({"note", "--table", "before"});
  const Json table = house_of(two.ada)["table"];
  for (const std::int64_t time :
       {std::int64_t{0}, std::int64_t{-1}, INT64_MIN, INT64_MAX, std::int64_t{4'000'000'000}}) {
    liar.tell(answers("", refusal_of(401, reason::kClock, 0, time)));
    const Said said = two.ada({"sync"});
    EXPECT_EQ(kRefused, said.code) << said.err;
    EXPECT_EQ(1, std::ranges::count(said.err, '\n')) << said.err;
    EXPECT_EQ(table, Json::parse(two.ada({"show", "--offline", "--json"}).out)["table"]);
  }
  liar.tell();
  two.relay.options.now = [this] { return two.clock + 3 * 86'400; };
  two.relay.restart();
  const Said said = two.ada({"sync"});
  EXPECT_EQ(kRefused, said.code);
  EXPECT_TRUE(holds(said.err, "3 days behind the relay's")) << said.err;
  two.relay.options.now = [this] { return two.clock.load(); };
  two.relay.restart();
  EXPECT_EQ(table, house_of(two.ada)["table"]);
  expect_all_well();
}

TEST_F(LyingRelay, ThatThereIsAlwaysMoreKeepsNobodyWaiting) {
  two.ada({"note", "--table", "all there is"});
  liar.tell(hands_out([](ReadAnswer& answer) { answer.more = true; }));
  const int before = liar.told();
  EXPECT_EQ(0, two.ben({"sync"}).code);
  EXPECT_LT(liar.told() - before, 8);
  EXPECT_TRUE(sees(two.ben, "all there is"));
  expect_all_well();
}

TEST_F(LyingRelay, ThatThisDeviceWasRemovedCountsOnlyInItsPersonsOwnHand) {
  liar.tell(answers("POST ", refusal_of(401, reason::kRemoved)));
  two.ada({"note", "--table", "still here"});
  const Said said = two.ada({"sync"});
  EXPECT_NE(0, said.code);
  EXPECT_FALSE(holds(said.err, "was removed from your room")) << said.err;
  EXPECT_FALSE(Json::parse(two.ada({"devices", "--json"}).out)["removed"].get<bool>());
  expect_all_well();
  EXPECT_TRUE(sees(two.ben, "still here"));
}

// --- while two pair ---

class LyingAtThePairing : public testing::Test, protected TwoAtALiar {
 protected:
  // What the four words are at somebody's terminal; "" while there are none.
  static std::string words_at(Person& person) {
    const Json json = Json::parse(person({"compare", "--json"}).out, nullptr, false);
    return json.is_object() ? json.value("words", "") : "";
  }
};

TEST_F(LyingAtThePairing, AnIdentityOfItsOwnEndsTheInvitationWhereItHasNotTheLink) {
  const Link link = *parse_link(two.invite());
  two.ben({"join", to_text(link), "--wait", "0"});
  Link guessed = link;
  guessed.secret = {};
  const Bytes own = encode_greeting(1, Greeting{Hash{9}, Fixed<32>{9}, {}}, guessed, {});
  liar.tell(answers("GET /v1/rendezvous/", answer_of(200, own)));
  const Said said = two.ada({"sync"});
  EXPECT_EQ(kDamaged, said.code) << said.err;
  EXPECT_FALSE(chain_of(two.ada).partner());
  // One try: a new invitation is needed, and works.
  liar.tell();
  pair();
  EXPECT_NE("", words_at(two.ada));
  EXPECT_EQ(words_at(two.ada), words_at(two.ben));
}

// Somebody who serves the page has read the link, and answers each of the two in the other's place.
TEST_F(LyingAtThePairing, WhoStandsInBetweenWithTheLinkIsFoundByTheFourWords) {
  const Link link = *parse_link(two.invite());
  concertina::test::Person mallory("Mallory", 79);
  const Greeting own{mallory.device.identity(), mallory.device.chain().generation().box, Fixed<16>{7}};
  const Bytes to_ada = encode_greeting(1, own, link, {});
  Bytes from_ben;
  liar.tell([&](const std::string& request, const Liar::Honest& honest) {
    const std::string target = request.substr(0, request.find(" HTTP/"));
    const bool first = holds(target, "/1?"), second = holds(target, "/2?");
    if (!target.starts_with("GET /v1/rendezvous/")) {
      if (target.starts_with("POST /v1/rendezvous/") && target.ends_with("/1"))
        from_ben = to_bytes(as_view(body_of(request)));
      return honest();
    }
    const std::string answer = honest();
    if (first && answer.find(" 200 ") != std::string::npos) return answer_of(200, to_ada);
    const auto adas =
        second ? decode_greeting(2, as_view(body_of(answer)), link, to_ada) : std::unexpected(Error{});
    return adas ? answer_of(200, encode_greeting(2, *adas, link, from_ben)) : answer;
  });
  two.ben({"join", to_text(link), "--wait", "0"});
  for (int rounds = 0; rounds < 2; ++rounds) {
    for (Person* person : {&two.ada, &two.ben}) (*person)({"sync"});
  }
  ASSERT_EQ(chain_of(two.ada).partner()->partner, mallory.device.identity());
  ASSERT_EQ(chain_of(two.ben).partner()->partner, chain_of(two.ada).identity());
  EXPECT_NE("", words_at(two.ada));
  EXPECT_NE("", words_at(two.ben));
  EXPECT_NE(words_at(two.ada), words_at(two.ben));
  // They say so, and begin anew without anybody in between.
  liar.tell();
  for (Person* person : {&two.ada, &two.ben}) EXPECT_EQ(0, (*person)({"compare", "no"}).code);
  pair();
  EXPECT_EQ(words_at(two.ada), words_at(two.ben));
}

}  // namespace
}  // namespace concertina::cli::test

#include "core/seal/contact.h"

#include <gtest/gtest.h>

#include "core/seal/recovery.h"
#include "core/test_shell.h"

namespace concertina {
namespace {

using test::alone;
using test::Answer;
using test::Couple;
using test::fine;
using test::log_path;
using test::Person;
using test::refusal;
using Kind = Trouble::Kind;

// All of mine, whichever device wrote it.
std::vector<std::string> sorted_words(const Device& device, Place place) {
  std::vector<std::string> out = test::words(device, Author::me, place);
  std::ranges::sort(out);
  return out;
}

class ContactTest : public ::testing::Test, protected test::Shell {
  void TearDown() override { EXPECT_EQ(faults, std::vector<std::string>{}); }
};

TEST_F(ContactTest, EachContactPostsOneRoomFrameFullOrEmpty) {
  Person ada = alone("Ada", 1);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(ada.keep(Note{std::string(2000, 'w')}));
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(posts(log_path(ada, Place::room)), 1u);
  EXPECT_EQ(posts("/v1/chains/"), 1u);
  EXPECT_GT(ada.device.waiting(), 0u);  // overflow waits
  ada.ambient.clock.seconds += kRoomFrameEvery - 1;
  ASSERT_TRUE(ada.keep(Note{"more"}));
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(posts(log_path(ada, Place::room)), 0u);
  while (ada.device.waiting() > 0) {
    ada.ambient.clock.seconds += kRoomFrameEvery;
    ASSERT_TRUE(round(contact, ada));
    EXPECT_EQ(posts(log_path(ada, Place::room)), 1u);
  }
  ada.ambient.clock.seconds += kRoomFrameEvery;
  ASSERT_TRUE(round(contact, ada));  // nothing waits, and one frame goes all the same
  EXPECT_EQ(posts(log_path(ada, Place::room)), 1u);
  Contact next_day(ada.device, ada.ambient);
  ASSERT_TRUE(round(next_day, ada));
  EXPECT_EQ(posts(log_path(ada, Place::room)), 1u);
}

TEST_F(ContactTest, OnlyTheChainRequestCarriesTheToken) {
  Person ada = alone("Ada", 2);
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada));
  for (const Request& request : sent)
    EXPECT_EQ(request.enrolment_token, request.path.starts_with("/v1/chains/") ? "token" : "");
}

TEST_F(ContactTest, TheRelayCountsAsReachedOnlyWhenItAnswered) {
  Person ada = alone("Ada", 3);
  Contact contact(ada.device, ada.ambient);
  EXPECT_EQ(round(contact, ada, [](const Request&) { return std::nullopt; }).error().code, Code::unreachable);
  EXPECT_EQ(ada.device.last_reached(), 0);
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(ada.device.last_reached(), ada.ambient.clock.seconds);
  const std::int64_t before = ada.ambient.clock.seconds;
  ada.ambient.clock.seconds += 60;
  // Nothing is left to send and nobody to read from: still, only an answer counts.
  EXPECT_FALSE(round(contact, ada, [](const Request&) { return std::nullopt; }));
  EXPECT_EQ(ada.device.last_reached(), before);
  ASSERT_TRUE(round(contact, ada));
  EXPECT_EQ(ada.device.last_reached(), before + 60);
}

TEST_F(ContactTest, AfterAnInterruptionAnywhereItGoesOnWhereItStood) {
  for (int breaks = 0; breaks < 12; ++breaks) {
    Couple couple(4);
    ASSERT_TRUE(couple.ada.put(Note{"a"}) && couple.ada.put(Note{"b"}));
    Contact contact(couple.ada.device, couple.ada.ambient);
    int left = breaks;
    std::vector<Request> taken;
    const auto out = round(contact, couple.ada, [&](const Request& request) -> std::optional<Answer> {
      if (left-- == 0) return std::nullopt;
      taken.push_back(request);
      return fine(request);
    });
    if (out) break;
    EXPECT_EQ(out.error().code, Code::unreachable);
    auto again = test::reopen(couple.ada.items);  // the app was closed, too
    ASSERT_TRUE(again);
    couple.ada.device = std::move(*again);
    ASSERT_TRUE(round(contact, couple.ada));
    for (const Request& request : sent) {
      if (request.method != "POST" || request.body.empty()) continue;
      EXPECT_EQ(std::ranges::count_if(taken, [&](const Request& r) { return r.body == request.body; }), 0);
    }
    EXPECT_EQ(couple.ada.device.unsent(), 0u);
    EXPECT_EQ(couple.ada.device.sent_entries(), couple.ada.device.chain().size());
  }
}

TEST_F(ContactTest, RubbishAnywhereEndsTheRoundAndNothingElse) {
  for (const Answer& rubbish :
       {Answer{200, to_bytes(as_view("<html>captive portal</html>"))}, Answer{502, {}}, Answer{301, {}},
        Answer{404, to_bytes(as_view("not found"))}, Answer{204, {}}, Answer{0, {}}, Answer{-1, {}},
        refusal(418, "teapot"), refusal(500, reason::kBroken), refusal(503, reason::kStopping)}) {
    for (std::size_t at = 0; at < 8; ++at) {
      Couple couple(5);
      ASSERT_TRUE(couple.ada.put(Note{"a"}));
      Contact contact(couple.ada.device, couple.ada.ambient);
      std::size_t asked = 0;
      const auto out = round(contact, couple.ada,
                             [&](const Request& request) { return asked++ == at ? rubbish : fine(request); });
      if (asked <= at) break;
      // A post that says 200 is taken, whatever its body says.
      if (rubbish.status != 200 || sent.back().path == "/v1/read")
        EXPECT_FALSE(out) << at << " " << rubbish.status;
      ASSERT_TRUE(round(contact, couple.ada));
      EXPECT_EQ(couple.ada.device.unsent(), 0u);
      EXPECT_TRUE(couple.ada.device.troubles().empty());
    }
  }
}

TEST_F(ContactTest, WhatTheRelaySaysIsPassedOnWithoutCommands) {
  Person ada = alone("Ada", 6);
  Contact contact(ada.device, ada.ambient);
  const Answer clock{
      401, encode(Refusal{std::string(reason::kClock), "Your clock\x1b[2J\nis 6 minutes off.", 1, 0})};
  const auto out = round(contact, ada, [&](const Request&) { return clock; });
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::refused);
  EXPECT_EQ(out.error().what, "The relay says: Your clock?[2J?is 6 minutes off.");
  EXPECT_EQ(round(contact, ada, [](const Request&) { return refusal(429, reason::kSlow); }).error().code,
            Code::busy);
}

TEST_F(ContactTest, AfterARollBackTheStoredBytesAreSentAgain) {
  Couple couple(7);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(couple.ada.put(Note{"a" + std::to_string(i)}));
  Contact contact(couple.ada.device, couple.ada.ambient);
  ASSERT_TRUE(round(contact, couple.ada));
  ASSERT_TRUE(couple.ada.put(Note{"more"}));
  // The relay was restored from a copy: it holds two frames and has to be given the others once more.
  std::uint64_t holds = 2;
  std::vector<Bytes> given;
  const std::string path = log_path(couple.ada, Place::table);
  const auto out = round(contact, couple.ada, [&](const Request& request) {
    if (!request.path.starts_with(path)) return fine(request);
    const std::uint64_t seq = std::stoull(request.path.substr(path.size()));
    if (seq != holds) return refusal(409, reason::kConflict, holds);
    ++holds;
    given.push_back(request.body);
    return Answer{};
  });
  ASSERT_TRUE(out) << out.error().what;
  EXPECT_EQ(holds, 6u);
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(given[i], couple.ada.frame(Place::table, 2 + i));
  EXPECT_EQ(test::count(contact.events(), Kind::rolled_back), 1u);
}

TEST_F(ContactTest, WhenTheRelayIsAheadNothingMoreIsSentThereAndANewDeviceGoesOn) {
  Couple couple(8);
  Person& ada = couple.ada;
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada));
  const std::string path = log_path(ada, Place::table);
  const Fixed<32> old = ada.device.keys().sign.public_key;
  // What this device wrote there before an older copy of it was put back.
  const Bytes before = test::table_frame(ada, {}, 1, ada.log(Place::table).head().hash);
  const Bytes first = ada.frame(Place::table, 0);
  const Id log = ada.log(Place::table).id();
  const auto ahead = [&](const Request& request) -> std::optional<Answer> {
    if (request.path.starts_with(path)) return refusal(409, reason::kConflict, 2);
    const auto query = parse_read_query(request.query);
    if (request.path != "/v1/read" || !query || query->logs.empty() || query->logs[0].id != log)
      return fine(request);
    return Answer{200, encode(ReadAnswer{{{log, 2, {first, before}}}, {}, false})};
  };
  ASSERT_TRUE(ada.put(Note{"a"}));
  ASSERT_TRUE(ada.keep(Note{"in the room"}));
  const auto told = sorted_words(ada.device, Place::room);
  ASSERT_TRUE(round(contact, ada, ahead));
  EXPECT_EQ(test::count(contact.events(), Kind::ahead), 1u);
  EXPECT_EQ(posts(path), 1u);
  EXPECT_NE(ada.device.keys().sign.public_key, old);
  EXPECT_FALSE(ada.device.chain().is_live(old));
  EXPECT_EQ(posts(log_path(ada, Place::table)), 1u);  // the note once more, in the new one's log
  EXPECT_EQ(sorted_words(ada.device, Place::table), (std::vector<std::string>{"Ada", "a"}));
  EXPECT_EQ(sorted_words(ada.device, Place::room), told);
  const std::string whole = test::portrait(ada.device);
  const auto again = test::reopen(ada.items);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(test::portrait(*again), whole);
  EXPECT_TRUE(ada.put(Note{"b"}));
  ASSERT_TRUE(round(contact, ada, ahead));
  EXPECT_EQ(posts(path), 0u);
}

TEST_F(ContactTest, AStoreThatWaitsToGoOnAsANewDeviceGoesOnAfterARestart) {
  Couple couple(8);
  Person& ada = couple.ada;
  ASSERT_TRUE(ada.put(Note{"a"}));
  ada.device.freeze(Place::table, ada.changes);
  ada.store();
  for (const bool reached : {false, false, true}) {
    auto again = test::reopen(ada.items);
    ASSERT_TRUE(again) << again.error().what;
    ada.device = std::move(*again);
    Contact contact(ada.device, ada.ambient);
    const Shell::Script away = [](const Request&) { return std::optional<Answer>(); };
    EXPECT_EQ(round(contact, ada, reached ? Shell::Script(fine) : away).has_value(), reached);
    EXPECT_EQ(ada.device.renewing(), !reached);
  }
  EXPECT_FALSE(ada.device.ahead(Place::table));
  EXPECT_EQ(sorted_words(ada.device, Place::table), (std::vector<std::string>{"Ada", "a"}));
}

TEST_F(ContactTest, ARelayThatForgotMeIsGivenEverythingAgain) {
  Couple couple(9);
  ASSERT_TRUE(couple.ada.put(Note{"a"}));
  Contact contact(couple.ada.device, couple.ada.ambient);
  ASSERT_TRUE(round(contact, couple.ada));
  couple.ada.ambient.clock.seconds += kRoomFrameEvery;
  bool knows = false;
  const auto out = round(contact, couple.ada, [&](const Request& request) {
    knows = knows || request.path.starts_with("/v1/chains/");
    return knows ? fine(request) : refusal(401, reason::kUnknown);
  });
  ASSERT_TRUE(out) << out.error().what;
  EXPECT_EQ(posts("/v1/chains/"), couple.ada.device.chain().size());
  EXPECT_GE(posts(log_path(couple.ada, Place::table)), couple.ada.log(Place::table).next());
  EXPECT_GE(posts(log_path(couple.ada, Place::room)), couple.ada.log(Place::room).next());
  EXPECT_EQ(test::count(contact.events(), Kind::rolled_back), 1u);
}

TEST_F(ContactTest, ARelayThatNeverSettlesCanNotKeepARoundGoing) {
  const std::vector<Script> scripts{
      [](const Request&) { return refusal(401, reason::kUnknown); },
      [](const Request& r) {
        return r.path.starts_with("/v1/chains/") ? Answer{} : refusal(401, reason::kUnknown);
      },
      [](const Request&) { return refusal(409, reason::kConflict, 0); },
      [](const Request& r) {
        return r.path.ends_with("/0") || r.path == "/v1/read" ? fine(r) : refusal(409, reason::kConflict, 0);
      },
      [](const Request& r) {
        return r.path.starts_with("/v1/logs") && !r.path.ends_with("/0") ? refusal(409, reason::kConflict, 0)
                                                                         : fine(r);
      },
      [](const Request&) { return refusal(409, reason::kConflict, 1); },
      [](const Request&) { return refusal(409, reason::kConflict, ~std::uint64_t{0}); },
      [](const Request& r) {
        ReadAnswer more;
        more.more = true;
        return r.path == "/v1/read" ? Answer{200, encode(more)} : Answer{};
      },
      [](const Request&) { return Answer{204, {}}; },
      [](const Request&) { return Answer{200, {}}; },
      [](const Request&) { return refusal(404, reason::kMissing); }};
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    for (const bool paired : {false, true}) {
      SCOPED_TRACE(i);
      Couple couple(10);
      Person lone = alone("Ada", 11);
      (void)lone.device.invite(lone.ambient, lone.changes);
      lone.store();
      Person& ada = paired ? couple.ada : lone;
      if (paired) {
        for (int n = 0; n < 5; ++n) (void)ada.put(Note{"a"});
        ada.device.erase(0, ada.changes);
        ada.store();
      }
      Contact contact(ada.device, ada.ambient);
      if (i % 2 == 1) (void)round(contact, ada);
      for (int n = 0; n < 3; ++n) {
        (void)round(contact, ada, scripts[i]);
        EXPECT_LT(sent.size(), 100u);
        ada.ambient.clock.seconds += kRoomFrameEvery;
      }
    }
  }
}

TEST_F(ContactTest, NumbersThatGoUpAndDownCanNotKeepARoundGoing) {
  Couple couple(10);
  Person& ada = couple.ada;
  ada.device.renew_recovery(agree(recovery_keys(RecoveryCode{{7}}), ada.device.identity()), ada.ambient,
                            ada.changes);
  ada.store();
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada));
  std::uint64_t times = 0;
  (void)round(contact, ada, [&](const Request& request) {
    if (request.path != "/v1/read") return fine(request);
    ReadAnswer answer;  // of her own chain there is all, then nothing, then all; and always more to come
    answer.chains.push_back({ada.device.identity(), ++times % 2 * ada.device.chain().size(), {}});
    answer.logs.push_back({couple.ben.log(Place::table).id(), times, {Bytes{1}}});
    answer.more = true;
    return Answer{200, encode(answer)};
  });
  EXPECT_LT(sent.size(), 100u);
}

TEST_F(ContactTest, ARelayThatSaysRemovedAndShowsNothingCanNotKeepARoundGoing) {
  Couple couple(10);
  Person& ada = couple.ada;
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada));
  ASSERT_TRUE(ada.put(Note{"a"}));
  bool first = true;
  (void)round(contact, ada, [&](const Request& request) {
    if (request.path == "/v1/read") return fine(request);
    return std::exchange(first, false) ? refusal(409, reason::kConflict, 9) : refusal(401, reason::kRemoved);
  });
  EXPECT_LT(sent.size(), 100u);
}

TEST_F(ContactTest, AnAnswerIsReadUpToItsLimit) {
  Couple couple(12);
  Contact contact(couple.ada.device, couple.ada.ambient);
  const auto with = [&](std::size_t bytes) {
    return [bytes, &couple](const Request& request) -> std::optional<Answer> {
      if (request.path != "/v1/read") return fine(request);
      ReadAnswer answer;
      answer.logs.push_back({couple.ben.log(Place::table).id(), 1, {Bytes(bytes)}});
      answer.chains.push_back({couple.ben.device.identity(), 3, {}});
      return Answer{200, encode(answer)};
    };
  };
  ASSERT_TRUE(round(contact, couple.ada, with(kMostAnswer - 200)));  // one huge thing that nobody signed
  EXPECT_EQ(test::count(contact.events(), Kind::changed), 1u);
  EXPECT_EQ(round(contact, couple.ada, with(kMostAnswer)).error().code, Code::unreachable);
}

TEST_F(ContactTest, WhatTheReadLeavesOutIsNamed) {
  Couple couple(13);
  Contact contact(couple.ada.device, couple.ada.ambient);
  ASSERT_TRUE(round(contact, couple.ada, [](const Request& request) {
    return request.path == "/v1/read" ? Answer{200, encode(ReadAnswer{})} : Answer{};
  }));
  EXPECT_EQ(test::count(contact.events(), Kind::missing), 2u);  // the partner's log, and their chain
}

TEST_F(ContactTest, ANewLogIsAskedForInTheSameRound) {
  Couple couple(14);
  ASSERT_TRUE(couple.ben.put(Note{"from Ben"}));
  Person fresh = couple.ada;
  // As right after pairing: the partner's chain and log are not here yet.
  std::erase_if(fresh.items, [&](const auto& item) {
    return item.first.find(to_hex(couple.ben.device.identity())) != std::string::npos ||
           item.first.find(to_hex(couple.ben.log(Place::table).id())) != std::string::npos;
  });
  fresh.device = *test::reopen(fresh.items);
  Contact contact(fresh.device, fresh.ambient);
  ASSERT_TRUE(round(contact, fresh, [&](const Request& request) {
    if (request.path != "/v1/read") return fine(request);
    return Answer{200,
                  encode(hand_out(couple.ben.device, couple.ben.items, *parse_read_query(request.query)))};
  }));
  EXPECT_TRUE(contact.news());
  EXPECT_EQ(std::ranges::count(sent, "/v1/read", &Request::path), 2);
  EXPECT_EQ(test::words(fresh.device, Author::partner, Place::table),
            (std::vector<std::string>{"Ben", "from Ben"}));
}

TEST_F(ContactTest, ErasuresGoOutOnceTheRelayHasTheFrame) {
  Couple couple(15);
  ASSERT_TRUE(couple.ada.put(Note{"taken back"}));
  couple.ada.device.erase(1, couple.ada.changes);
  couple.ada.store();
  Contact contact(couple.ada.device, couple.ada.ambient);
  ASSERT_TRUE(round(contact, couple.ada));
  ASSERT_EQ(posts("/1/erasure"), 1u);
  const auto erased =
      std::ranges::find_if(sent, [](const Request& r) { return r.path.ends_with("/erasure"); });
  const auto frame = read_frame(erased->body);
  ASSERT_TRUE(frame && frame->erasure);
  EXPECT_TRUE(verify_frame(*frame, couple.ada.device.keys().sign.public_key, Place::table));
  ASSERT_TRUE(round(contact, couple.ada));
  EXPECT_EQ(posts("/erasure"), 0u);
  couple.ada.device.erase(0, couple.ada.changes);
  ASSERT_TRUE(round(contact, couple.ada, [](const Request& request) {
    return request.path.ends_with("/erasure") ? refusal(404, reason::kMissing) : fine(request);
  }));
  EXPECT_EQ(sent.back().path, "/v1/read");
}

}  // namespace
}  // namespace concertina

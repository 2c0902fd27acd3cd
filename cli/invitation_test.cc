// Invitations that can't be used: cut short, changed, expired, used, one's own; and what is said of them.
#include <gtest/gtest.h>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class Invitation : public testing::Test {
 protected:
  Invitation() {
    two.begin();
    link = two.invite();
  }
  Said join(const std::string& text) { return two.ben({"join", text, "--wait", "0"}); }
  void expect_refused(const std::string& text, int code, std::string_view says) {
    const Said said = join(text);
    EXPECT_EQ(code, said.code) << text << said.out;
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_LE(std::ranges::count(said.err, '\n'), 1);
    EXPECT_EQ(3, two.ben({"compare"}).code);
  }
  void finish() {
    two.ada({"sync"});
    two.ben({"sync"});
    two.ada({"sync"});
  }
  void expect_paired(Person& a, Person& b) {
    const std::string words = a({"compare"}).out;
    EXPECT_TRUE(holds(words, "The four words:"));
    EXPECT_EQ(words, b({"compare"}).out);
    EXPECT_EQ(0, a({"note", "--table", "are you here?"}).code);
    EXPECT_TRUE(holds(b({"show", "table"}).out, "“are you here?”"));
  }

  Two two;
  std::string link;
};

TEST_F(Invitation, CutShort) {
  ASSERT_GT(link.size(), 100u);
  for (std::size_t size = 0; size < link.size(); size += 3) expect_refused(link.substr(0, size), 2, "Please");
  expect_refused(link.substr(0, link.size() - 1), 2, "cut short");
  expect_refused(link.substr(1), 2, "");
  EXPECT_EQ(0, join("  " + link + "\n").code);  // white space around it is nobody's fault
  finish();
  expect_paired(two.ada, two.ben);
}

TEST_F(Invitation, ChangedOnItsWay) {
  const auto hash = link.find('#');
  for (std::size_t at = hash + 1; at < link.size(); at += 5) {
    std::string changed = link;
    changed[at] = changed[at] == 'q' ? 'r' : 'q';
    expect_refused(changed, at < hash + 2 ? 8 : 2, "");  // the first letter tells the version
  }
  expect_refused(link + "x", 2, "changed on its way");
  std::string elsewhere = link;
  elsewhere.replace(0, elsewhere.find("/join"), "http://127.0.0.1:9");
  expect_refused(elsewhere, 2, "changed on its way");
  EXPECT_EQ(0, join(link).code);
  finish();
  expect_paired(two.ada, two.ben);
}

TEST_F(Invitation, UsedTwice) {
  ASSERT_EQ(0, join(link).code);
  Person eve(two.folder.path("eve"), 3, two.clock);
  const Said while_open = eve({"join", link, "--name", "Eve", "--wait", "0"});
  EXPECT_EQ(5, while_open.code) << while_open.out;
  EXPECT_TRUE(holds(while_open.err, "used already")) << while_open.err;
  finish();
  const Said after = eve({"join", link, "--wait", "0"});
  EXPECT_EQ(5, after.code);
  EXPECT_TRUE(holds(after.err, "used already")) << after.err;
  const Said by_ben = join(link);
  EXPECT_EQ(5, by_ben.code);
  EXPECT_TRUE(holds(by_ben.err, "You have a partner here already.")) << by_ben.err;
  expect_paired(two.ada, two.ben);
  // Eve is somebody, with a room of her own, and can be invited by another.
  EXPECT_EQ(0, eve({"note", "mine"}).code);
}

TEST_F(Invitation, ExpiredByEverybodysClock) {
  two.clock += 60 * 60 + 1;
  expect_refused(link, 5, "its time is over");
  const Said again = two.ada({"invite", "--wait", "0", "--json"});
  ASSERT_EQ(0, again.code) << again.err;
  EXPECT_NE(link, link_in(again.out));
  EXPECT_EQ(0, join(link_in(again.out)).code);
  finish();
  expect_paired(two.ada, two.ben);
}

TEST_F(Invitation, ExpiredByOnesOwnClockWhileTheRelayStillTakesIt) {
  ASSERT_EQ(0, join(link).code);
  two.ben.ambient.off = 61;  // within the five minutes that a relay allows
  two.clock += 60 * 60 - 30;
  const Said said = two.ben({"sync"});
  EXPECT_EQ(5, said.code) << said.out;
  EXPECT_TRUE(holds(said.err, "its time is over")) << said.err;
}

TEST_F(Invitation, OnesOwn) {
  const Said said = two.ada({"join", link, "--wait", "0"});
  EXPECT_EQ(5, said.code);
  EXPECT_EQ("This is your own invitation. Please send it to your partner: they join with it.\n", said.err);
  EXPECT_EQ(0, join(link).code);
  finish();
  expect_paired(two.ada, two.ben);
}

TEST_F(Invitation, GoesOnAfterBothTerminalsWereClosedInBetween) {
  const auto waiting = two.ada.start({"invite", "--wait", "5"});
  ASSERT_TRUE(eventually([&] { return waiting->printed("Waiting for them"); }));
  EXPECT_EQ(link, link_in(waiting->out()));  // the open one, and not another
  waiting->end();
  const Said ended = waiting->finish();
  EXPECT_EQ(130, ended.code);
  EXPECT_TRUE(holds(ended.err, "Ended.")) << ended.err;

  const auto joining = two.ben.start({"join", link, "--wait", "5"});

  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  joining->end();
  EXPECT_EQ(130, joining->finish().code);
  finish();
  expect_paired(two.ada, two.ben);
}

TEST_F(Invitation, WhoeverWaitsGoesOnWhileTheRelayRestarts) {
  const auto waiting = two.ada.start({"invite", "--wait", "5"});
  ASSERT_TRUE(eventually([&] { return waiting->printed("Waiting for them"); }));
  two.relay.restart();
  EXPECT_EQ(0, two.ben({"join", link, "--wait", "5"}).code);
  const Said said = waiting->finish();
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "The four words:"));
}

TEST_F(Invitation, AskedForWithoutAnAnswerEndsAfterItsTime) {
  const auto waiting = two.ada.start({"invite", "--wait", "1"});
  ASSERT_TRUE(eventually([&] { return waiting->printed("Waiting for them"); }));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  two.clock += 61;
  two.relay.restart();  // answers the waiting poll
  const Said said = waiting->finish();
  EXPECT_EQ(7, said.code);
  EXPECT_TRUE(holds(said.err, "Your partner has not come yet.")) << said.err;
}

TEST_F(Invitation, OfferedTwiceAtOnceInTwoTerminalsPairsOnce) {
  const auto one = two.ada.start({"invite", "--wait", "5"});
  ASSERT_TRUE(eventually([&] { return one->printed("Waiting for them"); }));
  const auto other = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return other->printed("All is up to date."); }));
  const Said joined = two.ben({"join", link, "--wait", "5"});
  EXPECT_EQ(0, joined.code) << joined.err;
  const Said said = one->finish();
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "The four words:"));
  expect_paired(two.ada, two.ben);
  other->end();
  EXPECT_EQ(0, other->finish().code);
}

TEST_F(Invitation, ATokenIsAskedOfThePersonWhoBeginsAndNotOfTheirPartner) {
  Relay closed(two.clock, [](relay::Options& options) { options.token = "let-me-in"; });
  Person cleo(two.folder.path("cleo"), 4, two.clock);
  const Said without = cleo({"begin", "--name", "Cleo", "--relay", closed.url()});
  EXPECT_EQ(0, without.code);  // she has begun; the relay does not know her yet
  EXPECT_TRUE(holds(without.err, "token")) << without.err;
  EXPECT_EQ(5, cleo({"sync"}).code);
  EXPECT_EQ(5, cleo({"sync", "--token", "let-me-out"}).code);
  EXPECT_EQ(0, cleo({"sync", "--token", "let-me-in"}).code);
  const std::string invitation = link_in(cleo({"invite", "--wait", "0", "--json"}).out);
  Person dan(two.folder.path("dan"), 5, two.clock);
  EXPECT_EQ(0, dan({"join", invitation, "--name", "Dan", "--wait", "0"}).code);
  cleo({"sync"});
  dan({"sync"});
  cleo({"sync"});
  expect_paired(cleo, dan);
}

}  // namespace
}  // namespace concertina::cli::test

// Leaving a partner: one act, quiet and complete; and beginning anew. All through the real relay.
#include <gtest/gtest.h>

#include "cli/test_devices.h"

namespace concertina::cli::test {
namespace {

class Leaving : public testing::Test {
 protected:
  Leaving() {
    two.pair();
    two.ada({"note", "Ada's room"});
    two.ada({"note", "--table", "from Ada"});
    two.ben({"note", "--table", "from Ben"});
    for (Person* person : {&two.ada, &two.ben}) (*person)({"sync"});
  }
  void join(Person& inviter, Person& joiner) {
    const Said invited = inviter({"invite", "--wait", "0", "--json"});
    ASSERT_EQ(0, invited.code) << invited.err;
    const Said joined = joiner({"join", link_in(invited.out), "--wait", "0"});
    ASSERT_EQ(0, joined.code) << joined.err;
    for (int rounds = 0; rounds < 2; ++rounds) {
      for (Person* person : {&inviter, &joiner}) EXPECT_EQ(0, (*person)({"sync"}).code);
    }
    EXPECT_TRUE(shows(inviter, "can read this"));
    EXPECT_TRUE(shows(joiner, "can read this"));
  }
  static bool ended(Person& person) {
    return shows(person, "The sharing has ended. What you received stays with you.");
  }

  Two two;
};

TEST_F(Leaving, ItIsAskedOnceAndToldInCalmWords) {
  std::string asked;
  two.ada.ask = [&](std::string_view question) -> Result<std::string> {
    asked = question;
    return "no";
  };
  const Said kept = two.ada({"leave"});
  EXPECT_EQ(kRefused, kept.code);
  EXPECT_TRUE(holds(kept.err, "Leaving ends the sharing with Ben.")) << kept.err;
  EXPECT_TRUE(holds(kept.err, "--export FILE") && holds(kept.err, "Nothing was changed.")) << kept.err;
  EXPECT_EQ("Type yes to leave: ", asked);
  EXPECT_FALSE(ended(two.ada) || ended(two.ben));
  two.ada.ask = [](std::string_view) -> Result<std::string> { return " yes "; };
  const Said left = two.ada({"leave"});
  EXPECT_EQ(0, left.code) << left.err;
  EXPECT_TRUE(left.out.starts_with("The sharing has ended. Your room stays as it is")) << left.out;
  two.ada.ask = {};
  for (Person* person : {&two.ada, &two.ben}) {
    EXPECT_TRUE(ended(*person));
    for (const char* words : {"“from Ada”", "“from Ben”"}) EXPECT_TRUE(shows(*person, words)) << words;
    EXPECT_EQ("", (*person)({"sync"}).err);  // no alarm, and nothing else is said
    EXPECT_EQ("", (*person)({"doctor"}).err);
    EXPECT_NE(0, (*person)({"note", "--table", "more"}).code);
  }
  EXPECT_TRUE(shows(two.ada, "“Ada's room”"));
  EXPECT_EQ(kNothing, two.ada({"leave", "--yes"}).code);
}

TEST_F(Leaving, WithoutATerminalItIsOnlyDoneWhenSaidSo) {
  const Said said = two.ada({"leave"});
  EXPECT_EQ(kUsage, said.code);
  EXPECT_TRUE(holds(said.err, "concertina leave --yes")) << said.err;
  EXPECT_FALSE(ended(two.ada));
}

TEST_F(Leaving, TheExportComesFirstAndHoldsWhatCameLast) {
  two.ben({"note", "--table", "the last of Ben's"});
  const std::string file = two.folder.path("mine.txt");
  EXPECT_EQ(kStorage, two.ada({"leave", "--yes", "--export", two.folder.path("no/such.txt")}).code);
  EXPECT_FALSE(ended(two.ada));
  EXPECT_EQ(0, two.ada({"leave", "--yes", "--export", file}).code);
  for (const char* words : {"the last of Ben's", "Ada's room", "from Ada"})
    EXPECT_TRUE(holds(read_file(file), words)) << words;
}

TEST_F(Leaving, WithTheRelayAwayItHoldsHereAndGoesOutLater) {
  two.relay.stop();
  const Said said = two.ada({"leave", "--yes"});
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "The relay does not know yet")) << said.out;
  EXPECT_EQ(kNothing, two.ada({"leave", "--yes"}).code);
  two.relay.start();
  EXPECT_FALSE(ended(two.ben));
  EXPECT_EQ(0, two.ada({"sync"}).code);
  EXPECT_TRUE(ended(two.ben) && ended(two.ada));
}

TEST_F(Leaving, InTheMiddleOfASyncNothingIsLost) {
  const auto watch = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return watch->printed("All is up to date."); }));
  two.ben({"note", "--table", "just now"});
  EXPECT_EQ(0, two.ada({"leave", "--yes"}).code);
  EXPECT_TRUE(shows(two.ada, "“just now”"));
  EXPECT_TRUE(ended(two.ben));
  EXPECT_EQ(0, two.ada({"note", "goes on"}).code);
  watch->end();
  EXPECT_EQ(0, watch->finish().code);
  EXPECT_EQ("", two.ada({"doctor"}).err);
}

TEST_F(Leaving, BothAtOnce) {
  two.relay.stop();
  for (Person* person : {&two.ada, &two.ben}) EXPECT_EQ(0, (*person)({"leave", "--yes"}).code);
  two.relay.start();
  for (int rounds = 0; rounds < 2; ++rounds) {
    for (Person* person : {&two.ada, &two.ben}) EXPECT_EQ("", (*person)({"sync"}).err);
  }
  for (Person* person : {&two.ada, &two.ben}) {
    EXPECT_TRUE(ended(*person) && shows(*person, "“from Ben”"));
    EXPECT_EQ("", (*person)({"doctor"}).err);
  }
  join(two.ben, two.ada);
}

TEST_F(Leaving, AnewWithTheSamePartnerTheRoomComesAlongAndTheTableIsEmpty) {
  EXPECT_EQ(0, two.ada({"leave", "--yes"}).code);
  EXPECT_TRUE(ended(two.ben));
  join(two.ada, two.ben);
  EXPECT_TRUE(shows(two.ada, "“Ada's room”"));
  for (Person* person : {&two.ada, &two.ben}) {
    // Of the table before, each has their own in the export.
    EXPECT_TRUE(Json::parse((*person)({"show", "table", "--json"}).out)["table"].empty());
    EXPECT_FALSE(ended(*person));
    EXPECT_EQ("", (*person)({"doctor"}).err);
  }
  EXPECT_TRUE(
      holds(two.ada({"export", "--text"}).out, "A note, on a table that you shared before\n  from Ada\n"));
  two.ada({"note", "--table", "once more"});
  EXPECT_TRUE(shows(two.ben, "“once more”"));
}

TEST_F(Leaving, AnewWithAnotherPartnerNothingOfTheOldTableGoesThere) {
  EXPECT_EQ(0, two.ada({"leave", "--yes"}).code);
  Person cleo = device_of(two, "cleo", 21);
  ASSERT_EQ(0, cleo({"begin", "--name", "Cleo", "--relay", two.relay.url()}).code);
  join(two.ada, cleo);
  two.ada({"note", "--table", "for Cleo"});
  EXPECT_TRUE(shows(cleo, "“for Cleo”"));
  for (const char* words : {"from Ada", "from Ben", "Ada's room"})
    EXPECT_FALSE(holds(cleo({"export", "--data"}).out, words)) << words;
  EXPECT_TRUE(ended(two.ben));
  EXPECT_FALSE(holds(two.ben({"export", "--data"}).out, "for Cleo"));
  for (Person* person : {&two.ada, &two.ben, &cleo}) EXPECT_EQ("", (*person)({"doctor"}).err);
}

TEST_F(Leaving, WhoWasLeftBeginsAnewToo) {
  EXPECT_EQ(0, two.ada({"leave", "--yes"}).code);
  Person cleo = device_of(two, "cleo", 21);
  ASSERT_EQ(0, cleo({"begin", "--name", "Cleo", "--relay", two.relay.url()}).code);
  EXPECT_TRUE(ended(two.ben));
  join(two.ben, cleo);
  two.ben({"note", "--table", "for Cleo"});
  EXPECT_TRUE(shows(cleo, "“for Cleo”"));
  EXPECT_FALSE(shows(two.ada, "for Cleo"));
}

TEST_F(Leaving, WithSeveralDevicesItIsOneActForAllOfThem) {
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  EXPECT_EQ(0, phone({"leave", "--yes"}).code);
  for (Person* person : {&phone, &two.ada, &two.ben}) {
    EXPECT_TRUE(ended(*person));
    EXPECT_EQ("", (*person)({"doctor"}).err);
  }
  EXPECT_EQ(kNothing, two.ada({"leave", "--yes"}).code);
}

}  // namespace
}  // namespace concertina::cli::test

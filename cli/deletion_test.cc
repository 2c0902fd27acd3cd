// Deleting a room: at the relay and here, at any interruption, and nothing of the partner's. All through the
// real relay.
#include <gtest/gtest.h>

#include "cli/session.h"
#include "cli/test_devices.h"
#include "cli/test_servers.h"

namespace concertina::cli::test {
namespace {

class Deleting : public testing::Test {
 protected:
  Deleting() {
    code = code_in(two.ada({"begin", "--name", "Ada", "--relay", two.relay.url(), "--json"}));
    two.ben({"begin", "--name", "Ben", "--relay", two.relay.url()});
    two.ben({"join", two.invite(), "--wait", "0"});
    for (int rounds = 0; rounds < 2; ++rounds) two.ada({"sync"}), two.ben({"sync"});
    two.ada({"note", "Ada's room"});
    two.ada({"note", "--table", "from Ada"});
    two.ben({"note", "--table", "from Ben"});
    for (Person* person : {&two.ada, &two.ben}) (*person)({"sync"});
  }
  static Said remove(Person& person) { return person({"delete", "--confirm", "Ada"}); }
  static bool has_home(const Person& person) { return std::filesystem::exists(person.home); }
  static bool ended(Person& person) { return shows(person, "The sharing has ended."); }
  // Whether the relay's files hold any of these bytes.
  bool relay_holds(const std::vector<std::string>& all) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(two.relay.options.data)) {
      if (!entry.is_regular_file()) continue;
      const std::string bytes = read_file(entry.path());
      for (const std::string& one : all) {
        if (holds(bytes, one)) return true;
      }
    }
    return false;
  }
  // From the middle of each frame that this person wrote.
  static std::vector<std::string> frames(const Person& person) {
    std::vector<std::string> out;
    const auto home = Home::open(person.home, false);
    const auto device = home->device();
    for (const Place place : {Place::room, Place::table}) {
      const Log& log = device->own_log(place);
      for (std::uint64_t seq = 0; seq < log.next(); ++seq) {
        const auto frame = home->load(Device::frame_key(log.id(), seq));
        out.emplace_back(as_text(View(**frame).subspan(1000, 24)));
      }
    }
    return out;
  }

  Two two;
  std::string code;
};

TEST_F(Deleting, NothingOfItStaysAtTheRelayOrHereAndNothingOfThePartnersGoes) {
  const auto mine = frames(two.ada), bens = frames(two.ben);
  ASSERT_FALSE(mine.empty());
  EXPECT_TRUE(relay_holds(mine));
  std::string asked;
  two.ada.ask = [&](std::string_view question) -> Result<std::string> {
    asked = question;
    return "Ada";
  };
  const Said said = two.ada({"delete"});
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_EQ("Type your name, Ada, to delete it: ", asked);
  EXPECT_TRUE(holds(said.err, "What Ben received stays with them.")) << said.err;
  EXPECT_TRUE(holds(said.out, "Your room is deleted, at the relay and here.")) << said.out;
  EXPECT_FALSE(has_home(two.ada));
  EXPECT_FALSE(relay_holds(mine));
  EXPECT_TRUE(relay_holds(bens));
  // The partner is told that it ended, and keeps what is theirs and what they received.
  EXPECT_TRUE(ended(two.ben));
  for (const char* words : {"“from Ada”", "“from Ben”"}) EXPECT_TRUE(shows(two.ben, words)) << words;
  EXPECT_EQ("", two.ben({"sync"}).err);
  EXPECT_EQ("", two.ben({"doctor"}).err);
  // Nor does the code bring it back.
  write_file(two.folder.path("code"), code);
  Person fresh = device_of(two, "fresh", 11);
  const Said back = fresh({"recover", "--relay", two.relay.url(), "--code-file", two.folder.path("code")});
  EXPECT_EQ(kRefused, back.code);
  EXPECT_TRUE(holds(back.err, "was deleted by its owner")) << back.err;
}

TEST_F(Deleting, AnotherAnswerThanOnesNameChangesNothing) {
  two.ada.ask = [](std::string_view) -> Result<std::string> { return "yes"; };
  EXPECT_EQ(kRefused, two.ada({"delete"}).code);
  EXPECT_EQ(kRefused, two.ada({"delete", "--confirm", "ada"}).code);
  two.ada.ask = {};
  EXPECT_EQ(kUsage, two.ada({"delete"}).code);
  EXPECT_TRUE(shows(two.ada, "“Ada's room”"));
  EXPECT_EQ(0, two.ada({"note", "--table", "still here"}).code);
  EXPECT_TRUE(shows(two.ben, "“still here”"));
}

TEST_F(Deleting, WithTheRelayAwayItWaitsAndGoesOn) {
  const auto mine = frames(two.ada);
  two.relay.stop();
  const Said away = remove(two.ada);
  EXPECT_EQ(kRelay, away.code);
  EXPECT_TRUE(holds(away.err, "Your room is still there, and here.")) << away.err;
  EXPECT_EQ(kRefused, two.ada({"note", "too late"}).code);
  EXPECT_TRUE(holds(two.ada({"export"}).out, "Ada's room"));
  two.relay.start();
  const Said said = two.ada({"delete"});  // it was confirmed once
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_FALSE(has_home(two.ada));
  EXPECT_FALSE(relay_holds(mine));
  EXPECT_TRUE(ended(two.ben));
  EXPECT_EQ(kNothing, two.ada({"delete"}).code);  // twice
}

TEST_F(Deleting, BrokenOffAfterAnyExchangeItGoesOn) {
  // Through something before the relay that lets so many requests through and then breaks the line, before or
  // after the relay has answered.
  const std::string home = two.ada.home, copy = two.folder.path("copy"), relay = two.relay.url();
  two.relay.stop();
  two.relay.copy_data();
  two.relay.start();
  std::filesystem::copy(home, copy, std::filesystem::copy_options::recursive);
  bool whole = false;
  for (int through = 0; !whole && through < 6; ++through) {
    for (const bool answered : {false, true}) {
      const std::uint16_t port = two.relay.port();
      two.relay.stop();
      two.relay.restore_data();
      std::filesystem::remove_all(home);
      std::filesystem::copy(copy, home, std::filesystem::copy_options::recursive);
      two.relay.options.listen = "127.0.0.1:0";
      two.relay.options.origin = relay;
      two.relay.start();
      {
        std::atomic<int> left = through;
        Listener line(
            [&](int socket, int) {
              std::string rest, back;
              const int out = Listener::open_socket();
              const sockaddr_in address = Listener::local(two.relay.port());
              const bool open =
                  ::connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
              while (open) {
                const std::string request = read_message(socket, rest, [&] { return left < 0; });
                if (request.empty()) break;
                const int rank = left--;
                if (rank < 0 || (rank == 0 && !answered)) break;
                if (!send_all(out, request)) break;
                const std::string answer = read_message(out, back, [] { return false; });
                if (rank == 0 || !send_all(socket, answer)) break;
              }
              left = std::min(left.load(), -1);
              ::close(out);
            },
            port);
        whole = remove(two.ada).code == 0;
      }
      two.relay.stop();
      two.relay.options.listen = "127.0.0.1:" + std::to_string(port);
      two.relay.options.origin.clear();
      two.relay.start();
      if (!whole) {
        ASSERT_TRUE(has_home(two.ada)) << through << answered;
        const Said said = two.ada({"delete"});
        EXPECT_EQ(0, said.code) << through << answered << said.err;
      }
      EXPECT_FALSE(has_home(two.ada)) << through << answered;
    }
  }
  EXPECT_TRUE(whole);
  EXPECT_TRUE(ended(two.ben));
}

TEST_F(Deleting, EndedBetweenTheRelaysAnswerAndThisHomeItGoesOn) {
  std::ostringstream out, err;
  const std::atomic<bool> ended_by_hand = false;
  World world{two.ada.ambient, out, err, ended_by_hand};
  {
    auto session = Session::open(world, two.ada.home);
    ASSERT_TRUE(session) << session.error().what;
    Changes changes;
    (*session)->device().wish_deletion(world.ambient, changes);
    ASSERT_TRUE((*session)->store(changes));
    ASSERT_TRUE((*session)->round(0));
  }
  EXPECT_EQ(kRefused, two.ada({"note", "too late"}).code);
  two.relay.stop();
  const Said said = two.ada({"delete"});
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_FALSE(has_home(two.ada));
}

TEST_F(Deleting, OtherDevicesAreToldAndKeepWhatTheyHaveUntilItIsDeletedThere) {
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  two.relay.stop();
  phone({"note", "never sent"});
  two.relay.start();
  const Said said = remove(two.ada);
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "Your other devices say so")) << said.out;
  const Said there = phone({"show"});
  EXPECT_TRUE(holds(there.err, "You have deleted your room.")) << there.err;
  EXPECT_TRUE(holds(there.out, "“Ada's room”"));
  EXPECT_EQ(kRefused, phone({"sync"}).code);
  EXPECT_EQ(kRefused, phone({"note", "more"}).code);
  EXPECT_TRUE(holds(phone({"export"}).out, "never sent"));
  two.relay.stop();  // it needs nobody for that any more
  EXPECT_EQ(0, remove(phone).code);
  EXPECT_FALSE(has_home(phone));
}

TEST_F(Deleting, TwoDevicesAtOnce) {
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  two.relay.stop();
  for (Person* person : {&two.ada, &phone}) EXPECT_EQ(kRelay, remove(*person).code);
  two.relay.start();
  for (Person* person : {&two.ada, &phone}) {
    const Said said = (*person)({"delete"});
    EXPECT_EQ(0, said.code) << said.err;
    EXPECT_FALSE(has_home(*person));
  }
  EXPECT_TRUE(ended(two.ben));
}

TEST_F(Deleting, WhileThePartnerWritesTheirsIsKept) {
  two.relay.stop();
  two.ben({"note", "--table", "on its way"});
  two.relay.start();
  EXPECT_EQ(0, remove(two.ada).code);
  EXPECT_EQ(0, two.ben({"sync"}).code);
  EXPECT_TRUE(ended(two.ben) && shows(two.ben, "“on its way”"));
  EXPECT_EQ(0, two.ben({"note", "goes on"}).code);
  EXPECT_EQ("", two.ben({"doctor"}).err);
}

TEST_F(Deleting, AfterLeavingNoAlarmReachesTheFormerPartner) {
  EXPECT_EQ(0, two.ada({"leave", "--yes"}).code);
  EXPECT_TRUE(ended(two.ben));
  EXPECT_EQ(0, remove(two.ada).code);
  EXPECT_EQ("", two.ben({"sync"}).err);
  EXPECT_EQ("", two.ben({"doctor"}).err);
  EXPECT_TRUE(shows(two.ben, "“from Ada”"));
}

TEST_F(Deleting, BothDeleteAndNothingIsLeft) {
  auto all = frames(two.ada);
  const auto bens = frames(two.ben);
  all.insert(all.end(), bens.begin(), bens.end());
  EXPECT_EQ(0, remove(two.ada).code);
  EXPECT_EQ(0, two.ben({"delete", "--confirm", "Ben"}).code);
  EXPECT_FALSE(has_home(two.ben));
  EXPECT_FALSE(relay_holds(all));
}

TEST_F(Deleting, ExportedDeletedBegunAndTakenInItIsTheSameBook) {
  const std::string file = two.folder.path("mine.txt");
  const Json before = Json::parse(two.ada({"show", "room", "--json"}).out)["room"];
  EXPECT_EQ(0, two.ada({"delete", "--confirm", "Ada", "--export", file}).code);
  EXPECT_EQ(0, two.ada({"begin", "--name", "Ada", "--relay", two.relay.url()}).code);
  EXPECT_EQ(0, two.ada({"import", file}).code);
  EXPECT_EQ(before, Json::parse(two.ada({"show", "room", "--json"}).out)["room"]);
  const std::string book = two.ada({"export", "--text"}).out;
  for (const char* part :
       {"A note, in your room\n  Ada's room\n", "A note, on a table that you shared before\n  from Ada\n"})
    EXPECT_TRUE(holds(book, part)) << book;
  EXPECT_TRUE(ended(two.ben));
  EXPECT_EQ(0, two.ben({"join", two.invite(), "--wait", "0"}).code);
  for (int rounds = 0; rounds < 2; ++rounds) two.ada({"sync"}), two.ben({"sync"});
  two.ada({"note", "--table", "here again"});
  EXPECT_TRUE(shows(two.ben, "“here again”"));
  EXPECT_EQ("", two.ben({"doctor"}).err);
}

TEST_F(Deleting, WithoutARelayTheHomeIsAllThereIs) {
  Person alone = device_of(two, "alone", 31);
  alone({"begin", "--name", "Ada"});
  alone({"note", "only here"});
  EXPECT_EQ(0, remove(alone).code);
  EXPECT_FALSE(has_home(alone));
  EXPECT_EQ(0, alone({"begin", "--name", "Eve"}).code);
}

TEST_F(Deleting, WhereTheRelayIsGoneOrTheDeviceWasRemovedWhatIsHereGoes) {
  Person phone = device_of(two, "phone", 11);
  ASSERT_EQ("", added(two.ada, phone));
  ASSERT_EQ(0, two.ada({"devices", "remove", id_of(phone)}).code);
  EXPECT_EQ(kRefused, phone({"sync"}).code);
  const Said refused = remove(phone);
  EXPECT_EQ(kRefused, refused.code);
  EXPECT_TRUE(holds(refused.err, "concertina delete --here")) << refused.err;
  EXPECT_EQ(0, phone({"delete", "--here", "--confirm", "Ada"}).code);
  EXPECT_FALSE(has_home(phone));
  EXPECT_TRUE(shows(two.ada, "“Ada's room”"));
  two.relay.stop();
  EXPECT_EQ(0, two.ada({"delete", "--here", "--confirm", "Ada"}).code);
  EXPECT_FALSE(has_home(two.ada));
}

TEST_F(Deleting, WhoWatchesOnThisMachineEndsAndBringsNothingBack) {
  const auto watch = two.ada.start({"sync", "--watch"});
  ASSERT_TRUE(eventually([&] { return watch->printed("All is up to date."); }));
  EXPECT_EQ(0, remove(two.ada).code);
  EXPECT_TRUE(eventually([&] { return !watch->err().empty(); }));
  EXPECT_NE(0, watch->finish().code);
  EXPECT_FALSE(std::filesystem::exists(two.ada.home + "/concertina.db"));
}

}  // namespace
}  // namespace concertina::cli::test

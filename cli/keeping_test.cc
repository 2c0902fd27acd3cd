// A whole room as one file: exported, and taken in again, in whatever home.
#include <gtest/gtest.h>

#include "cli/test_devices.h"

namespace concertina::cli::test {
namespace {

class Keeping : public testing::Test {
 protected:
  Keeping() {
    two.pair();
    two.ada.check_in("8/3.25", "4/6", {"--table", "--words", "“quoted”"});
    const std::string id = two.ada.word_after("room (", {"note", "Rain"});
    two.ada({"correct", id, "--words", "Sun"});
    two.ada({"note", "--table", "on the table"});
    two.ada({"take-back", two.ada.word_after("room (", {"note", "never mind"})});
    two.ada({"invitation", "--words", "A walk?"});
    EXPECT_EQ(0, two.ada({"export", "--out", file}).code);
  }
  // All that is mine there, without where it stood and the names that are given at a beginning.
  static std::vector<std::string> records(Person& person) {
    std::vector<std::string> out;
    for (Json one : Json::parse(person({"export", "--data"}).out)["records"]) {
      if (one["kind"] == "name") continue;
      one.erase("former");
      out.push_back(one.dump());
    }
    std::ranges::sort(out);
    return out;
  }
  static Json room(Person& person) { return Json::parse(person({"show", "room", "--json"}).out)["room"]; }

  Two two;
  Person anew{two.folder.path("anew"), 41, two.clock};
  std::string file = two.folder.path("mine.txt");
};

TEST_F(Keeping, IntoANewHomeAllComesBack) {
  anew({"begin", "--name", "Ada"});
  const Said said = anew({"import", file});
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_TRUE(holds(said.out, "What Ada exported is in your room now.")) << said.out;
  EXPECT_EQ(records(two.ada), records(anew));
  EXPECT_EQ(room(two.ada), room(anew));
  EXPECT_TRUE(
      holds(anew({"export", "--text"}).out, "A note, on a table that you shared before\n  on the table\n"));
  EXPECT_TRUE(Json::parse(anew({"show", "table", "--json"}).out)["table"].empty());
}

TEST_F(Keeping, TakenInTwiceOrWhereItCameFromNothingIsDoubled) {
  anew({"begin", "--name", "Ada"});
  EXPECT_EQ(0, anew({"import", file}).code);
  const auto once = records(anew);
  for (Person* person : {&anew, &two.ada}) {
    const Said again = (*person)({"import", file});
    EXPECT_EQ(0, again.code) << again.err;
    EXPECT_TRUE(holds(again.out, "nothing was taken in")) << again.out;
  }
  EXPECT_EQ(once, records(anew));
  EXPECT_EQ(once, records(two.ada));
  // And once more, what was taken in is exported as it was.
  const std::string other = two.folder.path("other.txt");
  EXPECT_EQ(0, anew({"export", "--out", other}).code);
  EXPECT_EQ(0, two.ada({"import", other}).code);
  EXPECT_EQ(once, records(two.ada));
}

TEST_F(Keeping, TwoDevicesThatTakeItInAtOnceShowItOnce) {
  Person phone = device_of(two, "phone", 11), laptop = device_of(two, "laptop", 12);
  anew({"begin", "--name", "Ada", "--relay", two.relay.url()});
  ASSERT_EQ("", added(anew, phone));
  two.relay.stop();
  for (Person* person : {&anew, &phone}) EXPECT_EQ(0, (*person)({"import", file}).code);
  two.relay.start();
  for (int rounds = 0; rounds < 2; ++rounds) {
    for (Person* person : {&anew, &phone}) EXPECT_EQ(0, (*person)({"sync"}).code);
  }
  EXPECT_EQ(room(anew), room(phone));
  EXPECT_EQ(room(two.ada), room(phone));
  // A device that comes later has it from the relay.
  ASSERT_EQ("", added(phone, laptop));
  EXPECT_EQ(room(phone), room(laptop));
  EXPECT_EQ("", laptop({"doctor"}).err);
}

TEST_F(Keeping, AllOfItGoesOutWithOneContactAndNothingOfItToThePartner) {
  anew({"begin", "--name", "Ada", "--without-code", "--relay", two.relay.url()});
  Person ben2 = device_of(two, "ben2", 43);
  ben2({"begin", "--name", "Ben", "--relay", two.relay.url()});
  ben2({"join", link_in(anew({"invite", "--wait", "0", "--json"}).out), "--wait", "0"});
  for (int rounds = 0; rounds < 2; ++rounds) anew({"sync"}), ben2({"sync"});
  for (int i = 0; i < 8; ++i) two.ada({"note", std::string(4000, 'x')});
  two.ada({"export", "--out", file});
  EXPECT_EQ(0, anew({"import", file}).code);
  const Json sync = Json::parse(anew({"sync", "--json"}).out);
  EXPECT_EQ(0, sync["waiting"]);
  EXPECT_EQ(0, sync["unsent"]);
  const std::string before = ben2({"export", "--data"}).out;
  ben2({"sync"});
  EXPECT_EQ(before, ben2({"export", "--data"}).out);
  EXPECT_EQ("", ben2({"doctor"}).err);
}

TEST_F(Keeping, CutOrChangedOrNoneNothingIsTakenIn) {
  anew({"begin", "--name", "Ada"});
  const auto before = records(anew);
  const std::string whole = read_file(file), bad = two.folder.path("bad.txt");
  const auto refused = [&](const std::string& bytes, int code, std::string_view says) {
    write_file(bad, bytes);
    const Said said = anew({"import", bad});
    EXPECT_EQ(code, said.code) << says;
    EXPECT_TRUE(holds(said.err, says)) << said.err;
    EXPECT_EQ("", said.out);
    EXPECT_EQ(before, records(anew)) << says;
  };
  const std::size_t data = whole.rfind("==== For Concertina");
  refused("", kUsage, "no export of Concertina");
  refused("Dear Ben,", kUsage, "no export of Concertina");
  refused(whole.substr(0, data), kUsage, "its end is missing");
  refused(whole.substr(0, data + 200), kDamaged, "cut off");
  refused(whole.substr(0, whole.size() - 30), kDamaged, "cut off");
  std::string changed = whole;
  changed[data + 300] = changed[data + 300] == 'x' ? 'y' : 'x';
  refused(changed, kDamaged, "was changed");
  refused(two.ada({"export", "--data"}).out, kUsage, "for programs");
  EXPECT_EQ(kNothing, anew({"import", two.folder.path("none.txt")}).code);
  // A file with no end, and one that is a folder.
  EXPECT_EQ(kUsage, anew({"import", "/dev/zero"}).code);
  EXPECT_EQ(kUsage, anew({"import", two.folder.path("anew")}).code);
  EXPECT_EQ(kNothing, Person(two.folder.path("nobody"), 44, two.clock)({"import", file}).code);
}

}  // namespace
}  // namespace concertina::cli::test

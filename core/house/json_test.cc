// The house and the export as JSON: complete, exact, and silent about what may not be seen yet.
#include "core/house/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/house/pen.h"
#include "core/house/test_house.h"
#include "core/test_content.h"

namespace concertina::test {
namespace {

using Json = nlohmann::ordered_json;

struct JsonTest : testing::Test {
  Written write(Person& person, const Content& content, bool to_table) {
    const auto written = concertina::write(person.device, content, person.ambient.clock, to_table,
                                           person.ambient, person.changes);
    person.store();
    return written.value_or(Written{});
  }
  Json exported(Person& person) { return Json::parse(export_json(person.device, person.ambient.clock)); }
  Json house(Person& person) { return Json::parse(to_json(house_of(person.device, person.ambient.clock))); }

  Couple couple{11};
  Person& ada = couple.ada;
  Person& ben = couple.ben;
};

TEST_F(JsonTest, AHouseHasTheseFieldsAndNoOthers) {
  write(ada, CheckIn{{750, 325}, {0, 1000}, "é \"quoted\"\n"}, true);
  write(ben, CheckIn{{100, 200}, {300, 400}, ""}, true);
  carry(ben, ada);
  const Json json = house(ada);
  const Json needs = Json::parse(R"({"togetherness":{"want":7.5,"have":3.25,"unmet":4.25},
                                     "separateness":{"want":0.0,"have":10.0,"unmet":-10.0}})");
  const Json bens = Json::parse(R"({"togetherness":{"want":1.0,"have":2.0,"unmet":-1.0},
                                    "separateness":{"want":3.0,"have":4.0,"unmet":-1.0}})");
  Json mine = needs;
  mine["day"] = "2026-11-22";
  EXPECT_EQ(json["history"], (Json{{"mine", {mine}},
                                   {"shared", {{{"day", "2026-11-22"}, {"me", needs}, {"partner", bens}}}}}));
  EXPECT_EQ(json["name"], "Ada");
  EXPECT_EQ(json["partner"], "Ben");
  EXPECT_EQ(json["map"], nullptr);
  EXPECT_EQ(json["quiet"], (Json{{"ask", false}, {"afraid", false}}));
  EXPECT_EQ(json["preferences"], Json::object());
  EXPECT_EQ(json.size(), 11u) << json.dump(2);
  ASSERT_EQ(json["table"].size(), 2u);
  for (const Json& item : json["table"]) {
    const bool is_mine = item["author"] == "me";
    EXPECT_EQ(item["words"], is_mine ? "é \"quoted\"\n" : "");
    EXPECT_EQ(item["at"], "2026-11-22T13:00+01:00");
    EXPECT_EQ(item["day"], "2026-11-22");
    EXPECT_EQ(item["kind"], "check-in");
    // How often the partner changed their words, and what they can see of mine, is not for me.
    EXPECT_EQ(item.size(), is_mine ? 11u : 8u) << item.dump(2);
  }
}

TEST_F(JsonTest, ACorrectionKeepsTheEarlierWordsForTheirAuthorAlone) {
  const Written put = write(ada, Note{"first wording"}, true);
  for (const Id& id : {*put.room, *put.table})
    ASSERT_TRUE(correct(ada.device, to_hex(id), reworded("second wording"), ada.ambient, ada.changes));
  ada.store();
  carry(ada, ben);
  const Json mine = house(ada);
  const Json before{{"written", mine["room"][0]["at"]}, {"kind", "note"}, {"words", "first wording"}};
  for (const char* place : {"room", "table"}) {
    EXPECT_EQ(mine[place][0]["words"], "second wording");
    EXPECT_EQ(mine[place][0]["earlier"], Json::array({before}));
  }
  const Json bens = house(ben);
  ASSERT_EQ(bens["table"].size(), 1u);
  EXPECT_EQ(bens["table"][0].count("earlier"), 0u);
  EXPECT_EQ(bens.dump().find("first wording"), std::string::npos);
}

TEST_F(JsonTest, TheSameHouseGivesTheSameBytes) {
  write(ada, Note{"x"}, true);
  const House house = house_of(ada.device, ada.ambient.clock);
  EXPECT_EQ(to_json(house), to_json(house));
  const auto again = reopen(ada.items);
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json(house_of(*again, ada.ambient.clock)), to_json(house));
}

TEST_F(JsonTest, SealingWhatWaitsChangesNothingInTheHouse) {
  for (int i = 0; i < 40; ++i) write(ada, Note{std::string(900, 'x') + std::to_string(i)}, false);
  const std::string before = to_json(house_of(ada.device, ada.ambient.clock));
  while (ada.device.waiting() > 0) {
    ASSERT_TRUE(ada.seal());
    ASSERT_EQ(to_json(house_of(ada.device, ada.ambient.clock)), before);
    const auto again = reopen(ada.items);
    ASSERT_TRUE(again);
    ASSERT_EQ(to_json(house_of(*again, ada.ambient.clock)), before);
  }
}

// What stands around a content in JSON: a field of the same name would hide it.
class FieldNames {
 public:
  void need(const Field& field, const Need&) { name(field); }
  void level(const Field& field, const auto&) { name(field); }
  void number(const Field& field, int, int, int) { name(field); }
  void count(const Field& field, int, int) { name(field); }
  void choice(const Field& field, auto) { name(field); }
  void default_choice(const Field& field, auto) { name(field); }
  void words(const Field& field, const std::string&) { name(field); }
  void needed_words(const Field& field, const std::string&) { name(field); }
  void line(const Field& field, const std::string&) { name(field); }
  void fixed(const Field& field, const auto&) { name(field); }
  void moment(const Field& field, const std::optional<Moment>&) { name(field); }

  std::vector<std::string_view> all;

 private:
  void name(const Field& field) { all.push_back(field.name); }
};

TEST_F(JsonTest, NoFieldHidesWhatStandsAroundIt) {
  Chance chance(3);
  for (std::size_t kind = 0; kind + 1 < std::variant_size_v<Content>; ++kind) {
    std::visit(
        [&]<typename Kind>(const Kind& one) {
          if constexpr (requires { Kind::kName; }) {
            FieldNames names;
            Kind::fields(one, names);
            for (const std::string_view around :
                 {"id", "author", "at", "day", "kind", "table", "place", "written", "replaces", "former",
                  "versions", "shown", "open", "earlier", "fades", "faded", "reply"})
              EXPECT_EQ(std::ranges::count(names.all, around), 0) << Kind::kName << ": " << around;
          }
        },
        any_of_kind(chance, kind));
  }
}

TEST_F(JsonTest, TheExportHasAllThatIsMineEachWordingAndWhatWasTakenBackToo) {
  const Written first = write(ada, Note{"first wording"}, true);
  ASSERT_TRUE(correct(ada.device, to_hex(*first.room), reworded("second wording"), ada.ambient, ada.changes));
  ASSERT_TRUE(take_back(ada.device, to_hex(*first.room), ada.ambient, ada.changes));
  ASSERT_TRUE(compare(ada.device, true, ada.ambient, ada.changes));
  ada.store();
  ASSERT_TRUE(ada.keep(Unknown{9000, {0x18, 0x2a}}));
  write(ada, CheckIn{{750, 0}, {0, 0}, ""}, false);
  ASSERT_TRUE(ada.seal());

  const Json out = exported(ada);
  EXPECT_EQ(out["concertina_export"], 1);
  EXPECT_EQ(out["name"], "Ada");
  std::size_t mine = 0;
  for (const Heard& heard : ada.device.heard()) mine += heard.author == Author::me ? 1 : 0;
  EXPECT_EQ(out["records"].size(), mine);
  std::map<std::string, int> kinds;
  std::set<std::string> ids;
  for (const Json& record : out["records"]) {
    ids.insert(record["id"]);
    for (const char* field : {"place", "at", "written"}) EXPECT_TRUE(record.contains(field)) << record;
    ++kinds[record["place"].get<std::string>() + " " + record["kind"].dump()];
  }
  EXPECT_EQ(ids.size(), mine);
  EXPECT_EQ(kinds, (std::map<std::string, int>{{"room \"name\"", 1},
                                               {"table \"name\"", 1},
                                               {"room \"note\"", 2},
                                               {"table \"note\"", 1},
                                               {"room \"take-back\"", 1},
                                               {"table \"compared\"", 1},
                                               {"room 9000", 1},
                                               {"room \"check-in\"", 1}}));
  const std::string text = out.dump();
  for (const char* words : {"first wording", "second wording"})
    EXPECT_NE(text.find(words), std::string::npos);
  const std::string bytes = export_json(ada.device, ada.ambient.clock);
  EXPECT_TRUE(bytes.ends_with("}\n"));
  EXPECT_EQ(export_json(*reopen(ada.items), ada.ambient.clock), bytes);
}

TEST_F(JsonTest, TheExportNeverHasThePartnersCheckInBeforeItShows) {
  const Written his = write(ben, CheckIn{{700, 0}, {0, 0}, "not before you"}, true);
  ASSERT_TRUE(
      correct(ben.device, to_hex(*his.table), reworded("not before you either"), ben.ambient, ben.changes));
  ben.store();
  write(ben, Note{"for you at once"}, true);
  const std::string empty = export_json(ada.device, ada.ambient.clock);
  carry(ben, ada);
  std::string text = export_json(ada.device, ada.ambient.clock);
  EXPECT_EQ(text.find("not before you"), std::string::npos);
  EXPECT_NE(text.find("for you at once"), std::string::npos);
  EXPECT_EQ(text.find(to_hex(*his.table)), std::string::npos);

  write(ada, CheckIn{{700, 0}, {0, 0}, "mine"}, true);
  text = export_json(ada.device, ada.ambient.clock);
  EXPECT_NE(text.find("not before you either"), std::string::npos);
  EXPECT_EQ(text.find("\"not before you\""), std::string::npos)
      << "of the partner's only the wording that counts";
  EXPECT_NE(empty, text);
}

TEST_F(JsonTest, TheExportHasNothingOfThePartnersRoomNorOfWhatTheyTookBack) {
  write(ben, Note{"his room"}, false);
  const Written back = write(ben, Note{"taken back"}, true);
  carry(ben, ada);
  ASSERT_TRUE(take_back(ben.device, to_hex(*back.table), ben.ambient, ben.changes));
  ben.store();
  ASSERT_TRUE(ben.seal());
  carry(ben, ada);
  const std::string text = export_json(ada.device, ada.ambient.clock);
  EXPECT_EQ(text.find("his room"), std::string::npos);
  EXPECT_EQ(text.find("taken back"), std::string::npos);
}

TEST_F(JsonTest, EveryHundredthOfALevelIsWrittenAsShortAsItIsSaid) {
  for (int level = 0; level <= 1000; ++level) {
    House house;
    house.my_days.push_back({0, {{level, 0}, {0, level}}});
    std::string expected = level_text(level);
    if (level % 100 == 0) expected += ".0";
    const std::string json = to_json(house);
    EXPECT_NE(json.find("{\"want\":" + expected + ",\"have\":0.0,\"unmet\":" + expected + "}"),
              std::string::npos)
        << json;
    EXPECT_NE(json.find("\"have\":" + expected + ",\"unmet\":" + (level ? "-" : "") + expected + "}"),
              std::string::npos)
        << json;
  }
}

}  // namespace
}  // namespace concertina::test

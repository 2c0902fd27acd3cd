// The mirror at a terminal and for programs.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/test_support.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::json;

// A call of the mirror with `piped` as its input.
Said mirror(Words words, const std::string& piped = "") {
  words.insert(words.begin(), "mirror");
  return call_alone(words, piped);
}

TEST(MirrorVerb, AsksAtTheTerminalAndNeverGrades) {
  const Said said = mirror({}, "You never listen to me.");
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_NE(std::string::npos, said.out.find("“You never")) << said.out;
  EXPECT_NE(std::string::npos, said.out.find("?\n")) << said.out;
  EXPECT_EQ("The mirror has no question here.\n", mirror({"-"}, "Shall we eat at seven?").out);
}

TEST(MirrorVerb, StepsAsideWhereWordsSpeakOfForce) {
  const Said said = mirror({}, "You never listen, and yesterday he hit me again.");
  EXPECT_EQ(0, said.code) << said.err;
  EXPECT_NE(std::string::npos, said.out.find("stays out of this one")) << said.out;
  EXPECT_EQ(std::string::npos, said.out.find("never listen")) << "nothing is asked beside it";
}

TEST(MirrorVerb, GivesProgramsALineOfJsonForEachLineWithBytesOfTheText) {
  const std::string line = "Caf\xc3\xa9. You never listen.";
  const Said said = mirror({"--lines", "--json"}, line + "\r\n\nhe hit me\nlast");
  ASSERT_EQ(0, said.code) << said.err;
  std::istringstream lines(said.out);
  std::vector<Json> each;
  for (std::string one; std::getline(lines, one);) each.push_back(Json::parse(one));
  ASSERT_EQ(4u, each.size()) << said.out;
  ASSERT_EQ(1u, each[0]["notices"].size()) << said.out;
  const Json& notice = each[0]["notices"][0];
  EXPECT_EQ(7, notice["start"]) << "the é is two bytes";
  EXPECT_EQ("absolute", notice["kind"]);
  const std::size_t end = notice["end"];
  EXPECT_EQ(line.substr(7, end - 7), std::string(notice["text"]));
  for (const char* field : {"rule", "end", "question"}) EXPECT_TRUE(notice.contains(field)) << field;
  EXPECT_EQ(Json::parse(R"({"safety":false,"notices":[]})"), each[1]);
  EXPECT_EQ(Json::parse(R"({"safety":true,"notices":[]})"), each[2]);
}

TEST(MirrorVerb, SaysWhichFileOrLineItCannotRead) {
  const Folder folder;
  const std::string file = folder.path("words.txt");
  write_file(file, "You never listen.");
  EXPECT_EQ(0, mirror({file}).code);
  write_file(file, "");
  EXPECT_EQ("The mirror has no question here.\n", mirror({file}).out);
  write_file(file, std::string(4u << 20, 'a') + "b");
  for (const auto& [words, piped, says] : std::initializer_list<std::tuple<Words, std::string, std::string>>{
           {{folder.path("none")}, "", "There is no readable file"},
           {{folder.path("")}, "", "This is a folder"},
           {{file}, "", "More than 4 MiB"},
           {{}, "\xff", "no UTF-8 text: what came in"},
           {{"--lines"}, "fine\n\xff\n", "no UTF-8 text: line 2 of what came in"}}) {
    const Said said = mirror(words, piped);
    EXPECT_NE(0, said.code) << says;
    EXPECT_NE(std::string::npos, said.err.find(says)) << said.err;
  }
}

}  // namespace
}  // namespace concertina::cli::test

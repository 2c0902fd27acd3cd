// Hours or presence, at a terminal: from one's own room, for oneself alone.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_days.h"

namespace concertina::cli::test {
namespace {

using Json = nlohmann::ordered_json;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Fills : testing::Test {
  Folder folder;
  Clock clock{concertina::test::kNoon.seconds};
  Person ada{folder.path("ada"), 1, clock};
};

TEST_F(Fills, SaysNotYetWhileItIsTooEarly) {
  ada({"begin", "--name", "Ada"});
  const Said early = ada({"show", "fills"});
  EXPECT_EQ(0, early.code) << early.err;
  EXPECT_TRUE(holds(early.out, "Not yet. It takes at least 28 days")) << early.out;
  EXPECT_FALSE(holds(early.out, "░"));
  EXPECT_EQ(Json::parse(ada({"show", "fills", "--json"}).out)["answer"], "not-yet");
}

TEST_F(Fills, DrawsWhatTheDaysSayAndItsBlur) {
  ada({"begin", "--name", "Ada"});
  ASSERT_TRUE(live(ada, clock, 30));
  const Said shown = ada({"show", "fills"});
  EXPECT_EQ(0, shown.code) << shown.err;
  EXPECT_EQ("", shown.err);
  for (const char* part :
       {"Hours or presence? — only you can read this.", "an hour together", "more presence", "░", "▓",
        "After an hour together your need for togetherness", "and not why"})
    EXPECT_TRUE(holds(shown.out, part)) << part << ": " << shown.out;
  EXPECT_FALSE(holds(shown.out, "an hour alone")) << shown.out;
}

}  // namespace
}  // namespace concertina::cli::test

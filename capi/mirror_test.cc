// The mirror across the C ABI.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "capi/concertina.h"

namespace {

using Json = nlohmann::json;

struct MirrorAbi : testing::Test {
  MirrorAbi() : mirror(concertina_mirror_new()) {}
  ~MirrorAbi() override { concertina_mirror_free(mirror); }

  std::string result() const {
    return {reinterpret_cast<const char*>(concertina_mirror_result(mirror)),
            concertina_mirror_result_size(mirror)};
  }
  Json read(const std::string& text, const std::string& quiet = "", std::size_t most = 3) {
    EXPECT_EQ(CONCERTINA_OK,
              concertina_mirror_read(mirror, text.data(), text.size(), quiet.data(), quiet.size(), most));
    return Json::parse(result());
  }

  concertina_mirror* mirror;
};

TEST_F(MirrorAbi, TellsTheMostTellingOnesAndNoneOfThoseThatShallBeQuiet) {
  const std::string text =
      "You never listen. You are so lazy. You make me sad. I feel ignored. You owe me an apology.";
  const Json all = read(text, "", 99)["notices"];
  ASSERT_GT(all.size(), 3u) << all;
  EXPECT_EQ(3u, read(text)["notices"].size());
  for (const Json& one : all) {
    EXPECT_TRUE(std::string(one["question"]).ends_with("?") || !std::string(one["why"]).empty()) << one;
    for (const Json& left : read(text, "x " + std::string(one["rule"]) + " y", 99)["notices"])
      EXPECT_NE(one["rule"], left["rule"]);
  }
  EXPECT_EQ(Json::parse(R"({"safety":true,"notices":[]})"), read(text + " He hit me."));
}

TEST_F(MirrorAbi, RefusesInWordsWhatIsNoTextAndGoesOn) {
  EXPECT_EQ(CONCERTINA_INVALID, concertina_mirror_read(mirror, "\xff", 1, nullptr, 0, 3));
  EXPECT_NE(std::string::npos, result().find("UTF-8"));
  EXPECT_EQ(CONCERTINA_INVALID, concertina_mirror_read(mirror, nullptr, 1, nullptr, 0, 3));
  EXPECT_EQ(CONCERTINA_INVALID, concertina_mirror_read(mirror, "a", 5u << 20, nullptr, 0, 3));
  EXPECT_EQ(nullptr, concertina_mirror_input(mirror, 5u << 20));
  EXPECT_NE(nullptr, concertina_mirror_input(mirror, 0));
  EXPECT_EQ(1u, read("You never listen.")["notices"].size());
}

TEST(MirrorAbiNull, RefusesEverything) {
  EXPECT_EQ(CONCERTINA_INVALID, concertina_mirror_read(nullptr, "a", 1, nullptr, 0, 3));
  EXPECT_EQ(nullptr, concertina_mirror_input(nullptr, 1));
  EXPECT_GT(concertina_mirror_result_size(nullptr), 20u);
  EXPECT_NE(nullptr, concertina_mirror_result(nullptr));
  concertina_mirror_free(nullptr);
}

}  // namespace

// The example couple, and the question, through the C ABI.
#include <gtest/gtest.h>

#include "capi/test_shell.h"

namespace concertina::capi::test {
namespace {

struct ExampleTest : testing::Test {
  ExampleTest() { begun = shell.stored(concertina_begin_example(shell.device)); }

  Shell shell{3};
  Said begun;
};

TEST_F(ExampleTest, ItIsWholeAndSaysWhatItIs) {
  ASSERT_TRUE(begun.ok()) << begun.text;
  const Json status = shell.status();
  EXPECT_EQ(status["example"], true);
  EXPECT_EQ(status["name"], "Robin");
  EXPECT_EQ(status["partner"], "Kim");
  EXPECT_EQ(status["paired"], true);
  EXPECT_EQ(status["compared"], true);
  EXPECT_EQ(status["relay"], "");
  EXPECT_EQ(status["unsent"], 0);
  EXPECT_EQ(status["troubles"], Json::array());
  const Json house = shell.house();
  EXPECT_GT(house["history"]["mine"].size(), 50u);
  EXPECT_GT(house["history"]["shared"].size(), 28u);
  EXPECT_TRUE(house["question"].is_object());
  Shell own{4};
  own.begin("Ada");
  EXPECT_EQ(own.status()["example"], false);
}

TEST_F(ExampleTest, AllWorksOnItAndNothingIsEverGivenOutToStore) {
  const Said in = shell.write(check_in("hello"));
  ASSERT_TRUE(in.ok()) << in.text;
  const Json house = shell.house();
  bool kims = false;
  for (const Json& item : house["table"])
    kims = kims || (item["author"] == "partner" && item["day"] == "2027-01-15" && item["kind"] == "check-in");
  EXPECT_TRUE(kims) << "Kim's of today shows beside Robin's";
  const Said noted = shell.write(note("a note", true));
  ASSERT_TRUE(noted.ok());
  EXPECT_TRUE(shell.correct({{"id", noted.json()["room"]}, {"words", "another"}}).ok());
  EXPECT_TRUE(shell.take_back(noted.json()["table"].get<std::string>()).ok());
  EXPECT_TRUE(shell.write({{"kind", "passed"}, {"question", house["question"]["number"]}}).ok());
  EXPECT_TRUE(shell.house()["question"].is_null());
  EXPECT_TRUE(shell.exported()["records"].is_array());
  EXPECT_TRUE(shell.set_relay("https://relay.example").ok());
  EXPECT_TRUE(shell.compare(false).ok());
  EXPECT_EQ(shell.status()["to_store"], false);
  EXPECT_TRUE(shell.items.empty());
}

TEST_F(ExampleTest, WhatItsRoomHoldsOfHoursAndPresenceCanBeStudied) {
  Json fills = shell.fills();
  EXPECT_EQ(fills["asks"], "fills");
  EXPECT_GT(fills["days"], 50);
  EXPECT_GT(fills["times"], 0);
  EXPECT_EQ(fills["sights"].size() % 2, 0u);
  fills.update({{"warmup", 50}, {"draws", 1}});
  const std::string text = fills.dump();
  concertina_study* study = concertina_study_new();
  EXPECT_EQ(CONCERTINA_OK, concertina_study_start(study, text.data(), text.size()));
  EXPECT_EQ(CONCERTINA_OK, concertina_study_picture(study));
  concertina_study_free(study);
}

TEST_F(ExampleTest, ItNeverReachesForARelay) {
  for (const bool named : {false, true}) {
    if (named) ASSERT_TRUE(shell.set_relay("https://relay.example").ok());
    const Said round = shell.tell(concertina_round(shell.device, 0));
    EXPECT_EQ(round.code, CONCERTINA_REFUSED);
    EXPECT_NE(round.text.find("example couple"), std::string::npos) << round.text;
    EXPECT_EQ(shell.tell(concertina_next(shell.device)).code, CONCERTINA_CONFLICT);
  }
}

TEST_F(ExampleTest, ItNeedsAnEmptyHandleAndLeavesNone) {
  EXPECT_EQ(shell.tell(concertina_begin_example(shell.device)).code, CONCERTINA_CONFLICT);
  EXPECT_EQ(shell.begin("Ada").code, CONCERTINA_CONFLICT);
  Shell own{4};
  own.begin("Ada");
  EXPECT_EQ(own.tell(concertina_begin_example(own.device)).code, CONCERTINA_CONFLICT);
  EXPECT_EQ(own.status()["name"], "Ada");
  Shell mute{5};
  mute.no_randomness = true;
  EXPECT_EQ(mute.tell(concertina_begin_example(mute.device)).code, CONCERTINA_STORAGE);
  EXPECT_EQ(concertina_begin_example(nullptr), CONCERTINA_INVALID);
}

TEST(QuestionTest, ItIsAnsweredCorrectedAndTakenBack) {
  Shell ada{1};
  ada.begin("Ada");
  const Json question = ada.house()["question"];
  ASSERT_TRUE(question["text"].is_string());
  const Said answer = ada.write(
      {{"kind", "answer"}, {"question", question["number"]}, {"words", "the sea"}, {"table", false}});
  ASSERT_TRUE(answer.ok()) << answer.text;
  EXPECT_TRUE(answer.json()["table"].is_null());
  EXPECT_TRUE(ada.house()["question"].is_null());
  ASSERT_TRUE(ada.correct({{"id", answer.json()["room"]}, {"words", "the lake"}}).ok());
  ASSERT_TRUE(ada.restart().ok());
  const Json item = ada.house()["room"][0];
  EXPECT_EQ(item["kind"], "answer");
  EXPECT_EQ(item["question"], question["number"]);
  EXPECT_EQ(item["asked"], question["text"]);
  EXPECT_EQ(item["words"], "the lake");
  EXPECT_TRUE(ada.take_back(answer.json()["room"].get<std::string>()).ok());
  EXPECT_EQ(ada.house()["question"], question);
  EXPECT_EQ(ada.write({{"kind", "answer"}, {"question", 1}, {"words", "x"}, {"table", true}}).code,
            CONCERTINA_NOT_FOUND)
      << "there is no table yet";
}

}  // namespace
}  // namespace concertina::capi::test

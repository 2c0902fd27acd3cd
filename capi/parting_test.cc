// A whole room through the C ABI: taken along as one file, taken in again, deleted; and the passphrase's
// tries.
#include <gtest/gtest.h>

#include "capi/test_shell.h"

namespace concertina::capi::test {
namespace {

struct PartingTest : testing::Test {
  void SetUp() override {
    ASSERT_TRUE(ada.begin("Ada").ok());
    ASSERT_TRUE(ada.write(note("Rain")).ok());
    ASSERT_TRUE(ada.write(check_in("a full week", false)).ok());
  }
  static std::string file_of(const Shell& shell) {
    return shell.tell(concertina_export_file(shell.device)).text;
  }
  static Said take_in(Shell& shell, const std::string& file) {
    return shell.stored(concertina_import(shell.device, file.data(), file.size()));
  }
  static std::string deletion(const Shell& shell) {
    return shell.tell(concertina_deletion(shell.device)).text;
  }

  Shell ada{1}, anew{2};
};

TEST_F(PartingTest, OneFileTakesAllAlongAndIsTakenInOnce) {
  const std::string file = file_of(ada);
  EXPECT_TRUE(file.starts_with("What Ada wrote\n")) << file;
  ASSERT_TRUE(anew.begin("Ada").ok());
  const Json taken = take_in(anew, file).json();
  EXPECT_EQ(taken["name"], "Ada");
  EXPECT_EQ(taken["taken"], 3u);  // with the name
  EXPECT_EQ(taken["known"], 0u);
  EXPECT_EQ(anew.house()["room"], ada.house()["room"]);
  ASSERT_TRUE(anew.restart().ok());
  EXPECT_EQ(anew.house()["room"], ada.house()["room"]);
  EXPECT_EQ(take_in(anew, file).json()["taken"], 0u);
}

TEST_F(PartingTest, WhatIsNoWholeFileChangesNothing) {
  ASSERT_TRUE(anew.begin("Ada").ok());
  const Items items = anew.items;
  const std::string file = file_of(ada);
  EXPECT_EQ(take_in(anew, file.substr(0, file.size() - 50)).code, CONCERTINA_DAMAGED);
  EXPECT_EQ(take_in(anew, "Dear Ben").code, CONCERTINA_INVALID);
  EXPECT_EQ(take_in(anew, "").code, CONCERTINA_INVALID);
  EXPECT_EQ(concertina_import(anew.device, nullptr, 5), CONCERTINA_INVALID);
  EXPECT_EQ(anew.items, items);
}

TEST_F(PartingTest, AFileOfALongLifeFits) {
  ASSERT_TRUE(anew.begin("Ada").ok());
  const std::string file = std::string(5'000'000, ' ') + "\n" + file_of(ada);
  ASSERT_NE(concertina_input(anew.device, file.size()), nullptr);
  EXPECT_TRUE(take_in(anew, file).ok());
}

TEST_F(PartingTest, WithoutARelayDeletingIsDoneAtOnceAndNothingCanBeWrittenAnyMore) {
  EXPECT_EQ(deletion(ada), "none");
  EXPECT_TRUE(ada.stored(concertina_delete(ada.device)).ok());
  EXPECT_EQ(deletion(ada), "done");
  EXPECT_EQ(ada.write(note("more")).code, CONCERTINA_REFUSED);
  ASSERT_TRUE(ada.restart().ok());
  EXPECT_EQ(deletion(ada), "done");
}

TEST_F(PartingTest, WithARelayItWaitsUntilThatHasTakenIt) {
  ASSERT_TRUE(ada.set_relay("https://relay.example").ok());
  EXPECT_TRUE(ada.stored(concertina_delete(ada.device)).ok());
  EXPECT_EQ(deletion(ada), "wished");
  const Json away = ada.round([](const Json&, const Bytes&) { return std::optional<Answer>(); });
  EXPECT_EQ(away["code"], CONCERTINA_UNREACHABLE);
  ASSERT_TRUE(ada.restart().ok());
  EXPECT_EQ(deletion(ada), "wished");
  std::vector<std::string> paths;
  const Json done = ada.round([&](const Json& request, const Bytes&) {
    paths.push_back(request["path"]);
    return std::optional(Answer{201, {}});
  });
  EXPECT_EQ(done["code"], CONCERTINA_OK) << done;
  EXPECT_EQ(deletion(ada), "done");
  EXPECT_EQ(paths.size(), 2u);  // the first entry, and the last one; no frame
  for (const std::string& path : paths) EXPECT_TRUE(path.starts_with("/v1/chains/")) << path;
}

TEST_F(PartingTest, TheExampleCoupleIsNotDeleted) {
  ASSERT_EQ(concertina_begin_example(anew.device), CONCERTINA_OK);
  EXPECT_EQ(concertina_delete(anew.device), CONCERTINA_REFUSED);
}

TEST_F(PartingTest, TriesAreCountedBeforeTheyAreMadeAndForgottenByTheRightOne) {
  ASSERT_TRUE(ada.set_passphrase("seven geese").ok());
  int tries = 0;
  for (;; ++tries) {
    ASSERT_LT(tries, 50);
    ASSERT_TRUE(ada.restore().ok());  // as after the program was ended
    const Said said = ada.stored(concertina_try_unlock(ada.device));
    if (!said.ok()) {
      EXPECT_EQ(said.code, CONCERTINA_BUSY);
      EXPECT_NE(said.text.find("5 seconds"), std::string::npos) << said.text;
      break;
    }
  }
  EXPECT_EQ(tries, 5);
  ada.clock += 5;
  ASSERT_TRUE(ada.stored(concertina_try_unlock(ada.device)).ok());
  ASSERT_TRUE(ada.unlock("seven geese").ok());
  ASSERT_TRUE(ada.stored(concertina_finish(ada.device)).ok());
  EXPECT_FALSE(ada.items.contains("tries"));
  EXPECT_EQ(concertina_try_unlock(ada.device), CONCERTINA_CONFLICT);
  ASSERT_TRUE(ada.restore().ok());
  EXPECT_TRUE(ada.stored(concertina_try_unlock(ada.device)).ok());
}

}  // namespace
}  // namespace concertina::capi::test

// The study of a circle across the C ABI.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "capi/concertina.h"

namespace {

using Json = nlohmann::json;

struct StudyAbi : testing::Test {
  StudyAbi() : study(concertina_study_new()) {}
  ~StudyAbi() override { concertina_study_free(study); }

  std::string result() const {
    return {reinterpret_cast<const char*>(concertina_study_result(study)),
            concertina_study_result_size(study)};
  }
  std::int32_t start(const std::string& text) {
    return concertina_study_start(study, text.data(), text.size());
  }
  static Json days(int count) {
    Json sights = Json::array();
    for (int day = 0; day < count; ++day) {
      sights.push_back({day + 0.3, 0, std::sin(day * 0.7)});
      sights.push_back({day + 0.6, 1, std::cos(day * 0.7)});
    }
    return {{"sights", sights}, {"days", count}, {"warmup", 100}, {"draws", 100}};
  }

  concertina_study* study;
};

TEST_F(StudyAbi, RunsInSlicesAndTellsWhatItHas) {
  ASSERT_EQ(CONCERTINA_OK, start(days(40).dump()));
  EXPECT_EQ(0, concertina_study_progress(study));
  int slices = 0;
  double before = 0;
  while (concertina_study_advance(study, 100) == 1) {
    ++slices;
    EXPECT_LE(before, concertina_study_progress(study));
    before = concertina_study_progress(study);
  }
  EXPECT_GT(slices, 5);
  EXPECT_EQ(1, concertina_study_progress(study));
  ASSERT_EQ(CONCERTINA_OK, concertina_study_picture(study));
  const Json picture = Json::parse(result());
  EXPECT_TRUE(picture.contains("verdict") && picture.contains("title") && picture.contains("trap"))
      << picture;
}

TEST_F(StudyAbi, TheSameDaysAndSeedGiveTheSamePicture) {
  std::vector<std::string> told;
  for (int again = 0; again < 2; ++again) {
    ASSERT_EQ(CONCERTINA_OK, start(days(40).dump()));
    while (concertina_study_advance(study, again == 0 ? 7 : 1000) == 1) {
    }
    ASSERT_EQ(CONCERTINA_OK, concertina_study_picture(study));
    told.push_back(result());
  }
  EXPECT_EQ(told[0], told[1]);
}

TEST_F(StudyAbi, StudiesWhatFillsJustAsWell) {
  Json given = days(40);
  given.update({{"warmup", 40},
                {"draws", 40},
                {"asks", "fills"},
                {"times", 40},
                {"alone", 0},
                {"pushes", Json::array()}});
  for (int day = 0; day < 40; ++day) {
    given["pushes"].push_back({day + 0.8, 0, 1.5});
    given["pushes"].push_back({day + 0.8, 1, day % 2 - 0.5});
  }
  ASSERT_EQ(CONCERTINA_OK, start(given.dump())) << result();
  EXPECT_EQ(0, concertina_study_progress(study));
  int slices = 0;
  while (concertina_study_advance(study, 100) == 1) ++slices;
  EXPECT_GT(slices, 5);
  EXPECT_EQ(1, concertina_study_progress(study));
  ASSERT_EQ(CONCERTINA_OK, concertina_study_picture(study));
  const Json filled = Json::parse(result());
  EXPECT_TRUE(filled.contains("answer") && filled.contains("title") && filled.contains("why")) << filled;
  EXPECT_FALSE(filled.contains("verdict"));
  ASSERT_EQ(CONCERTINA_OK, start(days(40).dump())) << "and a circle after it";
  ASSERT_EQ(CONCERTINA_OK, concertina_study_picture(study));
  EXPECT_TRUE(Json::parse(result()).contains("verdict"));
}

TEST_F(StudyAbi, RefusesInWordsWhatItCannotAsk) {
  const Json good = {{"asks", "fills"},
                     {"sights", Json::array()},
                     {"pushes", {{1, 2, 0.5}}},
                     {"days", 1},
                     {"times", 1},
                     {"alone", 1},
                     {"warmup", 1},
                     {"draws", 1}};
  ASSERT_EQ(CONCERTINA_OK, start(good.dump())) << result();
  const std::vector<std::pair<const char*, Json>> wrong = {{"asks", "money"},    {"asks", 1},
                                                           {"pushes", 1},        {"pushes", {{1, 3, 0.5}}},
                                                           {"pushes", {{1, 0}}}, {"pushes", {{1, 0, 1e9}}},
                                                           {"times", -1},        {"alone", "few"}};
  for (const auto& [name, value] : wrong) {
    Json bad = good;
    bad[name] = value;
    EXPECT_EQ(CONCERTINA_INVALID, start(bad.dump())) << bad;
    EXPECT_NE(result().find(name), std::string::npos) << result();
    EXPECT_EQ(CONCERTINA_INVALID, concertina_study_picture(study));
  }
}

TEST_F(StudyAbi, StrainedDaysAreStudiedAndMayBeLeftOut) {
  const auto looks = [&](const Json& given) {
    EXPECT_EQ(CONCERTINA_OK, start(given.dump()));
    concertina_study_advance(study, 500);
    return concertina_study_progress(study);
  };
  Json given = days(40);
  const double without = looks(given);
  given["strained"] = Json::array();
  EXPECT_EQ(looks(given), without);
  given["strained"] = {3.0, 4.0, 20.25};
  EXPECT_NE(looks(given), without) << "it is another posterior";
  for (const char* bad : {"1", "[true]", "[[1]]", "[\"3\"]", "[1e9]", "null"}) {
    given["strained"] = Json::parse(bad);
    EXPECT_EQ(CONCERTINA_INVALID, start(given.dump())) << bad;
    EXPECT_EQ(result(), "\"strained\" is a list of days, at most 100,000 of them.");
  }
}

TEST_F(StudyAbi, RefusesInWordsWhatItCannotStudyAndGoesOn) {
  for (const char* text : {"", "[]", "{}", "{\"sights\":1}", "\xff",
                           "{\"sights\":[[1,2,3]],\"days\":1,\"warmup\":1,\"draws\":1}",
                           "{\"sights\":[[1e9,0,3]],\"days\":1,\"warmup\":1,\"draws\":1}",
                           "{\"sights\":[[1,0,1e9]],\"days\":1,\"warmup\":1,\"draws\":1}",
                           "{\"sights\":[[1,0]],\"days\":1,\"warmup\":1,\"draws\":1}",
                           "{\"sights\":[],\"days\":-1,\"warmup\":1,\"draws\":1}",
                           "{\"sights\":[],\"days\":1,\"warmup\":1,\"draws\":0}",
                           "{\"sights\":[],\"days\":1,\"warmup\":1,\"draws\":1000000000}"}) {
    EXPECT_EQ(CONCERTINA_INVALID, start(text)) << text;
    EXPECT_FALSE(result().empty());
    EXPECT_EQ(0, concertina_study_advance(study, 10));
    EXPECT_EQ(CONCERTINA_INVALID, concertina_study_picture(study));
  }
  EXPECT_EQ(CONCERTINA_INVALID, concertina_study_start(study, nullptr, 1));
  EXPECT_EQ(nullptr, concertina_study_input(study, 5u << 20));
  EXPECT_EQ(CONCERTINA_OK, start(days(2).dump()));
}

TEST_F(StudyAbi, NullIsAHandleThatRefusesEverything) {
  EXPECT_EQ(CONCERTINA_INVALID, concertina_study_start(nullptr, "{}", 2));
  EXPECT_EQ(0, concertina_study_advance(nullptr, 1));
  EXPECT_EQ(0, concertina_study_progress(nullptr));
  EXPECT_EQ(CONCERTINA_INVALID, concertina_study_picture(nullptr));
  EXPECT_GT(concertina_study_result_size(nullptr), 0u);
  concertina_study_free(nullptr);
}

}  // namespace

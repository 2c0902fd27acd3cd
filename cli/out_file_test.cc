#include "cli/out_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/test_rhythm.h"

namespace concertina::cli::test {
namespace {

class OutFiles : public RhythmTest {
 protected:
  std::size_t files() const {
    const std::filesystem::directory_iterator all(folder_.path(""));
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
};

TEST_F(OutFiles, WhatIsNotWholeLeavesWhatWasThere) {
  const std::string path = file("draws.csv", "old");
  {
    OutFile out;
    ASSERT_TRUE(out.open(path, "The draws"));
    ASSERT_TRUE(out.write("new"));
    EXPECT_EQ("old", read_file(path));
  }
  EXPECT_EQ("old", read_file(path));
  EXPECT_EQ(1u, files()) << "nothing lies about";
}

TEST_F(OutFiles, WhatIsWholeTakesThePlaceWithItsRightsAndThroughALink) {
  const std::string path = file("draws.csv", "old"), link = folder_.path("link.csv");
  ASSERT_EQ(0, ::chmod(path.c_str(), 0640));
  ASSERT_EQ(0, ::symlink(path.c_str(), link.c_str()));
  OutFile out;
  ASSERT_TRUE(out.open(link, "The draws"));
  ASSERT_TRUE(out.write("new"));
  ASSERT_TRUE(out.keep());
  EXPECT_EQ("new", read_file(path));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  struct stat found = {};
  ASSERT_EQ(0, ::stat(path.c_str(), &found));
  EXPECT_EQ(0640u, found.st_mode & 07777);
  OutFile fresh;
  const std::string new_path = folder_.path("new.csv");
  ASSERT_TRUE(fresh.open(new_path, "The draws"));
  ASSERT_TRUE(fresh.keep());
  ASSERT_EQ(0, ::stat(new_path.c_str(), &found));
  EXPECT_EQ(0600u, found.st_mode & 07777) << "a new one is for its owner alone";
  EXPECT_EQ(3u, files());
  OutFile folder, device;
  EXPECT_FALSE(folder.open(folder_.path(""), "The draws"));
  EXPECT_TRUE(device.open("/dev/null", "The draws"));
  EXPECT_TRUE(device.write("gone") && device.keep());
}

TEST_F(OutFiles, AFitNeverReplacesWhatItReadsNorMixesWhatItWrites) {
  const std::string text = "time,c,s\n1,2,3\n2,1,2\n";
  const std::string diary = file("diary.csv", text), priors = file("priors.json", "{}"),
                    inputs = file("inputs.csv", "time,hours\n1,2\n"), link = folder_.path("link.csv");
  ASSERT_EQ(0, ::link(diary.c_str(), link.c_str()));
  const auto fit = [&](Words more) {
    more.insert(more.begin(),
                {"fit", diary, "--priors", priors, "--inputs", inputs, "--warmup", "20", "--draws", "5"});
    return rhythm(more);
  };
  expect_refused(fit({"--draws-out", diary}), "--draws-out and the diary are the same file");
  expect_refused(fit({"--plot", folder_.path("./diary.csv")}), "--plot and the diary are the same file");
  expect_refused(fit({"--plot", link}), "--plot and the diary are the same file");
  expect_refused(fit({"--plot", priors}), "--plot and --priors are the same file");
  expect_refused(fit({"--draws-out", inputs}), "--draws-out and --inputs are the same file");
  const std::string out = folder_.path("out");
  expect_refused(fit({"--draws-out", out, "--plot", folder_.path("./out")}),
                 "--plot and --draws-out are the same file");
  EXPECT_EQ(text, read_file(diary));
  EXPECT_EQ(4u, files());
  ASSERT_EQ(0, fit({"--draws-out", out}).code);
  EXPECT_EQ(21u, lines_in(read_file(out)));
  // Too far from the priors: what was there stays.
  const std::string far = file("far.csv", "time,c,s\n1,1e6,1e6\n1,-1e6,-1e6\n");
  const Said said =
      rhythm({"fit", far, "--priors", file("narrow.json", R"({"meas_c":{"lognormal":[-300,0.001]}})"),
              "--draws-out", out});
  EXPECT_EQ(2, said.code) << said.err;
  EXPECT_TRUE(holds(said.err, "lies too far from the priors")) << said.err;
  EXPECT_EQ(21u, lines_in(read_file(out)));
}

}  // namespace
}  // namespace concertina::cli::test

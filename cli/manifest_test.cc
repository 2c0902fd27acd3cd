// The list of a build's files, as a file that anybody may have written.
#include "cli/manifest.h"

#include <gtest/gtest.h>

namespace concertina::cli {
namespace {

const std::string kHash(64, 'a');

std::string entry(const std::string& path, const std::string& size = "1", const std::string& hash = kHash) {
  return "{\"path\":\"" + path + "\",\"size\":" + size + ",\"hash\":\"" + hash + "\"}";
}
std::string list(const std::string& entries) {
  return "{\"version\":1,\"hash\":\"blake2b-256\",\"files\":[" + entries + "]}";
}

TEST(Manifest, HasTheFilesInTheOrderOfTheirPaths) {
  const auto files = parse_manifest(list(entry("index.html", "516") + "," + entry("assets/a-1_2.js")), "it");
  ASSERT_TRUE(files) << files.error().what;
  ASSERT_EQ(2u, files->size());
  EXPECT_EQ("assets/a-1_2.js", (*files)[0].path);
  EXPECT_EQ(516u, (*files)[1].size);
  EXPECT_EQ(kHash, to_hex((*files)[1].hash));
}

TEST(Manifest, WhatIsNoListIsRefusedInWords) {
  const std::string index = entry("index.html") + ",";
  const std::pair<std::string, const char*> cases[] = {
      {"", "not JSON"},
      {"[]", "not JSON"},
      {"{\"files\":[]}", "names no version"},
      {"{\"version\":\"1\"}", "names no version"},
      {"{\"version\":-1}", "names no version"},
      {"{\"version\":1,\"hash\":\"md5\",\"files\":[]}", "not of the sort"},
      {"{\"version\":1,\"hash\":\"blake2b-256\",\"files\":{}}", "lists no files"},
      {list(""), "no index.html"},
      {list(entry("a.js")), "no index.html"},
      {list(index + "7"), "entry 2 can't be read"},
      {list(index + entry("")), "entry 2 has no path"},
      {list(index + entry("/a")), "entry 2 has no path"},
      {list(index + entry("a/../b")), "entry 2 has no path"},
      {list(index + entry("a//b")), "entry 2 has no path"},
      {list(index + entry("a/")), "entry 2 has no path"},
      {list(index + entry("a b")), "entry 2 has no path"},
      {list(index + entry("a%2f")), "entry 2 has no path"},
      {list(index + entry("a?x")), "entry 2 has no path"},
      {list(index + entry("a", "-1")), "lacks size or hash"},
      {list(index + entry("a", "1.5")), "lacks size or hash"},
      {list(index + entry("a", "1", "aa")), "lacks size or hash"},
      {list(index + entry("a", "18446744073709551615")), "larger than 64 MiB"},
      {list(index + entry("a", "67108864")), "larger than 64 MiB"},
      {list(index + entry("index.html")), "names a file twice"},
      {std::string(100'000, '['), "not JSON"},
  };
  for (const auto& [text, says] : cases) {
    const auto files = parse_manifest(text, "my list");
    ASSERT_FALSE(files) << text;
    EXPECT_EQ(Code::invalid, files.error().code) << text;
    EXPECT_TRUE(files.error().what.starts_with("my list is no list")) << files.error().what;
    EXPECT_NE(std::string::npos, files.error().what.find(says)) << files.error().what;
  }
}

TEST(Manifest, ANewerVersionIsRefusedAsSuch) {
  const auto files = parse_manifest("{\"version\":2,\"trees\":[]}", "it");
  ASSERT_FALSE(files);
  EXPECT_EQ(Code::too_new, files.error().code);
}

}  // namespace
}  // namespace concertina::cli

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/golden/vectors.h"
#include "core/test_support.h"

namespace concertina {
namespace {

std::string path_of(const golden::File& file) {
  return std::string(CONCERTINA_SOURCE_DIR) + "/core/golden/" + file.name + ".json";
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// CONCERTINA_GOLDEN=write core_test --gtest_filter='Golden.*' writes the files anew: only for a new format
// version.
TEST(Golden, EveryFormatIsByteForByteWhatItWas) {
  const char* asked = std::getenv("CONCERTINA_GOLDEN");
  for (const golden::File& file : golden::files()) {
    if (asked != nullptr && std::string_view(asked) == "write")
      std::ofstream(path_of(file), std::ios::binary) << golden::to_json(file);
    const auto kept = nlohmann::json::parse(text_of(path_of(file)), nullptr, false);
    ASSERT_FALSE(kept.is_discarded()) << path_of(file);
    ASSERT_EQ(kept["vectors"].size(), file.vectors.size()) << file.name;
    for (std::size_t i = 0; i < file.vectors.size(); ++i) {
      EXPECT_EQ(kept["vectors"][i]["name"], file.vectors[i].name);
      EXPECT_EQ(kept["vectors"][i]["hex"], to_hex(file.vectors[i].bytes))
          << file.name << ": " << file.vectors[i].name;
    }
    EXPECT_EQ(text_of(path_of(file)), golden::to_json(file));
  }
}

TEST(Golden, TheFilesAreReadByTheCodeThatReadsThem) {
  for (const golden::File& file : golden::files()) {
    std::optional<Chain> chain;
    for (const golden::Vector& vector : file.vectors) {
      SCOPED_TRACE(file.name + ": " + vector.name);
      if (file.name == "record") {
        const auto record =
            decode_record(vector.bytes, vector.name.ends_with("table") ? Place::table : Place::room);
        ASSERT_TRUE(record);
        EXPECT_EQ(encode(*record), vector.bytes);
      } else if (file.name == "entry") {
        if (vector.name.starts_with("begin")) {
          auto begun = Chain::begin(vector.bytes);
          ASSERT_TRUE(begun);
          chain = std::move(*begun);
        } else {
          const auto ok = chain->append(vector.bytes);
          ASSERT_TRUE(ok) << ok.error().what;
        }
      } else if (file.name == "frame") {
        const auto frame = read_frame(vector.bytes);
        ASSERT_TRUE(frame);
        Fixed<32> seed;
        for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(0x10 + i);
        const Place place = vector.name.starts_with("room") ? Place::room : Place::table;
        EXPECT_TRUE(verify_frame(*frame, prim::sign_keys(seed).public_key, place));
        if (frame->erasure) continue;
        prim::Key key;
        for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(0x60 + i);
        EXPECT_TRUE(open_frame(*frame, key));
        EXPECT_EQ(vector.bytes.size(), kFrameSize);
      }
    }
  }
}

// A fenced block that begins "```hex file: name" holds that vector: with "…" where the middle is left out,
// and comments from "#" on.
TEST(Golden, TheExamplesInTheFormatPageAreTheVectors) {
  std::istringstream page(text_of(CONCERTINA_SOURCE_DIR "/doc/format.md"));
  std::map<std::string, std::string> vectors, shown;
  for (const golden::File& file : golden::files()) {
    for (const golden::Vector& vector : file.vectors)
      vectors[file.name + ": " + vector.name] = to_hex(vector.bytes);
  }
  std::string name;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      name = line.starts_with("```hex ") ? line.substr(7) : std::string();
    } else if (!name.empty()) {
      line.resize(std::min(line.find('#'), line.size()));
      std::erase(line, ' ');
      shown[name] += line;
    }
  }
  EXPECT_GT(shown.size(), 25u);
  for (const auto& [of, hex] : shown) {
    ASSERT_TRUE(vectors.contains(of)) << of;
    const auto cut = hex.find("…");
    if (cut == std::string::npos) {
      EXPECT_EQ(hex, vectors[of]) << of;
    } else {
      EXPECT_TRUE(vectors[of].starts_with(hex.substr(0, cut))) << of;
      EXPECT_TRUE(vectors[of].ends_with(hex.substr(cut + std::string_view("…").size()))) << of;
    }
  }
}

}  // namespace
}  // namespace concertina

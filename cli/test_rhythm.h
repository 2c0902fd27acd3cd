// What the tests of the rhythm's verbs share.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/test_support.h"

namespace concertina::cli::test {

inline bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

inline Said rhythm(Words words, const std::string& piped = "") {
  words.insert(words.begin(), "rhythm");
  return call_alone(words, piped);
}

// A refusal is one sentence or two, with the right code, and prints nothing else.
inline void expect_refused(const Said& said, std::string_view says, int code = 2) {
  EXPECT_EQ(code, said.code) << said.err;
  EXPECT_TRUE(holds(said.err, says)) << said.err << "\nfor " << says;
  EXPECT_TRUE(said.err.ends_with(".\n") || holds(said.err, "For help")) << said.err;
  EXPECT_EQ("", said.out);
}

inline std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// Points of a quantity come in their order.
inline void expect_in_order(const nlohmann::json& points, std::initializer_list<const char*> names) {
  double last = -HUGE_VAL;
  for (const char* name : names) {
    ASSERT_TRUE(points.contains(name)) << name;
    EXPECT_LE(last, points[name].get<double>()) << name;
    last = points[name];
  }
}

class RhythmTest : public testing::Test {
 protected:
  // A file with that text.
  std::string file(const std::string& name, const std::string& text) {
    write_file(folder_.path(name), text);
    return folder_.path(name);
  }

  Folder folder_;
};

}  // namespace concertina::cli::test

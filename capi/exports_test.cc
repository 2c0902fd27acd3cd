// The header, the list of exports and the built library name the same functions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#include "capi/concertina.h"

namespace {

std::string file(const std::string& name) {
  std::ifstream in(CONCERTINA_SOURCE_DIR "/capi/" + name);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> listed() {
  std::istringstream in(file("exports.txt"));
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

// Every `concertina_…(` outside of the header's comments.
std::set<std::string> declared() {
  std::string text = file("concertina.h");
  for (auto at = text.find("/*"); at != std::string::npos; at = text.find("/*")) {
    text.erase(at, text.find("*/", at) + 2 - at);
  }
  std::set<std::string> out;
  for (auto at = text.find("concertina_"); at != std::string::npos; at = text.find("concertina_", at)) {
    std::string name;
    for (; at < text.size() && is_letter(text[at]); ++at) name += text[at];
    if (text[at] == '(') out.insert(name);
  }
  return out;
}

// The unmangled names that the library defines for others.
std::set<std::string> compiled() {
  std::set<std::string> out;
  const std::string command = CONCERTINA_NM " -g --defined-only '" CONCERTINA_CAPI_LIBRARY "'";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return out;
  char line[4096];
  while (std::fgets(line, sizeof line, pipe)) {
    std::istringstream fields(line);
    std::string address, kind, name;
    if (fields >> address >> kind >> name && name[0] != '_' && name.find('.') == std::string::npos)
      out.insert(name);
  }
  ::pclose(pipe);
  return out;
}

TEST(ExportsTest, TheListTheHeaderAndTheLibraryNameTheSame) {
  const std::vector<std::string> list = listed();
  EXPECT_TRUE(std::ranges::is_sorted(list));
  const std::set<std::string> names(list.begin(), list.end());
  EXPECT_EQ(names.size(), list.size());
  EXPECT_GT(names.size(), 20u);
  EXPECT_EQ(declared(), names);
  EXPECT_EQ(compiled(), names);
  for (const std::string& name : names) EXPECT_TRUE(name.starts_with("concertina_")) << name;
}

TEST(ExportsTest, TheVersionIsTheHeaders) { EXPECT_EQ(concertina_abi(), CONCERTINA_ABI); }

}  // namespace

// doc/fuzzing.md names every decoder of outside bytes with the targets that cover it: the page and the code
// must agree, both ways.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace concertina::fuzz {
namespace {

const std::filesystem::path kSource = CONCERTINA_SOURCE_DIR;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The words between backticks in a text.
std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> out;
  const std::regex one("`([^`]+)`");
  for (std::sregex_iterator at(text.begin(), text.end(), one), end; at != end; ++at)
    out.push_back((*at)[1].str());
  return out;
}

// One row of the page's table: a decoder, the header that has it, and its targets or why it has none.
struct Row {
  std::string decoder, header, targets;
};

std::vector<Row> rows() {
  std::vector<Row> out;
  const std::string page = text_of(kSource / "doc/fuzzing.md");
  const std::regex row("\\| `([a-z_:A-Z]+)` \\| `([a-z_/]+\\.h)` \\| [^|]* \\| ([^|]*) \\|");
  for (std::sregex_iterator at(page.begin(), page.end(), row), end; at != end; ++at)
    out.push_back({(*at)[1].str(), (*at)[2].str(), (*at)[3].str()});
  return out;
}

TEST(Decoders, EachThatTheCodeHasStandsOnThePage) {
  std::set<std::string> named;
  for (const Row& row : rows())
    named.insert(row.header + " " + row.decoder.substr(row.decoder.rfind(':') + 1));
  ASSERT_GT(named.size(), 30u);
  const std::regex decoder("\\b((decode|parse|read)_[a-z_]+|restore)\\(");
  for (const char* folder : {"core", "relay", "cli", "capi"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kSource / folder)) {
      const std::string name = entry.path().filename().string();
      if (entry.path().extension() != ".h" || name.starts_with("test_")) continue;
      const std::string header = std::filesystem::relative(entry.path(), kSource).string();
      const std::string code = std::regex_replace(text_of(entry.path()), std::regex("//[^\n]*"), "");
      for (std::sregex_iterator at(code.begin(), code.end(), decoder), end; at != end; ++at)
        EXPECT_TRUE(named.contains(header + " " + (*at)[1].str())) << header << ": " << (*at)[1].str();
    }
  }
}

TEST(Decoders, EachRowNamesWhatThereIs) {
  for (const Row& row : rows()) {
    const std::string name = row.decoder.substr(row.decoder.rfind(':') + 1);
    EXPECT_NE(text_of(kSource / row.header).find(name + "("), std::string::npos) << row.decoder;
    if (row.targets.starts_with("none: ")) continue;  // and why
    const std::vector<std::string> targets = quoted(row.targets);
    EXPECT_FALSE(targets.empty()) << row.decoder;
    for (const std::string& target : targets)
      EXPECT_TRUE(std::filesystem::exists(kSource / "fuzz" / (target + "_fuzz.cc"))) << target;
  }
}

TEST(Decoders, EachTargetIsNamed) {
  const std::string page = text_of(kSource / "doc/fuzzing.md");
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "fuzz")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("_fuzz.cc"))
      EXPECT_NE(page.find("`" + name.substr(0, name.size() - 8) + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace concertina::fuzz

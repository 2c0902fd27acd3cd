// doc/cryptography.md says what a reviewer needs to know; its tables are read here and held against the code.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "core/seal/contact.h"
#include "core/seal/recovery.h"

namespace concertina {
namespace {

namespace files = std::filesystem;
using Rows = std::map<std::string, std::vector<std::string>>;  // by the first cell

const files::path kSource = CONCERTINA_SOURCE_DIR;

std::string text_of(const files::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

// The table below a heading of a page; a code span loses its marks where it is a whole cell.
Rows rows(const std::string& page, const std::string& heading) {
  const std::string text = text_of(kSource / "doc" / page);
  const auto begin = text.find("\n## " + heading + "\n");
  if (begin == std::string::npos) return {};
  std::istringstream section(text.substr(begin + 1, text.find("\n## ", begin + 1) - begin - 1));
  Rows out;
  for (std::string line; std::getline(section, line);) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    std::istringstream parts(line.substr(1));
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(trimmed(cell));
    const std::string name = cells.at(0).substr(1, cells.at(0).size() - 2);
    EXPECT_TRUE(out.emplace(name, cells).second) << name << " stands there twice";
  }
  return out;
}

// Every source file of the product, and its text without comments.
std::map<std::string, std::string> sources() {
  std::map<std::string, std::string> out;
  for (const char* folder : {"core", "relay", "cli", "capi"}) {
    for (const auto& entry : files::recursive_directory_iterator(kSource / folder)) {
      const std::string name = entry.path().filename().string(),
                        extension = entry.path().extension().string();
      const bool of_tests = name.ends_with("_test.cc") || name.starts_with("test_") ||
                            name.find("conformance") != std::string::npos ||
                            entry.path().string().find("/golden/") != std::string::npos;
      if ((extension != ".cc" && extension != ".h") || of_tests) continue;
      std::istringstream lines(text_of(entry.path()));
      std::string& code = out[files::relative(entry.path(), kSource).string()];
      for (std::string line; std::getline(lines, line);) code += line.substr(0, line.find("//")) + "\n";
    }
  }
  return out;
}

std::set<std::string> found(const std::string& text, const std::string& pattern) {
  const std::regex one(pattern);
  std::set<std::string> out;
  for (std::sregex_iterator at(text.begin(), text.end(), one), end; at != end; ++at)
    out.insert((*at)[1].str());
  return out;
}

TEST(Cryptography, EachPrimitiveIsCalledWhereThePageSays) {
  const Rows page = rows("cryptography.md", "Primitives");
  std::map<std::string, std::set<std::string>> callers;
  for (const auto& [file, code] : sources()) {
    if (code.find("prim::") == std::string::npos) continue;
    for (const std::string& name : found(code, R"(\bprim::([a-z0-9_]+)\()"))
      callers["prim::" + name].insert(file);
  }
  for (const char* harmless : {"prim::ready", "prim::wipe"}) callers.erase(harmless);
  const std::string port = text_of(kSource / "core/seal/primitives_sodium.cc");
  for (const auto& [name, cells] : page) {
    EXPECT_EQ(found(cells.at(3), "`([^`]+)`"), callers[name]) << name;
    EXPECT_NE(port.find(cells.at(2).substr(1, cells.at(2).size() - 2) + "("), std::string::npos) << name;
  }
  EXPECT_EQ(page.size(), callers.size());
}

// How each label is used, as its place in the code says.
std::map<std::string, std::string> uses_in_code() {
  const std::string label = R"re("concertina/1 ([^"]+)")re";
  const std::pair<std::string, std::string> calls[] = {
      {"keyed hash", R"(\bderive\(\s*)" + label},
      {"hash", R"(\bhash\(\s*)" + label},
      {"short hash", R"(\bshort_hash\(\s*)" + label},
      {"nonce", R"(\bblake2b\(nonce, labelled\(\s*)" + label},
      {"check", R"(\bLinkSort k\w+\{"[^"]*",\s*)" + label},
      {"signature", R"(\breturn labelled\(\s*)" + label},
  };
  std::map<std::string, std::string> out;
  for (const auto& [file, code] : sources()) {
    if (code.find("\"concertina/1 ") == std::string::npos) continue;
    for (const auto& [use, pattern] : calls) {
      for (const std::string& name : found(code, pattern))
        EXPECT_TRUE(out.emplace(name, use).first->second == use) << name << " has two uses";
    }
    // The labels that have a name of their own are those of signatures.
    for (const std::string& constant : found(code, R"(string_view (k\w+) = "concertina/1 )")) {
      const std::string name = *found(code, constant + " = " + label).begin();
      EXPECT_FALSE(found(code, R"(\b(sign|labelled)\()" + constant).empty()) << name;
      EXPECT_TRUE(found(code, R"(\b(hash|derive|short_hash|blake2b)\()" + constant).empty()) << name;
      out[name] = "signature";
    }
  }
  return out;
}

TEST(Cryptography, EachContextStringIsUsedAsThePageSays) {
  const std::map<std::string, std::size_t> sizes{
      {"signature", sizeof(prim::Signature)}, {"hash", sizeof(Hash)},         {"short hash", sizeof(Id)},
      {"keyed hash", sizeof(prim::Key)},      {"nonce", sizeof(prim::Nonce)}, {"check", 4}};
  const Rows page = rows("cryptography.md", "Context strings"), formats = rows("format.md", "Labels");
  const auto uses = uses_in_code();
  EXPECT_EQ(page.size(), uses.size());
  EXPECT_EQ(page.size(), formats.size());
  for (const auto& [name, use] : uses) {
    ASSERT_TRUE(page.contains(name)) << name;
    const auto& cells = page.at(name);
    EXPECT_EQ(cells.at(1), use) << name;
    EXPECT_EQ(cells.at(2), std::to_string(sizes.at(use))) << name;
    const std::size_t whole = use == "check" ? sizeof(Hash) : sizes.at(use);  // the hash that a check is of
    ASSERT_TRUE(formats.contains("concertina/1 " + name)) << name;
    EXPECT_EQ(formats.at("concertina/1 " + name).at(3), std::to_string(whole)) << name;
  }
}

TEST(Cryptography, EachNumberIsTheCodes) {
  const std::map<std::string, std::uint64_t> numbers{
      {"prim::Key", sizeof(prim::Key)},
      {"prim::Nonce", sizeof(prim::Nonce)},
      {"prim::Signature", sizeof(prim::Signature)},
      {"prim::kTag", prim::kTag},
      {"prim::kSealOver", prim::kSealOver},
      {"Hash", sizeof(Hash)},
      {"Id", sizeof(Id)},
      {"kSealedKey", kSealedKey},
      {"Link::secret", sizeof(Link::secret)},
      {"Greeting::nonce", sizeof(Greeting::nonce)},
      {"RecoveryCode::bits", sizeof(RecoveryCode::bits)},
      {"kCodeGroups", kCodeGroups},
      {"Wrapped::salt", sizeof(Wrapped::salt)},
      {"WrappingCost::operations", WrappingCost().operations},
      {"WrappingCost::memory", WrappingCost().memory},
      {"kMostPassphrase", kMostPassphrase},
      {"kFrameSize", kFrameSize},
      {"kMostSeq", kMostSeq},
      {"kMostPieces", kMostPieces},
      {"kMostSeen", kMostSeen},
      {"kMostEntry", kMostEntry},
      {"kMostEntries", kMostEntries},
      {"kMostDevices", kMostDevices},
      {"kLinkLife", kLinkLife},
      {"kMostSkew", kMostSkew},
  };
  const Rows page = rows("cryptography.md", "Numbers");
  EXPECT_EQ(page.size(), numbers.size());
  for (const auto& [name, number] : numbers) {
    ASSERT_TRUE(page.contains(name)) << name;
    EXPECT_EQ(page.at(name).at(1), std::to_string(number)) << name;
  }
}

// Whatever is sealed has its row: as many as there are places that seal.
TEST(Cryptography, EachPlaceThatSealsHasItsRow) {
  std::size_t places = 0;
  for (const auto& [file, code] : sources()) {
    for (auto at = code.find("prim::aead_seal("); at != std::string::npos;
         at = code.find("prim::aead_seal(", at + 1))
      ++places;
  }
  const std::string text = text_of(kSource / "doc/cryptography.md");
  const std::string section = text.substr(text.find("\n## What is sealed\n"), text.find("\n## Numbers\n"));
  const auto uses = uses_in_code();
  const std::set<std::string> keys =
      found(section.substr(0, section.find("\n## Numbers")), R"(\n\| [^|]+ \| `([a-z ]+)` \|)");
  EXPECT_EQ(keys.size(), places);
  for (const std::string& key : keys) EXPECT_EQ(uses.at(key), "keyed hash") << key;
}

}  // namespace
}  // namespace concertina

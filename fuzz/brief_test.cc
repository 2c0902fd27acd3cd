// Each fuzz target for a moment: over its seeds, and over changes of them that are the same at every run.
// What it finds ends the test at once. For long runs, and for what is not like a seed, there is ./dev fuzz.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/test_support.h"

namespace concertina::fuzz {
namespace {

using Target = int (*)(const std::uint8_t* data, std::size_t size);
constexpr int kChanged = 200;  // inputs besides the seeds

std::vector<Bytes> seeds_of(const std::string& name) {
  std::vector<Bytes> out;
  const std::filesystem::path folder = std::string(CONCERTINA_SOURCE_DIR "/fuzz/seeds/") + name;
  std::set<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.insert(entry.path());
  }
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return out;
}

// A seed with one to four things changed in it, some of them taken from another seed.
Bytes changed(const std::vector<Bytes>& seeds, test::Chance& chance) {
  const auto pick = [&](std::size_t limit) { return static_cast<std::size_t>(chance.below(limit)); };
  Bytes out = seeds[pick(seeds.size())];
  for (std::size_t left = 1 + pick(4); left > 0; --left) {
    const auto at = out.begin() + static_cast<std::ptrdiff_t>(pick(out.size() + 1));
    const auto some = [&](Bytes& of) {
      return static_cast<std::ptrdiff_t>(pick(std::min<std::size_t>(of.size(), 40) + 1));
    };
    switch (chance.below(5)) {
      case 0:
        if (at != out.end()) *at ^= static_cast<std::uint8_t>(1u << chance.below(8));
        break;
      case 1:
        if (at != out.end()) *at = static_cast<std::uint8_t>(chance.next());
        break;
      case 2:
        out.erase(at, at + std::min(some(out), out.end() - at));
        break;
      case 3: {
        const Bytes fresh = chance.bytes(1 + pick(8));
        out.insert(at, fresh.begin(), fresh.end());
        break;
      }
      default: {
        Bytes other = seeds[pick(seeds.size())];
        const auto from = other.begin() + static_cast<std::ptrdiff_t>(pick(other.size() + 1));
        out.insert(at, from, from + std::min(some(other), other.end() - from));
      }
    }
  }
  return out;
}

void run(const std::string& name, Target target) {
  const std::vector<Bytes> seeds = seeds_of(name);
  ASSERT_FALSE(seeds.empty()) << "fuzz/seeds/" << name << " has no seed";
  for (const Bytes& seed : seeds) (void)target(seed.data(), seed.size());
  test::Chance chance(name.size());
  for (int i = 0; i < kChanged; ++i) {
    const Bytes input = changed(seeds, chance);
    (void)target(input.data(), input.size());
  }
  ::testing::Test::RecordProperty("executions", static_cast<int>(seeds.size()) + kChanged);
}

}  // namespace
}  // namespace concertina::fuzz

#define TARGET(name)                                                      \
  extern "C" int fuzz_##name(const std::uint8_t* data, std::size_t size); \
  TEST(Fuzz, name) { concertina::fuzz::run(#name, fuzz_##name); }
#include "targets.inc"

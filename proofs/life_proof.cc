// 10,000 lives of two people with up to four devices each: partitions, crashes at any step, older copies put
// back, devices and codes that come and go, pairing, leaving, writing, a relay that loses what it had. At
// rest all is as a plain model says it (life_judge.h). life_proof [LIVES [FIRST SEED]]; a life that ends
// badly is told in as few steps as it takes.
#include <mutex>

#include "proofs/lives.h"
#include "proofs/trials.h"

namespace concertina::proofs {
namespace {

constexpr std::uint64_t kSeed = 20261123;

struct Sum {
  std::map<Do, std::size_t> done;
  std::size_t rolled = 0, put_back = 0, recovered = 0, both = 0, astray = 0, entries = 0, devices = 0,
              removed = 0;
  std::vector<std::uint64_t> bad;
};

bool run(std::size_t lives, std::uint64_t first) {
  std::mutex one_at_a_time;
  Sum sum;
  try_all("lives", lives, [&](std::size_t i) {
    const Ending ending = live(first + i, make_life(first + i));
    const std::lock_guard lock(one_at_a_time);
    for (const auto& [what, times] : ending.done) sum.done[what] += static_cast<std::size_t>(times);
    sum.rolled += ending.rolled, sum.put_back += ending.put_back, sum.recovered += ending.recovered;
    sum.both += ending.both, sum.entries += ending.entries, sum.devices += ending.devices;
    sum.removed += ending.removed, sum.astray += ending.astray;
    if (!ending.wrong.empty()) sum.bad.push_back(first + i);
  });
  std::printf("%zu lives: %zu records, %zu devices at the end and %zu removed ones.\n", lives, sum.entries,
              sum.devices, sum.removed);
  std::printf("  Together at the end: %zu. An older copy put back: %zu; the relay lost something: %zu.\n",
              sum.both, sum.put_back, sum.rolled);
  std::printf("  Copies that do not go on by themselves, for what they had forgotten: %zu.\n", sum.astray);
  std::printf("  Everything brought back by the code alone at the end: %zu.\n  Steps that did something:",
              sum.recovered);
  for (const auto& [what, times] : sum.done) {
    const std::string text = to_text(Step{what, 0, 0, 0, 0});
    std::printf(" %s %zu;", text.substr(6, text.rfind(' ') - 6).c_str(), times);
  }
  std::printf("\n");
  std::ranges::sort(sum.bad);
  for (std::size_t i = 0; i < std::min<std::size_t>(sum.bad.size(), 5); ++i)
    std::printf("ENDS BADLY, %s", told(sum.bad[i]).c_str());
  if (!sum.bad.empty()) std::printf("%zu end badly.\n", sum.bad.size());
  return sum.bad.empty();
}

}  // namespace
}  // namespace concertina::proofs

int main(int argc, char** argv) {
  using namespace concertina::proofs;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : kSeed;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const bool good = run(argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 10'000, seed);
  std::printf(good ? "It holds.\n" : "It does not hold.\n");
  return good ? 0 : 1;
}

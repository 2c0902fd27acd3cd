// What reading costs: a letter of 300 words, and how the cost grows from 1 KB to 1 MB, of a letter and of
// text that means ill.
#include <benchmark/benchmark.h>

#include "core/mirror/mirror.h"
#include "core/mirror/rules.h"

namespace {

using namespace concertina;

constexpr std::string_view kLetter =
    "I was so tired on Monday, and when you came home late I did not know what to say to you. You never "
    "listen to "
    "me and I feel ignored. We could go to the sea again in May, as we did when Tom was small; I liked how "
    "you "
    "laughed at the gulls. ";

std::string repeated(std::string_view part, std::size_t size) {
  std::string out;
  while (out.size() < size) out += part;
  return out;
}

void first_use(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(mirror::parse_rules(mirror::rules_text()));
}
BENCHMARK(first_use)->Unit(benchmark::kMillisecond);

void three_hundred_words(benchmark::State& state) {
  const std::string text = repeated(kLetter, 1'600);
  mirror::read(text);
  for (auto _ : state) benchmark::DoNotOptimize(mirror::read(text));
}
BENCHMARK(three_hundred_words)->Unit(benchmark::kMicrosecond);

void grows(benchmark::State& state, std::string_view part) {
  const std::string text = repeated(part, static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(mirror::read(text));
  state.SetComplexityN(state.range(0));
}
BENCHMARK_CAPTURE(grows, letter, kLetter)
    ->Range(1 << 10, 1 << 20)
    ->Complexity()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(grows, you, "you ")->Range(1 << 10, 1 << 20)->Complexity()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(grows, quotes, "\"“you’ ")
    ->Range(1 << 10, 1 << 20)
    ->Complexity()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(grows, matches, "you never listen and ")
    ->Range(1 << 10, 1 << 20)
    ->Complexity()
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

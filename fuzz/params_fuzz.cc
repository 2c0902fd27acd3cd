// Any bytes as the JSON files of the rhythm: a law, and priors. What is wrong is a sentence, and what is read
// can be counted with.
#include <cmath>
#include <sstream>

#include "cli/rhythm_json.h"
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

namespace {

template <typename Read>
void check(const std::string& text, Read read) {
  std::istringstream in(text);
  std::ostringstream out;
  const std::atomic<bool> ended = false;
  test::SeededAmbient ambient(1);
  cli::World world{ambient, out, out, ended, {}, {}, {}, &in};
  const auto result = read(world);
  if (result) return;
  fuzz::must(is_utf8(result.error().what) && !has_control(result.error().what));
  fuzz::must(!result.error().what.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check(text, [](cli::World& world) {
    auto params = cli::read_params(world, "-");
    if (params) {
      const auto& law = params->law;
      fuzz::must(std::isfinite(law.a) && std::isfinite(law.d) && std::isfinite(law.rho) &&
                 std::isfinite(law.kappa));
    }
    return params;
  });
  check(text, [](cli::World& world) { return cli::read_priors(world, "-"); });
  return 0;
}

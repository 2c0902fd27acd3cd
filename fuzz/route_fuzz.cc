// A request as it comes to the relay: method, target and headers, each on a line of its own.
#include <cstdlib>

#include "core/seal/wire.h"
#include "relay/route.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concertina;
  std::string_view rest = as_text(View(data, size));
  const auto line = [&rest] {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view out = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return out;
  };
  const std::string_view method = line(), target = line();
  const auto route = relay::parse_route(method, target);
  if (!route && route.error().what.empty()) std::abort();  // every refusal says why
  const std::string_view device = line(), time = line(), signature = line();
  const auto headers = relay::parse_signed_headers(device, time, signature);
  if (!headers && headers.error().what.empty()) std::abort();
  return 0;
}

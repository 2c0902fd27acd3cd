// A request as it comes to the relay: method, target and headers, each on a line of its own. The last two are
// those of a browser that asks for a file.
#include <cstdlib>

#include "core/seal/wire.h"
#include "relay/route.h"
#include "relay/site.h"

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
  // Of a web app without files, nothing but a refusal can come.
  const std::string_view encodings = line(), known = line();
  const auto file = relay::Site().answer({method, target, encodings, known});
  if (file.body.empty() || file.status < 400) std::abort();
  if (relay::takes_gzip(encodings) && encodings.size() < 4) std::abort();
  return 0;
}

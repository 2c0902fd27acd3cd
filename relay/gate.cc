#include "relay/gate.h"

#include <algorithm>

#include "core/seal/wire.h"

namespace concertina::relay {
namespace {

std::string in_words(std::int64_t seconds) {
  const auto many = [](std::int64_t count, const char* unit) {
    return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
  };
  constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  if (seconds < 2 * kHour) return many(seconds / kMinute, "minute");
  if (seconds < 2 * kDay) return many(seconds / kHour, "hour");
  return many(seconds / kDay, "day");
}

}  // namespace

std::optional<Answer> Gate::refuse_request(const Request& request, const SignedHeaders& headers,
                                           std::int64_t now) const {
  const std::int64_t ahead = headers.time - now;
  if (ahead > kMostSkew || ahead < -kMostSkew) {
    return refuse(401, reason::kClock,
                  "This device's clock is " + in_words(ahead < 0 ? -ahead : ahead) +
                      (ahead < 0 ? " behind" : " ahead of") +
                      " the relay's. Set the one that is wrong to the right time, then try again.");
  }
  const bool holds = std::ranges::any_of(origins_, [&](const std::string& origin) {
    return verify_request(request, origin, headers.time, headers.signature, headers.device);
  });
  if (holds) return std::nullopt;
  return refuse(
      401, reason::kSignature,
      "The signature of this request does not hold here. Check that this relay's address is written as "
      "its owner gave it.");
}

bool Gate::may_enrol(std::string_view token) const {
  return token_.empty() || prim::same_secret(as_view(token), as_view(token_));
}

Result<std::vector<std::string>> own_origins(const std::string& given, bool loopback, std::uint16_t port) {
  if (!given.empty()) {
    auto origin = parse_origin(given);
    if (!origin) return std::unexpected(origin.error());
    return std::vector{*origin};
  }
  if (!loopback) {
    return fail(
        Code::invalid,
        "A relay that others can reach must know its own address, since every request is signed for it. "
        "Please give --origin, like --origin https://concertina.example.");
  }
  std::vector<std::string> out;
  for (const char* host : {"127.0.0.1", "localhost", "[::1]"}) {
    auto origin = parse_origin("http://" + std::string(host) + ":" + std::to_string(port));
    if (origin) out.push_back(*origin);
  }
  return out;
}

}  // namespace concertina::relay

#include "relay/passage.h"

#include "core/seal/wire.h"

namespace concertina::relay {
namespace {

constexpr std::string_view kWhich = "/v1/relay";  // what a page asks first: which relay it belongs to
constexpr int kAway = 502;

Answer in_words(int status, std::string_view words) {
  Answer out = done(status);
  out.type = "text/plain; charset=utf-8";
  out.body = to_bytes(as_view(words));
  return out;
}

Answer meant_for_another(const std::string& relay, const std::string& origin) {
  const auto named = parse_origin(relay);
  if (!named) return refuse(400, reason::kBad, "This is for the page alone that Concertina serves here.");
  return refuse(400, reason::kBad,
                "Concertina was opened here for the relay at " + origin +
                    ", and your room belongs to the one at " + *named +
                    ". Open it with --relay and that address.");
}

}  // namespace

std::variant<Answer, Parcel> judge(Incoming& incoming, const std::string& origin) {
  if (incoming.target == kWhich) {
    if (incoming.method == "GET") return in_words(200, origin);
    return refuse(405, reason::kBad, "This address takes GET only.");
  }
  const auto route = parse_route(incoming.method, incoming.target);
  if (!route) return unroutable(route.error());
  if (route->kind == Route::Kind::health) return in_words(200, "ok\n");
  if (incoming.relay != origin) return meant_for_another(incoming.relay, origin);
  const auto headers = parse_signed_headers(incoming.device, incoming.time, incoming.signature);
  if (!headers) return refuse(401, reason::kSignature, headers.error().what);
  if (auto fits = check_token(incoming.token); !fits) return refuse(fits.error());
  Parcel out;
  out.request = {incoming.method, std::string(route->path), std::string(route->query),
                 std::move(incoming.body), incoming.token};
  out.device = headers->device;
  out.time = headers->time;
  out.signature = headers->signature;
  out.wait = route->wait;
  return out;
}

Answer answer_of(Result<Carried> carried) {
  if (!carried) return in_words(kAway, carried.error().what);
  if (carried->status < 200 || carried->status > 599)
    return in_words(kAway, "What answers there is no relay. Please check its address.");
  Answer out = done(carried->status);
  out.type = "application/octet-stream";
  out.body = std::move(carried->body);
  return out;
}

}  // namespace concertina::relay

#include "relay/route.h"

#include <charconv>
#include <vector>

namespace concertina::relay {
namespace {

constexpr std::uint64_t kMostSeq = std::uint64_t{1} << 53;  // far above what any log can hold

struct Target {
  std::string_view path, query;
  std::vector<std::string_view> parts;  // of the path behind /v1/
};

std::unexpected<Error> no_such_path() {
  return fail(Code::not_found,
              "There is nothing at this address of the relay. Please check it, or update Concertina.");
}

std::unexpected<Error> unreadable(std::string_view what) {
  return fail(Code::invalid, "The request's address can't be read: " + std::string(what) + ".");
}

// Digits only, without needless zeros in front.
std::optional<std::uint64_t> read_decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > kMostSeq) {
    return std::nullopt;
  }
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

Target split(std::string_view target) {
  Target out;
  const auto mark = target.find('?');
  out.path = target.substr(0, mark);
  if (mark != std::string_view::npos) out.query = target.substr(mark + 1);
  constexpr std::string_view kRoot = "/v1/";
  if (!out.path.starts_with(kRoot)) return out;
  std::string_view rest = out.path.substr(kRoot.size());
  while (out.parts.size() < 5) {
    const auto slash = rest.find('/');
    out.parts.push_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest = rest.substr(slash + 1);
  }
  return out;
}

enum class Shape { none, health, chain, frame, erasure, read, rendezvous, message };

Shape shape_of(const Target& target) {
  if (target.path == "/healthz") return Shape::health;
  const auto& parts = target.parts;
  if (parts.empty()) return Shape::none;
  if (parts[0] == "read" && parts.size() == 1) return Shape::read;
  if (parts[0] == "chains" && parts.size() == 2) return Shape::chain;
  if (parts[0] == "logs" && parts.size() == 3) return Shape::frame;
  if (parts[0] == "logs" && parts.size() == 4 && parts[3] == "erasure") return Shape::erasure;
  if (parts[0] == "rendezvous" && parts.size() == 2) return Shape::rendezvous;
  if (parts[0] == "rendezvous" && parts.size() == 3 && (parts[2] == "1" || parts[2] == "2"))
    return Shape::message;
  return Shape::none;
}

std::string_view methods_of(Shape shape) {
  switch (shape) {
    case Shape::none:
      return "";
    case Shape::health:
      return "GET, HEAD";
    case Shape::read:
      return "GET";
    case Shape::message:
      return "GET, POST";
    default:
      return "POST";
  }
}

bool takes(std::string_view methods, std::string_view method) {
  while (!methods.empty()) {
    const auto comma = methods.find(", ");
    if (methods.substr(0, comma) == method) return true;
    methods = comma == std::string_view::npos ? "" : methods.substr(comma + 2);
  }
  return false;
}

// The value of "name=value" if that is the whole query.
std::optional<std::string_view> only_value(std::string_view query, std::string_view name) {
  if (!query.starts_with(name) || query.substr(name.size(), 1) != "=") return std::nullopt;
  return query.substr(name.size() + 1);
}

Result<Route> read_chain(const Target& target, Route route) {
  route.kind = Route::Kind::append_entry;
  const auto identity = fixed_from_hex<32>(target.parts[1]);
  if (!identity) return unreadable("an identity is 64 hexadecimal digits");
  route.identity = *identity;
  if (target.query.empty()) return route;
  const auto value = only_value(target.query, "rendezvous");
  const auto id = value ? fixed_from_hex<16>(*value) : std::nullopt;
  if (!id) return unreadable("the query may only be rendezvous=ID, with 32 hexadecimal digits");
  route.rendezvous = *id;
  return route;
}

Result<Route> read_frame_place(const Target& target, Route route) {
  const auto id = fixed_from_hex<16>(target.parts[1]);
  const auto seq = read_decimal(target.parts[2]);
  if (!id || !seq) return unreadable("a frame's place is LOG/SEQ, 32 hexadecimal digits and a number");
  if (!target.query.empty()) return unreadable("this address takes no query");
  route.kind = target.parts.size() == 4 ? Route::Kind::erase_frame : Route::Kind::append_frame;
  route.id = *id;
  route.seq = *seq;
  return route;
}

Result<Route> read_read(const Target& target, Route route) {
  auto query = parse_read_query(target.query);
  if (!query) return std::unexpected(query.error());
  route.kind = Route::Kind::read;
  route.wait = query->wait;
  route.read = std::move(*query);
  return route;
}

Result<Route> read_rendezvous(const Target& target, std::string_view method, Route route) {
  const auto id = fixed_from_hex<16>(target.parts[1]);
  if (!id) return unreadable("a rendezvous is 32 hexadecimal digits");
  route.id = *id;
  if (target.parts.size() == 2) {
    const auto value = only_value(target.query, "life");
    const auto life = value ? read_decimal(*value) : std::nullopt;
    if (!life || *life == 0 || *life > kMostLife)
      return unreadable("a rendezvous needs life=SECONDS, at most a day");
    route.kind = Route::Kind::open_rendezvous;
    route.life = static_cast<int>(*life);
    return route;
  }
  route.message = target.parts[2] == "1" ? 1 : 2;
  route.kind = method == "GET" ? Route::Kind::get_message : Route::Kind::post_message;
  if (target.query.empty()) return route;
  const auto value = only_value(target.query, "wait");
  const auto wait = value ? read_decimal(*value) : std::nullopt;
  if (method != "GET" || !wait || *wait > kMostWait) return unreadable("the query may only be wait=0 to 25");
  route.wait = static_cast<int>(*wait);
  return route;
}

}  // namespace

bool is_api(std::string_view path) { return path == "/healthz" || path.starts_with("/v1/"); }

Result<Route> parse_route(std::string_view method, std::string_view text) {
  const Target target = split(text);
  const Shape shape = shape_of(target);
  if (shape == Shape::none) return no_such_path();
  if (!takes(methods_of(shape), method)) {
    return fail(Code::refused,
                "This address of the relay takes " + std::string(methods_of(shape)) + " only.");
  }
  Route route;
  route.path = target.path;
  route.query = target.query;
  switch (shape) {
    case Shape::chain:
      return read_chain(target, std::move(route));
    case Shape::frame:
    case Shape::erasure:
      return read_frame_place(target, std::move(route));
    case Shape::read:
      return read_read(target, std::move(route));
    case Shape::rendezvous:
    case Shape::message:
      return read_rendezvous(target, method, std::move(route));
    default:
      return route;
  }
}

std::string_view allowed_methods(std::string_view target) { return methods_of(shape_of(split(target))); }

std::string_view route_name(Route::Kind kind) {
  switch (kind) {
    case Route::Kind::health:
      return "healthz";
    case Route::Kind::append_entry:
      return "chain entry";
    case Route::Kind::append_frame:
      return "frame";
    case Route::Kind::erase_frame:
      return "erasure";
    case Route::Kind::read:
      return "read";
    case Route::Kind::open_rendezvous:
      return "rendezvous";
    case Route::Kind::post_message:
    case Route::Kind::get_message:
      return "rendezvous message";
  }
  return "";
}

Result<SignedHeaders> parse_signed_headers(std::string_view device, std::string_view time,
                                           std::string_view signature) {
  const auto key = fixed_from_hex<32>(device);
  const auto seconds = read_decimal(time);
  const auto proof = fixed_from_hex<64>(signature);
  if (!key || !seconds || !proof) {
    return fail(
        Code::invalid,
        "This request is not signed, or its Concertina headers can't be read. Please update Concertina.");
  }
  return SignedHeaders{*key, static_cast<std::int64_t>(*seconds), *proof};
}

std::string_view last_hop(std::string_view forwarded) {
  const auto comma = forwarded.rfind(',');
  std::string_view hop = comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1);
  while (hop.starts_with(' ')) hop.remove_prefix(1);
  while (hop.ends_with(' ')) hop.remove_suffix(1);
  return hop.substr(0, 64);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  std::string_view address = text.substr(0, colon);
  const auto port = colon == std::string_view::npos ? std::nullopt : read_decimal(text.substr(colon + 1));
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.find(':') != std::string_view::npos) {
    address = {};
  }
  if (!port || *port > 65535 || address.empty()) {
    return fail(Code::invalid,
                "“" + std::string(text) +
                    "” is no address to listen at. It looks like 127.0.0.1:8460 or [::1]:8460.");
  }
  return Endpoint{address == "localhost" ? "127.0.0.1" : std::string(address),
                  static_cast<std::uint16_t>(*port)};
}

}  // namespace concertina::relay

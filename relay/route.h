// Route: what a request asks for, read from its outside. Pure functions over untrusted text.
// doc/format.md, "requests", is the grammar.
#pragma once

#include <optional>
#include <string_view>

#include "core/record/error.h"
#include "core/seal/wire.h"

namespace concertina::relay {

struct Route {
  enum class Kind {
    health,
    append_entry,     // identity, rendezvous
    append_frame,     // id, seq
    erase_frame,      // id, seq
    read,             // read
    open_rendezvous,  // id, life
    post_message,     // id, message
    get_message,      // id, message, wait
  };
  Kind kind = Kind::health;
  std::string_view path;  // views into the target
  std::string_view query;
  Hash identity{};
  Id id{};  // of the log or rendezvous
  std::uint64_t seq = 0;
  int message = 0;  // 1 or 2
  int life = 0;     // seconds, 1 to kMostLife
  int wait = 0;     // seconds, 0 to kMostWait
  std::optional<Id> rendezvous;
  ReadQuery read;
};

inline constexpr int kMostLife = 24 * 60 * 60;

// Whether the path is one of the relay's own, and not the name of a file of the web app.
bool is_api(std::string_view path);

// Errors: not_found (no such path), refused (another method; see allowed_methods), invalid.
Result<Route> parse_route(std::string_view method, std::string_view target);

// For the Allow header; empty for a path that isn't there.
std::string_view allowed_methods(std::string_view target);

// The route without ids, for the log.
std::string_view route_name(Route::Kind kind);

struct SignedHeaders {
  Fixed<32> device{};
  std::int64_t time = 0;
  prim::Signature signature{};
};

// The values of the headers of core/seal/request.h as they were sent. Errors: invalid.
Result<SignedHeaders> parse_signed_headers(std::string_view device, std::string_view time,
                                           std::string_view signature);

// The last hop in the value of an X-Forwarded-For header, cut to 64 characters; may be empty.
std::string_view last_hop(std::string_view forwarded);

// "ADDRESS:PORT" or "[ADDRESS]:PORT". The address is not looked at. Errors: invalid.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace concertina::relay

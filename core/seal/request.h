// Request: what a client asks of the relay, signed by its device. The same code signs and verifies.
// doc/format.md, "requests", lists paths, headers and answers.
#pragma once

#include "core/record/error.h"
#include "core/seal/labelled.h"

namespace concertina {

struct Request {
  std::string method;  // GET or POST
  std::string path;    // begins with /v1/
  std::string query;   // without the question mark; may be empty
  Bytes body;
  std::string
      enrolment_token;  // sent as a header of its own; not signed, since it is a secret of the relay's
};

inline constexpr std::string_view kDeviceHeader = "Concertina-Device";        // hex of the Ed25519 key
inline constexpr std::string_view kTimeHeader = "Concertina-Time";            // seconds since 1970, decimal
inline constexpr std::string_view kSignatureHeader = "Concertina-Signature";  // hex
inline constexpr std::string_view kTokenHeader = "Concertina-Token";
inline constexpr std::int64_t kMostSkew = 5 * 60;  // seconds between the request's time and the relay's clock

// `origin` is the relay's, like "https://concertina.example" or "http://127.0.0.1:8460".
prim::Signature sign_request(const Request& request, std::string_view origin, std::int64_t time,
                             const prim::KeyPair& device);
bool verify_request(const Request& request, std::string_view origin, std::int64_t time,
                    const prim::Signature& signature, const Fixed<32>& device);

// "scheme://host[:port]" in its one form: lower case, no path, default ports left out. Errors: invalid.
Result<std::string> parse_origin(std::string_view url);
// An enrolment token goes into a header of HTTP: visible ASCII, at most 200. Errors: invalid.
Result<void> check_token(std::string_view token);

}  // namespace concertina

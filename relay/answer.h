// Answer: what the relay says to one request, before it is put into HTTP.
#pragma once

#include <string>
#include <string_view>

#include "core/record/bytes.h"
#include "core/record/error.h"

namespace concertina::relay {

struct Answer {
  int status = 200;          // the HTTP status
  std::string_view reason;   // of core/seal/wire.h; empty below 300
  std::string say;           // a sentence for a person, with a refusal
  std::uint64_t next = 0;    // with `conflict`
  Bytes body;                // below 300 only, or with a type
  std::string_view type;     // of a body that goes out as it is; empty: CBOR, or what its route has
  bool nothing_new = false;  // 200 or 204, and whoever is willing to wait should now wait
  int retry_after = 0;       // seconds, with 429

  bool good() const { return status < 300; }
};

Answer done(int status);  // 200 or 201
Answer refuse(int status, std::string_view reason, std::string say);
Answer conflict(std::uint64_t next, std::string say);

// The refusal that fits an error of core about what a client sent; `next` goes with a conflict.
Answer refuse(const Error& error, std::uint64_t next = 0);

// The refusal for an address or a method that parse_route does not take.
Answer unroutable(const Error& error);

// Refusals that more than one place gives.
Answer unknown_device();
Answer full_disk();
Answer broken();
Answer stopping();

}  // namespace concertina::relay

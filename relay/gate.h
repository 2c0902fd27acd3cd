// Gate: who is asking. Checks a request's clock and signature against the relay's own names.
#pragma once

#include <string>
#include <vector>

#include "core/seal/request.h"
#include "relay/answer.h"
#include "relay/route.h"

namespace concertina::relay {

class Gate {
 public:
  // `origins`: the relay's own, each in its one form. `token`: for enrolment; empty if everybody may.
  Gate(std::vector<std::string> origins, std::string token)
      : origins_(std::move(origins)), token_(std::move(token)) {}

  // Nothing, or the refusal. `now`: the relay's clock, seconds since 1970.
  std::optional<Answer> refuse_request(const Request& request, const SignedHeaders& headers,
                                       std::int64_t now) const;

  bool may_enrol(std::string_view token) const;

 private:
  std::vector<std::string> origins_;
  std::string token_;
};

// The origins that a relay answers to: the one given, or for a loopback address the names of this machine.
// Errors: invalid (none given though the address is no loopback one, or it is no origin).
Result<std::vector<std::string>> own_origins(const std::string& given, bool loopback, std::uint16_t port);

}  // namespace concertina::relay

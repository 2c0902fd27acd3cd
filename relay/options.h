// Options: everything that a relay's owner, or a test, can set. Plain values; the server checks them at
// start.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/record/bytes.h"

namespace concertina::relay {

class Elsewhere;

// One answer as it leaves the relay. Views hold during the call only.
struct Response {
  std::string_view method;
  std::string_view path;   // as it was sent, without the query
  std::string_view query;  // without the question mark
  int status = 0;
  View body;
};

struct Options {
  std::string data;                       // folder; made with mode 0700 if it isn't there
  std::string listen = "127.0.0.1:8460";  // ADDRESS:PORT or [ADDRESS]:PORT; port 0 picks a free one
  std::string origin;  // "scheme://host[:port]" as clients see it; may be empty on a loopback address only
  std::string token;   // enrolment token; empty: see token_file
  std::string token_file;    // file whose first line is the token; neither given: everybody may enrol
  std::string web;           // folder of the web app, served to browsers; empty: there is none
  bool trust_proxy = false;  // the client's address is the last one in X-Forwarded-For
  bool verbose = false;      // one line on stderr for each answer: method, route, status, milliseconds

  std::int64_t quota_mib = 512;  // MiB that one person may keep, at least 1
  std::int64_t most_persons = 1000;
  std::int64_t most_mib = 0;    // MiB of the whole database; 0: what the disk has
  int rate_device = 50;         // requests a second, in bursts of ten times as many; 0: no limit
  int rate_address = 200;       // the same, for one address (IPv6: one /64 network); as many files again
  int most_connections = 4096;  // at one time; further ones are closed at once

  int read_timeout_ms = 10'000;   // for a whole request once its first byte is here
  int idle_timeout_ms = 60'000;   // between requests
  int write_timeout_ms = 60'000;  // for a whole answer

  // Not owned, outlives the server. Set: only the web app is served here, to this machine alone, and its
  // requests are for a relay elsewhere; data, origin, token, quota and most_ mean nothing then.
  Elsewhere* elsewhere = nullptr;

  std::function<std::int64_t()> now;  // seconds since 1970, called on both threads; empty: the system's clock
  std::function<void(const Response&)> on_answer;  // sees every answer; called on the server's own thread
};

}  // namespace concertina::relay

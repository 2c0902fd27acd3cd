// Inspection: a web app as it is served, held against the list of a build's files.
#pragma once

#include "cli/http.h"
#include "cli/manifest.h"

namespace concertina::cli {

struct Difference {
  std::string address;  // like /assets/app.js
  std::string what;     // a sentence about it, without it: “has other bytes than in the list.”
};

struct Inspection {
  std::size_t asked = 0;  // addresses
  std::size_t same = 0;   // of them
  std::vector<Difference> differences;
};

// Asks `origin` for every file of the list, and for the page by all its names, as a browser would. Each must
// come with status 200, of the listed size and hash, as what it is, under the page's own rules, and without a
// header that leads a browser elsewhere. A page that differs is also searched for what it would load beside
// the list. All of it takes at most `limit_ms`. Errors: unreachable (also: what answers is no web server),
// busy.
Result<Inspection> inspect(Http& http, const std::string& origin, const std::vector<Listed>& files,
                           int limit_ms);

// The addresses that a page names in src and href and that are not in the list; at most ten.
std::vector<std::string> beside(std::string_view page, const std::vector<Listed>& files);

}  // namespace concertina::cli

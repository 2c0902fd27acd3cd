// Site: the files of the web app, and what is said to a request for one. All of them are read into memory
// once, at start; a request's path is only ever compared with their names, so that no path leads out of the
// folder. Changes in the folder show after the next start.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/record/bytes.h"
#include "core/record/error.h"
#include "relay/page.h"

namespace concertina::relay {

// What of a request matters here. A header that isn't there is empty.
struct SiteRequest {
  std::string_view method;
  std::string_view path;  // as it was sent, without the query; never decoded
  std::string_view accept_encoding;
  std::string_view if_none_match;
};

// Views are into the Site, or of text that stays.
struct SiteAnswer {
  int status = 200;
  std::string_view type;           // empty: there is no body
  std::string_view cache_control;  // never empty
  std::string_view etag;           // empty but for a file that is there
  std::string_view allow;          // with status 405
  std::string_view location;       // with status 307
  bool gzip = false;               // the body is packed
  bool varies = false;             // another Accept-Encoding may get another body
  int retry_after = 0;             // seconds, with status 429
  View body;
};

class Site {
 public:
  // Reads all plain files below `folder`, but for links and whatever begins with a dot. A file NAME.gz beside
  // NAME is the same file packed, and goes to whoever takes it. A name with characters that an address
  // escapes can't be asked for. Errors: invalid (no such folder, no index.html in it, more than kMostSite
  // bytes, a file that can't be read, a NAME.gz that is not NAME packed).
  static Result<Site> read(const std::string& folder);

  // 200, 304, 404 or 405; the body also for HEAD. `/`, `/join` and `/device` are index.html.
  SiteAnswer answer(const SiteRequest& request) const;

 private:
  struct File {
    Bytes body;
    Bytes packed;  // empty: there is none
    std::string etag;
    std::string_view type;
  };
  std::map<std::string, File, std::less<>> files_;  // by path in the folder, like assets/app.js
};

// For whoever asks too fast; `wait` in seconds.
SiteAnswer too_many_files(int wait);

// To the same page at `address`, which must outlive the answer.
SiteAnswer moved_to(std::string_view address);

// Whether the value of an Accept-Encoding header names gzip, and not to refuse it.
bool takes_gzip(std::string_view accept_encoding);

}  // namespace concertina::relay

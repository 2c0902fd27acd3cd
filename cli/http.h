// Http: carries one request of a contact to the relay and brings its answer back; or reads a file of a web
// app as a browser would.
#pragma once

#include <memory>

#include "cli/world.h"
#include "core/seal/contact.h"

namespace concertina::cli {

struct Answer {
  int status = 0;
  Bytes body;
};

// What a web server gives to a browser.
struct Served {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in small letters
  Bytes body;                                                // unpacked
  bool endless = false;  // there was more than was allowed; the body is what came before

  // The values of all headers of that name, with ", " between; empty: there is none.
  std::string header(std::string_view name) const;
};

class Http {
 public:
  explicit Http(const World& world);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  // Takes at most `limit_ms` besides the wait that the request asks for, and less where the relay is silent
  // for longer than the world's patience. Follows no redirection, and reads at most kMostAnswer bytes.
  // `ended` may end it instead of the world's own flag. Errors: unreachable, with a sentence; busy when the
  // person ended the wait.
  Result<Answer> send(const Send& send, const std::string& origin, int limit_ms,
                      const std::atomic<bool>* ended = nullptr);

  // GET of `path` (without a query) at `origin`, asked for in the words of a browser, which may get it
  // packed. Follows no redirection, keeps at most `most` bytes, and takes as long as send(). Errors: the
  // same.
  Result<Served> get(const std::string& origin, const std::string& path, std::size_t most, int limit_ms);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concertina::cli

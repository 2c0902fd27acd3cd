// Site of a web app in a folder, and a web server that can be told to serve it wrongly: for the tests of
// verify-web and open.
#pragma once

#include <cstdlib>
#include <map>

#include "cli/test_servers.h"
#include "relay/page.h"

namespace concertina::cli::test {

// A small web app in a folder, with the list of its files as the project's own script writes it.
class Site {
 public:
  explicit Site(std::string folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ + "/assets");
    for (const auto& [name, body] : files) write_file(folder_ + "/" + name, body);
    list();
  }
  void list() const {
    const std::string call = "sh '" CONCERTINA_SOURCE_DIR "/setup/hashes.sh' '" + folder_ + "' >'" + folder_ +
                             ".json' && mv '" + folder_ + ".json' '" + manifest() + "'";
    if (std::system(call.c_str()) != 0) throw std::runtime_error("hashes.sh failed");
  }
  const std::string& folder() const { return folder_; }
  std::string manifest() const { return folder_ + "/hashes.json"; }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  const std::map<std::string, std::string> files = {
      {"index.html", "<!doctype html><script type=\"module\" src=\"/assets/app-1a2b.js\"></script>"},
      {"assets/app-1a2b.js", "export const a = 1;\n"},
      {"assets/core-3c4d.wasm", std::string("\0asm\1\0\0\0", 8)},
      {"sw.js", "const FILES=[];\n"},
      {"icon.svg", "<svg/>"},
  };

 private:
  std::string folder_;
};

// Serves the site as a relay does, but for the addresses that `wrong` has an answer for.
class BentServer : public Listener {
 public:
  explicit BentServer(const Site& site, std::map<std::string, std::string> wrong = {})
      : Listener([this](int socket, int) { serve(socket); }), site_(site), wrong_(std::move(wrong)) {}

  // A whole answer with the headers of a relay; those that are given come instead or besides.
  static std::string right(const std::string& name, const std::string& body,
                           std::map<std::string, std::string> headers = {}) {
    headers.emplace("Content-Type", relay::type_of(name));
    headers.emplace("Content-Security-Policy", relay::kPagePolicy);
    std::string lines;
    for (const auto& [header, value] : headers) {
      if (!value.empty()) lines += header + ": " + value + "\r\n";
    }
    return http("200 OK", body, lines);
  }

 private:
  void serve(int socket) {
    std::string rest;
    for (;;) {
      const std::string request = read_message(socket, rest, [this] { return ended(); });
      if (request.empty() || !send_all(socket, answer(request))) return;
    }
  }
  std::string answer(const std::string& request) const {
    const auto begin = request.find(' ') + 1;
    const std::string address = request.substr(begin, request.find(' ', begin) - begin);
    if (const auto found = wrong_.find(address); found != wrong_.end()) return found->second;
    const bool page = address == "/" || address == "/join" || address == "/device";
    const std::string name = page ? "index.html" : address.substr(1);
    const auto found = site_.files.find(name);
    return found == site_.files.end() ? http("404 Not Found", "") : right(name, found->second);
  }

  const Site& site_;
  std::map<std::string, std::string> wrong_;
};

}  // namespace concertina::cli::test

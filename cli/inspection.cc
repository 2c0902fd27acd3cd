#include "cli/inspection.h"

#include <algorithm>
#include <chrono>

#include "core/record/text.h"
#include "core/seal/primitives.h"
#include "relay/page.h"

namespace concertina::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostNamed = 10;  // addresses beside the list
constexpr std::size_t kBeyond =
    64 * 1024;  // bytes that are read beyond a file's size, to see what a page loads
constexpr std::string_view kIndex = "index.html";

// With these a server can lead a page elsewhere or empty it, whatever its bytes are.
constexpr std::string_view kStray[] = {"refresh", "link", "speculation-rules", "clear-site-data"};

std::string in_quotes(std::string_view text) { return "“" + excerpt(text, 120) + "”"; }

// What is wrong with the answer to a request for that file; empty: nothing.
std::string fault(const Listed& file, const Served& served) {
  const auto number = [](std::size_t count) { return std::to_string(count); };
  if (served.status >= 300 && served.status < 400)
    return "sends the browser on to " + in_quotes(served.header("location")) + ".";
  if (served.status == 404) return "is not there.";
  if (served.status != 200) return "is answered with status " + std::to_string(served.status) + ".";
  if (served.endless || served.body.size() > file.size)
    return "is longer than the " + number(file.size) + " bytes of the list.";
  if (served.body.size() < file.size)
    return "has " + number(served.body.size()) + " bytes, and " + number(file.size) + " in the list.";
  Fixed<32> hash;
  prim::blake2b(hash, served.body);
  if (hash != file.hash) return "has other bytes than in the list.";
  const std::string type = served.header("content-type");
  const std::string_view right = relay::type_of(file.path);
  if (type != right) return "comes as " + in_quotes(type) + " instead of " + in_quotes(right) + ".";
  for (const std::string_view name : kStray) {
    const std::string value = served.header(name);
    if (!value.empty())
      return "comes with a header that leads elsewhere: " + std::string(name) + " " + in_quotes(value) + ".";
  }
  if (served.header("content-security-policy") != relay::kPagePolicy)
    return "comes without the rules that keep the page to its own files (Content-Security-Policy).";
  return {};
}

std::vector<std::string> addresses_of(const Listed& file) {
  if (file.path == kIndex) return {"/", "/join", "/device", "/index.html"};
  return {"/" + file.path};
}

// Cuts the next value of a src or href off `page`; nothing: there is no more.
std::optional<std::string> next_reference(std::string_view& page) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  const auto same = [&](char a, char b) { return low(a) == b; };
  for (std::size_t at = 0; at < page.size(); ++at) {
    std::size_t value = std::string_view::npos;
    for (const std::string_view name : {std::string_view("src"), std::string_view("href")}) {
      if (page.size() - at > name.size() && std::ranges::equal(page.substr(at, name.size()), name, same))
        value = page.find_first_not_of(" \t\r\n", at + name.size());
    }
    if (value == std::string_view::npos || page[value] != '=') continue;
    value = page.find_first_not_of(" \t\r\n", value + 1);
    if (value == std::string_view::npos) break;
    const char mark = page[value];
    const bool marked = mark == '"' || mark == '\'';
    const auto begin = value + (marked ? 1 : 0);
    const auto end =
        std::min(marked ? page.find(mark, begin) : page.find_first_of(" \t\r\n>", begin), page.size());
    std::string out(trim(page.substr(begin, end - begin)));
    page.remove_prefix(end);
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> beside(std::string_view page, const std::vector<Listed>& files) {
  std::vector<std::string> out;
  while (out.size() < kMostNamed) {
    const auto reference = next_reference(page);
    if (!reference) break;
    const std::string_view path = std::string_view(*reference).substr(0, reference->find_first_of("?#"));
    const bool here = path.starts_with('/') && !path.starts_with("//");
    const bool listed = here && std::ranges::find(files, path.substr(1), &Listed::path) != files.end();
    if (!listed && std::ranges::find(out, *reference) == out.end()) out.push_back(*reference);
  }
  return out;
}

Result<Inspection> inspect(Http& http, const std::string& origin, const std::vector<Listed>& files,
                           int limit_ms) {
  const auto until = Clock::now() + std::chrono::milliseconds(limit_ms);
  Inspection out;
  std::vector<std::string> named;  // beside the list, by the page under any of its names
  // The page itself first: whoever is not there at all is told of by its address.
  std::vector<Listed> ordered = files;
  const auto page = std::ranges::find(ordered, kIndex, &Listed::path);
  if (page != ordered.end()) std::rotate(ordered.begin(), page, page + 1);
  for (const Listed& file : ordered) {
    for (const std::string& address : addresses_of(file)) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
      const int limit = static_cast<int>(std::max<std::int64_t>(left, 1));
      const auto served = http.get(origin, address, file.size + kBeyond, limit);
      if (!served) return std::unexpected(served.error());
      if (served->status == 429)
        return fail(Code::busy,
                    origin + " takes no more requests right now. Please wait a moment, and try again.");
      ++out.asked;
      const std::string what = fault(file, *served);
      if (what.empty()) {
        ++out.same;
        continue;
      }
      out.differences.push_back({address, what});
      if (file.path != kIndex || served->status != 200) continue;
      for (const std::string& one : beside(as_text(served->body), files)) {
        if (std::ranges::find(named, one) != named.end()) continue;
        named.push_back(one);
        out.differences.push_back({address, "loads " + in_quotes(one) + ", which is not in the list."});
      }
    }
  }
  return out;
}

}  // namespace concertina::cli

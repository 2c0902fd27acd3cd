#include "relay/site.h"

#include <boost/crc.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/seal/primitives.h"

namespace concertina::relay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndex = "index.html", kPacked = ".gz";
constexpr std::string_view kText = "text/plain; charset=utf-8";

std::string etag_of(View body) {
  Fixed<16> hash;
  prim::blake2b(hash, body);
  // Weak, since the packed file has the same one.
  return "W/\"" + to_hex(hash) + "\"";
}

// RFC 1952: the file begins with 1f 8b, and ends with the CRC-32 and the size of what it holds.
bool is_packed(View packed, View body) {
  if (packed.size() < 18 || packed[0] != 0x1f || packed[1] != 0x8b) return false;
  boost::crc_32_type crc;
  crc.process_bytes(body.data(), body.size());
  const auto number = [&](std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = 4; i-- > 0;) out = out << 8 | packed[at + i];
    return out;
  };
  return number(packed.size() - 8) == crc.checksum() &&
         number(packed.size() - 4) == static_cast<std::uint32_t>(body.size());
}

bool same_word(std::string_view a, std::string_view lower) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, lower, {}, low);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts the text before the next mark off `rest`.
std::string_view next_part(std::string_view& rest, char mark) {
  const auto end = std::min(rest.find(mark), rest.size());
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trim(out);
}

SiteAnswer in_words(int status, std::string_view words) {
  SiteAnswer out;
  out.status = status;
  out.type = kText;
  out.cache_control = "no-store";
  out.body = as_view(words);
  return out;
}

std::unexpected<Error> unusable(const std::string& folder, const std::string& why) {
  return fail(Code::invalid, "The web app can't be served from " + folder + ": " + why);
}

}  // namespace

Result<Site> Site::read(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return unusable(folder, "there is no such folder.");
  if (!fs::is_regular_file(fs::symlink_status(fs::path(folder) / kIndex, error)))
    return unusable(folder, "it has no index.html. Give the folder that the web app was built into.");

  Site site;
  std::size_t size = 0;
  auto at = fs::recursive_directory_iterator(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const fs::path path = at->path();
    if (path.filename().native().starts_with('.')) {
      at.disable_recursion_pending();
      continue;
    }
    std::error_code unknown;
    if (!fs::is_regular_file(at->symlink_status(unknown))) continue;
    size += at->file_size(unknown);
    if (unknown || size > kMostSite)
      return unusable(folder, "it holds more than 64 MiB. Is it the right folder?");
    std::ifstream stream(path, std::ios::binary);
    File file;
    file.body.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream.is_open() || stream.bad())
      return unusable(folder, path.filename().string() + " can't be read.");
    const std::string name = path.lexically_relative(folder).generic_string();
    file.etag = etag_of(file.body);
    file.type = type_of(name);
    site.files_.emplace(name, std::move(file));
  }
  if (error) return unusable(folder, "it can't be read (" + error.message() + ").");

  for (auto& [name, file] : site.files_) {
    const auto twin = site.files_.find(name + std::string(kPacked));
    if (twin == site.files_.end()) continue;
    if (!is_packed(twin->second.body, file.body))
      return unusable(folder, twin->first + " is not " + name + " packed. Build the web app anew.");
    file.packed = std::move(twin->second.body);
    site.files_.erase(twin);
  }
  return site;
}

SiteAnswer Site::answer(const SiteRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    SiteAnswer out = in_words(405, "The files of the web app can only be read.\n");
    out.allow = "GET, HEAD";
    return out;
  }
  std::string_view name = request.path;
  name.remove_prefix(name.starts_with('/') ? 1 : name.size());
  if (request.path == "/" || request.path == "/join" || request.path == "/device") name = kIndex;
  const auto found = files_.find(name);
  if (found == files_.end())
    return in_words(404, "There is nothing at this address. Please check it, or begin at the first page.\n");

  const File& file = found->second;
  SiteAnswer out;
  // The bundler puts a hash of the content into the names of these.
  out.cache_control = name.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  out.etag = file.etag;
  out.varies = !file.packed.empty();
  const std::string_view opaque = out.etag.substr(out.etag.find('"'));
  if (request.if_none_match == "*" || request.if_none_match.find(opaque) != std::string_view::npos) {
    out.status = 304;
    return out;
  }
  out.type = file.type;
  out.gzip = out.varies && takes_gzip(request.accept_encoding);
  out.body = out.gzip ? file.packed : file.body;
  return out;
}

SiteAnswer too_many_files(int wait) {
  SiteAnswer out =
      in_words(429, "These are more requests than this relay takes. Please wait a moment and try again.\n");
  out.retry_after = wait;
  return out;
}

SiteAnswer moved_to(std::string_view address) {
  SiteAnswer out = in_words(307, "Please open the address that Concertina printed.\n");
  out.location = address;
  return out;
}

bool takes_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view rest = next_part(accept_encoding, ',');
    if (!same_word(next_part(rest, ';'), "gzip")) continue;
    // A weight of 0, in any of its forms, is a refusal.
    const std::string_view weight = next_part(rest, ';');
    const bool weighed = weight.starts_with("q=") || weight.starts_with("Q=");
    return !weighed || weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

}  // namespace concertina::relay

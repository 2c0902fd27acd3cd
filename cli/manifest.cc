#include "cli/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/record/text.h"
#include "relay/page.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::json;

bool is_path(std::string_view path) {
  if (path.empty() || path.size() > 200 || path.ends_with('/')) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '.' && c != '_' && c != '-' && c != '/') return false;
    const bool first = i == 0 || path[i - 1] == '/';
    if (first && (c == '.' || c == '/')) return false;
  }
  return true;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<std::vector<Listed>> parse_manifest(std::string_view text, const std::string& where) {
  const auto unfit = [&](const std::string& why) {
    return fail(Code::invalid, excerpt(where, 200) + " is no list of a web app's files: " + why +
                                   ". Give the hashes.json of a build.");
  };
  if (text.size() > kMostManifest) return unfit("it is larger than 1 MiB");
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return unfit("it is not JSON of that shape");
  const auto version = json.find("version");
  if (version == json.end() || !version->is_number_unsigned()) return unfit("it names no version");
  if (*version != 1)
    return fail(
        Code::too_new,
        excerpt(where, 200) + " is of a newer version than this Concertina knows. Please update it first.");
  if (text_of(json, "hash") != "blake2b-256") return unfit("its hashes are not of the sort blake2b-256");
  const auto files = json.find("files");
  if (files == json.end() || !files->is_array()) return unfit("it lists no files");

  std::vector<Listed> out;
  std::size_t sum = 0;
  for (const Json& one : *files) {
    const std::string entry = "its entry " + std::to_string(out.size() + 1);
    if (!one.is_object()) return unfit(entry + " can't be read");
    Listed listed;
    listed.path = text_of(one, "path");
    const auto size = one.find("size");
    const auto hash = fixed_from_hex<32>(text_of(one, "hash"));
    if (!is_path(listed.path)) return unfit(entry + " has no path that can be asked for");
    if (size == one.end() || !size->is_number_unsigned() || !hash)
      return unfit(entry + " lacks size or hash");
    const auto bytes = size->get<std::uint64_t>();
    if (bytes > relay::kMostSite || (sum += bytes) > relay::kMostSite)
      return unfit("its files are larger than 64 MiB");
    listed.size = bytes;
    listed.hash = *hash;
    out.push_back(std::move(listed));
  }
  std::ranges::sort(out, {}, &Listed::path);
  if (std::ranges::adjacent_find(out, {}, &Listed::path) != out.end()) return unfit("it names a file twice");
  if (std::ranges::find(out, "index.html", &Listed::path) == out.end())
    return unfit("there is no index.html in it");
  return out;
}

}  // namespace concertina::cli

// Verify-web: is the page that is served there the one of this build? It opens no home and keeps nothing.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/inspection.h"
#include "cli/serve.h"
#include "cli/source.h"
#include "cli/verbs.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

// What was said is true of one moment and one asker; more can't be known from outside.
constexpr const char* kRest =
    "It was so just now, for this machine: a server can answer others, or later, otherwise. To open a page "
    "that\n"
    "comes from no server at all: concertina open --relay ";

Result<std::vector<Listed>> read_manifest(Call& call, const std::string& given) {
  std::string file = given;
  if (file.empty()) {
    const std::string web = own_web();
    if (web.empty() || !std::filesystem::exists(web + "/hashes.json"))
      return fail(Code::not_found,
                  "There is no web app beside this program, so there is nothing to compare with. Give the "
                  "hashes.json of a build with --manifest.");
    file = web + "/hashes.json";
  }
  auto source = Source::open(call.world, file);
  if (!source) return std::unexpected(source.error());
  const auto text = read_all(*source, kMostManifest);
  if (!text) return std::unexpected(text.error());
  return parse_manifest(*text, source->name());
}

void print(Call& call, const std::string& origin, const Inspection& found) {
  if (call.json) {
    Json differences = Json::array();
    for (const auto& [address, what] : found.differences)
      differences.push_back({{"address", address}, {"what", what}});
    print_json(call.world.out, Json{{"relay", origin},
                                    {"same", found.differences.empty()},
                                    {"addresses", found.asked},
                                    {"differences", std::move(differences)}});
    return;
  }
  for (const auto& [address, what] : found.differences) call.world.out << address << " " << what << '\n';
  if (found.differences.empty())
    call.world.out << "The same: all " << found.asked << " addresses of the page at " << origin
                   << " gave what is in the list.\n"
                   << kRest << origin << '\n';
}

bool on_the_way(const std::string& origin) {
  constexpr std::string_view kPlain = "http://";
  if (!origin.starts_with(kPlain)) return false;
  const std::string host = origin.substr(kPlain.size());
  for (const std::string own : {"127.0.0.1", "localhost", "[::1]"}) {
    if (host == own || host.starts_with(own + ":")) return false;
  }
  return true;
}

}  // namespace

Result<void> verify_web(Call& call, const std::string& url, const std::string& manifest) {
  const auto origin = parse_origin(url);
  if (!origin) return std::unexpected(origin.error());
  const auto files = read_manifest(call, manifest);
  if (!files) return std::unexpected(files.error());
  if (on_the_way(*origin))
    call.world.err << "Without https, whoever sits between you and " << *origin
                   << " can change the page on its way.\n";
  Http http(call.world);
  const auto found = inspect(http, *origin, *files, call.world.patience.answer);
  if (!found) return std::unexpected(found.error());
  if (found->same == 0)
    return fail(Code::unreachable, "There is no Concertina at " + *origin +
                                       ", or one of quite another version: nothing of it is as in the list.");
  print(call, *origin, *found);
  if (found->differences.empty()) return {};
  return fail(Code::damaged,
              "The page at " + *origin + " is not the one of this list: " +
                  std::to_string(found->asked - found->same) + " of " + std::to_string(found->asked) +
                  " addresses differ. It may be of another version, or changed: don't write in it "
                  "before you know.");
}

}  // namespace concertina::cli

#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/passphrase.h"
#include "cli/verbs.h"

namespace concertina::cli {
namespace {

// The new one, from where it is to come; `had`: the given one is the present one.
Result<std::string> new_passphrase(World& world, const std::string& file, bool had) {
  if (!file.empty()) return read_passphrase(file);
  if (!had) {
    auto given = given_passphrase(world);
    if (!given) return std::unexpected(given.error());
    if (*given) return std::move(**given);
  }
  if (!world.ask) {
    return fail(Code::invalid,
                "There is no terminal to ask for the new passphrase. Please give it with --new-file.");
  }
  auto first = world.ask("New passphrase: ");
  if (!first) return first;
  auto second = world.ask("Once more: ");
  if (!second) return second;
  const bool same = *first == *second;
  wipe(*second);
  if (!same)
    return fail(Code::invalid, "These were not the same twice. Nothing was changed; please try again.");
  return first;
}

}  // namespace

Result<void> passphrase(Call& call, const std::string& new_file, bool remove) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const bool had = (*session)->device().has_passphrase();
  if (remove && !had) return fail(Code::not_found, "There is no passphrase here.");
  Result<std::string> text = std::string();
  if (!remove) {
    if (auto ok = (*session)->outside([&] { text = new_passphrase(call.world, new_file, had); }); !ok)
      return ok;
    if (!text) return std::unexpected(text.error());
    if (text->empty()) {
      return fail(Code::invalid,
                  "An empty passphrase is none. To remove yours: concertina passphrase --remove");
    }
  }
  Changes changes;
  const auto set = (*session)->device().set_passphrase(*text, call.world.ambient, changes);
  wipe(*text);
  if (!set) return set;
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (!remove) {
    if (auto ok = (*session)->home().forget(); !ok) {
      return fail(
          Code::storage,
          "The passphrase is set, but keys from before it may still lie in the file. " + ok.error().what);
    }
  }
  if (call.json) {
    print_json(call.world.out, nlohmann::ordered_json{{"passphrase", !remove}});
  } else if (remove) {
    call.world.out << "The passphrase is removed. Whoever can read " << call.home << " can read your room.\n";
  } else {
    call.world.out << "The passphrase is " << (had ? "changed" : "set")
                   << ". Nobody can give it back to you: without it, your room here stays closed.\n"
                      "Copies of the folder from before still open "
                   << (had ? "with the old one" : "without it") << ".\n";
  }
  return {};
}

}  // namespace concertina::cli

#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/verbs.h"
#include "cli/vigil.h"
#include "core/house/pen.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

void say_words(Session& session, bool json) {
  const std::string words = *session.device().words();
  if (json) {
    print_json(session.world().out, Json{{"words", words}});
    return;
  }
  session.world().out
      << "You have joined. The four words:\n\n    " << words
      << "\n\nSay them to each other aloud. If they are the same, nobody stands between you:\n"
         "  concertina compare yes     (they are the same)\n"
         "  concertina compare no      (they differ: the sharing ends at once)\n"
      << std::flush;
}

// Rounds with the relay until both chains name each other, or the time is over. One round went through
// before.
Result<void> wait_for_partner(Session& session, int minutes) {
  World& world = session.world();
  const bool inviting = session.device().pairing() && session.device().pairing()->opened_here();
  Vigil vigil(session);
  const std::int64_t until = world.ambient.now().seconds + std::int64_t{60} * minutes;
  while (!session.device().paired()) {
    const std::int64_t left = until - world.ambient.now().seconds;
    if (left <= 0) {
      return fail(Code::busy,
                  inviting
                      ? "Your partner has not come yet. The invitation stays open for an hour from its "
                        "making; go on with: concertina invite"
                      : "The other side has not answered yet: their Concertina must be open for it. Go on "
                        "with: concertina sync");
    }
    if (world.ended) return fail(Code::busy, "Ended. The invitation stays open; go on with: concertina sync");
    const auto through = vigil.round(static_cast<int>(std::min<std::int64_t>(left, kMostWait)));
    if (!through) return std::unexpected(through.error());
    if (!session.device().pairing() && !session.device().partner()) {
      return fail(Code::refused, "This invitation has ended. Please make a new one.");
    }
  }
  return {};
}

Result<void> name_relay(Session& session, const RelayArgs& relay) {
  if (relay.url.empty()) return {};
  const auto origin = parse_origin(relay.url);
  if (!origin) return std::unexpected(origin.error());
  if (auto ok = check_token(relay.token); !ok) return ok;
  Changes changes;
  session.device().set_relay(*origin, relay.token, changes);
  return session.store(changes);
}

}  // namespace

Result<void> begin(Call& call, const std::string& name, const RelayArgs& relay, bool with_code) {
  if (!relay.url.empty()) {  // before anything is made
    if (const auto origin = parse_origin(relay.url); !origin) return std::unexpected(origin.error());
  }
  const RecoveryCode code = make_recovery_code(call.world.ambient);
  auto session = Session::begin(call.world, call.home, name, with_code ? &code : nullptr);
  if (!session) return std::unexpected(session.error());
  if (auto ok = name_relay(**session, relay); !ok) return ok;
  if (!relay.url.empty()) try_contact(**session);
  if (call.json) {
    Json out{{"name", name}, {"home", call.home}, {"relay", (*session)->device().relay()}};
    if (with_code) out["recovery_code"] = to_text(code);
    print_json(call.world.out, out);
    return {};
  }
  call.world.out << "Welcome, " << name << ". Your room is ready in " << call.home << ".\n";
  if (with_code) {
    call.world.out << '\n';
    say_code(call.world, code);
    if (auto ok = retype_code(**session, code); !ok) return ok;
  } else {
    call.world.out
        << "Its keys are on this machine only. Whoever loses it loses the room: make a recovery code\n"
           "with: concertina recovery new\n";
  }
  call.world.out << "\n"
                    "  concertina check-in --togetherness 7/4 --separateness 5/6     how it is right now\n";
  if (relay.url.empty()) {
    call.world.out
        << "  concertina sync --relay URL                                   name a relay, to share a table\n";
  } else {
    call.world.out << "  concertina invite                                             invite your partner\n";
  }
  return {};
}

Result<void> invite(Call& call, int wait_minutes) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  const auto& pending = device.pairing();
  const bool going_on = pending && pending->with_partner() && pending->opened_here() &&
                        pending->ends > call.world.ambient.now().seconds;
  if (!going_on) {
    Changes changes;
    if (auto link = device.invite(call.world.ambient, changes); !link) return std::unexpected(link.error());
    if (auto ok = (*session)->store(changes); !ok) return ok;
  }
  const std::string link = to_text(device.pairing()->link);
  if (auto ok = (*session)->round(0); !ok) return ok;
  if (call.json) {
    print_json(call.world.out, Json{{"link", link}});
  } else {
    call.world.out << "Send this link to your partner, and only to them. It works once, within an hour:\n\n  "
                   << link << "\n\nThey join with:\n  concertina join '" << link << "' --name NAME\n\n"
                   << std::flush;
  }
  if (wait_minutes == 0) return {};
  if (!call.json)
    call.world.out << "Waiting for them (Ctrl-C stops waiting; the link stays good) …\n" << std::flush;
  if (auto ok = wait_for_partner(**session, wait_minutes); !ok) return ok;
  say_words(**session, call.json);
  return {};
}

Result<void> join(Call& call, const std::string& text, const std::string& name, const RelayArgs& relay,
                  int wait_minutes) {
  if (auto ok = check_token(relay.token); !ok) return ok;
  const auto link = parse_link(text);
  if (!link) return std::unexpected(link.error());
  auto session = Session::open(call.world, call.home);
  std::optional<RecoveryCode> code;
  if (!session && session.error().code == Code::not_found) {
    if (name.empty()) return fail(Code::invalid, "Please say what you want to be called: --name NAME");
    code = make_recovery_code(call.world.ambient);
    session = Session::begin(call.world, call.home, name, &*code);
  }
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  Changes changes;
  if (auto ok = device.join(*link, call.world.ambient, changes); !ok) return ok;
  if (!relay.token.empty()) device.set_relay(link->origin, relay.token, changes);
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (code && call.json) {
    print_json(call.world.out, Json{{"recovery_code", to_text(*code)}});
  } else if (code) {
    say_code(call.world, *code);
    if (auto ok = retype_code(**session, *code); !ok) return ok;
    call.world.out << '\n' << std::flush;
  }
  if (auto ok = (*session)->round(0); !ok) return ok;
  if (wait_minutes > 0) {
    if (auto ok = wait_for_partner(**session, wait_minutes); !ok) return ok;
  }
  if (device.paired()) {
    say_words(**session, call.json);
  } else if (call.json) {
    print_json(call.world.out, Json{{"waiting", true}});
  } else {
    call.world.out << "You are expected. The four words come with: concertina sync\n";
  }
  return {};
}

Result<void> compare(Call& call, const std::string& answer) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  if (!device.partner()) {
    return fail(Code::not_found,
                "There is nobody to compare words with yet. Please invite your partner first.");
  }
  if (answer.empty()) {
    say_words(**session, call.json);
    return {};
  }
  Changes changes;
  if (auto ok = compare(device, answer == "yes", call.world.ambient, changes); !ok) return ok;
  if (auto ok = (*session)->store(changes); !ok) return ok;
  try_contact(**session);
  say_troubles(**session, all_troubles(**session));
  if (answer == "no" && call.json) {
    print_json(call.world.out, Json{{"ended", true}});
    return {};
  }
  if (answer == "no") {
    call.world.out
        << "The sharing has ended: somebody may have stood between you. Your room stays as it is.\n"
           "Please make a new invitation, and send it another way.\n";
    return {};
  }
  const Names names = names_of(device);
  if (call.json) {
    print_json(call.world.out, Json{{"i_compared", names.i_compared}, {"compared", names.compared}});
  } else {
    call.world.out << (names.compared ? "Compared: both of you said that the words are the same.\n"
                                      : "Noted. It counts once your partner says so too.\n");
  }
  return {};
}

}  // namespace concertina::cli

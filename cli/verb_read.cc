#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/print.h"
#include "cli/verbs.h"
#include "cli/vigil.h"
#include "core/house/devices.h"
#include "core/house/json.h"
#include "core/house/pen.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<Trouble>& troubles) {
  Json out = Json::array();
  for (const Trouble& trouble : troubles) {
    out.push_back({{"kind", kind_name(trouble.kind)},
                   {"whose", trouble.author == Author::me ? "me" : "partner"},
                   {"where", trouble.chain                   ? "keys"
                             : trouble.place == Place::table ? "table"
                                                             : "room"},
                   {"at", trouble.seq},
                   {"say", to_text(trouble)}});
  }
  return out;
}

// Who reads the room besides this device, and what is still to be done so that it can't be lost.
void say_readers(std::ostream& out, const Device& device) {
  const std::size_t live = device.chain().live();
  out << (live == 1 ? "\nOne device reads this room.\n"
                    : "\n" + std::to_string(live) + " devices read this room: concertina devices\n");
  if (!device.chain().recovery()) {
    out << "There is no recovery code yet: concertina recovery new\n";
  } else if (devices_of(device).code != CodeState::checked) {
    out << "Is your recovery code written down right? concertina recovery check\n";
  }
}

std::string count(std::uint64_t number) { return number == 0 ? "none" : std::to_string(number); }

std::string last_reached(const Device& device, const Moment& now) {
  return device.last_reached() == 0 ? "never" : to_text(Moment{device.last_reached(), now.offset});
}

}  // namespace

bool try_contact(Session& session) {
  if (session.device().relay().empty()) return false;
  const auto ok = session.round(0, session.world().patience.aside);
  if (!ok) session.world().err << ok.error().what << '\n';
  return ok.has_value();
}

std::vector<Trouble> all_troubles(Session& session) {
  std::vector<Trouble> out = session.device().troubles();
  const std::vector<Trouble> events = session.events();
  out.insert(out.end(), events.begin(), events.end());
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

void say_troubles(Session& session, const std::vector<Trouble>& troubles) {
  for (const Trouble& trouble : troubles) session.world().err << "Careful: " << to_text(trouble) << '\n';
}

Result<void> damage_of(const std::vector<Trouble>& troubles) {
  if (troubles.empty()) return {};
  return fail(Code::damaged, "What is sound is kept and shown.");
}

Result<void> show(Call& call, const std::string& part, bool offline) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  if (!offline) try_contact(**session);
  if (call.world.ended) return fail(Code::busy, "Ended.");
  const Device& device = (*session)->device();
  const House house = house_of(device, call.world.ambient.now());
  const std::vector<Trouble> troubles = all_troubles(**session);
  if (part == "signs") {
    const SignLinks links = sign_links_of(house, day_of(call.world.ambient.now()));
    if (call.json) {
      print_json(call.world.out, Json::parse(to_json(links)));
    } else {
      print_signs(call.world.out, links);
    }
    return {};
  }
  if (part == "circle") {
    say_troubles(**session, troubles);
    session->reset();  // the home is free while the days are looked at
    return show_circle(call, house);
  }
  if (part == "fills") return show_fills(call, device);
  if (call.json) {
    Json out = Json::parse(to_json(house));
    if (!part.empty()) out = Json{{part, out[part]}};
    out["last_reached"] = last_reached(device, call.world.ambient.now());
    out["troubles"] = json_of(troubles);
    print_json(call.world.out, out);
    return {};
  }
  if (part.empty() || part == "room") {
    print_room(call.world.out, house);
    say_readers(call.world.out, device);
  }
  if (part.empty()) call.world.out << '\n';
  if (part.empty() || part == "table") print_table(call.world.out, house, device);
  if (part.empty()) call.world.out << '\n';
  if (part.empty() || part == "history") print_history(call.world.out, house);
  say_troubles(**session, troubles);
  if (device.is_over() && offline) call.world.err << device.why_over().what << '\n';
  return {};
}

namespace {

// Says what a round brought; remembers what was said before.
class Teller {
 public:
  Teller(Call& call, Session& session)
      : call_(call), session_(session), had_words_(session.device().words().has_value()) {}

  std::vector<Trouble> tell(bool news) {
    const Device& device = session_.device();
    const std::vector<Trouble> troubles = all_troubles(session_);
    std::vector<Trouble> fresh;
    std::ranges::set_difference(troubles, said_, std::back_inserter(fresh));
    said_ = troubles;
    say_troubles(session_, fresh);
    const bool new_words = !std::exchange(had_words_, device.words().has_value()) && had_words_;
    if (call_.json) {
      Json out{{"news", news}, {"unsent", device.unsent()}, {"waiting", device.waiting()}};
      if (new_words) out["words"] = *device.words();
      out["troubles"] = json_of(fresh);
      print_json(call_.world.out, out);
      return troubles;
    }
    std::ostream& out = call_.world.out;
    if (new_words) out << "You have joined. The four words: " << *device.words() << '\n';
    out << (news                  ? "Something new has come."
            : device.unsent() > 0 ? "Not everything could be sent."
                                  : "All is up to date.")
        << (device.waiting() > 0 ? " Part of your room waits for the next contact." : "") << std::endl;
    return troubles;
  }

 private:
  Call& call_;
  Session& session_;
  bool had_words_;
  std::vector<Trouble> said_;
};

Result<void> sync_once(Call& call, Session& session) {
  Teller teller(call, session);
  if (auto ok = session.round(0); !ok) {
    say_troubles(session, all_troubles(session));
    return ok;
  }
  return damage_of(teller.tell(session.news()));
}

// Goes on until the person ends it, also while the relay is away.
Result<void> watch_relay(Call& call, Session& session) {
  Teller teller(call, session);
  Vigil vigil(session);
  bool first = true;
  while (!call.world.ended) {
    const auto through = vigil.round(first ? 0 : kMostWait);
    if (call.world.ended) break;
    if (!through) return std::unexpected(through.error());
    if (!*through) continue;
    if (first || session.news() || !session.events().empty()) teller.tell(session.news());
    first = false;
  }
  return {};
}

}  // namespace

Result<void> sync(Call& call, const RelayArgs& relay, bool watch) {
  if (auto ok = check_token(relay.token); !ok) return ok;
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  if (!relay.url.empty() || !relay.token.empty()) {
    Device& device = (*session)->device();
    const auto origin = relay.url.empty() ? Result<std::string>(device.relay()) : parse_origin(relay.url);
    if (!origin) return std::unexpected(origin.error());
    Changes changes;
    device.set_relay(*origin, relay.token.empty() ? device.enrolment_token() : relay.token, changes);
    if (auto ok = (*session)->store(changes); !ok) return ok;
  }
  return watch ? watch_relay(call, **session) : sync_once(call, **session);
}

Result<void> doctor(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const auto check = (*session)->home().check();
  if (!check) return std::unexpected(check.error());
  const bool named = !(*session)->device().relay().empty();
  const auto reached = named ? (*session)->round(0) : Result<void>();
  const Device& device = (*session)->device();
  const std::vector<Trouble> troubles = all_troubles(**session);
  const char* partner = device.partner_left() ? "the sharing has ended"
                        : device.paired()     ? "joined"
                        : device.partner()    ? "not here yet"
                                              : "none";
  if (call.json) {
    print_json(call.world.out, Json{{"store", *check},
                                    {"relay", device.relay()},
                                    {"reached", named && reached.has_value()},
                                    {"relay_says", reached ? "" : reached.error().what},
                                    {"last_reached", last_reached(device, call.world.ambient.now())},
                                    {"unsent", device.unsent()},
                                    {"waiting", device.waiting()},
                                    {"paired", device.paired()},
                                    {"passphrase", device.has_passphrase()},
                                    {"troubles", json_of(troubles)}});
  } else {
    call.world.out << "Store       " << call.home << ": " << (*check == "ok" ? "sound" : *check)
                   << "\nRelay       "
                   << (named ? device.relay() + (reached ? ": reached" : ": not reached")
                             : "none named; all stays on this machine")
                   << "\nReached     " << last_reached(device, call.world.ambient.now()) << "\nTo send     "
                   << count(device.unsent()) << "\nWaiting     " << count(device.waiting())
                   << (device.waiting() > 0 ? " of your room, for the next contact" : "") << "\nPartner     "
                   << partner << "\nPassphrase  " << (device.has_passphrase() ? "set" : "none")
                   << "\nTroubles    " << count(troubles.size()) << '\n';
    for (const Trouble& trouble : troubles) call.world.out << "  - " << to_text(trouble) << '\n';
  }
  if (*check != "ok")
    return fail(Code::storage,
                "The store is damaged: " + *check + ". Please restore the folder from a copy.");
  if (!reached) return reached;
  return damage_of(troubles);
}

}  // namespace concertina::cli

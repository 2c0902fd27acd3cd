// A person's devices: listing them, taking one in by a link and four words, taking one out.
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "cli/arriving.h"
#include "cli/passphrase.h"
#include "cli/verbs.h"
#include "cli/vigil.h"
#include "core/house/devices.h"
#include "core/house/pen.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

void say_words(World& world, bool json, const std::string& words) {
  if (json) {
    print_json(world.out, Json{{"words", words}});
    return;
  }
  world.out << "The four words:\n\n    " << words
            << "\n\nLook at the other device. If it shows the same four, nobody stands between them. Say so "
               "on both:\n"
               "  concertina devices compare yes     (they are the same)\n"
               "  concertina devices compare no      (they differ: nothing is added)\n"
            << std::flush;
}

// Calls `look` until it is true, an error, or the time is over: then false.
template <typename Look>
Result<bool> wait_until(World& world, int minutes, Look look) {
  const std::int64_t until = world.ambient.now().seconds + std::int64_t{60} * minutes;
  for (;;) {
    const std::int64_t left = until - world.ambient.now().seconds;
    const Result<bool> done = look(static_cast<int>(std::clamp<std::int64_t>(left, 0, kMostWait)));
    if (!done || *done || left <= 0) return done;
    if (world.ended)
      return fail(Code::busy, "Ended. The link stays good for its hour; call this again to go on.");
  }
}

void pause(World& world) {
  for (int waited = 0; waited < world.patience.first_pause && !world.ended; waited += 50)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

// The live device says yes or no.
Result<void> compare_here(Call& call, Session& session, bool same) {
  Device& device = session.device();
  std::string passphrase;
  if (same && device.has_passphrase() && device.device_words()) {
    auto given = given_passphrase(call.world);
    if (!given) return std::unexpected(given.error());
    if (!*given && call.world.ask) {
      Result<std::string> asked = std::string();
      if (auto ok = session.outside([&] { asked = call.world.ask("Passphrase, once more: "); }); !ok)
        return ok;
      if (!asked) return std::unexpected(asked.error());
      *given = *asked;
    }
    passphrase = given->value_or("");
  }
  Changes changes;
  const auto compared = device.compare_device(same, passphrase, call.world.ambient, changes);
  wipe(passphrase);
  if (!compared) return compared;
  if (auto ok = session.store(changes); !ok) return ok;
  if (!same) {
    if (call.json) {
      print_json(call.world.out, Json{{"ended", true}});
    } else {
      call.world.out << "Nothing was added: somebody may have stood between. Please make a new link.\n";
    }
    return {};
  }
  if (auto ok = session.round(0); !ok) return ok;
  const bool added = !session.device().wishes().add;
  if (call.json) {
    print_json(call.world.out, Json{{"added", added}, {"devices", session.device().chain().live()}});
  } else if (added) {
    call.world.out << "It is added. " << session.device().chain().live() << " devices read your room now.\n";
  } else {
    call.world.out << "Noted. It is added with the next contact: concertina sync\n";
  }
  return {};
}

// The new device says yes or no.
Result<void> compare_there(Call& call, Arriving& arriving, const std::string& answer, int wait_minutes) {
  const auto words = arriving.newcomer().words();
  if (!words)
    return fail(Code::not_found, "The other device has not answered yet. Please go on with the link.");
  if (answer.empty()) {
    say_words(call.world, call.json, *words);
    return {};
  }
  if (answer == "no") {
    if (auto ok = arriving.give_up(); !ok) return ok;
    if (call.json) {
      print_json(call.world.out, Json{{"ended", true}});
    } else {
      call.world.out
          << "Nothing was taken in here. Say no on the other device too, then make a new link there.\n";
    }
    return {};
  }
  arriving.newcomer().say_same();
  if (auto ok = arriving.store(); !ok) return ok;
  const auto arrived = wait_until(call.world, wait_minutes, [&](int left) {
    auto out = arriving.round(0);
    if (out && !*out && left > 0) pause(call.world);
    return out;
  });
  if (!arrived) return std::unexpected(arrived.error());
  if (!*arrived) {
    return fail(Code::busy,
                "The other device has not added this one yet: say yes there, too. Then call this once more.");
  }
  return {};
}

}  // namespace

Result<void> devices(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  try_contact(**session);
  const Device& device = (*session)->device();
  Json list = Json::array();
  for (const MyDevice& one : devices_of(device).live) {
    list.push_back({{"id", short_name(one.id)},
                    {"this", one.here},
                    {"wrote", one.wrote ? day_text(*one.wrote) : ""},
                    {"leaving", one.leaving}});
  }
  const bool code = device.chain().recovery().has_value();
  if (call.json) {
    print_json(call.world.out, Json{{"devices", list}, {"removed", device.removed()}, {"recovery", code}});
    return {};
  }
  std::ostream& out = call.world.out;
  out << (list.size() == 1 ? "One device reads" : std::to_string(list.size()) + " devices read")
      << " your room. Your partner is never shown them.\n\n";
  for (const Json& one : list) {
    const std::string wrote = one["wrote"];
    out << "  " << one["id"].get<std::string>() << "   "
        << (wrote.empty() ? "nothing written there yet" : "wrote last on " + wrote)
        << (one["this"] ? "   (this one)" : "") << (one["leaving"] ? "   (to be removed)" : "") << '\n';
  }
  out << (code ? "\nYour recovery code opens it, too.\n"
               : "\nThere is no recovery code: concertina recovery new\n");
  if (device.is_over()) out << device.why_over().what << '\n';
  return {};
}

Result<void> add_device(Call& call, int wait_minutes) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  const auto& pending = device.pairing();
  const bool going_on =
      pending && !pending->with_partner() && pending->ends > call.world.ambient.now().seconds;
  if (!going_on) {
    if (pending && pending->with_partner())
      call.world.err << "The invitation for a partner has ended; make a new one when this is done.\n";
    Changes changes;
    if (auto link = device.invite_device(call.world.ambient, changes); !link)
      return std::unexpected(link.error());
    if (auto ok = (*session)->store(changes); !ok) return ok;
  }
  const std::string link = to_text(DeviceLink{device.pairing()->link, device.identity()});
  if (auto ok = (*session)->round(0); !ok) return ok;
  if (call.json) {
    print_json(call.world.out, Json{{"link", link}});
  } else {
    call.world.out << "On your new device, within an hour:\n\n  concertina devices join '" << link
                   << "'\n\nWhoever has this link may try to be a device of yours: show it to nobody.\n"
                   << std::flush;
  }
  if (wait_minutes > 0 && !device.device_words()) {
    if (!call.json)
      call.world.out << "Waiting for it (Ctrl-C stops waiting; the link stays good) …\n" << std::flush;
    Vigil vigil(**session);
    const auto came = wait_until(call.world, wait_minutes, [&](int left) -> Result<bool> {
      if (auto through = vigil.round(left); !through) return std::unexpected(through.error());
      if (!device.pairing()) return fail(Code::refused, "This link has ended. Please make a new one.");
      return device.device_words().has_value();
    });
    if (!came) return std::unexpected(came.error());
  }
  if (const auto words = device.device_words()) {
    say_words(call.world, call.json, *words);
  } else if (wait_minutes > 0) {
    return fail(Code::busy, "It has not come yet. Go on with: concertina devices add");
  }
  return {};
}

Result<void> join_devices(Call& call, const std::string& text, int wait_minutes) {
  const auto link = parse_device_link(text);
  if (!link) return std::unexpected(link.error());
  auto arriving = Arriving::open(call.world, call.home);
  const bool going_on = arriving && arriving->newcomer().link() &&
                        arriving->newcomer().link()->link.rendezvous == link->link.rendezvous;
  if (!going_on) {
    arriving = std::unexpected(Error{});  // lets its home go
    arriving = Arriving::begin(call.world, call.home, Newcomer::by_link(*link, call.world.ambient));
  }
  if (!arriving) return std::unexpected(arriving.error());
  const auto met = wait_until(call.world, wait_minutes, [&](int left) -> Result<bool> {
    if (auto through = arriving->round(left); !through) return through;
    return arriving->newcomer().answered();
  });
  if (!met) return std::unexpected(met.error());
  if (*met) {
    say_words(call.world, call.json, *arriving->newcomer().words());
  } else if (call.json) {
    print_json(call.world.out, Json{{"waiting", true}});
  } else {
    call.world.out << "The other device has not answered yet. Open it there, then call this once more.\n";
  }
  return {};
}

Result<void> compare_devices(Call& call, const std::string& answer, int wait_minutes) {
  auto arriving = Arriving::open(call.world, call.home);
  if (arriving) {
    if (auto ok = compare_there(call, *arriving, answer, wait_minutes); !ok || answer != "yes") return ok;
    arriving = std::unexpected(Error{});  // it has arrived, and its home is free
    return welcome(call);
  }
  if (arriving.error().code != Code::conflict) return std::unexpected(arriving.error());
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const auto words = (*session)->device().device_words();
  if (answer.empty() && words) {
    say_words(call.world, call.json, *words);
    return {};
  }
  if (answer.empty()) return fail(Code::not_found, "No device of yours is waiting to be added.");
  return compare_here(call, **session, answer == "yes");
}

Result<void> remove_device(Call& call, const std::string& id) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  const auto which = find_device(device, id);
  if (!which) return std::unexpected(which.error());
  Changes changes;
  if (auto ok = device.remove_device(*which, call.world.ambient, changes); !ok) return ok;
  if (auto ok = (*session)->store(changes); !ok) return ok;
  const bool reached = try_contact(**session);
  const bool gone = !device.chain().is_live(*which);
  if (call.json) {
    print_json(call.world.out, Json{{"removed", gone}, {"devices", device.chain().live()}});
  } else if (gone) {
    call.world.out
        << "It is removed. What is written from now on can't be read there; what it has, it has.\n";
  } else {
    call.world.out << "Noted. It is removed as soon as the relay takes it"
                   << (reached ? "; that did not work just now: concertina sync\n" : ": concertina sync\n");
  }
  return {};
}

Result<void> welcome(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  if (auto ok = (*session)->round(0); !ok) return ok;
  const Device& device = (*session)->device();
  const std::vector<Trouble> troubles = all_troubles(**session);
  const House house = house_of(device, call.world.ambient.now());
  if (call.json) {
    print_json(call.world.out, Json{{"name", house.name}, {"devices", device.chain().live()}});
  } else {
    call.world.out << "Welcome, " << house.name << ". Your room is here, too, with " << house.room.size()
                   << (house.room.size() == 1 ? " entry" : " entries") << " in it; " << device.chain().live()
                   << (device.chain().live() == 1 ? " device reads" : " devices read") << " it now.\n";
  }
  say_troubles(**session, troubles);
  return damage_of(troubles);
}

}  // namespace concertina::cli

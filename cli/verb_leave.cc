// Leaving a partner, and deleting a room. Both are asked for once, and told of before.
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/verbs.h"
#include "core/house/pen.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

// `else_how`: what to do where there is none.
Result<void> need_terminal(const World& world, std::string_view else_how) {
  if (world.ask_openly) return {};
  return fail(Code::invalid, "There is no terminal to ask. If you mean it: " + std::string(else_how));
}

// What the person types after `question`, with the home free meanwhile.
Result<std::string> typed(Session& session, std::string_view question) {
  Result<std::string> answer = std::string();
  if (auto ok = session.outside([&] { answer = session.world().ask_openly(question); }); !ok)
    return std::unexpected(ok.error());
  if (!answer) return answer;
  return std::string(trim(*answer));
}

std::string partner_of(const Device& device) {
  const std::string name = names_of(device).partner_name;
  return name.empty() ? "your partner" : name;
}

std::unexpected<Error> nothing_changed() { return fail(Code::refused, "Nothing was changed."); }

Result<void> export_first(Session& session, const std::string& file) {
  if (file.empty()) return {};
  return write_export(session.device(), session.world().ambient.now(), file, ExportAs::both);
}

// Whoever types their own name means it.
Result<void> confirm_deletion(Call& call, Session& session, const std::string& confirmed, bool here_only) {
  const Device& device = session.device();
  const std::string name = names_of(device).name;
  std::string answer = confirmed;
  if (confirmed.empty()) {
    if (auto ok = need_terminal(call.world, "concertina delete --confirm NAME"); !ok) return ok;
    std::ostream& out = call.world.err;
    if (here_only) {
      out << "What is in " << call.home
          << " is deleted, and nothing else. If there is no other device of yours and no recovery code, "
             "nobody "
             "can read or delete what is at the relay any more.\n";
    } else if (device.deleted()) {
      out << "You have deleted your room on another device. What is in " << call.home << " goes now, too.\n";
    } else {
      out << "All that is yours is deleted: your room and what you put on the table, at the relay and here. "
             "There "
             "is no way back, not even with your recovery code.\nWhat "
          << (device.partner() ? partner_of(device) : "a partner")
          << " received stays with them. Other devices of yours are told, and keep what they have until you "
             "delete "
             "it there.\n";
    }
    out << "To keep a copy, end this, and call: concertina export --out FILE\n";
    auto given = typed(session, "Type your name, " + name + ", to delete it: ");
    if (!given) return std::unexpected(given.error());
    answer = std::move(*given);
  }
  return answer == name ? Result<void>() : nothing_changed();
}

// Brings the wish to the relay.
Result<void> delete_there(Call& call, Session& session) {
  Device& device = session.device();
  if (!device.deleting()) {
    Changes changes;
    device.wish_deletion(call.world.ambient, changes);
    if (auto ok = session.store(changes); !ok) return ok;
  }
  if (device.deletion_done()) return {};
  auto through = session.round(0);
  if (device.deletion_done()) return {};
  const std::string why = through ? "The relay has not taken it." : through.error().what;
  return fail(
      through ? Code::unreachable : through.error().code,
      why +
          " Your room is still there, and here. To go on: concertina delete. Where that relay will never "
          "be reached again: concertina delete --here");
}

}  // namespace

Result<void> leave(Call& call, const std::string& export_to, bool sure) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  const auto nobody = [&] { return fail(Code::not_found, "There is no partner here to part from."); };
  if (!device.partner()) return nobody();
  if (!sure) {
    if (auto ok = need_terminal(call.world, "concertina leave --yes"); !ok) return ok;
    call.world.err
        << "Leaving ends the sharing with " << partner_of(device)
        << ". Each of you keeps your own room, and what you have received. They are told that the sharing "
           "has ended, and nothing else.\nTo keep a copy of all that you see now: concertina leave --export "
           "FILE\n";
    const auto answer = typed(**session, "Type yes to leave: ");
    if (!answer) return std::unexpected(answer.error());
    if (*answer != "yes" && *answer != "Yes") return nothing_changed();
    if (!device.partner()) return nobody();
  }
  const bool reached = try_contact(**session);  // what was put there till now is to stay
  if (auto ok = export_first(**session, export_to); !ok) return ok;
  if (!device.partner()) return nobody();
  Changes changes;
  if (auto ok = device.leave(changes); !ok) return ok;
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (reached) try_contact(**session);
  const bool done = !device.wishes().leave && device.sent_entries() == device.chain().size();
  if (call.json) {
    print_json(call.world.out, Json{{"ended", true}, {"told", done}});
    return {};
  }
  call.world.out
      << "The sharing has ended. Your room stays as it is, and what you received stays with you.\n";
  if (!done && !device.relay().empty()) call.world.out << "The relay does not know yet: concertina sync\n";
  return {};
}

Result<void> delete_room(Call& call, const std::string& confirmed, const std::string& export_to,
                         bool here_only) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const Device& device = (*session)->device();
  if (device.removed() && !device.deleted() && !here_only) {
    return fail(Code::refused,
                "This device was removed from your room by another one of yours, so only what is here can be "
                "deleted: "
                "concertina delete --here");
  }
  if (!device.deleting() || here_only) {
    if (auto ok = confirm_deletion(call, **session, confirmed, here_only); !ok) return ok;
  }
  if (auto ok = export_first(**session, export_to); !ok) return ok;
  const bool shared = device.partner().has_value();
  const std::string partner = partner_of(device);
  const bool more = device.chain().live() > 1;
  if (!here_only) {
    if (auto ok = delete_there(call, **session); !ok) return ok;
  }
  if (auto ok = (*session)->home().erase(); !ok) return ok;
  if (call.json) {
    print_json(call.world.out, Json{{"deleted", true}, {"here_only", here_only}});
    return {};
  }
  std::ostream& out = call.world.out;
  out << (here_only ? "What was here is deleted.\n" : "Your room is deleted, at the relay and here.\n");
  if (!here_only && shared) out << "What " << partner << " received stays with them.\n";
  if (!here_only && more) out << "Your other devices say so at their next contact; delete there, too.\n";
  return {};
}

}  // namespace concertina::cli

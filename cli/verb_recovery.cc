// The recovery code: made, looked after, and used. It is printed once and stored nowhere.
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/arriving.h"
#include "cli/passphrase.h"
#include "cli/verbs.h"
#include "core/house/devices.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

// From a file's first line, or typed at the terminal.
Result<RecoveryCode> ask_for_code(World& world, const std::string& file) {
  Result<std::string> text = std::string();
  if (!file.empty()) {
    text = read_passphrase(file);
  } else if (world.ask) {
    text = world.ask("Recovery code: ");
  } else {
    return fail(Code::invalid,
                "There is no terminal to ask for the recovery code. Please give it with --code-file.");
  }
  if (!text) return std::unexpected(text.error());
  auto code = parse_recovery_code(*text);
  wipe(*text);
  return code;
}

}  // namespace

void say_code(World& world, const RecoveryCode& code) {
  std::string text = to_text(code);
  world.out << "Your recovery code. It is shown this once, and kept nowhere:\n\n    " << text.substr(0, 23)
            << "\n    " << text.substr(24)
            << "\n\nWrite it on paper, and keep it where nobody but you will look. With it and the relay's "
               "address, all\n"
               "that is yours comes back on an empty machine; whoever has it can read your room. Without it, "
               "losing\n"
               "your devices loses the room. When it is written down:  concertina recovery check\n";
  wipe(text);
}

Result<void> recovery(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const Device& device = (*session)->device();
  const bool here = device.chain().recovery().has_value();
  const MyDevices mine = devices_of(device);
  const bool checked = mine.code == CodeState::checked;
  const bool to_come = mine.code_waits;
  if (call.json) {
    print_json(call.world.out, Json{{"recovery", here}, {"checked", checked}, {"new_one_waits", to_come}});
    return {};
  }
  call.world.out << (!here
                         ? "There is no recovery code. Whoever loses their devices loses the room: make one "
                           "with: concertina recovery new\n"
                     : checked
                         ? "You have a recovery code, and have shown that it is written down.\n"
                         : "You have a recovery code. See whether what you wrote down is right: concertina "
                           "recovery check\n");
  if (to_come) call.world.out << "The new one holds once the relay has taken it: concertina sync\n";
  return {};
}

Result<void> new_recovery(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Device& device = (*session)->device();
  if (device.removed()) return fail(Code::refused, std::string(kRemovedHere));
  const bool replaces = device.chain().recovery().has_value();
  const RecoveryCode code = make_recovery_code(call.world.ambient);
  Changes changes;
  device.renew_recovery(agree(recovery_keys(code), device.identity()), call.world.ambient, changes);
  if (auto ok = (*session)->store(changes); !ok) return ok;
  try_contact(**session);
  const bool holds = !device.wishes().recovery;
  if (call.json) {
    print_json(call.world.out, Json{{"recovery_code", to_text(code)}, {"holds", holds}});
    return {};
  }
  say_code(call.world, code);
  if (!holds) {
    call.world.out << "It holds once the relay has taken it; until then "
                   << (replaces ? "the old one does" : "there is none") << ": concertina sync\n";
  } else if (replaces) {
    call.world.out << "The code from before opens nothing any more.\n";
  }
  return {};
}

Result<void> check_recovery(Call& call, const std::string& file) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Result<RecoveryCode> code = RecoveryCode{};
  if (auto ok = (*session)->outside([&] { code = ask_for_code(call.world, file); }); !ok) return ok;
  if (!code) return std::unexpected(code.error());
  Device& device = (*session)->device();
  Changes changes;
  if (auto ok = check_code(device, *code, call.world.ambient, changes); !ok) return ok;
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (call.json) {
    print_json(call.world.out, Json{{"checked", true}});
  } else {
    call.world.out << "That is your recovery code. Keep it well.\n";
  }
  return {};
}

Result<void> recover(Call& call, const std::string& url, const std::string& file) {
  const auto origin = parse_origin(url);
  if (!origin) return std::unexpected(origin.error());
  const auto code = ask_for_code(call.world, file);
  if (!code) return std::unexpected(code.error());
  auto arriving = Arriving::open(call.world, call.home);
  const bool going_on = arriving && !arriving->newcomer().link() && arriving->newcomer().origin() == *origin;
  if (!going_on) {  // else, with the keys of the try before, which may be in the chain already
    arriving = std::unexpected(Error{});
    arriving = Arriving::begin(call.world, call.home, Newcomer::by_code(*origin, call.world.ambient));
  }
  if (!arriving) return std::unexpected(arriving.error());
  if (const auto arrived = arriving->round(0, &*code); !arrived) return std::unexpected(arrived.error());
  arriving = std::unexpected(Error{});
  if (auto ok = welcome(call); !ok) return ok;
  if (!call.json) {
    call.world.out
        << "The code still holds. If your devices are lost rather than left at home, remove them:\n"
           "  concertina devices\n  concertina devices remove ID\n";
  }
  return {};
}

}  // namespace concertina::cli

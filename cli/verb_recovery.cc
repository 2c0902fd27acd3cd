// The recovery code: made, looked after, and used. It is printed once and stored nowhere.
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/arriving.h"
#include "cli/passphrase.h"
#include "cli/verbs.h"
#include "core/house/devices.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kGroupAndDash = 6;  // signs
constexpr int kTries = 3;

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
  world.out
      << "Your recovery code. It is shown this once, and kept nowhere:\n\n    " << text.substr(0, 23)
      << "\n    " << text.substr(24)
      << "\n\nWrite it on paper, and keep it where nobody but you will look. With it and the relay's "
         "address, all\n"
         "that is yours comes back on an empty machine; whoever has it can read your room.\n"
         "Whoever loses all devices and the code has lost the room: nobody can bring it back, and a partner\n"
         "can only invite you to a new table. When it is written down:  concertina recovery check\n";
  wipe(text);
}

Result<void> retype_code(Session& session, const RecoveryCode& code) {
  const World& world = session.world();
  if (!world.ask_openly) return {};
  const std::string text = to_text(code);
  for (const int group : groups_to_type(world.ambient)) {
    const std::string question =
        "\nWritten down? Please type group " + std::to_string(group) + " of it (Enter: later): ";
    for (int tries = 1;; ++tries) {
      Result<std::string> answer = std::string();
      if (auto ok = session.outside([&] { answer = world.ask_openly(question); }); !ok) return ok;
      if (!answer || trim(*answer).empty() || tries > kTries) {
        world.out << "Later, then: concertina recovery check\n";
        return {};
      }
      std::string whole = text;
      whole.replace(static_cast<std::size_t>(group - 1) * kGroupAndDash, kGroupAndDash - 1, trim(*answer));
      const auto typed = parse_recovery_code(whole);
      if (typed && *typed == code) break;
      world.out << "That is not what stands there. Please look at it once more.\n";
    }
  }
  world.out << "That is right.\n";
  Changes changes;
  if (auto ok = check_code(session.device(), code, world.ambient, changes); !ok) return ok;
  return session.store(changes);
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
  if (device.is_over()) return std::unexpected(device.why_over());
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
  return retype_code(**session, code);
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

// Passphrase: where one comes from, and opening a home that is wrapped by one. A file that was named goes
// before $CONCERTINA_PASSPHRASE, and both before asking at the terminal.
#pragma once

#include <optional>
#include <string>

#include "cli/home.h"
#include "cli/world.h"

namespace concertina::cli {

// The file's first line without its end. Errors: invalid (it can't be read, or is empty).
Result<std::string> read_passphrase(const std::string& file);

// What --passphrase-file or the environment gives; nothing if neither does. Errors: invalid.
Result<std::optional<std::string>> given_passphrase(const World& world);

// The device of this home, asking for the passphrase if one is set, at the terminal up to three times. While
// somebody types, the home is unlocked for others. Errors: as Home::device(); locked (a passphrase is
// needed, and nobody is there to ask), refused (a wrong one), busy (after some wrong ones the next try waits:
// core/seal/tries.h).
Result<Device> open_device(World& world, Home& home);

// Asks at `terminal`, a file descriptor, and shows nothing of what is typed unless it is `shown`. Errors:
// busy (ended by the person, or there is no answer), storage (it is no terminal).
Result<std::string> ask_at_terminal(int terminal, std::string_view question, std::ostream& out,
                                    const std::atomic<bool>& ended, bool shown = false);

inline void wipe(std::string& text) {
  prim::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

}  // namespace concertina::cli

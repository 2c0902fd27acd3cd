// World: everything outside that a verb may touch, so that tests and proofs can hand in their own clock,
// randomness and streams.
#pragma once

#include <atomic>
#include <functional>
#include <iosfwd>
#include <string>

#include "core/record/error.h"
#include "core/seal/ambient.h"

namespace concertina::cli {

// How long to wait for what is outside, in milliseconds. Tests hand in shorter times.
struct Patience {
  int connect = 5'000;      // for the relay to take the call
  int silence = 20'000;     // for the next byte of its answer, besides the wait that the request asks for
  int answer = 120'000;     // for a whole answer, on the slowest of lines
  int aside = 5'000;        // for all that a verb asks of the relay besides what it is for: none feels hung
  int home = 5'000;         // for another Concertina that is at work in this home
  int first_pause = 1'000;  // of --watch, after the relay could not be reached; doubles at each further try
  int longest_pause = 60'000;
};

struct World {
  Ambient& ambient;
  std::ostream& out;               // what was asked for
  std::ostream& err;               // everything said besides
  const std::atomic<bool>& ended;  // true once the person pressed Ctrl-C or the system asks to end
  Patience patience = {};
  // Asks at the terminal, without showing what is typed; empty where there is none. Errors: busy, storage.
  std::function<Result<std::string>(std::string_view question)> ask = {};
  std::function<Result<std::string>(std::string_view question)> ask_openly = {};  // and shows it
  std::istream* in = nullptr;        // what is piped in or typed; nullptr: nothing
  std::string passphrase_file = {};  // of this call; empty: not named
  bool err_is_terminal = false;      // somebody looks at `err`: how far a long run is may be shown there
};

// Exit codes of the program.
enum Exit : int {
  kOk = 0,
  kUsage = 2,    // the call or what was given can't be used as it is
  kNothing = 3,  // there is no such thing here (nobody has begun, no such entry, no partner)
  kRelay = 4,    // the relay can't be reached, or does not answer as one
  kRefused = 5,  // it may not be done, or not any more
  kDamaged = 6,  // something is not as its writer made it
  kBusy = 7,     // another Concertina is at it, or the waiting time is over
  kStorage = 8,  // this machine could not keep it, or the store is from a newer version
  kInterrupted = 130,
};

inline constexpr const char* kExitCodes =
    "Exit codes: 0 done · 2 the call can't be used as it is · 3 no such thing here · 4 the relay can't be "
    "reached ·\n"
    "5 refused · 6 something is not as its writer made it · 7 busy, or the waiting time is over ·\n"
    "8 this machine could not keep it, or this Concertina is too old for it · 130 ended by you";

int exit_code(const Error& error);

// This machine's clock with its time zone, and the operating system's randomness.
class SystemAmbient : public Ambient {
 public:
  void random(std::span<std::uint8_t> out) override;
  Moment now() override;
};

}  // namespace concertina::cli

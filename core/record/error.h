// Error: the one way in which core says that something could not be done.
//
// `what` is a sentence for a person: what was wrong, where, and what to do. It ends with a full stop
// and carries no blame. `code` is for programs: shells turn it into exit codes and HTTP codes.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace concertina {

enum class Code {
  invalid,      // what was given can't be used as it is
  not_found,    // there is no such thing here
  refused,      // it may not be done: not yours, used up, too late, over a limit
  conflict,     // it clashes with what is already there
  damaged,      // bytes are not what their writer signed or sealed
  too_new,      // written by a newer version of Concertina
  unreachable,  // the relay can't be reached, or did not answer in its own language
  busy,         // somebody else is at it, or the waiting time is over
  storage,      // this machine could not keep it
  locked,       // a passphrase is needed first
};

struct Error {
  Code code;
  std::string what;
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Code code, std::string what) {
  return std::unexpected<Error>(Error{code, std::move(what)});
}

}  // namespace concertina

// Step: one thing that happens in a life of two (proofs/life.h), and its name in a list.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>

namespace concertina::proofs {

enum class Do {
  write_room,
  write_table,
  correct,
  take_back,
  lose_words,  // written, and the device dies before it is stored
  sync,
  lose_request,  // the way to the relay breaks at the n-th request of a round
  lose_answer,   // the relay did the n-th, and its answer does not come back
  crash,         // the device dies before the n-th step of a round
  link_device,
  join_device,
  say_yes,   // on the device that made the link: the words are the same
  say_same,  // on the new one
  remove,
  new_code,
  recover,
  invite,
  join,
  compare,
  leave,
  back_up,
  put_back,  // an older copy of the store
  keep_relay,
  roll_relay,  // the relay goes back to what was kept
  wipe_relay,
  count
};

struct Step {
  Do what = Do::sync;
  int who = 0;   // of the two
  int seat = 0;  // of theirs; counted round
  int n = 0;     // what it says depends on the step
  std::uint64_t salt = 0;
};

inline std::string to_text(const Step& step) {
  static constexpr const char* kNames[] = {"writes in the room",
                                           "writes on the table",
                                           "corrects",
                                           "takes back",
                                           "dies as it writes",
                                           "syncs",
                                           "loses a request",
                                           "loses an answer",
                                           "dies in a round",
                                           "makes a device link",
                                           "a device comes",
                                           "says yes",
                                           "says the same",
                                           "removes a device",
                                           "makes a code",
                                           "recovers by a code",
                                           "invites",
                                           "joins",
                                           "compares",
                                           "leaves",
                                           "is copied",
                                           "an older copy is put",
                                           "the relay is kept",
                                           "the relay is rolled back",
                                           "the relay is empty"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(Do::count));
  return std::string(step.who == 0 ? "Ada" : "Ben") + "." + std::to_string(step.seat) + " " +
         kNames[static_cast<std::size_t>(step.what)] + " (" + std::to_string(step.n) + ")";
}

}  // namespace concertina::proofs

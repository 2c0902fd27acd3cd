// Arrival: the conversation of a newcomer with the relay, step by step as core/seal/contact.h has it.
//
// By a link: a round leaves the newcomer's message and takes the answer; once the person has said that the
// words are the same, it looks whether the chain names this device. By a recovery code: a round reads the
// person's chain and adds this device to it, signed by the code.
#pragma once

#include "core/seal/contact.h"
#include "core/seal/newcomer.h"

namespace concertina {

class Arrival {
 public:
  // All must outlive this. `code`: for a newcomer without a link, and only then.
  Arrival(Newcomer& newcomer, Ambient& ambient, const RecoveryCode* code = nullptr);

  // `wait`: seconds, 0 to kMostWait, for which the relay may wait for the live device's answer.
  void round(int wait);
  Step next();  // never a Load
  void answered(int status, View body);
  void failed(Error error) { end(std::unexpected(std::move(error))); }

  // The last Store made a Device of what is stored.
  bool arrived() const { return arrived_; }

 private:
  enum class Stage { greet, await, read, add, over };
  Step send(Request request, int wait = 0);
  Step step();
  void accept_greeting(int status, View body, const Refusal& refusal);
  void accept_chain(int status, View body, const Refusal& refusal);
  void accept_entry(int status, const Refusal& refusal);
  Result<void> look();  // at the whole chain
  Result<void> add(const Chain& chain);
  void end(Result<void> result);

  Newcomer& newcomer_;
  Ambient& ambient_;
  std::optional<DeviceKeys> code_;
  Stage stage_ = Stage::over;
  int wait_ = 0;
  int tries_ = 0;               // at adding this device
  std::vector<Bytes> entries_;  // of the chain, as far as it was read
  Bytes entry_;                 // that adds this device
  Hash identity_{};
  Changes changes_;
  bool arrived_ = false;
  Result<void> result_;
};

}  // namespace concertina

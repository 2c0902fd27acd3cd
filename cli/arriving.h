// Arriving: a home in which a newcomer lives that is about to become a person's device
// (core/seal/newcomer.h), for the length of a verb. Nobody else works in that home meanwhile.
#pragma once

#include "cli/home.h"
#include "cli/http.h"
#include "core/seal/arrival.h"

namespace concertina::cli {

class Arriving {
 public:
  // Puts `newcomer` into an empty folder, or into one where another one waits. Errors: conflict (somebody
  // lives there), storage.
  static Result<Arriving> begin(World& world, const std::string& folder, Newcomer newcomer);
  // Errors: not_found (no newcomer waits here), conflict (it has arrived, or somebody else lives here),
  // damaged, storage.
  static Result<Arriving> open(World& world, const std::string& folder);

  Newcomer& newcomer() { return newcomer_; }
  Result<void> store();
  Result<void> give_up();  // nobody lives here then

  // One round with the relay. True once the home is that of a person's device: open a Session then. Errors:
  // those of the relay and of the arrival, storage, busy.
  Result<bool> round(int wait, const RecoveryCode* code = nullptr);

 private:
  Arriving(World& world, Home home, Newcomer newcomer);

  World* world_;
  Home home_;
  Newcomer newcomer_;
  std::unique_ptr<Http> http_;
};

}  // namespace concertina::cli

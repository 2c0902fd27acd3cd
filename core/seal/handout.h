// Handout: two devices brought together without a relay: what an honest one would hand out. For the example
// couple, for tests and proofs.
#pragma once

#include <map>

#include "core/seal/device.h"
#include "core/seal/wire.h"

namespace concertina {

// What a shell keeps of a device: in order of keys, as Device wants it back.
using Items = std::map<std::string, Bytes>;

// Of `from`'s chain and table log, all that `query` asks for; what of it `kept` lacks comes as an empty
// frame, and whoever receives it will say so.
ReadAnswer hand_out(const Device& from, const Items& kept, const ReadQuery& query);

}  // namespace concertina

// Passage: what of a page's requests is passed on to a relay elsewhere, and what the page hears of it. Pure.
#pragma once

#include <variant>

#include "relay/answer.h"
#include "relay/desk.h"
#include "relay/elsewhere.h"

namespace concertina::relay {

inline constexpr std::string_view kRelayHeader =
    "Concertina-Relay";  // the origin that a request is meant for

// What is to be done with a request for the relay: an answer at once, or a parcel. Only what a relay takes is
// passed on: its paths and methods, with headers that can be read, and meant for `origin`. Takes the body out
// of `incoming`.
std::variant<Answer, Parcel> judge(Incoming& incoming, const std::string& origin);

// The answer to a page for what came back: as it is, or 502 with a sentence.
Answer answer_of(Result<Carried> carried);

}  // namespace concertina::relay

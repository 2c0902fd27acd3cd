// Pairing: two persons find each other through a link, and prove by four words said aloud that nobody
// stands between them. Bytes: doc/format.md, "link" and "greeting".
//
//   inviter  makes a link: a secret, a rendezvous at the relay, and a commitment to its own greeting
//   joiner   leaves its greeting at the rendezvous (message 1)
//   inviter  checks it, then opens its commitment by its own greeting (message 2)
//   joiner   checks that against the link
//
// Both greetings carry a MAC by the link's secret. The words are 44 bits of the whole transcript; since the
// inviter committed before seeing message 1, and the joiner spoke before seeing message 2, neither they nor
// anybody between them can steer the words: one try in 2^44.
#pragma once

#include "core/record/error.h"
#include "core/seal/labelled.h"

namespace concertina {

struct Greeting {
  Hash identity{};
  Fixed<32> box{};  // X25519 key of the person's newest generation
  Fixed<16> nonce{};
  bool operator==(const Greeting&) const = default;
};

struct Link {
  std::string origin;  // the relay
  Fixed<16> secret{};
  Id rendezvous{};
  Hash commitment{};  // to the inviter's greeting
};

inline constexpr int kLinkLife = 60 * 60;  // seconds from making a link until it ends

Hash commit(const Greeting& inviter);

// "<origin>/join#<92 base64url characters>". Reading tells a link that was cut short from one that was
// changed. Errors: invalid, too_new.
std::string to_text(const Link& link);
Result<Link> parse_link(std::string_view text);

// role 1 is the joiner's message, 2 the inviter's; message 2 is bound to message 1.
Bytes encode_greeting(int role, const Greeting& greeting, const Link& link, View first_message);
// Errors: damaged (not made by somebody who has the link, or for another rendezvous).
Result<Greeting> decode_greeting(int role, View message, const Link& link, View first_message);

Hash transcript(const Link& link, View first_message, View second_message);

// Four words from core/seal/wordlist.inc, with single spaces between.
std::string four_words(const Hash& transcript);

}  // namespace concertina

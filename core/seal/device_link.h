// DeviceLink: a person takes in a further device of their own, by a link and four words said to be the same.
// It goes as core/seal/pairing.h has it, with labels of its own, so that neither can pass for the other.
// Bytes: doc/format.md, "device link".
//
//   the live one  makes a link: a secret, a rendezvous, its person's identity, a commitment to a nonce
//   the new one   leaves its keys, and its signature that it agrees to be this person's (message 1)
//   the live one  opens its commitment (message 2)
//
// Then both show four words. The live one adds the other to the chain only after its person said that they
// are the same.
#pragma once

#include "core/seal/keys.h"
#include "core/seal/pairing.h"

namespace concertina {

struct DeviceLink {
  Link link;  // its commitment: to the identity and the live one's nonce
  Hash identity{};
};

struct NewDevice {
  AgreedDevice device;
  Fixed<16> nonce{};
};

Hash commit_device(const Hash& identity, const Fixed<16>& nonce);

// "<origin>/device#<135 base64url characters>". Errors: invalid, too_new.
std::string to_text(const DeviceLink& link);
Result<DeviceLink> parse_device_link(std::string_view text);

Bytes encode_new_device(const NewDevice& device, const DeviceLink& link);
// Errors: damaged (not made by somebody who has the link, or it does not agree), too_new.
Result<NewDevice> decode_new_device(View message, const DeviceLink& link);

Bytes encode_device_answer(const Fixed<16>& nonce, const DeviceLink& link, View first_message);
// The live one's nonce. Errors: damaged (as above, or it is not what the link commits to), too_new.
Result<Fixed<16>> decode_device_answer(View message, const DeviceLink& link, View first_message);

Hash device_transcript(const DeviceLink& link, View first_message, View second_message);

}  // namespace concertina

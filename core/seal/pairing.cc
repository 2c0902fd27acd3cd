#include "core/seal/pairing.h"

#include "core/record/cbor.h"
#include "core/seal/secret_link.h"

namespace concertina {
namespace {

constexpr LinkSort kInvitation{"/join", "concertina/1 link", 1, 16 + 16 + 32, "invitation"};
constexpr std::uint64_t kGreetingVersion = 1;

// Side by side rather than by address: half the size in a WebAssembly module.
constexpr char kWords[][9] = {
#include "core/seal/wordlist.inc"
};
static_assert(std::size(kWords) == 2048);

prim::Key mac(int role, const Greeting& greeting, const Link& link, View first_message) {
  const Fixed<1> who{static_cast<std::uint8_t>(role)};
  return derive("concertina/1 greeting", link.secret,
                {who, link.rendezvous, greeting.identity, greeting.box, greeting.nonce, first_message});
}

}  // namespace

Hash commit(const Greeting& inviter) {
  return hash("concertina/1 commitment", {inviter.identity, inviter.box, inviter.nonce});
}

std::string to_text(const Link& link) {
  Bytes payload = to_bytes(link.secret);
  payload.insert(payload.end(), link.rendezvous.begin(), link.rendezvous.end());
  payload.insert(payload.end(), link.commitment.begin(), link.commitment.end());
  return to_text(kInvitation, {link.origin, std::move(payload)});
}

Result<Link> parse_link(std::string_view text) {
  if (text.find("/device#") != std::string_view::npos) {
    return fail(
        Code::invalid,
        "This link adds a device to those of whoever made it. To invite a partner, make an invitation.");
  }
  const auto parts = parse_link(kInvitation, text);
  if (!parts) return std::unexpected(parts.error());
  const View rest = parts->payload;
  return Link{parts->origin, *fixed<16>(rest.first(16)), *fixed<16>(rest.subspan(16, 16)),
              *fixed<32>(rest.subspan(32, 32))};
}

Bytes encode_greeting(int role, const Greeting& greeting, const Link& link, View first_message) {
  cbor::Writer out;
  out.array(6).number(kGreetingVersion).number(static_cast<std::uint64_t>(role));
  out.bytes(greeting.identity).bytes(greeting.box).bytes(greeting.nonce);
  out.bytes(mac(role, greeting, link, first_message));
  return out.take();
}

Result<Greeting> decode_greeting(int role, View message, const Link& link, View first_message) {
  cbor::Reader in(message);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kGreetingVersion) {
    return fail(Code::too_new,
                "The other side uses a newer Concertina. Please update Concertina, then invite again.");
  }
  const std::uint64_t said_role = in.number();
  const Greeting out{in.fixed<32>(), in.fixed<32>(), in.fixed<16>()};
  const prim::Key said_mac = in.fixed<32>();
  if (!in.finished() || length != 6 || version != kGreetingVersion ||
      said_role != static_cast<std::uint64_t>(role) ||
      !prim::same_secret(said_mac, mac(role, out, link, first_message))) {
    return fail(
        Code::damaged,
        "Somebody answered this invitation without having its link. It is ended; please make a new one.");
  }
  return out;
}

Hash transcript(const Link& link, View first_message, View second_message) {
  return hash("concertina/1 transcript", {link.rendezvous, link.commitment, first_message, second_message});
}

std::string four_words(const Hash& transcript) {
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | transcript[static_cast<std::size_t>(i)];
  std::string out;
  for (int i = 0; i < 4; ++i, bits <<= 11) {
    if (i > 0) out += ' ';
    out += kWords[bits >> 53];
  }
  return out;
}

}  // namespace concertina

#include "core/seal/device_link.h"

#include "core/record/cbor.h"
#include "core/seal/secret_link.h"

namespace concertina {
namespace {

constexpr LinkSort kDeviceLink{"/device", "concertina/1 device link", 1, 16 + 16 + 32 + 32,
                               "link for a device"};
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kNew = 3, kLive = 4;  // 1 and 2 are the roles of partners

prim::Key mac(std::uint8_t role, View what, const DeviceLink& link, View first_message) {
  const Fixed<1> who{role};
  return derive("concertina/1 device greeting", link.link.secret,
                {who, link.link.rendezvous, link.identity, what, first_message});
}

// What the mac of message 1 covers, as one text.
Bytes said(const NewDevice& device) {
  Bytes out = to_bytes(device.device.names.sign);
  const auto add = [&](View part) { out.insert(out.end(), part.begin(), part.end()); };
  add(device.device.names.box);
  add(device.device.agreement);
  add(device.nonce);
  return out;
}

std::unexpected<Error> newer() {
  return fail(
      Code::too_new,
      "The other device has a newer Concertina. Please update Concertina here, then make a new link.");
}

std::unexpected<Error> not_by_link() {
  return fail(Code::damaged,
              "Somebody answered this link without having it. It is ended; please make a new one.");
}

}  // namespace

Hash commit_device(const Hash& identity, const Fixed<16>& nonce) {
  return hash("concertina/1 device commitment", {identity, nonce});
}

std::string to_text(const DeviceLink& link) {
  Bytes payload = to_bytes(link.link.secret);
  const auto add = [&](View part) { payload.insert(payload.end(), part.begin(), part.end()); };
  add(link.link.rendezvous);
  add(link.identity);
  add(link.link.commitment);
  return to_text(kDeviceLink, {link.link.origin, std::move(payload)});
}

Result<DeviceLink> parse_device_link(std::string_view text) {
  if (text.find("/join#") != std::string_view::npos) {
    return fail(
        Code::invalid,
        "This is an invitation from a partner. It joins the two of you, and adds no device of yours.");
  }
  const auto parts = parse_link(kDeviceLink, text);
  if (!parts) return std::unexpected(parts.error());
  const View rest = parts->payload;
  return DeviceLink{{parts->origin, *fixed<16>(rest.first(16)), *fixed<16>(rest.subspan(16, 16)),
                     *fixed<32>(rest.subspan(64, 32))},
                    *fixed<32>(rest.subspan(32, 32))};
}

Bytes encode_new_device(const NewDevice& device, const DeviceLink& link) {
  cbor::Writer out;
  out.array(7).number(kVersion).number(kNew);
  out.bytes(device.device.names.sign).bytes(device.device.names.box).bytes(device.device.agreement);
  out.bytes(device.nonce).bytes(mac(kNew, said(device), link, {}));
  return out.take();
}

Result<NewDevice> decode_new_device(View message, const DeviceLink& link) {
  cbor::Reader in(message);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kVersion) return newer();
  const std::uint64_t role = in.number();
  const NewDevice out{{{in.fixed<32>(), in.fixed<32>()}, in.fixed<64>()}, in.fixed<16>()};
  const prim::Key said_mac = in.fixed<32>();
  if (!in.finished() || length != 7 || version != kVersion || role != kNew ||
      !prim::same_secret(said_mac, mac(kNew, said(out), link, {})) || !agreed(out.device, link.identity)) {
    return not_by_link();
  }
  return out;
}

Bytes encode_device_answer(const Fixed<16>& nonce, const DeviceLink& link, View first_message) {
  cbor::Writer out;
  out.array(4).number(kVersion).number(kLive).bytes(nonce).bytes(mac(kLive, nonce, link, first_message));
  return out.take();
}

Result<Fixed<16>> decode_device_answer(View message, const DeviceLink& link, View first_message) {
  cbor::Reader in(message);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kVersion) return newer();
  const std::uint64_t role = in.number();
  const auto nonce = in.fixed<16>();
  const prim::Key said_mac = in.fixed<32>();
  if (!in.finished() || length != 4 || version != kVersion || role != kLive ||
      !prim::same_secret(said_mac, mac(kLive, nonce, link, first_message))) {
    return not_by_link();
  }
  if (commit_device(link.identity, nonce) != link.link.commitment) {
    return fail(Code::damaged, "Who answered is not the device that made this link. Please make a new one.");
  }
  return nonce;
}

Hash device_transcript(const DeviceLink& link, View first_message, View second_message) {
  return hash("concertina/1 device transcript",
              {link.link.rendezvous, link.identity, link.link.commitment, first_message, second_message});
}

}  // namespace concertina

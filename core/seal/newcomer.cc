#include "core/seal/newcomer.h"

#include "core/record/cbor.h"

namespace concertina {
namespace {

constexpr std::uint64_t kVersion = 1;

}  // namespace

Newcomer Newcomer::by_link(const DeviceLink& link, Ambient& ambient) {
  Newcomer out = by_code(link.link.origin, ambient);
  out.link_ = link;
  out.nonce_ = ambient.random<16>();
  out.first_ = encode_new_device({agree(out.keys(), link.identity), out.nonce_}, link);
  return out;
}

Newcomer Newcomer::by_code(std::string origin, Ambient& ambient) {
  Newcomer out;
  out.secret_ = DeviceSecret{ambient.random<32>(), ambient.random<32>()};
  out.origin_ = std::move(origin);
  return out;
}

Bytes Newcomer::encode() const {
  cbor::Writer out;
  out.array(8).number(kVersion).bytes(secret_.sign_seed).bytes(secret_.box_seed).text(origin_);
  out.text(link_ ? to_text(*link_) : std::string()).bytes(first_).bytes(second_).number(same_ ? 1 : 0);
  return out.take();
}

Result<Newcomer> Newcomer::restore(View item) {
  cbor::Reader in(item);
  Newcomer out;
  in.array(8);
  if (in.number() != kVersion) in.refuse();
  out.secret_ = DeviceSecret{in.fixed<32>(), in.fixed<32>()};
  out.origin_ = in.text();
  const std::string text(in.text());
  out.first_ = to_bytes(in.bytes());
  out.second_ = to_bytes(in.bytes());
  const std::uint64_t same = in.number();
  out.same_ = same == 1;
  const auto link = text.empty() ? std::unexpected(Error{}) : parse_device_link(text);
  if (link) out.link_ = *link;
  const bool right = text.empty() ? out.first_.empty() && out.second_.empty()  // nothing is said by code
                                  : link && to_text(*link) == text;
  if (!in.finished() || same > 1 || !right) {
    return fail(
        Code::damaged,
        "What is stored of the device that was to be added can't be read. Please begin with a new link.");
  }
  return out;
}

std::optional<std::string> Newcomer::words() const {
  if (!link_ || second_.empty()) return std::nullopt;
  return four_words(device_transcript(*link_, first_, second_));
}

Result<void> Newcomer::take_answer(View message) {
  const auto nonce = decode_device_answer(message, *link_, first_);
  if (!nonce) return std::unexpected(nonce.error());
  second_ = to_bytes(message);
  return {};
}

Result<Changes> Newcomer::arrive(const std::vector<Bytes>& entries) const {
  Changes out{{std::string(kItem), std::nullopt}};
  if (auto ok = Device::arrive(secret_, origin_, entries, out); !ok) return std::unexpected(ok.error());
  return out;
}

}  // namespace concertina

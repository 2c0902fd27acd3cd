// The formats by which a person takes in a further device, and of their recovery code.
#include "core/golden/vectors.h"
#include "core/seal/newcomer.h"
#include "core/test_support.h"

namespace concertina::golden {
namespace {

template <std::size_t N>
Fixed<N> counting(int first) {
  Fixed<N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(first) + i);
  return out;
}

// Gives numbers that count up from 0x10, from call to call, so that it can be seen where each went.
class CountingAmbient : public Ambient {
 public:
  void random(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = next_++;
  }
  Moment now() override { return test::kNoon; }

 private:
  std::uint8_t next_ = 0x10;
};

}  // namespace

File devices() {
  File out{
      "device",
      "A further device and the recovery code; doc/format.md, \"device link\", \"recovery code\", \"store\".",
      {}};
  const auto text = [](std::string_view said) { return to_bytes(as_view(said)); };
  const auto nonce = counting<16>(0x50);
  const Hash identity = counting<32>(0x10);
  const DeviceLink link{
      {"https://relay.example", counting<16>(0x60), counting<16>(0x70), commit_device(identity, nonce)},
      identity};
  CountingAmbient ambient;
  Newcomer newcomer = Newcomer::by_link(link, ambient);
  const Bytes second = encode_device_answer(nonce, link, newcomer.first());
  const Hash transcript = device_transcript(link, newcomer.first(), second);
  out.vectors = {{"commitment",
                  {{"identity", to_hex(identity)}, {"nonce", to_hex(nonce)}},
                  to_bytes(link.link.commitment)},
                 {"link, as text", {{"text", to_text(link)}}, text(to_text(link))},
                 {"first message", {{"seeds and nonce", "count up from 10"}}, newcomer.first()},
                 {"second message", {{"nonce", to_hex(nonce)}}, second},
                 {"transcript", {{"words", four_words(transcript)}}, to_bytes(transcript)}};
  (void)newcomer.take_answer(second);
  newcomer.say_same();
  out.vectors.push_back({"newcomer", {}, newcomer.encode()});

  const RecoveryCode code{counting<20>(0x30)};
  const DeviceKeys keys = recovery_keys(code);
  out.vectors.push_back({"recovery code, as text",
                         {{"bits", to_hex(code.bits)}, {"text", to_text(code)}},
                         text(to_text(code))});
  out.vectors.push_back({"recovery code: sign", {}, to_bytes(keys.sign.public_key)});
  out.vectors.push_back({"recovery code: box", {}, to_bytes(keys.box.public_key)});
  const AgreedDevice agreed = agree(newcomer.keys(), identity);
  const Wishes wishes{
      entry::Join{counting<32>(0xa0), counting<32>(0x40)}, agreed, {counting<32>(0xb0)}, {}, {}};
  out.vectors.push_back({"wishes", {}, encode(wishes)});
  out.vectors.push_back({"tries", {}, encode(Tries{6, test::kNoon.seconds})});
  return out;
}

}  // namespace concertina::golden

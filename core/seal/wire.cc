#include "core/seal/wire.h"

#include <charconv>

#include "core/record/cbor.h"
#include "core/record/text.h"

namespace concertina {
namespace {

constexpr std::uint64_t kWireVersion = 1;

std::unexpected<Error> rubbish() {
  return fail(
      Code::unreachable,
      "The relay answered something that is no answer of a Concertina relay. Please check its address.");
}

std::unexpected<Error> newer() {
  return fail(Code::too_new, "The relay speaks a newer Concertina. Please update Concertina to go on.");
}

// The length of a list that may have at most `most` items.
std::size_t read_length(cbor::Reader& in, std::size_t most) {
  const std::size_t out = in.array();
  if (out > most) in.refuse();
  return out;
}

std::vector<Bytes> read_items(cbor::Reader& in) {
  std::vector<Bytes> out;
  for (std::size_t left = read_length(in, kMostItems); left > 0 && in.ok(); --left)
    out.push_back(to_bytes(in.bytes()));
  return out;
}

void write_items(cbor::Writer& out, const std::vector<Bytes>& items) {
  out.array(items.size());
  for (const Bytes& item : items) out.bytes(item);
}

template <typename T>
std::optional<T> read_decimal(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <std::size_t N>
bool read_cursor(std::string_view text, std::vector<Cursor<N>>& out) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return false;
  const auto id = fixed_from_hex<N>(text.substr(0, dot));
  const auto from = read_decimal<std::uint64_t>(text.substr(dot + 1));
  if (!id || !from || out.size() >= kMostCursors) return false;
  out.push_back({*id, *from});
  return true;
}

}  // namespace

Bytes encode(const ReadAnswer& answer) {
  cbor::Writer out;
  out.array(4).number(kWireVersion).array(answer.logs.size());
  for (const auto& part : answer.logs) {
    out.array(3).bytes(part.log).number(part.next);
    write_items(out, part.frames);
  }
  out.array(answer.chains.size());
  for (const auto& part : answer.chains) {
    out.array(3).bytes(part.identity).number(part.size);
    write_items(out, part.entries);
  }
  out.number(answer.more ? 1 : 0);
  return out.take();
}

Result<ReadAnswer> decode_read_answer(View bytes) {
  if (bytes.size() > kMostAnswer) return rubbish();
  cbor::Reader in(bytes);
  ReadAnswer out;
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kWireVersion) return newer();
  for (std::size_t left = read_length(in, kMostCursors); left > 0 && in.ok(); --left) {
    in.array(3);
    out.logs.push_back({in.fixed<16>(), in.number(), read_items(in)});
  }
  for (std::size_t left = read_length(in, kMostCursors); left > 0 && in.ok(); --left) {
    in.array(3);
    out.chains.push_back({in.fixed<32>(), in.number(), read_items(in)});
  }
  const std::uint64_t more = in.number();
  if (!in.finished() || length != 4 || version != kWireVersion || more > 1) return rubbish();
  out.more = more == 1;
  return out;
}

Bytes encode(const Refusal& refusal) {
  cbor::Writer out;
  out.array(5).number(kWireVersion).text(refusal.reason).text(refusal.say);
  out.integer(refusal.time).number(refusal.next);
  return out.take();
}

Result<Refusal> decode_refusal(View bytes) {
  cbor::Reader in(bytes);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kWireVersion) return newer();
  Refusal out{std::string(in.text()), std::string(in.text()), in.integer(), in.number()};
  if (!in.finished() || length != 5 || version != kWireVersion) return rubbish();
  return out;
}

std::string to_text(const ReadQuery& query) {
  std::string out;
  for (const auto& log : query.logs) out += "log=" + to_hex(log.id) + "." + std::to_string(log.from) + "&";
  for (const auto& chain : query.chains)
    out += "chain=" + to_hex(chain.id) + "." + std::to_string(chain.from) + "&";
  return out + "wait=" + std::to_string(query.wait);
}

Result<ReadQuery> parse_read_query(std::string_view query) {
  ReadQuery out;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    bool good = false;
    if (part.starts_with("log=")) {
      good = read_cursor(part.substr(4), out.logs);
    } else if (part.starts_with("chain=")) {
      good = read_cursor(part.substr(6), out.chains);
    } else if (part.starts_with("wait=")) {
      const auto wait = read_decimal<int>(part.substr(5));
      good = wait && *wait >= 0 && *wait <= kMostWait;
      if (good) out.wait = *wait;
    }
    if (!good) {
      return fail(Code::invalid,
                  "The query holds “" + excerpt(part, 80) +
                      "”, which is no cursor. It is made of log=ID.SEQ, chain=ID.INDEX and wait=0 to 25.");
    }
  }
  return out;
}

}  // namespace concertina

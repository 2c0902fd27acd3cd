#include "core/seal/frame.h"

#include "core/record/cbor.h"

namespace concertina {
namespace {

constexpr std::uint64_t kFrameVersion = 1;
constexpr std::uint64_t kContentVersion = 1;
constexpr std::string_view kSignLabel = "concertina/1 frame";
constexpr std::string_view kEraseLabel = "concertina/1 erasure";
// Around the signed header in a whole frame: array head, two byte-string heads, signature, body's head.
constexpr std::size_t kAround = 1 + 2 + 2 + 64 + 3;

// The header without its last field: what the body is bound to when it is sealed.
void write_bound(cbor::Writer& out, const Header& header) {
  out.number(kFrameVersion).bytes(header.log).number(header.seq).bytes(header.previous).bytes(header.key);
}

Bytes associated(const Header& header) {
  cbor::Writer out;
  out.array(5);
  write_bound(out, header);
  return out.take();
}

Bytes signed_part(const Header& header) {
  cbor::Writer out;
  out.array(6);
  write_bound(out, header);
  out.bytes(header.body);
  return out.take();
}

Hash body_hash(View body) { return hash("concertina/1 body", {body}); }

std::size_t padded_size(std::uint64_t seq) {
  const Header shape{.log = {}, .seq = seq, .previous = {}, .key = {}, .body = {}};
  return kFrameSize - kAround - signed_part(shape).size() - sizeof(prim::Nonce) - prim::kTag;
}

// ISO/IEC 7816-4: one byte 0x80, then zeros.
void pad(Bytes& text, std::size_t size) {
  text.push_back(0x80);
  text.resize(size);
}

std::optional<View> unpad(View text) {
  std::size_t end = text.size();
  while (end > 0 && text[end - 1] == 0) --end;
  if (end == 0 || text[end - 1] != 0x80) return std::nullopt;
  return text.first(end - 1);
}

std::unexpected<Error> damaged(const char* where) {
  return fail(Code::damaged, std::string("A sealed frame is damaged: ") + where + ".");
}

Result<FrameContent> read_content(View bytes) {
  cbor::Reader in(bytes);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kContentVersion) {
    return fail(Code::too_new,
                "A frame was written by a newer Concertina. It is kept; please update to read it.");
  }
  FrameContent out;
  for (std::size_t left = in.array(); left > 0 && in.ok(); --left) {
    in.array(2);
    const std::uint64_t part = in.number();
    if (part > Piece::kWhole) in.refuse();
    out.pieces.push_back(Piece{part, to_bytes(in.bytes())});
    if (out.pieces.size() > kMostPieces) in.refuse();
  }
  for (std::size_t left = in.array(); left > 0 && in.ok(); --left) {
    in.array(3);
    out.seen.push_back(Head{in.fixed<16>(), in.number(), in.fixed<32>()});
    if (out.seen.size() > kMostSeen) in.refuse();
  }
  if (!in.finished() || length != 3 || version != kContentVersion)
    return damaged("its content can't be read");
  return out;
}

}  // namespace

Hash header_hash(View signed_header) { return hash("concertina/1 header", {signed_header}); }

Result<Frame> read_frame(View bytes) {
  if (bytes.size() > kFrameSize) return damaged("it is too long");
  Frame out;
  cbor::Reader outer(bytes);
  outer.array(3);
  out.signed_header = to_bytes(outer.bytes());
  out.signature = outer.fixed<64>();
  out.body = outer.bytes();
  if (!outer.finished()) return damaged("its shape is wrong");

  cbor::Reader in(out.signed_header);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kFrameVersion) {
    return fail(Code::too_new,
                "A frame was sealed by a newer Concertina. Please update Concertina to read it.");
  }
  out.header = Header{in.fixed<16>(), in.number(), in.fixed<32>(), in.fixed<16>(), in.fixed<32>()};
  if (!in.finished() || length != 6 || version != kFrameVersion || out.header.seq > kMostSeq) {
    return damaged("its header can't be read");
  }
  if (out.body.size() == sizeof(prim::Signature)) {
    out.erasure = *fixed<64>(out.body);
    out.body = {};
  } else if (bytes.size() != kFrameSize) {
    return damaged("it is cut short");
  }
  return out;
}

Result<void> verify_frame(const Frame& frame, const Fixed<32>& device, Place place) {
  if (frame.header.log != log_id(device, place)) return damaged("it belongs to another log");
  if (!verify(kSignLabel, frame.signed_header, frame.signature, device))
    return damaged("its signature does not hold");
  if (frame.erasure) {
    if (!verify(kEraseLabel, frame.signed_header, *frame.erasure, device))
      return damaged("its author did not erase it");
  } else if (body_hash(frame.body) != frame.header.body) {
    return damaged("its body is not the one that was signed");
  }
  return {};
}

std::size_t content_room(std::uint64_t seq) { return padded_size(seq) - 1; }

Bytes encode(const FrameContent& content) {
  cbor::Writer out;
  out.array(3).number(kContentVersion);
  out.array(content.pieces.size());
  for (const Piece& piece : content.pieces) out.array(2).number(piece.part).bytes(piece.bytes);
  out.array(content.seen.size());
  for (const Head& head : content.seen) out.array(3).bytes(head.log).number(head.next).bytes(head.hash);
  return out.take();
}

Bytes seal_frame(const FrameContent& content, const Id& log, std::uint64_t seq, const Hash& previous,
                 const prim::Key& key, const prim::KeyPair& device) {
  Header header{.log = log, .seq = seq, .previous = previous, .key = key_id(key), .body = {}};
  const FrameKeys keys(key, log);
  Bytes text = encode(content);
  pad(text, padded_size(seq));
  const Bytes bound = associated(header);

  // The nonce is a keyed hash of all that is sealed: equal nonces would mean equal texts.
  prim::Nonce nonce;
  prim::blake2b(nonce, labelled("concertina/1 nonce", {bound, text}), keys.nonce);
  Bytes body = to_bytes(nonce);
  const Bytes sealed = prim::aead_seal(text, bound, nonce, keys.seal);
  body.insert(body.end(), sealed.begin(), sealed.end());
  header.body = body_hash(body);

  const Bytes signed_header = signed_part(header);
  cbor::Writer out;
  out.array(3).bytes(signed_header).bytes(sign(kSignLabel, signed_header, device)).bytes(body);
  return out.take();
}

Result<FrameContent> open_frame(const Frame& frame, const prim::Key& key) {
  return open_frame(frame, FrameKeys(key, frame.header.log));
}

Result<FrameContent> open_frame(const Frame& frame, const FrameKeys& keys) {
  prim::Nonce nonce;
  if (frame.body.size() < nonce.size()) return damaged("it has no body");
  if (body_hash(frame.body) != frame.header.body) return damaged("its body is not the one that was signed");
  std::ranges::copy(frame.body.first(nonce.size()), nonce.begin());
  const auto text =
      prim::aead_open(frame.body.subspan(nonce.size()), associated(frame.header), nonce, keys.seal);
  if (!text) return damaged("its body can't be opened");
  const auto content = unpad(*text);
  if (!content) return damaged("its padding is wrong");
  return read_content(*content);
}

Bytes erase_frame(const Frame& frame, const prim::KeyPair& device) {
  cbor::Writer out;
  out.array(3)
      .bytes(frame.signed_header)
      .bytes(frame.signature)
      .bytes(sign(kEraseLabel, frame.signed_header, device));
  return out.take();
}

}  // namespace concertina

// Frame: the sealed envelope in which records travel and are kept. Bytes: doc/format.md, "frame".
//
// Every frame that has its body is exactly kFrameSize bytes, whatever was written. The header is signed by
// the device and names the header before it; the body is sealed, so that the relay sees only the header.
#pragma once

#include "core/seal/entry.h"

namespace concertina {

inline constexpr std::size_t kFrameSize = 4096;
inline constexpr std::uint64_t kMostSeq = 0xffff'ffff;  // one frame a minute for 8000 years
inline constexpr std::size_t kMostPieces = 128;         // pieces that one content may carry
inline constexpr std::size_t kMostSeen = 12;            // heads that one content may carry

struct Header {
  Id log{};
  std::uint64_t seq = 0;  // from 0
  Hash previous{};        // header hash of seq - 1; zeros for seq 0
  Id key{};               // key_id of the room or table key
  Hash body{};            // hash of the body as it is stored
};

// A frame as its bytes say, signature not yet checked. `body` is a view into the bytes that were read.
// An erased frame has no body: `erasure` is the author's signature that it shall have none.
struct Frame {
  Header header;
  Bytes signed_header;
  prim::Signature signature{};
  View body;
  std::optional<prim::Signature> erasure;
};

// A run of a record's bytes. A record that does not fit goes on in the log's next frame.
struct Piece {
  static constexpr std::uint64_t kBegins = 1, kEnds = 2, kWhole = 3;
  std::uint64_t part = kWhole;
  Bytes bytes;
};

// What is sealed in a body. `seen` (table frames only): the partner's table logs as the writer saw them.
struct FrameContent {
  std::vector<Piece> pieces;
  std::vector<Head> seen;
};

Hash header_hash(View signed_header);

// Reads the shape only. Errors: damaged, too_new.
Result<Frame> read_frame(View bytes);

// Checks that `device` wrote this frame for its log at `place`, and that the body is the one it signed.
// This needs no secret: relay and clients alike do it. Errors: damaged.
Result<void> verify_frame(const Frame& frame, const Fixed<32>& device, Place place);

// How many bytes of encoded FrameContent fit into the frame with this sequence number.
std::size_t content_room(std::uint64_t seq);
Bytes encode(const FrameContent& content);

// Seals `content` as frame `seq` of a log. Its encoding must fit content_room(seq). The same arguments give
// the same bytes; a sequence number must never be sealed with two different contents.
Bytes seal_frame(const FrameContent& content, const Id& log, std::uint64_t seq, const Hash& previous,
                 const prim::Key& room_or_table_key, const prim::KeyPair& device);

// Opens a verified frame with the key that its header names. Errors: damaged, too_new.
Result<FrameContent> open_frame(const Frame& frame, const prim::Key& room_or_table_key);

// The same for many frames of one log: `keys` are FrameKeys(room_or_table_key, frame.header.log).
Result<FrameContent> open_frame(const Frame& frame, const FrameKeys& keys);

// An author's order to forget a body: what is left is header, signature and this erasure.
Bytes erase_frame(const Frame& frame, const prim::KeyPair& device);

}  // namespace concertina

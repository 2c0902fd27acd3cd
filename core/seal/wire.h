// Wire: what the relay answers. Bytes: doc/format.md, "answers". The relay writes, clients read.
#pragma once

#include "core/seal/entry.h"

namespace concertina {

// Answer to GET /v1/read. `next` and `size` say how much the relay holds in all; what is handed out begins
// behind the cursor that was asked for. `more`: ask again at once, the answer was cut at its size limit.
struct ReadAnswer {
  struct LogPart {
    Id log{};
    std::uint64_t next = 0;
    std::vector<Bytes> frames;
  };
  struct ChainPart {
    Hash identity{};
    std::uint64_t size = 0;
    std::vector<Bytes> entries;
  };
  std::vector<LogPart> logs;
  std::vector<ChainPart> chains;
  bool more = false;
};

// Body of every answer that is not 2xx.
struct Refusal {
  std::string reason;      // for programs, one of the names below
  std::string say;         // a sentence for a person
  std::int64_t time = 0;   // the relay's clock, seconds since 1970
  std::uint64_t next = 0;  // with `conflict`: how much the relay holds of this log or chain
};

namespace reason {
inline constexpr std::string_view kBad = "bad";              // 400 the request can't be read
inline constexpr std::string_view kClock = "clock";          // 401 signed more than kMostSkew off; see time
inline constexpr std::string_view kSignature = "signature";  // 401 the signature does not hold
inline constexpr std::string_view kUnknown = "unknown-device";  // 401 no chain here has this live device
inline constexpr std::string_view kRemoved = "removed";         // 401 another device of its person removed it
inline constexpr std::string_view kBehind = "behind";           // 409 the heads that an entry names are old
inline constexpr std::string_view kToken = "token";             // 403 this relay asks for an enrolment token
inline constexpr std::string_view kForbidden = "forbidden";     // 403 not yours to read or write
inline constexpr std::string_view kMissing = "missing";         // 404 there is no such thing
inline constexpr std::string_view kConflict = "conflict";       // 409 something else stands there; see next
inline constexpr std::string_view kGone = "gone";               // 410 the link was used, or its time is over
inline constexpr std::string_view kTooLarge = "too-large";      // 413
inline constexpr std::string_view kSlow = "slow-down";          // 429 with Retry-After
inline constexpr std::string_view kFull = "full";               // 507 quota used up, or no room on the relay
inline constexpr std::string_view kStopping = "stopping";       // 503 the relay is about to stop
inline constexpr std::string_view kBroken = "broken";           // 500
}  // namespace reason

inline constexpr std::size_t kMostAnswer = 2 * 1024 * 1024;  // bytes of an answer that a client reads at most
inline constexpr std::size_t kMostHandedOut = 1024 * 1024;   // frame bytes after which the relay says `more`
inline constexpr std::size_t kMostRequestBody = 256 * 1024;
inline constexpr std::size_t kMostRequestHeader = 8 * 1024;
inline constexpr int kMostWait = 25;                  // seconds of a long-poll
inline constexpr std::size_t kMostItems = 16 * 1024;  // frames or entries in one part of an answer
inline constexpr std::size_t kMostCursors = 32;       // of each kind in one query

Bytes encode(const ReadAnswer& answer);
Result<ReadAnswer> decode_read_answer(View bytes);
Bytes encode(const Refusal& refusal);
Result<Refusal> decode_refusal(View bytes);

// One cursor of the read query: "log=<32 hex>.<seq>" or "chain=<64 hex>.<index>".
template <std::size_t N>
struct Cursor {
  Fixed<N> id{};
  std::uint64_t from = 0;
};
struct ReadQuery {
  std::vector<Cursor<16>> logs;
  std::vector<Cursor<32>> chains;
  int wait = 0;  // seconds, 0 to kMostWait
};
std::string to_text(const ReadQuery& query);
Result<ReadQuery> parse_read_query(std::string_view query);

}  // namespace concertina

#include "relay/answer.h"

#include "core/seal/wire.h"

namespace concertina::relay {

Answer done(int status) {
  Answer out;
  out.status = status;
  return out;
}

Answer refuse(int status, std::string_view reason, std::string say) {
  Answer out;
  out.status = status;
  out.reason = reason;
  out.say = std::move(say);
  return out;
}

Answer conflict(std::uint64_t next, std::string say) {
  Answer out = refuse(409, reason::kConflict, std::move(say));
  out.next = next;
  return out;
}

Answer refuse(const Error& error, std::uint64_t next) {
  switch (error.code) {
    case Code::conflict:
      return conflict(next, error.what);
    case Code::refused:
      return refuse(403, reason::kForbidden, error.what);
    case Code::not_found:
      return refuse(404, reason::kMissing, error.what);
    default:
      return refuse(400, reason::kBad, error.what);
  }
}

Answer unroutable(const Error& error) {
  if (error.code == Code::refused) return refuse(405, reason::kBad, error.what);
  return refuse(error);
}

Answer unknown_device() {
  return refuse(
      401, reason::kUnknown,
      "This relay does not know this device, or it was removed. Please pair it, or enrol here first.");
}

Answer full_disk() {
  return refuse(
      507, reason::kFull,
      "The relay has no room left and kept nothing of this. Its owner can make room; then try again.");
}

Answer broken() {
  return refuse(500, reason::kBroken,
                "Something is broken in the relay; its owner finds more in its log. Please try again later.");
}

Answer stopping() {
  return refuse(503, reason::kStopping, "The relay is about to stop. Please try again in a moment.");
}

}  // namespace concertina::relay

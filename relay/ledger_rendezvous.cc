// The rules of rendezvous: a place for two messages, by which two devices that only share a link find each
// other.
#include "relay/ledger.h"

namespace concertina::relay {
namespace {

Answer gone() {
  return refuse(410, reason::kGone, "This link was used, or its time is over. Please ask for a new one.");
}

Answer no_such_link() {
  return refuse(404, reason::kMissing,
                "There is no such link on this relay. Please check it, or ask for a new one.");
}

Answer other_device() { return refuse(403, reason::kForbidden, "This message is meant for another device."); }

}  // namespace

std::string message_topic(const Id& rendezvous, int message) {
  return (message == 1 ? "m" : "n") + std::string(as_text(rendezvous));
}

Answer Ledger::open_rendezvous(const Fixed<32>& device, const Id& id, int life, std::int64_t now) {
  if (!person_of(device)) return refuse_device(device);
  if (const auto row = store_.rendezvous(id)) {
    if (row->maker != device) return conflict(0, "There is such a link already. Please make another one.");
    return row->expires <= now ? gone() : done(200);
  }
  if (store_.rendezvous_count(device, now) >= kMostOpenLinks) {
    Answer out =
        refuse(429, reason::kSlow, "This device has many open links. Wait until one was used or is over.");
    out.retry_after = 60;
    return out;
  }
  RendezvousRow row;
  row.id = id;
  row.maker = device;
  row.expires = now + life;
  store_.put_rendezvous(row);
  return done(201);
}

Answer Ledger::post_message(const Fixed<32>& device, const Id& id, int message, View body, std::int64_t now) {
  auto row = store_.rendezvous(id);
  if (!row) return no_such_link();
  if (row->expires <= now) return gone();
  if (body.empty()) return refuse(400, reason::kBad, "A message is not empty.");
  if (message == 2 && row->maker != device) return other_device();
  if (message == 2 && !row->messages[0])
    return refuse(404, reason::kMissing, "Nobody has answered this link yet.");
  auto& place = row->messages[message - 1];
  if (place) {
    const bool same = equal(*place, body) && (message == 2 || row->joiner == device);
    return same ? done(200) : gone();
  }
  if (message == 1) row->joiner = device;
  place = to_bytes(body);
  store_.put_rendezvous(*row);
  changes_.push_back(message_topic(id, message));
  return done(201);
}

Answer Ledger::get_message(const Fixed<32>& device, const Id& id, int message, std::int64_t now) {
  const auto row = store_.rendezvous(id);
  if (!row) return no_such_link();
  if (message == 1 ? row->maker != device : row->joiner != device) return other_device();
  if (row->expires <= now) return gone();
  const auto& place = row->messages[message - 1];
  Answer out = done(place ? 200 : 204);
  out.nothing_new = !place;
  if (place) out.body = *place;
  return out;
}

Answer Ledger::sweep(std::int64_t now) {
  store_.sweep_rendezvous(now, now - kRemembered);
  return done(200);
}

}  // namespace concertina::relay

// Seat: one device with its store and its clock, before a relay without sockets. The relay is the real desk
// and ledger over rows in memory; the device is the real one, and so are the rounds that it goes through.
// Whoever stands between can change what comes back, cut the way, or end the device in the middle of
// anything.
#pragma once

#include "core/seal/arrival.h"
#include "core/test_support.h"
#include "relay/desk.h"
#include "relay/test_store.h"

namespace concertina::proofs {

using test::kOrigin;

struct Reply {
  int status = 0;
  Bytes body;
};

class PocketRelay {
 public:
  explicit PocketRelay(const std::int64_t& now) : now_(now) {}
  PocketRelay(const PocketRelay&) = delete;
  PocketRelay& operator=(const PocketRelay&) = delete;

  Reply ask(const Send& send) {
    const Request& request = send.request;
    relay::Incoming incoming;
    incoming.method = request.method;
    incoming.target = request.path + (request.query.empty() ? "" : "?" + request.query);
    incoming.device = to_hex(send.signer);
    incoming.time = std::to_string(send.time);
    incoming.signature = to_hex(send.signature);
    incoming.token = request.enrolment_token;
    incoming.body = request.body;
    const relay::Plan plan = desk_.plan(incoming, 0);
    relay::Answer answer = plan.answer ? *plan.answer : carry_out(plan);
    if (!answer.good())
      answer.body = encode(Refusal{std::string(answer.reason), answer.say, now_, answer.next});
    return {answer.status, std::move(answer.body)};
  }

  relay::MemoryStore store;
  int broken = 0;  // how often the relay found its own rows wanting; never, if all is well

 private:
  relay::Answer carry_out(const relay::Plan& plan) {
    try {
      if (!plan.writes) return plan.work(ledger_);
      store.begin();
      relay::Answer out = plan.work(ledger_);
      out.good() ? store.commit() : store.rollback();
      ledger_.take_changes();
      return out;
    } catch (const relay::StorageFailure&) {
      ++broken;
      store.rollback();
      return relay::broken();
    }
  }

  const std::int64_t& now_;
  relay::Ledger ledger_{store, {std::uint64_t{1} << 30, 100}};
  relay::Desk desk_{relay::Gate({std::string(kOrigin)}, {}), 0, 0, [this] { return now_; }};
};

// A device; or, before it is one, somebody on the way to be one.
struct Seat {
  explicit Seat(std::uint64_t seed) : ambient(seed) {}

  void store(Changes& changes) { test::write(items, std::exchange(changes, {})); }
  // As it was stored; what was only in memory is gone.
  Result<void> reopen() {
    const auto waits = items.find(std::string(Newcomer::kItem));
    if (waits != items.end()) {
      auto back = Newcomer::restore(waits->second);
      if (!back) return std::unexpected(back.error());
      newcomer = std::move(*back);
      return {};
    }
    newcomer.reset();
    ended = items.empty();
    if (ended) return {};
    auto back = test::reopen(items);
    if (!back) return std::unexpected(back.error());
    device = std::move(*back);
    return {};
  }
  bool arrived() const { return !newcomer && !ended; }
  const Fixed<32>& key() const { return device.keys().sign.public_key; }

  test::SeededAmbient ambient;
  Items items;
  Device device;
  std::optional<Newcomer> newcomer;
  std::optional<RecoveryCode> code;  // with which a newcomer comes, if not by a link
  bool ended = false;                // a newcomer whose link was over
};

// What comes back for a request; nothing where there is no way to the relay.
using Way = std::function<std::optional<Reply>(const Send&)>;

inline constexpr int kMostSends = 2'000;  // far more than any round of these histories takes

// How a round went.
struct Went {
  Result<void> result;
  std::vector<Trouble> events;
  bool news = false;
  int sends = 0;
  bool endless = false;
  bool crashed = false;

  bool named() const { return !result || !events.empty(); }
};

namespace inner {

// Carries out the steps of a Contact or an Arrival; `crash_at`: the step before which the device dies.
template <typename Talk>
void walk(Seat& seat, Talk& talk, const Way& way, int crash_at, Went& out) {
  for (int step = 0;; ++step) {
    Step next = talk.next();
    if (const auto* done = std::get_if<Done>(&next)) {
      out.result = done->result;
      return;
    }
    if (step == crash_at) {
      out.crashed = true;
      return;
    }
    if (const auto* keep = std::get_if<Store>(&next)) {
      test::write(seat.items, keep->changes);
    } else if (const auto* load = std::get_if<Load>(&next)) {
      if constexpr (requires { talk.loaded(std::nullopt); }) {
        const auto found = seat.items.find(load->key);
        talk.loaded(found == seat.items.end() ? std::nullopt : std::optional(found->second));
      }
    } else {
      if (++out.sends > kMostSends) {
        out.endless = true;
        return;
      }
      if (const auto reply = way(std::get<Send>(next))) {
        talk.answered(reply->status, reply->body);
      } else {
        talk.failed({Code::unreachable, "There is no way to the relay."});
      }
    }
  }
}

}  // namespace inner

// One round of whoever sits there. After a crash the seat must be reopened.
inline Went round(Seat& seat, const Way& way, int crash_at = -1) {
  Went out;
  if (seat.newcomer) {
    Arrival arrival(*seat.newcomer, seat.ambient, seat.code ? &*seat.code : nullptr);
    arrival.round(0);
    inner::walk(seat, arrival, way, crash_at, out);
    out.news = arrival.arrived();
    if (out.crashed || out.endless) return out;
    if (auto ok = seat.reopen(); !ok) out.result = ok;  // as a device, if it has arrived
  } else if (!seat.ended) {
    Contact contact(seat.device, seat.ambient);
    contact.round(0);
    inner::walk(seat, contact, way, crash_at, out);
    out.events = contact.events();
    out.news = contact.news();
  }
  return out;
}

}  // namespace concertina::proofs

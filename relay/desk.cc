#include "relay/desk.h"

namespace concertina::relay {
namespace {

Answer too_fast(int seconds) {
  Answer out =
      refuse(429, reason::kSlow, "These are more requests than this relay takes. Please wait a moment.");
  out.retry_after = seconds;
  return out;
}

std::vector<std::string> topics_of(const ReadQuery& query) {
  std::vector<std::string> out;
  out.reserve(query.chains.size() + query.logs.size());
  for (const auto& chain : query.chains) out.push_back(chain_topic(chain.id));
  for (const auto& log : query.logs) out.push_back(log_topic(log.id));
  return out;
}

}  // namespace

Plan Desk::plan(Incoming& incoming, double seconds) {
  Plan out;
  if (const int wait = by_address_.take(incoming.address, seconds); wait > 0) {
    out.answer = too_fast(wait);
    return out;
  }
  const auto route = parse_route(incoming.method, incoming.target);
  if (!route) {
    out.answer = unroutable(route.error());
    if (out.answer->status == 405) out.allow = allowed_methods(incoming.target);
    return out;
  }
  out.name = route_name(route->kind);
  if (route->kind == Route::Kind::health) {
    out.health = true;
    out.answer = done(200);
    return out;
  }
  const auto headers = parse_signed_headers(incoming.device, incoming.time, incoming.signature);
  if (!headers) {
    out.answer = refuse(401, reason::kSignature, headers.error().what);
    return out;
  }
  Request request{
      incoming.method, std::string(route->path), std::string(route->query), std::move(incoming.body), {}};
  out.answer = gate_.refuse_request(request, *headers, now());
  if (out.answer) return out;
  if (const int wait = by_device_.take(as_text(headers->device), seconds); wait > 0) {
    out.answer = too_fast(wait);
    return out;
  }
  plan_work(*route, *headers, incoming, std::move(request.body), out);
  return out;
}

void Desk::plan_work(const Route& route, const SignedHeaders& headers, const Incoming& incoming, Bytes body,
                     Plan& out) {
  const Fixed<32> device = headers.device;
  const Id id = route.id;
  const int message = route.message;
  out.writes = true;
  out.wait = route.wait;
  switch (route.kind) {
    case Route::Kind::health:
      break;
    case Route::Kind::append_entry: {
      const Enrolment enrolment{gate_.may_enrol(incoming.token), route.rendezvous};
      out.work = [=, this, identity = route.identity, body = std::move(body)](Ledger& ledger) {
        return ledger.append_entry(device, identity, body, enrolment, now());
      };
      break;
    }
    case Route::Kind::append_frame:
      out.work = [=, seq = route.seq, body = std::move(body)](Ledger& ledger) {
        return ledger.append_frame(device, id, seq, body);
      };
      break;
    case Route::Kind::erase_frame:
      out.work = [=, seq = route.seq, body = std::move(body)](Ledger& ledger) {
        return ledger.erase_frame(device, id, seq, body);
      };
      break;
    case Route::Kind::read:
      out.writes = false;
      out.topics = topics_of(route.read);
      out.work = [=, query = route.read](Ledger& ledger) { return ledger.read(device, query); };
      break;
    case Route::Kind::open_rendezvous:
      out.work = [=, this, life = route.life](Ledger& ledger) {
        return ledger.open_rendezvous(device, id, life, now());
      };
      break;
    case Route::Kind::post_message:
      out.work = [=, this, body = std::move(body)](Ledger& ledger) {
        return ledger.post_message(device, id, message, body, now());
      };
      break;
    case Route::Kind::get_message:
      out.writes = false;
      out.topics = {message_topic(id, message)};
      out.work = [=, this](Ledger& ledger) { return ledger.get_message(device, id, message, now()); };
      break;
  }
}

}  // namespace concertina::relay

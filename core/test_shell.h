// A shell whose relay is a script: for tests and the fuzzer. The script is no relay, it says whatever it is
// told.
#pragma once

#include <functional>

#include "core/test_support.h"

namespace concertina::test {

struct Answer {
  int status = 201;
  Bytes body;
};

inline Answer refusal(int status, std::string_view why, std::uint64_t next = 0) {
  return {status, encode(Refusal{std::string(why), "The relay's own words.", kNoon.seconds, next})};
}

// Everything is taken, and there is nothing new.
inline Answer fine(const Request& request) {
  if (request.path != "/v1/read") return {request.method == "GET" ? 204 : 201, {}};
  const auto query = parse_read_query(request.query);
  ReadAnswer answer;
  if (!query) return {400, {}};
  for (const auto& cursor : query->logs) answer.logs.push_back({cursor.id, cursor.from, {}});
  for (const auto& cursor : query->chains) answer.chains.push_back({cursor.id, cursor.from, {}});
  return {200, encode(answer)};
}

class Shell {
 public:
  using Script = std::function<std::optional<Answer>(const Request&)>;  // nothing: it can't be reached

  // One round; keeps what was sent in `sent`, and what a shell must never see in `faults`.
  Result<void> round(Contact& contact, Person& person, const Script& script = fine, int wait = 0) {
    sent.clear();
    contact.round(wait);
    for (int steps = 0; steps < 3000; ++steps) {
      Step step = contact.next();
      if (const auto* done = std::get_if<Done>(&step)) return done->result;
      if (const auto* store = std::get_if<Store>(&step)) {
        if (store->changes.empty()) faults.emplace_back("nothing to store");
        write(person.items, store->changes);
      } else if (const auto* load = std::get_if<Load>(&step)) {
        const auto found = person.items.find(load->key);
        contact.loaded(found == person.items.end() ? std::nullopt : std::optional(found->second));
      } else {
        const Send& send = std::get<Send>(step);
        look_at(send, person);
        sent.push_back(send.request);
        if (const auto answer = script(send.request)) {
          contact.answered(answer->status, answer->body);
        } else {
          contact.failed({Code::unreachable, "No way."});
        }
      }
    }
    faults.emplace_back("the round does not end");
    return {};
  }

  // How many posts went to a path that holds `part`.
  std::size_t posts(std::string_view part) const {
    return static_cast<std::size_t>(std::ranges::count_if(sent, [&](const Request& request) {
      return request.method == "POST" && request.path.find(part) != std::string::npos;
    }));
  }

  std::vector<Request> sent;
  std::vector<std::string> faults;
  bool check_stored = true;

 private:
  void look_at(const Send& send, const Person& person) {
    const Request& request = send.request;
    const auto& key = person.device.keys().sign.public_key;
    if (!verify_request(request, person.device.relay(), send.time, send.signature, key))
      faults.emplace_back("not signed");
    if (!check_stored || request.body.empty() || request.path.ends_with("/erasure") ||
        request.path.starts_with("/v1/rendezvous"))
      return;
    // Whatever goes out stands in the store: a crash right here loses nothing and repeats nothing.
    const std::string_view body = as_text(request.body);
    const bool stored = std::ranges::any_of(
        person.items, [&](const auto& item) { return as_text(item.second).find(body) != body.npos; });
    const auto again = reopen(person.items);
    if (!stored || !again || again->chain().head() != person.device.chain().head())
      faults.push_back("not stored: " + request.path);
  }
};

inline std::string log_path(const Person& person, Place place) {
  return "/v1/logs/" + to_hex(person.log(place).id()) + "/";
}

// Somebody with a relay and without a partner.
inline Person alone(std::string_view name, std::uint64_t seed) {
  Person out(name, seed);
  out.device.set_relay(std::string(kOrigin), "token", out.changes);
  out.store();
  return out;
}

}  // namespace concertina::test

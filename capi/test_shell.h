// A shell as a page would be one: it holds a handle, stores what it is told to in memory, and carries
// requests to a relay. Everything goes through the C ABI.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "capi/concertina.h"
#include "core/test_support.h"

namespace concertina::capi::test {

using Json = nlohmann::json;

// What a call told.
struct Said {
  std::int32_t code = CONCERTINA_OK;
  std::string text;

  bool ok() const { return code == CONCERTINA_OK; }
  Json json() const { return Json::parse(text); }
};

// What a carrier brings back; without one the relay can't be reached.
struct Answer {
  int status = 0;
  Bytes body;
};
using Carrier = std::function<std::optional<Answer>(const Json& request, const Bytes& body)>;

inline std::string_view take(std::string_view& list, std::size_t size) {
  if (size > list.size()) throw std::runtime_error("the byte list ends too early");
  const std::string_view out = list.substr(0, size);
  list.remove_prefix(size);
  return out;
}

inline std::uint32_t read_u32(std::string_view& list) {
  std::uint32_t out = 0;
  int shift = 0;
  for (const std::uint8_t byte : as_view(take(list, 4))) out |= std::uint32_t{byte} << shift, shift += 8;
  return out;
}

inline void store(Items& items, std::string_view list) {
  for (std::uint32_t left = read_u32(list); left > 0; --left) {
    const std::string key(take(list, read_u32(list)));
    const std::uint32_t value_size = read_u32(list);
    if (value_size == 0xffffffff) {
      items.erase(key);
    } else {
      items[key] = to_bytes(as_view(take(list, value_size)));
    }
  }
  if (!list.empty()) throw std::runtime_error("the byte list is longer than it says");
}

class Shell {
 public:
  explicit Shell(std::uint64_t seed) : chance(seed) { open(); }
  ~Shell() { concertina_free(device); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  void open() {
    concertina_free(device);
    device = concertina_new(
        [](void* self, std::uint8_t* out, std::size_t length) -> std::int32_t {
          static_cast<Shell*>(self)->chance.fill({out, length});
          return static_cast<Shell*>(self)->no_randomness ? 1 : 0;
        },
        [](void* self, std::int32_t* ahead) -> double {
          *ahead = static_cast<Shell*>(self)->offset;
          return static_cast<Shell*>(self)->clock;
        },
        this);
  }
  // As after a crash: a new handle, opened from what is stored.
  Said restart() {
    if (const Said said = restore(); !said.ok()) return said;
    return finish();
  }
  Said restore() {
    open();
    for (const auto& [key, value] : items) {
      const Said said = tell(concertina_restore(device, key.data(), key.size(), value.data(), value.size()));
      if (!said.ok()) return said;
    }
    return {};
  }
  Said finish() const { return tell(concertina_finish(device)); }
  Said unlock(std::string_view text) const {
    return tell(concertina_unlock(device, text.data(), text.size()));
  }
  Said set_passphrase(std::string_view text) {
    return stored(concertina_set_passphrase(device, text.data(), text.size()));
  }

  Said tell(std::int32_t code) const {
    return {code, std::string(reinterpret_cast<const char*>(concertina_result(device)),
                              concertina_result_size(device))};
  }
  // The same for a verb that changes something: what it changed is stored at once.
  Said stored(std::int32_t code) {
    const Said said = tell(code);
    const Said changes = tell(concertina_take_changes(device));
    if (changes.ok()) store(items, changes.text);
    return said;
  }
  Said begin(std::string_view name) { return stored(concertina_begin(device, name.data(), name.size())); }
  Said begin_with_code(std::string_view name) {
    return stored(concertina_begin_with_code(device, name.data(), name.size()));
  }
  Said new_recovery() { return stored(concertina_new_recovery(device)); }
  Said check_recovery(std::string_view code) {
    return stored(concertina_check_recovery(device, code.data(), code.size()));
  }
  Said add_device() { return stored(concertina_add_device(device)); }
  Said remove_device(std::string_view id) {
    return stored(concertina_remove_device(device, id.data(), id.size()));
  }
  Said compare_device(bool same, std::string_view passphrase = {}) {
    return stored(concertina_compare_device(device, same ? 1 : 0, passphrase.data(), passphrase.size()));
  }
  Said join_device(std::string_view link) {
    return stored(concertina_join_device(device, link.data(), link.size()));
  }
  Said recover(std::string_view url, std::string_view code) {
    return stored(concertina_recover(device, url.data(), url.size(), code.data(), code.size()));
  }
  Said arrival() const { return tell(concertina_arrival(device)); }
  Said leave() { return stored(concertina_leave(device)); }
  Said write(const Json& fields) { return write(fields.dump()); }
  Said write(const std::string& json) { return stored(concertina_write(device, json.data(), json.size())); }
  Said correct(const Json& fields) {
    const std::string json = fields.dump();
    return stored(concertina_correct(device, json.data(), json.size()));
  }
  Said copy(const Json& fields) {
    const std::string json = fields.dump();
    return stored(concertina_copy(device, json.data(), json.size()));
  }
  Said take_back(std::string_view id) { return stored(concertina_take_back(device, id.data(), id.size())); }
  Said compare(bool same) { return stored(concertina_compare(device, same ? 1 : 0)); }
  Said invite() { return stored(concertina_invite(device)); }
  Said join(std::string_view link) { return stored(concertina_join(device, link.data(), link.size())); }
  Said set_relay(std::string_view url, std::string_view token = {}) {
    return stored(concertina_set_relay(device, url.data(), url.size(), token.data(), token.size()));
  }
  Said words() const { return tell(concertina_words(device)); }
  Said house_text() const { return tell(concertina_house(device)); }
  Json house() const { return house_text().json(); }
  Json status() const { return tell(concertina_status(device)).json(); }
  Json sign_links() const { return tell(concertina_sign_links(device)).json(); }
  Json fills() const { return tell(concertina_fills(device)).json(); }
  Json exported() const { return tell(concertina_export(device)).json(); }

  // Does one step of a round; true once it was the last, with what it told in `done`.
  bool step(const Carrier& carrier, Json& done) {
    const Said said = tell(concertina_next(device));
    if (!said.ok()) throw std::runtime_error("next: " + said.text);
    switch (concertina_step(device)) {
      case CONCERTINA_STORE:
        store(items, said.text);
        return false;
      case CONCERTINA_LOAD: {
        const auto found = items.find(said.text);
        const bool here = found != items.end();
        expect_ok(concertina_loaded(device, here ? found->second.data() : nullptr,
                                    here ? found->second.size() : 0));
        return false;
      }
      case CONCERTINA_SEND: {
        const std::uint8_t* body = concertina_body(device);
        const auto answer = carrier(said.json(), Bytes(body, body + concertina_body_size(device)));
        if (concertina_step(device) != CONCERTINA_SEND) return false;  // the carrier ended this round
        if (answer) {
          expect_ok(concertina_answered(device, answer->status, answer->body.data(), answer->body.size()));
        } else {
          expect_ok(concertina_failed(device, nullptr, 0));
        }
        return false;
      }
      case CONCERTINA_DONE:
        done = said.json();
        return true;
      default:
        throw std::runtime_error("next told of no step");
    }
  }
  Json round(const Carrier& carrier, int wait = 0) {
    expect_ok(concertina_round(device, wait));
    Json done;
    while (!step(carrier, done)) {
    }
    return done;
  }

  concertina_device* device = nullptr;
  Items items;
  concertina::test::Chance chance;
  double clock = 1'800'000'000;  // 2027-01-15 09:00 in Vienna
  std::int32_t offset = 60;
  bool no_randomness = false;

 private:
  void expect_ok(std::int32_t code) const {
    if (code != CONCERTINA_OK) throw std::runtime_error("refused: " + tell(code).text);
  }
};

inline Json need(double want, double have) { return {{"want", want}, {"have", have}}; }
inline Json check_in(const std::string& words, bool table = true) {
  return {{"kind", "check-in"},
          {"togetherness", need(7.5, 3)},
          {"separateness", need(5, 6.25)},
          {"words", words},
          {"table", table}};
}
inline Json note(const std::string& words, bool table = false) {
  return {{"kind", "note"}, {"words", words}, {"table", table}};
}

}  // namespace concertina::capi::test

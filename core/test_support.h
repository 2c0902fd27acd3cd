// What tests, golden vectors and fuzz targets share: chance from a seed, a clock that is set by hand, a store
// in memory, and two persons whose devices are brought together by hand, without a relay. Not part of any
// product.
#pragma once

#include "core/seal/contact.h"
#include "core/seal/handout.h"

namespace concertina::test {

inline const bool kReady = prim::ready();

// Numbers that look random and are the same on every machine (splitmix64).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  void fill(std::span<std::uint8_t> out) {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next());
  }
  template <std::size_t N>
  Fixed<N> fixed() {
    Fixed<N> out;
    fill(out);
    return out;
  }
  Bytes bytes(std::size_t length) {
    Bytes out(length);
    fill(out);
    return out;
  }
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_;
};

inline constexpr Moment kNoon{1'795'348'800, 60};  // 2026-11-22 13:00 in Vienna

class SeededAmbient : public Ambient {
 public:
  explicit SeededAmbient(std::uint64_t seed) : chance(seed) {}
  using Ambient::random;
  void random(std::span<std::uint8_t> out) override { chance.fill(out); }
  Moment now() override { return clock; }

  Moment clock = kNoon;
  Chance chance;
};

inline void write(Items& items, const Changes& changes) {
  for (const Change& change : changes) {
    if (change.value) {
      items[change.key] = *change.value;
    } else {
      items.erase(change.key);
    }
  }
}

inline Result<Device> reopen(const Items& items) {
  Device out;
  for (const auto& [key, value] : items) {
    if (auto ok = out.restore(key, value); !ok) return std::unexpected(ok.error());
  }
  if (auto ok = out.finish(); !ok) return std::unexpected(ok.error());
  return out;
}

// A device together with its surroundings.
struct Person {
  Person(std::string_view name, std::uint64_t seed) : ambient(seed) {
    auto begun = Device::begin(name, ambient);
    if (!begun) return;
    device = std::move(begun->first);
    write(items, begun->second);
  }
  void store() { write(items, std::exchange(changes, {})); }

  Result<Id> keep(const Content& content) {
    auto out = device.keep(content, ambient.clock, {}, ambient, changes);
    store();
    return out;
  }
  Result<Id> put(const Content& content) {
    auto out = device.put(content, ambient.clock, {}, ambient, changes);
    store();
    return out;
  }
  Result<void> seal() {
    auto out = device.seal_room_frame(changes);
    store();
    return out;
  }
  std::vector<Trouble> receive(const ReadAnswer& answer) {
    std::vector<Trouble> events;
    device.receive(answer, changes, events);
    store();
    return events;
  }
  const Log& log(Place place) const { return device.own_log(place); }
  Bytes frame(Place place, std::uint64_t seq) const {
    const auto found = items.find(Device::frame_key(log(place).id(), seq));
    return found == items.end() ? Bytes() : found->second;
  }
  std::vector<Bytes> frames(Place place) const {
    std::vector<Bytes> out;
    for (std::uint64_t seq = 0; seq < log(place).next(); ++seq) out.push_back(frame(place, seq));
    return out;
  }

  SeededAmbient ambient;
  Device device;
  Items items;
  Changes changes;
};

// All that a device tells of itself, and what it would do next, as one text: two that agree in it are alike.
inline std::string portrait(const Device& device) {
  std::string out =
      to_hex(device.identity()) + " " + to_hex(device.chain().head()) + " " + to_text(device.cursors());
  const auto number = [&](std::string_view name, std::uint64_t value) {
    out += "\n" + std::string(name) + " " + std::to_string(value);
  };
  number("waiting", device.waiting());
  number("unsent", device.unsent());
  number("entries sent", device.sent_entries());
  number("reached", static_cast<std::uint64_t>(device.last_reached()));
  number("state",
         (device.has_table() ? 1u : 0u) + (device.paired() ? 2u : 0u) + (device.partner_left() ? 4u : 0u));
  out += "\nrelay " + device.relay() + " " + device.enrolment_token() + "\nwords " +
         device.words().value_or("none");
  for (const Place place : {Place::table, Place::room}) {
    number("own", device.own_log(place).next());
    number("sent", device.sent(place));
    number("ahead", device.ahead(place) ? 1 : 0);
    out += " " + to_hex(device.own_log(place).head().hash);
  }
  if (device.next_erasure()) number("erasure", *device.next_erasure());
  if (const auto& pairing = device.pairing()) {
    out += "\npairing " + std::to_string(pairing->role) + " " + to_text(pairing->link) + " " +
           to_hex(pairing->nonce) + " " + std::to_string(pairing->ends) + " " + to_hex(pairing->first) + " " +
           to_hex(pairing->second);
  }
  for (const Heard& heard : device.heard()) {
    out += "\n" + std::to_string(static_cast<int>(heard.author)) +
           std::to_string(static_cast<int>(heard.place)) + " " + to_hex(heard.device) + " " +
           std::to_string(heard.seq) + "." + std::to_string(heard.index) + " " +
           std::to_string(heard.seen.size()) + " " + to_hex(encode(heard.record));
  }
  for (const Trouble& trouble : device.troubles()) out += "\n" + to_text(trouble);
  Device copy = device;
  Changes next;
  const auto sealed = copy.seal_room_frame(next);
  out += sealed ? "\nnext" : "\nnext " + sealed.error().what;
  for (const Change& change : next) out += " " + change.key + "=" + to_hex(change.value.value_or(Bytes()));
  return out;
}

// Hands `to` all that `from` has for it: once for the chain, and once for the logs that the chain names.
inline std::vector<Trouble> carry(const Person& from, Person& to) {
  std::vector<Trouble> events = to.receive(hand_out(from.device, from.items, to.device.cursors()));
  const std::vector<Trouble> more = to.receive(hand_out(from.device, from.items, to.device.cursors()));
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

inline constexpr std::string_view kOrigin = "https://relay.example";

// `inviter` and `joiner` pair over a link. False where a step was refused.
inline bool meet(Person& inviter, Person& joiner) {
  const auto link = inviter.device.invite(inviter.ambient, inviter.changes);
  if (!link || !joiner.device.join(*link, joiner.ambient, joiner.changes)) return false;
  if (!inviter.device.take_first(joiner.device.pairing()->first, inviter.ambient, inviter.changes))
    return false;
  if (!joiner.device.take_second(inviter.device.pairing()->second, joiner.ambient, joiner.changes))
    return false;
  inviter.store();
  joiner.store();
  return true;
}

// And each gets what the other has.
inline bool pair(Person& inviter, Person& joiner) {
  if (!meet(inviter, joiner)) return false;
  carry(inviter, joiner);
  carry(joiner, inviter);
  return true;
}

// Two persons who have paired over a link.
struct Couple {
  explicit Couple(std::uint64_t seed) : ada("Ada", seed), ben("Ben", seed + 1'000'000) {
    ada.device.set_relay(std::string(kOrigin), {}, ada.changes);
    pair(ada, ben);
  }
  Person ada, ben;
};

// The key with which `person` writes on the table: what a partner who means ill has, too.
inline prim::Key table_key(const Person& person) {
  const Chain& chain = person.device.chain();
  const auto seed = chain.open_seed(chain.generation().number, person.device.keys());
  const auto key =
      seed && chain.table_key() ? open_table_key(*chain.table_key(), GenerationKeys(*seed)) : std::nullopt;
  return key.value_or(prim::Key{});
}

// A frame of `person`'s table log, soundly sealed and signed, wherever they claim that it stands.
inline Bytes table_frame(const Person& person, const FrameContent& content, std::uint64_t seq,
                         const Hash& previous) {
  return seal_frame(content, person.log(Place::table).id(), seq, previous, table_key(person),
                    person.device.keys().sign);
}

inline std::size_t count(const std::vector<Trouble>& all, Trouble::Kind kind) {
  return static_cast<std::size_t>(std::ranges::count(all, kind, &Trouble::kind));
}

// A correction (core/house/pen.h) that gives an entry other words.
inline auto reworded(std::string words) {
  return [words = std::move(words)](Content& content) -> Result<void> {
    std::visit(
        [&](auto& one) {
          if constexpr (requires { one.words = words; }) one.words = words;
        },
        content);
    return {};
  };
}

// The words of every note and check-in that `device` can read, in the order in which it tells them.
inline std::vector<std::string> words(const Device& device, Author author, Place place) {
  std::vector<std::string> out;
  for (const Heard& heard : device.heard()) {
    if (heard.author != author || heard.place != place) continue;
    if (const auto* note = std::get_if<Note>(&heard.record.content)) out.push_back(note->words);
    if (const auto* in = std::get_if<CheckIn>(&heard.record.content)) out.push_back(in->words);
    if (const auto* name = std::get_if<Name>(&heard.record.content)) out.push_back(name->name);
  }
  return out;
}

}  // namespace concertina::test

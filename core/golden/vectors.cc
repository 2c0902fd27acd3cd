#include "core/golden/vectors.h"

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina::golden {
namespace {

using Inputs = std::vector<std::pair<std::string, std::string>>;
using test::kNoon;

// N bytes that count up from `first`: easy to recognise in a dump.
template <std::size_t N>
Fixed<N> counting(int first) {
  Fixed<N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(first) + i);
  return out;
}

DeviceKeys device(int n) { return DeviceKeys({counting<32>(0x10 * n), counting<32>(0x10 * n + 8)}); }

std::string moment_text(const Moment& moment) {
  return std::to_string(moment.seconds) + " s, " + std::to_string(moment.offset) + " min";
}

File primitives() {
  File out{
      "primitives", "What libsodium must compute on every platform, through core/seal/primitives.h.", {}};
  const Bytes text = to_bytes(as_view("Concertina"));
  const auto key = counting<32>(0x20);
  const auto nonce = counting<24>(0x40);
  const Inputs common{{"text", "Concertina"}, {"key", to_hex(key)}, {"nonce", to_hex(nonce)}};
  const auto add = [&](const char* name, View bytes) {
    out.vectors.push_back({name, common, to_bytes(bytes)});
  };
  Fixed<32> hashed;
  prim::blake2b(hashed, text);
  add("blake2b-256", hashed);
  prim::blake2b(hashed, text, key);
  add("blake2b-256 keyed", hashed);
  Fixed<24> short_hashed;
  prim::blake2b(short_hashed, text, key);
  add("blake2b-192 keyed", short_hashed);
  const prim::KeyPair signs = prim::sign_keys(key), opens = prim::box_keys(key);
  add("ed25519 public key", signs.public_key);
  add("ed25519 signature", prim::sign(text, signs));
  add("x25519 public key", opens.public_key);
  add("x25519 secret key", opens.secret);
  add("sealed box to it, ephemeral seed 20..", prim::box_seal(text, opens.public_key, key));
  add("xchacha20-poly1305, associated text", prim::aead_seal(text, text, nonce, key));
  const WrappingCost cost;
  const auto wraps = prim::argon2id(text, counting<16>(0x20), cost.operations, cost.memory);
  out.vectors.push_back({"argon2id",
                         {{"password", "Concertina"},
                          {"salt", to_hex(counting<16>(0x20))},
                          {"operations", std::to_string(cost.operations)},
                          {"memory", std::to_string(cost.memory)}},
                         to_bytes(wraps.value_or(prim::Key{}))});
  out.vectors.push_back({"labelled",
                         {{"label", "label"}, {"parts", "01, 0203, empty"}},
                         labelled("label", {Bytes{1}, Bytes{2, 3}, Bytes{}})});
  return out;
}

// One record of each kind of the practice (kinds 8 to 20).
void add_practice(const auto& add) {
  const Id id = counting<16>(0x10);
  const Moment at{kNoon.seconds - 100'000, 60}, later{kNoon.seconds + 100'000, 60};
  const auto room = [&](const char* name, const char* content, Content one) {
    add(name, content, Record{id, at, kNoon, {}, std::move(one)});
  };
  const auto table = [&](const char* name, const char* content, Content one) {
    add(name, content, for_table(Record{{}, at, kNoon, {}, std::move(one)}, id));
  };
  room("time together", "90 minutes, presence 7.5, motive not said, by the river",
       TimeTogether{90, 750, {}, "by the river"});
  room("solitude", "45 minutes, not chosen, a train", Solitude{45, Solitude::Chosen::no, "a train"});
  room("signs", "irritable 2, anxious 1", Signs{{2, 0, 0, 0, 0, 1}});
  room("reflection", "every step, shared, rests until 100,000 seconds after it was written",
       Reflection{"You came late", Reflection::About::togetherness, "seen", "not mattering", "I press",
                  "call a friend", "I missed you", Reflection::Ending::shared, later});
  room("stretch", "separateness, an evening out, expected 6, found 2.5",
       Stretch{Side::separateness, "an evening out", 600, 250});
  room("quiet answer", "yes", QuietAnswer{QuietAnswer::Afraid::yes});
  room("preference", "mirror.live: yes", Preference{"mirror.live", "yes"});
  table("invitation for the table", "A walk?, 100,000 seconds after it was written, 60 minutes",
        Invitation{"A walk?", later, 60});
  table("reply for the table", "to 8081…8f: another time, then, 100,000 seconds after it was written",
        concertina::Reply{counting<16>(0x80), concertina::Reply::Says::another_time, "then", later});
  table("my time for the table", "100,000 seconds after it was written, 120 minutes", MyTime{later, 120});
  room("half of the circle", "when, fear, so; no step",
       CircleHalf{"go quiet", "I lose you", "ask again", ""});
  room("gift", "separateness: rest", Gift{Side::separateness, "rest"});
  table("strained day for the table", "visitors", Strain{"visitors"});
}

File records() {
  File out{"record", "One record of each kind; doc/format.md, \"record\".", {}};
  const Id id = counting<16>(0x10), other = counting<16>(0x80);
  const auto add = [&](const char* name, const char* content, const Record& record) {
    Inputs inputs{
        {"id", to_hex(record.id)}, {"at", moment_text(record.at)}, {"written", moment_text(record.written)}};
    if (record.replaces) inputs.emplace_back("replaces", to_hex(*record.replaces));
    inputs.emplace_back("content", content);
    out.vectors.push_back({name, inputs, encode(record)});
  };
  const Moment at{kNoon.seconds - 1000, 60};
  const Content check_in = CheckIn{{800, 350}, {200, 725}, "a long day"};
  add("check-in", "togetherness 8/3.5, separateness 2/7.25, a long day", {id, at, kNoon, {}, check_in});
  add("check-in for the table", "the same", for_table({id, at, kNoon, other, check_in}, counting<16>(0x30)));
  add("check-in that corrects", "all 0, no words", {id, at, kNoon, other, CheckIn{}});
  add("note", "tab, line feed, €, a concertina", {id, at, kNoon, {}, Note{"\t\n€ 🪗"}});
  add("note, west of Greenwich", "Quito", {id, {at.seconds, -300}, {kNoon.seconds, -300}, {}, Note{"Quito"}});
  add("take-back", "of 8081…8f", {id, at, kNoon, {}, TakeBack{other}});
  add("name", "Zoë", {id, at, kNoon, {}, Name{"Zoë"}});
  add("compared", "transcript 4041…5f", {id, at, kNoon, {}, Compared{counting<32>(0x40)}});
  add("answer", "to question 7: the sea", {id, at, kNoon, {}, Answer{7, "the sea"}});
  add("answer for the table", "to question 65535: yes",
      for_table({id, at, kNoon, other, Answer{65'535, "yes"}}, counting<16>(0x30)));
  add("passed", "question 300", {id, at, kNoon, {}, Passed{300}});
  add_practice(add);
  add("from a former table", "the check-in for the table",
      wrap_former(for_table({id, at, kNoon, other, check_in}, counting<16>(0x30))));
  add("unknown", "kind 1000: [1, h'0203']",
      {id, at, kNoon, {}, Unknown{1000, cbor::Writer().array(2).number(1).bytes(Bytes{2, 3}).take()}});
  return out;
}

// One chain that holds an entry of each kind, each allowed where it stands.
class ChainWriter {
 public:
  File write() {
    const DevicePublic p = phone.names(), l = laptop.names();
    add("begin", beginning(p, agree(code, p.sign)), phone);
    add("device added", entry::DeviceAdded{agree(laptop, identity), seal(seeds.back(), l.box)}, phone);
    add("join", entry::Join{counting<32>(0xa0), counting<32>(0x40)}, laptop);
    const prim::Key table = counting<32>(0x60);
    const Fixed<32> partner_box = prim::box_keys(counting<32>(0x70)).public_key;
    add("table key", entry::TableKey{0, key_id(table), {seal(table, box()), seal(table, partner_box)}, {}},
        phone);
    const Head head{log_id(l.sign, Place::table), 300, counting<32>(0x50)};
    add("device removed", entry::DeviceRemoved{l.sign, {head}, generation({p.box, code.names().box})}, code);
    add("new generation", entry::NewGeneration{generation({p.box, code.names().box})}, phone);
    const prim::Key second = counting<32>(0x68);
    add("next table key",
        entry::TableKey{1,
                        key_id(second),
                        {seal(second, box()), seal(second, partner_box)},
                        seal_previous(table, second)},
        phone);
    add("new recovery code",
        entry::NewRecovery{agree(new_code, identity), generation({p.box, new_code.names().box})}, phone);
    add("leave",
        entry::Leave{counting<32>(0xa0), {Head{log_id(p.sign, Place::table), 7, counting<32>(0x51)}}}, phone);
    add("deletion", entry::Deletion{}, phone);
    add(
        "begin without a recovery code",
        [&] {
          seeds.clear();
          previous.clear();
          index = 0;
          return beginning(p, {});
        }(),
        phone);
    return out;
  }

 private:
  Seal seal(const prim::Key& key, const Fixed<32>& to) {
    return {to, prim::box_seal(key, to, counting<32>(ephemeral++))};
  }
  Fixed<32> box() const { return GenerationKeys(seeds.back()).box.public_key; }
  Generation generation(const std::vector<Fixed<32>>& to) {
    const prim::Key seed = counting<32>(0x90 + static_cast<int>(seeds.size()));
    Generation made{seeds.size(),
                    GenerationKeys(seed).box.public_key,
                    {},
                    seeds.empty() ? Bytes() : seal_previous(seeds.back(), seed)};
    for (const auto& one : to) made.seals.push_back(seal(seed, one));
    seeds.push_back(seed);
    return made;
  }
  entry::Begin beginning(const DevicePublic& first, const std::optional<AgreedDevice>& recovery) {
    std::vector<Fixed<32>> to{first.box};
    if (recovery) to.push_back(recovery->names.box);
    return {first, recovery, generation(to)};
  }
  void add(const char* name, const entry::Payload& payload, const DeviceKeys& signer) {
    const Bytes bytes = make_entry(index++, previous, payload, signer.sign);
    previous = to_bytes(entry_hash(bytes));
    if (index == 1) identity = entry_hash(bytes);
    const char* who = &signer == &laptop ? "laptop" : &signer == &code ? "recovery code" : "phone";
    out.vectors.push_back(
        {name, {{"signer", who}, {"newest seed", to_hex(seeds.back())}, {"hash", to_hex(previous)}}, bytes});
  }

  File out{"entry", "A chain that holds an entry of each kind; doc/format.md, \"chain entry\".", {}};
  const DeviceKeys phone = device(1), laptop = device(2), code = device(3), new_code = device(4);
  Hash identity{};
  std::vector<prim::Key> seeds;
  Bytes previous;
  std::uint64_t index = 0;
  int ephemeral = 0xb0;
};

File frames() {
  File out{"frame", "Frames as they are sent and stored; doc/format.md, \"frame\".", {}};
  const DeviceKeys phone = device(1);
  const prim::Key key = counting<32>(0x60);
  const auto add = [&](const char* name, Place place, const char* content, const FrameContent& written,
                       std::uint64_t seq, const Hash& previous) {
    const Bytes bytes =
        seal_frame(written, log_id(phone.names().sign, place), seq, previous, key, phone.sign);
    const Inputs inputs{{"device", "sign seed 1011…2f"},
                        {"place", place == Place::table ? "table" : "room"},
                        {"key", to_hex(key)},
                        {"seq", std::to_string(seq)},
                        {"previous", to_hex(previous)},
                        {"content", content},
                        {"encoded content", to_hex(encode(written))},
                        {"header hash", to_hex(header_hash(read_frame(bytes)->signed_header))}};
    out.vectors.push_back({name, inputs, bytes});
    return bytes;
  };
  const Record name{counting<16>(0x10), kNoon, kNoon, {}, Name{"Zoë"}};
  const Bytes record = encode(name);
  const std::size_t half = record.size() / 2;
  const auto middle = record.begin() + static_cast<std::ptrdiff_t>(half);
  const Bytes first =
      add("table", Place::table, "one whole record, one head seen",
          {{Piece{Piece::kWhole, record}}, {Head{counting<16>(0xc0), 5, counting<32>(0xd0)}}}, 0, {});
  add("room, empty", Place::room, "nothing", {}, 24, counting<32>(0xe0));
  add("room, a record begins", Place::room, "the first half of the record",
      {{Piece{Piece::kBegins, Bytes(record.begin(), middle)}}, {}}, 25, counting<32>(0xe1));
  add("room, a record ends", Place::room, "the second half",
      {{Piece{Piece::kEnds, Bytes(middle, record.end())}}, {}}, 65536, counting<32>(0xe2));
  out.vectors.push_back({"erasure", {{"of", "table"}}, erase_frame(*read_frame(first), phone.sign)});
  return out;
}

File pairing() {
  File out{
      "pairing",
      "A link, both greetings, their transcript and its words; doc/format.md, \"link\" and \"greeting\".",
      {}};
  const auto text = [](const Greeting& greeting) {
    return to_hex(greeting.identity) + " " + to_hex(greeting.box) + " " + to_hex(greeting.nonce);
  };
  const Greeting inviter{counting<32>(0x10), counting<32>(0x30), counting<16>(0x50)};
  const Greeting joiner{counting<32>(0x18), counting<32>(0x38), counting<16>(0x58)};
  const Link link{"https://relay.example", counting<16>(0x60), counting<16>(0x70), commit(inviter)};
  const Bytes first = encode_greeting(1, joiner, link, {});
  const Bytes second = encode_greeting(2, inviter, link, first);
  const Hash all = transcript(link, first, second);
  out.vectors = {{"commitment", {{"inviter", text(inviter)}}, to_bytes(link.commitment)},
                 {"link, as text",
                  {{"origin", link.origin},
                   {"secret", to_hex(link.secret)},
                   {"rendezvous", to_hex(link.rendezvous)},
                   {"text", to_text(link)}},
                  to_bytes(as_view(to_text(link)))},
                 {"first message", {{"joiner", text(joiner)}}, first},
                 {"second message", {{"inviter", text(inviter)}}, second},
                 {"transcript", {{"words", four_words(all)}}, to_bytes(all)},
                 {"four words, as text", {}, to_bytes(as_view(four_words(all)))}};
  return out;
}

File requests() {
  File out{"request", "Signatures of requests; doc/format.md, \"requests\".", {}};
  const auto add = [&](const char* name, const Request& request) {
    const Inputs inputs{{"device", "sign seed 1011…2f"},
                        {"origin", "https://relay.example"},
                        {"method", request.method},
                        {"path", request.path},
                        {"query", request.query},
                        {"body", to_hex(request.body)},
                        {"time", std::to_string(kNoon.seconds)}};
    out.vectors.push_back(
        {name, inputs,
         to_bytes(sign_request(request, "https://relay.example", kNoon.seconds, device(1).sign))});
  };
  const std::string log = to_hex(counting<16>(0x10));
  add("read", {"GET", "/v1/read", "log=" + log + ".0&wait=25", {}, {}});
  add("write", {"POST", "/v1/logs/" + log + "/3", {}, Bytes{1, 2, 3}, {}});
  return out;
}

File answers() {
  File out{"answer", "What the relay answers; doc/format.md, \"requests\".", {}};
  ReadAnswer answer;
  out.vectors.push_back({"read answer, empty", {}, encode(answer)});
  answer.logs.push_back({counting<16>(0x10), 2, {Bytes{1}, Bytes{2, 3}}});
  answer.chains.push_back({counting<32>(0x20), 300, {Bytes{4}}});
  answer.more = true;
  out.vectors.push_back({"read answer", {{"frames", "01, 0203"}, {"entries", "04"}}, encode(answer)});
  const Refusal refusal{std::string(reason::kConflict), "Another frame stands there.", kNoon.seconds, 7};
  out.vectors.push_back({"refusal",
                         {{"reason", refusal.reason},
                          {"say", refusal.say},
                          {"time", std::to_string(refusal.time)},
                          {"next", "7"}},
                         encode(refusal)});
  const ReadQuery query{{{counting<16>(0x10), 2}}, {{counting<32>(0x20), 0}}, 25};
  out.vectors.push_back({"read query, as text", {}, to_bytes(as_view(to_text(query)))});
  return out;
}

// A couple at work, everything drawn from one seed: what both stores hold in the end.
File store() {
  File out{"store",
           "What the devices of a couple keep, each value under its key; of frames, the BLAKE2b-256. "
           "doc/format.md, \"store\".",
           {}};
  test::Couple couple(2026);
  const auto long_note = [](char c) { return Note{std::string(6000, c)}; };
  for (test::Person* person : {&couple.ada, &couple.ben}) {
    (void)person->keep(long_note('a'));
    (void)person->put(CheckIn{{800, 350}, {200, 725}, "on the table"});
    (void)person->seal();
    (void)person->keep(Note{"waits"});
    person->device.reached(kNoon.seconds, person->changes);
    person->device.set_sent_entries(3, person->changes);
    person->device.set_sent(Place::table, 2, person->changes);
    person->device.erase(1, person->changes);
    person->store();
  }
  couple.ben.device.freeze(Place::room, couple.ben.changes);
  test::carry(couple.ada, couple.ben);
  test::Person inviter("Cleo", 2027);
  inviter.device.set_relay("https://relay.example", "token", inviter.changes);
  (void)inviter.device.invite(inviter.ambient, inviter.changes);
  inviter.store();
  test::Person locked = inviter;
  (void)locked.device.set_passphrase("Seven grey geese", locked.ambient, locked.changes);
  locked.items.clear();
  locked.store();
  for (const auto& [name, person, passphrase] : {std::tuple{"Ada", &couple.ada, ""},
                                                 {"Ben", &couple.ben, ""},
                                                 {"Cleo", &inviter, ""},
                                                 {"Cleo, wrapped", &locked, "Seven grey geese"}}) {
    for (const auto& [key, value] : person->items) {
      Fixed<32> hashed;
      prim::blake2b(hashed, value);
      Inputs inputs;
      if (*passphrase != 0) inputs.emplace_back("passphrase", passphrase);
      out.vectors.push_back(
          {std::string(name) + ": " + key, inputs, key.starts_with("log/") ? to_bytes(hashed) : value});
    }
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::vector<File> files() {
  return {primitives(), records(), ChainWriter().write(), frames(), pairing(), requests(), answers(), store(),
          devices(),    exports()};
}

std::string to_json(const File& file) {
  std::string out = "{\n  \"about\": " + quoted(file.about) + ",\n  \"vectors\": [";
  std::string_view between = "\n";
  for (const Vector& vector : file.vectors) {
    out += std::string(between) + "    {\n      \"name\": " + quoted(vector.name) + ",\n";
    for (const auto& [name, value] : vector.inputs)
      out += "      " + quoted(name) + ": " + quoted(value) + ",\n";
    out += "      \"hex\": " + quoted(to_hex(vector.bytes)) + "\n    }";
    between = ",\n";
  }
  return out + "\n  ]\n}\n";
}

}  // namespace concertina::golden

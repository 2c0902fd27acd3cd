// What any device may post to a relay and ask of it, its requests signed: no row is damaged by it, nobody
// reads what is another's, and what was taken is handed out as it is.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "fuzz/support.h"
#include "relay/ledger.h"
#include "relay/sqlite_store.h"

using namespace concertina;

namespace {

constexpr Id kLink{7};

// A relay with a couple and somebody else at it.
struct World {
  World() {
    std::string folder = std::filesystem::temp_directory_path().string() + "/concertina-fuzz-XXXXXX";
    fuzz::must(::mkdtemp(folder.data()) != nullptr);
    store = std::move(*relay::open_sqlite_store(folder + "/relay.db", 0));
    // Nobody needs the names any more: the file goes away with the process.
    for (const char* name : {"/relay.db", "/relay.db-wal", "/relay.db-shm"})
      (void)::unlink((folder + name).c_str());
    (void)::rmdir(folder.c_str());
    (void)couple.ada.put(Note{"a"});
    for (const test::Person* person : people) (void)bring(*person);
  }
  // Everything of one person, as their device would post it.
  bool bring(const test::Person& person) {
    relay::Ledger ledger(*store, kLimits);
    const auto& device = person.device.keys().sign.public_key;
    bool all = true;
    store->begin();
    for (std::uint64_t i = 0; i < person.device.chain().size(); ++i)
      all = ledger.append_entry(device, person.device.identity(), person.device.entry(i), {true, {}}, 0)
                .good() &&
            all;
    const Id log = person.log(Place::table).id();
    for (std::uint64_t seq = 0; seq < person.log(Place::table).next(); ++seq)
      all = ledger.append_frame(device, log, seq, person.frame(Place::table, seq)).good() && all;
    store->commit();
    return all;
  }

  static constexpr relay::LedgerLimits kLimits{1'000'000, 4};
  test::Couple couple{1};
  test::Person eve{"Eve", 3};
  const test::Person* people[3] = {&couple.ada, &couple.ben, &eve};
  std::unique_ptr<relay::Store> store;
};

Bytes any_entry(const test::Person& person, fuzz::Input& input) {
  const std::uint8_t how = input.byte();
  const Chain& chain = person.device.chain();
  Bytes out = person.device.entry(how % chain.size());
  switch (how % 4) {
    case 0:
      out[input.number(2) % out.size()] ^= input.byte();
      return out;
    case 1:
      return out;
    case 2:
      return to_bytes(input.chunk());
    default:
      return fuzz::forged_entry(person.device.keys(), 1, input.byte() % 9,
                                how % 3 == 0 ? input.seq() : chain.size(), chain.head(), input.chunk());
  }
}

Bytes any_frame(const test::Person& person, Place place, std::uint64_t seq, fuzz::Input& input) {
  const std::uint8_t how = input.byte();
  const Log& log = person.log(place);
  const std::uint64_t written = person.log(Place::table).next();
  if (written == 0) return to_bytes(input.chunk());
  Bytes out = person.frame(Place::table, how % written);
  switch (how % 5) {
    case 0:
      out[input.number(2) % out.size()] ^= input.byte();
      return out;
    case 1:
      return erase_frame(*read_frame(out), person.device.keys().sign);
    case 2:
      return to_bytes(input.chunk());
    case 3:
      return out;
    default:
      return fuzz::forged_frame(person.device.keys(), place, prim::Key{1}, seq, log.head().hash,
                                input.chunk());
  }
}

// Nobody is given what is sealed for another room, and no table is read by who is not at it.
void check_read(const World& world, const test::Person& reader, const ReadQuery& query,
                const relay::Answer& answer) {
  if (answer.status != 200) return;
  const auto read = decode_read_answer(answer.body);
  fuzz::must(read && read->logs.size() == query.logs.size() && read->chains.size() == query.chains.size());
  for (const test::Person* person : world.people) {
    if (person == &reader) continue;
    const bool partners = person != &world.eve && &reader != &world.eve;
    for (const auto& part : read->logs) {
      fuzz::must(part.log != person->log(Place::room).id());
      fuzz::must(part.log != person->log(Place::table).id() || partners);
    }
    for (const auto& part : read->chains)
      fuzz::must(part.identity != person->device.identity() || partners || part.entries.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  fuzz::Input input(data, size);
  relay::Store& store = *world.store;
  relay::Ledger ledger(store, World::kLimits);
  store.begin();
  for (int requests = 0; requests < 6 && input.more(); ++requests) {
    const test::Person& signer = *world.people[input.byte() % 3];
    const test::Person& whose = *world.people[input.byte() % 3];
    const auto& device = signer.device.keys().sign.public_key;
    const std::uint8_t how = input.byte();
    const Place place = how % 2 == 0 ? Place::table : Place::room;
    const Id log = whose.log(place).id();
    relay::Answer answer;
    store.mark();
    switch (how % 7) {
      case 0:
        answer =
            ledger.append_entry(device, whose.device.identity(), any_entry(signer, input), {true, {}}, 0);
        break;
      case 1:
      case 2: {
        const std::uint64_t seq = how < 128 ? signer.log(place).next() : input.seq();
        const Bytes frame = any_frame(signer, place, seq, input);
        answer = how % 7 == 1 ? ledger.append_frame(device, log, seq, frame)
                              : ledger.erase_frame(device, log, seq, frame);
        if (answer.status == 201) {
          fuzz::must(&signer == &whose);
          const auto row = store.log(log);
          fuzz::must(row && row->next == seq + 1 && store.frame(*row, seq) == frame);
        }
        break;
      }
      case 3: {
        const auto query = parse_read_query(as_text(input.take(input.byte())));
        if (query) check_read(world, signer, *query, ledger.read(device, *query));
        break;
      }
      case 4: {
        ReadQuery query;
        query.logs.push_back({log, input.seq()});
        query.chains.push_back({whose.device.identity(), input.seq()});
        check_read(world, signer, query, ledger.read(device, query));
        break;
      }
      case 5:
        answer = ledger.open_rendezvous(device, kLink, static_cast<int>(input.number(2) % 86'400) + 1,
                                        static_cast<std::int64_t>(input.number(3)));
        break;
      default: {
        const int message = input.byte() % 2 + 1;
        const auto now = static_cast<std::int64_t>(input.number(3));
        answer = how < 128 ? ledger.post_message(device, kLink, message, input.chunk(), now)
                           : ledger.get_message(device, kLink, message, now);
      }
    }
    fuzz::must(answer.status >= 200 && answer.status != 500 && answer.status < 600);
    fuzz::must(answer.good() || (!answer.say.empty() && !answer.reason.empty()));
    if (!answer.good()) store.undo();
    store.keep();
  }
  store.rollback();
  return 0;
}

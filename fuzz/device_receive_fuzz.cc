// A paired device is handed anything: its partner's sound frames and entries, changed ones, and new ones that
// the partner signed and that hold anything.
#include "fuzz/support.h"

using namespace concertina;

namespace {

struct World {
  World() : couple(1) {
    before = couple.ada;
    for (int i = 0; i < 5; ++i) (void)couple.ben.put(Note{"from Ben " + std::to_string(i)});
    frames = couple.ben.frames(Place::table);
    key = test::table_key(couple.ben);
    for (std::uint64_t i = 0; i < couple.ben.device.chain().size(); ++i)
      entries.push_back(couple.ben.device.entry(i));
  }
  test::Couple couple;
  test::Person before{"Ada", 1};
  std::vector<Bytes> frames, entries;
  prim::Key key{};
};

Bytes changed(Bytes bytes, fuzz::Input& input) {
  if (!bytes.empty()) bytes[input.number(2) % bytes.size()] ^= input.byte();
  return bytes;
}

Bytes any_frame(const World& world, fuzz::Input& input, std::vector<Bytes>& forged) {
  const std::uint8_t how = input.byte();
  const Bytes& sound = world.frames[how % world.frames.size()];
  switch (how % 8) {
    case 0:
      return changed(sound, input);
    case 1:
      return to_bytes(input.chunk());
    case 2:
      return erase_frame(*read_frame(sound), world.couple.ben.device.keys().sign);
    case 3:
      return world.couple.ada.frame(Place::table, 0);
    case 4:
    case 5: {  // following a frame that is there, or not
      const Bytes& before =
          forged.empty() || how % 3 == 0 ? world.frames[how / 8 % world.frames.size()] : forged.back();
      const Frame frame = *read_frame(before);
      const std::uint64_t seq = how % 7 == 0 ? input.seq() : frame.header.seq + 1;
      const Bytes out = fuzz::forged_frame(world.couple.ben.device.keys(), Place::table, world.key, seq,
                                           header_hash(frame.signed_header), input.chunk());
      if (seq <= kMostSeq) forged.push_back(out);
      return out;
    }
    default:
      return sound;
  }
}

Bytes any_entry(const World& world, fuzz::Input& input) {
  const std::uint8_t how = input.byte();
  const Bytes& sound = world.entries[how % world.entries.size()];
  const Chain& chain = world.couple.ben.device.chain();
  switch (how % 5) {
    case 0:
      return changed(sound, input);
    case 1:
      return to_bytes(input.chunk());
    case 2:
      return fuzz::forged_entry(world.couple.ben.device.keys(), how == 252 ? 2 : 1, input.byte() % 9,
                                how % 3 == 0 ? input.seq() : chain.size(), chain.head(), input.chunk());
    default:
      return sound;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  fuzz::Input input(data, size);
  test::Person ada = world.before;
  std::vector<Bytes> forged;
  bool may_fork = false;
  for (int answers = 0; answers < 3 && input.more(); ++answers) {
    ReadAnswer answer;
    answer.more = input.byte() % 2 == 1;
    for (std::size_t parts = input.byte() % 3; parts > 0; --parts) {
      const std::uint8_t which = input.byte();
      const Id log = which < 240 ? log_id(world.couple.ben.device.keys().names().sign,
                                          which < 220 ? Place::table : Place::room)
                                 : ada.log(Place::table).id();
      answer.logs.push_back({log, input.seq(), {}});
      for (std::size_t left = input.byte() % 12; left > 0; --left)
        answer.logs.back().frames.push_back(any_frame(world, input, forged));
    }
    for (std::size_t parts = input.byte() % 3; parts > 0; --parts) {
      answer.chains.push_back(
          {input.byte() < 230 ? world.couple.ben.device.identity() : input.fixed<32>(), input.seq(), {}});
      for (std::size_t left = input.byte() % 6; left > 0; --left)
        answer.chains.back().entries.push_back(any_entry(world, input));
    }
    const auto events = ada.receive(answer);
    may_fork = may_fork || test::count(events, Trouble::Kind::forked) > 0;
    for (const Trouble& event : events) fuzz::must(!to_text(event).empty());
  }
  // What Ada wrote is untouched, and nothing of Ben's is told that he did not write.
  fuzz::must(test::words(ada.device, Author::me, Place::table) == std::vector<std::string>{"Ada"});
  if (forged.empty()) {
    for (const std::string& words : test::words(ada.device, Author::partner, Place::table)) {
      fuzz::must(words == "Ben" || words.starts_with("from Ben "));
    }
  }
  fuzz::must(parse_read_query(to_text(ada.device.cursors())).has_value());
  const auto again = test::reopen(ada.items);
  fuzz::must(again.has_value());
  // A fork is noticed when it comes; the store keeps only the branch that came first.
  if (!may_fork) fuzz::must(test::portrait(*again) == test::portrait(ada.device));
  return 0;
}

// A device on its way to be somebody's, by a link or by a recovery code, and a relay that answers anything:
// each round ends, it arrives only where its person took it in, and what is stored then opens.
#include "core/seal/arrival.h"
#include "core/test_shell.h"
#include "fuzz/support.h"

using namespace concertina;

namespace {

constexpr RecoveryCode kCode{{9}};

// Ada, who has a recovery code, with a device that came by a link and that she said yes to.
struct World {
  World() : by_link(take_in()), by_code(Newcomer::by_code(std::string(test::kOrigin), ambient)) {}

  std::optional<Newcomer> take_in() {
    const DeviceKeys recovery = recovery_keys(kCode);
    ada = std::move(Device::begin("Ada", ambient, &recovery)->first);
    ada.set_relay(std::string(test::kOrigin), {}, changes);
    const auto link = ada.invite_device(ambient, changes);
    Newcomer out = Newcomer::by_link(*link, ambient);
    (void)ada.take_first(out.first(), ambient, changes);
    answer = ada.pairing()->second;
    (void)ada.compare_device(true, {}, ambient, changes);
    ada.set_sent_entries(ada.chain().size(), changes);
    (void)ada.next_entry(ambient, changes);
    ada.accepted(changes);
    for (std::uint64_t i = 0; i < ada.chain().size(); ++i) entries.push_back(ada.entry(i));
    return out;
  }

  test::SeededAmbient ambient{1};
  Changes changes;
  Device ada;
  Bytes answer;                // of the live device, at the rendezvous
  std::vector<Bytes> entries;  // the last one adds the device by the link
  std::optional<Newcomer> by_link;
  Newcomer by_code;
};

std::optional<test::Answer> any_answer(const World& world, fuzz::Input& input, const Request& request,
                                       std::vector<Bytes>& taken) {
  static constexpr std::string_view kReasons[] = {reason::kGone,  reason::kMissing,  reason::kUnknown,
                                                  reason::kClock, reason::kConflict, reason::kRemoved};
  const std::uint8_t how = input.byte();
  switch (how % 10) {
    case 0:
      return std::nullopt;
    case 1:
      return test::refusal(400 + how % 16, kReasons[input.byte() % std::size(kReasons)], input.seq());
    case 2:
      return test::Answer{how < 128 ? 200 : 201, to_bytes(input.chunk())};
    case 3: {  // her entries, as far as they go, and what the relay puts among them
      ReadAnswer answer;
      auto& part = answer.chains.emplace_back();
      part.identity = how < 200 ? world.ada.identity() : input.fixed<32>();
      part.size = input.seq();
      for (std::size_t left = input.byte() % 6; left > 0; --left) {
        const std::uint8_t which = input.byte();
        Bytes entry = world.entries[which % world.entries.size()];
        if (which > 200) entry[input.number(2) % entry.size()] ^= input.byte();
        if (which > 230)
          entry = fuzz::forged_entry(world.by_code.keys(), 1, which % 9, input.seq(), input.take(32),
                                     input.chunk());
        part.entries.push_back(std::move(entry));
      }
      return test::Answer{200, encode(answer)};
    }
    default:
      break;
  }
  if (request.path.starts_with("/v1/rendezvous/"))
    return request.method == "POST" ? test::Answer{201, {}} : test::Answer{200, world.answer};
  if (request.method == "POST") {
    taken.push_back(request.body);
    return test::Answer{201, {}};
  }
  const auto query = parse_read_query(request.query);
  if (!query || query->chains.size() != 1) return std::nullopt;
  const std::size_t from = std::min<std::size_t>(query->chains[0].from, taken.size());
  return test::Answer{200,
                      encode(ReadAnswer{{},
                                        {{query->chains[0].id,
                                          taken.size(),
                                          {taken.begin() + static_cast<std::ptrdiff_t>(from), taken.end()}}},
                                        false})};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  fuzz::Input input(data, size);
  const bool by_link = input.byte() % 2 == 0;
  Newcomer newcomer = by_link ? *world.by_link : world.by_code;
  test::SeededAmbient ambient(2);
  Arrival arrival(newcomer, ambient, by_link ? nullptr : &kCode);
  Items items;
  std::vector<Bytes> taken = world.entries;  // what an honest relay holds of her chain
  for (int rounds = 0; rounds < 4 && !arrival.arrived(); ++rounds) {
    arrival.round(0);
    int steps = 0;
    for (Step step = arrival.next(); !std::holds_alternative<Done>(step); step = arrival.next()) {
      fuzz::must(++steps < 3000);
      if (const auto* store = std::get_if<Store>(&step)) {
        test::write(items, store->changes);
      } else if (const auto answer = any_answer(world, input, std::get<Send>(step).request, taken)) {
        arrival.answered(answer->status, answer->body);
      } else {
        arrival.failed({Code::unreachable, "No way."});
      }
    }
    // Whoever is not asked about the words is not taken in by a link.
    fuzz::must(!arrival.arrived() || !by_link || newcomer.same());
    if (!arrival.arrived() && items.contains("newcomer"))
      fuzz::must(Newcomer::restore(items["newcomer"]).has_value());
    if (newcomer.answered()) newcomer.say_same();
  }
  if (!arrival.arrived()) return 0;
  fuzz::must(!items.contains("newcomer"));
  const auto device = test::reopen(items);
  fuzz::must(device && device->identity() == world.ada.identity() && !device->removed());
  return 0;
}

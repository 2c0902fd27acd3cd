// A relay that answers anything: each round ends, and the store is the device.
#include "core/test_shell.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::Couple couple = [] {
    test::Couple out(1);
    for (int i = 0; i < 3; ++i) (void)out.ada.put(Note{"a"});
    (void)out.ben.put(Note{"from Ben"});
    out.ada.device.erase(1, out.ada.changes);
    out.ada.store();
    return out;
  }();
  static const test::Person inviter = [] {
    test::Person out = test::alone("Ada", 2);
    (void)out.device.invite(out.ambient, out.changes);
    out.store();
    return out;
  }();
  static const test::Person joiner = [] {
    test::Person out("Ben", 3);
    (void)out.device.join(inviter.device.pairing()->link, out.ambient, out.changes);
    out.store();
    return out;
  }();
  static const Bytes lost = test::table_frame(couple.ada, {}, 2, *couple.ada.log(Place::table).hash_at(1));
  static constexpr std::string_view kReasons[] = {
      reason::kBad,       reason::kClock,   reason::kSignature, reason::kUnknown, reason::kToken,
      reason::kForbidden, reason::kMissing, reason::kConflict,  reason::kGone,    reason::kTooLarge,
      reason::kSlow,      reason::kFull,    reason::kStopping,  reason::kBroken};
  fuzz::Input input(data, size);
  const std::uint8_t who = input.byte();
  test::Person one = who % 3 == 0 ? couple.ada : who % 3 == 1 ? inviter : joiner;
  Contact contact(one.device, one.ambient);
  test::Shell shell;
  shell.check_stored = false;
  for (int rounds = 0; rounds < 3; ++rounds) {
    (void)shell.round(contact, one, [&](const Request& request) -> std::optional<test::Answer> {
      const std::uint8_t how = input.byte();
      switch (how % 8) {
        case 0:
          return std::nullopt;
        case 1:
          return test::refusal(400 + how % 16, kReasons[input.byte() % std::size(kReasons)], input.seq());
        case 2:
          return test::Answer{how < 128 ? 200 : 409, to_bytes(input.chunk())};
        case 3:
          return test::Answer{200, joiner.device.pairing()->first};
        case 4: {
          ReadAnswer answer = hand_out(couple.ben.device, couple.ben.items, one.device.cursors());
          answer.more = how > 128;
          return test::Answer{200, encode(answer)};
        }
        case 5: {  // of Ada's own log, also what she signed before an older copy of her home was put back
          ReadAnswer answer;
          answer.logs.push_back({couple.ada.log(Place::table).id(), input.seq(), {}});
          if (how > 64) answer.logs.back().frames.push_back(couple.ada.frame(Place::table, 1));
          if (how > 128) answer.logs.back().frames.push_back(lost);
          return test::Answer{200, encode(answer)};
        }
        default:
          return test::fine(request);
      }
    });
    one.ambient.clock.seconds += kRoomFrameEvery;
  }
  const auto again = test::reopen(one.items);
  fuzz::must(again && test::portrait(*again) == test::portrait(one.device));
  fuzz::must(shell.faults.empty());
  return 0;
}

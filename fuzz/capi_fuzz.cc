// A page that says anything through the C ABI: every call ends in a code and in words that can be shown, what
// is told as JSON is JSON, and what was stored opens again.
#include "capi/test_shell.h"
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;
using capi::test::Said;

namespace {

constexpr std::string_view kBegins[] = {
    R"({"kind":"note","words":")",
    R"({"kind":"check-in","togetherness":{"want":7.5,"have":3},"separateness":{"want":5,"have":6},"words":")",
    R"({"kind":"answer","question":0,"words":")",
    R"({"kind":"invitation","words":")",
    R"({"kind":"time-together","minutes":90,"words":")",
    R"({"id":")",
};

void sayable(const Said& said) {
  fuzz::must(said.code >= CONCERTINA_OK && said.code <= CONCERTINA_LOCKED);
  fuzz::must(is_utf8(said.text) && (said.ok() || !said.text.empty()));
}

std::string any_json(fuzz::Input& input) {
  const std::uint8_t how = input.byte();
  const std::string_view begin = how < 200 ? kBegins[how % std::size(kBegins)] : std::string_view();
  return std::string(begin) + std::string(as_text(input.take(input.byte()))) + (how % 2 == 0 ? "\"}" : "");
}

std::optional<capi::test::Answer> any_answer(fuzz::Input& input) {
  const std::uint8_t how = input.byte();
  switch (how % 5) {
    case 0:
      return std::nullopt;
    case 1:
      return capi::test::Answer{static_cast<int>(input.number(2)) - 500, to_bytes(input.take(input.byte()))};
    case 2:
      return capi::test::Answer{409,
                                encode(Refusal{std::string(reason::kConflict), "Not so.", 0, input.seq()})};
    case 3:
      return capi::test::Answer{200, encode(ReadAnswer{{}, {}, how > 128})};
    default:
      return capi::test::Answer{201, {}};
  }
}

void act(capi::test::Shell& shell, fuzz::Input& input) {
  const std::string text(as_text(input.take(input.byte() % 120)));
  concertina_device* device = shell.device;
  switch (input.byte() % 16) {
    case 0:
    case 1:
      return sayable(shell.write(any_json(input)));
    case 2: {
      const std::string json = any_json(input);
      return sayable(shell.stored(concertina_correct(device, json.data(), json.size())));
    }
    case 3: {
      const std::string json = any_json(input);
      return sayable(shell.stored(concertina_copy(device, json.data(), json.size())));
    }
    case 4:
      return sayable(shell.take_back(text));
    case 5:
      return sayable(shell.invite());
    case 6:
      return sayable(shell.join(text));
    case 7:
      return sayable(shell.set_relay(input.byte() % 2 == 0 ? "https://relay.example" : text, text));
    case 8:
      return sayable(shell.compare(input.byte() % 2 == 0));
    case 9:
      shell.clock += static_cast<double>(input.number(3));
      return sayable(shell.tell(concertina_loaded(device, as_view(text).data(), text.size())));
    case 10:
      return sayable(shell.tell(concertina_answered(device, 200, as_view(text).data(), text.size())));
    case 11:
      return sayable(shell.tell(concertina_failed(device, text.data(), text.size())));
    case 12:
      fuzz::must(shell.house().is_object() && shell.status().is_object() && shell.exported().is_object());
      return;
    case 13:
      return sayable(shell.tell(concertina_restore(device, text.data(), text.size(), nullptr, 0)));
    default: {
      if (shell.status()["relay"] == "") return;
      int sends = 0;
      const capi::test::Json done = shell.round([&](const capi::test::Json&, const Bytes&) {
        return ++sends > 60 ? std::nullopt : any_answer(input);
      });
      fuzz::must(done["code"] == CONCERTINA_OK || done["say"] != "");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  capi::test::Shell shell(1);
  const std::string name = input.byte() < 250 ? "Ada" : std::string(as_text(input.take(70)));
  const Said begun = shell.begin(name);
  sayable(begun);
  if (!begun.ok()) return 0;
  for (int acts = 0; acts < 12 && input.more(); ++acts) act(shell, input);
  const auto told = [&shell] {
    auto house = shell.house();
    house.erase("last_reached");
    return house;
  };
  const auto before = told();
  fuzz::must(shell.restart().ok() && told() == before);
  return 0;
}

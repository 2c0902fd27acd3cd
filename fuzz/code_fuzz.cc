// Any text as a recovery code that somebody types: refused in words that can be shown, or one code, which it
// stays when it is written out.
#include "core/record/text.h"
#include "core/seal/recovery.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto code = parse_recovery_code(text);
  if (code) {
    fuzz::must(parse_recovery_code(to_text(*code)) == *code);
  } else {
    fuzz::must(is_utf8(code.error().what) && !has_control(code.error().what));
  }
  // The checks stand in the fuzzer's way: the same with sound ones, and one sign of them mistyped.
  fuzz::Input input(data, size);
  const RecoveryCode made{input.fixed<20>()};
  std::string written = to_text(made);
  fuzz::must(parse_recovery_code(written) == made);
  const std::size_t at = input.byte() % written.size();
  constexpr std::string_view kSigns = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const char other = kSigns[input.byte() % kSigns.size()];
  if (written[at] == '-' || written[at] == other) return 0;
  written[at] = other;
  fuzz::must(!parse_recovery_code(written));
  return 0;
}

// Any text as what a page says in JSON: an entry, a correction, days to be studied. Refused in words that can
// be shown, or something that the rules of records judge.
#include "capi/concertina.h"
#include "capi/fields.h"
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(View(data, size));
  const auto sayable = [](const Error& error) {
    fuzz::must(is_utf8(error.what) && !has_control(error.what) && !error.what.empty());
  };
  const auto write = capi::read_write(text, test::kNoon);
  if (write) {
    for (const Place place : {Place::room, Place::table}) {
      const Record record{Id{1}, write->at, test::kNoon, {}, write->content};
      const auto sound = validate(record, place, test::kNoon);
      if (!sound) sayable(sound.error());
      // What may be written can be read.
      if (sound && place == Place::room) fuzz::must(decode_record(encode(record), place).has_value());
    }
  } else {
    sayable(write.error());
  }
  if (const auto correct = capi::read_correct(text, test::kNoon); !correct) sayable(correct.error());

  concertina_study* study = concertina_study_new();
  const std::int32_t code = concertina_study_start(study, text.data(), text.size());
  const std::string_view said(reinterpret_cast<const char*>(concertina_study_result(study)),
                              concertina_study_result_size(study));
  fuzz::must(is_utf8(said) && (code == CONCERTINA_OK || !said.empty()));
  if (code == CONCERTINA_OK && size < 4000) (void)concertina_study_advance(study, 2);
  concertina_study_free(study);
  return 0;
}

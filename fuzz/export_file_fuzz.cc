// Any text as an export file, and any bytes as what one holds: refused in words, or read and written back the
// same; what is taken in is there afterwards, once.
#include "core/house/export_file.h"
#include "core/record/text.h"
#include "fuzz/support.h"

using namespace concertina;

namespace {

void look_at(std::string_view text) {
  const auto read = read_export_file(text);
  if (!read) {
    fuzz::must(is_utf8(read.error().what) && !has_control(read.error().what));
    return;
  }
  const auto again = read_export_file(to_text(*read));
  fuzz::must(again && to_text(*again) == to_text(*read));
  static const test::Person home("Ada", 1);
  test::Person ada = home;
  const auto taken = import_file(ada.device, text, ada.changes);
  fuzz::must(taken && taken->taken + taken->known == read->records.size());
  ada.store();
  const auto twice = import_file(ada.device, text, ada.changes);
  fuzz::must(twice && twice->taken == 0 && ada.changes.empty());
  fuzz::must(ada.device.seal_brought(ada.changes).has_value());
  ada.store();
  const auto opened = test::reopen(ada.items);
  fuzz::must(opened && test::portrait(*opened) == test::portrait(ada.device));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  look_at(as_text(View(data, size)));
  // The same as the data of a file whose check is right.
  const View body(data, size);
  cbor::Writer out;
  out.array(3).number(1).bytes(hash("concertina/1 export", {body})).bytes(body);
  const std::string around = to_text(Exported{});
  look_at(around.substr(0, around.find('\n') + 1) + to_base64(out.view()) + "\n" +
          around.substr(around.rfind("==== End")));
  return 0;
}

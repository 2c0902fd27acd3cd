// The golden vectors as a WebAssembly module: Node and the browser read its files and compare.
#include <vector>

#include "core/golden/vectors.h"

namespace {

const std::vector<concertina::golden::File>& all() {
  static const auto files = concertina::golden::files();
  return files;
}
std::string text;  // of the file asked for last

}  // namespace

extern "C" {
__attribute__((export_name("golden_count"))) std::size_t golden_count() { return all().size(); }
// `name`: 0 gives the file's text, 1 its name. The result holds until the next call.
__attribute__((export_name("golden_text"))) const char* golden_text(std::size_t file, int name) {
  text = name ? all()[file].name : concertina::golden::to_json(all()[file]);
  return text.c_str();
}
__attribute__((export_name("golden_size"))) std::size_t golden_size() { return text.size(); }
}

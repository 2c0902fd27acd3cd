// Any bytes as the list of a build's files, and as a page that is searched for what it loads: what is wrong
// can be shown, and what is read is within its bounds.
#include "cli/inspection.h"
#include "core/record/text.h"
#include "fuzz/support.h"
#include "relay/page.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(View(data, size));
  const auto files = cli::parse_manifest(text, "it");
  if (!files) {
    fuzz::must(is_utf8(files.error().what) && !has_control(files.error().what));
    fuzz::must(cli::beside(text, {}).size() <= 10);
    return 0;
  }
  std::size_t sum = 0;
  bool page = false;
  for (std::size_t i = 0; i < files->size(); ++i) {
    const cli::Listed& one = (*files)[i];
    fuzz::must(i == 0 || (*files)[i - 1].path < one.path);
    fuzz::must(!one.path.starts_with('/') && !one.path.starts_with('.'));
    fuzz::must(one.path.find("/.") == std::string::npos);
    page = page || one.path == "index.html";
    sum += one.size;
  }
  fuzz::must(page && sum <= relay::kMostSite);
  // What is listed is not beside the list, however it is named.
  for (const cli::Listed& one : *files)
    fuzz::must(cli::beside("<img src='/" + one.path + "#x'>", *files).empty());
  return 0;
}

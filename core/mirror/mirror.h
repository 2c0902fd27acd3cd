// Mirror: a private reader of one's own English words. It asks a question at a label, at blame, at a demand
// and the like; it never grades, and where the words speak of force or fear it asks nothing at all.
//
// It is deterministic, keeps nothing, and needs no more than the text. Cost grows with the text's length
// alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace concertina::mirror {

// One place in the text, and the question there. The views live as long as the program.
struct Notice {
  std::string_view rule, kind, question, why;
  std::size_t start = 0, end = 0;  // bytes of the text
  int weight = 0;                  // how telling it is; only the order counts
};

struct Reading {
  // The words speak of force, injury, being watched or held, of wanting to die, or of fear of what the other
  // will do. Then there are no notices: nothing that is written so should be asked to be softer.
  bool safety = false;
  std::vector<Notice> notices;  // in the order of the text; none overlaps another
};

// Any bytes will do; what is no UTF-8, or not English, has no notices. Texts are at most 4 GiB.
Reading read(std::string_view text);

// The `most` most telling ones, each from a rule of its own as long as there are enough, in the order of the
// text.
std::vector<Notice> most_telling(const Reading& reading, std::size_t most);

// {"safety":…,"notices":[{"rule":…,"kind":…,"start":…,"end":…,"text":…,"question":…}]}, on one line; each
// with its "why" too, where that is wanted. `text` is what was read.
std::string to_json(const Reading& reading, std::string_view text, bool with_why = false);

}  // namespace concertina::mirror

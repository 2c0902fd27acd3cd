#include <nlohmann/json.hpp>

#include "core/mirror/mirror.h"

namespace concertina::mirror {

std::string to_json(const Reading& reading, std::string_view text, bool with_why) {
  using Json = nlohmann::ordered_json;
  Json out{{"safety", reading.safety}, {"notices", Json::array()}};
  for (const Notice& one : reading.notices) {
    out["notices"].push_back({{"rule", one.rule},
                              {"kind", one.kind},
                              {"start", one.start},
                              {"end", one.end},
                              {"text", text.substr(one.start, one.end - one.start)},
                              {"question", one.question}});
    if (with_why) out["notices"].back()["why"] = one.why;
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace concertina::mirror

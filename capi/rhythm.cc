// The rhythm across the C ABI: a study of one circle, or of what fills one person, in slices, by a handle of
// its own, so that a worker can hold it.
#include <algorithm>
#include <cmath>
#include <new>
#include <nlohmann/json.hpp>

#include "capi/concertina.h"
#include "core/rhythm/filling.h"
#include "core/rhythm/study.h"

struct concertina_study {
  std::optional<concertina::rhythm::Study> circle;  // this, or
  std::optional<concertina::rhythm::Filling> filling;
  std::string result;
  std::vector<std::uint8_t> input;  // lent to the host
};

namespace {

using namespace concertina;
using Json = nlohmann::json;

constexpr std::size_t kMostInput = 4u << 20;
constexpr std::size_t kMostSights = 100'000;
constexpr std::size_t kMostDraws = 100'000;
constexpr double kFarthestDay = 1e6;
constexpr double kMostUnmet = 1e3;
constexpr double kMostDose = 1e3;
constexpr std::string_view kNoStudy = "There is no study here. Make one with concertina_study_new().";

bool is_number_within(const Json& value, double most) {
  return value.is_number() && std::abs(value.get<double>()) <= most;
}

std::int32_t refuse(concertina_study* study, std::string_view why) {
  study->result = why;
  return CONCERTINA_INVALID;
}

// A whole number from `least` to `most` under `name`, or nothing.
std::optional<std::size_t> count_in(const Json& object, const char* name, std::size_t least,
                                    std::size_t most) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto count = found->get<std::uint64_t>();
  return count >= least && count <= most ? std::optional<std::size_t>(count) : std::nullopt;
}

// [day, a whole number below `kinds`, a number of at most `most`]
bool is_dated(const Json& one, std::uint64_t kinds, double most) {
  return one.is_array() && one.size() == 3 && is_number_within(one[0], kFarthestDay) &&
         one[1].is_number_unsigned() && one[1].get<std::uint64_t>() < kinds && is_number_within(one[2], most);
}

std::optional<std::vector<rhythm::Sight>> sights_in(const Json& list) {
  if (!list.is_array() || list.size() > kMostSights) return std::nullopt;
  std::vector<rhythm::Sight> out;
  for (const Json& one : list) {
    if (!is_dated(one, 2, kMostUnmet)) return std::nullopt;
    out.push_back({one[0].get<double>(), one[2].get<double>(), one[1].get<std::uint8_t>()});
  }
  return out;
}

std::optional<std::vector<rhythm::Push>> pushes_in(const Json& list) {
  if (!list.is_array() || list.size() > kMostSights) return std::nullopt;
  std::vector<rhythm::Push> out;
  for (const Json& one : list) {
    if (!is_dated(one, rhythm::kGiven, kMostDose)) return std::nullopt;
    out.push_back({one[0].get<double>(), one[2].get<double>(), one[1].get<std::uint8_t>()});
  }
  return out;
}

// The beginnings of strained days, as pushes.
std::optional<std::vector<rhythm::Push>> strained_in(const Json& list) {
  if (!list.is_array() || list.size() > kMostSights) return std::nullopt;
  std::vector<rhythm::Push> out;
  for (const Json& day : list) {
    if (!is_number_within(day, kFarthestDay)) return std::nullopt;
    out.push_back({day.get<double>(), 1, 0});
  }
  return out;
}

// What `take` makes of what is studied here; `none` where nothing is.
template <typename Handle, typename Out>
Out of_study(Handle* study, Out none, const auto& take) {
  if (study && study->circle) return take(*study->circle);
  if (study && study->filling) return take(*study->filling);
  return none;
}

std::int32_t start_filling(concertina_study* study, const Json& given, std::vector<rhythm::Sight> sights,
                           int days, const rhythm::Plan& plan) {
  auto pushes = pushes_in(given.value("pushes", Json()));
  if (!pushes) {
    return refuse(study, "\"pushes\" is a list of [day, 0 to 2, dose], at most 100,000 of them.");
  }
  const auto times = count_in(given, "times", 0, kMostSights),
             alone = count_in(given, "alone", 0, kMostSights);
  if (!times || !alone) return refuse(study, "\"times\" and \"alone\" say how many there are of each.");
  study->filling.emplace(rhythm::Lived{std::move(sights), std::move(*pushes), days, static_cast<int>(*times),
                                       static_cast<int>(*alone)},
                         plan);
  study->result.clear();
  return CONCERTINA_OK;
}

}  // namespace

concertina_study* concertina_study_new(void) { return new (std::nothrow) concertina_study; }

void concertina_study_free(concertina_study* study) { delete study; }

std::uint8_t* concertina_study_input(concertina_study* study, std::size_t size) {
  if (!study || size > kMostInput) return nullptr;
  study->input.resize(std::max<std::size_t>(size, 1));
  return study->input.data();
}

std::int32_t concertina_study_start(concertina_study* study, const char* text, std::size_t size) {
  if (!study) return CONCERTINA_INVALID;
  study->circle.reset();
  study->filling.reset();
  if ((!text && size != 0) || size > kMostInput) return refuse(study, "A study takes JSON of at most 4 MiB.");
  const Json given = Json::parse(text, text + size, nullptr, false);
  if (!given.is_object()) return refuse(study, "A study takes one JSON object.");
  auto sights = sights_in(given.value("sights", Json()));
  if (!sights) {
    return refuse(study, "\"sights\" is a list of [day, 0 or 1, unmet], at most 100,000 of them.");
  }
  const auto days = count_in(given, "days", 0, kMostSights);
  if (!days) return refuse(study, "\"days\" says how many days hold both.");
  rhythm::Plan plan;
  const auto warmup = count_in(given, "warmup", 0, kMostDraws),
             draws = count_in(given, "draws", 1, kMostDraws);
  if (!warmup || !draws)
    return refuse(study, "\"warmup\" and \"draws\" are whole numbers of at most 100,000.");
  plan.warmup = *warmup;
  plan.draws = *draws;
  plan.seed = count_in(given, "seed", 0, SIZE_MAX).value_or(1);
  const Json asks = given.value("asks", Json("circle"));
  if (asks == "fills") return start_filling(study, given, std::move(*sights), static_cast<int>(*days), plan);
  if (asks != "circle")
    return refuse(study, "\"asks\" is \"circle\", as where it is left out, or \"fills\".");
  const auto strained = strained_in(given.value("strained", Json::array()));
  if (!strained) return refuse(study, "\"strained\" is a list of days, at most 100,000 of them.");
  study->circle.emplace(*sights, *strained, static_cast<int>(*days), plan);
  study->result.clear();
  return CONCERTINA_OK;
}

std::int32_t concertina_study_advance(concertina_study* study, std::size_t looks) {
  return of_study(study, false, [&](auto& one) { return one.advance(looks); }) ? 1 : 0;
}

double concertina_study_progress(const concertina_study* study) {
  return of_study(study, 0.0, [](const auto& one) { return one.progress(); });
}

std::int32_t concertina_study_picture(concertina_study* study) {
  if (!study) return CONCERTINA_INVALID;
  if (!study->circle && !study->filling) {
    return refuse(study, "Nothing is studied here. Begin with concertina_study_start().");
  }
  study->result =
      study->circle ? rhythm::to_json(study->circle->picture()) : rhythm::to_json(study->filling->filled());
  return CONCERTINA_OK;
}

const std::uint8_t* concertina_study_result(const concertina_study* study) {
  return reinterpret_cast<const std::uint8_t*>(study ? study->result.data() : kNoStudy.data());
}

std::size_t concertina_study_result_size(const concertina_study* study) {
  return study ? study->result.size() : kNoStudy.size();
}

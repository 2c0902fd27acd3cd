// The rhythm across the C ABI: a study of one circle, in slices, by a handle of its own, so that a worker can
// hold it.
#include <algorithm>
#include <cmath>
#include <new>
#include <nlohmann/json.hpp>

#include "capi/concertina.h"
#include "core/rhythm/study.h"

struct concertina_study {
  std::optional<concertina::rhythm::Study> study;
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

std::optional<std::vector<rhythm::Sight>> sights_in(const Json& list) {
  if (!list.is_array() || list.size() > kMostSights) return std::nullopt;
  std::vector<rhythm::Sight> out;
  for (const Json& one : list) {
    if (!one.is_array() || one.size() != 3 || !is_number_within(one[0], kFarthestDay) ||
        !one[1].is_number_unsigned() || one[1].get<std::uint64_t>() > 1 ||
        !is_number_within(one[2], kMostUnmet)) {
      return std::nullopt;
    }
    out.push_back({one[0].get<double>(), one[2].get<double>(), one[1].get<std::uint8_t>()});
  }
  return out;
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
  study->study.reset();
  if ((!text && size != 0) || size > kMostInput) return refuse(study, "A study takes JSON of at most 4 MiB.");
  const Json given = Json::parse(text, text + size, nullptr, false);
  if (!given.is_object()) return refuse(study, "A study takes one JSON object.");
  const auto sights = sights_in(given.value("sights", Json()));
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
  study->study.emplace(*sights, static_cast<int>(*days), plan);
  study->result.clear();
  return CONCERTINA_OK;
}

std::int32_t concertina_study_advance(concertina_study* study, std::size_t looks) {
  return study && study->study && study->study->advance(looks) ? 1 : 0;
}

double concertina_study_progress(const concertina_study* study) {
  return study && study->study ? study->study->progress() : 0;
}

std::int32_t concertina_study_picture(concertina_study* study) {
  if (!study) return CONCERTINA_INVALID;
  if (!study->study) return refuse(study, "Nothing is studied here. Begin with concertina_study_start().");
  study->result = rhythm::to_json(study->study->picture());
  return CONCERTINA_OK;
}

const std::uint8_t* concertina_study_result(const concertina_study* study) {
  return reinterpret_cast<const std::uint8_t*>(study ? study->result.data() : kNoStudy.data());
}

std::size_t concertina_study_result_size(const concertina_study* study) {
  return study ? study->result.size() : kNoStudy.size();
}

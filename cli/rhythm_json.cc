#include "cli/rhythm_json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/source.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::json;
using rhythm::Prior;

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::array<const char*, 9> kParams = {
    "a", "d", "rho", "kappa", "mu", "diffusion", "measurement_sd", "day_sd", "initial"};

// An object out of a file, and the sentences about its fields.
class Fields {
 public:
  static Result<Fields> open(World& world, const std::string& file) {
    auto source = Source::open(world, file);
    if (!source) return std::unexpected(source.error());
    const auto text = read_all(*source, kMostBytes);
    if (!text) return std::unexpected(text.error());
    Fields out;
    out.file_ = source->name();
    out.object =
        text->size() > kMostBytes ? Json(Json::value_t::discarded) : Json::parse(*text, nullptr, false);
    if (!out.object.is_object()) {
      return fail(Code::invalid, "There is no JSON object in " + out.file_ +
                                     ". It begins with { and ends with }, and holds numbers as JSON has them "
                                     "(no NaN).");
    }
    return out;
  }

  std::unexpected<Error> wrong(const std::string& field, const std::string& what) const {
    return fail(Code::invalid, "“" + excerpt(field, 40) + "” in " + file_ + " " + what);
  }

  // Refuses names that `known` does not have.
  template <class Names>
  Result<void> only(const Names& known) const {
    for (const auto& [name, value] : object.items()) {
      if (std::ranges::find(known, name) != std::ranges::end(known)) continue;
      std::string all;
      for (const auto& one : known) all += (all.empty() ? "" : ", ") + std::string(one);
      return wrong(name, "is no name that is known here. These are: " + all + ".");
    }
    return {};
  }

  Result<const Json*> at(const std::string& field) const {
    const auto found = object.find(field);
    if (found == object.end()) return wrong(field, "is missing. Please add it.");
    return &*found;
  }

  Json object;

 private:
  std::string file_;
};

bool is_number(const Json& json) { return json.is_number() && std::isfinite(json.get<double>()); }
bool is_pair(const Json& json) {
  return json.is_array() && json.size() == 2 && is_number(json[0]) && is_number(json[1]);
}

Result<void> read_number(const Fields& fields, const char* field, double& out) {
  const auto json = fields.at(field);
  if (!json) return std::unexpected(json.error());
  if (!is_number(**json)) return fields.wrong(field, "is not a number. Please give one, like 0.7.");
  out = (*json)->get<double>();
  return {};
}

// `field` is only for the sentence.
Result<void> take_pair(const Fields& fields, const std::string& field, const Json& json,
                       std::array<double, 2>& out) {
  if (!is_pair(json)) return fields.wrong(field, "is not two numbers, of c and of s, like [0, 0].");
  out = {json[0].get<double>(), json[1].get<double>()};
  return {};
}

Result<void> take_covariance(const Fields& fields, const std::string& field, const Json& json,
                             std::array<double, 3>& out) {
  if (!json.is_array() || json.size() != 2 || !is_pair(json[0]) || !is_pair(json[1])) {
    return fields.wrong(field, "is not two rows of two numbers, like [[1, 0.2], [0.2, 1]].");
  }
  const double cc = json[0][0].get<double>(), cs = json[0][1].get<double>(), sc = json[1][0].get<double>(),
               ss = json[1][1].get<double>();
  if (std::abs(cs - sc) > 1e-12 * (std::abs(cs) + std::abs(sc))) {
    return fields.wrong(field, "is no covariance: the number of c with s is not that of s with c.");
  }
  if (cc < 0 || ss < 0 || std::abs(cs) > std::sqrt(cc) * std::sqrt(ss) * (1 + 1e-12)) {
    return fields.wrong(field,
                        "is no covariance: the variances must be at least 0, and the number between them at "
                        "most the root of their product.");
  }
  out = {cc, cs, ss};
  return {};
}

// Two sds, squared.
Result<void> read_variances(const Fields& fields, const char* field, std::array<double, 2>& out) {
  const auto json = fields.at(field);
  if (!json) return std::unexpected(json.error());
  std::array<double, 2> sds;
  if (auto ok = take_pair(fields, field, **json, sds); !ok) return ok;
  if (sds[0] < 0 || sds[1] < 0) return fields.wrong(field, "is below 0. Please give two sds.");
  out = {sds[0] * sds[0], sds[1] * sds[1]};
  return {};
}

Result<void> read_law(const Fields& fields, rhythm::Law<double>& law) {
  if (auto ok = read_number(fields, "a", law.a); !ok) return ok;
  if (auto ok = read_number(fields, "d", law.d); !ok) return ok;
  if (auto ok = read_number(fields, "rho", law.rho); !ok) return ok;
  if (auto ok = read_number(fields, "kappa", law.kappa); !ok) return ok;
  const auto mu = fields.at("mu");
  if (!mu) return std::unexpected(mu.error());
  if (auto ok = take_pair(fields, "mu", **mu, law.mu); !ok) return ok;
  const auto diffusion = fields.at("diffusion");
  if (!diffusion) return std::unexpected(diffusion.error());
  if (auto ok = take_covariance(fields, "diffusion", **diffusion, law.noise); !ok) return ok;
  if (auto ok = read_variances(fields, "measurement_sd", law.error); !ok) return ok;
  law.day = {};
  return fields.object.contains("day_sd") ? read_variances(fields, "day_sd", law.day) : Result<void>{};
}

Result<void> read_start(const Fields& fields, Params& params) {
  const auto initial = fields.at("initial");
  if (!initial) return std::unexpected(initial.error());
  rhythm::Start& start = params.start;
  const Json& json = **initial;
  if (json == "stationary") {
    const auto& law = params.law;
    if (!(law.a + law.d > 0) || !(law.a * law.d - law.rho * law.kappa > 0)) {
      return fields.wrong("initial",
                          "can't be stationary: with these a, d, rho and kappa the circle never settles. "
                          "Please give {\"mean\": …, \"cov\": …}.");
    }
    start.kind = rhythm::Start::Kind::stationary;
    return {};
  }
  if (json == "diffuse") {
    start.kind = rhythm::Start::Kind::diffuse;
    return {};
  }
  if (!json.is_object() || json.size() != 2 || !json.contains("mean") || !json.contains("cov")) {
    return fields.wrong(
        "initial",
        "is neither \"stationary\", \"diffuse\" nor {\"mean\": [0, 0], \"cov\": [[4, 0], [0, 4]]}.");
  }
  if (auto ok = take_pair(fields, "initial mean", json["mean"], start.mean); !ok) return ok;
  return take_covariance(fields, "initial cov", json["cov"], start.cov);
}

// The one thing in `json`, as a prior.
std::optional<Prior> prior_in(const Json& json) {
  if (!json.is_object() || json.size() != 1) return std::nullopt;
  const std::string& kind = json.begin().key();
  const Json& numbers = json.begin().value();
  if (kind == "half_normal" && is_number(numbers))
    return Prior{Prior::Kind::half_normal, 0, numbers.get<double>()};
  if ((kind != "normal" && kind != "lognormal") || !is_pair(numbers)) return std::nullopt;
  return Prior{kind == "normal" ? Prior::Kind::normal : Prior::Kind::lognormal, numbers[0].get<double>(),
               numbers[1].get<double>()};
}

// What can be a prior of `part`.
std::string forms_of(rhythm::Part part) {
  if (part == rhythm::Part::cor_cs) return "needs {\"normal\": [m, s]} on its atanh, with s above 0.";
  if (rhythm::scale_of(part) == rhythm::Scale::logarithm) {
    return "needs {\"lognormal\": [m, s]}, {\"half_normal\": s} or {\"normal\": [m, s]}, with s above 0.";
  }
  return "needs {\"normal\": [m, s]}, with s above 0.";
}

}  // namespace

Result<Params> read_params(World& world, const std::string& file) {
  const auto fields = Fields::open(world, file);
  if (!fields) return std::unexpected(fields.error());
  if (auto ok = fields->only(kParams); !ok) return std::unexpected(ok.error());
  Params out{};
  if (auto ok = read_law(*fields, out.law); !ok) return std::unexpected(ok.error());
  if (auto ok = read_start(*fields, out); !ok) return std::unexpected(ok.error());
  out.by_day = fields->object.contains("day_sd");
  return out;
}

Result<rhythm::Priors> read_priors(World& world, const std::string& file) {
  const auto fields = Fields::open(world, file);
  if (!fields) return std::unexpected(fields.error());
  for (const char* follows : {"rho", "kappa", "gain"}) {
    if (fields->object.contains(follows)) {
      return fields->wrong(follows,
                           "has no prior of its own: rho = r a, kappa = k d and gain = r k follow. Please "
                           "give priors to a, d, r and k.");
    }
  }
  std::vector<std::string> known(rhythm::kPartNames.begin(), rhythm::kPartNames.end());
  known.emplace_back("effect");
  known.emplace_back("day");
  if (auto ok = fields->only(known); !ok) return std::unexpected(ok.error());
  rhythm::Priors out = rhythm::shipped_priors();
  for (std::size_t at = 0; at < known.size(); ++at) {
    const auto json = fields->object.find(known[at]);
    if (json == fields->object.end()) continue;
    // An effect is a number like a mean, and what a day shares an error like another: what fits the one fits
    // the other.
    const auto part = at < rhythm::kParts    ? static_cast<rhythm::Part>(at)
                      : at == rhythm::kParts ? rhythm::Part::mu_c
                                             : rhythm::Part::meas_c;
    const auto prior = prior_in(*json);
    if (!prior || !rhythm::fits(*prior, part)) return fields->wrong(known[at], forms_of(part));
    (at < rhythm::kParts ? out.parts[at] : at == rhythm::kParts ? out.effect : out.day) = *prior;
  }
  return out;
}

}  // namespace concertina::cli

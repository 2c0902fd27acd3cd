#include "core/rhythm/study.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/rhythm/diagnosis.h"

namespace concertina::rhythm {

namespace {

constexpr std::size_t kPoints = 200;  // of the posterior, that an echo is drawn by
constexpr double kDaysOfEcho = 14;
constexpr int kStepsOfEcho = 28;
constexpr int kSofter = 10;  // shares kept: 1, 0.9, … 0
constexpr std::size_t kFutures = 40;
constexpr double kSampling = 0.4;   // the part of the progress that the draws are
constexpr int kWeeksInMonths = 13;  // from here on months are said
constexpr double kWeeksOfAMonth = 52.0 / 12;

std::string percent(double share) { return std::to_string(std::lround(100 * std::max(0.0, share))); }

std::string back_of(const Band& gain) {
  if (percent(gain.high) == "0" && gain.low > -0.005) return "Of a push that goes round, nothing comes back.";
  if (gain.high < 0) return "A push that goes round meets its opposite, and comes to rest sooner.";
  return "Of every push that goes round, about " + percent(gain.middle) + " % comes back (between " +
         percent(gain.low) + " and " + percent(gain.high) + " %).";
}

std::string count_of(int count, const char* one, const char* more) {
  return std::to_string(count) + " " + (count == 1 ? one : more);
}

std::string time_of(int weeks) {
  if (weeks < kWeeksInMonths) return "some " + std::to_string(weeks) + " weeks";
  const long months = std::lround(weeks / kWeeksOfAMonth);
  if (months == 6) return "half a year";
  return months == 12 ? "a year" : "some " + std::to_string(months) + " months";
}

std::string said_of_week(std::optional<int> weeks) {
  if (!weeks) {
    return "If you go on noting as you do now, perhaps in more than a year, perhaps never. "
           "Not every two can be told from their days.";
  }
  return "If you go on noting as you do now, perhaps in " + time_of(*weeks) +
         ": that it looks like a circle, or that it does not. It can be sooner or later.";
}

std::vector<std::vector<double>> some_points(const Sampler& draws, std::size_t most) {
  const std::size_t all = draws.chains() * draws.count();
  const std::size_t take = std::min(most, all);
  std::vector<std::vector<double>> out;
  for (std::size_t at = 0; at < take; ++at) {
    const std::size_t index = at * all / take;
    const auto draw = draws.draw(index / draws.count(), index % draws.count());
    out.emplace_back(draw.begin(), draw.end());
  }
  return out;
}

}  // namespace

Study::Study(std::span<const Sight> sights, std::span<const Push> pushes, int days, const Plan& plan)
    : sights_(sights.begin(), sights.end()),
      pushes_(pushes.begin(), pushes.end()),
      days_(days),
      fitting_(course_of(sights, pushes, Start{}), shipped_priors(), plan),
      seed_(plan.seed) {}

bool Study::advance(std::size_t looks) {
  if (days_ < kDaysNeeded) return false;
  if (!sampled_) {
    sampled_ = !fitting_.advance(looks);
    if (!sampled_) return true;
    look_ahead();
    return foresight_ != nullptr;
  }
  return foresight_ && foresight_->advance(looks);
}

double Study::progress() const {
  if (days_ < kDaysNeeded) return 1;
  if (!sampled_) return kSampling * fitting_.progress();
  return foresight_ ? kSampling + (1 - kSampling) * foresight_->progress() : 1;
}

// When may it be known? To be asked once there are all draws.
void Study::look_ahead() {
  const Picture now = judged();
  if (sights_.empty() || now.verdict != Verdict::not_yet) return;
  if (!is_trusted(fitting_.draws().count(), now.rhat)) return;
  foresight_ =
      std::make_unique<Foresight>(sights_, pushes_, days_, some_points(fitting_.draws(), kFutures), seed_);
}

Picture Study::picture() const {
  Picture out = judged();
  if (days_ < kDaysNeeded) {
    out.when.said = "At least " + count_of(kDaysNeeded - days_, "more day", "more days") +
                    " with a check-in from each of you.";
  } else if (foresight_ && foresight_->done()) {
    out.when.weeks = foresight_->weeks();
    out.when.said = said_of_week(out.when.weeks);
  }
  return out;
}

// All of the picture but when.
Picture Study::judged() const {
  Picture out;
  out.days = days_;
  const Sampler& draws = fitting_.draws();
  if (draws.count() < kLeastDraws) return out;
  const std::vector<double> r = draws.column(static_cast<std::size_t>(Part::r));
  const std::vector<double> k = draws.column(static_cast<std::size_t>(Part::k));
  std::vector<double> gains(r.size());
  std::ranges::transform(r, k, gains.begin(), std::multiplies{});
  const Diagnosis diagnosis = diagnose(gains, draws.chains());
  out.rhat = diagnosis.rhat;
  out.ess = diagnosis.bulk_ess;
  out.verdict = verdict_of(evidence_of(r, k), days_, draws.count(), diagnosis.rhat);
  if (out.verdict == Verdict::not_yet) return out;
  std::ranges::sort(gains);
  const Band gain = {quantile(gains, 0.05), quantile(gains, 0.5), quantile(gains, 0.95)};
  for (int step = 0; step <= kStepsOfEcho; ++step) out.times.push_back(step * kDaysOfEcho / kStepsOfEcho);
  const auto points = some_points(draws, kPoints);
  for (int softer = 0; softer <= kSofter; ++softer) {
    const double kept = 1 - static_cast<double>(softer) / kSofter;
    Bands bands = echo(points, out.times, {.rho = kept});
    const Band softer_gain = {gain.low * kept, gain.middle * kept, gain.high * kept};
    out.softened.push_back(
        {kept, softer_gain, back_of(softer_gain), std::move(bands[0]), std::move(bands[1])});
  }
  return out;
}

std::string to_json(const Picture& picture) {
  using Json = nlohmann::ordered_json;
  const auto row = [](const Band& band) { return Json{band.low, band.middle, band.high}; };
  const auto rows = [&](const std::vector<Band>& bands) {
    Json out = Json::array();
    for (const Band& band : bands) out.push_back(row(band));
    return out;
  };
  const auto [title, text] = said_of(picture.verdict, picture.days);
  Json out{{"verdict", name_of(picture.verdict)},
           {"title", title},
           {"text", text},
           {"trap", kTrap},
           {"days", picture.days},
           {"times", picture.times},
           {"softened", Json::array()},
           {"when", nullptr}};
  for (const Softened& one : picture.softened) {
    out["softened"].push_back({{"kept", one.kept},
                               {"gain", row(one.gain)},
                               {"said", one.said},
                               {"on_c", rows(one.on_c)},
                               {"on_s", rows(one.on_s)}});
  }
  if (!picture.when.said.empty()) {
    out["when"] = {{"weeks", picture.when.weeks ? Json(*picture.when.weeks) : Json(nullptr)},
                   {"said", picture.when.said}};
  }
  return out.dump();
}

}  // namespace concertina::rhythm

// Our circle: in our words, and measured beside it. What is measured is fed by the check-ins on the table
// that both can see, and by nothing else.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "cli/figure.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "core/house/two_circles.h"
#include "core/rhythm/study.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;
using rhythm::Picture;

constexpr std::size_t kDraws = 500;  // of each chain, after as many that only teach it
constexpr std::uint64_t kSeed = 1;   // the same days, the same words
constexpr std::size_t kLooks = 64;   // between two questions whether to end
constexpr std::chrono::milliseconds kShowEach{50};
constexpr double kThirdLess = 2.0 / 3;

// The last half that this one wrote: mine from my room, the partner's from the table.
const CircleHalf* half_of(const std::vector<Item>& items, Author author) {
  const CircleHalf* out = nullptr;
  for (const Item& item : items) {
    const auto* half = std::get_if<CircleHalf>(&item.content);
    if (half != nullptr && item.author == author) out = half;
  }
  return out;
}

void print_half(std::ostream& out, const std::string& whose, const CircleHalf* half, std::string_view none) {
  out << "  " << whose << '\n';
  if (half == nullptr) {
    print_wrapped(out, none, "    ");
    return;
  }
  for (const auto& [begins, words] : {std::pair<std::string, const std::string&>{"When you ", half->when},
                                      {"I fear ", half->fear},
                                      {"So I ", half->so},
                                      {"The smallest step: ", half->step}}) {
    if (!words.empty()) print_wrapped(out, begins + words, "    ");
  }
}

Json json_of(const CircleHalf* half) {
  if (half == nullptr) return nullptr;
  return {{"when", half->when}, {"fear", half->fear}, {"so", half->so}, {"step", half->step}};
}

// Both pictures; nothing if the person ended it. The two circles are looked at side by side.
std::optional<std::array<Picture, 2>> look_at(World& world, const TwoCircles& circles) {
  rhythm::Plan plan;
  plan.warmup = plan.draws = kDraws;
  plan.seed = kSeed;
  rhythm::Study first(circles.sights[0], circles.strained, circles.days, plan),
      second(circles.sights[1], circles.strained, circles.days, plan);
  std::array<std::atomic<double>, 2> share{};
  const auto work = [&](rhythm::Study& study, std::atomic<double>& done) {
    while (!world.ended && study.advance(kLooks)) done = study.progress();
    done = 1;
  };
  {
    std::jthread one([&] { work(first, share[0]); }), other([&] { work(second, share[1]); });
    Progress progress(world, "of the looking at your days. Ctrl-C ends it.");
    while (share[0] < 1 || share[1] < 1) {
      progress.show((share[0] + share[1]) / 2);
      std::this_thread::sleep_for(kShowEach);
    }
  }
  if (world.ended) return std::nullopt;
  return std::array{first.picture(), second.picture()};
}

rhythm::Band third_less(const Picture& picture) {
  const rhythm::Band& gain = picture.softened.front().gain;
  return {kThirdLess * gain.low, kThirdLess * gain.middle, kThirdLess * gain.high};
}

// Ten columns for all of a hard day; what is below nothing has no bar, only its figure.
std::string bar_of(double share) {
  const long filled = std::clamp(std::lround(10 * share), 0L, 10L);
  std::string out;
  for (long at = 0; at < 10; ++at) out += at < filled ? "━" : "·";
  return out + padded(percent(share), 7, true);
}

// How a hard day of the one dies away, for both. `names`: of the one for togetherness, then of the other.
void print_echo(std::ostream& out, const Picture& picture, const std::array<std::string, 2>& names) {
  constexpr std::size_t kWide = 20;  // of a bar with its figure, and what stands between two
  out << "    How a hard day dies away, in the middle of what is likely:\n    " << padded("", 14, false)
      << padded(names[0], kWide, false) << names[1] << '\n';
  const auto& shown = picture.softened.front();
  for (const auto& [day, said] : {std::pair{0, "that day"},
                                  {1, "a day later"},
                                  {2, "2 days"},
                                  {4, "4 days"},
                                  {7, "a week"},
                                  {14, "two weeks"}}) {
    const auto at =
        static_cast<std::size_t>(std::ranges::lower_bound(picture.times, day) - picture.times.begin());
    if (at == picture.times.size()) return;
    out << "    " << padded(said, 14, false) << padded(bar_of(shown.on_c[at].middle), kWide, false)
        << bar_of(shown.on_s[at].middle) << '\n';
  }
}

// `names`: of the one for togetherness, then of the one for separateness.
void print_picture(std::ostream& out, const Picture& picture, const std::array<std::string, 2>& names,
                   bool afraid) {
  constexpr std::string_view kIndent = "    ";
  const auto said = rhythm::said_of(picture.verdict, picture.days);
  out << "  " << names[0] << " for togetherness, " << (names[1] == "You" ? "you" : names[1])
      << " for separateness\n";
  const bool bare =
      afraid && picture.verdict == rhythm::Verdict::not_yet;  // what it takes would bid to share
  print_wrapped(out, std::string(said.title) + "." + (bare ? "" : " " + std::string(said.text)), kIndent);
  if (!bare && !picture.when.said.empty()) print_wrapped(out, picture.when.said, kIndent);
  if (picture.softened.empty()) return;
  print_wrapped(out, picture.softened.front().said, kIndent);
  const auto [low, middle, high] = third_less(picture);
  const std::string begins = "If this picture is right, and either of you reacted a third less, ";
  print_wrapped(out,
                begins + (middle < 0 ? "the two of you would balance each other a third less."
                                     : "about " + percent(middle) + " would come back (between " +
                                           percent(std::max(0.0, low)) + " and " + percent(high) + ")."),
                kIndent);
  print_echo(out, picture, names);
}

Json json_of(const Picture& picture, bool mine) {
  Json out{{"togetherness", mine ? "me" : "partner"}, {"separateness", mine ? "partner" : "me"}};
  out.update(Json::parse(rhythm::to_json(picture)));
  if (!picture.softened.empty()) {
    const auto [low, middle, high] = third_less(picture);
    out["third_less"] = {low, middle, high};
  }
  return out;
}

}  // namespace

Result<void> show_circle(Call& call, const House& house) {
  const TwoCircles circles = two_circles(house);
  const CircleHalf* mine = half_of(house.room, Author::me);
  const CircleHalf* partners = half_of(house.table, Author::partner);
  const bool named = !house.partner_name.empty();
  const std::string partner = named ? house.partner_name : "your partner";
  const std::string other = named ? house.partner_name : "Your partner";
  const bool afraid = house.quiet.afraid;  // care rule 11: then nothing bids me share, or look at my own part
  std::ostream& out = call.world.out;
  if (!call.json) {
    out << "Our circle — a pattern that both are in, and that either can loosen.\n\nIn our words\n";
    print_half(out, "You", mine,
               afraid ? "Your half is not here."
                      : "Your half is not here. To write it: concertina circle-half --help");
    print_half(out, other, partners, "It is for " + partner + " to write. One half is a beginning.");
    out << "\nMeasured, from the days that both of you put on the table\n" << std::flush;
  }
  const auto pictures = look_at(call.world, circles);
  if (!pictures) return fail(Code::busy, "Ended before your days were looked at.");
  if (call.json) {
    print_json(out, Json{{"circle",
                          {{"days", circles.days},
                           {"words", {{"mine", json_of(mine)}, {"partners", json_of(partners)}}},
                           {"measured", {json_of((*pictures)[0], true), json_of((*pictures)[1], false)}}}}});
    return {};
  }
  print_picture(out, (*pictures)[0], {"You", partner}, afraid);
  print_picture(out, (*pictures)[1], {other, "You"}, afraid);
  out << '\n';
  print_wrapped(out, rhythm::kTrap, "");
  return {};
}

}  // namespace concertina::cli

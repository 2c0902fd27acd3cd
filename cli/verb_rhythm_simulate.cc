// Diaries of couples whose circle is known.
#include <cmath>
#include <ostream>

#include "cli/figure.h"
#include "cli/rhythm.h"

namespace concertina::cli {
namespace {

constexpr double kMostMoments = 2e7;  // of one couple
constexpr double kMostValue = 1e6;    // what a diary can hold, as diary_file.cc reads it
constexpr double kRounding = 1e-3;    // what a gain may miss rho and kappa by, as people round

// A number of the call, and what it must be.
struct Bound {
  const char* option;
  double value;
  bool (*holds)(double);
  const char* must;
};
bool is_positive(double value) { return value > 0; }
bool is_not_negative(double value) { return value >= 0; }
bool is_share(double value) { return value >= 0 && value <= 1; }
bool is_any(double) { return true; }

Result<void> check(const SimulateArgs& args) {
  const rhythm::Habit& habit = args.habit;
  const Bound bounds[] = {{"--days", habit.days, is_positive, "above 0"},
                          {"--per-day", habit.per_day, is_positive, "above 0"},
                          {"--jitter", habit.jitter, is_not_negative, "0 or more"},
                          {"--missing", habit.missing, is_share, "between 0 and 1"},
                          {"--day-sd", habit.day_sd[0], is_not_negative, "C,S of 0 or more each"},
                          {"--day-sd", habit.day_sd[1], is_not_negative, "C,S of 0 or more each"},
                          {"--weather", habit.weather_sd, is_not_negative, "SD,RATE with an SD of 0 or more"},
                          {"--weather", habit.weather_rate, is_positive, "SD,RATE with a RATE above 0"},
                          {"--a", args.a, is_positive, "above 0"},
                          {"--d", args.d, is_positive, "above 0"},
                          {"--q", args.q, is_not_negative, "0 or more"},
                          {"--meas", args.meas, is_not_negative, "0 or more"},
                          {"--gain", args.gain.value_or(0), is_any, ""},
                          {"--rho", args.rho.value_or(0), is_any, ""},
                          {"--kappa", args.kappa.value_or(0), is_any, ""}};
  for (const Bound& bound : bounds) {
    if (bound.holds(bound.value) && std::abs(bound.value) <= kMostMoments) continue;
    return fail(Code::invalid, std::string(bound.option) + " must be a number" +
                                   (*bound.must == 0 ? "" : " ") + bound.must + ", and no greater than 2e7.");
  }
  const double moments = rhythm::moments_of(habit);
  if (moments < 1) return fail(Code::invalid, "In so few days nobody checks in. Please give more --days.");
  if (moments > kMostMoments) {
    return fail(Code::invalid, "A couple can have at most 20 million moments. Please give fewer --days.");
  }
  return {};
}

// rho and kappa, from what of the three is given.
Result<std::array<double, 2>> reactions_of(const SimulateArgs& args) {
  const double both = args.a * args.d;
  if (args.rho && args.kappa) {
    const double gain = *args.rho * *args.kappa / both;
    if (args.gain && std::abs(gain - *args.gain) > kRounding * std::max(1.0, std::abs(gain))) {
      return fail(Code::invalid, "--gain " + figure(*args.gain, 6) +
                                     " is not what --rho and --kappa make, rho kappa / (a d) = " +
                                     figure(gain, 6) + ". Please leave one of the three out.");
    }
    return std::array{*args.rho, *args.kappa};
  }
  if (!args.gain) {
    return fail(Code::invalid, "How strong is the circle? Please give --gain, or --rho and --kappa.");
  }
  if (!args.rho && !args.kappa) {
    const double each = std::sqrt(std::abs(*args.gain));
    return std::array{each * args.a, std::copysign(each, *args.gain) * args.d};
  }
  const double given = args.rho ? *args.rho : *args.kappa;
  if (given == 0 && *args.gain != 0) {
    return fail(Code::invalid, std::string(args.rho ? "--rho" : "--kappa") + " 0 makes a gain of 0, not of " +
                                   figure(*args.gain, 6) + ". Please leave one of the two out.");
  }
  const double other = given == 0 ? 0 : *args.gain * both / given;
  if (!(std::abs(other) <= kMostMoments)) {
    return fail(Code::invalid, std::string(args.rho ? "--kappa" : "--rho") + " would have to be " +
                                   figure(other, 6) +
                                   ", and can be no greater than 2e7. Please give a smaller "
                                   "--gain, or " +
                                   (args.rho ? "a --rho" : "a --kappa") + " that is further from 0.");
  }
  return args.rho ? std::array{given, other} : std::array{other, given};
}

void append_rows(std::string& out, const std::string& couple, const std::vector<rhythm::Sight>& sights) {
  for (std::size_t at = 0; at < sights.size(); ++at) {
    const rhythm::Sight& sight = sights[at];
    const bool both = sight.which == 0 && at + 1 < sights.size() && sights[at + 1].which == 1 &&
                      sights[at + 1].day == sight.day;
    out += couple;
    append_exact(out += ',', sight.day);
    out += ',';
    if (sight.which == 0) append_exact(out, sight.value);
    out += ',';
    if (sight.which == 1) append_exact(out, sight.value);
    if (both) append_exact(out, sights[++at].value);
    out += '\n';
  }
}

// What is noted on that day is more than a diary can hold.
std::unexpected<Error> beyond(const rhythm::Law<double>& law, int couple, double day) {
  const std::string name = "couple c" + std::to_string(couple), when = "on day " + figure(std::floor(day), 9);
  if (law.rho * law.kappa >= law.a * law.d) {
    return fail(Code::invalid,
                "The circle of " + name + " feeds itself: " + when +
                    " it is beyond all check-ins. Please give fewer --days, or a smaller --gain.");
  }
  return fail(Code::invalid,
              "What " + name + " would note " + when +
                  " is beyond what a check-in can hold, 1e6. Please give a smaller --q, --meas, "
                  "--day-sd or --weather.");
}

}  // namespace

Result<void> rhythm_simulate(Call& call, const SimulateArgs& args) {
  if (auto ok = check(args); !ok) return ok;
  const auto reactions = reactions_of(args);
  if (!reactions) return std::unexpected(reactions.error());
  rhythm::Law<double> law{};
  law.a = args.a;
  law.d = args.d;
  law.rho = (*reactions)[0];
  law.kappa = (*reactions)[1];
  law.noise = {args.q * args.q, 0, args.q * args.q};
  law.error = {args.meas * args.meas, args.meas * args.meas};
  std::string rows = "couple,time,c,s\n";
  for (int couple = 1; couple <= args.couples && call.world.out; ++couple) {
    if (call.world.ended) return fail(Code::busy, "Ended early. What is printed is whole couples.");
    rhythm::Random random(args.seed, static_cast<std::uint64_t>(couple));
    const auto sights = rhythm::simulate(law, {}, args.habit, random);
    for (const rhythm::Sight& sight : sights) {
      if (std::abs(sight.value) <= kMostValue) continue;
      return beyond(law, couple, sight.day);
    }
    append_rows(rows, "c" + std::to_string(couple), sights);
    if (rows.size() < kPiece && couple < args.couples) continue;
    call.world.out << rows;
    rows.clear();
  }
  call.world.out << rows << std::flush;
  return {};
}

}  // namespace concertina::cli

// How the days of each couple go on, if the picture of them is right; and what a softer reaction would
// change.
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/figure.h"
#include "cli/fit_print.h"
#include "cli/rhythm.h"
#include "core/record/text.h"
#include "core/rhythm/outlook.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;
using rhythm::Band;
using rhythm::Bands;
using rhythm::Change;

constexpr int kMostDaysOn = 365;
constexpr double kMostKept = 10;

// One way that things could go on: the figures as they are, or as they were changed.
struct Way {
  Band gain;
  Bands forecast, echo;  // on the whole days from the first on
};

// What all that is told of one couple is made from.
struct Outlook {
  Fit fit;
  Way as_it_is;
  std::optional<Way> changed;
};

// A word that a table can hold.
std::string short_figure(double value) {
  return std::isfinite(value) && std::abs(value) >= 1e5 ? figure(value, 3) : fixed(value, 2);
}

// The days that a table to be read shows: the first week, then weeks, and the last.
bool is_shown(int day, int days) { return day <= 7 || day % 7 == 0 || day == days; }

Way way_of(const rhythm::Course& course, const Fit& fit, const std::vector<double>& times,
           const Change& change) {
  const Summary gain = summary_of(fit.column("gain"), fit.chains);
  const double by = change.rho * change.kappa;
  const auto points = points_of(fit);
  return {{by * gain.low90, by * gain.median, by * gain.high90},
          rhythm::forecast(course, points, times, change),
          rhythm::echo(points, times, change)};
}

Json json_of(const Band& band) {
  return {
      {"q5", number_json(band.low)}, {"median", number_json(band.middle)}, {"q95", number_json(band.high)}};
}
Json json_of(const Bands& bands) {
  Json out = Json::object();
  for (const std::size_t which : {0u, 1u}) {
    Json rows = Json::array();
    int day = 0;
    for (const Band& band : bands[which]) {
      Json row{{"day", ++day}};
      row.update(json_of(band));
      rows.push_back(std::move(row));
    }
    out[which == 0 ? "c" : "s"] = std::move(rows);
  }
  return out;
}

void print_band(std::ostream& out, const Band& band) {
  for (const double value : {band.middle, band.low, band.high}) out << padded(short_figure(value), 10, true);
}

// A table of days; each of `columns` has a name and a band a day.
void print_days(std::ostream& out,
                const std::vector<std::pair<std::string, const std::vector<Band>*>>& columns) {
  out << padded("", 6, false);
  for (const auto& column : columns) out << padded(column.first, 30, true);
  out << '\n' << padded("day", 6, true);
  for (std::size_t at = 0; at < columns.size(); ++at) {
    for (const char* head : {"middle", "5 %", "95 %"}) out << padded(head, 10, true);
  }
  out << '\n';
  const int days = static_cast<int>(columns.front().second->size());
  for (int day = 1; day <= days; ++day) {
    if (!is_shown(day, days)) continue;
    out << padded(std::to_string(day), 6, true);
    for (const auto& column : columns) print_band(out, (*column.second)[static_cast<std::size_t>(day - 1)]);
    out << '\n';
  }
}

std::string back(const Band& gain) {
  return percent(gain.middle) + " (between " + percent(gain.low) + " and " + percent(gain.high) + ")";
}

// Samples, and tells of each couple in words or as JSON.
class Teller {
 public:
  Teller(Call& call, const OutlookArgs& args, bool what_if)
      : call_(call), days_(args.days), change_{args.rho, args.kappa}, what_if_(what_if) {
    for (int day = 1; day <= days_; ++day) times_.push_back(day);
  }

  Result<void> run(const PosteriorArgs& args) {
    const auto posterior = read_posterior(call_.world, args);
    if (!posterior) return std::unexpected(posterior.error());
    const Diaries& diaries = posterior->diaries;
    several_ = diaries.couples.size() > 1;
    Hearers hearers;
    hearers.least = kLeastPoints;
    hearers.couple = [&](std::size_t at, Fit&& fit) { return tell(diaries, at, std::move(fit)); };
    auto done = sample(call_.world, *posterior, hearers);
    if (call_.json && several_ && told_) print_json(call_.world.out, json_);
    return done;
  }

 private:
  Result<void> tell(const Diaries& diaries, std::size_t at, Fit&& fit) {
    const CoupleDiary& diary = diaries.couples[at];
    if (fit.chains * fit.draws < kLeastPoints) {
      return fail(Code::invalid, "There are " + std::to_string(fit.chains * fit.draws) + " draws" +
                                     of_couple(diary.name) + ", and an outlook needs at least " +
                                     std::to_string(kLeastPoints) + ". Please ask for more --draws.");
    }
    const rhythm::Course course = course_of(diary, {}, diaries.inputs.size());
    const Way as_it_is = way_of(course, fit, times_, {});
    Outlook outlook{std::move(fit), as_it_is, {}};
    if (what_if_) outlook.changed = way_of(course, outlook.fit, times_, change_);
    if (call_.json) {
      Json one = json_of(outlook);
      one["from"] = day_words(last_day_of(diary), diaries.form);
      if (several_) {
        json_["couples"][diary.name] = std::move(one);
      } else {
        print_json(call_.world.out, named_json(diary.name, std::move(one)));
      }
    } else {
      if (told_) call_.world.out << '\n';
      if (several_) call_.world.out << "Couple " << excerpt(diary.name, 80) << "\n\n";
      print(outlook);
      call_.world.out << std::flush;
    }
    told_ = true;
    return {};
  }

  static double last_day_of(const CoupleDiary& diary) {
    double out = diary.first;
    for (const rhythm::Sight& sight : diary.sights) out = std::max(out, sight.day);
    for (const rhythm::Push& push : diary.pushes) out = std::max(out, push.day);
    return out;
  }

  Json json_of(const Outlook& outlook) const {
    const auto& [fit, as_it_is, changed] = outlook;
    Json out{{"verdict", name_of(verdict_of(fit))},
             {"days_both", fit.days_both},
             {"draws", fit.chains * fit.draws},
             {"divergences", fit.divergences},
             {"gain", cli::to_json(summary_of(fit.column("gain"), fit.chains))}};
    Json right;
    if (!changed) {
      right["forecast"] = cli::json_of(as_it_is.forecast);
      out["if_this_picture_is_right"] = std::move(right);
      return out;
    }
    out["rho_kept"] = change_.rho;
    out["kappa_kept"] = change_.kappa;
    const auto both = [](const auto& now, const auto& then) {
      return Json{{"as_it_is", cli::json_of(now)}, {"changed", cli::json_of(then)}};
    };
    right["gain"] = both(as_it_is.gain, changed->gain);
    right["one_point_more"] = both(as_it_is.echo, changed->echo);
    right["forecast"] = both(as_it_is.forecast, changed->forecast);
    out["if_this_picture_is_right"] = std::move(right);
    return out;
  }

  void print(const Outlook& outlook) const {
    std::ostream& out = call_.world.out;
    const auto& [fit, as_it_is, changed] = outlook;
    print_verdict(out, fit);
    if (!is_trusted(fit)) {
      out << "So take what follows lightly.\n";
    } else if (verdict_of(fit) == rhythm::Verdict::not_yet) {
      out << "So what follows comes as much from what was held likely before as from these days.\n";
    }
    out << '\n';
    if (!changed) {
      out << "If this picture is right, nine times in ten c and s lie between the ends of these bands, so "
             "many days\nafter the last moment of the diary:\n\n";
      print_days(out, {{"c", &as_it_is.forecast[0]}, {"s", &as_it_is.forecast[1]}});
      return;
    }
    out << "If this picture is right, and rho were " << percent(change_.rho) << " and kappa "
        << percent(change_.kappa) << " of what they are,\nof every push that goes round about "
        << back(changed->gain) << " would come back.\nAs it is, about " << back(as_it_is.gain) << ".\n";
    const auto tables = [&](const Bands& now, const Bands& then) {
      for (const std::size_t which : {0u, 1u}) {
        const std::string name = which == 0 ? "c" : "s";
        out << '\n';
        print_days(out, {{name + ", as it is", &now[which]}, {name + ", changed", &then[which]}});
      }
    };
    out << "\nWhat is left of one point more of c, so many days on:\n";
    tables(as_it_is.echo, changed->echo);
    out << "\nHow the days go on from the last moment of the diary:\n";
    tables(as_it_is.forecast, changed->forecast);
  }

  Call& call_;
  int days_;
  Change change_;
  bool what_if_, several_ = false, told_ = false;
  std::vector<double> times_;
  Json json_;
};

Result<void> check_days(const OutlookArgs& args) {
  if (args.days >= 1 && args.days <= kMostDaysOn) return {};
  return fail(Code::invalid, "--days is a whole number from 1 to " + std::to_string(kMostDaysOn) + ".");
}

}  // namespace

Result<void> rhythm_forecast(Call& call, const OutlookArgs& args) {
  if (auto ok = check_days(args); !ok) return ok;
  return Teller(call, args, false).run(args);
}

Result<void> rhythm_what_if(Call& call, const OutlookArgs& args) {
  if (auto ok = check_days(args); !ok) return ok;
  for (const auto& [name, kept] : {std::pair{"--rho", args.rho}, std::pair{"--kappa", args.kappa}}) {
    if (kept >= 0 && kept <= kMostKept) continue;
    return fail(Code::invalid, std::string(name) +
                                   " is what that reaction keeps of itself: a number from 0 to 10, like 0.67 "
                                   "for a third less.");
  }
  if (args.rho == 1 && args.kappa == 1) {
    return fail(Code::invalid,
                "What would change? Please say what a reaction keeps of itself, like --rho 0.67 or --kappa "
                "0.67 for a third less.");
  }
  return Teller(call, args, true).run(args);
}

}  // namespace concertina::cli

#include "cli/rhythm.h"

#include <charconv>
#include <memory>

#include "core/record/text.h"

namespace concertina::cli {
namespace {

constexpr const char* kAboutFit =
    "Fits the loop model to each couple: what the draws of its posterior say of every parameter and of the "
    "gain, and\nwhat may be said of the circle.\n\n"
    "PRIORS.json gives per parameter {\"normal\":[m,s]}, {\"lognormal\":[m,s]} or {\"half_normal\":s}, for "
    "a, d, r, k, mu_c,\nmu_s, sigma_c, sigma_s, cor_cs (a normal on its atanh), meas_c, meas_s, effect "
    "(that of any input) and day (the sds of --day-error); what is left\nout keeps the shipped one. rho = r "
    "a, kappa = k d and gain = r k "
    "follow.";
constexpr const char* kAboutPools =
    "\n\nWith --pool partial what couples differ in (log a, log d, r, k, mu_c, mu_s) is drawn from a "
    "population; "
    "sigma, cor,\nmeas and effects are the same for all. Told are the population (what a couple in its "
    "middle "
    "has, and as\nspread_NAME the sd of couples around it), then of each couple what is its own, with a "
    "verdict "
    "by its own days.\nWith --pool complete all have one law, with one verdict by the days of all. In "
    "--draws-out "
    "the population's or the\none law's rows come first, with no couple. JSON: {\"pool\":\"partial\","
    "\"population\":{\"parameters\":…,\"gain\":…},\n\"couples\":{NAME:{…,\"verdict\":…}},…}, or with "
    "complete "
    "the one law's with the number of couples as \"count\".";
constexpr const char* kAboutForecast =
    "What c and s will be on the days to come (without the error of noting), over all that the days leave "
    "open: "
    "the\nmiddle, and the ends of a band that holds nine of ten. Where it is too early for a verdict that is "
    "said, "
    "and the\nbands say as much of the priors as of the days.";
constexpr const char* kAboutWhatIf =
    "What would change if either side reacted more softly: how much of a push comes back, how one point more "
    "of "
    "c dies\naway, and how the days go on. The gain is a product: softening either side by a share softens "
    "it by "
    "that share.";
constexpr const char* kAboutLoglik =
    "The exact log-likelihood of a diary, to twelve significant digits, summed over couples.\n\n"
    "PARAMS.json: {\"a\":…, \"d\":…, \"rho\":…, \"kappa\":…, \"mu\":[c,s], \"diffusion\":[[cc,cs],[cs,ss]] "
    "(covariance of dW per\nday), \"measurement_sd\":[c,s], \"initial\":\"stationary\", \"diffuse\" or "
    "{\"mean\":[…], "
    "\"cov\":[[…],[…]]}\nof x at the first row of each couple}; and, if you like, \"day_sd\":[c,s], the sd "
    "of "
    "what one side's check-ins\nof a civil day share.\n\n"
    "Of a diffuse start, x ~ N(0, v I), it is the limit of log p + log v as v grows without end.";
constexpr const char* kAboutSimulate =
    "Prints diaries of couples whose circle is known, as CSV: couple,time,c,s, with times in days. The first "
    "state is drawn\nfrom N(mu, 4 I), and mu is 0.\n\n"
    "With --gain alone both reactions are the root of its size, and the sign goes with kappa: rho = r a, "
    "kappa "
    "= k d,\ngain = r k.";
constexpr const char* kAboutDiary =
    "The diary is a table (CSV) with a row for each moment. Empty cells, NA and NaN are missing; times are "
    "days "
    "or ISO 8601\n(without an offset: UTC); rows come in any order. - reads what is piped in.\n\n";

void add_seed(CLI::App* sub, std::uint64_t& seed, const std::string& about) {
  const auto read = [&seed](const std::string& text) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error == std::errc() && end == text.data() + text.size()) return;
    throw CLI::ValidationError("--seed", "It is a whole number from 0 to 18446744073709551615, and not “" +
                                             excerpt(text, 40) + "”.");
  };
  sub->add_option_function<std::string>("--seed", read, about)->default_str(std::to_string(seed));
}

CLI::App* add_verb(CLI::App& rhythm, const std::string& name, const std::string& about,
                   const std::string& more, const std::string& example) {
  CLI::App* sub = rhythm.add_subcommand(name, about);
  sub->footer(more + "\n\nExample:\n  concertina rhythm " + example + "\n\n" + kExitCodes);
  return sub;
}

void add_diary(CLI::App* sub, std::string& file, Columns& columns) {
  sub->add_option("diary", file, "the diary, a CSV file")->required()->type_name("DIARY.csv");
  sub->add_option("--couple", columns.couple, "its column of couples (default: couple, if there is one)");
  sub->add_option("--time", columns.time, "its column of times (default: time)");
  sub->add_option("--c", columns.c, "its column of the one's unmet togetherness (default: c)");
  sub->add_option("--s", columns.s, "its column of the other's unmet separateness (default: s)");
}

void add_simulate(CLI::App& rhythm, Call& call, const std::function<void(Verb)>& chosen) {
  struct Args : SimulateArgs {
    std::vector<double> weather, day_sd;
  };
  const auto args = std::make_shared<Args>();
  rhythm::Habit& habit = args->habit;
  CLI::App* sub = add_verb(rhythm, "simulate", "diaries of couples whose circle is known", kAboutSimulate,
                           "simulate --days 180 --gain 0.8 --couples 3 > diary.csv");
  sub->add_option("--days", habit.days, "how long each diary is")->required();
  sub->add_option("--gain", args->gain, "of every push that goes round, what share comes back");
  sub->add_option("--rho", args->rho, "how strongly s moves c, a day");
  sub->add_option("--kappa", args->kappa, "how strongly c moves s, a day");
  sub->add_option("--a", args->a, "how fast c settles by itself, a day")->capture_default_str();
  sub->add_option("--d", args->d, "how fast s settles by itself, a day")->capture_default_str();
  sub->add_option("--q", args->q, "sd of what else happens, of each, per root of a day")
      ->capture_default_str();
  sub->add_option("--meas", args->meas, "sd of the error of a check-in")->capture_default_str();
  sub->add_option("--day-sd", args->day_sd, "sd of what a day adds to all check-ins of one side on it")
      ->delimiter(',')
      ->expected(2)
      ->type_name("C,S");
  sub->add_option("--couples", args->couples, "how many couples")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  sub->add_option("--missing", habit.missing, "the share of values that is left out")->capture_default_str();
  sub->add_option("--jitter", habit.jitter, "days, up to which each moves their own moments")
      ->capture_default_str();
  sub->add_option("--per-day", habit.per_day, "moments a day")->capture_default_str();
  sub->add_option("--weather", args->weather,
                  "a strain from outside adds the same to both; RATE is how fast it passes, a day")
      ->delimiter(',')
      ->expected(2)
      ->type_name("SD,RATE");
  sub->add_flag("--round", habit.whole, "round to whole numbers");
  sub->add_flag("--bounds", habit.bounded, "hold between -10 and 10");
  add_seed(sub, args->seed, "the same seed gives the same diaries");
  sub->callback([args, &call, chosen] {
    if (args->weather.size() == 2) {
      args->habit.weather_sd = args->weather[0];
      args->habit.weather_rate = args->weather[1];
    }
    if (args->day_sd.size() == 2) args->habit.day_sd = {args->day_sd[0], args->day_sd[1]};
    chosen([args, &call] { return rhythm_simulate(call, *args); });
  });
}

void add_loglik(CLI::App& rhythm, Call& call, const std::function<void(Verb)>& chosen) {
  struct Args {
    std::string file, params;
    Columns columns;
  };
  const auto args = std::make_shared<Args>();
  CLI::App* sub = add_verb(rhythm, "loglik", "the log-likelihood of a diary under given parameters",
                           std::string(kAboutDiary) + kAboutLoglik, "loglik diary.csv --params params.json");
  add_diary(sub, args->file, args->columns);
  sub->add_option("--params", args->params, "the parameters, as JSON")->required()->type_name("PARAMS.json");
  sub->callback([args, &call, chosen] {
    chosen([args, &call] { return rhythm_loglik(call, args->file, args->columns, args->params); });
  });
}

// What all verbs ask that sample.
void add_posterior(CLI::App* sub, PosteriorArgs& args) {
  add_diary(sub, args.file, args.columns);
  sub->add_option(
         "--pool", args.pool,
         "none: each couple by itself; partial: couples learn from each other; complete: one law for "
         "all")
      ->capture_default_str();
  sub->add_option("--priors", args.priors, "priors in place of the shipped ones")->type_name("FILE.json");
  sub->add_option("--inputs", args.inputs,
                  "what pushed them: a table of couple, time and a column of doses for each input")
      ->type_name("FILE.csv");
  const auto count = [&](const char* name, std::size_t& value, const char* about, int least, int most) {
    sub->add_option(name, value, about)->capture_default_str()->check(CLI::Range(least, most));
  };
  count("--chains", args.chains, "chains for each couple, or for a pool", 1, 64);
  count("--warmup", args.warmup, "draws of each chain that only teach it", 20, 1'000'000);
  count("--draws", args.draws, "draws of each chain that count", 1, 1'000'000);
  add_seed(sub, args.seed, "the same seed gives the same draws");
}

void add_fit(CLI::App& rhythm, Call& call, const std::function<void(Verb)>& chosen) {
  const auto args = std::make_shared<FitArgs>();
  CLI::App* sub = add_verb(rhythm, "fit", "what a diary says of the circle, and how surely",
                           std::string(kAboutDiary) + kAboutFit + kAboutPools,
                           "fit diary.csv --draws-out draws.csv --plot gain.svg");
  add_posterior(sub, *args);
  sub->add_flag("--day-error", args->day_error,
                "what one side notes on a civil day shares an error: day_c and day_s are fitted too; each "
                "couple by itself");
  sub->add_option("--draws-out", args->draws_out, "write the draws into this file, as CSV")
      ->type_name("FILE.csv");
  sub->add_option("--plot", args->plot,
                  "draw into this file what comes back, couple by couple; of a single couple also how its "
                  "days would go on")
      ->type_name("FILE.svg");
  sub->callback([args, &call, chosen] { chosen([args, &call] { return rhythm_fit(call, *args); }); });
}

void add_outlooks(CLI::App& rhythm, Call& call, const std::function<void(Verb)>& chosen) {
  const auto add = [&](const char* name, const char* about, const char* more, const char* example,
                       auto verb) {
    const auto args = std::make_shared<OutlookArgs>();
    CLI::App* sub = add_verb(rhythm, name, about, std::string(kAboutDiary) + more, example);
    add_posterior(sub, *args);
    sub->add_option("--days", args->days, "how many days on from the last moment of the diary, 1 to 365")
        ->capture_default_str();
    sub->callback([args, &call, chosen, verb] { chosen([args, &call, verb] { return verb(call, *args); }); });
    return std::pair{sub, args};
  };
  add("forecast", "how the days go on, if the picture is right", kAboutForecast,
      "forecast diary.csv --days 21", rhythm_forecast);
  const auto [sub, args] = add("what-if", "what a softer reaction would change, if the picture is right",
                               kAboutWhatIf, "what-if diary.csv --rho 0.67", rhythm_what_if);
  sub->add_option("--rho", args->rho, "what the one's reaction keeps of itself, like 0.67 for a third less")
      ->capture_default_str();
  sub->add_option("--kappa", args->kappa, "what the other's reaction keeps of itself")->capture_default_str();
}

}  // namespace

void add_rhythm(CLI::App& app, Call& call, std::function<void(Verb)> chosen) {
  CLI::App* rhythm = app.add_subcommand("rhythm", "the circle as a measured loop, from a diary in a file");
  rhythm->require_subcommand(1);
  rhythm->footer("Each verb explains itself: concertina rhythm fit --help");
  add_fit(*rhythm, call, chosen);
  add_outlooks(*rhythm, call, chosen);
  add_loglik(*rhythm, call, chosen);
  add_simulate(*rhythm, call, chosen);
}

}  // namespace concertina::cli

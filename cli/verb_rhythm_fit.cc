// The circle of each couple, as its diary lets one see it.
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/figure.h"
#include "cli/fit.h"
#include "cli/fit_print.h"
#include "cli/rhythm.h"
#include "cli/rhythm_json.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string of_couple(const std::string& name) {
  return name.empty() ? std::string() : " of couple “" + excerpt(name, 40) + "”";
}

// A cell of CSV: between quotation marks where its text could be mistaken.
std::string cell_of(const std::string& text) {
  if (text.find_first_of(",;\t\"\r\n ") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// The file of draws: couple, chain, draw, and what is told of each.
class DrawsFile {
 public:
  Result<void> open(const std::string& path) {
    path_ = excerpt(path, 200);
    file_.open(path, std::ios::binary | std::ios::trunc);
    if (!file_) return fail(Code::storage, "The draws can't be written into " + path_ + ".");
    return {};
  }

  Result<void> add(const std::string& couple, const Fit& fit) {
    if (!file_.is_open()) return {};
    std::string rows;
    if (first_) {
      first_ = false;
      rows = "couple,chain,draw";
      for (const std::string& name : fit.names) rows += "," + cell_of(name);
      rows += "\n";
    }
    const std::string name = cell_of(couple);
    for (std::size_t at = 0; at < fit.chains * fit.draws; ++at) {
      rows += name + "," + std::to_string(at / fit.draws + 1) + "," + std::to_string(at % fit.draws + 1);
      for (const auto& column : fit.columns) append_exact(rows += ',', column[at]);
      rows += '\n';
      if (rows.size() < kPiece) continue;
      file_ << rows;
      rows.clear();
    }
    file_ << rows << std::flush;
    if (!file_) return fail(Code::storage, "Not all draws could be written into " + path_ + ".");
    return {};
  }

 private:
  std::ofstream file_;
  std::string path_;
  bool first_ = true;
};

// Why there are no draws of a couple, if there are none.
Result<void> check(const Fit& fit, const std::string& couple) {
  switch (fit.state) {
    case rhythm::Chain::State::no_start:
    case rhythm::Chain::State::no_step:
      return fail(Code::invalid, "The diary" + of_couple(couple) +
                                     " lies too far from the priors to be followed. Please look at the size "
                                     "of its numbers, or give other --priors.");
    case rhythm::Chain::State::running:
      if (fit.draws == 0) return fail(Code::busy, "Ended before there was a draw" + of_couple(couple) + ".");
      break;
    case rhythm::Chain::State::finished:
      break;
  }
  return {};
}

Result<void> check(const FitArgs& args) {
  if (args.pool == "none") return {};
  if (args.pool == "partial" || args.pool == "complete") {
    return fail(Code::invalid, "--pool " + args.pool +
                                   " is not here yet: each couple is fitted by itself. Please take none.");
  }
  return fail(Code::invalid,
              "--pool is none, partial or complete, and not “" + excerpt(args.pool, 40) + "”.");
}

// A line at the terminal that says how far it is; nothing elsewhere.
class Progress {
 public:
  explicit Progress(World& world) : world_(world) {}
  ~Progress() { clear(); }
  void show(double share) {
    if (!world_.err_is_terminal) return;
    world_.err << "\r" << std::floor(100 * share) << " % of the draws. Ctrl-C ends with those that there are."
               << std::flush;
    shown_ = true;
  }
  void clear() {
    if (shown_) world_.err << "\r\x1b[K" << std::flush;
    shown_ = false;
  }

 private:
  World& world_;
  bool shown_ = false;
};

}  // namespace

Result<void> rhythm_fit(Call& call, const FitArgs& args) {
  if (auto ok = check(args); !ok) return ok;
  auto priors = args.priors.empty() ? rhythm::shipped_priors() : read_priors(call.world, args.priors);
  if (!priors) return std::unexpected(priors.error());
  auto diaries = read_diaries(call.world, args.file, args.columns);
  if (!diaries) return std::unexpected(diaries.error());
  if (!args.inputs.empty()) {
    if (auto ok = read_inputs(call.world, args.inputs, args.columns, *diaries); !ok) return ok;
  }
  DrawsFile file;
  if (!args.draws_out.empty()) {
    if (auto ok = file.open(args.draws_out); !ok) return ok;
  }
  const bool several = diaries->couples.size() > 1;
  Json couples = Json::object();
  std::size_t fitted = 0;
  Progress progress(call.world);
  const rhythm::Plan plan{
      .chains = args.chains, .warmup = args.warmup, .draws = args.draws, .seed = args.seed};
  auto done = fit_all(
      *diaries, *priors, plan, call.world.ended, [&](double share) { progress.show(share); },
      [&](std::size_t couple, Fit&& fit) -> Result<void> {
        const std::string& name = diaries->couples[couple].name;
        if (auto ok = check(fit, name); !ok) return ok;
        if (auto ok = file.add(name, fit); !ok) return ok;
        progress.clear();
        ++fitted;
        if (!call.json) {
          if (fitted > 1) call.world.out << '\n';
          if (several) call.world.out << "Couple " << excerpt(name, 80) << "\n\n";
          print_fit(call.world.out, fit);
          call.world.out << std::flush;
        } else if (several) {
          couples[name] = to_json(fit);
        } else {
          print_json(call.world.out, to_json(fit));
        }
        return {};
      });
  progress.clear();
  if (call.json && several && fitted > 0) print_json(call.world.out, Json{{"couples", couples}});
  if (!done || !call.world.ended) return done;
  return fail(Code::busy, fitted < diaries->couples.size()
                              ? "Ended early: " + std::to_string(fitted) + " of " +
                                    std::to_string(diaries->couples.size()) +
                                    " couples are told of, by the draws till then."
                              : "Ended early: this is what the draws till then say.");
}

}  // namespace concertina::cli

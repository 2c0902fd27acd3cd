// The circle of each couple, as its diary lets one see it.
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/figure.h"
#include "cli/fit_print.h"
#include "cli/out_file.h"
#include "cli/plot.h"
#include "cli/rhythm.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

// A cell of CSV: between quotation marks where its text could be mistaken.
std::string cell_of(const std::string& text) {
  if (text.find_first_of(",;\t\"\r\n ") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// The file of draws: couple, chain, draw, and what is told of each. A pool's own rows have no couple; what
// they alone have is empty in the couples'.
class DrawsFile {
 public:
  Result<void> open(const std::string& path) { return file_.open(path, "The draws"); }

  Result<void> add(const std::string& couple, const Fit& fit) {
    if (!file_.wanted()) return {};
    std::string rows;
    if (columns_ == 0) {
      columns_ = fit.names.size();
      rows = "couple,chain,draw";
      for (const std::string& name : fit.names) rows += "," + cell_of(name);
      rows += "\n";
    }
    const std::string name = cell_of(couple);
    for (std::size_t at = 0; at < fit.chains * fit.draws; ++at) {
      rows += name + "," + std::to_string(at / fit.draws + 1) + "," + std::to_string(at % fit.draws + 1);
      for (const auto& column : fit.columns) append_exact(rows += ',', column[at]);
      rows.append(columns_ - fit.columns.size(), ',');
      rows += '\n';
      if (rows.size() < kPiece) continue;
      if (auto ok = file_.write(rows); !ok) return ok;
      rows.clear();
    }
    return file_.write(rows);
  }
  // Without a draw there is no file.
  Result<void> keep() { return columns_ == 0 ? Result<void>() : file_.keep(); }

 private:
  OutFile file_;
  std::size_t columns_ = 0;  // that are told of; of the widest rows, which come first
};

// Gathers the picture's rows, and draws it.
class Picture {
 public:
  Result<void> open(const std::string& path) { return file_.open(path, "The picture"); }

  void add(const std::string& name, const Fit& fit, std::string_view verdict) {
    if (!file_.wanted()) return;
    rows_.push_back({name, summary_of(fit.column("gain"), fit.chains), std::string(verdict)});
  }
  // How the days of the only couple would go on.
  void add_days(const Diaries& diaries, const Fit& fit) {
    const CoupleDiary& diary = diaries.couples.front();
    constexpr int kDaysOn = 14;
    if (!file_.wanted() || fit.by_day || diary.sights.empty() || fit.chains * fit.draws < kLeastPoints)
      return;
    DaysPicture& days = days_.emplace();
    days.sights = diary.sights;
    for (int quarter = 0; quarter <= 4 * kDaysOn; ++quarter) days.times.push_back(0.25 * quarter);
    const auto points = points_of(fit);
    days.bands = rhythm::forecast(course_of(diary, {}, diaries.inputs.size()), points, days.times);
    const double last = std::ranges::max(diary.sights, {}, &rhythm::Sight::day).day;
    const double first = std::ranges::min(diary.sights, {}, &rhythm::Sight::day).day;
    days.first = day_words(std::max(first, last - kDaysShown), diaries.form);
    days.last = day_words(last, diaries.form);
  }

  Result<void> draw() {
    if (!file_.wanted() || rows_.empty()) return {};
    if (auto ok = file_.write(to_svg(rows_, days_ ? &*days_ : nullptr)); !ok) return ok;
    return file_.keep();
  }

 private:
  OutFile file_;
  std::vector<GainRow> rows_;
  std::optional<DaysPicture> days_;
};

// Tells of the fits as they come.
class Teller {
 public:
  Teller(Call& call, const Posterior& posterior, DrawsFile& draws, Picture& picture)
      : call_(call), posterior_(posterior), draws_(draws), picture_(picture) {
    for (const CoupleDiary& couple : couples()) {
      width_ = std::max(width_, width_of(excerpt(couple.name, kNameWidth)));
    }
  }

  // Of a pool.
  Result<void> whole(const Fit& fit) {
    if (auto ok = draws_.add("", fit); !ok) return ok;
    const bool partial = *posterior_.pooling == rhythm::Pooling::partial;
    const std::string all =
        std::to_string(couples().size()) + (couples().size() == 1 ? " couple" : " couples");
    picture_.add(partial ? "the population" : all, fit, partial ? "" : short_words_of(verdict_of(fit)));
    told_ = true;
    if (call_.json) {
      json_["pool"] = partial ? "partial" : "complete";
      if (partial) {
        json_["population"] = population_json(fit);
        json_["divergences"] = fit.divergences;
        json_["draws"] = fit.chains * fit.draws;
        json_["seconds"] = fit.seconds;
        json_["couples"] = Json::object();
      } else {
        json_["count"] = couples().size();
        json_.update(to_json(fit));
      }
      return {};
    }
    call_.world.out << (partial ? "The population of these " : "One law for ") << all << "\n\n";
    if (!partial) {
      print_fit(call_.world.out, fit);
      return {};
    }
    print_table(call_.world.out, fit);
    print_couples_head(call_.world.out, width_);
    return {};
  }

  // Of one couple of a partial pool.
  Result<void> pooled(std::size_t couple, const Fit& fit) {
    const std::string& name = couples()[couple].name;
    if (auto ok = draws_.add(name, fit); !ok) return ok;
    picture_.add(name, fit, short_words_of(verdict_of(fit)));
    if (call_.json) {
      json_["couples"][name] = couple_json(fit);
    } else {
      print_couple(call_.world.out, excerpt(name, kNameWidth), width_, fit);
      if (couple + 1 == couples().size()) {
        call_.world.out
            << "\nWhat may be said is of the days, and for months “not-yet” is the usual answer. A "
               "strain\nfrom outside that lasts can look the same as a circle.\n";
      }
    }
    return {};
  }

  // Of one couple alone.
  Result<void> alone(std::size_t couple, const Fit& fit) {
    const std::string& name = couples()[couple].name;
    const bool several = couples().size() > 1;
    if (auto ok = draws_.add(name, fit); !ok) return ok;
    picture_.add(name.empty() ? "this couple" : name, fit, short_words_of(verdict_of(fit)));
    if (!several) picture_.add_days(posterior_.diaries, fit);
    if (call_.json) {
      if (several) {
        json_["couples"][name] = to_json(fit);
      } else {
        json_ = named_json(name, to_json(fit));
      }
    } else {
      if (told_) call_.world.out << '\n';
      if (several) call_.world.out << "Couple " << excerpt(name, 80) << "\n\n";
      print_fit(call_.world.out, fit);
      call_.world.out << std::flush;
    }
    told_ = true;
    return {};
  }

  void finish() {
    if (call_.json && told_) print_json(call_.world.out, json_);
  }

 private:
  static constexpr std::size_t kNameWidth = 40;
  const std::vector<CoupleDiary>& couples() const { return posterior_.diaries.couples; }

  Call& call_;
  const Posterior& posterior_;
  DrawsFile& draws_;
  Picture& picture_;
  std::size_t width_ = 6;
  bool told_ = false;
  Json json_;
};

}  // namespace

Result<void> rhythm_fit(Call& call, const FitArgs& args) {
  const NamedFile outputs[] = {{"--draws-out", args.draws_out}, {"--plot", args.plot}};
  const NamedFile inputs[] = {{"the diary", args.file}, {"--inputs", args.inputs}, {"--priors", args.priors}};
  if (auto ok = check_apart(outputs, inputs); !ok) return ok;
  const auto posterior = read_posterior(call.world, args);
  if (!posterior) return std::unexpected(posterior.error());
  DrawsFile draws;
  if (auto ok = draws.open(args.draws_out); !ok) return ok;
  Picture picture;
  if (auto ok = picture.open(args.plot); !ok) return ok;
  Teller teller(call, *posterior, draws, picture);
  Hearers hearers;
  if (!posterior->pooling) {
    hearers.couple = [&](std::size_t couple, Fit&& fit) { return teller.alone(couple, fit); };
  } else {
    hearers.whole = [&](const Fit& fit) { return teller.whole(fit); };
    if (*posterior->pooling == rhythm::Pooling::partial) {
      hearers.couple = [&](std::size_t couple, Fit&& fit) { return teller.pooled(couple, fit); };
    }
  }
  auto done = sample(call.world, *posterior, hearers);
  teller.finish();
  if (!done && done.error().code != Code::busy) return done;  // what is not whole is not kept
  if (auto ok = draws.keep(); !ok) return ok;
  if (auto ok = picture.draw(); !ok) return ok;
  return done;
}

}  // namespace concertina::cli

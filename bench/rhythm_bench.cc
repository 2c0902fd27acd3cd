// What the rhythm costs: a gradient, an effective draw, how both grow, and fifty couples pooled on all cores.
// Where there is R with rstan, the same model in Stan (bench/stan) stands beside it, and it is said how far
// apart the means are; RSCRIPT names another Rscript. Times are CPU seconds, but where all cores work.
#include <sys/resource.h>

#include <cmath>
#include <fstream>

#include "bench/figures.h"
#include "cli/crew.h"
#include "core/rhythm/diagnosis.h"
#include "core/rhythm/pool.h"
#include "proofs/support.h"
#include "proofs/trials.h"

namespace concertina::bench {
namespace {

using namespace rhythm;
using proofs::Clock;
using proofs::seconds_since;

constexpr std::size_t kLanes = 4;

std::vector<Course> couples(std::size_t count, double days, double jitter = 0) {
  std::vector<Course> out;
  for (std::size_t at = 0; at < count; ++at) {
    Random random(60, at);
    const Habit habit{.days = days, .jitter = jitter};
    out.push_back(course_of(simulate(proofs::law_of(0.7, 0.7), Start{}, habit, random), {}, Start{}));
  }
  return out;
}

std::vector<double> normals(std::size_t count, std::uint64_t stream) {
  Random random(7, stream);
  std::vector<double> out(count);
  for (double& one : out) one = random.normal();
  return out;
}

// Of this process, with all its threads.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

// CPU microseconds of a look at `points` points at once: the median of nine runs, each of at least 20 ms.
double look_us(Density& density, const std::vector<double>& starts, std::size_t points) {
  std::vector<double> value(points), slope(starts.size()), runs;
  // So many between two questions to the clock, which itself takes a microsecond.
  int looks = 1;
  while (runs.size() < 9) {
    const double began = cpu_seconds();
    for (int look = 0; look < looks; ++look) {
      density.look(points, starts.data(), value.data(), slope.data());
    }
    const double took = cpu_seconds() - began;
    if (took < 0.02) {
      looks *= 2;
    } else {
      runs.push_back(took / looks * 1e6);
    }
  }
  return median(runs);
}

// The slope of log y on log x by least squares.
double power(const std::vector<std::pair<double, double>>& points) {
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [size, cost] : points) {
    x += std::log(size), y += std::log(cost), xx += std::log(size) * std::log(size),
        xy += std::log(size) * std::log(cost);
  }
  const double n = static_cast<double>(points.size());
  return (n * xy - x * y) / (n * xx - x * x);
}

std::vector<double> starts_of(const Pool& pool, std::size_t chains) {
  std::vector<double> out;
  for (std::size_t chain = 0; chain < chains; ++chain) {
    const auto one = pool.start(normals(pool.size(), chain));
    out.insert(out.end(), one.begin(), one.end());
  }
  return out;
}

void gradients() {
  std::puts("\na gradient, µs a point (4 points side by side | 1 alone)");
  for (const double jitter : {0.0, 0.2}) {
    const auto sixty = couples(1, 60, jitter);
    Pool one(sixty, shipped_priors(), Pooling::complete);
    const auto at = starts_of(one, kLanes);
    std::printf("  60 days, %-22s %8.2f | %6.2f\n",
                jitter == 0 ? "noted at the same hour" : "each at their own hour",
                look_us(one, at, kLanes) / kLanes, look_us(one, at, 1));
  }
  std::vector<std::pair<double, double>> by_days, by_couples;
  for (const double days : {30.0, 100.0, 300.0, 1000.0, 3000.0}) {
    const auto courses = couples(1, days, 0.2);
    Pool pool(courses, shipped_priors(), Pooling::complete);
    by_days.emplace_back(days, look_us(pool, starts_of(pool, kLanes), kLanes) / kLanes);
    std::printf("  %5.0f days %12.2f\n", days, by_days.back().second);
  }
  std::printf("  cost grows with days to the power %.3f\n", power(by_days));
  for (const std::size_t count : {10UL, 100UL, 1000UL, 10'000UL}) {
    const auto courses = couples(count, 60);
    Pool pool(courses, shipped_priors(), Pooling::partial);
    by_couples.emplace_back(count, look_us(pool, starts_of(pool, kLanes), kLanes) / kLanes);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("  %5zu couples %10.1f, at most %ld MB of memory by now\n", count, by_couples.back().second,
                usage.ru_maxrss / 1024);
  }
  std::printf("  cost grows with couples to the power %.3f\n", power(by_couples));
}

struct Run {
  double wall, cpu, ess, rhat;  // the least and the greatest over the numbers that all couples share
  std::size_t points;
  std::vector<Diagnosis> numbers;  // those
};

Run run(Pool& pool, const Plan& plan) {
  const double cpu = cpu_seconds();
  const auto began = Clock::now();
  Sampler sampler(pool, plan, starts_of(pool, plan.chains));
  while (sampler.advance(1000)) {
  }
  Run out{seconds_since(began), cpu_seconds() - cpu, INFINITY, 0, sampler.points(), {}};
  for (std::size_t number = 0; number < pool.shared(); ++number) {
    const Diagnosis one = diagnose(sampler.column(number), sampler.chains());
    out.ess = std::min(out.ess, one.bulk_ess);
    out.rhat = std::max(out.rhat, one.rhat);
    out.numbers.push_back(one);
  }
  return out;
}

// The same diaries as couples() has.
void write_diary(const std::string& file, std::size_t count) {
  std::ofstream out(file);
  out.precision(17);
  out << "couple,time,c,s\n";
  for (std::size_t couple = 0; couple < count; ++couple) {
    Random random(60, couple);
    const auto sights = simulate(proofs::law_of(0.7, 0.7), Start{}, Habit{.days = 60}, random);
    for (std::size_t at = 0; at + 1 < sights.size(); at += 2) {
      out << couple << ',' << sights[at].day << ',' << sights[at].value << ',' << sights[at + 1].value
          << '\n';
    }
  }
}

// A line a couple: what its diary says of its parts, then how surely.
void write_hints(const std::string& file, const std::vector<Course>& courses) {
  std::ofstream out(file);
  out.precision(17);
  for (const Course& course : courses) {
    const Hints hints = hints_of(course);
    for (const Hint& hint : hints) out << hint.middle << ',';
    for (const Hint& hint : hints) out << hint.weight << (&hint == &hints.back() ? '\n' : ',');
  }
}

// Reads what circle.R prints, and says how it stands beside ours.
void compare(std::istream& in, const char* metric, const Run& ours) {
  double ess = 0, seconds = 0, steps = 0, farthest = 0;
  std::size_t at = 0;
  for (std::string word; in >> word;) {
    if (word == "ess") in >> ess;
    if (word == "seconds") in >> seconds;
    if (word == "steps") in >> steps;
    double mean = 0, error = 0;
    if (word != "mean" || !(in >> word >> mean >> error) || at == ours.numbers.size()) continue;
    const Diagnosis& one = ours.numbers[at++];
    farthest = std::max(farthest, std::abs(mean - one.mean) / std::hypot(error, one.mcse_mean));
  }
  std::printf(
      "  Stan, %-7s: %8.1f effective draws a CPU second, %.2f µs a step, %.1f steps an effective draw (ESS "
      "%.0f "
      "in %.1f s)\n"
      "                 ours %.0f times that; of %zu means the farthest apart: %.1f standard errors of both "
      "runs\n",
      metric, ess / seconds, seconds / steps * 1e6, steps / ess, ess, seconds,
      ours.ess / ours.cpu / (ess / seconds), at, farthest);
}

// What Stan says of the same diaries; `plan`: chains, warm-up and draws.
void beside_stan(const std::vector<Course>& courses, bool partial, const std::string& plan, const Run& ours) {
  const char* named = std::getenv("RSCRIPT");
  const std::string rscript = named ? named : "Rscript";
  if (std::system((rscript + " -e 'library(rstan)' >/dev/null 2>&1").c_str()) != 0) {
    std::puts("  Stan: there is no R with rstan here, so it is left out.");
    return;
  }
  static const proofs::Folder folder;
  write_diary(folder.path("diary.csv"), courses.size());
  write_hints(folder.path("hints.csv"), courses);
  ::setenv("CIRCLE_STAN_KEPT", folder.path("").c_str(), 1);
  for (const char* metric : {"diag_e", "dense_e"}) {
    const std::string out = folder.path("stan.txt");
    const std::string command = rscript + " bench/stan/circle.R " + folder.path("diary.csv") + ' ' + metric +
                                ' ' + plan + " 1" + (partial ? ' ' + folder.path("hints.csv") : "") + " >" +
                                out + " 2>&1";
    if (std::system(command.c_str()) != 0) {
      std::printf("  Stan, %s: it did not run.\n", metric);
      continue;
    }
    std::ifstream in(out);
    compare(in, metric, ours);
  }
}

void print(const Run& run) {
  std::printf(
      "  ours         : %8.1f effective draws a CPU second, %.2f µs a step, %.1f steps an effective draw "
      "(ESS "
      "%.0f in %.2f s, R-hat %.4f)\n",
      run.ess / run.cpu, run.cpu / static_cast<double>(run.points) * 1e6,
      static_cast<double>(run.points) / run.ess, run.ess, run.cpu, run.rhat);
}

void single() {
  const auto courses = couples(1, 60);
  Pool pool(courses, shipped_priors(), Pooling::complete);
  std::puts("\n1 couple of 60 days, 4 chains of 1000 + 1000, on one core");
  const Run ours = run(pool, {.seed = 1});
  print(ours);
  beside_stan(courses, false, "4 1000 1000", ours);
}

void pooled() {
  const auto courses = couples(50, 60);
  Pool pool(courses, shipped_priors(), Pooling::partial);
  const Plan plan{.warmup = 300, .draws = 300, .seed = 2, .metric = {pool.shared()}};
  std::puts("\n50 couples of 60 days, partly pooled, 4 chains of 300 + 300, on one core (Stan: 2 of these)");
  const Run ours = run(pool, plan);
  print(ours);
  cli::Crew crew;
  Pool shared(courses, shipped_priors(), Pooling::partial, crew.hands());
  const Run by_all = run(shared, plan);
  std::printf("  on all cores : %.2f s, least bulk ESS of the population %.0f, R-hat %.4f\n", by_all.wall,
              by_all.ess, by_all.rhat);
  beside_stan(courses, true, "2 300 300", ours);
}

// A density whose points are looked at one after the other, without lanes.
class OneByOne final : public Density {
 public:
  explicit OneByOne(Density& of) : of_(of) {}
  std::size_t size() const override { return of_.size(); }
  double reach(std::size_t number) const override { return of_.reach(number); }
  void look(std::size_t count, const double* at, double* value, double* slope) override {
    for (std::size_t row = 0; row < count; ++row) {
      of_.look(1, at + row * size(), value + row, slope + row * size());
    }
  }

 private:
  Density& of_;
};

// For web/bench: half a year as a study takes it, with the CPU seconds that its draws take here.
void study() {
  constexpr double kDays = 180;
  Random random(60, 0);
  const auto sights = simulate(proofs::law_of(0.7, 0.7), Start{}, {.days = kDays, .jitter = 0.2}, random);
  const Course course = course_of(sights, {}, Start{});
  Pool pool({&course, 1}, shipped_priors(), Pooling::complete);
  OneByOne alone(pool);
  const auto seconds = [&](Density& density) {
    const double began = cpu_seconds();
    Sampler sampler(density, {.warmup = 500, .draws = 500, .seed = 1}, starts_of(pool, 4));
    while (sampler.advance(1000)) {
    }
    return cpu_seconds() - began;
  };
  std::vector<double> with, without;
  for (int again = 0; again < 5; ++again) with.push_back(seconds(pool)), without.push_back(seconds(alone));
  std::printf("{\"days\":%.0f,\"with\":%.4f,\"without\":%.4f,\"sights\":[", kDays, median(with),
              median(without));
  for (const Sight& one : sights) {
    std::printf("%s[%.17g,%d,%.17g]", &one == sights.data() ? "" : ",", one.day, one.which, one.value);
  }
  std::puts("]}");
}

}  // namespace
}  // namespace concertina::bench

int main(int argc, char** argv) {
  using namespace concertina::bench;
  if (argc == 2 && std::string(argv[1]) == "--study") {
    study();
    return 0;
  }
  print_machine("The rhythm");
  gradients();
  single();
  pooled();
}

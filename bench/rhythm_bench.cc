// What the rhythm costs: a gradient, an effective draw, how both grow, and fifty couples pooled on all cores.
// Where there is R with rstan, the same model in Stan (bench/stan) stands beside it; RSCRIPT names another
// Rscript.
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

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

// Microseconds of a look at `points` points at once: the median of nine runs, each of at least 20 ms.
double look_us(Density& density, const std::vector<double>& starts, std::size_t points) {
  std::vector<double> value(points), slope(starts.size()), runs;
  for (int run = 0; run < 9; ++run) {
    const auto began = Clock::now();
    int looks = 0;
    do {
      density.look(points, starts.data(), value.data(), slope.data());
      ++looks;
    } while (seconds_since(began) < 0.02);
    runs.push_back(seconds_since(began) / looks * 1e6);
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
  double wall, cpu, ess, rhat;  // the least and the greatest over the population's numbers
  std::size_t points;
};

Run run(Pool& pool, const Plan& plan, std::size_t numbers) {
  const double cpu = cpu_seconds();
  const auto began = Clock::now();
  Sampler sampler(pool, plan, starts_of(pool, plan.chains));
  while (sampler.advance(1000)) {
  }
  Run out{seconds_since(began), cpu_seconds() - cpu, INFINITY, 0, sampler.points()};
  for (std::size_t number = 0; number < numbers; ++number) {
    const Diagnosis one = diagnose(sampler.column(number), sampler.chains());
    out.ess = std::min(out.ess, one.bulk_ess);
    out.rhat = std::max(out.rhat, one.rhat);
  }
  return out;
}

void write_diary(const std::string& file, std::size_t count) {
  std::ofstream out(file);
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

// What Stan says of the same diaries: effective draws a CPU second and µs a leapfrog step; nothing without R.
void beside_stan(std::size_t count, double ours) {
  const char* named = std::getenv("RSCRIPT");
  const std::string rscript = named ? named : "Rscript";
  if (std::system((rscript + " -e 'library(rstan)' >/dev/null 2>&1").c_str()) != 0) {
    std::puts("  Stan: there is no R with rstan here, so it is left out.");
    return;
  }
  const proofs::Folder folder;
  write_diary(folder.path("diary.csv"), count);
  for (const char* metric : {"diag_e", "dense_e"}) {
    const std::string out = folder.path("stan.txt");
    const std::string command = rscript + " bench/stan/circle.R " + folder.path("diary.csv") + ' ' + metric +
                                " 4 1000 1000 1 >" + out + " 2>&1";
    if (std::system(command.c_str()) != 0) {
      std::printf("  Stan, %s: it did not run.\n", metric);
      continue;
    }
    std::ifstream in(out);
    double ess = 0, seconds = 0, steps = 0;
    for (std::string word; in >> word;) {
      if (word == "ess") in >> ess;
      if (word == "seconds") in >> seconds;
      if (word == "steps") in >> steps;
    }
    std::printf(
        "  Stan, %-7s: %8.1f effective draws a CPU second, %.1f µs a step, %.1f steps an effective draw; "
        "ours %.0f times\n",
        metric, ess / seconds, seconds / steps * 1e6, steps / ess, ours / (ess / seconds));
  }
}

void single(std::size_t count) {
  const auto courses = couples(count, 60);
  Pool pool(courses, shipped_priors(), Pooling::complete);
  Plan plan;
  plan.seed = 1;
  const Run out = run(pool, plan, kParts);
  const double rate = out.ess / out.cpu;
  std::printf(
      "\n%zu %s of 60 days, one law, 4 chains of 1000 + 1000, on one core: %.2f s, least bulk ESS %.0f, "
      "R-hat %.4f\n"
      "  ours         : %8.1f effective draws a CPU second, %.2f µs a step, %.1f steps an effective draw\n",
      count, count == 1 ? "couple" : "couples", out.cpu, out.ess, out.rhat, rate,
      out.cpu / static_cast<double>(out.points) * 1e6, static_cast<double>(out.points) / out.ess);
  beside_stan(count, rate);
}

void pooled() {
  const auto courses = couples(50, 60);
  cli::Crew crew;
  Pool pool(courses, shipped_priors(), Pooling::partial, crew.hands());
  Plan plan;
  plan.seed = 2;
  plan.warmup = 300;
  plan.draws = 300;
  plan.metric = Shape::diagonal;
  const Run out = run(pool, plan, kParts + kOwn.size());
  std::printf(
      "\n50 couples of 60 days, partly pooled, 4 chains of 300 + 300, on all cores: %.2f s, least bulk ESS "
      "of the "
      "population %.0f, R-hat %.4f\n",
      out.wall, out.ess, out.rhat);
}

}  // namespace
}  // namespace concertina::bench

int main() {
  using namespace concertina::bench;
  print_machine("The rhythm");
  gradients();
  single(1);
  single(50);
  pooled();
}

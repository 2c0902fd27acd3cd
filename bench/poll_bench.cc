// What 1,000 waiting polls of 1,000 devices take of the relay's memory.
#include "bench/client.h"

namespace concertina::bench {
namespace {

constexpr int kPolls = 1000;
constexpr int kWait = 10;  // seconds; long enough for all to be there at once

// KiB of a field of /proc/ID/status.
long status_of(pid_t id, std::string_view field) {
  std::ifstream status("/proc/" + std::to_string(id) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::atol(line.c_str() + field.size() + 1);
  }
  return 0;
}

int measure(const std::string& program) {
  print_machine("== Waiting polls: the relay's memory with 1,000 devices parked in GET /v1/read?wait=10");
  allow_many_files();
  const proofs::Folder folder;
  proofs::Relay relay(program, folder.path("relay"), {"--most-persons", "2000"});
  if (!relay.running()) {
    std::printf("The relay %s does not start.\n", program.c_str());
    return 1;
  }
  const long empty = status_of(relay.id(), "VmRSS");
  std::vector<std::unique_ptr<Person>> persons;
  {
    Line line(relay.port());
    for (std::uint64_t i = 0; i < kPolls; ++i) {
      persons.push_back(std::make_unique<Person>(i + 1, relay.origin()));
      line.ask(persons.back()->enrolment(), 201);
    }
  }
  proofs::pause_ms(300);
  std::printf("%-46s %9s %12s\n", "", "RSS KiB", "KiB a poll");
  std::printf("%-46s %9ld\n", "just started", empty);
  const long before = status_of(relay.id(), "VmRSS");
  std::printf("%-46s %9ld\n", "1,000 persons have enrolled, nobody is there", before);
  const auto row = [&](const char* what, long now) {
    std::printf("%-46s %9ld %12.1f\n", what, now, static_cast<double>(now - before) / kPolls);
  };
  {
    std::vector<std::unique_ptr<Line>> lines;
    lines.reserve(kPolls);
    for (int i = 0; i < kPolls; ++i) lines.push_back(std::make_unique<Line>(relay.port()));
    proofs::pause_ms(500);
    row("1,000 connections, nothing asked", status_of(relay.id(), "VmRSS"));
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i]->send(persons[i]->poll(kWait));
    proofs::pause_ms(2000);
    row("1,000 polls waiting", status_of(relay.id(), "VmRSS"));
    int good = 0;
    for (const auto& line : lines) good += line->receive() == 200 ? 1 : 0;
    row("all answered, the connections still there", status_of(relay.id(), "VmRSS"));
    if (good != kPolls) std::printf("  (only %d polls were answered with 200)\n", good);
  }
  proofs::pause_ms(500);
  row("all gone", status_of(relay.id(), "VmRSS"));
  std::printf("\nThe system's own memory for sockets is not in these figures.\n");
  relay.stop();
  return 0;
}

}  // namespace
}  // namespace concertina::bench

int main(int argc, char** argv) {
  if (!concertina::prim::ready()) return 1;
  return concertina::bench::measure(concertina::proofs::program(argc, argv));
}

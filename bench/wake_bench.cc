// Wake-up latency: how long after a post the partner's waiting poll is answered.
#include "bench/client.h"

namespace concertina::bench {
namespace {

using proofs::Clock;

constexpr int kWakes = 500;
constexpr int kBefore = 400;  // posts until the write-ahead log has its full length

double ms(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

// A couple at the relay: two devices whose chains name each other, with Ben's cursor behind all that Ada
// wrote.
int measure(const std::string& program) {
  print_machine("== Wake-up: a device waits in GET /v1/read?wait=25 while its partner posts to the table");
  const proofs::Folder folder;
  proofs::Relay relay(program, folder.path("relay"));
  proofs::Member ada(folder.path("ada"), 1), ben(folder.path("ben"), 2);
  if (!relay.running() || !ada.begin("Ada", relay.origin()) || !ben.begin("Ben", relay.origin()) ||
      !proofs::pair(ada, ben)) {
    std::printf("The relay %s does not start, or the two can't pair.\n", program.c_str());
    return 1;
  }
  const auto text = [&](proofs::Member& who, const Request& request) {
    return request_text(request, relay.origin(), who.device(), who.ambient());
  };
  Line poster(relay.port()), waiter(relay.port());
  test::Chance chance(1);
  std::vector<double> from_post, from_answer;
  int early = 0;
  for (int i = -kBefore; i < kWakes; ++i) {
    const Log& log = ada.device().own_log(Place::table);
    const std::uint64_t seq = log.next();
    must(ada.device().put(Note{"for you"}, ada.ambient().now(), {}, ada.ambient(), ada.changes));
    const Bytes frame = ada.changes.back().value.value_or(Bytes());
    ada.changes.clear();
    const std::string post =
        text(ada, {"POST", "/v1/logs/" + to_hex(log.id()) + "/" + std::to_string(seq), {}, frame, {}});
    if (i < 0) {
      poster.ask(post, 201);
      continue;
    }
    ReadQuery query;
    query.logs.push_back({log.id(), seq});
    query.wait = kMostWait;
    waiter.send(text(ben, {"GET", "/v1/read", to_text(query), {}, {}}));
    proofs::pause_ms(2 + static_cast<double>(chance.below(80)) / 10);

    Clock::time_point woken;
    std::thread sleeper([&] {
      if (waiter.receive() != 200) std::printf("  (a poll was refused)\n");
      woken = Clock::now();
    });
    proofs::pause_ms(1);
    const auto sent = Clock::now();
    poster.ask(post, 201);
    const auto answered = Clock::now();
    sleeper.join();
    from_post.push_back(ms(sent, woken));
    from_answer.push_back(ms(answered, woken));
    if (woken < answered) ++early;
  }
  std::printf("%d wakes, in ms:\n\n%-34s %8s %8s %8s %8s\n", kWakes, "", "median", "p90", "p99", "most");
  const auto line = [](const char* what, const std::vector<double>& values) {
    std::printf("%-34s %8.2f %8.2f %8.2f %8.2f\n", what, median(values), quantile(values, 0.9),
                quantile(values, 0.99), quantile(values, 1));
  };
  line("from sending the post to the wake", from_post);
  line("from the post's 201 to the wake", from_answer);
  std::printf(
      "\nBelow zero: the waiting device had its answer before the writer had theirs (%d times). The time of\n"
      "sending includes the durable commit.\n",
      early);
  relay.stop();
  return 0;
}

}  // namespace
}  // namespace concertina::bench

int main(int argc, char** argv) {
  if (!concertina::prim::ready()) return 1;
  return concertina::bench::measure(concertina::proofs::program(argc, argv));
}

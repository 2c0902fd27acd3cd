// Writes the home of one of two people whose check-ins on the table follow a diary: what the browser tests
// and the pictures of the measured circle open. Every check-in is written, sealed and carried by the real
// code.
//
//   home_writer DIARY.csv FILE.items RELAY SEED
//
// DIARY.csv: rows of `couple,time,c,s` as `concertina rhythm simulate` prints them, two couples, both noted
// at every moment. Of the first c is Ada's unmet togetherness and s Ben's unmet separateness, of the second c
// is Ben's and s Ada's. The last moment becomes yesterday's. FILE.items: Ada's items as the byte list of
// capi/concertina.h, rule 6. RELAY: the address that serves her page. SEED: a whole number that her keys
// follow from, another one for each home at that relay. Ends with 1 and a sentence where a file can't be read
// or written.
#include <cmath>
#include <fstream>

#include "bench/items.h"
#include "proofs/support.h"

namespace concertina::bench {
namespace {

constexpr double kSecondsOfADay = 86'400;

struct Row {
  double time;
  std::array<double, 2> unmet;
};

std::vector<Row> read_rows(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::vector<Row> out;
  while (std::getline(in, line)) {
    Row row{};
    if (std::sscanf(line.c_str(), "%*[^,],%lf,%lf,%lf", &row.time, &row.unmet[0], &row.unmet[1]) != 3) {
      give_up("This line of " + file + " is not a couple, a time, c and s: " + line);
    }
    out.push_back(row);
  }
  return out;
}

// From the middle of the scale half of it in what is wanted, half in what is had.
Need need_of(double unmet) {
  const auto half = static_cast<int>(std::lround(50 * std::clamp(unmet, -10.0, 10.0)));
  return {500 + half, 500 - half};
}

void write_home(const std::vector<Row>& rows, const std::string& file, const std::string& relay,
                std::uint64_t seed) {
  const std::size_t moments = rows.size() / 2;
  if (moments == 0 || rows.size() % 2 != 0) give_up("There must be two couples of as many moments each.");
  test::Couple couple(seed);
  test::Person &ada = couple.ada, &ben = couple.ben;
  ada.device.set_relay(relay, {}, ada.changes);
  const Moment now = cli::SystemAmbient().now();
  const auto at = [&](std::size_t moment) {
    const double before = rows[moments - 1].time - rows[moment].time + 1;
    return Moment{now.seconds - static_cast<std::int64_t>(before * kSecondsOfADay), now.offset};
  };
  for (test::Person* one : {&ada, &ben}) {
    must(compare(one->device, true, one->ambient, one->changes));
    one->store();
  }
  for (std::size_t moment = 0; moment < moments; ++moment) {
    ada.ambient.clock = ben.ambient.clock = at(moment);
    const auto &first = rows[moment].unmet, &second = rows[moments + moment].unmet;
    must(ada.put(CheckIn{need_of(first[0]), need_of(second[1]), ""}));
    must(ben.put(CheckIn{need_of(second[0]), need_of(first[1]), ""}));
  }
  if (!test::carry(ben, ada).empty()) give_up("The table did not reach Ada whole.");
  write_items(ada.items, file);
}

}  // namespace
}  // namespace concertina::bench

int main(int argc, char** argv) {
  if (!concertina::prim::ready()) return 1;
  if (argc != 5) concertina::bench::give_up("home_writer DIARY.csv FILE.items RELAY SEED");
  concertina::bench::write_home(concertina::bench::read_rows(argv[1]), argv[2], argv[3],
                                std::strtoull(argv[4], nullptr, 10));
}

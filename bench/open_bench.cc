// How long it takes to open 1, 2, 5 and 10 years of two people's daily use, beside the bare cost of
// libsodium's verify and decrypt of the same frames. The years are written by the real code into a real home.
#include <sys/stat.h>

#include <cmath>

#include "bench/items.h"
#include "core/record/cbor.h"
#include "proofs/support.h"

namespace concertina::bench {
namespace {

using proofs::Clock;
using proofs::seconds_since;

constexpr int kRuns = 5;
constexpr int kBareRuns = 3;
constexpr std::int64_t kDay = 86'400;

double ms_since(Clock::time_point from) { return seconds_since(from) * 1000; }

// --- the years
// ------------------------------------------------------------------------------------------------

// Ada's home over the years, with Ben's table beside it.
class Years {
 public:
  explicit Years(const std::string& folder) : folder_(folder), couple_(1) {
    ada().ambient.clock = ben().ambient.clock = {test::kNoon.seconds - 3650 * kDay - kDay / 4, 60};
    home_.emplace(must(cli::Home::open(folder, true)));
    for (const auto& [key, value] : ada().items) batch_.push_back({key, value});
    ada().items.clear();
  }

  void day() {
    ++day_;
    for (int contact = 0; contact < 4; ++contact) {
      const Moment at = ada().ambient.clock =
          ben().ambient.clock = {ada().ambient.clock.seconds + kDay / 4, 60};
      const CheckIn in{{(day_ * 50) % 1000, 400},
                       {500, (day_ * 70) % 1000},
                       "A day like others, and a few words about it."};
      Device& device = ada().device;
      const Id note =
          must(device.keep(Note{"What I noticed between noon and evening, in a sentence or two of my own."},
                           at, {}, ada().ambient, batch_));
      if (contact == 3) {
        must(write(device, in, at, true, ada().ambient, batch_));
        must(ben().put(in));
        if (day_ % 9 == 0) must(ben().put(Note{"Something for both of us, not long."}));
      } else {
        must(device.keep(in, at, {}, ada().ambient, batch_));
      }
      if (day_ % 7 == 0 && contact == 1) {
        must(device.keep(Note{"What I noticed, said better."}, at, note, ada().ambient, batch_));
      }
      if (day_ % 30 == 0 && contact == 2) must(device.keep(TakeBack{note}, at, {}, ada().ambient, batch_));
      contact_once();
    }
    if (day_ % 25 == 0) store();
  }

  // A copy of the home as it stands now.
  void copy_to(const std::string& folder) {
    store();
    home_.reset();
    std::filesystem::create_directories(folder);
    std::filesystem::copy(folder_ + "/concertina.db", folder + "/concertina.db");
    home_.emplace(must(cli::Home::open(folder_, false)));
  }

  void write_to(const std::string& file) {
    store();
    write_items(items_, file);
  }

 private:
  test::Person& ada() { return couple_.ada; }
  test::Person& ben() { return couple_.ben; }

  void contact_once() {
    Device& device = ada().device;
    must(device.seal_room_frame(batch_));
    for (const Place place : {Place::table, Place::room})
      device.set_sent(place, device.own_log(place).next(), batch_);
    std::vector<Trouble> events;
    device.receive(hand_out(ben().device, ben().items, device.cursors()), batch_, events);
    device.reached(ada().ambient.clock.seconds, batch_);
    // Ben takes in Ada's table out of what is about to be stored.
    ReadAnswer answer;
    for (const auto& cursor : ben().device.cursors().logs) {
      answer.logs.push_back({cursor.id, device.own_log(Place::table).next(), {}});
      for (std::uint64_t seq = cursor.from; seq < device.own_log(Place::table).next(); ++seq) {
        const auto found = std::ranges::find(batch_, Device::frame_key(cursor.id, seq), &Change::key);
        if (found != batch_.end()) answer.logs[0].frames.push_back(*found->value);
      }
    }
    ben().receive(answer);
  }

  void store() {
    for (const auto& [key, value] : batch_) {
      if (value) {
        items_[key] = *value;
      } else {
        items_.erase(key);
      }
    }
    must(home_->store(std::exchange(batch_, {})));
  }

  std::string folder_;
  test::Couple couple_;
  std::optional<cli::Home> home_;
  Changes batch_;
  Items items_;  // what is stored, by key
  int day_ = 0;
};

// --- opening
// ----------------------------------------------------------------------------------------------------

// Run in a process of its own: opens the home and prints the milliseconds of each part.
int open_once(const std::string& folder) {
  cli::SystemAmbient ambient;
  const auto start = Clock::now();
  auto home = cli::Home::open(folder, false);
  const auto device = home ? home->device() : Result<Device>(std::unexpected(home.error()));
  if (!device) return 1;
  const double opened = ms_since(start);
  const House house = house_of(*device, ambient.now());
  const double folded = ms_since(start);
  const std::string json = to_json(house);
  const double written = ms_since(start);
  std::printf("%f %f %f %zu %zu\n", opened, folded, written, house.room.size() + house.table.size(),
              json.size());
  return 0;
}

struct Opening {
  std::vector<double> open, fold, json;
  std::size_t items = 0;
};

Opening open_often(const std::string& self, const std::string& folder, bool drop_cache) {
  Opening out;
  for (int i = 0; i < kRuns; ++i) {
    const int file = ::open((folder + "/concertina.db").c_str(), O_RDONLY | O_CLOEXEC);
    ::fsync(file);
    if (drop_cache) ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
    proofs::Process process({self, "--open", folder}, 1);
    const std::string said = process.read_until("");
    double open = 0, fold = 0, json = 0;
    if (std::sscanf(said.c_str(), "%lf %lf %lf %zu", &open, &fold, &json, &out.items) != 4) continue;
    out.open.push_back(open);
    out.fold.push_back(fold - open);
    out.json.push_back(json - fold);
  }
  return out;
}

// --- the bare cost
// ------------------------------------------------------------------------------------------------

struct Bare {
  std::size_t frames = 0;
  std::vector<double> verify, decrypt;
};

// What libsodium itself needs for these frames: one signature and one body each, everything else made ready.
Bare bare_cost(const std::string& folder) {
  const cli::Home home = must(cli::Home::open(folder, false));
  const Device device = must(home.device());
  const GenerationKeys own(*device.chain().open_seed(0, device.keys()));
  std::map<Id, prim::Key> keys{{key_id(own.room), own.room}};
  for (const Chain* chain : {&device.chain(), device.partner_chain()}) {
    for (const auto& key : chain->table_keys()) keys[key.id] = *open_table_key(key, own);
  }
  struct One {
    Bytes signed_text, associated, sealed;
    prim::Signature signature;
    prim::Nonce nonce;
    prim::Key key;
    Fixed<32> device;
  };
  std::vector<One> all;
  const auto gather = [&](const Fixed<32>& writer, Place place) {
    const Id log = log_id(writer, place);
    std::optional<FrameKeys> frame_keys;
    for (std::uint64_t seq = 0;; ++seq) {
      const auto bytes = must(home.load(Device::frame_key(log, seq)));
      if (!bytes) return;
      const auto frame = read_frame(*bytes);
      if (!frame || frame->erasure) continue;
      if (!frame_keys) frame_keys.emplace(keys.at(frame->header.key), log);
      One one{labelled("concertina/1 frame", {frame->signed_header}),
              {},
              to_bytes(frame->body.subspan(24)),
              frame->signature,
              *fixed<24>(frame->body.first(24)),
              frame_keys->seal,
              writer};
      cbor::Writer bound;
      bound.array(5).number(1).bytes(log).number(seq).bytes(frame->header.previous).bytes(frame->header.key);
      one.associated = bound.take();
      all.push_back(std::move(one));
    }
  };
  gather(device.keys().sign.public_key, Place::room);
  gather(device.keys().sign.public_key, Place::table);
  gather(device.partner_chain()->devices()[0].keys.sign, Place::table);

  Bare out;
  out.frames = all.size();
  std::size_t good = 0;
  for (int i = 0; i < kBareRuns; ++i) {
    const auto start = Clock::now();
    for (const One& one : all) good += prim::verify(one.signed_text, one.signature, one.device) ? 1U : 0U;
    out.verify.push_back(ms_since(start));
    const auto middle = Clock::now();
    for (const One& one : all)
      good += prim::aead_open(one.sealed, one.associated, one.nonce, one.key) ? 1U : 0U;
    out.decrypt.push_back(ms_since(middle));
  }
  if (good != all.size() * 2 * kBareRuns) std::printf("  (not every frame verified and opened)\n");
  return out;
}

int measure(const std::string& self) {
  print_machine("== Cold open: from nothing to the house and its JSON, a fresh process each time");
  const proofs::Folder folder;
  const auto start = Clock::now();
  Years years(folder.path("live"));
  const std::vector<int> marks{1, 2, 5, 10};
  for (int year = 1; year <= marks.back(); ++year) {
    for (int day = 0; day < 365; ++day) years.day();
    if (std::ranges::find(marks, year) != marks.end()) years.copy_to(folder.path(std::to_string(year)));
  }
  std::printf(
      "Ada's home with Ben's table in it, a day: 4 contacts with a room frame each, 4 check-ins and 4 notes "
      "in the\n"
      "room, a check-in of each on the table, corrections now and then. Written in %.0f s. Medians of %d, in "
      "ms.\n\n",
      seconds_since(start), kRuns);
  std::printf("%5s %7s %6s %7s | %6s %5s %5s %6s | %6s | %7s %8s %6s | %5s %9s\n", "years", "frames", "MB",
              "items", "open", "fold", "json", "total", "uncach", "verify", "decrypt", "both", "ratio",
              "ms a year");
  double before = 0, first = 0;
  int before_year = 0;
  for (const int year : marks) {
    const std::string home = folder.path(std::to_string(year));
    const Opening warm = open_often(self, home, false), cold = open_often(self, home, true);
    const Bare bare = bare_cost(home);
    struct stat file{};
    ::stat((home + "/concertina.db").c_str(), &file);
    const auto total = [](const Opening& o) { return median(o.open) + median(o.fold) + median(o.json); };
    const double both = median(bare.verify) + median(bare.decrypt);
    std::printf("%5d %7zu %6.1f %7zu | %6.0f %5.0f %5.0f %6.0f | %6.0f | %7.0f %8.0f %6.0f | %5.2f %9.1f\n",
                year, bare.frames, static_cast<double>(file.st_size) / 1e6, warm.items, median(warm.open),
                median(warm.fold), median(warm.json), total(warm), total(cold), median(bare.verify),
                median(bare.decrypt), both, total(warm) / both,
                (total(warm) - before) / (year - before_year));
    if (year == marks.front()) first = total(warm);
    before = total(warm);
    before_year = year;
  }
  std::printf("\nFrom 1 to %d years the total grows with the power %.2f of the years.\n", marks.back(),
              std::log(before / first) / std::log(marks.back()));
  std::printf(
      "uncach: the file was dropped from the system's page cache before (not from that of a host below "
      "it).\n"
      "ratio: total beside libsodium's verify and decrypt of the same frames. Signatures are checked when a "
      "frame\n"
      "comes in and not again at each opening; its seal is. ms a year: growth since the row above.\n");
  return 0;
}

// For the same years in a browser (web/bench): FOLDER/DAYS.items for each number of days, in ascending order,
// and a line of "DAYS ITEMS MILLISECONDS" on opening them natively.
int write(const std::string& self, const std::string& folder, const std::vector<int>& marks) {
  const proofs::Folder scratch;
  Years years(scratch.path("live"));
  int day = 0;
  for (const int mark : marks) {
    for (; day < mark; ++day) years.day();
    const std::string home = scratch.path(std::to_string(mark));
    years.copy_to(home);
    years.write_to(folder + "/" + std::to_string(mark) + ".items");
    const Opening opening = open_often(self, home, false);
    std::printf("%d %zu %.1f\n", mark, opening.items,
                median(opening.open) + median(opening.fold) + median(opening.json));
  }
  return 0;
}

}  // namespace
}  // namespace concertina::bench

int main(int argc, char** argv) {
  if (!concertina::prim::ready()) return 1;
  if (argc == 3 && std::string(argv[1]) == "--open") return concertina::bench::open_once(argv[2]);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  if (argc > 3 && std::string(argv[1]) == "--write") {
    std::vector<int> marks;
    for (int i = 3; i < argc; ++i) marks.push_back(std::atoi(argv[i]));
    return concertina::bench::write(self, argv[2], marks);
  }
  return concertina::bench::measure(self);
}

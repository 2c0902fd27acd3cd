// Nothing that was acknowledged is lost, doubled or forked when a process dies at any moment:
//   1. the relay is killed 200 times under a stream of posts;
//   2. the client is killed 200 times in the middle of beginning, writing and syncing.
// kill_proof [CONCERTINA [KILLS]]. A killed process loses what is in its memory and nothing that the
// operating system holds: this shows the order of storing and answering, not what a power cut does to the
// disk.
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>

#include "proofs/support.h"

namespace concertina::proofs {
namespace {

constexpr std::uint64_t kSeed = 20261122;
constexpr int kCouples = 3;

using Json = nlohmann::json;

Moment after_all(Member& member) {
  Moment out = member.ambient().now();
  out.seconds += 4 * 86'400;  // every day is over for both, so that everything shows
  return out;
}

std::string table_at(Member& member, bool mirrored) {
  return table_of(house_of(member.device(), after_all(member)), mirrored);
}

// Rounds until neither has anything left to send or to learn.
bool settle(Member& a, Member& b) {
  bool good = true;
  for (int i = 0; i < 4; ++i) good = a.round().has_value() && b.round().has_value() && good;
  return good && a.device().unsent() == 0 && b.device().unsent() == 0;
}

// The relay's frames of one log are exactly those of its writer's own store: none lost, doubled or replaced.
bool same_at_relay(Verdict& verdict, Member& writer, Member& reader, Place place, const std::string& whose) {
  const Log& log = writer.device().own_log(place);
  const auto there = reader.frames_at_relay(log.id());
  if (!verdict.check(there, whose + " can be read from the relay")) return false;
  bool good = there->size() == log.next();
  for (std::uint64_t seq = 0; good && seq < log.next(); ++seq) {
    const auto own = writer.home().load(Device::frame_key(log.id(), seq));
    const auto frame = read_frame((*there)[seq]);
    good = own && *own && **own == (*there)[seq] && frame && frame->header.seq == seq;
  }
  return verdict.check(good, whose + " is the same at the relay and at its writer, frame by frame");
}

void same_table(Verdict& verdict, Member& a, Member& b, const std::string& whose) {
  const std::string table = table_at(a, false);
  verdict.check(table == table_at(b, true), whose + " see the same table");
  verdict.check(a.device().troubles().empty() && b.device().troubles().empty(),
                whose + " have nothing to complain of");
}

// --- 1. the relay dies ------------------------------------------------------------------------------------

// Posts one thing after the other to the table for as long as it is told to, and keeps what was acknowledged.
class Poster {
 public:
  Poster(const Folder& folder, const std::string& name, std::uint64_t seed)
      : member(folder.path(name), seed), chance_(seed) {}

  // Frames that got 201 or 200, by their number, with their bytes. From now on all of them count.
  void watch() {
    member.seen = [this](const Send& send, const cli::Answer& answer) {
      if (!send.request.path.starts_with("/v1/logs/")) return;
      if (answer.status == 409) ++clashes;
      if (answer.status != 200 && answer.status != 201) return;
      ++(answer.status == 201 ? fresh : again);
      const auto frame = read_frame(send.request.body);
      acknowledged[{frame->header.log, frame->header.seq}].push_back(send.request.body);
    };
  }

  void post_until(const std::atomic<bool>& enough) {
    while (!enough) {
      const Moment now = member.ambient().now();
      const Need need{static_cast<int>(chance_.below(21)) * 50, static_cast<int>(chance_.below(21)) * 50};
      const std::string words = "entry " + std::to_string(++written);
      const Content content = written % 8 == 0 ? Content(CheckIn{need, need, words}) : Content(Note{words});
      const bool put = member.device().put(content, now, {}, member.ambient(), member.changes).has_value();
      if (!put || !member.store()) ++failed_writes;
      if (member.round()) {
        for (const Trouble& trouble : member.events()) events.push_back(std::string(kind_name(trouble.kind)));
      } else {
        ++interrupted;
        pause_ms(5);
      }
    }
  }

  Member member;
  std::map<std::pair<Id, std::uint64_t>, std::vector<Bytes>> acknowledged;
  std::vector<std::string> events;
  int written = 0, fresh = 0, again = 0, clashes = 0, interrupted = 0, failed_writes = 0;

 private:
  test::Chance chance_;
};

void kill_the_relay(Verdict& verdict, const std::string& program, int kills) {
  const auto began = Clock::now();
  const Folder folder;
  Relay relay(program, folder.path("relay"));
  if (!verdict.check(relay.running(), "the relay " + program + " starts")) return;
  std::vector<std::unique_ptr<Poster>> posters;
  for (int i = 0; i < 2 * kCouples; ++i) {
    posters.push_back(
        std::make_unique<Poster>(folder, "home" + std::to_string(i), kSeed + static_cast<std::uint64_t>(i)));
    verdict.check(posters.back()->member.begin("Person " + std::to_string(i), relay.origin()),
                  "a person begins");
  }
  for (std::size_t i = 0; i < posters.size(); i += 2) {
    if (!verdict.check(pair(posters[i]->member, posters[i + 1]->member), "a couple pairs")) return;
  }

  std::atomic<bool> enough{false};
  std::vector<std::thread> threads;
  for (const auto& poster : posters) {
    poster->watch();
    threads.emplace_back([&enough, &poster] { poster->post_until(enough); });
  }
  test::Chance chance(kSeed);
  int at_start = 0, failed_starts = 0;
  for (int i = 0; i < kills; ++i) {
    // One in eight dies while it starts.
    const bool early = chance.below(8) == 0;
    if (i > 0) {
      relay.spawn();
      if (!early && !relay.await()) ++failed_starts, relay.spawn();
    }
    pause_ms(static_cast<double>(chance.below(early ? 30'000 : 250'000)) / 1000);
    if (early) ++at_start;
    relay.kill();
  }
  relay.spawn();
  verdict.check(relay.await() && failed_starts == 0, "the relay starts again after each kill");
  pause_ms(200);
  enough = true;
  for (std::thread& thread : threads) thread.join();

  int written = 0, fresh = 0, again = 0, interrupted = 0, lost = 0;
  for (std::size_t i = 0; i < posters.size(); i += 2) {
    Poster &a = *posters[i], &b = *posters[i + 1];
    const std::string who = "couple " + std::to_string(i / 2 + 1);
    verdict.check(settle(a.member, b.member), who + " can send and take in all that is left");
    for (Poster* one : {&a, &b}) {
      Member& other = one == &a ? b.member : a.member;
      same_at_relay(verdict, one->member, other, Place::table, "a table log of " + who);
      same_at_relay(verdict, one->member, one->member, Place::room, "a room log of " + who);
      std::map<Id, std::vector<Bytes>> there;
      for (const Place place : {Place::table, Place::room}) {
        const Id id = one->member.device().own_log(place).id();
        there[id] = one->member.frames_at_relay(id).value_or(std::vector<Bytes>());
      }
      for (const auto& [where, sent] : one->acknowledged) {
        const auto& frames = there[where.first];
        const bool kept =
            where.second < frames.size() &&
            std::ranges::all_of(sent, [&](const Bytes& bytes) { return bytes == frames[where.second]; });
        if (!kept) ++lost;
      }
      verdict.check(one->clashes == 0 && one->failed_writes == 0,
                    "no post of " + who + " was refused as a fork");
      verdict.check(one->events.empty(), "no round of " + who + " found anything amiss" +
                                             (one->events.empty() ? "" : ": " + one->events.front()));
      written += one->written, fresh += one->fresh, again += one->again, interrupted += one->interrupted;
    }
    same_table(verdict, a.member, b.member, who);
  }
  verdict.check(lost == 0, std::to_string(lost) + " acknowledged frames are missing or changed");
  verdict.check(relay.stop(), "the relay ends in order when asked");
  std::printf(
      "The relay was killed %d times (%d of them while it started) under posts of %zu devices, %.0f s.\n"
      "  %d entries written; %d frames acknowledged as new, %d more whose first answer a kill had "
      "swallowed;\n"
      "  %d rounds were interrupted. Acknowledged frames lost: %d. Both ends of %d couples see the same "
      "table.\n",
      kills, at_start, posters.size(), seconds_since(began), written, fresh, again, interrupted, lost,
      kCouples);
}

// --- 2. the client dies -----------------------------------------------------------------------------------

struct Attempt {
  std::string words;
  bool table = false;
  bool said = false;  // the program printed its success
  Json ids;
};

struct Tally {
  int kills = 0, nothing = 0, stored = 0, said = 0, sync = 0, begin_nothing = 0, begin_stored = 0,
      finished = 0;
};

class ClientKills {
 public:
  ClientKills(Verdict& verdict, std::string program, std::string origin, const Folder& folder)
      : verdict_(verdict), program_(std::move(program)), origin_(std::move(origin)), folder_(folder) {}

  bool prepare() {
    for (int i = 0; i < 2; ++i) {
      members_.push_back(std::make_unique<Member>(folder_.path(i == 0 ? "ada" : "ben"),
                                                  kSeed + 100 + static_cast<std::uint64_t>(i)));
      if (!verdict_.check(members_.back()->begin(i == 0 ? "Ada" : "Ben", origin_), "a person begins"))
        return false;
    }
    if (!verdict_.check(pair(*members_[0], *members_[1]), "the couple pairs")) return false;
    for (auto& member : members_) member->close();
    // How long each takes when nobody kills it: the kills are spread over that time and a little more.
    for (const auto verb : {kCheckIn, kNote, kTableNote, kSync, kBegin}) {
      std::vector<double> times;
      for (int i = 0; i < 7; ++i) {
        const auto from = Clock::now();
        run(verb, i % 2, -1);
        times.push_back(seconds_since(from) * 1000);
      }
      std::ranges::sort(times);
      usual_ms_[verb] = times[times.size() / 2];
    }
    tally_ = {};
    return true;
  }

  void kill_one() {
    const auto drawn = chance_.below(100);
    const Verb verb = drawn < 40   ? kCheckIn
                      : drawn < 50 ? kNote
                      : drawn < 75 ? kTableNote
                      : drawn < 90 ? kSync
                                   : kBegin;
    run(verb, static_cast<int>(chance_.below(2)),
        usual_ms_[verb] * 1.1 * static_cast<double>(chance_.below(1000)) / 1000);
  }

  void finish() {
    for (const int who : {0, 1, 0, 1}) run(kSync, who, -1);
    for (auto& member : members_) verdict_.check(member->reopen(), "a home opens at the end");
    Member &ada = *members_[0], &ben = *members_[1];
    verdict_.check(settle(ada, ben), "both can send and take in all that is left");
    same_at_relay(verdict_, ada, ben, Place::table, "Ada's table log");
    same_at_relay(verdict_, ben, ada, Place::table, "Ben's table log");
    same_at_relay(verdict_, ada, ada, Place::room, "Ada's room log");
    same_at_relay(verdict_, ben, ben, Place::room, "Ben's room log");
    same_table(verdict_, ada, ben, "Ada and Ben");
    for (int who : {0, 1}) look(who);
    frames_ = ada.device().own_log(Place::table).next() + ben.device().own_log(Place::table).next();
  }

  const Tally& tally() const { return tally_; }
  std::uint64_t frames() const { return frames_; }

 private:
  enum Verb { kCheckIn, kNote, kTableNote, kSync, kBegin };

  std::vector<std::string> words_of(Verb verb, const std::string& home, const std::string& words) const {
    std::vector<std::string> out{program_, "--home", home, "--json"};
    const auto add = [&](std::vector<std::string> more) { out.insert(out.end(), more.begin(), more.end()); };
    if (verb == kCheckIn)
      add({"check-in", "--togetherness", "8/3", "--separateness", "4/6", "--words", words, "--table"});
    if (verb == kNote) add({"note", words});
    if (verb == kTableNote) add({"note", words, "--table"});
    if (verb == kSync) add({"sync"});
    if (verb == kBegin) add({"begin", "--name", words, "--relay", origin_});
    return out;
  }

  // `ms` below 0: it is let live.
  void run(Verb verb, int who, double ms) {
    const std::string words = "entry " + std::to_string(++count_);
    const std::string home =
        verb == kBegin ? folder_.path(words) : members_[static_cast<std::size_t>(who)]->folder();
    Process process(words_of(verb, home, words), 1);
    if (ms >= 0) {
      pause_ms(ms);
      process.signal(SIGKILL);
    }
    const int status = process.wait();
    const std::string said = process.read_until("");
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!killed) {
      ++tally_.finished;
      verdict_.check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a client that was let live succeeds");
    } else {
      ++tally_.kills;
    }
    const Json json = Json::parse(said, nullptr, false);
    if (verb == kBegin) return look_at_beginning(home, words, !json.is_discarded(), killed);
    if (verb != kSync) attempts_[who].push_back({words, verb != kNote, !json.is_discarded(), json});
    if (verb == kSync && killed) ++tally_.sync;
    const bool stored = look(who);
    if (verb == kSync || !killed) return;
    ++(!json.is_discarded() ? tally_.said : stored ? tally_.stored : tally_.nothing);
  }

  // Opens the home as it was left and looks for everything that was ever tried there. True if the last is
  // there.
  bool look(int who) {
    Member member(members_[static_cast<std::size_t>(who)]->folder(), 1);
    members_[static_cast<std::size_t>(who)]->close();
    if (!verdict_.check(member.reopen(), "the home opens after the kill")) return false;
    verdict_.check(member.home().check().value_or("") == "ok", "the store is sound");
    verdict_.check(member.device().troubles().empty(), "the logs are whole");
    const House house = house_of(member.device(), after_all(member));
    std::map<std::string, std::vector<std::string>> room, table;
    const auto gather = [](const std::vector<Item>& items, auto& into) {
      for (const Item& item : items) {
        if (item.author != Author::me) continue;
        const auto* note = std::get_if<Note>(&item.content);
        into[note ? note->words : std::get<CheckIn>(item.content).words].push_back(to_hex(item.id));
      }
    };
    gather(house.room, room);
    gather(house.table, table);
    bool last = false;
    for (const Attempt& attempt : attempts_[who]) {
      const auto &in_room = room[attempt.words], &on_table = table[attempt.words];
      last = !in_room.empty();
      const bool whole = in_room.size() <= 1 && on_table.size() == (attempt.table ? in_room.size() : 0);
      verdict_.check(whole, attempt.words + " is there once, in both places or in none");
      if (!attempt.said) continue;
      verdict_.check(last && attempt.ids["room"] == in_room[0],
                     attempt.words + " was said to be stored, and is");
      if (attempt.table)
        verdict_.check(!on_table.empty() && attempt.ids["table"] == on_table[0],
                       attempt.words + " is on the table");
    }
    return last;
  }

  void look_at_beginning(const std::string& home, const std::string& name, bool said, bool killed) {
    Member member(home, 1);
    const auto opened = member.reopen();
    const bool nobody = !opened && opened.error().code == Code::not_found;
    verdict_.check(opened.has_value() || (nobody && !said),
                   "who was killed while beginning has begun, or can begin");
    if (opened)
      verdict_.check(house_of(member.device(), member.ambient().now()).name == name, "the name is kept");
    if (killed) ++(opened ? tally_.begin_stored : tally_.begin_nothing);
    member.close();
    if (!nobody) return;
    Process again(words_of(kBegin, home, name), 1);
    verdict_.check(again.wait() == 0, "one who was killed while beginning can begin again");
  }

  Verdict& verdict_;
  std::string program_, origin_;
  const Folder& folder_;
  std::vector<std::unique_ptr<Member>> members_;
  std::map<int, std::vector<Attempt>> attempts_;
  std::map<Verb, double> usual_ms_;
  test::Chance chance_{kSeed};
  int count_ = 0;
  Tally tally_;
  std::uint64_t frames_ = 0;
};

void kill_the_client(Verdict& verdict, const std::string& program, int kills) {
  const auto began = Clock::now();
  const Folder folder;
  Relay relay(program, folder.path("relay"));
  if (!verdict.check(relay.running(), "the relay starts")) return;
  ClientKills clients(verdict, program, relay.origin(), folder);
  if (!clients.prepare()) return;
  while (clients.tally().kills < kills && verdict.good()) clients.kill_one();
  const Tally t = clients.tally();
  clients.finish();
  verdict.check(t.nothing > 0 && t.stored > 0, "some kills fell before the storing and some behind it");
  std::printf(
      "The client was killed %d times, %.0f s; %d more had ended before the kill came.\n"
      "  check-ins and notes: %d kills before anything was stored, %d after it was stored and before it was "
      "said,\n"
      "  %d after it was said; %d in a sync; beginning: %d before, %d after it was stored. All that was said "
      "is\n"
      "  there, nothing twice, no half of a pair; %llu table frames of two devices without a fork.\n",
      t.kills, seconds_since(began), t.finished, t.nothing, t.stored, t.said, t.sync, t.begin_nothing,
      t.begin_stored, static_cast<unsigned long long>(clients.frames()));
}

}  // namespace
}  // namespace concertina::proofs

int main(int argc, char** argv) {
  using namespace concertina::proofs;
  const std::string concertina = program(argc, argv);
  const int kills = argc > 2 ? std::atoi(argv[2]) : 200;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Verdict verdict;
  kill_the_relay(verdict, concertina, kills);
  std::fflush(stdout);
  kill_the_client(verdict, concertina, kills);
  std::printf(verdict.good() ? "It holds.\n" : "It does not hold.\n");
  return verdict.good() ? 0 : 1;
}

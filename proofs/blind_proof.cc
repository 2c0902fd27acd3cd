// Blindness: what the relay's owner and the partner's device can't learn.
//   1. Nothing that two people wrote is in what the relay got, keeps or logs, in plain or in common
//   encodings.
//   2. Two sessions with the same randomness and clock that differ only in what was written look the same to
//   it,
//      and to the partner's device.
//   3. The partner's device is given no room frame, and is refused one when it asks.
#include <sys/stat.h>

#include <iostream>
#include <set>

#include "cli/http.h"
#include "cli/test_session.h"
#include "core/record/cbor.h"
#include "proofs/support.h"

namespace concertina::proofs {
namespace {

using cli::test::DayWords;
using cli::test::Exchange;
using cli::test::Needle;
using cli::test::Script;
using cli::test::TappedSession;

constexpr std::uint64_t kSeed = 20261122;
constexpr std::size_t kDays = 8;

// Catches what this process prints to stderr, which is the relay's log, in a file.
class CaughtLog {
 public:
  explicit CaughtLog(std::string path) : path_(std::move(path)), before_(::dup(2)) {
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ::dup2(file, 2);
    ::close(file);
  }
  ~CaughtLog() { end(); }
  std::string end() {
    if (before_ >= 0) {
      ::dup2(before_, 2);
      ::close(std::exchange(before_, -1));
    }
    return cli::test::read_file(path_);
  }

 private:
  std::string path_;
  int before_;
};

// Words that stand in no dictionary and are not found by chance.
class Speaker {
 public:
  std::string word() {
    static constexpr std::string_view kStart = "bdfgklmnprstvwz", kMiddle = "aeiou";
    std::string out;
    for (int i = 0; i < 6; ++i)
      out += {kStart[chance_.below(kStart.size())], kMiddle[chance_.below(kMiddle.size())]};
    if (chance_.below(4) == 0) out += std::array{"ß", "é", "Ж", "日", "🦭"}[chance_.below(5)];
    spoken.push_back(cli::test::word(out));
    return out;
  }
  std::string words(int count) {
    std::string out = word();
    while (--count > 0) out += ' ' + word();
    return out;
  }
  std::string level() {
    return std::to_string(chance_.below(10)) + "." + std::to_string(1 + chance_.below(9)) +
           std::to_string(1 + chance_.below(9));
  }
  std::string need() { return level() + "/" + level(); }
  DayWords day() {
    DayWords out;
    for (std::uint64_t n = chance_.below(4); n > 0; --n)
      out.room.push_back(words(1 + static_cast<int>(chance_.below(40))));
    out.togetherness = need(), out.separateness = need();
    out.words = words(3), out.note = words(5), out.correction = words(4);
    for (const auto& [one, other] : {std::pair(out.togetherness, out.separateness)}) numbers(one, other);
    return out;
  }
  Script script() {
    Script out{word() + " Persephone", word() + " Balthasar", {}, {}, {}};
    for (std::size_t i = 0; i < kDays; ++i) {
      DayWords adas = day(), bens = day();
      spoken.erase(
          std::ranges::find(spoken, adas.correction.substr(0, adas.correction.find(' ')), &Needle::bytes),
          spoken.end());
      adas.correction.clear();
      out.days.emplace_back(std::move(adas), std::move(bens));
    }
    for (int i = 0; i < 3; ++i) out.watched.push_back(words(8)), out.meanwhile.push_back(words(2));
    return out;
  }

  std::vector<Needle> spoken, figures;

 private:
  // A number alone is one to three bytes of CBOR, which any random kilobyte holds: only the four of a
  // check-in in a row, and their text, can be looked for.
  void numbers(const std::string& togetherness, const std::string& separateness) {
    const Need t = *parse_need(togetherness), s = *parse_need(separateness);
    cbor::Writer row;
    for (const int level : {t.want, t.have, s.want, s.have}) row.number(static_cast<std::uint64_t>(level));
    figures.push_back({togetherness + " " + separateness + " in CBOR", std::string(as_text(row.view()))});
    figures.push_back(cli::test::word(togetherness));
    figures.push_back(cli::test::word(separateness));
    figures.push_back(cli::test::word("want " + level_text(t.want) + ", have " + level_text(t.have)));
    figures.push_back(cli::test::word("\"want\":" + level_text(s.want) + ",\"have\":" + level_text(s.have)));
  }
  concertina::test::Chance chance_{kSeed};
};

std::string text_of(View bytes) { return std::string(as_text(bytes)); }

// Keys, the link's secret, the four words and the ids of all records: none is the relay's business.
std::vector<Needle> secrets_of(const TappedSession& session) {
  std::vector<Needle> out{{"the four words", session.four_words},
                          {"the link's fragment", session.link.substr(session.link.find('#') + 1)},
                          {"the link's secret", text_of(parse_link(session.link)->secret)}};
  for (const cli::test::Person* person : {&session.ada, &session.ben}) {
    const DeviceKeys keys = TappedSession::keys_of(*person);
    out.push_back({"a signing key", text_of(View(keys.sign.secret).first(32))});
    out.push_back({"a box key", text_of(keys.box.secret)});
    out.push_back({"the home's path", person->home});
    const Device device = *cli::Home::open(person->home, false)->device();
    const auto seed = device.chain().open_seed(0, device.keys());
    out.push_back({"a generation's seed", text_of(*seed)});
    out.push_back({"a room key", text_of(GenerationKeys(*seed).room)});
    for (const Heard& heard : device.heard())
      out.push_back({"id " + to_hex(heard.record.id), text_of(heard.record.id)});
  }
  return out;
}

std::string files_in(const std::string& folder, std::size_t& count) {
  std::string out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    out += cli::test::read_file(entry.path());
    ++count;
  }
  return out;
}

void prove_nothing_is_found(Verdict& verdict) {
  std::printf("1. Everything that was written, looked for in everything that the relay has\n");
  const cli::test::Folder folder;
  Speaker speaker;
  const Script script = speaker.script();
  CaughtLog log(folder.path("log"));
  TappedSession session(0, [](relay::Options& options) { options.verbose = true; });
  const bool played = session.play(script);
  std::size_t files = 0;
  const std::string running = files_in(session.relay.options.data, files);
  const std::string rows = session.content_of_database();
  session.relay.stop();
  const std::string stopped = files_in(session.relay.options.data, files);
  const std::string logged = log.end();
  std::string wire;
  const auto heard = session.tap.heard();
  for (const Exchange& one : heard) wire += one.request + one.answer;
  if (!verdict.check(played, "the session: " + session.failure)) return;

  std::vector<Needle> needles = speaker.spoken;
  needles.insert(needles.end(), speaker.figures.begin(), speaker.figures.end());
  const auto secrets = secrets_of(session);
  needles.insert(needles.end(), secrets.begin(), secrets.end());
  std::printf(
      "  %zu exchanges of %zu days; %zu words and names, %zu forms of numbers, %zu keys, ids and secrets\n",
      heard.size(), kDays, speaker.spoken.size(), speaker.figures.size(), secrets.size());
  std::size_t patterns = 0;
  const std::pair<const char*, const std::string&> places[] = {
      {"its files while it runs (database, -wal, -shm)", running},
      {"its files once it has stopped", stopped},
      {"each value of its database", rows},
      {"its log, with --verbose", logged},
      {"every byte that came or went over the wire", wire}};
  for (const auto& [name, bytes] : places) {
    const auto found = cli::test::search(bytes, needles, patterns);
    std::printf("  %9zu bytes: %s: %zu found\n", bytes.size(), name, found.size());
    verdict.check(!bytes.empty(), std::string("there is something to search in ") + name);
    for (const std::string& one : found) verdict.check(false, one + " in " + name);
  }
  std::printf(
      "  %zu files, %zu patterns: plain, lower, upper, reversed, ROT13, UTF-16LE/BE, hex, base64 and "
      "base64url at\n"
      "  each alignment, URL encoding, JSON escapes, and the same in whatever gunzips\n",
      files, patterns);

  // The search must be able to find: in the two exports all words are there, in each disguise too.
  const std::string both = session.ada({"export", "--data"}).out + session.ben({"export", "--data"}).out;
  const auto all_found = [&](const std::string& bytes) {
    return std::ranges::count_if(speaker.spoken, [&](const Needle& one) {
      return !cli::test::search(bytes, {one}, patterns).empty();
    });
  };
  cli::test::write_file(folder.path("export"), both);
  const bool zipped = std::system(("gzip -k " + folder.path("export")).c_str()) == 0;
  const std::pair<const char*, std::string> controls[] = {
      {"as it is", both},
      {"gzipped, behind other bytes", "noise" + cli::test::read_file(folder.path("export.gz"))},
      {"in base64", to_base64(as_view(both))},
      {"in hex", to_hex(as_view(both))},
      {"in UTF-16", cli::test::utf16(both, true)},
      {"reversed", std::string(both.rbegin(), both.rend())},
      {"in URL encoding", cli::test::percent(both, false, "0123456789ABCDEF")},
      {"in JSON escapes", cli::test::json_escape(both, "0123456789abcdef")}};
  const auto expected = static_cast<std::ptrdiff_t>(speaker.spoken.size());
  for (const auto& [name, bytes] : controls) {
    verdict.check(zipped && all_found(bytes) == expected,
                  std::string("the search finds all words in the exports ") + name);
  }
  std::string planted = stopped;
  planted.replace(planted.size() / 2, speaker.spoken[0].bytes.size(), speaker.spoken[0].bytes);
  verdict.check(cli::test::search(planted, needles, patterns).size() == 1,
                "a word planted in the database is found");
  std::printf(
      "  control: the same search finds all %td words in the owners' exports, in each of %zu encodings\n\n",
      expected, std::size(controls));
}

struct Seen {
  std::vector<std::string> shapes, partners;
  std::string database;
  std::size_t bytes = 0, room_frames = 0;
};

// Plays the script and returns what it looked like: to the relay, and to Ben's device alone.
Seen see(Verdict& verdict, const Script& script, std::uint16_t& port) {
  TappedSession session(port);
  port = session.tap.port();
  verdict.check(session.play(script), "the session: " + session.failure);
  Seen out;
  const auto heard = session.tap.heard();
  out.shapes = cli::test::shapes_of(heard);
  const std::string ben = TappedSession::device_key(session.ben);
  const std::string room = to_hex(log_id(TappedSession::keys_of(session.ada).sign.public_key, Place::room));
  std::vector<Exchange> bens;
  for (const Exchange& one : heard) {
    out.bytes += one.request.size() + one.answer.size();
    if (cli::test::device_of(one) == ben) bens.push_back(one);
    if (cli::test::target_of(one).starts_with("/v1/logs/" + room)) ++out.room_frames;
  }
  out.partners = cli::test::shapes_of(bens);
  out.database = session.shape_of_database();
  return out;
}

bool same(Verdict& verdict, const std::vector<std::string>& a, const std::vector<std::string>& b,
          const char* what) {
  if (!verdict.check(a.size() == b.size(), std::string("as many exchanges: ") + what)) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!verdict.check(a[i] == b[i], std::string(what) + ", exchange " + std::to_string(i) + ":\n    " +
                                         a[i] + "\n    " + b[i]))
      return false;
  }
  return true;
}

void prove_sessions_look_the_same(Verdict& verdict) {
  std::printf("2. Two sessions that differ only in what was written\n");
  std::uint16_t port = 0;
  const Script little = cli::test::quiet_script(kDays, true), much = cli::test::full_script(kDays, true);
  const Seen one = see(verdict, little, port), other = see(verdict, much, port);
  std::size_t written = 0;
  for (const auto& [adas, bens] : much.days) {
    for (const DayWords* day : {&adas, &bens}) {
      for (const std::string& note : day->room) written += note.size();
    }
  }
  same(verdict, one.shapes, other.shapes, "to the relay");
  same(verdict, one.partners, other.partners, "to the partner's device");
  verdict.check(one.database == other.database,
                "rows, columns and sizes of the relay's database are the same");
  verdict.check(one.bytes == other.bytes, "as many bytes went over the wire");
  std::printf(
      "  one: one-letter names, no words, nothing in any room; the other: names of 60 bytes, words up to the "
      "limit,\n"
      "  other numbers and times, %zu bytes in the rooms, much more than their frames hold\n"
      "  the same for both: %zu exchanges (%zu of the partner's device), %zu bytes, %zu room frames of "
      "hers;\n"
      "  and of each its time, method, address, headers in order, sizes, links between them, rows in the "
      "database\n",
      written, one.shapes.size(), one.partners.size(), one.bytes, one.room_frames);

  // The comparison must be able to tell: one note more on the table is seen, by design.
  Script more = little;
  more.meanwhile.push_back("9");
  verdict.check(see(verdict, more, port).shapes != one.shapes, "one more note on the table shows");
  std::printf("  control: one more note on the table is told apart\n\n");
}

void prove_no_room_frame_is_given(Verdict& verdict) {
  std::printf("3. What the partner's device is given\n");
  TappedSession session;
  verdict.check(session.play(cli::test::full_script(4, true)), "the session: " + session.failure);
  const DeviceKeys ada = TappedSession::keys_of(session.ada), ben = TappedSession::keys_of(session.ben);
  const Id room = log_id(ada.sign.public_key, Place::room), table = log_id(ada.sign.public_key, Place::table);
  const std::string key = TappedSession::device_key(session.ben);

  // The tap heard what the relay's own observer saw.
  auto said = session.said_by_relay(), wire = session.said_on_wire();
  std::ranges::sort(said);
  std::ranges::sort(wire);
  verdict.check(std::ranges::includes(said, wire) && said.size() <= wire.size() + 1,
                "the tap heard what the relay said");

  std::size_t answers = 0, frames = 0, stored = 0;
  for (const Exchange& one : session.tap.heard()) {
    if (cli::test::target_of(one).starts_with("/v1/logs/" + to_hex(room))) ++stored;
    if (cli::test::device_of(one) != key || !cli::test::target_of(one).starts_with("/v1/read")) continue;
    const auto answer = decode_read_answer(as_view(cli::test::body_of(one.answer)));
    if (!verdict.check(answer, "an answer to the partner's device can be read")) continue;
    ++answers;
    for (const auto& part : answer->logs) {
      verdict.check(part.log == table, "the log handed out is a table log");
      for (const Bytes& frame : part.frames)
        verdict.check(verify_frame(*read_frame(frame), ada.sign.public_key, Place::table),
                      "it is a table frame");
      frames += part.frames.size();
    }
  }
  for (const Exchange& one : session.tap.heard()) {
    const bool hers = cli::test::device_of(one) != key;
    verdict.check(hers || (one.request + one.answer).find(to_hex(room)) == std::string::npos,
                  "the room log is not even named");
    verdict.check(hers || one.answer.find(text_of(room)) == std::string::npos, "its id is in no answer");
  }
  verdict.check(stored > 0 && frames > 0,
                "there were room frames to be kept from him, and table frames for him");

  std::atomic<bool> ended{false};
  const cli::World world{session.ben.ambient, std::cout, std::cerr, ended};
  cli::Http http(world);
  const std::string path = "/v1/logs/" + to_hex(room), cursor = "log=" + to_hex(room) + ".";
  const Request attempts[] = {
      {"GET", "/v1/read", cursor + "0&wait=0", {}, {}},
      {"GET", "/v1/read", cursor + "1000000&wait=1", {}, {}},
      {"GET", "/v1/read", "log=" + to_hex(table) + ".0&" + cursor + "0&wait=0", {}, {}},
      {"POST", path + "/0", {}, Bytes(kFrameSize), {}},
      {"POST", path + "/0/erasure", {}, Bytes(300), {}},
      {"POST", "/v1/logs/" + to_hex(table) + "/0/erasure", {}, Bytes(300), {}},
  };
  for (const Request& request : attempts) {
    const std::int64_t time = session.clock;
    const std::string origin = session.tap.url();
    const auto answer =
        http.send(Send{request, time, sign_request(request, origin, time, ben.sign), 1, ben.sign.public_key},
                  origin, 5000);
    verdict.check(answer && answer->status == 403, "refused: " + request.method + " " + request.path);
    verdict.check(answer && decode_refusal(answer->body).has_value(),
                  "nothing but a refusal is in the answer");
  }
  std::printf(
      "  she sent %zu room frames; in %zu read answers his device got %zu frames, each of her table log, and "
      "the\n"
      "  room's id in none; %zu signed requests of his for her room, or to change her logs: each refused "
      "with 403\n\n",
      stored, answers, frames, std::size(attempts));
}

}  // namespace
}  // namespace concertina::proofs

int main() {
  using namespace concertina::proofs;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Verdict verdict;
  prove_nothing_is_found(verdict);
  prove_sessions_look_the_same(verdict);
  prove_no_room_frame_is_given(verdict);
  std::printf(verdict.good() ? "It holds.\n" : "It does not hold.\n");
  return verdict.good() ? 0 : 1;
}

// 10,000 deliveries, each changed in one way: a byte, two things swapped, one repeated, one dropped. Nothing
// that was changed is taken for sound, each is named, all that is sound is shown, and the next honest
// delivery heals. tamper_proof [DELIVERIES]. The couple is real, and so are the relay and its answers; only
// what it answers is changed on the way to the reader, who is Ben.
#include "proofs/tamper_truth.h"
#include "relay/server.h"

namespace concertina::proofs {
namespace {

constexpr std::uint64_t kSeed = 20261122;

// --- what is delivered
// ----------------------------------------------------------------------------------------

// The chosen list of the answer: frames or entries.
std::vector<Bytes>* list_of(ReadAnswer& answer, bool frames) {
  if (frames) return answer.logs.empty() ? nullptr : &answer.logs[0].frames;
  return answer.chains.empty() ? nullptr : &answer.chains[0].entries;
}

bool change_byte(const Scene& scene, test::Chance& chance, std::string& kind, Bytes& body) {
  auto place = scene.places.begin();
  std::advance(place, static_cast<std::ptrdiff_t>(chance.below(scene.places.size())));
  body = scene.body;
  const std::size_t at = place->second[static_cast<std::size_t>(chance.below(place->second.size()))];
  body[at] = static_cast<std::uint8_t>(body[at] + 1 + chance.below(255));
  kind = "byte in " + place->first;
  return true;
}

bool move_items(const Scene& scene, test::Chance& chance, std::string& kind, Bytes& body) {
  const bool of_frames = chance.below(4) != 0;
  ReadAnswer answer = scene.answer;
  std::vector<Bytes>* list = list_of(answer, of_frames);
  if (!list || list->size() < 2) return false;
  const auto pick = [&](std::size_t limit) { return static_cast<std::size_t>(chance.below(limit)); };
  const std::size_t one = pick(list->size());
  const std::string what = of_frames ? "frame" : "chain entry";
  const auto at = [&](std::size_t index) { return list->begin() + static_cast<std::ptrdiff_t>(index); };
  switch (chance.below(3)) {
    case 0: {
      const std::size_t other = (one + 1 + pick(list->size() - 1)) % list->size();
      std::swap((*list)[one], (*list)[other]);
      kind = "two swapped: " + what;
      break;
    }
    case 1: {
      const Bytes copy = (*list)[one];
      list->insert(at(pick(list->size() + 1)), copy);
      kind = "one repeated: " + what;
      break;
    }
    default:
      if (chance.below(3) == 0) {
        list->pop_back();
        kind = "last dropped: " + what;
      } else {
        list->erase(at(one));
        kind = (one == list->size() ? "last dropped: " : "one dropped: ") + what;
      }
  }
  body = encode(answer);
  return true;
}

// --- what came of it
// ------------------------------------------------------------------------------------------

struct Row {
  int deliveries = 0, refused = 0;
  std::map<std::string, int> named;
};

class Judge {
 public:
  Judge(Verdict& verdict, const Truth& truth) : verdict_(verdict), truth_(truth) {}

  // One delivery of `body` to a fresh copy of the scene's device.
  void deliver(const Scene& scene, const std::string& kind, const Bytes& body, const std::string& must_name) {
    Device device = scene.device;
    Items stored;
    std::vector<Trouble> events;
    const std::string refusal = contact(device, body, events, stored);
    Row& row = rows_[kind];
    ++row.deliveries;
    const auto fail = [&](const std::string& what) {
      verdict_.check(false, kind + ", Ben " + scene.name + ": " + what);
    };

    std::set<std::string> names;
    for (const Trouble& event : events) names.emplace(kind_name(event.kind));
    for (const std::string& name : names) ++row.named[name];
    if (!refusal.empty()) ++row.refused;
    if (must_name != "-" && names.empty() && refusal.empty()) fail("it was not named");
    // A version byte that was changed is named as what a newer version wrote.
    const bool newer = must_name == "changed" && names == std::set<std::string>{"unreadable"};
    if (must_name.size() > 1 && !names.contains(must_name) && !newer)
      fail("it was not named as " + must_name);

    const std::vector<Heard> expected = sound_part(scene, body);
    const std::vector<Heard> heard = device.heard();
    if (!std::ranges::equal(heard, expected, {}, text_of, text_of))
      fail("what is shown is not what is sound");
    if (truth_.house(heard) != truth_.house(expected)) fail("the house is not the one of what is sound");
    if (++count_ % 16 == 0 && !same_when_reopened(scene, stored, heard))
      fail("what was stored is not what is shown");

    for (int i = 0; i < 2; ++i) {
      std::vector<Trouble> none;
      Changes changes;
      device.receive(truth_.honest(device.cursors()), changes, none);
      if (!none.empty()) fail("an honest delivery was complained of");
    }
    const std::vector<Heard> healed = device.heard();
    if (!std::ranges::equal(healed, truth_.heard, {}, text_of, text_of))
      fail("the next delivery did not heal it");
    if (truth_.house(healed) != truth_.house(truth_.heard) || !device.troubles().empty())
      fail("it is not as if untampered");
  }

  void print() const {
    std::printf("  %-28s %10s %8s   %s\n", "what was done", "deliveries", "refused", "named as (deliveries)");
    for (const auto& [kind, row] : rows_) {
      std::string names;
      for (const auto& [name, count] : row.named)
        names += (names.empty() ? "" : ", ") + name + " " + std::to_string(count);
      std::printf("  %-28s %10d %8d   %s\n", kind.c_str(), row.deliveries, row.refused,
                  names.empty() ? "-" : names.c_str());
    }
  }

 private:
  // The round of Contact in which this answer comes; the relay answers nothing more behind it.
  std::string contact(Device& device, const Bytes& body, std::vector<Trouble>& events, Items& stored) {
    Contact contact(device, ambient_);
    contact.round(0);
    bool read = false;
    std::string refusal;
    for (;;) {
      Step step = contact.next();
      if (auto* keep = std::get_if<Store>(&step)) {
        test::write(stored, keep->changes);
      } else if (auto* load = std::get_if<Load>(&step)) {
        contact.loaded(stored[load->key]);
      } else if (auto* send = std::get_if<Send>(&step)) {
        if (send->request.path != "/v1/read") {
          contact.answered(201, {});
        } else if (!std::exchange(read, true)) {
          if (!decode_read_answer(body)) refusal = decode_read_answer(body).error().what;
          contact.answered(200, body);
        } else {
          contact.failed({Code::unreachable, "The relay is gone."});
        }
      } else {
        events = contact.events();
        const auto& result = std::get<Done>(step).result;
        verdict_.check(refusal.empty() || (!result && result.error().what == refusal),
                       "an unreadable answer is refused in words");
        return refusal;
      }
    }
  }

  // By the bytes alone: the entries that follow each other without a hole, and the frames that are Ada's own.
  std::vector<Heard> sound_part(const Scene& scene, const Bytes& body) const {
    std::set<std::uint64_t> frames;
    std::set<std::size_t> entries;
    for (std::size_t i = 0; i < scene.frame_count; ++i) frames.insert(i);
    for (std::size_t i = 0; i < scene.entry_count; ++i) entries.insert(i);
    const auto gather = [](const std::vector<Bytes>& from, const std::vector<Bytes>& all, auto& into) {
      for (const Bytes& one : from) {
        const auto found = std::ranges::find(all, one);
        if (found != all.end()) into.insert(static_cast<std::size_t>(found - all.begin()));
      }
    };
    if (const auto answer = decode_read_answer(body)) {
      for (const auto& part : answer->chains) {
        if (part.identity == truth_.ada) gather(part.entries, truth_.entries, entries);
      }
      for (const auto& part : answer->logs) {
        if (part.log == truth_.log) gather(part.frames, truth_.frames, frames);
      }
    }
    std::size_t prefix = 0;
    while (entries.contains(prefix)) ++prefix;
    return truth_.known(prefix, frames);
  }

  bool same_when_reopened(const Scene& scene, const Items& stored, std::span<const Heard> heard) const {
    Items items = truth_.ben;
    for (std::size_t i = scene.entry_count; i < truth_.entries.size(); ++i) {
      items.erase("chain/" + to_hex(truth_.ada) + "/" + to_hex(i, 8));
    }
    for (std::size_t i = scene.frame_count; i < truth_.frames.size(); ++i)
      items.erase(Device::frame_key(truth_.log, i));
    for (const auto& [key, value] : stored) items[key] = value;
    const auto device = test::reopen(items);
    return device && std::ranges::equal(device->heard(), heard, {}, text_of, text_of);
  }

  Verdict& verdict_;
  const Truth& truth_;
  SeededChance ambient_{kSeed};
  std::map<std::string, Row> rows_;
  int count_ = 0;
};

std::string must_name(const std::string& kind) {
  if (kind.starts_with("two swapped")) return "reordered";
  if (kind.starts_with("one repeated")) return "repeated";
  if (kind.find("dropped") != std::string::npos) return "missing";
  if (kind.find("more") != std::string::npos) return "-";
  if (kind.find("around") != std::string::npos) return "";  // anything, or refused as a whole
  return "changed";
}

void tamper(Verdict& verdict, int deliveries) {
  const auto began = Clock::now();
  const Folder folder;
  relay::Options options;
  options.data = folder.path("relay");
  options.listen = "127.0.0.1:0";
  options.rate_device = options.rate_address = 0;
  relay::Server server(options);
  if (!verdict.check(server.start(), "the relay starts")) return;
  const auto truth = write_truth(verdict, folder, server.address(), kSeed);
  if (!truth || !verdict.good()) return;
  const std::vector<Scene> scenes = make_scenes(*truth);
  std::printf(
      "Ada's chain has %zu entries and her table log %zu frames with %zu records of hers and Ben's; Ben's "
      "device\n",
      truth->entries.size(), truth->frames.size(), truth->heard.size());
  std::printf("asks from %zu different states. %d deliveries:\n", scenes.size(), deliveries);

  Judge judge(verdict, *truth);
  test::Chance chance(kSeed);
  for (int i = 0; i < deliveries && verdict.good(); ++i) {
    const Scene& scene = scenes[static_cast<std::size_t>(chance.below(scenes.size()))];
    std::string kind;
    Bytes body;
    if (chance.below(5) < 2 || !move_items(scene, chance, kind, body)) change_byte(scene, chance, kind, body);
    // The relay's word that there is more to come is neither signed nor believed: asking again settles it.
    auto read = decode_read_answer(body);
    if (read && std::exchange(read->more, false) && encode(*read) == scene.body)
      kind = "byte that says “more”";
    judge.deliver(scene, kind, body, must_name(kind));
  }
  judge.print();

  // What can't be named: a relay that keeps the last frames back and counts without them as well.
  Judge quiet(verdict, *truth);
  int withheld = 0;
  for (std::size_t i = 1; i < scenes.size() && verdict.good(); ++i) {
    for (ReadAnswer answer = scenes[i].answer; !answer.logs[0].frames.empty(); ++withheld) {
      answer.logs[0].frames.pop_back();
      --answer.logs[0].next;
      quiet.deliver(scenes[i], "withheld, and miscounted", encode(answer), "-");
    }
  }
  std::printf(
      "Beyond these: %d deliveries of a relay that keeps back the last frames and lies about their number "
      "too.\n"
      "  That can't be seen from the delivery; nothing unsound was shown and the next honest one healed "
      "it.\n",
      withheld);
  std::printf("%.0f s.\n", seconds_since(began));
}

}  // namespace
}  // namespace concertina::proofs

int main(int argc, char** argv) {
  using namespace concertina::proofs;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Verdict verdict;
  tamper(verdict, argc > 1 ? std::atoi(argv[1]) : 10'000);
  std::printf(verdict.good() ? "It holds.\n" : "It does not hold.\n");
  return verdict.good() ? 0 : 1;
}

// What really was written, and the states in which a reader asks for it: what tamper_proof changes and judges
// by.
#pragma once

#include <set>

#include "core/house/fold.h"
#include "proofs/support.h"

namespace concertina::proofs {

// --- what is true
// ---------------------------------------------------------------------------------------------

inline std::string text_of(const Heard& one) {
  std::string out = (one.author == Author::me ? "me " : "partner ") + to_hex(one.device) + " " +
                    (one.place == Place::table ? "table " : "room ") + std::to_string(one.seq) + "." +
                    std::to_string(one.index) + " " + to_hex(encode(one.record));
  for (const Head& head : one.seen)
    out += " " + to_hex(head.log) + std::to_string(head.next) + to_hex(head.hash);
  return out;
}

// Everything that Ada wrote and Ben may read, and Ben's own store.
struct Truth {
  Hash ada{};
  Id log{};
  std::vector<Bytes> entries, frames;
  std::vector<std::uint64_t> key_entry;  // for each frame: the entry that brings its key
  Items ben;
  Device whole;  // Ben's, with all of it
  std::vector<Heard> heard;
  std::optional<Hash> transcript;
  Moment now;

  // Ben's device when it had taken in no more than this much.
  Device ben_with(std::size_t entry_count, std::size_t frame_count) const {
    Items items = ben;
    for (std::size_t i = entry_count; i < entries.size(); ++i)
      items.erase("chain/" + to_hex(ada) + "/" + to_hex(i, 8));
    for (std::size_t i = frame_count; i < frames.size(); ++i) items.erase(Device::frame_key(log, i));
    return *test::reopen(items);
  }

  // What Ben can know from these entries (the first `entry_count`) and frames.
  std::vector<Heard> known(std::size_t entry_count, const std::set<std::uint64_t>& of_frames) const {
    std::vector<Heard> out;
    for (const Heard& one : heard) {
      const bool readable =
          one.author == Author::me ||
          (of_frames.contains(one.seq) && entry_count > key_entry[static_cast<std::size_t>(one.seq)]);
      if (readable) out.push_back(one);
    }
    return out;
  }
  House house(std::span<const Heard> of) const { return fold(of, transcript, now); }

  ReadAnswer honest(const ReadQuery& query) const {
    ReadAnswer out;
    const auto rest = [](const std::vector<Bytes>& all, std::uint64_t from) {
      return std::vector<Bytes>(
          all.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(from, all.size())), all.end());
    };
    for (const auto& cursor : query.logs) {
      if (cursor.id == log) out.logs.push_back({log, frames.size(), rest(frames, cursor.from)});
    }
    for (const auto& cursor : query.chains)
      out.chains.push_back({ada, entries.size(), rest(entries, cursor.from)});
    return out;
  }
};

inline std::optional<Truth> write_truth(Verdict& verdict, const Folder& folder, const std::string& origin,
                                        std::uint64_t seed) {
  Member ada(folder.path("ada"), seed), ben(folder.path("ben"), seed + 1);
  if (!verdict.check(ada.begin("Ada", origin), "Ada begins") ||
      !verdict.check(ben.begin("Ben", origin), "Ben begins")) {
    return std::nullopt;
  }
  const Moment now = ada.ambient().now();
  bool good = true;
  const auto both_contact = [&] {
    for (int i = 0; i < 2; ++i) good = ada.round().has_value() && ben.round().has_value() && good;
  };
  int written = 0;
  // A week of both: check-ins and notes on the table and in the room, some corrected, some taken back.
  const auto week = [&](std::int64_t first_day) {
    for (std::int64_t day = first_day; day < first_day + 7; ++day) {
      const Moment at{now.seconds - (30 - day) * 86'400, now.offset};
      for (Member* one : {&ada, &ben}) {
        Changes& changes = one->changes;
        const std::string words = "thing " + std::to_string(++written);
        const int want = static_cast<int>(day * 50 % 1000);
        const CheckIn in{{want, 400}, {500, want}, words};
        const auto put = write(one->device(), in, at, true, one->ambient(), changes);
        good = good && put;
        if (day % 3 == 0)
          good = good && write(one->device(), Note{"a note"}, at, true, one->ambient(), changes);
        if (put && day % 4 == 1) {
          (void)correct(one->device(), to_hex(*put->table), test::reworded("said differently"),
                        one->ambient(), changes);
        }
        if (put && day % 5 == 2)
          good = good && take_back(one->device(), to_hex(*put->table), one->ambient(), changes);
        good = good && one->store();
      }
      if (day % 2 == 0) both_contact();
    }
    both_contact();
  };
  // Twice a couple: the second pairing brings another table key, and a chain of more than three entries.
  for (int time = 0; time < 2; ++time) {
    if (!verdict.check(pair(ada, ben), "they pair")) return std::nullopt;
    week(1 + time * 8);
    if (time == 1) break;
    for (Member* one : {&ada, &ben}) good = good && one->device().leave(one->changes) && one->store();
    both_contact();
  }
  for (Member* one : {&ada, &ben})
    good = good && compare(one->device(), true, one->ambient(), one->changes) && one->store();
  both_contact();
  verdict.check(good && ada.device().unsent() == 0, "they write, contact and compare the words");

  Truth out;
  out.ada = ada.device().identity();
  out.log = ada.device().own_log(Place::table).id();
  auto frames = ben.frames_at_relay(out.log);
  if (!verdict.check(frames, "Ben reads Ada's table log at the relay")) return std::nullopt;
  out.frames = std::move(*frames);
  for (std::uint64_t i = 0; i < ada.device().chain().size(); ++i)
    out.entries.push_back(ada.device().entry(i));
  for (const Bytes& bytes : out.frames) {
    const Id key = read_frame(bytes)->header.key;
    for (std::size_t i = 0; i < out.entries.size(); ++i) {
      const auto entry = read_entry(out.entries[i]);
      const auto* brings = std::get_if<entry::TableKey>(&entry->payload);
      if (brings && brings->id == key) out.key_entry.push_back(i);
    }
  }
  const auto take = [&](const std::string& key) {
    const auto value = ben.home().load(key);
    if (value && *value) out.ben[key] = **value;
  };
  const Device& device = ben.device();
  for (const std::string key : {"device", "relay", "sent/chain"}) take(key);
  for (std::uint64_t i = 0; i < 20; ++i) {
    take("chain/" + to_hex(out.ada) + "/" + to_hex(i, 8));
    take("chain/" + to_hex(device.identity()) + "/" + to_hex(i, 8));
  }
  for (const Id& log : {out.log, device.own_log(Place::table).id(), device.own_log(Place::room).id()}) {
    take("sent/" + to_hex(log));
    for (std::uint64_t seq = 0; seq < 100; ++seq) take(Device::frame_key(log, seq));
  }
  auto whole = test::reopen(out.ben);
  if (!verdict.check(whole, "Ben's store can be taken over")) return std::nullopt;
  out.whole = std::move(*whole);
  out.heard = out.whole.heard();
  out.transcript = out.whole.chain().partner()->transcript;
  out.now = {now.seconds + 4 * 86'400, now.offset};
  verdict.check(out.key_entry.size() == out.frames.size() && out.whole.troubles().empty(),
                "the untampered whole is sound");
  return out;
}

// --- what is delivered
// ----------------------------------------------------------------------------------------

// A state in which Ben's device asks, and the relay's true answer.
struct Scene {
  std::string name;
  std::size_t entry_count, frame_count;  // that Ben has already
  Device device;
  ReadQuery asked;
  ReadAnswer answer;
  Bytes body;
  std::map<std::string, std::vector<std::size_t>> places;  // by what they hold: offsets in the body
};

inline void find_places(Scene& scene) {
  const auto find = [&](const Bytes& part) {
    return static_cast<std::size_t>(std::ranges::search(scene.body, part).begin() - scene.body.begin());
  };
  std::vector<std::string> what(scene.body.size(), "answer around");
  const auto mark = [&](std::size_t from, std::size_t count, const std::string& name) {
    std::fill_n(what.begin() + static_cast<std::ptrdiff_t>(from), count, name);
  };
  for (const auto& part : scene.answer.chains) {
    for (const Bytes& entry : part.entries) mark(find(entry), entry.size(), "chain entry");
  }
  for (const auto& part : scene.answer.logs) {
    for (const Bytes& bytes : part.frames) {
      const auto frame = read_frame(bytes);
      const std::size_t start = find(bytes), header = start + 3,
                        signature = header + frame->signed_header.size() + 2;
      mark(start, bytes.size(), "frame around");
      mark(header, frame->signed_header.size(), "frame header");
      mark(signature, 64, "frame signature");
      if (frame->erasure) {
        mark(start + bytes.size() - 64, 64, "frame erasure");
      } else {
        const std::size_t body = start + bytes.size() - frame->body.size();
        mark(body, 24, "frame nonce");
        mark(body + 24, frame->body.size() - 24, "frame ciphertext");
      }
    }
  }
  for (std::size_t i = 0; i < what.size(); ++i) scene.places[what[i]].push_back(i);
}

inline std::vector<Scene> make_scenes(const Truth& truth) {
  std::vector<Scene> out;
  const auto add = [&](std::string name, std::size_t entry_count, std::size_t frame_count) {
    Scene scene{
        std::move(name), entry_count, frame_count, truth.ben_with(entry_count, frame_count), {}, {}, {}, {}};
    scene.asked = scene.device.cursors();
    scene.answer = truth.honest(scene.asked);
    scene.body = encode(scene.answer);
    find_places(scene);
    out.push_back(std::move(scene));
  };
  const std::size_t half = truth.frames.size() / 2;
  add("knows nothing of Ada yet", 0, 0);
  add("knows her chain, none of her log", truth.entries.size(), 0);
  add("has half of her log", truth.entries.size(), half);
  add("knows half of her chain", 3, 4);
  return out;
}

}  // namespace concertina::proofs

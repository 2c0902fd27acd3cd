// MemoryStore: a Store in memory that can be copied. A copy is a relay's backup: whoever answers from it
// later has rolled everything back. For tests and proofs.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "relay/store.h"

namespace concertina::relay {

class MemoryStore : public Store {
 public:
  void begin() override { before_ = rows_; }
  void commit() override { before_.reset(), marks_.clear(); }
  void rollback() noexcept override {
    if (before_) rows_ = *std::exchange(before_, std::nullopt);
    marks_.clear();
  }
  void mark() override { marks_.push_back(rows_); }
  void undo() override { rows_ = marks_.back(); }
  void keep() override { marks_.pop_back(); }

  std::optional<DeviceRow> device(const Fixed<32>& key) override { return find(rows_.devices, key); }
  void set_live_devices(const Hash& person, std::span<const Fixed<32>> keys) override {
    for (auto& [key, row] : rows_.devices) row.live = row.live && row.person != person;
    for (const auto& key : keys) rows_.devices[key] = {person, true};
  }

  std::uint64_t chain_count() override {
    std::map<Hash, bool> living;  // by person with a device
    for (const auto& [key, row] : rows_.devices) living[row.person] = living[row.person] || row.live;
    const auto ended = std::ranges::count_if(living, [](const auto& one) { return !one.second; });
    return rows_.chains.size() - static_cast<std::uint64_t>(ended);
  }
  std::optional<ChainRow> chain(const Hash& identity) override {
    const auto found = rows_.chains.find(identity);
    return found == rows_.chains.end() ? std::nullopt : std::optional(found->second.row);
  }
  void add_chain(const Hash& identity) override { rows_.chains[identity]; }
  void set_partner(const Hash& identity, const std::optional<Hash>& partner) override {
    rows_.chains.at(identity).row.partner = partner;
  }
  void put_parting(const Hash& person, const Hash& partner, std::uint64_t size) override {
    rows_.partings[{person, partner}] = size;
  }
  void put_parted_log(const LogRow& log, const Hash& partner, std::uint64_t next) override {
    rows_.parted_logs[{log.number, partner}] = next;
  }
  std::optional<std::uint64_t> parting(const Hash& person, const Hash& partner) override {
    return find(rows_.partings, {person, partner});
  }
  std::optional<std::uint64_t> parted_log(const LogRow& log, const Hash& partner) override {
    return find(rows_.parted_logs, {log.number, partner});
  }
  bool append_entry(const Hash& identity, std::uint64_t index, View entry) override {
    const auto found = rows_.chains.find(identity);
    if (found == rows_.chains.end() || found->second.row.size != index) return false;
    ++found->second.row.size;
    found->second.row.used += entry.size();
    found->second.entries.push_back(shared(entry));
    return true;
  }
  void entries(const Hash& identity, std::uint64_t from, const Take& take) override {
    const auto found = rows_.chains.find(identity);
    if (found != rows_.chains.end()) hand_out(found->second.entries, from, take);
  }

  void erase_person(const Hash& person) override {
    std::set<std::int64_t> gone;
    std::erase_if(rows_.log_numbers, [&](const auto& one) {
      KeptLog& kept = at(one.second);
      if (kept.row.person != person) return false;
      kept.frames.clear();
      gone.insert(one.second);
      return true;
    });
    std::erase_if(rows_.parted_logs, [&](const auto& one) { return gone.contains(one.first.first); });
    std::erase_if(rows_.rendezvous, [&](const auto& one) {
      const auto maker = device(one.second.maker);
      return maker && maker->person == person;
    });
    KeptChain& chain = rows_.chains.at(person);
    chain.row.used = 0;
    for (const Shared& entry : chain.entries) chain.row.used += entry->size();
  }

  std::optional<LogRow> log(const Id& id) override {
    const auto number = find(rows_.log_numbers, id);
    return number ? std::optional(at(*number).row) : std::nullopt;
  }
  void add_log(const Id& id, const Hash& person, const Fixed<32>& device, Place place) override {
    const auto number = static_cast<std::int64_t>(rows_.logs.size());
    rows_.log_numbers[id] = number;
    rows_.logs.push_back({{number, person, device, place, 0, {}}, {}});
  }
  bool append_frame(const LogRow& log, std::uint64_t seq, const Hash& header, View frame) override {
    KeptLog& kept = at(log.number);
    if (kept.row.next != seq) return false;
    ++kept.row.next;
    kept.row.last = header;
    kept.frames.push_back(shared(frame));
    rows_.chains.at(log.person).row.used += frame.size();
    return true;
  }
  std::optional<Bytes> frame(const LogRow& log, std::uint64_t seq) override {
    const auto& frames = at(log.number).frames;
    return seq < frames.size() ? std::optional(*frames[static_cast<std::size_t>(seq)]) : std::nullopt;
  }
  void replace_frame(const LogRow& log, std::uint64_t seq, View frame) override {
    auto& frames = at(log.number).frames;
    if (seq >= frames.size()) throw StorageFailure(false, "A frame that is to be replaced is not here.");
    Shared& kept = frames[static_cast<std::size_t>(seq)];
    std::uint64_t& used = rows_.chains.at(log.person).row.used;
    used = used - kept->size() + frame.size();
    kept = shared(frame);
  }
  void frames(const LogRow& log, std::uint64_t from, const Take& take) override {
    hand_out(at(log.number).frames, from, take);
  }

  std::optional<RendezvousRow> rendezvous(const Id& id) override { return find(rows_.rendezvous, id); }
  std::uint64_t rendezvous_count(const Fixed<32>& maker, std::int64_t now) override {
    std::uint64_t out = 0;
    for (const auto& [id, row] : rows_.rendezvous) out += row.maker == maker && row.expires > now ? 1u : 0u;
    return out;
  }
  void put_rendezvous(const RendezvousRow& row) override { rows_.rendezvous[row.id] = row; }
  void sweep_rendezvous(std::int64_t messages_before, std::int64_t rows_before) override {
    std::erase_if(rows_.rendezvous, [&](const auto& one) { return one.second.expires <= rows_before; });
    for (auto& [id, row] : rows_.rendezvous) {
      if (row.expires <= messages_before) row.messages[0].reset(), row.messages[1].reset();
    }
  }

  // What a relay's owner sees, past all rules: every log that there is.
  std::vector<Id> all_logs() const {
    std::vector<Id> out;
    for (const auto& [id, number] : rows_.log_numbers) out.push_back(id);
    return out;
  }

 private:
  using Shared = std::shared_ptr<const Bytes>;  // so that a copy costs little
  struct KeptChain {
    ChainRow row;
    std::vector<Shared> entries;
  };
  struct KeptLog {
    LogRow row;
    std::vector<Shared> frames;
  };
  struct Rows {
    std::map<Fixed<32>, DeviceRow> devices;
    std::map<Hash, KeptChain> chains;
    std::map<std::pair<Hash, Hash>, std::uint64_t> partings;
    std::map<std::pair<std::int64_t, Hash>, std::uint64_t> parted_logs;
    std::map<Id, std::int64_t> log_numbers;
    std::vector<KeptLog> logs;  // by number
    std::map<Id, RendezvousRow> rendezvous;
  };

  static Shared shared(View bytes) { return std::make_shared<const Bytes>(to_bytes(bytes)); }
  template <typename Map>
  static std::optional<typename Map::mapped_type> find(const Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
  }
  static void hand_out(const std::vector<Shared>& all, std::uint64_t from, const Take& take) {
    for (std::size_t i = static_cast<std::size_t>(from); i < all.size() && take(*all[i]); ++i) continue;
  }
  KeptLog& at(std::int64_t number) { return rows_.logs.at(static_cast<std::size_t>(number)); }

  Rows rows_;
  std::optional<Rows> before_;  // the open transaction
  std::vector<Rows> marks_;
};

}  // namespace concertina::relay

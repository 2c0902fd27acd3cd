#include "relay/sqlite_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "relay/sqlite_schema.h"

namespace concertina::relay {
namespace {

using sqlite::Statement;

class SqliteStore : public Store {
 public:
  explicit SqliteStore(std::unique_ptr<sqlite::Database> database)
      : owned_(std::move(database)), database_(*owned_) {}
  // Leaves one file behind instead of three.
  ~SqliteStore() override { database_.try_run("PRAGMA wal_checkpoint(TRUNCATE)"); }

  void begin() override { database_.run("BEGIN"); }
  void commit() override {
    database_.run("COMMIT");
    // An erased body must not linger in the write-ahead log. If this fails, the next checkpoint does it.
    if (std::exchange(erased_, false)) database_.try_run("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  void rollback() noexcept override { database_.try_run("ROLLBACK"); }
  void mark() override { database_.run("SAVEPOINT mark"); }
  void undo() override { database_.run("ROLLBACK TO mark"); }
  void keep() override { database_.run("RELEASE mark"); }

  std::optional<DeviceRow> device(const Fixed<32>& key) override {
    auto use = device_.use();
    if (!use.with(key).step()) return std::nullopt;
    return DeviceRow{use.fixed<32>(0), use.number(1) != 0};
  }

  void set_live_devices(const Hash& person, std::span<const Fixed<32>> keys) override {
    retire_devices_.use().with(person).step();
    for (const auto& key : keys) set_device_.use().with(key).with(person).step();
  }

  std::uint64_t chain_count() override {
    auto use = chain_count_.use();
    return use.step() ? use.count(0) : 0;
  }

  std::optional<ChainRow> chain(const Hash& identity) override {
    auto use = chain_.use();
    if (!use.with(identity).step()) return std::nullopt;
    ChainRow out{use.count(0), use.count(1), std::nullopt};
    if (!use.null(2)) out.partner = use.fixed<32>(2);
    return out;
  }

  void add_chain(const Hash& identity) override { add_chain_.use().with(identity).step(); }

  void set_partner(const Hash& identity, const std::optional<Hash>& partner) override {
    set_partner_.use().with(identity).with_optional(partner).step();
  }

  void put_parting(const Hash& person, const Hash& partner, std::uint64_t size) override {
    put_parting_.use().with(person).with(partner).with(size).step();
  }

  void put_parted_log(const LogRow& log, const Hash& partner, std::uint64_t next) override {
    put_parted_log_.use().with(log.number).with(partner).with(next).step();
  }

  std::optional<std::uint64_t> parting(const Hash& person, const Hash& partner) override {
    auto use = parting_.use();
    return use.with(person).with(partner).step() ? std::optional(use.count(0)) : std::nullopt;
  }

  std::optional<std::uint64_t> parted_log(const LogRow& log, const Hash& partner) override {
    auto use = parted_log_.use();
    return use.with(log.number).with(partner).step() ? std::optional(use.count(0)) : std::nullopt;
  }

  bool append_entry(const Hash& identity, std::uint64_t index, View entry) override {
    advance_chain_.use().with(identity).with(index).with(std::uint64_t{entry.size()}).step();
    if (database_.changes() != 1) return false;
    add_entry_.use().with(identity).with(index).with(entry).step();
    return true;
  }

  void entries(const Hash& identity, std::uint64_t from, const Take& take) override {
    auto use = entries_.use();
    use.with(identity).with(from);
    while (use.step() && take(use.blob(0))) continue;
  }

  void erase_person(const Hash& person) override {
    for (Statement* one : {&drop_parted_logs_, &drop_frames_, &drop_logs_, &drop_links_, &count_entries_})
      one->use().with(person).step();
    erased_ = true;
  }

  std::optional<LogRow> log(const Id& id) override {
    auto use = log_.use();
    if (!use.with(id).step()) return std::nullopt;
    return LogRow{use.number(0),    use.fixed<32>(1),
                  use.fixed<32>(2), use.number(3) == 1 ? Place::table : Place::room,
                  use.count(4),     use.fixed<32>(5)};
  }

  void add_log(const Id& id, const Hash& person, const Fixed<32>& device, Place place) override {
    add_log_.use().with(id).with(person).with(device).with(place_number(place)).with(Hash{}).step();
  }

  bool append_frame(const LogRow& log, std::uint64_t seq, const Hash& header, View frame) override {
    advance_log_.use().with(log.number).with(seq).with(header).step();
    if (database_.changes() != 1) return false;
    add_frame_.use().with(log.number).with(seq).with(frame).step();
    add_used(log.person, static_cast<std::int64_t>(frame.size()));
    return true;
  }

  std::optional<Bytes> frame(const LogRow& log, std::uint64_t seq) override {
    auto use = frame_.use();
    if (!use.with(log.number).with(seq).step()) return std::nullopt;
    return to_bytes(use.blob(0));
  }

  void replace_frame(const LogRow& log, std::uint64_t seq, View frame) override {
    const auto old = this->frame(log, seq);
    if (!old) throw StorageFailure(false, "A frame that is to be replaced is not in the database.");
    replace_frame_.use().with(log.number).with(seq).with(frame).step();
    add_used(log.person, static_cast<std::int64_t>(frame.size()) - static_cast<std::int64_t>(old->size()));
    erased_ = true;
  }

  void frames(const LogRow& log, std::uint64_t from, const Take& take) override {
    auto use = frames_.use();
    use.with(log.number).with(from);
    while (use.step() && take(use.blob(0))) continue;
  }

  std::optional<RendezvousRow> rendezvous(const Id& id) override {
    auto use = rendezvous_.use();
    if (!use.with(id).step()) return std::nullopt;
    RendezvousRow out;
    out.id = id;
    out.maker = use.fixed<32>(0);
    out.expires = use.number(1);
    if (!use.null(2)) out.joiner = use.fixed<32>(2);
    out.enrolled = use.number(3) != 0;
    if (!use.null(4)) out.messages[0] = to_bytes(use.blob(4));
    if (!use.null(5)) out.messages[1] = to_bytes(use.blob(5));
    return out;
  }

  std::uint64_t rendezvous_count(const Fixed<32>& maker, std::int64_t now) override {
    auto use = rendezvous_count_.use();
    return use.with(maker).with(now).step() ? use.count(0) : 0;
  }

  void put_rendezvous(const RendezvousRow& row) override {
    auto use = put_rendezvous_.use();
    use.with(row.id).with(row.maker).with(row.expires).with_optional(row.joiner);
    use.with(std::int64_t{row.enrolled}).with_optional(row.messages[0]).with_optional(row.messages[1]).step();
  }

  void sweep_rendezvous(std::int64_t messages_before, std::int64_t rows_before) override {
    drop_rendezvous_.use().with(rows_before).step();
    drop_messages_.use().with(messages_before).step();
  }

 private:
  static std::int64_t place_number(Place place) { return place == Place::table ? 1 : 0; }
  void add_used(const Hash& person, std::int64_t bytes) { add_used_.use().with(person).with(bytes).step(); }

  std::unique_ptr<sqlite::Database> owned_;
  sqlite::Database& database_;
  bool erased_ = false;  // in the open transaction

  Statement device_{database_, "SELECT person, live FROM devices WHERE key = ?1"};
  Statement retire_devices_{database_, "UPDATE devices SET live = 0 WHERE person = ?1"};
  Statement set_device_{database_,
                        "INSERT INTO devices (key, person, live) VALUES (?1, ?2, 1) "
                        "ON CONFLICT (key) DO UPDATE SET live = 1 WHERE person = excluded.person"};
  Statement chain_count_{database_,
                         "SELECT count(*) FROM chains WHERE identity NOT IN "
                         "(SELECT person FROM devices GROUP BY person HAVING max(live) = 0)"};
  Statement chain_{database_, "SELECT size, used, partner FROM chains WHERE identity = ?1"};
  Statement add_chain_{database_, "INSERT INTO chains (identity) VALUES (?1)"};
  Statement set_partner_{database_, "UPDATE chains SET partner = ?2 WHERE identity = ?1"};
  Statement put_parting_{database_, "INSERT OR REPLACE INTO partings VALUES (?1, ?2, ?3)"};
  Statement put_parted_log_{database_, "INSERT OR REPLACE INTO parted_logs VALUES (?1, ?2, ?3)"};
  Statement parting_{database_, "SELECT size FROM partings WHERE person = ?1 AND partner = ?2"};
  Statement parted_log_{database_, "SELECT next FROM parted_logs WHERE log = ?1 AND partner = ?2"};
  Statement advance_chain_{
      database_, "UPDATE chains SET size = size + 1, used = used + ?3 WHERE identity = ?1 AND size = ?2"};
  Statement add_used_{database_, "UPDATE chains SET used = used + ?2 WHERE identity = ?1"};
  Statement add_entry_{database_, "INSERT INTO entries (person, number, bytes) VALUES (?1, ?2, ?3)"};
  Statement entries_{database_,
                     "SELECT bytes FROM entries WHERE person = ?1 AND number >= ?2 ORDER BY number"};
  Statement drop_parted_logs_{
      database_, "DELETE FROM parted_logs WHERE log IN (SELECT number FROM logs WHERE person = ?1)"};
  Statement drop_frames_{database_,
                         "DELETE FROM frames WHERE log IN (SELECT number FROM logs WHERE person = ?1)"};
  Statement drop_logs_{database_, "DELETE FROM logs WHERE person = ?1"};
  Statement drop_links_{database_,
                        "DELETE FROM rendezvous WHERE maker IN (SELECT key FROM devices WHERE person = ?1)"};
  Statement count_entries_{database_,
                           "UPDATE chains SET used = (SELECT coalesce(sum(length(bytes)), 0) FROM entries "
                           "WHERE person = ?1) WHERE identity = ?1"};
  Statement log_{database_, "SELECT number, person, device, place, next, last FROM logs WHERE id = ?1"};
  Statement add_log_{database_,
                     "INSERT INTO logs (id, person, device, place, last) VALUES (?1, ?2, ?3, ?4, ?5)"};
  Statement advance_log_{database_,
                         "UPDATE logs SET next = next + 1, last = ?3 WHERE number = ?1 AND next = ?2"};
  Statement add_frame_{database_, "INSERT INTO frames (log, seq, bytes) VALUES (?1, ?2, ?3)"};
  Statement frame_{database_, "SELECT bytes FROM frames WHERE log = ?1 AND seq = ?2"};
  Statement replace_frame_{database_, "UPDATE frames SET bytes = ?3 WHERE log = ?1 AND seq = ?2"};
  Statement frames_{database_, "SELECT bytes FROM frames WHERE log = ?1 AND seq >= ?2 ORDER BY seq"};
  Statement rendezvous_{
      database_, "SELECT maker, expires, joiner, enrolled, message1, message2 FROM rendezvous WHERE id = ?1"};
  Statement rendezvous_count_{database_, "SELECT count(*) FROM rendezvous WHERE expires > ?2 AND maker = ?1"};
  Statement put_rendezvous_{database_,
                            "INSERT OR REPLACE INTO rendezvous VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
  Statement drop_rendezvous_{database_, "DELETE FROM rendezvous WHERE expires <= ?1"};
  Statement drop_messages_{database_,
                           "UPDATE rendezvous SET message1 = NULL, message2 = NULL WHERE expires <= ?1 "
                           "AND (message1 IS NOT NULL OR message2 IS NOT NULL)"};
};

// The file with mode 0600, made if it isn't there; SQLite gives its companions the same mode.
Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ::fchmod(file, 0600) != 0) {
    const std::string why = std::strerror(errno);
    if (file >= 0) ::close(file);
    return fail(Code::storage, "The relay can't write its database " + path + " (" + why +
                                   "). Give it a data folder that is its own.");
  }
  ::close(file);
  return {};
}

void set_up(sqlite::Database& database, std::uint64_t most_bytes) {
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA foreign_keys = ON");
  database.run("PRAGMA secure_delete = ON");
  database.run("PRAGMA trusted_schema = OFF");
  database.run("PRAGMA temp_store = MEMORY");
  if (most_bytes == 0) return;
  const auto pages = std::max<std::uint64_t>(
      1, most_bytes / static_cast<std::uint64_t>(database.number("PRAGMA page_size")));
  database.run(("PRAGMA max_page_count = " + std::to_string(pages)).c_str());
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, std::uint64_t most_bytes) {
  if (auto ok = make_private_file(path); !ok) return std::unexpected(ok.error());
  try {
    auto database = std::make_unique<sqlite::Database>(path);
    if (auto ok = prepare_schema(*database); !ok) {
      return fail(ok.error().code, "The relay's database " + path + " " + ok.error().what);
    }
    set_up(*database, most_bytes);
    return std::make_unique<SqliteStore>(std::move(database));
  } catch (const StorageFailure& failure) {
    return fail(Code::storage, "The relay's database " + path + " can't be used (" + failure.what() +
                                   "). Put back a copy of it, or choose another data folder.");
  }
}

}  // namespace concertina::relay

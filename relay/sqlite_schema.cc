#include "relay/sqlite_schema.h"

#include <array>

namespace concertina::relay {
namespace {

constexpr std::int64_t kApplication = 0x436e6374;  // "Cnct"

// migration[i] leads from version i to i + 1. What once was released is never changed.
constexpr std::array<const char*, 1> kMigrations = {R"(
  CREATE TABLE chains (
    identity BLOB PRIMARY KEY,
    size     INTEGER NOT NULL DEFAULT 0,   -- entries
    used     INTEGER NOT NULL DEFAULT 0,   -- bytes of this person's entries and frames
    partner  BLOB                          -- identity of the partner named now
  ) WITHOUT ROWID;
  CREATE TABLE entries (
    person BLOB NOT NULL REFERENCES chains (identity),
    number INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    UNIQUE (person, number)
  );
  CREATE TABLE devices (                   -- derived from the entries; recovery codes count as devices
    key    BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES chains (identity),
    live   INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX devices_of_person ON devices (person);
  CREATE TABLE logs (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    person BLOB NOT NULL REFERENCES chains (identity),
    device BLOB NOT NULL,
    place  INTEGER NOT NULL,               -- 0 room, 1 table
    next   INTEGER NOT NULL DEFAULT 0,     -- frames
    last   BLOB NOT NULL                   -- header hash of the last frame; zeros while there is none
  );
  CREATE TABLE frames (
    log   INTEGER NOT NULL REFERENCES logs (number),
    seq   INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (log, seq)
  );
  CREATE TABLE partings (                  -- what a former partner may still read of a chain
    person  BLOB NOT NULL REFERENCES chains (identity),
    partner BLOB NOT NULL,
    size    INTEGER NOT NULL,
    PRIMARY KEY (person, partner)
  ) WITHOUT ROWID;
  CREATE TABLE parted_logs (               -- and of a table log
    log     INTEGER NOT NULL REFERENCES logs (number),
    partner BLOB NOT NULL,
    next    INTEGER NOT NULL,
    PRIMARY KEY (log, partner)
  ) WITHOUT ROWID;
  CREATE TABLE rendezvous (
    id       BLOB PRIMARY KEY,
    maker    BLOB NOT NULL,
    expires  INTEGER NOT NULL,
    joiner   BLOB,
    enrolled INTEGER NOT NULL,
    message1 BLOB,
    message2 BLOB
  );
  CREATE INDEX rendezvous_by_end ON rendezvous (expires);
)"};

std::unexpected<Error> unfit(std::string what) { return fail(Code::storage, std::move(what)); }

void migrate(sqlite::Database& database, std::size_t from) {
  database.run("BEGIN IMMEDIATE");
  for (std::size_t i = from; i < kMigrations.size(); ++i) database.run(kMigrations[i]);
  database.run(("PRAGMA application_id = " + std::to_string(kApplication)).c_str());
  database.run(("PRAGMA user_version = " + std::to_string(kMigrations.size())).c_str());
  database.run("COMMIT");
}

}  // namespace

Result<void> prepare_schema(sqlite::Database& database) {
  const auto application = database.number("PRAGMA application_id");
  const auto version = database.number("PRAGMA user_version");
  const bool fresh =
      application == 0 && version == 0 && database.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (!fresh && application != kApplication) {
    return unfit("is a database of another program. Choose another data folder, or move the file away.");
  }
  if (version < 0 || version > static_cast<std::int64_t>(kMigrations.size())) {
    return unfit("was written by a newer relay. Please update this one, or go back to a copy from before.");
  }
  if (const std::string found = database.text("PRAGMA quick_check(1)"); found != "ok") {
    return unfit("is damaged (" + found +
                 "). Put back a copy of it, or move it away and let devices send anew.");
  }
  if (version < static_cast<std::int64_t>(kMigrations.size()))
    migrate(database, static_cast<std::size_t>(version));
  return {};
}

}  // namespace concertina::relay

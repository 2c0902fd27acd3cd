// SqliteStore: a Store in one SQLite file. Its tables are in sqlite_schema.cc.
#pragma once

#include "relay/store.h"

namespace concertina::relay {

// Opens the database, makes it if the file isn't there (mode 0600), and brings an older one up to date. The
// folder must be there and nobody else may have the file open. `most_bytes`: of the file; 0 for no limit.
// Errors: storage, with a sentence: not a database, not ours, damaged, newer, can't be read or written.
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, std::uint64_t most_bytes);

}  // namespace concertina::relay

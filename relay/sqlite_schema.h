// SqliteSchema: the tables of the relay's database, and how an older file becomes a newer one.
#pragma once

#include "core/record/error.h"
#include "relay/sqlite.h"

namespace concertina::relay {

// Checks that the file is ours, whole and not newer, and migrates it. A fresh file gets all tables.
// Errors: storage. Throws StorageFailure for what the machine can't do.
Result<void> prepare_schema(sqlite::Database& database);

}  // namespace concertina::relay

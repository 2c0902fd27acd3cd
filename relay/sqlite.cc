#include "relay/sqlite.h"

#include <sqlite3.h>

#include "relay/store.h"

namespace concertina::relay::sqlite {
namespace {

[[noreturn]] void fail_with(sqlite3* database, int code) {
  const int kind = code & 0xff;
  const bool full = kind == SQLITE_FULL || kind == SQLITE_IOERR || kind == SQLITE_NOMEM ||
                    kind == SQLITE_BUSY || kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN;
  throw StorageFailure(full, database ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

}  // namespace

Database::Database(const std::string& path) {
  const int code = sqlite3_open_v2(path.c_str(), &raw_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    sqlite3_close_v2(raw_);
    fail_with(nullptr, code);
  }
  sqlite3_extended_result_codes(raw_, 1);
  sqlite3_busy_timeout(raw_, 2000);
}

Database::~Database() { sqlite3_close_v2(raw_); }

void Database::run(const char* sql) {
  const int code = sqlite3_exec(raw_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(raw_, code);
}

bool Database::try_run(const char* sql) noexcept {
  return sqlite3_exec(raw_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::int64_t Database::number(const char* sql) {
  Statement statement(*this, sql);
  auto use = statement.use();
  return use.step() ? use.number(0) : 0;
}

std::string Database::text(const char* sql) {
  Statement statement(*this, sql);
  auto use = statement.use();
  return use.step() ? std::string(as_text(use.blob(0))) : std::string();
}

int Database::changes() const { return sqlite3_changes(raw_); }

Statement::Statement(Database& database, const char* sql) : database_(database.raw()) {
  const int code = sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw_, nullptr);
  if (code != SQLITE_OK) fail_with(database_, code);
}

Statement::~Statement() { sqlite3_finalize(raw_); }

Statement::Use::~Use() { sqlite3_reset(statement_.raw_); }

Statement::Use& Statement::Use::with(std::int64_t value) {
  sqlite3_bind_int64(statement_.raw_, ++bound_, value);
  return *this;
}

Statement::Use& Statement::Use::with(View value) {
  // A null pointer would bind NULL, so an empty view gets an empty blob.
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  sqlite3_bind_blob64(statement_.raw_, ++bound_, data, value.size(), SQLITE_STATIC);
  return *this;
}

Statement::Use& Statement::Use::with_null() {
  sqlite3_bind_null(statement_.raw_, ++bound_);
  return *this;
}

bool Statement::Use::step() {
  const int code = sqlite3_step(statement_.raw_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail_with(statement_.database_, code);
  return false;
}

std::int64_t Statement::Use::number(int column) const {
  return sqlite3_column_int64(statement_.raw_, column);
}

View Statement::Use::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.raw_, column));
  return View(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.raw_, column)));
}

bool Statement::Use::null(int column) const {
  return sqlite3_column_type(statement_.raw_, column) == SQLITE_NULL;
}

void Statement::Use::wrong_size() {
  throw StorageFailure(false, "A row of the database has a key of the wrong size.");
}

}  // namespace concertina::relay::sqlite

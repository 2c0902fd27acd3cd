#include "cli/home.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

namespace concertina::cli {
namespace {

constexpr int kApplication = 0x434f4e43;  // "CONC"
constexpr int kVersion = 1;

class Statement {
 public:
  Statement(sqlite3* database, const char* sql) {
    sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int at, std::string_view text) {
    sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void bind(int at, View bytes) {
    sqlite3_bind_blob(statement_, at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
  }
  int step() { return sqlite3_step(statement_); }
  void reset() { sqlite3_reset(statement_); }
  std::string_view text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  View bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  int number(int column) const { return sqlite3_column_int(statement_, column); }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

int pragma(sqlite3* database, const std::string& name) {
  Statement statement(database, ("PRAGMA " + name).c_str());
  return statement.step() == SQLITE_ROW ? statement.number(0) : -1;
}

bool run(sqlite3* database, const std::string& sql) {
  return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool take_lock(int file, int patience_ms) {
  for (int waited = 0; flock(file, LOCK_EX | LOCK_NB) != 0; waited += 20) {
    if (waited >= patience_ms) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

Error at_work(const std::string& folder) {
  return {Code::busy,
          "Another Concertina is at work in " + folder + ". Please let it finish, then try again."};
}

}  // namespace

void Home::Closer::operator()(sqlite3* database) const { sqlite3_close(database); }

Home::Home(Home&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)),
      seen_(other.seen_),
      database_(std::move(other.database_)) {}

Home& Home::operator=(Home&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(lock_, other.lock_);
  std::swap(seen_, other.seen_);
  std::swap(database_, other.database_);
  return *this;
}

Home::~Home() {
  database_.reset();
  if (lock_ >= 0) close(lock_);
}

Error Home::trouble(const std::string& what) const {
  const int code = database_ ? sqlite3_errcode(database_.get()) : SQLITE_CANTOPEN;
  const int why = database_ ? sqlite3_system_errno(database_.get()) : 0;
  // A quota or a limit of the shell's is no room either, whatever SQLite calls it.
  if (code == SQLITE_FULL || (code == SQLITE_IOERR && (why == ENOSPC || why == EDQUOT || why == EFBIG))) {
    return {Code::storage, what + ": there is no room left on the disk of " + folder_ +
                               ". Please make room, then try again."};
  }
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
    return {Code::storage, what + ": the database in " + folder_ +
                               " is damaged. Nothing was changed; please restore the folder from a copy."};
  }
  return {Code::storage, what + " in " + folder_ + ": " +
                             (database_ ? sqlite3_errmsg(database_.get()) : "it can't be opened") +
                             ". Please look at the folder and its rights."};
}

// Takes the lock. A folder that was erased meanwhile has another one from then on.
Result<void> Home::take(const std::string& folder, int patience_ms) {
  for (;;) {
    const mode_t before = umask(0077);
    lock_ = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const int why = errno;
    umask(before);
    if (lock_ < 0) {
      return fail(Code::storage, "The folder " + folder + " can't be used (" + std::strerror(why) +
                                     "). Please look at it and its rights, or choose another with --home.");
    }
    if (!take_lock(lock_, patience_ms)) return std::unexpected(at_work(folder));
    struct stat held{};
    if (::fstat(lock_, &held) != 0 || held.st_nlink > 0) return {};
    ::close(std::exchange(lock_, -1));
  }
}

Result<Home> Home::open(const std::string& folder, bool create, int patience_ms) {
  Home home;
  home.folder_ = folder;
  std::error_code error;
  const std::string path = folder + "/concertina.db";
  const auto nobody = [&] { return !create && !std::filesystem::exists(path, error) && !error; };
  const auto not_begun = fail(Code::not_found, "Nobody has begun in " + folder +
                                                   " yet. Please start with: concertina begin --name NAME");
  if (nobody()) return not_begun;
  const mode_t before =
      umask(0077);  // so that what is new is its owner's alone; a folder that was there stays as it is
  if (create) std::filesystem::create_directories(folder, error);
  umask(before);
  if (auto ok = home.take(folder, patience_ms); !ok) return std::unexpected(ok.error());
  if (nobody()) return not_begun;  // it was erased while this waited

  sqlite3* database = nullptr;
  const mode_t mask = umask(0077);
  const int opened = sqlite3_open_v2(path.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), nullptr);
  home.database_.reset(database);
  sqlite3_busy_timeout(database, 2000);  // for whoever copies the file while it is in use
  auto ready = opened == SQLITE_OK ? home.prepare()
                                   : Result<void>(std::unexpected(home.trouble("The store can't be opened")));
  umask(mask);
  if (!ready) return std::unexpected(ready.error());
  chmod(path.c_str(), 0600);
  return home;
}

// Changes nothing in a database that is not ours, or from a newer version.
Result<void> Home::prepare() {
  sqlite3* database = database_.get();
  const int version = pragma(database, "user_version");
  if (version > kVersion) {
    return fail(
        Code::storage,
        "The folder " + folder_ + " was written by a newer Concertina. Please update Concertina to open it.");
  }
  const bool is_new = version == 0 && pragma(database, "schema_version") == 0;
  if (version == 0 && !is_new) {
    return fail(
        Code::storage,
        folder_ + "/concertina.db is not a store of Concertina. Please choose another folder with --home.");
  }
  if (version < 0 || (!is_new && pragma(database, "application_id") != kApplication)) {
    return std::unexpected(trouble("The store can't be read"));
  }
  if (!run(database, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")) {
    return std::unexpected(trouble("The store can't be opened"));
  }
  if (is_new) {
    const std::string sql =
        "BEGIN IMMEDIATE; CREATE TABLE item (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL);"
        "PRAGMA application_id=" +
        std::to_string(kApplication) + ";" + "PRAGMA user_version=" + std::to_string(kVersion) + "; COMMIT";
    if (!run(database, sql)) return std::unexpected(trouble("The store can't be made"));
  }
  return {};
}

Result<Device> Home::device() const {
  auto device = restored();
  if (!device) return device;
  if (auto ok = device->finish(); !ok) return std::unexpected(ok.error());
  return device;
}

Result<Device> Home::restored() const {
  Device device;
  Statement all(database_.get(), "SELECT key, value FROM item ORDER BY key");
  int step = 0;
  while ((step = all.step()) == SQLITE_ROW) {
    if (auto ok = device.restore(all.text(0), all.bytes(1)); !ok) return std::unexpected(ok.error());
  }
  if (step != SQLITE_DONE) return std::unexpected(trouble("What is stored can't be read"));
  return device;
}

Result<void> Home::store(const Changes& changes) {
  bool good = run(database_.get(), "BEGIN IMMEDIATE");
  std::optional<Error> why;
  const auto name = [&] {
    if (!good && !why) why = trouble("It could not be stored");
  };
  name();
  {
    Statement put(database_.get(),
                  "INSERT INTO item (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2");
    Statement remove(database_.get(), "DELETE FROM item WHERE key = ?1");
    for (const Change& change : changes) {
      Statement& statement = change.value ? put : remove;
      statement.bind(1, change.key);
      if (change.value) statement.bind(2, View(*change.value));
      good = good && statement.step() == SQLITE_DONE;
      name();
      statement.reset();
    }
  }
  good = good && run(database_.get(), "COMMIT");
  name();
  if (good) return {};
  run(database_.get(), "ROLLBACK");
  return std::unexpected(*why);
}

Result<std::optional<Bytes>> Home::load(const std::string& key) const {
  Statement one(database_.get(), "SELECT value FROM item WHERE key = ?1");
  one.bind(1, key);
  const int step = one.step();
  if (step == SQLITE_ROW) return to_bytes(one.bytes(0));
  if (step == SQLITE_DONE) return std::nullopt;
  return std::unexpected(trouble("What is stored can't be read"));
}

Result<void> Home::forget() {
  sqlite3* database = database_.get();
  const bool good = run(database, "PRAGMA secure_delete=ON; VACUUM") &&
                    pragma(database, "wal_checkpoint(TRUNCATE)") == 0;  // 1: somebody reads it right now
  return good ? Result<void>() : std::unexpected(trouble("The file can't be written anew"));
}

Result<void> Home::erase() {
  sqlite3* database = database_.get();
  // What can't be written over any more, on a damaged file, still goes with it.
  (void)(run(database, "PRAGMA secure_delete=ON; DELETE FROM item; VACUUM") &&
         run(database, "PRAGMA wal_checkpoint(TRUNCATE)"));
  database_.reset();
  for (const char* name : {"/concertina.db-wal", "/concertina.db-shm", "/concertina.db", "/lock"}) {
    if (::unlink((folder_ + name).c_str()) != 0 && errno != ENOENT) {
      return fail(Code::storage, folder_ + name + " can't be removed (" + std::strerror(errno) +
                                     "). Please remove the folder yourself.");
    }
  }
  ::rmdir(folder_.c_str());  // stays where it holds something else
  return {};
}

void Home::unlock() {
  seen_ = pragma(database_.get(), "data_version");
  flock(lock_, LOCK_UN);
}

Result<bool> Home::lock(int patience_ms) {
  if (!take_lock(lock_, patience_ms)) return std::unexpected(at_work(folder_));
  return pragma(database_.get(), "data_version") != seen_;
}

Result<std::string> Home::check() const {
  Statement check(database_.get(), "PRAGMA integrity_check(1)");
  if (check.step() != SQLITE_ROW) return std::unexpected(trouble("The store can't be checked"));
  return std::string(check.text(0));
}

std::string default_home() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const std::string home = variable("CONCERTINA_HOME"); !home.empty()) return home;
  if (const std::string data = variable("XDG_DATA_HOME"); !data.empty()) return data + "/concertina";
  return variable("HOME") + "/.local/share/concertina";
}

}  // namespace concertina::cli

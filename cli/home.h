// Home: the folder in which one device of one person lives. One SQLite database of items (key, value) of mode
// 0600, in a folder that is made with mode 0700, and a lock: one Concertina at a time writes here.
#pragma once

#include <memory>
#include <string>

#include "core/seal/device.h"

struct sqlite3;

namespace concertina::cli {

class Home {
 public:
  // Takes the lock, waiting for it up to `patience_ms`, and opens the database; makes both where `create`.
  // Errors: not_found (nothing here, and not `create`), busy (another one is at work), storage (not
  // readable or writable, no room, damaged, from a newer Concertina).
  static Result<Home> open(const std::string& folder, bool create, int patience_ms = 5000);
  Home(Home&&) noexcept;
  Home& operator=(Home&&) noexcept;
  ~Home();  // closes and unlocks

  // The device as it was stored last. Errors: not_found (nobody has begun here), damaged, too_new, locked
  // (by a passphrase; see cli/passphrase.h), storage.
  Result<Device> device() const;
  Result<Device> restored() const;  // the same, not finished yet: it may be locked

  // Stores all changes durably, or none. Errors: storage, with nothing written.
  Result<void> store(const Changes& changes);

  Result<std::optional<Bytes>> load(const std::string& key) const;

  // Writes over what was removed or replaced, wherever in the file it still lies. Errors: storage.
  Result<void> forget();

  // Removes all that is stored here for good: written over first, then the files, and the folder if nothing
  // else is in it. Nothing may be asked of this home any more. Errors: storage.
  Result<void> erase();

  // Lets another Concertina in until lock(), which waits up to `patience_ms`. lock() tells whether another
  // one wrote meanwhile: then what was read before is old. Errors: busy.
  void unlock();
  Result<bool> lock(int patience_ms = 5000);

  // SQLite's own check of the whole file: "ok", or what it found.
  Result<std::string> check() const;

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };
  Home() = default;
  Result<void> take(const std::string& folder, int patience_ms);
  Result<void> prepare();
  Error trouble(const std::string& what) const;  // with SQLite's reason

  std::string folder_;
  int lock_ = -1;  // file descriptor; the lock is flock's
  int seen_ = 0;   // data_version at the last unlock
  std::unique_ptr<sqlite3, Closer> database_;
};

// --home, else $CONCERTINA_HOME, else $XDG_DATA_HOME/concertina, else ~/.local/share/concertina.
std::string default_home();

}  // namespace concertina::cli

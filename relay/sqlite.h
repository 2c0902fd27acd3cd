// Sqlite: the little of SQLite's C interface that the store needs, with its errors turned into
// StorageFailure.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/record/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace concertina::relay::sqlite {

class Database {
 public:
  // Opens the file, which must be there. Throws StorageFailure, as everything here.
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const char* sql);
  bool try_run(const char* sql) noexcept;
  std::int64_t number(const char* sql);  // of the first row's first column
  std::string text(const char* sql);
  int changes() const;  // rows that the last statement changed
  sqlite3* raw() const { return raw_; }

 private:
  sqlite3* raw_ = nullptr;
};

// One prepared statement. Binding starts it anew; a Row that is done with must be let go before the commit,
// which run() and the end of a Statement::Use do.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Values bound from ?1 on; views must hold until the use ends.
  class Use {
   public:
    explicit Use(Statement& statement) : statement_(statement) {}
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Use& with(std::int64_t value);
    Use& with(std::uint64_t value) { return with(static_cast<std::int64_t>(value)); }
    Use& with(View value);
    Use& with_null();
    template <typename T>
    Use& with_optional(const std::optional<T>& value) {
      return value ? with(View(*value)) : with_null();
    }
    bool step();  // true: a row is there
    std::int64_t number(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(number(column)); }
    View blob(int column) const;  // holds until the next step
    bool null(int column) const;
    template <std::size_t N>
    Fixed<N> fixed(int column) const {
      const auto out = concertina::fixed<N>(blob(column));
      if (!out) wrong_size();
      return *out;
    }

   private:
    [[noreturn]] static void wrong_size();
    Statement& statement_;
    int bound_ = 0;
  };
  Use use() { return Use(*this); }

 private:
  sqlite3* database_;
  sqlite3_stmt* raw_ = nullptr;
};

}  // namespace concertina::relay::sqlite

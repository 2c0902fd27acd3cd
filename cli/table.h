// Table: comma-separated values, read row by row. The first row names the columns; the separator (comma,
// semicolon or tab) is the one that it has most of. A byte-order mark, Windows' line ends, quoted cells,
// blank lines and blanks around a cell are no trouble. Memory: that of one row.
#pragma once

#include <csv.h>

#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "core/record/error.h"

namespace concertina::cli {

class Table {
 public:
  // Reads `in`, which must outlive this. `name`: of the file, for messages.
  Table(std::istream& in, std::string name);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  // Reads the columns' names; to be called once, before anything else. Errors, of this and of next(), are
  // sentences with the line: invalid (no text, no row, a quotation mark out of place, a row that is longer
  // than kMostBytes or has not as many cells as there are columns), storage.
  Result<void> open();
  const std::vector<std::string>& columns() const { return columns_; }
  // Where the column of that name is. Errors: invalid (none, or more than one).
  Result<std::size_t> column(std::string_view wanted) const;

  Result<bool> next();  // goes to the next row; false where there is none
  std::string_view cell(std::size_t column) const { return view(column); }  // of the row; until next()
  std::size_t line() const { return line_; }                                // where the row begins, from 1
  bool decimal_comma() const { return separator_ != ','; }                  // a number may have one

  // An error at this row and column: “Line 7 of diary.csv, column “c”: …”.
  std::unexpected<Error> wrong(std::size_t column, const std::string& what) const;

  static constexpr std::size_t kMostBytes = 1 << 20;  // of a row

 private:
  static void take_cell(void* data, std::size_t size, void* table);
  static void take_row(int end, void* table);
  std::string_view view(std::size_t cell) const;
  Result<bool> read_row();
  Result<bool> fill();
  Result<void> feed();
  std::string where() const;

  std::istream& in_;
  std::string name_;
  csv_parser parser_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, end_ = 0;  // what of the buffer is still to be fed
  bool first_ = true, finished_ = false;
  char separator_ = ',';
  std::vector<std::string> columns_;

  std::string text_;                // the row's cells, one after the other
  std::vector<std::size_t> ends_;   // where each ends in it
  bool whole_ = false;              // the row is
  bool within_ = false;             // a row has begun
  bool after_return_ = false;       // the last byte fed was a carriage return
  std::size_t line_ = 1, now_ = 1;  // of the row, of what is fed next
};

}  // namespace concertina::cli

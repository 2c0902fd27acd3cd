// ExportFile: all that is mine in one file: a book to be read, and below it the same as data, which an import
// takes back. Bytes: doc/format.md, "export file".
#pragma once

#include <string>

#include "core/seal/device.h"

namespace concertina {

inline constexpr std::size_t kMostExportFile = std::size_t{64} * 1024 * 1024;  // bytes

// What the data of such a file holds: the name of whoever wrote it, and each wording, in order.
struct Exported {
  std::string name;
  std::vector<Brought> records;
};

// The data alone, with the lines around it.
std::string to_text(const Exported& exported);
// Whatever stands before the data is not looked at. Errors: invalid (no such file, or too large a one),
// damaged (cut off, or changed), too_new.
Result<Exported> read_export_file(std::string_view text);

// The whole file: the book (core/house/book.h), then the data.
std::string export_file(const Device& device, const Moment& now);

struct Imported {
  std::string name;                  // of whoever wrote the export
  std::size_t taken = 0, known = 0;  // records: taken in, and here already
};

// Takes in what the file holds and is not here: what was in a room into mine; what stood on a table as of a
// table that I shared before, wherever it is now. With an error nothing was taken. Errors: as
// read_export_file(); refused (this device was removed).
Result<Imported> import_file(Device& device, std::string_view text, Changes& changes);

}  // namespace concertina

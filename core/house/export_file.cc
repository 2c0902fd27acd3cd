#include "core/house/export_file.h"

#include "core/house/book.h"
#include "core/house/pen.h"
#include "core/house/thread.h"
#include "core/record/cbor.h"

namespace concertina {
namespace {

constexpr std::uint64_t kVersion = 1;
// A book has no line that begins so: its own begin otherwise, and what a person wrote is indented.
constexpr std::string_view kBegins = "==== For Concertina";
constexpr std::string_view kRest =
    ", to take back by an import. Please leave the lines below as they are. ====\n";
constexpr std::string_view kEnds = "==== End of what is for Concertina ====";
constexpr std::size_t kLine = 96;  // signs

Hash check_of(View body) { return hash("concertina/1 export", {body}); }

std::unexpected<Error> changed() {
  return fail(
      Code::damaged,
      "This export was changed since it was written, in the lines that are for Concertina. Nothing was taken "
      "in; please look for another copy.");
}

// The signs between the two lines; nothing if there is no first one.
Result<std::string> data_of(std::string_view text) {
  const std::size_t found = text.rfind(kBegins);
  const bool at_line = found != std::string_view::npos && (found == 0 || text[found - 1] == '\n');
  if (!at_line) {
    return fail(Code::invalid,
                text.find("\"concertina_export\"") == std::string_view::npos
                    ? "This is no export of Concertina, or its end is missing. Nothing was taken in."
                    : "This is an export for programs, which can't be taken back. Please export "
                      "once more, as one file to read and keep.");
  }
  const std::size_t from = text.find('\n', found);
  const std::size_t end = text.find(kEnds, found);
  if (from == std::string_view::npos || end == std::string_view::npos || end < from) {
    return fail(
        Code::damaged,
        "This export is cut off: its end is missing. Nothing was taken in; please look for another copy.");
  }
  std::string out;
  out.reserve(end - from);
  for (const char sign : text.substr(from, end - from)) {
    if (sign != '\n' && sign != '\r' && sign != ' ' && sign != '\t') out += sign;
  }
  return out;
}

Result<std::vector<Brought>> read_records(cbor::Reader& in) {
  std::vector<Brought> out;
  for (std::size_t left = in.array(); left > 0 && in.ok(); --left) {
    in.array(2);
    const std::uint64_t place = in.number();
    const View bytes = in.bytes();
    if (!in.ok() || place > 1) return changed();
    const Place where = place == 1 ? Place::table : Place::room;
    auto record = decode_record(bytes, where);
    if (!record) return std::unexpected(record.error());
    auto former = where == Place::room ? unwrap_former(*record) : std::nullopt;
    out.push_back(former ? Brought{Place::table, std::move(*former)} : Brought{where, std::move(*record)});
  }
  return out;
}

}  // namespace

std::string to_text(const Exported& exported) {
  cbor::Writer body;
  body.array(2).text(exported.name).array(exported.records.size());
  for (const auto& [place, record] : exported.records)
    body.array(2).number(place == Place::table ? 1 : 0).bytes(encode(record));
  cbor::Writer data;
  data.array(3).number(kVersion).bytes(check_of(body.view())).bytes(body.view());
  const std::string signs = to_base64(data.view());
  std::string out = std::string(kBegins) + std::string(kRest);
  for (std::size_t at = 0; at < signs.size(); at += kLine) out += signs.substr(at, kLine) + "\n";
  return out + std::string(kEnds) + "\n";
}

Result<Exported> read_export_file(std::string_view text) {
  if (text.size() > kMostExportFile) {
    return fail(
        Code::invalid,
        "This file is larger than 64 MiB, and no export is. Please look whether it is the right one.");
  }
  const auto signs = data_of(text);
  if (!signs) return std::unexpected(signs.error());
  const auto bytes = from_base64(*signs);
  if (!bytes) return changed();
  cbor::Reader data(*bytes);
  const std::size_t length = data.array();
  const std::uint64_t version = data.number();
  if (data.ok() && version > kVersion) {
    return fail(Code::too_new,
                "This export was written by a newer Concertina. Please update Concertina, then take it in.");
  }
  const Hash check = data.fixed<32>();
  const View body = data.bytes();
  if (!data.finished() || length != 3 || version != kVersion || check_of(body) != check) return changed();
  cbor::Reader in(body);
  in.array(2);
  Exported out{std::string(in.text()), {}};
  auto records = read_records(in);
  if (!records) return std::unexpected(records.error());
  if (!in.finished()) return changed();
  out.records = std::move(*records);
  return out;
}

std::string export_file(const Device& device, const Moment& now) {
  Exported out{names_of(device).name, {}};
  std::vector<Heard> heard = device.heard();
  std::ranges::sort(heard, comes_before);
  std::set<std::pair<Place, Id>> told;  // two devices may have sent the same one
  for (Heard& one : heard) {
    if (one.author == Author::me && told.insert({one.place, one.record.id}).second)
      out.records.push_back({one.place, std::move(one.record)});
  }
  return export_book(device, now) + "\n\n" + to_text(out);
}

Result<Imported> import_file(Device& device, std::string_view text, Changes& changes) {
  auto exported = read_export_file(text);
  if (!exported) return std::unexpected(exported.error());
  std::set<std::pair<Place, Id>> here;
  for (const Heard& one : device.heard()) {
    if (one.author == Author::me) here.insert({one.place, one.record.id});
  }
  Imported out{std::move(exported->name)};
  std::vector<Brought> fresh;
  for (Brought& one : exported->records) {
    if (here.insert({one.place, one.record.id}).second) {
      fresh.push_back(std::move(one));
    } else {
      ++out.known;
    }
  }
  out.taken = fresh.size();
  if (fresh.empty()) return out;
  if (auto ok = device.bring(fresh, changes); !ok) return std::unexpected(ok.error());
  return out;
}

}  // namespace concertina

// A whole room as one file, and taking it in again.
#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/out_file.h"
#include "cli/source.h"
#include "cli/verbs.h"
#include "core/house/book.h"
#include "core/house/export_file.h"
#include "core/house/json.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string exported(const Device& device, const Moment& now, ExportAs as) {
  switch (as) {
    case ExportAs::text:
      return export_book(device, now);
    case ExportAs::data:
      return export_json(device, now);
    case ExportAs::both:
      break;
  }
  return export_file(device, now);
}

}  // namespace

Result<void> write_export(const Device& device, const Moment& now, const std::string& file, ExportAs as) {
  OutFile out;
  if (auto ok = out.open(file, "The export"); !ok) return ok;
  if (auto ok = out.write(exported(device, now, as)); !ok) return ok;
  if (auto ok = out.keep(); !ok) return ok;
  // What follows may delete what it was made of.
  const int written = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (written >= 0) {
    ::fsync(written);
    ::close(written);
  }
  return {};
}

Result<void> export_all(Call& call, const std::string& file, ExportAs as) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const Moment now = call.world.ambient.now();
  const Device& device = (*session)->device();
  if (file.empty() || file == "-") {
    call.world.out << exported(device, now, as);
    return {};
  }
  if (auto ok = write_export(device, now, file, as); !ok) return ok;
  if (call.json) {
    print_json(call.world.out, Json{{"file", file}});
    return {};
  }
  call.world.out << "All that is yours, and what you may see of the table, is in " << file
                 << ". It is readable by whoever opens it: keep it well.\n";
  if (as == ExportAs::both)
    call.world.out << "Concertina takes it back with: concertina import " << file << '\n';
  return {};
}

Result<void> import_all(Call& call, const std::string& file) {
  auto source = Source::open(call.world, file);
  if (!source) return std::unexpected(source.error());
  const auto text = read_all(*source, kMostExportFile);
  if (!text) return std::unexpected(text.error());
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  Changes changes;
  const auto imported = import_file((*session)->device(), *text, changes);
  if (!imported) return std::unexpected(imported.error());
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (imported->taken > 0) try_contact(**session);
  if (call.json) {
    print_json(call.world.out,
               Json{{"name", imported->name}, {"taken", imported->taken}, {"known", imported->known}});
    return {};
  }
  std::ostream& out = call.world.out;
  if (imported->taken == 0) {
    out << "All of it is here already: nothing was taken in.\n";
    return {};
  }
  out << "What " << imported->name << " exported is in your room now.";
  if (imported->known > 0) out << " What was here already is there once.";
  out << "\nWhat stood on a table is kept with it, and is on no table: concertina export shows it.\n";
  if ((*session)->device().unsent() > 0 || (*session)->device().waiting() > 0)
    out << "It goes to your relay, sealed, with the next contact.\n";
  return {};
}

}  // namespace concertina::cli

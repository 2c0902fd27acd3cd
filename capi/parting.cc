// A whole room: taken along as one file, taken in again, and deleted; and how the passphrase is tried.
#include "capi/handle.h"
#include "capi/tell.h"
#include "core/house/export_file.h"

using namespace concertina;
using namespace concertina::capi;

std::int32_t concertina_export_file(concertina_device* device) {
  return run_open(device,
                  [](concertina_device& here) -> Told { return export_file(here.device, here.host.now()); });
}

std::int32_t concertina_import(concertina_device* device, const char* file, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(file, size, kMostExportFile);
    if (!text) return std::unexpected(text.error());
    const auto imported = import_file(here.device, *text, changes);
    if (!imported) return std::unexpected(imported.error());
    return dump({{"name", imported->name}, {"taken", imported->taken}, {"known", imported->known}});
  });
}

std::int32_t concertina_delete(concertina_device* device) {
  return run_writing(device, [](concertina_device& here, Changes& changes) -> Told {
    if (here.example)
      return fail(Code::refused,
                  "This is the example couple: nothing of it is kept, so nothing need be deleted.");
    end_round(here);
    here.device.wish_deletion(here.host, changes);
    return {};
  });
}

std::int32_t concertina_deletion(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    const Device& it = here.device;
    return it.deletion_done()               ? "done"
           : it.deleted() && !it.deleting() ? "elsewhere"
           : it.deleting()                  ? "wished"
                                            : "none";
  });
}

std::int32_t concertina_try_unlock(concertina_device* device) {
  return run(device, [](concertina_device& here) -> Told {
    if (!here.device.locked()) return fail(Code::conflict, "Nothing is locked here.");
    const std::int64_t now = here.host.now().seconds;
    if (auto ok = here.device.may_try(now); !ok) return std::unexpected(ok.error());
    here.device.begin_try(now, here.pending);
    return {};
  });
}

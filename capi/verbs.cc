// What a person writes and reads.
#include <nlohmann/json.hpp>

#include "capi/fields.h"
#include "capi/handle.h"
#include "capi/tell.h"
#include "core/house/book.h"
#include "core/house/json.h"
#include "core/house/lived.h"
#include "core/house/two_circles.h"
#include "core/record/text.h"

using namespace concertina;
using namespace concertina::capi;

namespace {

// What is named by {"id", …}, changed by the other fields and handed to `pen`.
Told change_one(concertina_device& here, const char* json, std::size_t size,
                Result<Id> (*pen)(Device&, std::string_view, const Edit&, Ambient&, Changes&),
                Changes& changes) {
  const auto text = text_argument(json, size);
  if (!text) return std::unexpected(text.error());
  const auto fields = read_correct(*text, here.host.now());
  if (!fields) return std::unexpected(fields.error());
  const auto id = pen(here.device, fields->id, fields->edit, here.host, changes);
  if (!id) return std::unexpected(id.error());
  return dump({{"id", to_hex(*id)}});
}

}  // namespace

std::int32_t concertina_house(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    return to_json(house_of(here.device, here.host.now()));
  });
}

std::int32_t concertina_circles(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    return to_json(two_circles(house_of(here.device, here.host.now())));
  });
}

std::int32_t concertina_fills(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    const Moment now = here.host.now();
    return to_json(lived_of(house_of(here.device, now), day_of(now)));
  });
}

std::int32_t concertina_export(concertina_device* device) {
  return run_open(device,
                  [](concertina_device& here) -> Told { return export_json(here.device, here.host.now()); });
}

std::int32_t concertina_export_text(concertina_device* device) {
  return run_open(device,
                  [](concertina_device& here) -> Told { return export_book(here.device, here.host.now()); });
}

std::int32_t concertina_status(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    return status_json(here.device, here.host.now(), !here.pending.empty(), here.example);
  });
}

std::int32_t concertina_sign_links(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    const Moment now = here.host.now();
    return to_json(sign_links_of(house_of(here.device, now), day_of(now)));
  });
}

std::int32_t concertina_words(concertina_device* device) {
  return run_open(device, [](concertina_device& here) -> Told {
    const auto words = here.device.words();
    if (!words)
      return fail(Code::not_found,
                  "There is nobody to compare words with yet. Please invite your partner first.");
    return *words;
  });
}

std::int32_t concertina_write(concertina_device* device, const char* json, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(json, size);
    if (!text) return std::unexpected(text.error());
    const auto fields = read_write(*text, here.host.now());
    if (!fields) return std::unexpected(fields.error());
    const auto written = write(here.device, fields->content, fields->at, fields->table, here.host, changes);
    if (!written) return std::unexpected(written.error());
    const auto id = [](const std::optional<Id>& one) { return one ? Json(to_hex(*one)) : Json(); };
    return dump({{"room", id(written->room)}, {"table", id(written->table)}});
  });
}

std::int32_t concertina_correct(concertina_device* device, const char* json, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) {
    return change_one(here, json, size, correct, changes);
  });
}

std::int32_t concertina_copy(concertina_device* device, const char* json, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) {
    return change_one(here, json, size, copy_to_table, changes);
  });
}

std::int32_t concertina_take_back(concertina_device* device, const char* id, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(id, size);
    if (!text) return std::unexpected(text.error());
    const auto item = take_back(here.device, *text, here.host, changes);
    if (!item) return std::unexpected(item.error());
    return dump({{"id", to_hex(item->id)}});
  });
}

std::int32_t concertina_compare(concertina_device* device, std::int32_t same) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    if (same == 0) end_round(here);
    if (auto ok = compare(here.device, same != 0, here.host, changes); !ok)
      return std::unexpected(ok.error());
    return {};
  });
}

std::int32_t concertina_invite(concertina_device* device) {
  return run_writing(device, [](concertina_device& here, Changes& changes) -> Told {
    end_round(here);
    const auto link = here.device.invite(here.host, changes);
    if (!link) return std::unexpected(link.error());
    return to_text(*link);
  });
}

std::int32_t concertina_join(concertina_device* device, const char* link, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(link, size);
    if (!text) return std::unexpected(text.error());
    const auto parsed = parse_link(*text);
    if (!parsed) return std::unexpected(parsed.error());
    end_round(here);
    if (auto ok = here.device.join(*parsed, here.host, changes); !ok) return std::unexpected(ok.error());
    return {};
  });
}

std::int32_t concertina_set_relay(concertina_device* device, const char* url, std::size_t url_size,
                                  const char* token, std::size_t token_size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto url_text = text_argument(url, url_size);
    if (!url_text) return std::unexpected(url_text.error());
    const auto token_text = text_argument(token, token_size);
    if (!token_text) return std::unexpected(token_text.error());
    auto origin = parse_origin(trim(*url_text));
    if (!origin) return std::unexpected(origin.error());
    if (auto ok = check_token(*token_text); !ok) return std::unexpected(ok.error());
    end_round(here);
    here.device.set_relay(std::move(*origin), std::string(*token_text), changes);
    return {};
  });
}

std::int32_t concertina_set_passphrase(concertina_device* device, const char* passphrase, std::size_t size) {
  return run_writing(device, [&](concertina_device& here, Changes& changes) -> Told {
    const auto text = text_argument(passphrase, size);
    const auto ok =
        text ? here.device.set_passphrase(*text, here.host, changes) : std::unexpected(text.error());
    wipe_input(here);
    return ok ? Told() : std::unexpected(ok.error());
  });
}

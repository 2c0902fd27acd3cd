// A device that is on its way to be somebody's: by a link that a device of theirs made, or by their recovery
// code.
#include "capi/handle.h"
#include "capi/tell.h"
#include "core/record/text.h"

namespace concertina::capi {

Told begin_arrival(concertina_device& handle, int wait) {
  if (!handle.arrival) {
    if (!handle.newcomer->link())
      return fail(Code::not_found, "Please give the recovery code once more: it is kept nowhere.");
    handle.arrival = std::make_unique<Arrival>(*handle.newcomer, handle.host);
  }
  end_round(handle);
  handle.arrival->round(wait);
  handle.newcomer_gone = false;
  handle.in_round = true;
  handle.step = CONCERTINA_NONE;
  return {};
}

void forget_newcomer(concertina_device& handle, bool arrived) {
  handle.in_round = false;
  handle.step = CONCERTINA_NONE;
  handle.body.clear();
  handle.arrival.reset();
  handle.newcomer.reset();
  handle.newcomer_gone = false;
  handle.restored = arrived;
}

namespace {

// Puts `newcomer` into this handle, unless one is there that goes on with the same.
void take_in(concertina_device& handle, Newcomer newcomer, bool goes_on) {
  if (handle.newcomer) end_round(handle);
  if (!goes_on) {
    forget_newcomer(handle, false);
    handle.newcomer = std::move(newcomer);
  }
  handle.pending.push_back({std::string(Newcomer::kItem), handle.newcomer->encode()});
}

Told compare_there(concertina_device& handle, bool same) {
  if (!same) {
    forget_newcomer(handle, false);
    handle.pending.push_back({std::string(Newcomer::kItem), std::nullopt});
    return {};
  }
  if (!handle.newcomer->words()) {
    return fail(Code::not_found,
                "The other device has not answered yet. Please open it there, and wait for the words.");
  }
  end_round(handle);
  handle.newcomer->say_same();
  handle.pending.push_back({std::string(Newcomer::kItem), handle.newcomer->encode()});
  return {};
}

Told compare_here(concertina_device& handle, bool same, std::string_view passphrase) {
  if (!same) end_round(handle);
  Changes changes;
  const auto ok = handle.device.compare_device(same, passphrase, handle.host, changes);
  if (!handle.example) handle.pending.insert(handle.pending.end(), changes.begin(), changes.end());
  return ok ? Told() : std::unexpected(ok.error());
}

}  // namespace
}  // namespace concertina::capi

using namespace concertina;
using namespace concertina::capi;

std::int32_t concertina_join_device(concertina_device* device, const char* link, std::size_t size) {
  return run(device, [&](concertina_device& here) -> Told {
    if (here.open || (here.restored && !here.newcomer)) return begun_already();
    const auto text = text_argument(link, size);
    if (!text) return std::unexpected(text.error());
    const auto parsed = parse_device_link(*text);
    if (!parsed) return std::unexpected(parsed.error());
    const bool goes_on = here.newcomer && here.newcomer->link() &&
                         here.newcomer->link()->link.rendezvous == parsed->link.rendezvous;
    take_in(here, Newcomer::by_link(*parsed, here.host), goes_on);
    return {};
  });
}

std::int32_t concertina_recover(concertina_device* device, const char* url, std::size_t url_size,
                                const char* code, std::size_t code_size) {
  return run(device, [&](concertina_device& here) -> Told {
    if (here.open || (here.restored && !here.newcomer)) return begun_already();
    const auto url_text = text_argument(url, url_size);
    if (!url_text) return std::unexpected(url_text.error());
    auto origin = parse_origin(trim(*url_text));
    if (!origin) return std::unexpected(origin.error());
    const auto code_text = text_argument(code, code_size);
    auto parsed = code_text ? parse_recovery_code(*code_text) : std::unexpected(code_text.error());
    wipe_input(here);
    if (!parsed) return std::unexpected(parsed.error());
    // With the keys of the try before, which may stand in the chain already.
    const bool goes_on = here.newcomer && !here.newcomer->link() && here.newcomer->origin() == *origin;
    take_in(here, Newcomer::by_code(std::move(*origin), here.host), goes_on);
    here.arrival = std::make_unique<Arrival>(*here.newcomer, here.host, &*parsed);
    prim::wipe(parsed->bits);
    return {};
  });
}

std::int32_t concertina_arrival(concertina_device* device) {
  return run(device, [](concertina_device& here) -> Told {
    if (!here.newcomer) return fail(Code::not_found, "No device is on its way here to be one of yours.");
    const Newcomer& newcomer = *here.newcomer;
    const auto words = newcomer.words();
    return dump({{"by", newcomer.link() ? "link" : "code"},
                 {"relay", newcomer.origin()},
                 {"words", words ? Json(*words) : Json(nullptr)},
                 {"same", newcomer.same()}});
  });
}

std::int32_t concertina_compare_device(concertina_device* device, std::int32_t same, const char* passphrase,
                                       std::size_t size) {
  return run(device, [&](concertina_device& here) -> Told {
    const auto text = text_argument(passphrase, size);
    Told told = !text           ? Told(std::unexpected(text.error()))
                : here.newcomer ? compare_there(here, same != 0)
                : here.open     ? compare_here(here, same != 0, *text)
                                : Told(nobody_here(here));
    wipe_input(here);
    return told;
  });
}

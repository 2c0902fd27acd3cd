// Rounds with the relay, step by step.
#include <utility>

#include "capi/handle.h"
#include "capi/tell.h"

namespace concertina::capi {
namespace {

void take_in(concertina_device& handle, const Changes& changes) {
  handle.pending.insert(handle.pending.end(), changes.begin(), changes.end());
  for (const Change& change : changes) {
    if (change.key == Newcomer::kItem) handle.newcomer_gone = !change.value;
  }
}

std::string give_out(concertina_device& handle) { return change_list(std::exchange(handle.pending, {})); }

std::unexpected<Error> out_of_turn(std::string_view what) {
  return fail(Code::conflict, "This comes out of turn: " + std::string(what));
}

bool waits(const concertina_device& handle) {
  return handle.step == CONCERTINA_LOAD || handle.step == CONCERTINA_SEND;
}

Told take_step(concertina_device& handle) {
  // What was written meanwhile may be what the next step sends: it comes first.
  Step step = !handle.pending.empty() ? Step(Store{})
              : handle.arrival        ? handle.arrival->next()
                                      : handle.contact->next();
  if (const auto* store = std::get_if<Store>(&step)) {
    take_in(handle, store->changes);
    handle.step = CONCERTINA_STORE;
    return give_out(handle);
  }
  if (const auto* load = std::get_if<Load>(&step)) {
    handle.step = CONCERTINA_LOAD;
    return load->key;
  }
  if (const auto* send = std::get_if<Send>(&step)) {
    handle.step = CONCERTINA_SEND;
    handle.body = send->request.body;
    return send_json(*send, handle.newcomer ? handle.newcomer->origin() : handle.device.relay());
  }
  handle.in_round = false;
  const std::string out = handle.arrival ? done_json(std::get<Done>(step), *handle.arrival)
                                         : done_json(std::get<Done>(step), *handle.contact);
  if (handle.newcomer_gone) forget_newcomer(handle, handle.arrival->arrived());
  handle.step = CONCERTINA_DONE;
  return out;
}

}  // namespace

void end_round(concertina_device& handle) {
  if (!handle.in_round) return;
  handle.step = CONCERTINA_NONE;
  handle.body.clear();
  const Error early{Code::busy, "Something else was begun meanwhile, so this contact ended early."};
  if (handle.arrival) {
    handle.arrival->failed(early);
  } else {
    handle.contact->failed(early);
  }
  for (;;) {
    const Step step = handle.arrival ? handle.arrival->next() : handle.contact->next();
    const auto* store = std::get_if<Store>(&step);
    if (!store) return;
    take_in(handle, store->changes);
  }
}

}  // namespace concertina::capi

using namespace concertina;
using namespace concertina::capi;

std::int32_t concertina_take_changes(concertina_device* device) {
  return run(device, [](concertina_device& here) -> Told { return give_out(here); });
}

std::int32_t concertina_round(concertina_device* device, std::int32_t wait) {
  return run_meeting(device, [&](concertina_device& here) -> Told {
    if (wait < 0 || wait > kMostWait) return fail(Code::invalid, "A round may wait from 0 to 25 seconds.");
    if (here.newcomer) return begin_arrival(here, wait);
    if (here.example) {
      return fail(
          Code::refused,
          "This is the example couple: all of it stays on this device. Please begin a room of your own to "
          "reach a relay.");
    }
    if (here.device.relay().empty()) {
      return fail(Code::not_found,
                  "No relay is named yet: all stays on this device. Please name a relay first.");
    }
    end_round(here);
    if (!here.contact) here.contact = std::make_unique<Contact>(here.device, here.host);
    here.contact->round(wait);
    here.in_round = true;
    here.step = CONCERTINA_NONE;
    return {};
  });
}

std::int32_t concertina_next(concertina_device* device) {
  return run_meeting(device, [](concertina_device& here) -> Told {
    if (!here.in_round) return out_of_turn("there is no round. Begin one with concertina_round().");
    if (waits(here)) return out_of_turn("the step before has not been answered.");
    here.body.clear();
    return take_step(here);
  });
}

std::int32_t concertina_step(const concertina_device* device) {
  return device ? device->step : CONCERTINA_NONE;
}

const std::uint8_t* concertina_body(const concertina_device* device) {
  return device && !device->body.empty() ? device->body.data() : as_view("").data();
}

std::size_t concertina_body_size(const concertina_device* device) { return device ? device->body.size() : 0; }

std::int32_t concertina_loaded(concertina_device* device, const std::uint8_t* value, std::size_t size) {
  return run_open(device, [&](concertina_device& here) -> Told {
    if (here.step != CONCERTINA_LOAD) return out_of_turn("nothing was asked for.");
    const auto bytes = bytes_argument(value, size);
    if (!bytes) return std::unexpected(bytes.error());
    here.step = CONCERTINA_NONE;
    here.contact->loaded(value ? std::optional(to_bytes(*bytes)) : std::nullopt);
    return {};
  });
}

std::int32_t concertina_answered(concertina_device* device, std::int32_t status, const std::uint8_t* body,
                                 std::size_t size) {
  return run_meeting(device, [&](concertina_device& here) -> Told {
    if (here.step != CONCERTINA_SEND) return out_of_turn("this answer is not awaited.");
    const auto bytes = bytes_argument(body, size);
    if (!bytes) return std::unexpected(bytes.error());
    here.step = CONCERTINA_NONE;
    here.body.clear();
    if (here.arrival) {
      here.arrival->answered(status, *bytes);
    } else {
      here.contact->answered(status, *bytes);
    }
    return {};
  });
}

std::int32_t concertina_failed(concertina_device* device, const char* why, std::size_t size) {
  return run_meeting(device, [&](concertina_device& here) -> Told {
    if (here.step != CONCERTINA_SEND) return out_of_turn("nothing was being sent.");
    const auto text = text_argument(why, size);
    if (!text) return std::unexpected(text.error());
    here.step = CONCERTINA_NONE;
    here.body.clear();
    Error away{Code::unreachable, !text->empty() ? std::string(*text)
                                                 : "The relay can't be reached. What you wrote is kept here, "
                                                   "and goes out at the next contact."};
    if (here.arrival) {
      here.arrival->failed(std::move(away));
    } else {
      here.contact->failed(std::move(away));
    }
    return {};
  });
}

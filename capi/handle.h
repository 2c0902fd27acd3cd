// Handle: what stands behind a concertina_device, and how each exported function goes in and out of it.
#pragma once

#include <memory>

#include "capi/concertina.h"
#include "core/seal/arrival.h"

namespace concertina::capi {

// The host's two functions as an Ambient.
class Host : public Ambient {
 public:
  Host(concertina_random chance, concertina_clock clock, void* context)
      : random_(chance), clock_(clock), context_(context) {}
  using Ambient::random;
  void random(std::span<std::uint8_t> out) override;
  Moment now() override;  // year 1970 where the host's clock says nothing that could be true

  // The host refused randomness once: what was made since must not be used.
  bool failed() const { return failed_; }

 private:
  concertina_random random_;
  concertina_clock clock_;
  void* context_;
  bool failed_ = false;
};

inline constexpr std::size_t kMostInput = 4'194'304;  // bytes of one argument, but for a file to import

// What a function tells: the result where all went well.
using Told = Result<std::string>;

inline std::string as_string(View bytes) { return std::string(as_text(bytes)); }

// Arguments as they come from outside. Errors: invalid.
Result<View> bytes_argument(const std::uint8_t* bytes, std::size_t size, std::size_t most = kMostInput);
Result<std::string_view> text_argument(const char* text, std::size_t size, std::size_t most = kMostInput);

}  // namespace concertina::capi

struct concertina_device {
  concertina_device(concertina_random random, concertina_clock clock, void* context)
      : host(random, clock, context) {}

  concertina::capi::Host host;
  concertina::Device device;
  bool open = false;                         // somebody's
  bool example = false;                      // the example couple's: nothing of it is stored or sent
  bool restored = false;                     // some items were handed back
  std::optional<concertina::Error> damaged;  // the first thing that was wrong with them
  concertina::Changes pending;               // not given out yet
  std::unique_ptr<concertina::Contact> contact;
  // Instead of a device: one that is on its way to be somebody's, and its conversation with the relay.
  std::optional<concertina::Newcomer> newcomer;
  std::unique_ptr<concertina::Arrival> arrival;
  bool newcomer_gone = false;  // what is stored of it was taken away in this round
  bool in_round = false;
  std::int32_t step = CONCERTINA_NONE;
  std::string result;
  concertina::Bytes body;   // of the request that is to be sent
  concertina::Bytes input;  // lent to the host
};

namespace concertina::capi {

// Ends what is under way, keeping what it had changed.
void end_round(concertina_device& handle);

// A round of the newcomer. Errors: not_found where it needs its recovery code once more.
Told begin_arrival(concertina_device& handle, int wait);
// It has arrived, and what it became is opened from what is stored; or somebody may begin here.
void forget_newcomer(concertina_device& handle, bool arrived);

std::int32_t give(concertina_device& handle, Told told);
void wipe_input(concertina_device& handle);
std::unexpected<Error> nobody_here(const concertina_device& handle);
std::unexpected<Error> begun_already();

// A new person, with a recovery code if its keys are given.
Told begin_as(concertina_device& here, const char* name, std::size_t size, const DeviceKeys* recovery);

// Runs `work(handle)` and makes of what it tells the handle's result and the code.
template <typename Work>
std::int32_t run(concertina_device* handle, Work work) {
  if (!handle) return CONCERTINA_INVALID;
  if (handle->host.failed()) return give(*handle, {});
  return give(*handle, work(*handle));
}

// The same for what needs somebody to have begun here.
template <typename Work>
std::int32_t run_open(concertina_device* handle, Work work) {
  return run(handle, [&](concertina_device& here) -> Told {
    if (!here.open) return nobody_here(here);
    return work(here);
  });
}

// The same for what a newcomer does too: it has rounds with the relay.
template <typename Work>
std::int32_t run_meeting(concertina_device* handle, Work work) {
  return run(handle, [&](concertina_device& here) -> Told {
    if (!here.open && !here.newcomer) return nobody_here(here);
    return work(here);
  });
}

// The same for what changes the device: `work(handle, changes)`.
template <typename Work>
std::int32_t run_writing(concertina_device* handle, Work work) {
  return run_open(handle, [&](concertina_device& here) -> Told {
    Changes changes;
    Told told = work(here, changes);
    if (!here.example) here.pending.insert(here.pending.end(), changes.begin(), changes.end());
    return told;
  });
}

}  // namespace concertina::capi

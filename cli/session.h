// Session: one device, opened from its home for the length of a verb, and its contact with the relay.
#pragma once

#include <functional>

#include "cli/home.h"
#include "cli/http.h"
#include "cli/world.h"
#include "core/seal/recovery.h"

namespace concertina::cli {

class Session {
 public:
  // Errors: as Home::open() and open_device().
  static Result<std::unique_ptr<Session>> open(World& world, const std::string& folder);
  // A new person in an empty folder, with this recovery code or none. Errors: conflict (somebody has begun
  // there), invalid, storage.
  static Result<std::unique_ptr<Session>> begin(World& world, const std::string& folder,
                                                std::string_view name, const RecoveryCode* code);

  World& world() { return world_; }
  Device& device() { return device_; }
  Home& home() { return home_; }

  // Stores what a verb changed. Errors: storage; the session must not be used any more.
  Result<void> store(Changes& changes);

  // One round with the relay (core/seal/contact.h), waiting up to `wait` seconds for news, within `limit_ms`
  // besides (default: as long as it goes on). The home is unlocked during that wait, so that another
  // Concertina can write meanwhile; if one did, the device is opened anew. Errors: not_found (no relay
  // named), those of the relay, storage; busy when the person ended it, or another Concertina keeps the home
  // for too long: then the next round tries again.
  Result<void> round(int wait, std::optional<int> limit_ms = {});
  // Does `work` with the home unlocked; afterwards the device is as it was stored last. Errors: busy,
  // storage, refused (the passphrase was changed meanwhile).
  Result<void> outside(const std::function<void()>& work);
  // Waits with the home unlocked, or until the person ends it.
  void pause(int ms);
  bool news() const { return contact_ && contact_->news(); }
  std::vector<Trouble> events() const { return contact_ ? contact_->events() : std::vector<Trouble>(); }

 private:
  Session(World& world, Home home, Device device);
  Result<Answer> carry(const Send& send, int limit_ms);
  void go_out();           // unlocks the home
  Result<void> come_in();  // locks it again, if need be, and opens the device anew if another one wrote

  World& world_;
  Home home_;
  bool inside_ = true;  // the home is locked by this session
  Device device_;
  std::optional<Contact> contact_;
  Http http_;
};

}  // namespace concertina::cli

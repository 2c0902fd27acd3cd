// A relay that says that it holds more of a log of mine than this device: an older copy of this device was
// put back, or the relay lies. What is there and signed by this device's key tells; nothing else does, since
// whoever believed the word alone could be made to begin anew at each contact, until there is no room for one
// device more.
#include "core/seal/contact.h"

namespace concertina {

// What the relay shows of my own log, having said that it holds more of it than this device.
void Contact::accept_dispute(int status, View body, const Refusal& refusal) {
  if (status != 200) return refuse(refusal);
  const auto answer = decode_read_answer(body);
  if (!answer) return end(std::unexpected(answer.error()));
  const Place place = disputed_;
  const std::uint64_t seq = device_.sent(place);
  const auto event = [&](Trouble::Kind kind) {
    events_.push_back(Trouble{kind, Author::me, place, false, device_.keys().sign.public_key, seq});
  };
  switch (device_.shown(place, *answer)) {
    case Device::Shown::the_same:
      device_.set_sent(place, seq + 1, changes_);
      return go(place == Place::table ? Stage::table : Stage::room);
    case Device::Shown::nothing:
      event(Trouble::Kind::claimed);
      return go(place == Place::table ? Stage::room : Stage::erase);
    case Device::Shown::another:
      break;
  }
  event(Trouble::Kind::ahead);
  device_.freeze(place, changes_);
  device_.renew(ambient_, changes_);
  if (device_.renewing() && ++begun_again_ <= kMostBegunAgain) return go(Stage::catch_up);
  end(fail(Code::conflict, to_text(events_.back())));
}

}  // namespace concertina

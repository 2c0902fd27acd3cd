#include "core/seal/contact.h"

#include "core/record/text.h"

namespace concertina {
namespace {

std::string rendezvous_path(const Pairing& pairing, int message) {
  const std::string base = "/v1/rendezvous/" + to_hex(pairing.link.rendezvous);
  return message == 0 ? base : base + "/" + std::to_string(message);
}

bool good(int status) { return status == 200 || status == 201; }

Error link_over() {
  return Error{Code::refused,
               "This invitation was used already, or its time is over. Please ask for a new one; one link is "
               "for one person."};
}

}  // namespace

void Contact::round(int wait) {
  stage_ = Stage::seal;
  wait_ = wait;
  waited_ = news_ = false;
  begun_again_ = answered_chains_ = 0;
  changes_.clear();
  events_.clear();
  result_ = {};
  loaded_.reset();
}

Result<void> Contact::outcome_of_removal() const {
  return device_.deletion_done() ? Result<void>() : std::unexpected(device_.why_over());
}

void Contact::end(Result<void> result) {
  if (result_) result_ = std::move(result);
  go(Stage::over);
}

void Contact::failed(Error error) { end(std::unexpected(std::move(error))); }

void Contact::loaded(std::optional<Bytes> value) {
  if (value) {
    loaded_ = std::move(value);
  } else {
    end(fail(Code::storage,
             "A frame that should be stored here is missing. Please restore the folder from a copy."));
  }
}

Step Contact::send(Request request, int wait) {
  const std::int64_t time = ambient_.now().seconds;
  request.enrolment_token =
      request.path.starts_with("/v1/chains/") ? device_.enrolment_token() : std::string();
  const prim::Signature signature = sign_request(request, device_.relay(), time, device_.keys().sign);
  return Send{std::move(request), time, signature, wait, device_.keys().sign.public_key};
}

Step Contact::next() {
  for (;;) {
    Step out = step();
    // Whatever changed is stored before anything that rests on it is sent.
    if (!changes_.empty()) return Store{std::exchange(changes_, {})};
    if (!std::holds_alternative<Store>(out)) return out;
  }
}

bool Contact::waits_for_greeting() const {
  const auto& pairing = device_.pairing();
  if (!pairing) return false;
  return pairing->opened_here() ? pairing->first.empty() : pairing->second.empty();
}

// One step from the present stage. An empty Store means: nothing to do here, go on.
Step Contact::step() {
  const auto& pairing = device_.pairing();
  if (pairing) greeted_ = pairing->link.rendezvous;
  switch (stage_) {
    case Stage::seal: {
      const std::int64_t now = ambient_.now().seconds;
      if (device_.deleting() || device_.deleted()) {  // nothing else comes or goes
        go(Stage::chain);
        return Store{};
      }
      if (device_.removed()) {
        end(std::unexpected(device_.why_over()));
        return Store{};
      }
      if (device_.ahead(Place::table) || device_.ahead(Place::room)) device_.renew(ambient_, changes_);
      go(device_.renewing() ? Stage::catch_up : Stage::chain);
      const bool clock_went_back = last_room_frame_ && now < *last_room_frame_;
      // A room log that can't go on is named by troubles(); the rest of the round still runs.
      if (!last_room_frame_ || clock_went_back || now - *last_room_frame_ >= kRoomFrameEvery) {
        last_room_frame_ = now;
        (void)device_.seal_room_frame(changes_);
      }
      (void)device_.seal_brought(changes_);
      return Store{};
    }
    case Stage::chain: {
      if (auto entry = device_.next_entry(ambient_, changes_)) {
        offered_ = entry->index;
        Request request{"POST", "/v1/chains/" + to_hex(device_.identity()), {}, std::move(entry->bytes), {}};
        if (pairing && pairing->role == 1 && offered_ == 0)
          request.query = "rendezvous=" + to_hex(pairing->link.rendezvous);
        return send(std::move(request));
      }
      if (device_.removed()) {
        device_.reached(ambient_.now().seconds, changes_);
        end(outcome_of_removal());
        return Store{};
      }
      if (auto ok = device_.greet_table(ambient_, changes_); !ok) result_ = ok;
      go(!pairing ? Stage::table : pairing->opened_here() ? Stage::offer : Stage::greet);
      return Store{};
    }
    case Stage::catch_up:
      asked_ = device_.own_cursor();
      return send({"GET", "/v1/read", to_text(asked_), {}, {}});
    case Stage::offer:  // inviter: make the rendezvous, or go on where it stands
      if (!pairing->first.empty()) {
        go(Stage::answer_greeting);
        return Store{};
      }
      return send({"POST", rendezvous_path(*pairing, 0), "life=" + std::to_string(kLinkLife), {}, {}});
    case Stage::greet:  // joiner: leave the first message
      if (!pairing->second.empty()) {
        go(Stage::table);
        return Store{};
      }
      return send({"POST", rendezvous_path(*pairing, 1), {}, pairing->first, {}});
    case Stage::await_greeting: {
      // The round's one long wait goes to the greeting while there is none.
      const int wait = waited_ ? 0 : wait_;
      waited_ = true;
      return send({"GET",
                   rendezvous_path(*pairing, pairing->opened_here() ? 1 : 2),
                   "wait=" + std::to_string(wait),
                   {},
                   {}},
                  wait);
    }
    case Stage::answer_greeting:
      return send({"POST", rendezvous_path(*pairing, 2), {}, pairing->second, {}});
    case Stage::table:
    case Stage::room: {
      const Place place = log_place();
      const Log& log = device_.own_log(place);
      const std::uint64_t seq = device_.sent(place);
      if (seq >= log.next() || device_.ahead(place)) {
        go(place == Place::table ? Stage::room : Stage::erase);
        return Store{};
      }
      if (!loaded_) return Load{Device::frame_key(log.id(), seq)};
      return send({"POST",
                   "/v1/logs/" + to_hex(log.id()) + "/" + std::to_string(seq),
                   {},
                   *std::exchange(loaded_, {}),
                   {}});
    }
    case Stage::dispute: {
      asked_ = device_.disputed_cursor(disputed_);
      return send({"GET", "/v1/read", to_text(asked_), {}, {}});
    }
    case Stage::erase: {
      const auto seq = device_.next_erasure();
      if (!seq || *seq >= device_.sent(Place::table)) {
        go(Stage::read);
        return Store{};
      }
      const Id log = device_.own_log(Place::table).id();
      if (!loaded_) return Load{Device::frame_key(log, *seq)};
      const Bytes stored = *std::exchange(loaded_, {});
      const auto frame = read_frame(stored);
      if (!frame) {
        device_.erased(*seq, changes_);  // rotted here: its header can't be shown any more
        return Store{};
      }
      return send({"POST",
                   "/v1/logs/" + to_hex(log) + "/" + std::to_string(*seq) + "/erasure",
                   {},
                   erase_frame(*frame, device_.keys().sign),
                   {}});
    }
    case Stage::read: {
      ReadQuery query = device_.cursors();
      query.wait = waited_ ? 0 : wait_;
      waited_ = true;
      asked_ = query;
      return send({"GET", "/v1/read", to_text(query), {}, {}}, query.wait);
    }
    case Stage::over:
      break;
  }
  return Done{result_};
}

void Contact::answered(int status, View body) {
  Refusal refusal;
  // To what it took in a relay says nothing more; whoever answers in its place (a hotel's network, say) may.
  const bool tells = stage_ == Stage::await_greeting || stage_ == Stage::read || stage_ == Stage::catch_up ||
                     stage_ == Stage::dispute;
  if ((good(status) && !tells && !body.empty()) || (status == 204 && stage_ != Stage::await_greeting)) {
    return end(std::unexpected(decode_refusal({}).error()));
  }
  if (!good(status) && status != 204) {
    auto read = decode_refusal(body);
    if (!read) return end(std::unexpected(read.error()));
    refusal = std::move(*read);
    if (refusal.reason == reason::kRemoved && stage_ != Stage::catch_up) {
      loaded_.reset();
      return go(Stage::catch_up);  // my chain must say so, too
    }
    if (refusal.reason == reason::kUnknown && device_.sent_entries() > 0 &&
        ++begun_again_ <= kMostBegunAgain) {
      // The relay lost my chain: give it everything once more.
      events_.push_back(Trouble{Trouble::Kind::rolled_back, Author::me, Place::table, true, {}, 0});
      device_.set_sent_entries(0, changes_);
      for (const Place place : {Place::table, Place::room}) device_.set_sent(place, 0, changes_);
      loaded_.reset();
      return go(Stage::chain);
    }
  }
  switch (stage_) {
    case Stage::chain:
      return accept_chain(status, refusal);
    case Stage::catch_up:
      return accept_own_chain(status, body, refusal);
    case Stage::offer:
    case Stage::greet:
    case Stage::await_greeting:
    case Stage::answer_greeting:
      return accept_greeting(status, body, refusal);
    case Stage::table:
    case Stage::room:
      return accept_frame(log_place(), status, refusal);
    case Stage::dispute:
      return accept_dispute(status, body, refusal);
    case Stage::erase:
      if (refusal.reason == reason::kMissing) return go(Stage::read);  // it will be sent, and erased, anew
      if (!good(status)) return refuse(refusal);
      return device_.erased(*device_.next_erasure(), changes_);
    case Stage::read:
      return accept_read(status, body, refusal);
    default:
      return;
  }
}

void Contact::refuse(const Refusal& refusal) {
  Code code = Code::refused;
  if (refusal.reason == reason::kSlow || refusal.reason == reason::kStopping) code = Code::busy;
  if (refusal.reason == reason::kBroken) code = Code::unreachable;
  end(fail(code, "The relay says: " + excerpt(refusal.say, 500)));
}

void Contact::accept_chain(int status, const Refusal& refusal) {
  const std::uint64_t index = offered_;
  const std::uint64_t size = device_.chain().size();
  const bool proposed = index == size;  // it stands here once the relay took it
  if (good(status))
    return proposed ? device_.accepted(changes_) : device_.set_sent_entries(index + 1, changes_);
  // With what this round reads of the device to be removed, another one is made; else this one stays.
  if (refusal.reason == reason::kBehind && ++begun_again_ <= kMostBegunAgain) return go(Stage::read);
  if (refusal.reason == reason::kConflict && refusal.next < index && ++begun_again_ <= kMostBegunAgain) {
    events_.push_back(Trouble{Trouble::Kind::rolled_back, Author::me, Place::table, true, {}, refusal.next});
    return device_.set_sent_entries(refusal.next, changes_);
  }
  if (refusal.reason == reason::kConflict && refusal.next > index) {
    // It holds more than I sent: what I sent before a crash, what another device of mine wrote, or what an
    // older copy of this folder has forgotten.
    if (!proposed && refusal.next <= size) return device_.set_sent_entries(index + 1, changes_);
    if (++begun_again_ <= kMostBegunAgain) return go(Stage::catch_up);
  }
  refuse(refusal);
}

void Contact::accept_own_chain(int status, View body, const Refusal& refusal) {
  if (!good(status)) return refuse(refusal);
  const auto answer = decode_read_answer(body);
  if (!answer) return end(std::unexpected(answer.error()));
  const std::uint64_t before = device_.chain().size();
  device_.name_unanswered(asked_, *answer, events_);
  device_.receive(*answer, changes_, events_);
  if (device_.removed()) return end(outcome_of_removal());
  const bool grew = device_.chain().size() > before;
  news_ = news_ || grew;
  // A relay that goes on saying that it has more of mine can't keep a round going for ever.
  if (grew || (device_.renewing() && ++begun_again_ <= kMostBegunAgain)) return go(Stage::chain);
  const std::string what =
      events_.empty() ? "The relay holds more of your keys than it hands out." : to_text(events_.back());
  end(fail(Code::conflict, what));
}

void Contact::accept_frame(Place place, int status, const Refusal& refusal) {
  const std::uint64_t seq = device_.sent(place);
  if (good(status)) return device_.set_sent(place, seq + 1, changes_);
  const auto event = [&](Trouble::Kind kind, std::uint64_t at) {
    events_.push_back(Trouble{kind, Author::me, place, false, device_.keys().sign.public_key, at});
  };
  if (refusal.reason == reason::kConflict && refusal.next < seq && ++begun_again_ <= kMostBegunAgain) {
    event(Trouble::Kind::rolled_back, refusal.next);
    // An older copy of the relay, most likely: then it may lack entries and frames of the other log as well,
    // and would say so only when the next ones come. The last ones, sent again, tell.
    const Place other = place == Place::table ? Place::room : Place::table;
    device_.set_sent(place, refusal.next, changes_);
    device_.set_sent(other, std::max<std::uint64_t>(device_.sent(other), 1) - 1, changes_);
    device_.set_sent_entries(0, changes_);
    return go(Stage::chain);
  }
  if (refusal.reason == reason::kConflict && refusal.next >= seq) {
    disputed_ = place;  // its word alone is not believed
    return go(Stage::dispute);
  }
  refuse(refusal);
  if (refusal.reason == reason::kFull) go(Stage::read);  // it can still hand out
}

void Contact::accept_greeting(int status, View body, const Refusal& refusal) {
  // Another one at this home went on with it during the wait, or made a new invitation.
  if (!device_.pairing() || device_.pairing()->link.rendezvous != greeted_) return go(Stage::chain);
  if (refusal.reason == reason::kGone || refusal.reason == reason::kMissing) {
    device_.end_pairing(changes_);
    return end(std::unexpected(link_over()));
  }
  if (!good(status) && status != 204) return refuse(refusal);
  switch (stage_) {
    case Stage::offer:
    case Stage::greet:
      return go(Stage::await_greeting);
    case Stage::answer_greeting:
      return go(Stage::table);
    default:
      break;
  }
  if (device_.pairing()->ends < ambient_.now().seconds) {
    device_.end_pairing(changes_);
    return end(std::unexpected(link_over()));
  }
  if (status == 204) return go(Stage::table);
  const bool inviter = device_.pairing()->opened_here();
  const auto taken =
      inviter ? device_.take_first(body, ambient_, changes_) : device_.take_second(body, ambient_, changes_);
  if (!taken) {
    device_.end_pairing(changes_);  // one try
    return end(taken);
  }
  news_ = true;
  go(Stage::chain);  // the new entries first: then the partner may read them
}

void Contact::accept_read(int status, View body, const Refusal& refusal) {
  if (refusal.reason == reason::kForbidden && device_.partner()) {
    // The relay does not know (any more) that my partner named me. Once they reach it, it will.
    events_.push_back(Trouble{
        Trouble::Kind::withheld, Author::partner, Place::table, true, {}, asked_.chains.front().from});
    device_.reached(ambient_.now().seconds, changes_);
    return end({});
  }
  if (!good(status)) return refuse(refusal);
  const auto answer = decode_read_answer(body);
  if (!answer) return end(std::unexpected(answer.error()));
  ReadQuery now = device_.cursors();
  now.wait = asked_.wait;
  // Another one at this home took something in during the wait: this answer is about what was before that.
  if (to_text(now) != to_text(asked_)) return;
  const std::size_t before = changes_.size();
  device_.name_unanswered(asked_, *answer, events_);
  device_.receive(*answer, changes_, events_);
  // What was signed comes to an end; how much there is of it, as the relay has it, need not.
  const bool fresh = std::ranges::any_of(
      changes_.begin() + static_cast<std::ptrdiff_t>(before), changes_.end(), [](const Change& change) {
        return change.key.starts_with("log/") || change.key.starts_with("chain/");
      });
  news_ = news_ || fresh;
  // Ask again while the answer was cut, or where there are logs that were not asked for yet.
  const bool unasked = std::ranges::any_of(device_.cursors().logs, [&](const auto& cursor) {
    return std::ranges::find(asked_.logs, cursor.id, &Cursor<16>::id) == asked_.logs.end();
  });
  if ((answer->more || unasked) && fresh) return;
  // A chain may have brought what mine must answer: a new key for the table, or what was to come before.
  if (++answered_chains_ <= kMostBegunAgain && device_.next_entry(ambient_, changes_))
    return go(Stage::chain);
  device_.reached(ambient_.now().seconds, changes_);
  end({});
}

}  // namespace concertina

// Contact: the conversation of one device with its relay, without any I/O of its own. The shell asks for the
// next step, does it, reports what came of it, and asks again; native and web shells run the same one.
//
//   for (Step step = contact.next(); !done; step = contact.next())
//     Store → keep these changes durably before asking for the next step
//     Load  → hand the stored value of this key to loaded()
//     Send  → send this signed request, then answered() or failed()
//     Done  → the round is over
//
// One Contact lives as long as the app is open. Its first round seals exactly one room frame, full or empty,
// and later rounds one per kRoomFrameEvery: what the relay's owner sees of rooms depends on the app being
// open and never on writing.
#pragma once

#include "core/seal/device.h"
#include "core/seal/request.h"

namespace concertina {

inline constexpr std::int64_t kRoomFrameEvery = 15 * 60;  // seconds

struct Store {
  Changes changes;
};
struct Load {
  std::string key;
};
struct Send {
  Request request;
  std::int64_t time;  // for the headers, with the signature over it
  prim::Signature signature;
  int wait;            // seconds that the relay may take on purpose
  Fixed<32> signer{};  // the Ed25519 key of the signature
};
struct Done {
  Result<void> result;
};
using Step = std::variant<Store, Load, Send, Done>;

class Contact {
 public:
  // Both must outlive the contact. The device must have a relay.
  Contact(Device& device, Ambient& ambient) : device_(device), ambient_(ambient) {}

  // Begins a round: send what is unsent, take in what is new. With `wait` seconds (0 to kMostWait) the relay
  // is asked to answer only when there is news, at the end of the round.
  void round(int wait);

  Step next();
  void loaded(std::optional<Bytes> value);
  void answered(int status, View body);
  void failed(Error error);  // the relay could not be reached

  const std::vector<Trouble>& events() const { return events_; }  // of this round
  bool news() const { return news_; }                             // this round took in something new

 private:
  // A relay that loses what it just took can't keep a round going for ever.
  static constexpr int kMostBegunAgain = 4;

  enum class Stage {
    seal,
    chain,
    catch_up,
    offer,
    greet,
    await_greeting,
    answer_greeting,
    table,
    room,
    dispute,
    erase,
    read,
    over
  };
  Step send(Request request, int wait = 0);
  Step step();
  void accept_chain(int status, const Refusal& refusal);
  void accept_own_chain(int status, View body, const Refusal& refusal);
  void accept_frame(Place place, int status, const Refusal& refusal);
  void accept_dispute(int status, View body, const Refusal& refusal);
  void accept_greeting(int status, View body, const Refusal& refusal);
  void accept_read(int status, View body, const Refusal& refusal);
  void go(Stage stage) { stage_ = stage; }
  void end(Result<void> result);
  Result<void> outcome_of_removal() const;
  void refuse(const Refusal& refusal);
  Place log_place() const { return stage_ == Stage::table ? Place::table : Place::room; }
  bool waits_for_greeting() const;

  Device& device_;
  Ambient& ambient_;
  Stage stage_ = Stage::over;
  int wait_ = 0;
  bool waited_ = false;
  std::optional<std::int64_t> last_room_frame_;
  std::optional<Bytes> loaded_;
  ReadQuery asked_;            // by the last read
  std::uint64_t offered_ = 0;  // the index of the last entry sent
  Place disputed_{};           // whose log of mine the relay says it holds more of
  Id greeted_{};               // the rendezvous of the pairing, as it was when the last step was taken
  int answered_chains_ = 0;    // how often in this round reading led to an entry of mine
  int begun_again_ =
      0;  // how often in this round the relay had lost something of mine that was then sent again
  Changes changes_;
  std::vector<Trouble> events_;
  bool news_ = false;
  Result<void> result_;
};

}  // namespace concertina

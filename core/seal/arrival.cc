#include "core/seal/arrival.h"

#include "core/record/text.h"

namespace concertina {
namespace {

constexpr int kMostTries = 4;  // where other devices write the chain at the same moment

bool good(int status) { return status == 200 || status == 201; }

}  // namespace

Arrival::Arrival(Newcomer& newcomer, Ambient& ambient, const RecoveryCode* code)
    : newcomer_(newcomer), ambient_(ambient) {
  if (code) code_.emplace(recovery_keys(*code));
}

void Arrival::round(int wait) {
  wait_ = wait;
  tries_ = 0;
  result_ = {};
  entries_.clear();
  changes_ = {{std::string(Newcomer::kItem), newcomer_.encode()}};
  stage_ = code_ || (newcomer_.answered() && newcomer_.same()) ? Stage::read
           : newcomer_.answered()                              ? Stage::over
                                                               : Stage::greet;
}

void Arrival::end(Result<void> result) {
  if (result_) result_ = std::move(result);
  stage_ = Stage::over;
}

Step Arrival::send(Request request, int wait) {
  const DeviceKeys keys = code_ ? *code_ : newcomer_.keys();
  const std::int64_t time = ambient_.now().seconds;
  const prim::Signature signature = sign_request(request, newcomer_.origin(), time, keys.sign);
  return Send{std::move(request), time, signature, wait, keys.sign.public_key};
}

Step Arrival::next() {
  if (!changes_.empty()) return Store{std::exchange(changes_, {})};
  return step();
}

Step Arrival::step() {
  const auto& link = newcomer_.link();
  const std::string rendezvous = link ? "/v1/rendezvous/" + to_hex(link->link.rendezvous) : std::string();
  switch (stage_) {
    case Stage::greet:
      return send({"POST", rendezvous + "/1", {}, newcomer_.first(), {}});
    case Stage::await:
      return send({"GET", rendezvous + "/2", "wait=" + std::to_string(wait_), {}, {}}, wait_);
    case Stage::read: {
      // Who has the code alone does not know whose it is: the relay finds the chain by its key.
      ReadQuery query;
      query.chains.push_back({code_ ? code_->sign.public_key : link->identity, entries_.size()});
      return send({"GET", "/v1/read", to_text(query), {}, {}});
    }
    case Stage::add:
      return send({"POST", "/v1/chains/" + to_hex(identity_), {}, entry_, {}});
    case Stage::over:
      break;
  }
  return Done{result_};
}

void Arrival::answered(int status, View body) {
  Refusal refusal;
  if (!good(status) && status != 204) {
    auto read = decode_refusal(body);
    if (!read) return end(std::unexpected(read.error()));
    refusal = std::move(*read);
  }
  switch (stage_) {
    case Stage::greet:
    case Stage::await:
      return accept_greeting(status, body, refusal);
    case Stage::read:
      return accept_chain(status, body, refusal);
    case Stage::add:
      return accept_entry(status, refusal);
    case Stage::over:
      break;
  }
}

void Arrival::accept_greeting(int status, View body, const Refusal& refusal) {
  if (refusal.reason == reason::kGone || refusal.reason == reason::kMissing) {
    changes_.push_back({std::string(Newcomer::kItem), std::nullopt});
    return end(
        fail(Code::refused,
             "This link was used already, or its time is over. Please make a new one on the device that "
             "you have; one link is for one device."));
  }
  if (!good(status) && status != 204)
    return end(fail(Code::refused, "The relay says: " + excerpt(refusal.say, 500)));
  if (stage_ == Stage::greet) {
    stage_ = Stage::await;
    return;
  }
  if (status == 204) return end({});
  if (auto ok = newcomer_.take_answer(body); !ok) {
    changes_.push_back({std::string(Newcomer::kItem), std::nullopt});  // one try
    return end(ok);
  }
  changes_.push_back({std::string(Newcomer::kItem), newcomer_.encode()});
  end({});
}

void Arrival::accept_chain(int status, View body, const Refusal& refusal) {
  if (refusal.reason == reason::kUnknown) {
    if (!code_) return end({});  // the live device has not added it yet
    return end(fail(Code::not_found,
                    "This relay knows nobody with this recovery code. Please check the relay's address; and "
                    "whether the code was replaced by a newer one."));
  }
  if (!good(status)) return end(fail(Code::refused, "The relay says: " + excerpt(refusal.say, 500)));
  auto answer = decode_read_answer(body);
  if (!answer) return end(std::unexpected(answer.error()));
  if (answer->chains.size() != 1 || entries_.size() > kMostEntries)
    return end(std::unexpected(decode_read_answer({}).error()));
  auto& part = answer->chains[0];
  entries_.insert(entries_.end(), part.entries.begin(), part.entries.end());
  if (entries_.size() < part.size) {
    if (!part.entries.empty()) return;  // there is more
    return end(
        fail(Code::conflict, "The relay holds more of your keys than it hands out. Please try again."));
  }
  if (auto ok = look(); !ok) end(ok);
}

Result<void> Arrival::look() {
  const auto chain = read_chain(entries_);
  if (!chain) return std::unexpected(chain.error());
  if (chain->deleted()) {
    return fail(Code::refused,
                "This room was deleted by its owner. Nothing of it is at this relay any more.");
  }
  if (code_ && (!chain->recovery() || *chain->recovery() != code_->names())) {
    return fail(
        Code::refused,
        "This recovery code was replaced by a newer one, and opens nothing any more. Please take that.");
  }
  if (!code_ && chain->identity() != newcomer_.link()->identity) {
    return fail(Code::damaged, "The relay handed out another person's keys. Nothing of it was taken in.");
  }
  if (!chain->knows(newcomer_.keys().sign.public_key)) {
    if (code_) return add(*chain);
    end({});
    return {};
  }
  auto arrived = newcomer_.arrive(entries_);
  if (!arrived) return std::unexpected(arrived.error());
  changes_.insert(changes_.end(), arrived->begin(), arrived->end());
  arrived_ = true;
  end({});
  return {};
}

Result<void> Arrival::add(const Chain& chain) {
  const auto seed = chain.open_seed(chain.generation().number, *code_);
  if (!seed) return fail(Code::damaged, "What is sealed to this recovery code can't be opened with it.");
  identity_ = chain.identity();
  const DeviceKeys keys = newcomer_.keys();
  const entry::DeviceAdded added{
      agree(keys, identity_),
      {keys.box.public_key, prim::box_seal(*seed, keys.box.public_key, ambient_.random<32>())}};
  entry_ = make_entry(chain.size(), chain.head(), added, code_->sign);
  Chain trial = chain;
  if (!trial.append(entry_)) {
    return fail(
        Code::refused,
        "This person has as many devices as there can be. Please remove one of them on another first.");
  }
  stage_ = Stage::add;
  return {};
}

void Arrival::accept_entry(int status, const Refusal& refusal) {
  if (good(status)) {
    entries_.push_back(entry_);
    if (auto ok = look(); !ok) end(ok);
    return;
  }
  if (refusal.reason == reason::kConflict && ++tries_ < kMostTries) {
    stage_ = Stage::read;  // something else came in between
    return;
  }
  end(fail(Code::refused, "The relay says: " + excerpt(refusal.say, 500)));
}

}  // namespace concertina

// Two persons become a couple, and part.
#include "core/record/cbor.h"
#include "core/seal/device.h"

namespace concertina {
void Device::add_entry(const entry::Payload& payload, Changes& changes) {
  Chain& chain = chains_.at(identity_);
  const std::uint64_t index = chain.size();
  const Bytes bytes = make_entry(index, chain.head(), payload, keys_->sign);
  // Our own rules are the partner's and the relay's too: an entry that they would refuse is never stored.
  if (!chain.append(bytes)) return;
  entries_[identity_].push_back(bytes);
  changes.push_back({"chain/" + to_hex(identity_) + "/" + to_hex(index, 8), bytes});
}

Greeting Device::greeting() const { return Greeting{identity_, chain().generation().box, pairing_->nonce}; }

void Device::store_pairing(Changes& changes) const {
  cbor::Writer out;
  out.array(7).number(1).number(static_cast<std::uint64_t>(pairing_->role)).text(to_text(pairing_->link));
  out.bytes(pairing_->nonce).integer(pairing_->ends).bytes(pairing_->first).bytes(pairing_->second);
  store_secret("pairing", out.take(), changes);
}

Result<void> Device::restore_pairing(View value) {
  cbor::Reader in(value);
  Pairing out;
  in.array(7);
  if (in.number() != 1) in.refuse();
  out.role = static_cast<int>(in.number());
  const auto link = parse_link(in.text());
  out.nonce = in.fixed<16>();
  out.ends = in.integer();
  out.first = to_bytes(in.bytes());
  out.second = to_bytes(in.bytes());
  if (!in.finished() || !link || (out.role != 1 && out.role != 2))
    return fail(Code::damaged, "The pairing that was under way can't be read. Please invite again.");
  out.link = *link;
  pairing_ = std::move(out);
  return {};
}

Result<Link> Device::invite(Ambient& ambient, Changes& changes) {
  if (partner_left()) {
    if (auto ok = leave(changes); !ok) return std::unexpected(ok.error());
  }
  if (chain().partner())
    return fail(Code::conflict, "You have a partner here already. To invite another, leave first.");
  if (relay_.empty()) {
    return fail(Code::not_found,
                "An invitation needs a relay where you both meet. Please name one with --relay.");
  }
  pairing_ = Pairing{.role = 2,
                     .link = {relay_, ambient.random<16>(), ambient.random<16>(), {}},
                     .nonce = ambient.random<16>(),
                     .ends = ambient.now().seconds + kLinkLife,
                     .first = {},
                     .second = {}};
  pairing_->link.commitment = commit(greeting());
  store_pairing(changes);
  return pairing_->link;
}

Result<void> Device::join(const Link& link, Ambient& ambient, Changes& changes) {
  if (pairing_ && pairing_->role == 2 && pairing_->link.rendezvous == link.rendezvous) {
    return fail(Code::refused,
                "This is your own invitation. Please send it to your partner: they join with it.");
  }
  if (pairing_ && pairing_->role == 1 && pairing_->link.rendezvous == link.rendezvous) return {};
  if (partner_left()) {
    if (auto ok = leave(changes); !ok) return ok;
  }
  if (chain().partner())
    return fail(Code::conflict, "You have a partner here already. To join another, leave first.");
  if (!relay_.empty() && relay_ != link.origin && sent_entries_ > 0) {
    return fail(Code::conflict, "This invitation is for the relay " + link.origin + ", but you are at " +
                                    relay_ + ". Please ask for an invitation there.");
  }
  if (relay_ != link.origin) set_relay(link.origin, {}, changes);  // the token is for the other relay
  pairing_ = Pairing{.role = 1,
                     .link = link,
                     .nonce = ambient.random<16>(),
                     .ends = ambient.now().seconds + kLinkLife,
                     .first = {},
                     .second = {}};
  pairing_->first = first_message();
  store_pairing(changes);
  return {};
}

Bytes Device::first_message() const { return encode_greeting(1, greeting(), pairing_->link, {}); }

Result<void> Device::take_first(View message, Ambient& ambient, Changes& changes) {
  if (!pairing_->first.empty()) return {};
  const auto joiner = decode_greeting(1, message, pairing_->link, {});
  if (!joiner) return std::unexpected(joiner.error());
  pairing_->first = to_bytes(message);
  pairing_->second = encode_greeting(2, greeting(), pairing_->link, message);
  store_pairing(changes);
  return add_partner(*joiner, transcript(pairing_->link, pairing_->first, pairing_->second), ambient,
                     changes);
}

Result<void> Device::take_second(View message, Ambient& ambient, Changes& changes) {
  if (!pairing_->second.empty()) return {};
  const auto inviter = decode_greeting(2, message, pairing_->link, pairing_->first);
  if (!inviter) return std::unexpected(inviter.error());
  if (commit(*inviter) != pairing_->link.commitment) {
    return fail(
        Code::damaged,
        "Who answered is not who made this invitation. Nothing was joined; please ask for a new one.");
  }
  pairing_->second = to_bytes(message);
  store_pairing(changes);
  return add_partner(*inviter, transcript(pairing_->link, pairing_->first, pairing_->second), ambient,
                     changes);
}

// Names the partner in my chain, makes my table key for both of us, and puts my name on the table.
Result<void> Device::add_partner(const Greeting& partner, const Hash& transcript, Ambient& ambient,
                                 Changes& changes) {
  if (partner.identity == identity_) {
    return fail(Code::refused,
                "This is your own invitation. Please send it to your partner: they join with it.");
  }
  const prim::Key table = ambient.random<32>();
  const Fixed<32> own_box = chain().generation().box;
  const Bytes for_partner = prim::box_seal(table, partner.box, ambient.random<32>());
  if (for_partner.empty() || partner.box == own_box)
    return fail(Code::damaged, "The other side's key is no key. Please make a new invitation.");
  add_entry(entry::Join{partner.identity, transcript}, changes);
  add_entry(entry::TableKey{chain().table_keys().size(),
                            key_id(table),
                            {Seal{own_box, prim::box_seal(table, own_box, ambient.random<32>())},
                             Seal{partner.box, for_partner}},
                            {}},
            changes);
  refresh();
  const Heard* name = nullptr;
  const std::vector<Heard> all = heard();
  for (const Heard& one : all) {
    const bool mine = one.author == Author::me && one.place == Place::room &&
                      std::holds_alternative<Name>(one.record.content);
    if (mine && (!name || name->record.written <= one.record.written)) name = &one;
  }
  if (!name) return {};
  const auto put_name = put(name->record.content, ambient.now(), {}, ambient, changes);
  return put_name ? Result<void>() : std::unexpected(put_name.error());
}

void Device::end_pairing(Changes& changes) {
  pairing_.reset();
  changes.push_back({"pairing", std::nullopt});
}

Result<void> Device::leave(Changes& changes) {
  if (!chain().partner()) return fail(Code::not_found, "There is no partner here to part from.");
  std::vector<Head> heads;
  const Log& table = own_log(Place::table);
  if (table.next() > 0) heads.push_back(table.head());
  add_entry(entry::Leave{chain().partner()->partner, heads}, changes);
  if (pairing_) end_pairing(changes);
  return {};
}

}  // namespace concertina

// Two persons become a couple, and part.
#include "core/record/cbor.h"
#include "core/seal/device.h"

namespace concertina {
namespace {

Result<Link> link_of(const Result<DeviceLink>& device) {
  return device ? Result<Link>(device->link) : std::unexpected(device.error());
}

}  // namespace

Greeting Device::greeting() const { return Greeting{identity_, chain().generation().box, pairing_->nonce}; }

void Device::store_pairing(Changes& changes) const {
  cbor::Writer out;
  out.array(7).number(1).number(static_cast<std::uint64_t>(pairing_->role));
  out.text(pairing_->with_partner() ? to_text(pairing_->link)
                                    : to_text(DeviceLink{pairing_->link, identity_}));
  out.bytes(pairing_->nonce).integer(pairing_->ends).bytes(pairing_->first).bytes(pairing_->second);
  store_secret("pairing", out.take(), changes);
}

Result<void> Device::restore_pairing(View value) {
  cbor::Reader in(value);
  Pairing out;
  in.array(7);
  if (in.number() != 1) in.refuse();
  out.role = static_cast<int>(in.number());
  const std::string text(in.text());
  const auto link = out.with_partner() ? parse_link(text) : link_of(parse_device_link(text));
  out.nonce = in.fixed<16>();
  out.ends = in.integer();
  out.first = to_bytes(in.bytes());
  out.second = to_bytes(in.bytes());
  if (!in.finished() || !link || (out.role != 1 && out.role != 2 && out.role != 4))
    return fail(Code::damaged, "The pairing that was under way can't be read. Please invite again.");
  out.link = *link;
  pairing_ = std::move(out);
  return {};
}

Result<Link> Device::invite(Ambient& ambient, Changes& changes) {
  if (partner_left()) {
    if (auto ok = leave(changes); !ok) return std::unexpected(ok.error());
  }
  if (partner())
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
  if (partner())
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
  if (!pairing_->with_partner()) return take_newcomer(message, changes);
  const auto joiner = decode_greeting(1, message, pairing_->link, {});
  if (!joiner) return std::unexpected(joiner.error());
  if (auto ok = check_partner(*joiner); !ok) return ok;
  pairing_->first = to_bytes(message);
  pairing_->second = encode_greeting(2, greeting(), pairing_->link, message);
  store_pairing(changes);
  pursue(ambient, changes);
  return greet_table(ambient, changes);
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
  if (auto ok = check_partner(*inviter); !ok) return ok;
  pairing_->second = to_bytes(message);
  store_pairing(changes);
  pursue(ambient, changes);
  return greet_table(ambient, changes);
}

Result<void> Device::check_partner(const Greeting& partner) const {
  if (partner.identity == identity_) {
    return fail(Code::refused,
                "This is your own invitation. Please send it to your partner: they join with it.");
  }
  const bool is_key = !prim::box_seal(prim::Key{}, partner.box, Fixed<32>{}).empty();
  if (!is_key || partner.box == chain().generation().box)
    return fail(Code::damaged, "The other side's key is no key. Please make a new invitation.");
  return {};
}

std::optional<std::pair<Greeting, Hash>> Device::met() const {
  if (!pairing_ || !pairing_->with_partner() || pairing_->first.empty() || pairing_->second.empty())
    return std::nullopt;
  const auto& [role, link, nonce, ends, first, second] = *pairing_;
  const auto greeting =
      role == 2 ? decode_greeting(1, first, link, {}) : decode_greeting(2, second, link, first);
  if (!greeting) return std::nullopt;
  return std::pair(*greeting, transcript(link, first, second));
}

Result<void> Device::greet_table(Ambient& ambient, Changes& changes) {
  if (!pairing_ || !pairing_->with_partner() || !has_table()) return {};
  const Heard* name = nullptr;
  const std::vector<Heard> all = heard();
  for (const Heard& one : all) {
    if (one.author != Author::me || !std::holds_alternative<Name>(one.record.content)) continue;
    if (one.place == Place::table && !one.former) return {};
    if (one.place == Place::room && (!name || name->record.written <= one.record.written)) name = &one;
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
  if (!partner()) return fail(Code::not_found, "There is no partner here to part from.");
  wishes_.leave = partner();
  if (alone()) {
    const entry::Leave leave{wishes_.leave->partner, table_heads()};
    append_entry(make_entry(chain().size(), chain().head(), leave, keys_->sign), changes);
  } else {
    store_wishes(changes);
  }
  if (pairing_) end_pairing(changes);
  return {};
}

}  // namespace concertina

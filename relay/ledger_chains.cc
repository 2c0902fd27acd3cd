// The rules of chains: enrolling a person, and appending by compare-and-swap on the head.
#include "core/record/cbor.h"
#include "relay/ledger.h"

namespace concertina::relay {
namespace {

Answer over_quota() {
  return refuse(507, reason::kFull,
                "Your space on this relay is used up and nothing of this was kept. Ask its owner for more.");
}

std::vector<Fixed<32>> live_keys(const Chain& chain) {
  std::vector<Fixed<32>> out;
  for (const ChainDevice& device : chain.devices()) {
    if (device.live) out.push_back(device.keys.sign);
  }
  if (chain.recovery()) out.push_back(chain.recovery()->sign);
  return out;
}

}  // namespace

std::string chain_topic(const Hash& identity) { return "c" + std::string(as_text(identity)); }
std::string log_topic(const Id& log) { return "l" + std::string(as_text(log)); }

std::optional<Hash> Ledger::person_of(const Fixed<32>& device) {
  const auto row = store_.device(device);
  return row && row->live ? std::optional(row->person) : std::nullopt;
}

Answer Ledger::refuse_device(const Fixed<32>& device) {
  if (!store_.device(device)) return unknown_device();
  return refuse(401, reason::kRemoved,
                "This device was removed by another one of its person, or this recovery code was replaced.");
}

// It can't be removed before all that it wrote is known to whoever removes it, so that nothing is lost, and
// nothing can be slipped in behind.
std::optional<Answer> Ledger::refuse_removal(const Chain& chain, View bytes) {
  const auto entry = read_entry(bytes);
  const auto* removed = entry ? std::get_if<entry::DeviceRemoved>(&entry->payload) : nullptr;
  if (!removed) return std::nullopt;
  for (const Place place : {Place::table, Place::room}) {
    const Id id = log_id(removed->device, place);
    const auto log = store_.log(id);
    Head head{id, 0, {}};
    for (const Head& named : removed->heads) {
      if (named.log == id) head = named;
    }
    // A relay that is new, or an older copy, has less than the removal names: then nothing is behind it.
    if (log && (head.next < log->next || (head.next == log->next && head.hash != log->last))) {
      Answer out = refuse(409, reason::kBehind,
                          "The device to be removed has written more than this. Read that first.");
      out.next = chain.size() - 1;
      return out;
    }
  }
  return std::nullopt;
}

Result<Chain> Ledger::load(const Hash& identity) {
  std::vector<Bytes> entries;
  store_.entries(identity, 0, [&](View entry) {
    entries.push_back(to_bytes(entry));
    return true;
  });
  if (entries.empty()) return fail(Code::not_found, "The relay holds no such chain.");
  auto chain = Chain::begin(entries.front());
  for (std::size_t i = 1; chain && i < entries.size(); ++i) {
    if (auto ok = chain->append(entries[i]); !ok) return std::unexpected(ok.error());
  }
  return chain;
}

// Where a relay lost data, or is new, any device of the person brings the chain, also before the relay knows
// that it is one: what counts is that a live device signed the next entry. Nothing else is an outsider's to
// bring; who shows an entry that is here is told where the chain goes on.
std::optional<Answer> Ledger::refuse_bearer(const Hash& identity, std::uint64_t size, View bytes) {
  const auto entry = read_entry(bytes);
  if (!entry || entry->index > size) return unknown_device();
  if (entry->index == size)
    return person_of(entry->signer) == identity ? std::nullopt : std::optional(unknown_device());
  bool same = false;
  store_.entries(identity, entry->index, [&](View stored) {
    same = equal(stored, bytes);
    return false;
  });
  return same ? conflict(size, "This entry is here already.") : unknown_device();
}

Answer Ledger::append_entry(const Fixed<32>& device, const Hash& identity, View entry,
                            const Enrolment& enrolment, std::int64_t now) {
  if (entry.size() > kMostEntry) {
    return refuse(413, reason::kTooLarge, "An entry of a chain is at most 16 KiB. Please update Concertina.");
  }
  const auto row = store_.chain(identity);
  if (!row) return begin_chain(device, identity, entry, enrolment, now);

  const auto known_device = store_.device(device);
  if (known_device && !known_device->live) return refuse_device(device);
  if (known_device && known_device->person != identity)
    return refuse(403, reason::kForbidden, "Only a person's own devices write their chain.");
  if (!known_device) {
    if (auto refusal = refuse_bearer(identity, row->size, entry)) return *refusal;
  }
  bool known = false;
  store_.entries(identity, row->size - 1, [&](View head) {
    known = equal(head, entry);
    return false;
  });
  if (known) return done(200);
  auto chain = load(identity);
  if (!chain)
    throw StorageFailure(false, "A chain in the database does not hold any more: " + chain.error().what);
  if (auto ok = chain->append(entry); !ok) return refuse(ok.error(), row->size);
  // Who has used up their space can still delete what is theirs.
  const bool full = row->size >= kMostEntries || row->used + entry.size() > limits_.quota;
  if (full && !chain->deleted()) return over_quota();
  if (auto refusal = refuse_removal(*chain, entry)) return *refusal;
  if (row->partner && !chain->partner()) part(*chain, *row->partner, entry);
  const Answer kept = keep_entry(*chain, entry);
  if (chain->deleted() && kept.status == 201) store_.erase_person(identity);
  return kept;
}

// The entry that leaves names how far the table logs had come. Some of that may still be on its way here.
void Ledger::part(const Chain& chain, const Hash& partner, View leave) {
  store_.put_parting(chain.identity(), partner, chain.size());
  const auto entry = read_entry(leave);
  const auto* heads = entry ? std::get_if<entry::Leave>(&entry->payload) : nullptr;
  for (const ChainDevice& device : chain.devices()) {
    const auto log = store_.log(log_id(device.keys.sign, Place::table));
    if (!log) continue;
    std::uint64_t next = log->next;
    for (const Head& head : heads ? heads->heads : std::vector<Head>()) {
      if (head.log == log_id(device.keys.sign, Place::table)) next = std::min(head.next, kMostCount);
    }
    store_.put_parted_log(*log, partner, next);
  }
}

Answer Ledger::begin_chain(const Fixed<32>& device, const Hash& identity, View entry,
                           const Enrolment& enrolment, std::int64_t now) {
  const auto chain = Chain::begin(entry);
  if (!chain) return refuse(chain.error(), 0);
  if (chain->identity() != identity) {
    return refuse(400, reason::kBad, "The identity in the address is not the hash of this entry.");
  }
  if (auto refusal = refuse_enrolment(device, enrolment, now)) return *refusal;
  if (store_.chain_count() >= limits_.most_persons) {
    return refuse(507, reason::kFull,
                  "This relay takes no more people. Ask its owner, or use another relay.");
  }
  if (entry.size() > limits_.quota) return over_quota();
  store_.add_chain(identity);
  return keep_entry(*chain, entry);
}

std::optional<Answer> Ledger::refuse_enrolment(const Fixed<32>& device, const Enrolment& enrolment,
                                               std::int64_t now) {
  if (enrolment.allowed) return std::nullopt;
  if (!enrolment.rendezvous) {
    return refuse(
        403, reason::kToken,
        "This relay lets new people in by a token or by a link from somebody here. Ask its owner for one.");
  }
  auto row = store_.rendezvous(*enrolment.rendezvous);
  if (!row || row->expires <= now || row->enrolled || (row->joiner && *row->joiner != device)) {
    return refuse(403, reason::kToken, "This link was used or its time is over. Please ask for a new one.");
  }
  row->enrolled = true;
  store_.put_rendezvous(*row);
  return std::nullopt;
}

// `chain` has the entry as its head already; the rows follow it here.
Answer Ledger::keep_entry(const Chain& chain, View entry) {
  const auto keys = live_keys(chain);
  for (const auto& key : keys) {
    const auto known = store_.device(key);
    if (known && known->person != chain.identity()) {
      return conflict(chain.size() - 1,
                      "One of these devices belongs to another person here. Please make a new one.");
    }
    if (known) continue;
    for (const auto place : {Place::room, Place::table}) {
      store_.add_log(log_id(key, place), chain.identity(), key, place);
    }
  }
  if (!store_.append_entry(chain.identity(), chain.size() - 1, entry)) {
    throw StorageFailure(false, "A chain in the database has not the size that its row says.");
  }
  store_.set_live_devices(chain.identity(), keys);
  store_.set_partner(chain.identity(),
                     chain.partner() ? std::optional(chain.partner()->partner) : std::nullopt);
  changes_.push_back(chain_topic(chain.identity()));
  return done(201);
}

}  // namespace concertina::relay

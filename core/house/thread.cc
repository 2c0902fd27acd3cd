#include "core/house/thread.h"

#include <map>
#include <set>
#include <tuple>

namespace concertina {
namespace {

using Key = std::tuple<Author, Place, Id>;

Key key_of(const Heard& heard, const Id& id) { return {heard.author, heard.place, id}; }

auto place_in_order(const Heard& heard) {
  return std::tie(heard.device, heard.place, heard.seq, heard.index);
}

bool written_before(const Heard& a, const Heard& b) {
  return std::tuple(a.record.written.seconds, place_in_order(a)) <
         std::tuple(b.record.written.seconds, place_in_order(b));
}

using ByKey = std::map<Key, const Heard*>;

// What `one` corrects; null where that isn't here or isn't alike.
const Heard* corrected_by(const Heard* one, const ByKey& by_key) {
  if (!one->record.replaces) return nullptr;
  const auto before = by_key.find(key_of(*one, *one->record.replaces));
  if (before == by_key.end() || !are_alike(before->second->record.content, one->record.content))
    return nullptr;
  return before->second;
}

// Where the thread of `one` begins. Of records that correct each other in a circle it is the first in order.
// `known` keeps what was found, so that no way is walked twice.
const Heard* beginning(const Heard* one, const ByKey& by_key, std::map<const Heard*, const Heard*>& known) {
  std::vector<const Heard*> way;
  while (one && !known.contains(one)) {
    known[one] = nullptr;  // on the way
    way.push_back(one);
    one = corrected_by(one, by_key);
  }
  const Heard* first = one ? known.at(one) : way.back();
  if (!first) {
    first = *std::min_element(std::ranges::find(way, one), way.end(),
                              [](const Heard* a, const Heard* b) { return comes_before(*a, *b); });
  }
  for (const Heard* passed : way) known[passed] = first;
  return first;
}

}  // namespace

bool are_alike(const Content& a, const Content& b) {
  if (a.index() != b.index()) return false;
  if (const auto* answer = std::get_if<Answer>(&a)) return answer->question == std::get<Answer>(b).question;
  if (const auto* reply = std::get_if<Reply>(&a)) return reply->invitation == std::get<Reply>(b).invitation;
  return true;
}

bool comes_before(const Heard& a, const Heard& b) {
  return std::tuple(a.record.at.seconds, place_in_order(a)) <
         std::tuple(b.record.at.seconds, place_in_order(b));
}

std::vector<Thread> make_threads(std::span<const Heard> heard) {
  ByKey by_key;
  for (const Heard& one : heard) {
    auto& here = by_key[key_of(one, one.record.id)];
    // The same record from two frames (sent again by another device): the one that comes first in order.
    if (!here || comes_before(one, *here)) here = &one;
  }

  std::map<const Heard*, const Heard*> beginnings;
  const auto first_of = [&](const Heard* one) {
    return one->record.replaces ? beginning(one, by_key, beginnings) : one;
  };

  std::map<const Heard*, Thread> threads;
  for (const auto& [key, one] : by_key) {
    if (!traits_of(one->record.content).entry) continue;
    const Heard* first = first_of(one);
    Thread& thread = threads[first];
    thread.first = first;
    if (one != first) thread.corrections.push_back(one);
  }
  for (const auto& [key, one] : by_key) {
    const auto* back = std::get_if<TakeBack>(&one->record.content);
    if (!back) continue;
    const auto target = by_key.find(key_of(*one, back->record));
    if (target == by_key.end() || !traits_of(target->second->record.content).entry) continue;
    threads[first_of(target->second)].take_backs.push_back(one);
  }

  std::vector<Thread> out;
  for (auto& [first, thread] : threads) {
    const auto written = [](const Heard* a, const Heard* b) { return written_before(*a, *b); };
    std::ranges::sort(thread.corrections, written);
    // Whoever saw a later one of the same device saw the first: that one alone tells all.
    auto& backs = thread.take_backs;
    std::ranges::sort(backs,
                      [](const Heard* a, const Heard* b) { return place_in_order(*a) < place_in_order(*b); });
    backs.erase(std::ranges::unique(backs, {}, &Heard::device).begin(), backs.end());
    out.push_back(std::move(thread));
  }
  std::ranges::sort(out, [](const Thread& a, const Thread& b) { return comes_before(*a.first, *b.first); });
  return out;
}

Wordings wordings_of(const Thread& thread, const std::function<bool(const Heard&)>& counts) {
  Wordings out{thread.first, {thread.first}};
  for (const Heard* correction : thread.corrections) {
    if (counts(*correction)) out.earlier.push_back(correction);
  }
  std::set<Id> replaced;
  for (const Heard* one : out.earlier) {
    if (one->record.replaces && *one->record.replaces != one->record.id)
      replaced.insert(*one->record.replaces);
  }
  for (const Heard* one : out.earlier) {
    if (one != thread.first && !replaced.contains(one->record.id)) out.present = one;
  }
  std::erase(out.earlier, out.present);
  return out;
}

}  // namespace concertina

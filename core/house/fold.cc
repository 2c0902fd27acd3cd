#include "core/house/fold.h"

#include <map>
#include <set>

#include "core/house/invitation.h"
#include "core/house/map.h"
#include "core/house/mean.h"
#include "core/house/quiet.h"
#include "core/house/reveal.h"
#include "core/house/spent.h"

namespace concertina {
namespace {

// Offsets from UTC as each author stated them on the table: tells when a civil day is over for both.
//
// What the other can't see yet must not move anything that they do see. So check-ins and what is unknown say
// nothing of their own day: they hold from the next one on, when they will have shown. So does a strained
// day, which an older version does not know: both versions see the same check-ins. Answers may never show,
// and takings back may be of what never did: they say nothing at all.
class Offsets {
 public:
  Offsets(std::span<const Heard> heard, std::span<const Thread> threads) {
    // What was taken back may be gone at the partner's: it says nothing on either side.
    std::set<std::pair<Author, Id>> gone;
    for (const Thread& thread : threads) {
      if (!thread.taken_back()) continue;
      gone.insert({thread.first->author, thread.first->record.id});
      for (const Heard* one : thread.corrections) gone.insert({one->author, one->record.id});
    }
    for (const Heard& one : heard) {
      if (one.place != Place::table || gone.contains({one.author, one.record.id})) continue;
      const Content& content = one.record.content;
      if (std::holds_alternative<Answer>(content) || std::holds_alternative<TakeBack>(content)) continue;
      const bool seen_at_once = !std::holds_alternative<CheckIn>(content) &&
                                !std::holds_alternative<Strain>(content) &&
                                !std::holds_alternative<Unknown>(content);
      stated_[one.author].push_back({day_of(one.record.at) + (seen_at_once ? 0 : 1), &one});
      if (!seen_at_once) continue;
      const auto first = first_.try_emplace(one.author, &one).first;
      if (comes_before(one, *first->second)) first->second = &one;
    }
    for (auto& [author, list] : stated_) {
      std::ranges::sort(list, [](const Stated& a, const Stated& b) {
        return a.from != b.from ? a.from < b.from : comes_before(*a.heard, *b.heard);
      });
    }
  }

  // When the day of a check-in is over for its author, at the offset it states, and for the other.
  std::int64_t day_over(const Heard& check_in) const {
    const Day day = day_of(check_in.record.at);
    const std::int64_t here = end_of_day(day, check_in.record.at.offset);
    const auto there = on(check_in.author == Author::me ? Author::partner : Author::me, day);
    return there ? std::max(here, end_of_day(day, *there)) : here;
  }

 private:
  struct Stated {
    Day from;
    const Heard* heard;
  };

  // The author's offset on `day`: the last that holds on it, else the first one that could be seen at once.
  std::optional<int> on(Author author, Day day) const {
    if (const auto found = stated_.find(author); found != stated_.end()) {
      const auto after = std::ranges::upper_bound(found->second, day, {}, &Stated::from);
      if (after != found->second.begin()) return (after - 1)->heard->record.at.offset;
    }
    const auto first = first_.find(author);
    return first == first_.end() ? std::nullopt : std::optional(first->second->record.at.offset);
  }

  std::map<Author, std::vector<Stated>> stated_;
  std::map<Author, const Heard*> first_;
};

Item make_item(const Thread& thread, const std::function<bool(const Heard&)>& counts) {
  const Record& first = thread.first->record;
  Item out;
  out.id = first.id;
  out.author = thread.first->author;
  out.at = first.at;
  const Wordings wordings = wordings_of(thread, counts);
  out.wording = wordings.present->record.id;
  out.written = wordings.present->record.written;
  out.content = wordings.present->record.content;
  out.versions = static_cast<int>(wordings.earlier.size()) + 1;
  // How the partner's words were before is not mine to read.
  if (out.author != Author::me) return out;
  for (const Heard* one : wordings.earlier) out.earlier.push_back({one->record.written, one->record.content});
  return out;
}

const auto kEach = [](const Heard&) { return true; };

// What waits for the other's on the table and shows together with it: the check-ins of a day, and the answers
// to a question. The first is the content's index, the second the day or the question's number.
using Together = std::pair<std::size_t, std::int64_t>;

std::optional<Together> together_with(const Thread& thread) {
  const Record& first = thread.first->record;
  if (std::holds_alternative<CheckIn>(first.content))
    return Together{first.content.index(), day_of(first.at)};
  if (const auto* answer = std::get_if<Answer>(&first.content))
    return Together{first.content.index(), answer->question};
  return std::nullopt;
}

std::map<Together, Reveal> make_reveals(std::span<const Thread> threads, const Offsets& offsets) {
  std::map<Together, std::vector<const Thread*>> lists;
  for (const Thread& thread : threads) {
    if (thread.first->place != Place::table) continue;
    if (const auto together = together_with(thread)) lists[*together].push_back(&thread);
  }
  const auto over = [&](const Thread& thread) {
    return std::holds_alternative<CheckIn>(thread.first->record.content) ? offsets.day_over(*thread.first)
                                                                         : Reveal::kNever;
  };
  std::map<Together, Reveal> out;
  for (auto& [together, list] : lists) out.emplace(together, Reveal(list, over));
  return out;
}

// The last name that `author` gave at `place`.
std::string last_name(std::span<const Heard> heard, Author author, Place place) {
  const Heard* last = nullptr;
  for (const Heard& one : heard) {
    if (one.author != author || one.place != place || !std::holds_alternative<Name>(one.record.content))
      continue;
    if (!last || comes_before(*last, one)) last = &one;
  }
  return last ? std::get<Name>(last->record.content).name : std::string();
}

void add(Mean& mean, const CheckIn& in) { mean.add(in.togetherness, in.separateness); }

// What I prefer: of each name the value that I wrote last.
std::map<std::string, std::string> preferences(std::span<const Heard> heard) {
  std::map<std::string, const Heard*> last;
  for (const Heard& one : heard) {
    const auto* preference = std::get_if<Preference>(&one.record.content);
    if (!preference || one.author != Author::me) continue;
    const Heard*& before = last[preference->name];
    if (!before || comes_before(*before, one)) before = &one;
  }
  std::map<std::string, std::string> out;
  for (const auto& [name, heard_last] : last)
    out[name] = std::get<Preference>(heard_last->record.content).value;
  return out;
}

bool has_compared(std::span<const Heard> heard, Author author, const Hash& transcript) {
  return std::ranges::any_of(heard, [&](const Heard& one) {
    const auto* said = std::get_if<Compared>(&one.record.content);
    return said && one.author == author && one.place == Place::table && said->transcript == transcript;
  });
}

}  // namespace

Names fold_names(std::span<const Heard> heard, const std::optional<Hash>& transcript) {
  Names out;
  out.name = last_name(heard, Author::me, Place::room);
  out.partner_name = last_name(heard, Author::partner, Place::table);
  out.i_compared = transcript && has_compared(heard, Author::me, *transcript);
  out.compared = out.i_compared && has_compared(heard, Author::partner, *transcript);
  return out;
}

House fold(std::span<const Heard> heard, const std::optional<Hash>& transcript, const Moment& now) {
  House out;
  static_cast<Names&>(out) = fold_names(heard, transcript);
  for (const Heard& one : heard) out.unknown += std::holds_alternative<Unknown>(one.record.content) ? 1u : 0u;

  const std::vector<Thread> threads = make_threads(heard);
  const Offsets offsets(heard, threads);

  const std::map<Together, Reveal> reveals = make_reveals(threads, offsets);

  std::map<Day, Mean> mine;
  std::map<Day, Spending> spending;
  std::map<Day, std::pair<Mean, Mean>> shared;
  for (const Thread& thread : threads) {
    if (thread.taken_back()) continue;
    const bool is_mine = thread.first->author == Author::me;
    const Day day = day_of(thread.first->record.at);
    if (thread.first->place == Place::room) {
      out.room.push_back(make_item(thread, kEach));
      const Content& content = out.room.back().content;
      if (const auto* in = std::get_if<CheckIn>(&content)) add(mine[day], *in);
      if (const auto* time = std::get_if<TimeTogether>(&content)) spending[day].add(*time);
      if (const auto* time = std::get_if<Solitude>(&content)) spending[day].add(*time);
      continue;
    }
    const auto together = together_with(thread);
    if (!together) {
      out.table.push_back(make_item(thread, kEach));
      continue;
    }
    const Reveal& reveal = reveals.at(*together);
    const bool shown = reveal.shown(thread, now.seconds);
    if (!shown && !is_mine) continue;
    Item item = make_item(thread, [&](const Heard& correction) { return reveal.counts(thread, correction); });
    item.shown = shown;
    item.both = reveal.both();
    item.open = !shown;
    if (const auto* in = std::get_if<CheckIn>(&item.content); in && shown) {
      auto& both = shared[day];
      add(is_mine ? both.first : both.second, *in);
    }
    out.table.push_back(std::move(item));
  }
  settle_invitations(out, now);
  for (const auto& [day, mean] : mine) out.my_days.push_back({day, mean.needs(), spending[day].spent()});
  for (const auto& [day, both] : shared) {
    if (both.first.any() && both.second.any()) {
      out.shared_days.push_back({day, both.first.needs(), both.second.needs()});
    }
  }
  out.map = map_of_two(out.shared_days, day_of(now));
  out.quiet = quiet_of(heard, out.my_days.size(), now);
  out.preferences = preferences(heard);
  return out;
}

}  // namespace concertina

#include "core/house/pen.h"

#include "core/house/fold.h"
#include "core/house/invitation.h"
#include "core/house/question.h"
#include "core/house/strain.h"
#include "core/house/thread.h"

namespace concertina {
namespace {

struct Found {
  Item item;
  Place place;
};

Result<Found> find(const House& house, std::string_view id) {
  if (id.size() < 4)
    return fail(Code::invalid, "Please give at least four letters of the entry's id; “show” prints them.");
  std::optional<Found> out;
  for (const Place place : {Place::room, Place::table}) {
    for (const Item& item : place == Place::room ? house.room : house.table) {
      if (item.author != Author::me || !to_hex(item.id).starts_with(id)) continue;
      if (out)
        return fail(Code::invalid,
                    "More than one entry begins with " + std::string(id) + ". Please give more of its id.");
      out = Found{item, place};
    }
  }
  if (!out) {
    return fail(Code::not_found, "None of your entries begins with " + std::string(id.substr(0, 32)) +
                                     ". “show” prints their ids.");
  }
  return *out;
}

Result<Id> add(Device& device, Place place, const Content& content, const Moment& at,
               std::optional<Id> replaces, Ambient& ambient, Changes& changes) {
  return place == Place::table ? device.put(content, at, replaces, ambient, changes)
                               : device.keep(content, at, replaces, ambient, changes);
}

std::string_view why_closed(const Item& item) {
  if (std::holds_alternative<Reply>(item.content)) {
    return "The invitation has faded or is gone, so your answer stays as it was given. It can be taken back.";
  }
  return "This is shown on the table already: it can be taken back, but not changed.";
}

// The time of a reply belonged to “another time”, where that is not said any more.
void forget_time(Content& content, const Content& before) {
  auto* reply = std::get_if<Reply>(&content);
  if (reply && reply->says != Reply::Says::another_time && reply->starts == std::get<Reply>(before).starts)
    reply->starts.reset();
}

// My check-in's day, or my answer's question, is open, and nothing tells that the partner's device has mine.
// Then it must still get there, or I would have looked without giving, and the two of us would not agree on
// what was shown.
bool is_owed(const Device& device, const Item& mine) {
  if (!mine.both) return false;
  const std::vector<Heard> all = device.heard();
  const auto written = std::ranges::find_if(all, [&](const Heard& one) {
    return one.author == Author::me && one.place == Place::table && one.record.id == mine.id;
  });
  return written != all.end() && std::ranges::none_of(all, [&](const Heard& one) {
           return std::ranges::any_of(one.seen, [&](const Head& head) {
             return head.log == log_id(written->device, Place::table) && head.next > written->seq;
           });
         });
}

// What was heard without a former partner's table.
std::vector<Heard> heard_now(const Device& device) {
  std::vector<Heard> out = device.heard();
  std::erase_if(out, [](const Heard& one) { return one.former; });
  return out;
}

// Of the pairing with the present partner.
std::optional<Hash> transcript(const Device& device) {
  const auto& partner = device.partner();
  return partner ? std::optional(partner->transcript) : std::nullopt;
}

// True if I passed question `number` over, or something of mine answers it.
bool is_done_with(const House& house, std::span<const Heard> heard, std::uint16_t number) {
  const auto answers = [&](const Item& item) {
    const auto* answer = std::get_if<Answer>(&item.content);
    return answer && item.author == Author::me && answer->question == number;
  };
  const auto passes = [&](const Heard& one) {
    const auto* passed = std::get_if<Passed>(&one.record.content);
    return passed && one.author == Author::me && passed->question == number;
  };
  return std::ranges::any_of(house.room, answers) || std::ranges::any_of(house.table, answers) ||
         std::ranges::any_of(heard, passes);
}

// The partner's device keeps what it has; the relay shall not hand it out any more.
void erase(Device& device, const Id& first, Changes& changes) {
  const std::vector<Heard> all = device.heard();
  const auto erase_frame_of = [&](const Heard& one) {
    if (one.device == device.keys().sign.public_key) device.erase(one.seq, changes);
  };
  for (const Thread& thread : make_threads(all)) {
    const bool is_it = thread.first->author == Author::me && thread.first->place == Place::table &&
                       thread.first->record.id == first;
    if (!is_it) continue;
    erase_frame_of(*thread.first);
    for (const Heard* correction : thread.corrections) erase_frame_of(*correction);
  }
}

}  // namespace

House house_of(const Device& device, const Moment& now) {
  const std::vector<Heard> heard = heard_now(device);
  House out = fold(heard, transcript(device), now);
  const std::uint16_t number = question_on(day_of(now), transcript(device).value_or(device.identity()));
  if (!is_done_with(out, heard, number)) out.question = {number, std::string(question_text(number))};
  return out;
}

Names names_of(const Device& device) { return fold_names(heard_now(device), transcript(device)); }

Result<Written> write(Device& device, const Content& content, const Moment& at, bool to_table,
                      Ambient& ambient, Changes& changes) {
  const Moment now = ambient.now();
  const bool only_table = traits_of(content).stands == Stands::table;
  const bool mark = std::holds_alternative<Strain>(content);
  Written out;
  if (only_table) {
    const House house = house_of(device, now);
    if (auto ok = mark ? may_mark(house, at) : may_put(house, content, now); !ok)
      return std::unexpected(ok.error());
  } else if (auto ok = validate(Record{{}, at, now, {}, content}, Place::room, now); !ok) {
    return std::unexpected(
        ok.error());  // both or neither: the copy's hour may pass where the minute does not
  }
  if (to_table || only_table) {  // first, since its limits are the narrower ones
    const auto put = device.put(content, mark ? noon_of(at) : at, {}, ambient, changes);
    if (!put) return std::unexpected(put.error());
    out.table = *put;
  }
  if (only_table) return out;
  const auto kept = device.keep(content, at, {}, ambient, changes);
  if (!kept) return std::unexpected(kept.error());
  out.room = *kept;
  return out;
}

Result<Id> correct(Device& device, std::string_view id, const Edit& edit, Ambient& ambient,
                   Changes& changes) {
  const auto found = find(house_of(device, ambient.now()), id);
  if (!found) return std::unexpected(found.error());
  if (!found->item.open) return fail(Code::refused, std::string(why_closed(found->item)));
  Content content = found->item.content;
  if (auto ok = edit(content); !ok) return std::unexpected(ok.error());
  if (!are_alike(content, found->item.content)) {
    return fail(Code::invalid,
                "An answer stays with what it answers. Please take this one back, and write another.");
  }
  forget_time(content, found->item.content);
  if (content == found->item.content)
    return fail(Code::invalid, "Nothing would change. Please say what shall be different.");
  const auto added =
      add(device, found->place, content, found->item.at, found->item.wording, ambient, changes);
  if (!added) return added;
  return found->item.id;
}

Result<Id> copy_to_table(Device& device, std::string_view id, const Edit& edit, Ambient& ambient,
                         Changes& changes) {
  const Moment now = ambient.now();
  const auto found = find(house_of(device, now), id);
  if (!found) return std::unexpected(found.error());
  if (found->place == Place::table) return fail(Code::invalid, "This lies on the table already.");
  Content content = found->item.content;
  if (auto ok = edit(content); !ok) return std::unexpected(ok.error());
  return device.put(content, traits_of(content).dated ? found->item.at : now, {}, ambient, changes);
}

Result<Item> take_back(Device& device, std::string_view id, Ambient& ambient, Changes& changes) {
  const auto found = find(house_of(device, ambient.now()), id);
  if (!found) return std::unexpected(found.error());
  const auto added = add(device, found->place, TakeBack{found->item.id}, ambient.now(), {}, ambient, changes);
  if (!added) return std::unexpected(added.error());
  if (found->place == Place::table && !is_owed(device, found->item)) erase(device, found->item.id, changes);
  return found->item;
}

Result<void> compare(Device& device, bool same, Ambient& ambient, Changes& changes) {
  const auto with = transcript(device);
  if (!with)
    return fail(Code::not_found,
                "There is nobody to compare words with yet. Please invite your partner first.");
  if (!same) return device.leave(changes);
  if (names_of(device).i_compared) return {};
  const auto put = device.put(Compared{*with}, ambient.now(), {}, ambient, changes);
  return put ? Result<void>() : std::unexpected(put.error());
}

}  // namespace concertina

#include "core/house/invitation.h"

#include <map>

namespace concertina {
namespace {

constexpr std::int64_t kDay = 86'400;

const Item* on_table(const House& house, const Id& id) {
  const auto found = std::ranges::find(house.table, id, &Item::id);
  return found == house.table.end() ? nullptr : &*found;
}

}  // namespace

void settle_invitations(House& house, const Moment& now) {
  std::map<Id, const Item*> replies;  // by the invitation; the items are in order, so the last one stays
  for (const Item& item : house.table) {
    const auto* reply = std::get_if<Reply>(&item.content);
    const Item* invitation = reply ? on_table(house, reply->invitation) : nullptr;
    if (invitation && invitation->author != item.author) replies[reply->invitation] = &item;
  }
  for (Item& item : house.table) {
    const auto* invitation = std::get_if<Invitation>(&item.content);
    if (!invitation) continue;
    item.fades =
        invitation->starts.value_or(Moment{item.at.seconds + kInvitationStands * kDay, item.at.offset});
    item.faded = now.seconds >= item.fades->seconds;
    item.open = !item.faded;
    if (const auto reply = replies.find(item.id); reply != replies.end()) {
      if (reply->second->at.seconds < item.fades->seconds) {
        item.reply = reply->second->id;
        item.open = false;  // what was answered stays as it was asked
      }
    }
  }
  for (Item& item : house.table) {
    const auto* reply = std::get_if<Reply>(&item.content);
    if (!reply) continue;
    const Item* invitation = on_table(house, reply->invitation);
    item.open = invitation && !invitation->faded;
  }
}

Result<void> may_put(const House& house, const Content& content, const Moment& now) {
  if (const auto* reply = std::get_if<Reply>(&content)) {
    const Item* invitation = on_table(house, reply->invitation);
    if (!invitation || invitation->author != Author::partner ||
        !std::holds_alternative<Invitation>(invitation->content)) {
      return fail(Code::not_found,
                  "That invitation is not on the table any more, so there is nothing to answer.");
    }
    if (invitation->faded)
      return fail(Code::refused, "That invitation has faded, so it needs no answer any more.");
  }
  if (!std::holds_alternative<Invitation>(content)) return {};
  for (const Item& item : house.table) {
    if (item.author != Author::me || !std::holds_alternative<Invitation>(item.content)) continue;
    if (!item.reply && !item.faded) {
      return fail(Code::refused,
                  "An invitation of yours waits already. Take it back first, if you would like to ask for "
                  "something else.");
    }
    const Item* answer = item.reply ? on_table(house, *item.reply) : nullptr;
    const auto* reply = answer ? std::get_if<Reply>(&answer->content) : nullptr;
    if (reply && reply->says == Reply::Says::not_now &&
        day_of({answer->written.seconds, now.offset}) == day_of(now)) {
      return fail(Code::refused, "After a “not now” the day stays free. You can ask again from tomorrow on.");
    }
  }
  return {};
}

}  // namespace concertina

// Invitation: the life of an invitation (care rule 3). It is sent once. It fades when the time it names
// begins, or after a week where it names none; a reply counts until then, and of several replies the last one
// does. Until then whoever replied may say something else instead, and the other sees that alone. Nobody is
// told whether it was seen: unseen and unanswered are the same.
#pragma once

#include "core/house/house.h"

namespace concertina {

inline constexpr Day kInvitationStands = 7;

// Fills in fades, faded and reply of every invitation in `house.table`; what of it is open, and which
// replies.
void settle_invitations(House& house, const Moment& now);

// Whether I may put `content` on the table now. An invitation: not while another one of mine waits, and not
// again on the day on which one got "not now" (at first, or instead of another reply). A reply: to an
// invitation of my partner's that is there and has not faded. Errors: refused, not_found. Everything else
// may.
Result<void> may_put(const House& house, const Content& content, const Moment& now);

}  // namespace concertina

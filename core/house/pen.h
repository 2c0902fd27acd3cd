// Pen: what a person does with what they wrote, as the rules of the house allow it. Each adds what must be
// stored to `changes`; with an error, nothing was written and nothing changed.
#pragma once

#include <functional>

#include "core/house/house.h"
#include "core/seal/device.h"

namespace concertina {

// The house of this device's person.
House house_of(const Device& device, const Moment& now);
// Of that house only the names: cheap, where the rest is not asked for.
Names names_of(const Device& device);

struct Written {
  std::optional<Id> room;   // the record in the room
  std::optional<Id> table;  // the one on the table
};

// Keeps `content` in the room and, with `to_table`, puts a copy on the table. What belongs on the table alone
// (Stands::table) is put there and nowhere else; a strained day says nothing of its hour. Errors: invalid,
// not_found (no table yet, or no such invitation), refused (by the rules of an invitation:
// core/house/invitation.h; a day that I marked already).
Result<Written> write(Device& device, const Content& content, const Moment& at, bool to_table,
                      Ambient& ambient, Changes& changes);

// What a correction makes of what was written; an error of it is handed on.
using Edit = std::function<Result<void>(Content&)>;

// `id` names one of my items in the house by its first hex digits, at least four of them.
// Errors: not_found, invalid (several begin so, or the edit does not fit), refused (shown on the table
// already).
Result<Id> correct(Device& device, std::string_view id, const Edit& edit, Ambient& ambient, Changes& changes);
// Puts a copy of what is in my room on the table, as `edit` leaves the copy; the room's own stays as it is,
// and nothing leads from one to the other. What can be dated keeps its time, all else is of now. `id` as for
// correct(). Errors: not_found (nothing in my room begins so, or there is no table), invalid (several begin
// so, it stays in the room, or the edit does not fit).
Result<Id> copy_to_table(Device& device, std::string_view id, const Edit& edit, Ambient& ambient,
                         Changes& changes);
Result<Item> take_back(Device& device, std::string_view id, Ambient& ambient, Changes& changes);

// I compared the four words with my partner: they were the same, or not. Where they were not, somebody may
// stand between: the sharing ends at once. Errors: not_found (nobody to compare with).
Result<void> compare(Device& device, bool same, Ambient& ambient, Changes& changes);

}  // namespace concertina

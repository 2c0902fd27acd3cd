/* Concertina's C ABI: all of core for WebAssembly, and for any other language that can call C.
 *
 *  1. Handles. A `concertina_device` is one device of one person. concertina_new() makes an empty one; it
 *     becomes a person's by concertina_begin(), or by concertina_restore() and concertina_finish(); or the
 *     example couple's by concertina_begin_example().
 *     concertina_free() ends it, once: a freed handle must not be used again, nor freed again. NULL is a
 *     handle that refuses everything in words; concertina_free(NULL) does nothing.
 *  2. Memory. No pointer that is given in is kept, and nothing that is given out need be freed. What a
 *     function has to tell lies in the handle's one result: concertina_result(), concertina_result_size().
 *     It holds until the next call with that handle that returns a code. concertina_input() lends a place
 *     to write arguments to; the arguments of one call may share it.
 *  3. Text is UTF-8 with its length in bytes: no NUL behind it is needed, and one inside is refused. NULL
 *     with length 0 is the empty text. Text going in is checked; text coming out is always well-formed.
 *  4. Bytes are bytes. JSON (RFC 8259) is one object; a field that is not known is refused by name. Needs
 *     are numbers from 0 to 10 with at most two digits behind the point. Times are ISO 8601 with their
 *     offset from UTC, or without one for the clock's own. Ids are hex; the first digits, at least four,
 *     will do where they fit one entry only.
 *  5. Codes. A function that does something returns CONCERTINA_OK; or it returns why not, its result is a
 *     sentence for a person, and nothing has changed. The handle stays usable. There may be more codes one
 *     day: treat one that you don't know like CONCERTINA_REFUSED.
 *  6. No function blocks, reads, writes or sends. What must be kept comes out as changes, a byte list:
 *         list   = count (u32), then so many changes             every u32 is little-endian
 *         change = key size (u32), key, value size (u32), value
 *     where a value size of 0xffffffff means: remove the key. Store each list durably, all or none, before
 *     the next step. Nothing that rests on changes is given out to be sent before they were given out.
 *  7. If storing fails, free the handle, which is ahead of your disk, and open a new one from what is
 *     stored. Do the same after a trap, or any other end in the middle of a call.
 *  8. Versions. concertina_abi() is the CONCERTINA_ABI of the library: ask before anything else. Within one
 *     number, functions, fields and codes are only added; whatever else changes raises it.
 *  9. Threads. A handle belongs to one thread at a time; different handles may be used at once, for there
 *     is no state outside of them. Callbacks run inside the call that needs them and must not call back in.
 * 10. Randomness and clock are the host's: two functions given to concertina_new(). In WebAssembly both may
 *     be NULL; then the module imports them as "random" and "clock" from "concertina", without the context.
 */
#ifndef CAPI_CONCERTINA_H
#define CAPI_CONCERTINA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NOLINTBEGIN(modernize-use-using): this is C. */

#define CONCERTINA_ABI 1

typedef struct concertina_device concertina_device;

enum {
  CONCERTINA_OK = 0,
  CONCERTINA_INVALID = 1,     /* what was given can't be used as it is */
  CONCERTINA_NOT_FOUND = 2,   /* there is no such thing here */
  CONCERTINA_REFUSED = 3,     /* it may not be done: not yours, used up, too late, over a limit */
  CONCERTINA_CONFLICT = 4,    /* it clashes with what is already there, or comes out of turn */
  CONCERTINA_DAMAGED = 5,     /* bytes are not what their writer signed or sealed */
  CONCERTINA_TOO_NEW = 6,     /* written by a newer version of Concertina */
  CONCERTINA_UNREACHABLE = 7, /* the relay can't be reached, or did not answer in its own language */
  CONCERTINA_BUSY = 8,        /* somebody else is at it, or something else was begun meanwhile */
  CONCERTINA_STORAGE = 9,     /* the host could not keep it, or gave no randomness */
  CONCERTINA_LOCKED = 10      /* what is stored is wrapped by a passphrase: unlock first */
};

/* Fills `out` with `length` fresh bytes, strong enough for keys. Returns 0 if that went well. */
typedef int32_t (*concertina_random)(void* context, uint8_t* out, size_t length);
/* Returns the seconds since 1970-01-01 00:00 UTC; writes by how many minutes the wall clock here is ahead. */
typedef double (*concertina_clock)(void* context, int32_t* offset_minutes);

uint32_t concertina_abi(void);

/* NULL if there is no memory, a function is missing, or the crypto library can't start. */
concertina_device* concertina_new(concertina_random random, concertina_clock clock, void* context);
void concertina_free(concertina_device* device);

/* A place for `size` bytes of arguments, valid until asked for again; NULL above 64 MiB. An argument takes at
 * most 4 MiB, but for a file that is to be imported. */
uint8_t* concertina_input(concertina_device* device, size_t size);
/* What the last call that returned a code has to tell. Never NULL. */
const uint8_t* concertina_result(const concertina_device* device);
size_t concertina_result_size(const concertina_device* device);

/* --- opening --- */

/* A new person on this device. The handle must be empty. Gives changes. */
int32_t concertina_begin(concertina_device* device, const char* name, size_t name_size);
/* The same, with a recovery code. Result: {"code", "ask": two group numbers}; the code is kept nowhere. */
int32_t concertina_begin_with_code(concertina_device* device, const char* name, size_t name_size);
/* The example couple, to look around with: Robin's device, with ninety days of Robin's and Kim's up to now,
 * and Kim's check-in of today waiting for Robin's. The handle must be empty. All but rounds, which are
 * REFUSED, works as anybody's, but on this handle alone: it never gives changes, and freeing it ends the
 * story. */
int32_t concertina_begin_example(concertina_device* device);
/* One stored item; hand back all of them in ascending order of keys (as bytes), then finish. An error says
 * which item is damaged, and finishing says it once more: nothing may be left out. */
int32_t concertina_restore(concertina_device* device, const char* key, size_t key_size, const uint8_t* value,
                           size_t value_size);
/* NOT_FOUND where nothing was stored: begin, then; or where concertina_arrival() tells of a device that is on
 * its way. LOCKED where a passphrase is set, until it was given. */
int32_t concertina_finish(concertina_device* device);
/* The passphrase, once all items were handed back; finish then. REFUSED where it is not the right one: it can
 * be tried again. Other errors as of restoring: what is damaged shows only now. What concertina_input() lent
 * is wiped. Takes a tenth of a second or more, and 64 MB, on purpose. CONFLICT where nothing is locked. */
int32_t concertina_unlock(concertina_device* device, const char* passphrase, size_t size);
/* Result: the changes that were not given out yet, as a byte list (6). Now they are yours to store. */
int32_t concertina_take_changes(concertina_device* device);
/* Before each concertina_unlock(): counts a try that may be wrong (core/seal/tries.h). Gives changes: store
 * them first, so that nothing is won by ending the program; a right passphrase gives others, that forget it.
 * BUSY, with a sentence, while the next try must wait: then nothing was counted, and none may be made. */
int32_t concertina_try_unlock(concertina_device* device);

/* --- a whole room --- */

/* Result: one file to keep, text: all that is mine as a book to be read, and below it the same as data for
 * concertina_import() (core/house/export_file.h). */
int32_t concertina_export_file(concertina_device* device);
/* Takes in what such a file holds and is not here; what stood on a table is never put on one. Gives changes:
 * a great many for a long life. Result: {"name": whose export it is, "taken", "known"}, the records that were
 * taken in, and those that were here. Errors, with nothing taken: INVALID (no such file), DAMAGED (cut off,
 * or changed), TOO_NEW, REFUSED. */
int32_t concertina_import(concertina_device* device, const char* file, size_t size);
/* Deletes what is mine: at the relay with the next round, once concertina_deletion() tells "done" of all that
 * is stored here: remove it then. Gives changes. There is no way back, and nothing else can be written
 * meanwhile. Nothing of the partner's is deleted, and what they received stays theirs. */
int32_t concertina_delete(concertina_device* device);
/* Result: "none"; "wished": the relay has not taken it yet; "done": remove what is stored; "elsewhere": it
 * was deleted on another device of mine, and what is stored here stays until it is deleted here, too. */
int32_t concertina_deletion(concertina_device* device);

/* --- reading; each result is JSON unless it says otherwise --- */

/* The open question, the room, the table and the days, as they stand by the clock: doc/format.md, "JSON". */
int32_t concertina_house(concertina_device* device);

/* Result: {"days", "circles": [[[day, which, unmet], ...], [...]], "strained": [day, ...]}: what both can see
 * of the two circles (core/house/two_circles.h), as concertina_study_start() takes it. Errors: as
 * concertina_house(). */
int32_t concertina_circles(concertina_device* device);
/* Result: {"asks": "fills", "days", "times", "alone", "sights", "pushes"}: what my own room holds for "hours
 * or presence?" (core/house/lived.h), as concertina_study_start() takes it. Errors: as concertina_house(). */
int32_t concertina_fills(concertina_device* device);
/* All that is mine, and what the partner put on the table as far as it is shown; a file to keep. */
int32_t concertina_export(concertina_device* device);
/* Result: the same as text to be read, day by day, without the words that were taken back
 * (core/house/book.h). */
int32_t concertina_export_text(concertina_device* device);
/* {"name", "partner", "relay", "table", "paired", "words", "i_compared", "compared", "partner_left",
 *  "pairing": null or {"role": "inviter" or "joiner", "link", "ends"}, "waiting", "unsent",
 *  "devices": [{"id", "this", "wrote": null or a day, "leaving": it is to be removed}], those that read my
 * room, "removed": this one was taken out, "adding": null or {"link", "ends", "words": null or text,
 * "agreed": I said that they are the same}, "recovery": "none", "unchecked" or "checked"
 * (core/house/devices.h), "recovery_waits": a new code counts once the relay took it, "last_reached": null or
 * a time, "passphrase": is one set, "to_store": are there changes that were not given out yet, "example": is
 * this the example couple, "troubles": [{"kind", "whose": "me" or "partner", "where": "room", "table" or
 * "keys", "say"}]} */
int32_t concertina_status(concertina_device* device);
/* {"days", "enough", "links": [{"sign", "need", "lag", "strength", "chance"}]}: whether my signs go together
 * with my own unmet needs (core/house/sign_link.h). Takes up to a second for a year of days. */
int32_t concertina_sign_links(concertina_device* device);
/* Result: the four words as text. NOT_FOUND while there is no partner. */
int32_t concertina_words(concertina_device* device);

/* --- writing; each gives changes --- */

/* {"kind", and its fields}: an entry of the kind of that name; doc/format.md, "JSON", has them all. What may
 * be dated takes "at" (a time; else now), what may stand in both places "table" (true puts a copy there).
 * What belongs on the table alone is put there at once; REFUSED by the rules of an invitation (core/house/
 * invitation.h), and for a day that I marked as strained already. The question that is open now stands in the
 * house: "answer" it, or "passed" it over. Result:
 * {"room": id or null, "table": id or null}. */
int32_t concertina_write(concertina_device* device, const char* json, size_t size);
/* {"id", and the fields that shall be different}. Result: {"id"}. REFUSED for a check-in or an answer on the
 * table that the partner can see already, for an invitation that was answered or has faded, and for a reply
 * to one that has faded or is gone. */
int32_t concertina_correct(concertina_device* device, const char* json, size_t size);
/* {"id", and the fields that shall be different in the copy}: a copy of what is in the room goes on the
 * table; the room's own stays as it is. Result: {"id"} of the copy. NOT_FOUND while there is no table. */
int32_t concertina_copy(concertina_device* device, const char* json, size_t size);
/* Result: {"id"}. */
int32_t concertina_take_back(concertina_device* device, const char* id, size_t size);
/* I compared the four words aloud: the same (not 0), or not (0: the sharing ends at once). */
int32_t concertina_compare(concertina_device* device, int32_t same);
/* Result: the link as text. An invitation made before is void from then on. */
int32_t concertina_invite(concertina_device* device);
int32_t concertina_join(concertina_device* device, const char* link, size_t size);
/* The relay's address, and its enrolment token or nothing. */
int32_t concertina_set_relay(concertina_device* device, const char* url, size_t url_size, const char* token,
                             size_t token_size);
/* Sets or changes the passphrase of this device, 1 to 1,000 bytes; the empty text removes it. It wraps what
 * is stored and holds secrets, on this device alone; without it nothing here can be opened again. The changes
 * replace those items: see that no old copy of them stays. What concertina_input() lent is wiped. */
int32_t concertina_set_passphrase(concertina_device* device, const char* passphrase, size_t size);

/* Ends the sharing with my partner: what is here stays, and nothing comes or goes between us any more.
 * NOT_FOUND while there is no partner. */
int32_t concertina_leave(concertina_device* device);

/* --- devices of mine, and the recovery code (core/seal/device.h); each gives changes ---
 *
 * Where there is more than one device, or a code, these hold once the relay took them: status tells. */

/* Result: the link, as text, by which a further device comes. A link made before is void from then on. */
int32_t concertina_add_device(concertina_device* device);
/* The four words are the same on both devices (not 0), or not, or nothing shall come of it (0). On the one
 * that has a room it takes that one's passphrase once more, if it has one: else REFUSED. On the one that is
 * on its way: from then on it may arrive; or it is nobody's again, and somebody may begin here. What
 * concertina_input() lent is wiped. */
int32_t concertina_compare_device(concertina_device* device, int32_t same, const char* passphrase,
                                  size_t size);
/* By the first hex digits of its id, at least four. REFUSED for the device that this is. */
int32_t concertina_remove_device(concertina_device* device, const char* id, size_t size);
/* A new recovery code in the place of the one before. Result: as concertina_begin_with_code(). */
int32_t concertina_new_recovery(concertina_device* device);
/* The whole code as it was written down: that it is right is noted in the room. Errors: INVALID (a mistyped
 * group is named), REFUSED (it is another one). What concertina_input() lent is wiped. */
int32_t concertina_check_recovery(concertina_device* device, const char* code, size_t size);

/* --- a device on its way to be somebody's (core/seal/newcomer.h) ---
 *
 * On an empty handle; each gives changes. What is stored of it is one item, until it has arrived. */

/* By a link that a device of theirs made. */
int32_t concertina_join_device(concertina_device* device, const char* link, size_t size);
/* By their recovery code, and the relay's address: one round does it. After a restart the code must be given
 * once more. What concertina_input() lent is wiped. */
int32_t concertina_recover(concertina_device* device, const char* url, size_t url_size, const char* code,
                           size_t code_size);
/* Result: {"by": "link" or "code", "relay", "words": null or the four words, "same"}. NOT_FOUND where none is
 * on its way. */
int32_t concertina_arrival(concertina_device* device);

/* --- contact with the relay ---
 *
 * concertina_round() begins one; then call concertina_next() and do as concertina_step() says, until DONE:
 *   STORE  the result is a byte list (6): store it, then call next
 *   LOAD   the result is a key: give its stored value to concertina_loaded(), then call next
 *   SEND   the result is {"method", "origin", "path", "query", "headers": {...}, "wait"}, and the body is
 *          concertina_body(), until the next step. Send exactly that to origin + path + "?" + query; `wait`
 *          is how many seconds the relay may take on purpose. Then call concertina_answered() or
 *          concertina_failed(), then next
 *   DONE   the result is {"code", "say": "" or a sentence, "news", "events": troubles as in status}; `news`
 *          means: fold the house anew, and never show that there was some
 * The DONE of a device on its way has "arrived" instead of the last two: if so, free this handle and open a
 * new one from what is stored. Where its link is used up it is gone, and concertina_arrival() says so. In
 * between anything else may be called. Writing does not disturb a round. A new round, inviting, joining,
 * saying that the words differ, leaving, and naming a relay end the one under way, even where they are
 * refused: what is being sent then need not go on, and an answer to it is refused with CONFLICT. */
enum {
  CONCERTINA_NONE = 0,
  CONCERTINA_STORE = 1,
  CONCERTINA_LOAD = 2,
  CONCERTINA_SEND = 3,
  CONCERTINA_DONE = 4
};

/* `wait`: 0 to 25, seconds for which the relay may hold its answer back while there is no news. Errors:
 * NOT_FOUND while no relay is named. */
int32_t concertina_round(concertina_device* device, int32_t wait);
int32_t concertina_next(concertina_device* device);
/* The step that is at hand; NONE once it was done, or when there is no round. */
int32_t concertina_step(const concertina_device* device);
const uint8_t* concertina_body(const concertina_device* device);
size_t concertina_body_size(const concertina_device* device);
/* NULL: nothing is stored under that key. */
int32_t concertina_loaded(concertina_device* device, const uint8_t* value, size_t size);
int32_t concertina_answered(concertina_device* device, int32_t status, const uint8_t* body, size_t size);
/* The relay could not be reached: `why` is a sentence for the person, or empty. */
int32_t concertina_failed(concertina_device* device, const char* why, size_t size);

/* --- the mirror ---
 *
 * A reader of one's own English words (core/mirror/mirror.h). It knows no device, keeps no word longer than
 * its handle, and needs neither randomness nor clock. NULL is a handle that refuses everything. */
typedef struct concertina_mirror concertina_mirror;

/* NULL if there is no memory. */
concertina_mirror* concertina_mirror_new(void);
void concertina_mirror_free(concertina_mirror* mirror);
/* A place for `size` bytes of text, valid until asked for again; NULL above 4 MiB. */
uint8_t* concertina_mirror_input(concertina_mirror* mirror, size_t size);
/* Result: {"safety", "notices": [{"rule", "kind", "start", "end", "text", "question", "why"}]}, at most
 * `most` notices, the most telling ones, in the order of the text, each from a rule of its own as long as
 * there are enough; none of the rules named in `quiet`, parted by single spaces. `start` and `end` are bytes.
 * Errors: INVALID. */
int32_t concertina_mirror_read(concertina_mirror* mirror, const char* text, size_t text_size,
                               const char* quiet, size_t quiet_size, size_t most);
/* What the last reading has to tell: JSON, or the sentence of an error. Never NULL. */
const uint8_t* concertina_mirror_result(const concertina_mirror* mirror);
size_t concertina_mirror_result_size(const concertina_mirror* mirror);

/* --- the study of a circle, or of what fills one person ---
 *
 * Draws from the posterior of one circle (core/rhythm/study.h), or of what fills (core/rhythm/filling.h), in
 * slices, so that the host stays awake and may stop at any time. Like the mirror it knows no device. NULL is
 * a handle that refuses everything. */
typedef struct concertina_study concertina_study;

/* NULL if there is no memory. */
concertina_study* concertina_study_new(void);
void concertina_study_free(concertina_study* study);
/* As concertina_mirror_input(). */
uint8_t* concertina_study_input(concertina_study* study, size_t size);
/* Begins anew: {"sights": [[day, which, unmet], ...], "strained": [day, ...] (none if left out), "days",
 * "warmup", "draws", "seed" (1 if left out)}, as concertina_circles() gives the first three; or all that
 * concertina_fills() gives, with the last three. Errors: INVALID, and then nothing is studied. */
int32_t concertina_study_start(concertina_study* study, const char* text, size_t size);
/* Goes on for at most so many looks at the posterior; 1 while there is more to do, else 0. */
int32_t concertina_study_advance(concertina_study* study, size_t looks);
double concertina_study_progress(const concertina_study* study); /* 0 to 1 */
/* Result: what may be shown by now (to_json of core/rhythm/study.h or filling.h). Errors: INVALID if nothing
 * is studied. */
int32_t concertina_study_picture(concertina_study* study);
/* As concertina_mirror_result(). */
const uint8_t* concertina_study_result(const concertina_study* study);
size_t concertina_study_result_size(const concertina_study* study);

/* NOLINTEND(modernize-use-using) */

#ifdef __cplusplus
}
#endif

#endif

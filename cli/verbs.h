// Verbs: what can be said at a terminal, one function each. app.cc reads the words of the call; these do it.
// Each returns an error instead of printing it.
#pragma once

#include <string>

#include "cli/given.h"
#include "cli/session.h"
#include "core/house/house.h"
#include "core/record/record.h"
#include "core/seal/recovery.h"

namespace concertina::cli {

struct Call {
  World& world;
  std::string home;
  bool json = false;
};

struct RelayArgs {
  std::string url;    // empty: as before, or none
  std::string token;  // for relays that ask for one
};

// verb_people.cc
// `with_code`: makes a recovery code and says it.
Result<void> begin(Call& call, const std::string& name, const RelayArgs& relay, bool with_code);
Result<void> invite(Call& call, int wait_minutes);
Result<void> join(Call& call, const std::string& link, const std::string& name, const RelayArgs& relay,
                  int wait_minutes);
Result<void> compare(Call& call, const std::string& answer);  // "", "yes" or "no"

// verb_devices.cc: the devices of one person. The waits are minutes; 0 looks once.
Result<void> devices(Call& call);
Result<void> add_device(Call& call, int wait_minutes);
Result<void> join_devices(Call& call, const std::string& link, int wait_minutes);
Result<void> compare_devices(Call& call, const std::string& answer, int wait_minutes);  // as compare()
Result<void> remove_device(Call& call, const std::string& id);
// Says what is here, on a device that has just become a person's.
Result<void> welcome(Call& call);

// verb_recovery.cc. `file`: with the code in its first line; empty: the terminal asks.
Result<void> recovery(Call& call);
Result<void> new_recovery(Call& call);
Result<void> check_recovery(Call& call, const std::string& file);
Result<void> recover(Call& call, const std::string& url, const std::string& file);
void say_code(World& world, const RecoveryCode& code);
// At a terminal, asks for two groups of the code that was just said, and notes that they are right. It can be
// put off. Errors: storage, busy.
Result<void> retype_code(Session& session, const RecoveryCode& code);

// verb_write.cc
struct WriteArgs {
  Given given;
  std::string at;
  bool table = false;
};
// An entry of the kind of that name.
Result<void> write_kind(Call& call, const std::string& kind, WriteArgs args);
Result<void> correct(Call& call, const std::string& id, const WriteArgs& args);
// A copy of what is in the room goes on the table, as `args` changes the copy.
Result<void> copy(Call& call, const std::string& id, const WriteArgs& args);
Result<void> take_back(Call& call, const std::string& id);
// Marks `day` (empty: today) as strained from outside, or takes my own mark of it back.
Result<void> strain(Call& call, const std::string& day, bool back, WriteArgs args);
// Keeps `content` in the room of `session` and, where asked for, puts a copy on the table; says so.
Result<void> write_new(Call& call, Session& session, const Content& content, const WriteArgs& args);

// verb_question.cc
Result<void> question(Call& call);
Result<void> answer(Call& call, const WriteArgs& args);
Result<void> pass(Call& call);

// verb_passphrase.cc: sets or changes it, or removes it. `new_file`: empty, or where the new one stands.
Result<void> passphrase(Call& call, const std::string& new_file, bool remove);

// verb_read.cc
Result<void> show(Call& call, const std::string& part,
                  bool offline);  // "", "room", "table", "history", "signs", "fills", "circle"
Result<void> sync(Call& call, const RelayArgs& relay, bool watch);
Result<void> doctor(Call& call);

// verb_export.cc. One file to read and to take back; or only the text to be read, or data for programs.
enum class ExportAs { both, text, data };
// `file`: where to; empty or "-": printed.
Result<void> export_all(Call& call, const std::string& file, ExportAs as);
// The same into `file`, and nothing is said. It is on the disk before this returns. Errors: storage.
Result<void> write_export(const Device& device, const Moment& now, const std::string& file, ExportAs as);
// Errors besides those of import_file(): not_found (no such file).
Result<void> import_all(Call& call, const std::string& file);

// verb_leave.cc. Both ask first, at a terminal. `export_to`: an export is written there before; empty: none.
// `sure`: nothing is asked. Errors: refused (the answer was another one), invalid (nobody is there to ask).
Result<void> leave(Call& call, const std::string& export_to, bool sure);
// `confirmed`: the person's name, instead of asking for it. `here_only`: this home, and nothing at the relay.
// What was begun once is not asked for again: it goes on until the relay has taken it and this home is gone.
Result<void> delete_room(Call& call, const std::string& confirmed, const std::string& export_to,
                         bool here_only);

// verb_circle.cc: the circle in our words, and measured beside it (design, section 5). It samples for some
// seconds, shows at a terminal how far it is, and opens no home. Errors: busy (ended by the person).
Result<void> show_circle(Call& call, const House& house);

// verb_fills.cc: hours or presence? From my own room, for me alone: nothing of it is kept or sent. Ended
// early, it says what the draws till then say, and returns busy.
Result<void> show_fills(Call& call, const Device& device);

// verb_mirror.cc: the mirror's reading of words of one's own, from `file` or, where it is empty or "-", from
// `call.world`'s input. With `lines` each line is a text of its own, answered by a line of JSON before the
// next is read. Opens no home and keeps nothing. Errors: not_found, invalid (more than 4 MiB, no UTF-8),
// storage.
Result<void> mirror_words(Call& call, const std::string& file, bool lines);

// verb_verify_web.cc: holds the page that is served at `url` against a list of files: `manifest`, or the one
// of the web app beside this program. Errors: invalid, not_found (no list), too_new, unreachable (also:
// nothing of it is a Concertina of that list), damaged (something differs; it was printed), busy.
Result<void> verify_web(Call& call, const std::string& url, const std::string& manifest);

// A round with the relay where one is named, within the world's patience for what is asked aside. That it
// can't be reached is said, and is no error: what was written is stored. False if the relay was not reached.
bool try_contact(Session& session);

// What is not right: with what the relay delivered in the last round, and with what is here.
std::vector<Trouble> all_troubles(Session& session);
void say_troubles(Session& session, const std::vector<Trouble>& troubles);
// Damaged bytes were found and kept out, and the rest is shown: the exit code says so too. The troubles
// themselves must have been said.
Result<void> damage_of(const std::vector<Trouble>& troubles);

// One line of JSON. What is no UTF-8 (a path, say) comes out with replacement characters.
template <typename Json>
void print_json(std::ostream& out, const Json& json) {
  out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace concertina::cli

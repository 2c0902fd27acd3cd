#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/verbs.h"
#include "core/house/pen.h"
#include "core/house/strain.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

Result<Moment> when(Call& call, const std::string& at) {
  const Moment now = call.world.ambient.now();
  return at.empty() ? Result<Moment>(now) : parse_moment(at, now.offset);
}

// For what is written onto the table: before, so that it is written knowing what is there, and after, to send
// it. A relay that could not be reached before is not tried again. What is found wrong on the way is said.
class AroundTheTable {
 public:
  AroundTheTable(Session& session, bool table) : session_(session), there_(table && try_contact(session)) {}
  bool send() {
    const bool sent = there_ && try_contact(session_);
    say_troubles(session_, all_troubles(session_));
    return sent;
  }

 private:
  Session& session_;
  bool there_;
};

std::string short_id(const Id& id) { return to_hex(id).substr(0, 8); }

// The partner's invitation on the table whose id begins so.
Result<Id> find_invitation(const Device& device, std::string_view id, const Moment& now) {
  const House house = house_of(device, now);
  const auto is_it = [&](const Item& item) {
    return item.author == Author::partner && std::holds_alternative<Invitation>(item.content) &&
           id.size() >= 4 && to_hex(item.id).starts_with(id);
  };
  const auto found = std::ranges::find_if(house.table, is_it);
  if (found == house.table.end()) {
    return fail(Code::not_found, "None of your partner's invitations begins with " + excerpt(id, 32) +
                                     ". “show table” prints their ids.");
  }
  if (std::find_if(found + 1, house.table.end(), is_it) != house.table.end())
    return fail(Code::invalid,
                "More than one invitation begins with " + excerpt(id, 32) + ". Please give more of its id.");
  return found->id;
}

// True if one of my entries on the table begins so.
bool on_table(const Device& device, std::string_view id, const Moment& now) {
  const House house = house_of(device, now);
  return std::ranges::any_of(house.table, [&](const Item& item) {
    return item.author == Author::me && id.size() >= 4 && to_hex(item.id).starts_with(id);
  });
}

}  // namespace

// Writes, stores, and for the table sends at once; the room waits for the next contact, so that the relay
// can't tell when something is written there.
Result<void> write_new(Call& call, Session& session, const Content& content, const WriteArgs& args) {
  const auto at = when(call, args.at);
  if (!at) return std::unexpected(at.error());
  AroundTheTable around(session, args.table);
  Changes changes;
  const auto written = write(session.device(), content, *at, args.table, call.world.ambient, changes);
  if (!written) return std::unexpected(written.error());
  if (auto ok = session.store(changes); !ok) return ok;
  const bool sent = args.table && around.send();
  if (call.json) {
    Json out = Json::object();
    if (written->room) out["room"] = to_hex(*written->room);
    if (written->table) out["table"] = to_hex(*written->table);
    print_json(call.world.out, out);
    return {};
  }
  const std::string later = sent ? "." : "; it goes out at the next contact.";
  if (written->room) {
    call.world.out << "Kept in your room (" << short_id(*written->room) << ").";
    if (written->table)
      call.world.out << " A copy is on the table (" << short_id(*written->table) << ")" << later;
  } else {
    call.world.out << "It is on the table (" << short_id(*written->table) << ")" << later;
  }
  call.world.out << '\n';
  return {};
}

Result<void> write_kind(Call& call, const std::string& kind, WriteArgs args) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const Moment now = call.world.ambient.now();
  if (const auto invitation = args.given.find("invitation"); invitation != args.given.end()) {
    const auto whole = find_invitation((*session)->device(), invitation->second, now);
    if (!whole) return std::unexpected(whole.error());
    invitation->second = to_hex(*whole);
  }
  const auto content = read_content(kind, args.given, now);
  if (!content) return std::unexpected(content.error());
  args.table = args.table || traits_of(*content).stands == Stands::table;
  return write_new(call, **session, *content, args);
}

Result<void> correct(Call& call, const std::string& id, const WriteArgs& args) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const bool table = on_table((*session)->device(), id, call.world.ambient.now());
  AroundTheTable around(**session, table);
  Changes changes;
  const Moment now = call.world.ambient.now();
  const auto edit = [&](Content& content) { return read_change(content, args.given, now); };
  const auto corrected = correct((*session)->device(), id, edit, call.world.ambient, changes);
  if (!corrected) return std::unexpected(corrected.error());
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (table) around.send();
  if (call.json) {
    print_json(call.world.out, Json{{"corrected", to_hex(*corrected)}});
  } else {
    call.world.out << "Corrected (" << short_id(*corrected)
                   << "). The first wording stays in your own history.\n";
  }
  return {};
}

Result<void> copy(Call& call, const std::string& id, const WriteArgs& args) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  AroundTheTable around(**session, true);
  Changes changes;
  const Moment now = call.world.ambient.now();
  const auto edit = [&](Content& content) { return read_change(content, args.given, now); };
  const auto copied = copy_to_table((*session)->device(), id, edit, call.world.ambient, changes);
  if (!copied) return std::unexpected(copied.error());
  if (auto ok = (*session)->store(changes); !ok) return ok;
  const bool sent = around.send();
  if (call.json) {
    print_json(call.world.out, Json{{"table", to_hex(*copied)}});
  } else {
    call.world.out << "A copy is on the table (" << short_id(*copied) << ")"
                   << (sent ? ".\n" : "; it goes out at the next contact.\n");
  }
  return {};
}

Result<void> take_back(Call& call, const std::string& id) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const bool table = on_table((*session)->device(), id, call.world.ambient.now());
  AroundTheTable around(**session, table);
  Changes changes;
  const auto taken = take_back((*session)->device(), id, call.world.ambient, changes);
  if (!taken) return std::unexpected(taken.error());
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (table) around.send();
  if (call.json) {
    print_json(call.world.out, Json{{"taken_back", to_hex(taken->id)}});
  } else {
    call.world.out << "Taken back (" << short_id(taken->id) << ")."
                   << (table ? " What your partner has read before, they have read.\n" : "\n");
  }
  return {};
}

Result<void> strain(Call& call, const std::string& day, bool back, WriteArgs args) {
  args.at = day;
  if (!back) return write_kind(call, "strain", args);
  const auto at = when(call, day);
  if (!at) return std::unexpected(at.error());
  std::vector<Id> marks;
  {
    const auto session = Session::open(call.world, call.home);
    if (!session) return std::unexpected(session.error());
    marks = my_marks(house_of((*session)->device(), call.world.ambient.now()), day_of(*at));
  }
  if (marks.empty()) {
    return fail(Code::not_found, "There is no mark of yours on " + day_text(day_of(*at)) +
                                     ". “show table” prints the days that are marked.");
  }
  for (const Id& mark : marks) {
    if (auto ok = take_back(call, to_hex(mark)); !ok) return ok;
  }
  return {};
}

}  // namespace concertina::cli

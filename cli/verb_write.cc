#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/verbs.h"
#include "core/house/pen.h"

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

Result<void> open_and_write(Call& call, const Content& content, const WriteArgs& args) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  return write_new(call, **session, content, args);
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
    Json out{{"room", to_hex(written->room)}};
    if (written->table) out["table"] = to_hex(*written->table);
    print_json(call.world.out, out);
    return {};
  }
  call.world.out << "Kept in your room (" << short_id(written->room) << ").";
  if (written->table) {
    call.world.out << " A copy is on the table (" << short_id(*written->table) << ")"
                   << (sent ? "." : "; it goes out at the next contact.");
  }
  call.world.out << '\n';
  return {};
}

Result<void> check_in(Call& call, const WriteArgs& args) {
  const auto togetherness = parse_need(args.togetherness);
  if (!togetherness) return fail(togetherness.error().code, "--togetherness: " + togetherness.error().what);
  const auto separateness = parse_need(args.separateness);
  if (!separateness) return fail(separateness.error().code, "--separateness: " + separateness.error().what);
  return open_and_write(call, CheckIn{*togetherness, *separateness, args.words.value_or("")}, args);
}

Result<void> note(Call& call, const WriteArgs& args) {
  return open_and_write(call, Note{args.words.value_or("")}, args);
}

Result<void> correct(Call& call, const std::string& id, const WriteArgs& args) {
  Edit edit{.togetherness = {}, .separateness = {}, .words = args.words};
  if (!args.togetherness.empty()) {
    const auto need = parse_need(args.togetherness);
    if (!need) return fail(need.error().code, "--togetherness: " + need.error().what);
    edit.togetherness = *need;
  }
  if (!args.separateness.empty()) {
    const auto need = parse_need(args.separateness);
    if (!need) return fail(need.error().code, "--separateness: " + need.error().what);
    edit.separateness = *need;
  }
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const bool table = on_table((*session)->device(), id, call.world.ambient.now());
  AroundTheTable around(**session, table);
  Changes changes;
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

}  // namespace concertina::cli

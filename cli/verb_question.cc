// The open question, and what one says to it.
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/verbs.h"
#include "core/house/pen.h"

namespace concertina::cli {
namespace {

using Json = nlohmann::ordered_json;

std::optional<OpenQuestion> open_question(Call& call, Session& session) {
  return house_of(session.device(), call.world.ambient.now()).question;
}

std::unexpected<Error> none_open() {
  return fail(Code::not_found, "There is no question open now. Another one comes within four days.");
}

}  // namespace

// It reaches for no relay: which question is open follows from what is here.
Result<void> question(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const auto open = open_question(call, **session);
  if (call.json) {
    Json out{{"question", nullptr}};
    if (open) out["question"] = {{"number", open->number}, {"text", open->text}};
    print_json(call.world.out, out);
  } else if (open) {
    call.world.out << open->text
                   << "\n\nAnswer it with: concertina answer 'TEXT'   (with --table for both of "
                      "you)\nOr let it go by: concertina pass\n";
  } else {
    call.world.out << none_open().error().what << '\n';
  }
  return {};
}

Result<void> answer(Call& call, const WriteArgs& args) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const auto open = open_question(call, **session);
  if (!open) return none_open();
  if (!call.json) call.world.out << open->text << '\n';
  return write_new(call, **session, concertina::Answer{open->number, args.given.at("words")}, args);
}

Result<void> pass(Call& call) {
  auto session = Session::open(call.world, call.home);
  if (!session) return std::unexpected(session.error());
  const auto open = open_question(call, **session);
  if (!open) return none_open();
  Changes changes;
  const Moment now = call.world.ambient.now();
  const auto written =
      write((*session)->device(), Passed{open->number}, now, false, call.world.ambient, changes);
  if (!written) return std::unexpected(written.error());
  if (auto ok = (*session)->store(changes); !ok) return ok;
  if (call.json) {
    print_json(call.world.out, Json{{"passed", open->number}});
  } else {
    call.world.out << "Passed over. Nobody hears of it.\n";
  }
  return {};
}

}  // namespace concertina::cli

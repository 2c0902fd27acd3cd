#include "core/seal/trouble.h"

namespace concertina {
namespace {

std::string where(const Trouble& trouble) {
  const std::string whose = trouble.author == Author::me ? "your" : "your partner's";
  if (trouble.chain) return whose + " keys (entry " + std::to_string(trouble.seq) + ")";
  const std::string place = trouble.place == Place::table ? "table" : "room";
  return whose + " " + place + " log (frame " + std::to_string(trouble.seq) + ")";
}

}  // namespace

std::string_view kind_name(Trouble::Kind kind) {
  switch (kind) {
    case Trouble::Kind::changed:
      return "changed";
    case Trouble::Kind::missing:
      return "missing";
    case Trouble::Kind::repeated:
      return "repeated";
    case Trouble::Kind::reordered:
      return "reordered";
    case Trouble::Kind::rolled_back:
      return "rolled-back";
    case Trouble::Kind::forked:
      return "forked";
    case Trouble::Kind::withheld:
      return "withheld";
    case Trouble::Kind::unreadable:
      return "unreadable";
    case Trouble::Kind::ahead:
      return "ahead";
    case Trouble::Kind::claimed:
      return "claimed";
  }
  return "unknown";
}

std::string to_text(const Trouble& trouble) {
  const std::string at = where(trouble);
  switch (trouble.kind) {
    case Trouble::Kind::changed:
      return "The relay handed out something in " + at +
             " that its writer did not sign. It was not taken in.";
    case Trouble::Kind::missing:
      return "Something is missing in " + at +
             ". All that came besides is shown; the rest is asked for again.";
    case Trouble::Kind::repeated:
      return "The relay handed out the same thing twice in " + at + ". It is shown once.";
    case Trouble::Kind::reordered:
      return "The relay handed out " + at +
             " in another order than it was written. The right order is shown.";
    case Trouble::Kind::rolled_back:
      return "The relay holds less of " + at + " than it did before. What this device has is kept.";
    case Trouble::Kind::forked:
      return "Two different things claim one place in " + at +
             ". What came first is kept, and nothing more is taken in there.";
    case Trouble::Kind::withheld:
      return "There is more in " + at + " than the relay hands out. It is asked for again at each contact.";
    case Trouble::Kind::unreadable:
      return "Something in " + at +
             " can't be opened with the keys of this device, or needs a newer Concertina. It is kept.";
    case Trouble::Kind::ahead:
      return "The relay holds more of " + at +
             " than this device: an older copy of it was restored. It goes on as a new device of yours, so "
             "that "
             "nothing is overwritten.";
    case Trouble::Kind::claimed:
      return "The relay does not take more of " + at +
             ": it says that it holds more than this device wrote, and shows nothing of it. What you "
             "wrote is kept here, and offered again at each contact.";
  }
  return "Something is not as it was written in " + at + ".";
}

}  // namespace concertina

// The data of an export file.
#include "core/golden/vectors.h"
#include "core/house/export_file.h"
#include "core/test_support.h"

namespace concertina::golden {

File exports() {
  const Record note{Id{0x10}, test::kNoon, test::kNoon, {}, Note{"Rain"}};
  Record corrected{Id{0x11}, test::kNoon, test::kNoon, note.id, Note{"Sun"}};
  const std::string text =
      to_text(Exported{"Ada", {{Place::room, note}, {Place::room, corrected}, {Place::table, note}}});
  return {"export",
          "The data of an export file; doc/format.md, \"export file\".",
          {{"data, as text",
            {{"of", "Ada"}, {"records", "a note in the room, its correction, and the note on the table"}},
            to_bytes(as_view(text))}}};
}

}  // namespace concertina::golden

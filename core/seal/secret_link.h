// SecretLink: what the links of Concertina have in common as text: "<origin><path>#<base64url>", in which
// version, payload and check stand. Reading tells a link that was cut short from one that was changed.
#pragma once

#include "core/record/error.h"
#include "core/seal/labelled.h"

namespace concertina {

// One sort of link.
struct LinkSort {
  std::string_view path;   // like "/join"
  std::string_view label;  // of its check (core/seal/labelled.h)
  std::uint8_t version;
  std::size_t payload;    // bytes
  std::string_view name;  // in sentences: "invitation"
};

struct LinkParts {
  std::string origin;
  Bytes payload;
};

std::string to_text(const LinkSort& sort, const LinkParts& parts);
// Errors: invalid, too_new.
Result<LinkParts> parse_link(const LinkSort& sort, std::string_view text);

}  // namespace concertina

#include "core/seal/secret_link.h"

#include "core/record/text.h"
#include "core/seal/request.h"

namespace concertina {
namespace {

constexpr std::size_t kCheck = 4;  // bytes that tell a changed link from a used one

Bytes with_check(const LinkSort& sort, Bytes bytes, std::string_view origin) {
  const Hash check = hash(sort.label, {as_view(origin), bytes});
  bytes.insert(bytes.end(), check.begin(), check.begin() + kCheck);
  return bytes;
}

}  // namespace

std::string to_text(const LinkSort& sort, const LinkParts& parts) {
  Bytes bytes{sort.version};
  bytes.insert(bytes.end(), parts.payload.begin(), parts.payload.end());
  return parts.origin + std::string(sort.path) + "#" +
         to_base64(with_check(sort, std::move(bytes), parts.origin));
}

Result<LinkParts> parse_link(const LinkSort& sort, std::string_view text) {
  text = trim(text);
  const std::string name(sort.name);
  const std::string mark = std::string(sort.path) + "#";
  const auto found = text.find(mark);
  if (found == std::string_view::npos) {
    return fail(
        Code::invalid,
        "This is no " + name + ". Please copy the whole link, from http to its last letter, between quotes.");
  }
  const auto origin = parse_origin(text.substr(0, found));
  if (!origin) return std::unexpected(origin.error());
  const std::string_view secret_part = text.substr(found + mark.size());
  const std::size_t size = 1 + sort.payload + kCheck;
  if (secret_part.size() < (size * 8 + 5) / 6) {
    return fail(Code::invalid, "This " + name + " is cut short. Please copy the whole link once more.");
  }
  const auto bytes = from_base64(secret_part);
  if (bytes && bytes->front() > sort.version) {
    return fail(Code::too_new,
                "This " + name + " is from a newer Concertina. Please update Concertina to use it.");
  }
  if (!bytes || bytes->size() != size ||
      with_check(sort, Bytes(bytes->begin(), bytes->end() - kCheck), *origin) != *bytes ||
      bytes->front() != sort.version) {
    return fail(Code::invalid,
                "This " + name + " was changed on its way. Please copy the whole link once more.");
  }
  return LinkParts{*origin, Bytes(bytes->begin() + 1, bytes->end() - kCheck)};
}

}  // namespace concertina

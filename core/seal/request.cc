#include "core/seal/request.h"

#include "core/record/text.h"

namespace concertina {
namespace {

Bytes signed_text(const Request& request, std::string_view origin, std::int64_t time) {
  const std::string seconds = std::to_string(time);
  return labelled("concertina/1 request",
                  {as_view(origin), as_view(request.method), as_view(request.path), as_view(request.query),
                   hash("concertina/1 request body", {request.body}), as_view(seconds)});
}

}  // namespace

prim::Signature sign_request(const Request& request, std::string_view origin, std::int64_t time,
                             const prim::KeyPair& device) {
  return prim::sign(signed_text(request, origin, time), device);
}

bool verify_request(const Request& request, std::string_view origin, std::int64_t time,
                    const prim::Signature& signature, const Fixed<32>& device) {
  return prim::verify(signed_text(request, origin, time), signature, device);
}

Result<std::string> parse_origin(std::string_view url) {
  const auto bad = [&] {
    return fail(Code::invalid,
                "“" + excerpt(url, 80) +
                    "” is not the address of a relay. It looks like https://concertina.example.");
  };
  std::string lower(url);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (lower.ends_with('/')) lower.pop_back();
  const bool tls = lower.starts_with("https://");
  if (!tls && !lower.starts_with("http://")) return bad();
  const std::string_view rest = std::string_view(lower).substr(tls ? 8 : 7);
  // A name or an address; one of IPv6 stands in brackets, for it has colons itself.
  const bool brackets = rest.starts_with('[');
  const std::size_t host = brackets ? rest.find(']') + 1 : std::min(rest.find(':'), rest.size());
  const std::string_view port = rest.substr(host);
  const auto consists_of = [](std::string_view text, std::string_view letters) {
    return text.find_first_not_of(letters) == std::string_view::npos;
  };
  const std::string_view name = brackets && host > 2 ? rest.substr(1, host - 2) : rest.substr(0, host);
  if (name.empty() || name.size() > 253 ||
      !consists_of(name, brackets ? "0123456789abcdef:." : "abcdefghijklmnopqrstuvwxyz0123456789.-")) {
    return bad();
  }
  if (port.empty()) return lower;
  const bool number = port.size() >= 2 && port.size() <= 6 && port[0] == ':' && port[1] != '0' &&
                      consists_of(port.substr(1), "0123456789");
  if (!number || (port.size() == 6 && port > ":65535")) return bad();
  if (port == (tls ? ":443" : ":80")) lower.resize(lower.size() - port.size());
  return lower;
}

Result<void> check_token(std::string_view token) {
  constexpr std::size_t kMostToken = 200;
  const bool fits =
      token.size() <= kMostToken && std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
  if (fits) return {};
  return fail(Code::invalid,
              "This is no enrolment token: it has at most 200 letters, digits and signs, and no blanks.");
}

}  // namespace concertina

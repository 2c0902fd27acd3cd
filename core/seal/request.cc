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
  const std::string host = lower.substr(tls ? 8 : 7);
  if (host.empty() || host.size() > 255 ||
      host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") != std::string::npos) {
    return bad();
  }
  const std::string_view usual = tls ? ":443" : ":80";
  if (host.ends_with(usual) && host.size() > usual.size()) lower.resize(lower.size() - usual.size());
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

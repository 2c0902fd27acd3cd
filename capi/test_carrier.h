// Carries what a shell sends to a relay in this process.
#pragma once

#include "capi/test_shell.h"
#include "relay/test_relay.h"

namespace concertina::capi::test {

inline std::optional<Answer> carry(std::uint16_t port, const Json& request, const Bytes& body) {
  const std::string query = request["query"];
  std::string text = request["method"].get<std::string>() + " " + request["path"].get<std::string>() +
                     (query.empty() ? "" : "?" + query) + " HTTP/1.1\r\nHost: relay\r\n";
  for (const auto& [name, value] : request["headers"].items())
    text += name + ": " + value.get<std::string>() + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(as_text(body));
  relay::TestClient client(port);
  if (!client.connected() || !client.send(text)) return std::nullopt;
  const relay::Reply reply = client.receive();
  if (reply.status == 0) return std::nullopt;
  return Answer{reply.status, reply.body};
}

}  // namespace concertina::capi::test

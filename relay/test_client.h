// TestClient: a plain blocking socket that speaks HTTP well, or as badly as a test wants; and a folder that
// goes away with its test.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "core/seal/request.h"
#include "core/seal/wire.h"

namespace concertina::relay {

class TestFolder {
 public:
  TestFolder() {
    // In memory where that is possible: these tests wait for thousands of commits.
    const std::filesystem::path memory = "/dev/shm";
    const bool usable = ::access(memory.c_str(), W_OK) == 0;
    std::string name =
        ((usable ? memory : std::filesystem::temp_directory_path()) / "relay-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data()) ? name : "";
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string path(const std::string& name = "data") const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct Reply {
  int status = 0;                              // 0: the connection ended without a whole answer
  std::map<std::string, std::string> headers;  // names in lower case
  Bytes body;

  Refusal refusal() const { return decode_refusal(body).value_or(Refusal{"none", "", 0, 0}); }
  std::string reason() const { return refusal().reason; }
  ReadAnswer read() const { return decode_read_answer(body).value_or(ReadAnswer{}); }
};

class TestClient {
 public:
  explicit TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{20, 0};  // so that a test fails instead of hanging
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~TestClient() { ::close(socket_); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }
  int raw() const { return socket_; }
  void half_close() { ::shutdown(socket_, SHUT_WR); }

  bool send(std::string_view text) {
    while (!text.empty()) {
      const auto count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  // True when the relay ends the connection without another byte.
  bool ended() { return rest_.empty() && !more(); }

  Reply receive(bool head = false) {
    Reply out;
    std::size_t end = 0;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return out;
    }
    const std::string top = rest_.substr(0, end);
    rest_.erase(0, end + 4);
    std::size_t line = top.find("\r\n");
    const int status = std::atoi(top.c_str() + std::min<std::size_t>(9, top.size()));
    while (line < top.size()) {
      const auto next = std::min(top.find("\r\n", line + 2), top.size());
      const std::string field = top.substr(line + 2, next - line - 2);
      const auto colon = field.find(": ");
      std::string name = field.substr(0, colon);
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      if (colon != std::string::npos) out.headers[name] = field.substr(colon + 2);
      line = next;
    }
    const auto size = head ? 0 : static_cast<std::size_t>(std::atol(out.headers["content-length"].c_str()));
    while (rest_.size() < size) {
      if (!more()) return out;
    }
    out.body = to_bytes(as_view(rest_).first(size));
    rest_.erase(0, size);
    out.status = status;
    return out;
  }

 private:
  bool more() {
    char buffer[65536];
    const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count > 0) rest_.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
  }

  int socket_;
  bool connected_ = false;
  std::string rest_;
};

// How a test's request is made; what is left alone is as it should be.
struct Ask {
  std::string method = "GET";
  std::string target = {};
  Bytes body = {};
  std::string origin = {};  // empty: http://127.0.0.1:PORT
  std::int64_t time = 1'800'000'000;
  std::string token = {};
  std::string extra = {};  // more header lines, each with its end
  bool close = false;
};

inline std::string to_text(const Ask& ask, std::uint16_t port, const prim::KeyPair& device) {
  const auto mark = ask.target.find('?');
  Request request{ask.method, ask.target.substr(0, mark), "", ask.body, {}};
  if (mark != std::string::npos) request.query = ask.target.substr(mark + 1);
  const std::string origin = ask.origin.empty() ? "http://127.0.0.1:" + std::to_string(port) : ask.origin;
  std::string out = ask.method + " " + ask.target + " HTTP/1.1\r\nHost: relay\r\n";
  const auto line = [&](std::string_view name, const std::string& value) {
    out += std::string(name) + ": " + value + "\r\n";
  };
  line(kDeviceHeader, to_hex(device.public_key));
  line(kTimeHeader, std::to_string(ask.time));
  line(kSignatureHeader, to_hex(sign_request(request, origin, ask.time, device)));
  if (!ask.token.empty()) line(kTokenHeader, ask.token);
  if (ask.close) line("Connection", "close");
  out += ask.extra;
  line("Content-Length", std::to_string(ask.body.size()));
  return out + "\r\n" + std::string(as_text(ask.body));
}

}  // namespace concertina::relay

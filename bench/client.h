// Client: persons without a home, and their requests as ready bytes on a plain socket, so that what is
// measured is the relay and not its client.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "bench/figures.h"
#include "proofs/support.h"

namespace concertina::bench {

// The bytes of a request, signed now: the relay takes it for the next five minutes.
inline std::string request_text(const Request& request, const std::string& origin, const Device& device,
                                Ambient& ambient) {
  const std::int64_t time = ambient.now().seconds;
  const auto signature = sign_request(request, origin, time, device.keys().sign);
  std::string out = request.method + " " + request.path + (request.query.empty() ? "" : "?" + request.query) +
                    " HTTP/1.1\r\nHost: relay\r\n";
  const auto line = [&](std::string_view name, const std::string& value) {
    out += std::string(name) + ": " + value + "\r\n";
  };
  line(kDeviceHeader, to_hex(device.keys().sign.public_key));
  line(kTimeHeader, std::to_string(time));
  line(kSignatureHeader, to_hex(signature));
  line("Content-Length", std::to_string(request.body.size()));
  return out + "\r\n" + std::string(as_text(request.body));
}

// Somebody with one device, who writes one thing after the other onto their table.
class Person {
 public:
  Person(std::uint64_t seed, std::string origin) : ambient_(seed), origin_(std::move(origin)) {
    device_ = must(Device::begin("Somebody", ambient_)).first;
    key_ = ambient_.Ambient::random<32>();
  }

  std::string request(const Request& request) { return request_text(request, origin_, device_, ambient_); }

  std::string enrolment() {
    return request({"POST", "/v1/chains/" + to_hex(device_.identity()), {}, device_.entry(0), {}});
  }

  std::string next_post() {
    const Id log = device_.own_log(Place::table).id();
    const FrameContent content{{Piece{Piece::kWhole, Bytes(200, static_cast<std::uint8_t>(next_))}}, {}};
    const Bytes frame = seal_frame(content, log, next_, last_, key_, device_.keys().sign);
    last_ = header_hash(read_frame(frame)->signed_header);
    return request({"POST", "/v1/logs/" + to_hex(log) + "/" + std::to_string(next_++), {}, frame, {}});
  }

  // For news of their own table.
  std::string poll(int wait) {
    ReadQuery query;
    query.logs.push_back({device_.own_log(Place::table).id(), next_});
    query.wait = wait;
    return request({"GET", "/v1/read", to_text(query), {}, {}});
  }

 private:
  proofs::SeededChance ambient_;
  std::string origin_;
  Device device_;
  prim::Key key_{};
  std::uint64_t next_ = 0;
  Hash last_{};
};

// A connection that is kept.
class Line {
 public:
  explicit Line(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      give_up("the relay can't be reached.");
  }
  ~Line() { ::close(socket_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  int raw() const { return socket_; }

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) give_up("the relay ended the connection.");
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  // Reads once; the status if that completes an answer, else 0.
  int read_some() {
    char buffer[16384];
    const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) give_up("the relay ended the connection.");
    rest_.append(buffer, static_cast<std::size_t>(count));
    const auto end = rest_.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    const auto length = rest_.find("Content-Length: ");
    const std::size_t size =
        length < end ? static_cast<std::size_t>(std::atol(rest_.c_str() + length + 16)) : 0;
    if (rest_.size() < end + 4 + size) return 0;
    const int status = std::atoi(rest_.c_str() + 9);
    rest_.erase(0, end + 4 + size);
    return status;
  }
  int receive() {
    for (;;) {
      if (const int status = read_some()) return status;
    }
  }
  void ask(std::string_view text, int wanted) {
    send(text);
    const int status = receive();
    if (status != wanted) give_up("the relay answered " + std::to_string(status) + ".");
  }

 private:
  int socket_;
  std::string rest_;
};

inline void allow_many_files() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace concertina::bench

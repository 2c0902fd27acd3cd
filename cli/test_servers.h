// Servers that are no relay, or stand before one: for the tests and proofs of what a terminal does with them,
// and of all that a relay gets to see.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/test_support.h"

namespace concertina::cli::test {

// Listens on a free port of this machine (or on `port`), and serves each connection on a thread of its own.
class Listener {
 public:
  using Serve = std::function<void(int socket, int number)>;  // number: of the connection, from 0

  explicit Listener(Serve serve, std::uint16_t port = 0) : serve_(std::move(serve)), socket_(open_socket()) {
    const int yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address = local(port);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket_, 64) != 0) {
      throw std::runtime_error("no port to listen at");
    }
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  ~Listener() {
    ended_ = true;
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    for (std::thread& one : threads_) one.join();
    ::close(socket_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  bool ended() const { return ended_; }

  static int open_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }
  static sockaddr_in local(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
  }

 private:
  void accept_all() {
    for (int number = 0; !ended_; ++number) {
      const int socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) break;
      threads_.emplace_back([this, socket, number] {
        serve_(socket, number);
        ::close(socket);
      });
    }
  }

  Serve serve_;
  int socket_;
  std::uint16_t port_ = 0;
  std::atomic<bool> ended_{false};
  std::vector<std::thread> threads_;
  std::thread thread_;
};

inline bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Waits up to 20 ms for something to read.
inline bool readable(int socket) {
  pollfd one{socket, POLLIN, 0};
  return ::poll(&one, 1, 20) > 0;
}

// Reads one whole message of HTTP/1.1: head, and the body that its Content-Length tells. Empty at the end, or
// when `given_up` says so while nothing comes.
inline std::string read_message(int socket, std::string& rest, const std::function<bool()>& given_up) {
  const auto more = [&] {
    while (!readable(socket)) {
      if (given_up()) return false;
    }
    char buffer[65536];
    const auto count = ::recv(socket, buffer, sizeof buffer, 0);
    if (count > 0) rest.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
  };
  std::size_t end = 0;
  while ((end = rest.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) return {};
  }
  end += 4;
  const auto length = rest.find("Content-Length: ");
  if (length < end) end += static_cast<std::size_t>(std::atol(rest.c_str() + length + 16));
  while (rest.size() < end) {
    if (!more()) return {};
  }
  std::string out = rest.substr(0, end);
  rest.erase(0, end);
  return out;
}

// A server that gives every request the same answer, whatever it is; with an empty one it never answers.
class WrongServer : public Listener {
 public:
  explicit WrongServer(std::string answer)
      : Listener([this, answer = std::move(answer)](int socket, int) { serve(socket, answer); }) {}
  int asked() const { return asked_; }

 private:
  void serve(int socket, const std::string& answer) {
    std::string rest;
    const auto given_up = [this] { return ended(); };
    while (!read_message(socket, rest, given_up).empty()) {
      ++asked_;
      if (answer.empty() || !send_all(socket, answer)) break;
    }
    while (answer.empty() && !ended()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::atomic<int> asked_{0};
};

inline std::string http(const std::string& status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

// One request and its answer, as they went over the wire.
struct Exchange {
  int connection = 0;
  std::int64_t time = 0;  // of the request, by the common clock
  std::string request;
  std::string answer;  // empty: there was none
};

// Stands before a relay, passes everything on as it is, and keeps it.
class Wiretap : public Listener {
 public:
  explicit Wiretap(const Clock& clock, std::uint16_t port = 0)
      : Listener([this](int socket, int number) { serve(socket, number); }, port), clock_(clock) {}

  void lead_to(std::uint16_t relay) { relay_ = relay; }
  std::vector<Exchange> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  void serve(int client, int number) {
    const int relay = open_socket();
    const sockaddr_in address = local(relay_);
    if (::connect(relay, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      pass_on(client, relay, number);
    ::close(relay);
  }
  void pass_on(int client, int relay, int number) {
    const int yes = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::setsockopt(relay, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    std::string from_client, from_relay;
    for (;;) {
      const std::string request = read_message(client, from_client, [this] { return ended(); });
      if (request.empty()) return;
      std::size_t place = 0;
      {
        const std::lock_guard lock(mutex_);
        place = heard_.size();
        heard_.push_back(Exchange{number, clock_, request, {}});
      }
      if (!send_all(relay, request)) return;
      // While the relay takes its time, the client may go away.
      const std::string answer = read_message(relay, from_relay, [&] { return ended() || readable(client); });
      if (answer.empty()) return;
      {
        const std::lock_guard lock(mutex_);
        heard_[place].answer = answer;
      }
      if (!send_all(client, answer)) return;
    }
  }

  const Clock& clock_;
  std::atomic<std::uint16_t> relay_{0};
  mutable std::mutex mutex_;
  std::vector<Exchange> heard_;
};

}  // namespace concertina::cli::test

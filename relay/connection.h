// Connection: one client's socket, from its first request to its last. Internal to the relay: this header and
// the two files that include it are the only ones that know Boost's sockets.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <functional>
#include <memory>
#include <set>

#include "relay/desk.h"
#include "relay/options.h"
#include "relay/passage.h"
#include "relay/site.h"
#include "relay/waiters.h"

namespace concertina::relay {

class Connection;

// What all connections share. Used on the network thread only, the queue excepted; outlives its io_context.
struct Shared {
  const Options* options = nullptr;
  Desk* desk = nullptr;
  Queue* queue = nullptr;
  const Site* site = nullptr;      // nothing: there is no web app
  Elsewhere* elsewhere = nullptr;  // nothing: the relay is here
  std::string own_name;            // "http://host:port", with elsewhere
  Waiters waiters;
  bool stopping = false;
  std::set<Connection*> connections;
  std::function<void()> on_last;  // called when the last connection has ended while stopping
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Shared& shared);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();  // lives on its own until the client or a time-out ends it
  void leave();  // closes if no request is under way
  void close();

 private:
  using Work = boost::asio::awaitable<void>;
  struct Asked;  // what of a request is still needed for its answer

  Work serve();
  boost::asio::awaitable<bool> await_request();
  boost::asio::awaitable<bool> one_request();
  boost::asio::awaitable<Answer> carry_out(Plan plan);
  boost::asio::awaitable<Answer> ask(const Plan& plan);
  boost::asio::awaitable<Answer> pass_on(Parcel parcel);
  boost::asio::awaitable<bool> give(Answer answer, Asked asked);
  boost::asio::awaitable<bool> give_file(SiteAnswer answer, Asked asked);
  template <typename Message>
  boost::asio::awaitable<bool> send(Message& message, View body, const Asked& asked);
  Work linger();
  void watch_for_end();
  void unwatch();
  std::string address_of(std::string_view forwarded) const;

  boost::beast::tcp_stream stream_;
  Shared& shared_;
  boost::beast::flat_buffer buffer_;
  boost::asio::steady_timer timer_;  // of the wait for news
  std::string address_;
  bool idle_ = false;
  bool watching_ = false;
  std::atomic<bool> gone_ = false;  // the client went away while it waited
};

}  // namespace concertina::relay

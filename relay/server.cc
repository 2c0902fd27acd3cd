#include "relay/server.h"

#include <sys/resource.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>

#include "relay/connection.h"
#include "relay/folder.h"
#include "relay/sqlite_store.h"

namespace concertina::relay {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kDrain = std::chrono::milliseconds(3500);        // for requests that are under way at the end
constexpr auto kAfterClosing = std::chrono::milliseconds(500);  // for their connections to notice
constexpr auto kSweepEvery = std::chrono::minutes(10);

std::int64_t system_time() {
  using std::chrono::seconds;
  return std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Each connection is a file; the usual soft limit of 1024 would be too few for as many waiting devices.
void allow_open_files(int count) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const auto wanted = std::min<rlim_t>(static_cast<rlim_t>(count) + 64, limit.rlim_max);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<void> check(const Options& options) {
  const auto bad = [](const char* what) { return fail(Code::invalid, what); };
  if (options.quota_mib < 1) return bad("The quota of a person is at least 1 MiB.");
  if (options.most_persons < 1) return bad("A relay is for at least one person.");
  if (options.most_mib < 0) return bad("The size of the database can't be negative. 0 stands for no limit.");
  if (options.rate_device < 0 || options.rate_address < 0)
    return bad("A rate can't be negative. 0 stands for no limit.");
  if (options.most_connections < 1) return bad("A relay needs at least one connection.");
  if (options.read_timeout_ms < 1 || options.idle_timeout_ms < 1 || options.write_timeout_ms < 1) {
    return bad("A time-out is at least one millisecond.");
  }
  return {};
}

std::uint64_t bytes_of(std::int64_t mib) { return static_cast<std::uint64_t>(mib) * 1024 * 1024; }

}  // namespace

class Server::Implementation {
 public:
  explicit Implementation(Options options) : options_(std::move(options)), acceptor_(io_), sweep_(io_) {
    if (!options_.now) options_.now = system_time;
  }
  ~Implementation() { stop(); }

  Result<void> start();
  void stop();
  const Options& options() const { return options_; }
  std::uint16_t port() const { return port_; }
  std::string address() const;

 private:
  Result<void> listen(const Endpoint& endpoint);
  Result<void> open_store(std::string token);
  Result<std::string> token() const;
  asio::awaitable<void> accept();
  asio::awaitable<void> sweep();
  bool drained_within(std::chrono::milliseconds time);

  // What connections refer to comes before io_, whose end destroys what is left of them.
  Options options_;
  std::optional<Desk> desk_;
  std::optional<Site> site_;
  Shared shared_;
  std::promise<void> drained_promise_;
  std::future<void> drained_ = drained_promise_.get_future();
  bool drained_set_ = false;
  std::optional<Folder> folder_;
  std::unique_ptr<Store> store_;
  std::optional<Ledger> ledger_;
  asio::io_context io_{1};
  std::optional<Queue> queue_;
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_;
  std::string host_;
  std::atomic<std::uint16_t> port_ = 0;
  std::thread thread_;
};

Result<std::string> Server::Implementation::token() const {
  if (!options_.token.empty() || options_.token_file.empty()) return options_.token;
  return read_token(options_.token_file);
}

Result<void> Server::Implementation::start() {
  if (!prim::ready())
    return fail(Code::storage, "The cryptography library libsodium can't start on this machine.");
  if (auto ok = check(options_); !ok) return ok;
  const auto endpoint = parse_endpoint(options_.listen);
  if (!endpoint) return std::unexpected(endpoint.error());
  const auto token = this->token();
  if (!token) return std::unexpected(token.error());

  if (!options_.web.empty()) {
    auto site = Site::read(options_.web);
    if (!site) return std::unexpected(site.error());
    site_.emplace(std::move(*site));
  }

  // Listening comes first: it is what tells most mistakes, and nothing is answered before the store is there.
  if (auto ok = listen(*endpoint); !ok) return ok;
  if (options_.elsewhere) {
    if (!acceptor_.local_endpoint().address().is_loopback())
      return fail(Code::invalid, "This page is for this machine alone: listen at 127.0.0.1 or ::1.");
    desk_.emplace(Gate({}, {}), options_.rate_device, options_.rate_address, options_.now);
    shared_.own_name = address();
  } else if (auto ok = open_store(*token); !ok) {
    return ok;
  }
  allow_open_files(options_.most_connections);
  shared_.options = &options_;
  shared_.desk = &*desk_;
  shared_.queue = queue_ ? &*queue_ : nullptr;
  shared_.site = site_ ? &*site_ : nullptr;
  shared_.elsewhere = options_.elsewhere;
  shared_.on_last = [this] {
    if (!std::exchange(drained_set_, true)) drained_promise_.set_value();
  };
  asio::co_spawn(io_, accept(), asio::detached);
  if (queue_) asio::co_spawn(io_, sweep(), asio::detached);
  thread_ = std::thread([this] {
    const auto guard = asio::make_work_guard(io_);
    io_.run();
  });
  return {};
}

Result<void> Server::Implementation::open_store(std::string token) {
  auto origins = own_origins(options_.origin, acceptor_.local_endpoint().address().is_loopback(), port_);
  if (!origins) return std::unexpected(origins.error());
  auto folder = Folder::open(options_.data);
  if (!folder) return std::unexpected(folder.error());
  folder_.emplace(std::move(*folder));
  auto store = open_sqlite_store(folder_->database(), bytes_of(options_.most_mib));
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);

  ledger_.emplace(
      *store_, LedgerLimits{bytes_of(options_.quota_mib), static_cast<std::uint64_t>(options_.most_persons)});
  desk_.emplace(Gate(std::move(*origins), std::move(token)), options_.rate_device, options_.rate_address,
                options_.now);
  const auto changed = [this](std::vector<std::string> topics) {
    asio::post(io_, [this, topics = std::move(topics)] { shared_.waiters.wake(topics); });
  };
  queue_.emplace(*store_, *ledger_, changed,
                 [](const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); });
  return {};
}

Result<void> Server::Implementation::listen(const Endpoint& endpoint) {
  error_code error;
  const auto address = asio::ip::make_address(endpoint.address, error);
  if (error) {
    return fail(Code::invalid,
                "“" + endpoint.address + "” is no address of this machine. Use one like 127.0.0.1 or ::1.");
  }
  const tcp::endpoint place(address, endpoint.port);
  acceptor_.open(place.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(place, error);
  if (!error) acceptor_.listen(1024, error);
  if (error == asio::error::address_in_use) {
    return fail(Code::busy, "Something else listens at " + options_.listen +
                                " already. Stop it, or choose another --listen.");
  }
  if (error) {
    return fail(Code::invalid,
                "The relay can't listen at " + options_.listen + " (" + error.message() + ").");
  }
  port_ = acceptor_.local_endpoint().port();
  host_ = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return {};
}

std::string Server::Implementation::address() const {
  return "http://" + host_ + ":" + std::to_string(port_);
}

asio::awaitable<void> Server::Implementation::accept() {
  while (!shared_.stopping) {
    error_code error;
    tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (shared_.stopping) break;
    if (error) {
      // Out of files, most likely: some will be free in a moment.
      asio::steady_timer pause(io_, std::chrono::milliseconds(100));
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    if (shared_.connections.size() >= static_cast<std::size_t>(options_.most_connections)) continue;
    std::make_shared<Connection>(std::move(socket), shared_)->start();
  }
}

asio::awaitable<void> Server::Implementation::sweep() {
  while (!shared_.stopping) {
    queue_->write([now = options_.now()](Ledger& ledger) { return ledger.sweep(now); }, [](const Answer&) {});
    error_code error;
    sweep_.expires_after(kSweepEvery);
    co_await sweep_.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

bool Server::Implementation::drained_within(std::chrono::milliseconds time) {
  return drained_.wait_for(time) == std::future_status::ready;
}

void Server::Implementation::stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] {
    shared_.stopping = true;
    acceptor_.close();
    sweep_.cancel();
    shared_.waiters.wake_all();
    for (Connection* connection : shared_.connections) {
      // What is on its way elsewhere is kept by the page, which asks again.
      options_.elsewhere ? connection->close() : connection->leave();
    }
    if (shared_.connections.empty()) shared_.on_last();
  });
  if (!drained_within(kDrain)) {
    asio::post(io_, [this] {
      for (Connection* connection : shared_.connections) connection->close();
    });
    drained_within(kAfterClosing);
  }
  if (queue_) queue_->stop();
  if (options_.elsewhere) options_.elsewhere->stop();
  io_.stop();
  thread_.join();
  store_.reset();
  folder_.reset();
}

Server::Server(Options options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Server::~Server() = default;
Result<void> Server::start() { return implementation_->start(); }
std::uint16_t Server::port() const { return implementation_->port(); }
std::string Server::address() const { return implementation_->address(); }
void Server::stop() { implementation_->stop(); }

Result<void> Server::run(const std::function<void()>& ready, const std::atomic<bool>* ended) {
  // Blocked before the server's threads begin, so that they inherit it and the signal waits for sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &signals, &before);
  const bool over = ended && *ended;
  auto started = over ? Result<void>() : start();
  if (started && !over) {
    const bool here = !implementation_->options().elsewhere;
    std::fprintf(stderr, "%s ready at %s\n", here ? "Relay" : "Concertina is", address().c_str());
    if (ready) ready();
    int which = 0;
    sigwait(&signals, &which);
    if (here) std::fprintf(stderr, "Relay stopping ...\n");
    stop();
    std::fprintf(stderr, here ? "Relay stopped; everything is stored.\n" : "Ended.\n");
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

}  // namespace concertina::relay

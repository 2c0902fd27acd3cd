#include "relay/connection.h"

#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>

namespace concertina::relay {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Parser = http::request_parser<http::vector_body<std::uint8_t>>;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }
std::chrono::milliseconds ms(int count) { return std::chrono::milliseconds(count); }
double seconds_now() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }
std::string text(beast::string_view view) { return std::string(view.data(), view.size()); }

// Where all addresses of one network share a bucket: an IPv6 customer has a whole /64.
std::string network_of(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
  const auto bytes = v6.to_bytes();
  return to_hex(View(bytes).first(8));
}

// A header is taken only if it is there once.
std::string header(const Parser& parser, std::string_view name) {
  const beast::string_view field(name.data(), name.size());
  return parser.get().count(field) == 1 ? text(parser.get()[field]) : std::string();
}

// The refusal for a request whose bytes could not be read, or nothing where there is nobody to tell.
std::optional<Answer> unreadable(const error_code& error) {
  if (error == http::error::header_limit) {
    return refuse(431, reason::kTooLarge,
                  "The headers of this request are too long. Please update Concertina.");
  }
  if (error == http::error::body_limit) {
    return refuse(413, reason::kTooLarge, "This request is longer than the 256 KiB that a relay takes.");
  }
  const bool quiet = error == http::error::end_of_stream || error == http::error::partial_message;
  if (quiet || error.category() != http::make_error_code(http::error::bad_method).category())
    return std::nullopt;
  return refuse(400, reason::kBad,
                "This is not a request that a Concertina relay can read. Please check the address.");
}

}  // namespace

struct Connection::Asked {
  std::string method, path, query, host;
  std::string accept_encoding, if_none_match;
  std::string_view name = "unreadable";
  std::string_view allow;
  bool health = false;
  unsigned version = 11;
  bool keep_alive = false;
  Clock::time_point began = Clock::now();
};

Connection::Connection(asio::ip::tcp::socket socket, Shared& shared)
    : stream_(std::move(socket)), shared_(shared), timer_(stream_.get_executor()) {
  shared_.connections.insert(this);
  error_code error;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
  const auto remote = stream_.socket().remote_endpoint(error);
  if (!error) address_ = network_of(remote.address());
}

Connection::~Connection() {
  shared_.connections.erase(this);
  if (shared_.stopping && shared_.connections.empty() && shared_.on_last) shared_.on_last();
}

void Connection::start() {
  asio::co_spawn(
      stream_.get_executor(), [self = shared_from_this()]() -> Work { co_await self->serve(); },
      asio::detached);
}

void Connection::leave() {
  if (idle_) close();
}

void Connection::close() {
  stream_.close();
  timer_.cancel();
  gone_ = true;
}

Connection::Work Connection::serve() {
  while (co_await await_request() && co_await one_request()) continue;
}

// Waits for the first byte. False: the client is gone, was idle for too long, or the relay stops.
asio::awaitable<bool> Connection::await_request() {
  if (buffer_.size() > 0) co_return true;
  if (shared_.stopping) co_return false;
  constexpr std::size_t kFirst = 1024;
  error_code error;
  idle_ = true;
  stream_.expires_after(ms(shared_.options->idle_timeout_ms));
  const auto count = co_await stream_.async_read_some(buffer_.prepare(kFirst), into(error));
  idle_ = false;
  buffer_.commit(count);
  co_return !error;
}

// False: the connection ends here.
asio::awaitable<bool> Connection::one_request() {
  Asked asked;
  Incoming incoming;
  {
    Parser parser;
    parser.header_limit(kMostRequestHeader);
    parser.body_limit(kMostRequestBody);
    error_code error;
    stream_.expires_after(ms(shared_.options->read_timeout_ms));
    co_await http::async_read_header(stream_, buffer_, parser, into(error));
    if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      co_await http::async_write(stream_, go_on, into(error));
    }
    if (!error) co_await http::async_read(stream_, buffer_, parser, into(error));
    if (error) {
      auto answer = unreadable(error);
      if (!answer) co_return false;
      co_await give(std::move(*answer), std::move(asked));
      co_await linger();
      co_return false;
    }
    auto& request = parser.get();
    incoming.method = text(request.method_string());
    incoming.target = text(request.target());
    incoming.device = header(parser, kDeviceHeader);
    incoming.time = header(parser, kTimeHeader);
    incoming.signature = header(parser, kSignatureHeader);
    incoming.token = header(parser, kTokenHeader);
    incoming.relay = header(parser, kRelayHeader);
    std::string_view forwarded;
    for (const auto& field : request) {
      if (beast::iequals(field.name_string(), "X-Forwarded-For")) {
        forwarded = std::string_view(field.value().data(), field.value().size());
      }
    }
    incoming.address = address_of(forwarded);
    incoming.body = std::move(request.body());
    asked.host = header(parser, "Host");
    asked.accept_encoding = header(parser, "Accept-Encoding");
    asked.if_none_match = header(parser, "If-None-Match");
    asked.version = request.version();
    asked.keep_alive = request.keep_alive();
  }
  if (buffer_.size() == 0) buffer_.shrink_to_fit();
  const auto mark = incoming.target.find('?');
  asked.method = incoming.method;
  asked.path = incoming.target.substr(0, mark);
  asked.query = mark == std::string::npos ? "" : incoming.target.substr(mark + 1);

  if (shared_.stopping) co_return co_await give(stopping(), std::move(asked));
  // By another name it would be another page to a browser; and a page from elsewhere could give its own name
  // to this machine.
  if (shared_.elsewhere && "http://" + asked.host != shared_.own_name)
    co_return co_await give_file(moved_to(shared_.own_name), std::move(asked));
  if (shared_.site && !is_api(asked.path)) {
    asked.name = "file";
    const int wait = shared_.desk->wait_for_file(incoming.address, seconds_now());
    const SiteRequest wanted{asked.method, asked.path, asked.accept_encoding, asked.if_none_match};
    const SiteAnswer answer = wait > 0 ? too_many_files(wait) : shared_.site->answer(wanted);
    co_return co_await give_file(answer, std::move(asked));
  }
  if (shared_.elsewhere) {
    asked.name = "passed on";
    auto judged = judge(incoming, shared_.elsewhere->origin());
    if (auto* answer = std::get_if<Answer>(&judged))
      co_return co_await give(std::move(*answer), std::move(asked));
    Answer answer = co_await pass_on(std::move(std::get<Parcel>(judged)));
    if (gone_) co_return false;
    co_return co_await give(std::move(answer), std::move(asked));
  }
  Plan plan = shared_.desk->plan(incoming, seconds_now());
  incoming = {};
  asked.name = plan.name;
  asked.allow = plan.allow;
  asked.health = plan.health;
  if (plan.answer) co_return co_await give(std::move(*plan.answer), std::move(asked));
  Answer answer = co_await carry_out(std::move(plan));
  if (gone_) co_return false;
  co_return co_await give(std::move(answer), std::move(asked));
}

// Does the work, and while it finds nothing new waits for news, for the time, or for the end.
asio::awaitable<Answer> Connection::carry_out(Plan plan) {
  if (plan.wait == 0) co_return co_await ask(plan);
  const auto until = Clock::now() + std::chrono::seconds(plan.wait);
  // Registered before the first look, so that nothing falls between looking and waiting.
  Waiter waiter(shared_.waiters, std::exchange(plan.topics, {}), [this] { timer_.cancel(); });
  while (true) {
    Answer answer = co_await ask(plan);
    const bool over = shared_.stopping || gone_ || Clock::now() >= until;
    if (!answer.nothing_new || over) co_return answer;
    if (waiter.take_news()) continue;
    watch_for_end();
    error_code error;
    timer_.expires_at(until);
    co_await timer_.async_wait(into(error));
    unwatch();
    if (!waiter.take_news() || shared_.stopping || gone_) co_return answer;
  }
}

asio::awaitable<Answer> Connection::ask(const Plan& plan) {
  auto* const queue = shared_.queue;
  const auto executor = stream_.get_executor();
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Answer)>(
      [queue, executor, &plan](auto handler) {
        auto done = [executor, handler = std::move(handler)](Answer answer) mutable {
          asio::post(executor, [handler = std::move(handler), answer = std::move(answer)]() mutable {
            std::move(handler)(std::move(answer));
          });
        };
        if (plan.writes) {
          queue->write(plan.work, std::move(done));
        } else {
          queue->read(plan.work, std::move(done));
        }
      },
      asio::use_awaitable);
}

asio::awaitable<Answer> Connection::pass_on(Parcel parcel) {
  auto* const elsewhere = shared_.elsewhere;
  const auto executor = stream_.get_executor();
  watch_for_end();
  auto carried = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<Carried>)>(
      [this, elsewhere, executor, &parcel](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        elsewhere->carry(std::move(parcel), gone_, [executor, shared](Result<Carried> brought) {
          asio::post(executor, [shared, brought = std::move(brought)]() mutable {
            std::move (*shared)(std::move(brought));
          });
        });
      },
      asio::use_awaitable);
  unwatch();
  co_return answer_of(std::move(carried));
}

// False if the connection ends with this answer.
asio::awaitable<bool> Connection::give(Answer answer, Asked asked) {
  http::response<http::vector_body<std::uint8_t>> response(static_cast<http::status>(answer.status),
                                                           asked.version);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'");
  if (!asked.allow.empty())
    response.set(http::field::allow, beast::string_view(asked.allow.data(), asked.allow.size()));
  if (answer.retry_after > 0) response.set(http::field::retry_after, std::to_string(answer.retry_after));
  const bool refused = !answer.good() && answer.type.empty();
  if (refused) {
    answer.body = encode(Refusal{std::string(answer.reason), answer.say, shared_.desk->now(), answer.next});
  } else if (asked.health) {
    answer.body = to_bytes(as_view("ok\n"));
  }
  if (!answer.body.empty()) {
    std::string_view type = asked.health ? "text/plain; charset=utf-8" : "application/cbor";
    if (asked.name == route_name(Route::Kind::get_message) && !refused) type = "application/octet-stream";
    if (!answer.type.empty()) type = answer.type;
    response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  }
  response.keep_alive(asked.keep_alive && !shared_.stopping);
  if (asked.method == "HEAD") {
    response.content_length(answer.body.size());
    answer.body.clear();
  } else {
    response.body() = std::move(answer.body);
    response.prepare_payload();
  }
  co_return co_await send(response, response.body(), asked);
}

// The headers keep the page to its own files: what comes from elsewhere, frames it or listens is refused.
asio::awaitable<bool> Connection::give_file(SiteAnswer answer, Asked asked) {
  using Body = http::span_body<const std::uint8_t>;
  http::response<Body> response(static_cast<http::status>(answer.status), asked.version);
  const auto set = [&response](auto name, std::string_view value) {
    if (!value.empty()) response.set(name, beast::string_view(value.data(), value.size()));
  };
  set(http::field::cache_control, answer.cache_control);
  set("Content-Security-Policy", kPagePolicy);
  set("X-Content-Type-Options", "nosniff");
  set("Referrer-Policy", "no-referrer");
  set("Cross-Origin-Opener-Policy", "same-origin");
  set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  set(http::field::content_type, answer.type);
  set(http::field::etag, answer.etag);
  set(http::field::allow, answer.allow);
  set(http::field::location, answer.location);
  if (answer.varies) set(http::field::vary, "Accept-Encoding");
  if (answer.gzip) set(http::field::content_encoding, "gzip");
  if (answer.retry_after > 0) set(http::field::retry_after, std::to_string(answer.retry_after));
  response.keep_alive(asked.keep_alive && !shared_.stopping);
  if (answer.status != 304) response.content_length(answer.body.size());
  if (asked.method == "HEAD") answer.body = {};
  response.body() = Body::value_type(answer.body.data(), answer.body.size());
  co_return co_await send(response, answer.body, asked);
}

// False if the connection ends with this message.
template <typename Message>
asio::awaitable<bool> Connection::send(Message& message, View body, const Asked& asked) {
  const auto status = static_cast<int>(message.result_int());
  if (shared_.options->on_answer)
    shared_.options->on_answer({asked.method, asked.path, asked.query, status, body});
  error_code error;
  stream_.expires_after(ms(shared_.options->write_timeout_ms));
  co_await http::async_write(stream_, message, into(error));
  if (shared_.options->verbose) {
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - asked.began).count();
    std::fprintf(stderr, "%.8s %s %d %lld ms\n", asked.method.c_str(), std::string(asked.name).c_str(),
                 status, static_cast<long long>(took));
  }
  co_return !error && message.keep_alive();
}

// Reads away what the client is still sending, for a moment: closing at once could take the answer from it.
Connection::Work Connection::linger() {
  error_code error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(std::chrono::seconds(1));
  buffer_.clear();
  for (std::size_t left = 4 * kMostRequestBody; left > 0 && !error;) {
    const auto count = co_await stream_.async_read_some(buffer_.prepare(kMostRequestHeader), into(error));
    left -= std::min(left, count);
  }
}

// While a client waits it sends nothing; if its socket becomes readable, it has gone, or is a request ahead.
void Connection::watch_for_end() {
  if (watching_) return;
  watching_ = true;
  stream_.socket().async_wait(
      asio::socket_base::wait_read, [weak = weak_from_this()](const error_code& error) {
        const auto self = weak.lock();
        if (!self || error == asio::error::operation_aborted) return;
        self->watching_ = false;
        char byte = 0;
        const auto count = ::recv(self->stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (error || count <= 0) {
          self->gone_ = true;
          self->timer_.cancel();
        }
      });
}

void Connection::unwatch() {
  error_code error;
  if (std::exchange(watching_, false)) stream_.socket().cancel(error);
}

std::string Connection::address_of(std::string_view forwarded) const {
  const auto hop = shared_.options->trust_proxy ? last_hop(forwarded) : std::string_view();
  if (hop.empty()) return address_;
  error_code error;
  const auto address = asio::ip::make_address(std::string(hop), error);
  return error ? std::string(hop) : network_of(address);
}

}  // namespace concertina::relay

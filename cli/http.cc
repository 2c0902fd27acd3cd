#include "cli/http.h"

#include <curl/curl.h>

#include "core/record/text.h"

namespace concertina::cli {
namespace {

// As a browser of these days names itself, so that a server can't tell this from one by that.
constexpr const char* kBrowser =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
constexpr std::size_t kMostHeaders = 64 * 1024;  // bytes

// What went wrong, in words that fit into "can't be reached (…)".
std::string reason_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "there is no machine of that name, or no network";
    case CURLE_COULDNT_CONNECT:
      return "nobody answers there";
    case CURLE_OPERATION_TIMEDOUT:
      return "it takes too long";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return "it hung up in the middle";
    case CURLE_WRITE_ERROR:
      return "its answer is too large to be one of a relay";
    default:
      return curl_easy_strerror(code);
  }
}

// What comes in, up to a limit.
struct Taken {
  Bytes& body;
  std::size_t most;
  bool full = false;  // more came
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  auto& taken = *static_cast<Taken*>(to);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);
  const std::size_t fits = std::min(size * count, taken.most - taken.body.size());
  taken.body.insert(taken.body.end(), bytes, bytes + fits);
  taken.full = fits < size * count;
  return fits;  // where that is less, curl ends with CURLE_WRITE_ERROR
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
  auto& served = *static_cast<Served*>(to);
  const std::string_view line = trim(std::string_view(data, size * count));
  // Of several heads (100 Continue, say) the last one counts.
  if (line.starts_with("HTTP/")) served.headers.clear();
  std::size_t sum = 0;
  for (const auto& [name, value] : served.headers) sum += name.size() + value.size();
  if (sum > kMostHeaders) return 0;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string name(line.substr(0, colon));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  served.headers.emplace_back(std::move(name), trim(line.substr(colon + 1)));
  return size * count;
}

int watch(void* ended, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(ended) ? 1 : 0;
}

}  // namespace

std::string Served::header(std::string_view name) const {
  std::string out;
  for (const auto& [one, value] : headers) {
    if (one == name) out += (out.empty() ? "" : ", ") + value;
  }
  return out;
}

struct Http::State {
  explicit State(const World& w) : world(w), curl(curl_easy_init()) {}
  ~State() { curl_easy_cleanup(curl); }

  // What holds for every request; `wait`: seconds that the other side may take on purpose.
  void prepare(const std::string& url, int limit_ms, int wait, Taken& taken, const std::atomic<bool>& ended) {
    const Patience& patience = world.patience;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(patience.connect, limit_ms)));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit_ms + 1000L * wait);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience.silence / 1000L + wait);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &ended);
  }
  int status() const {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

  const World& world;
  CURL* curl;
};

Http::Http(const World& world) : state_(std::make_unique<State>(world)) {}
Http::~Http() = default;

Result<Answer> Http::send(const Send& send, const std::string& origin, int limit_ms,
                          const std::atomic<bool>* ended) {
  CURL* curl = state_->curl;
  const auto unreachable = [&](const std::string& why) {
    return fail(Code::unreachable, "The relay at " + origin + " can't be reached (" + why +
                                       "). What you wrote is kept here, and goes out at the next contact.");
  };
  if (!curl) return unreachable("the network library can't start");
  const Request& request = send.request;
  Answer answer;
  Taken taken{answer.body, kMostAnswer};
  curl_slist* headers = nullptr;
  const auto header = [&](std::string_view name, const std::string& value) {
    headers = curl_slist_append(headers, (std::string(name) + ": " + value).c_str());
  };
  header(kDeviceHeader, to_hex(send.signer));
  header(kTimeHeader, std::to_string(send.time));
  header(kSignatureHeader, to_hex(send.signature));
  if (!request.enrolment_token.empty()) header(kTokenHeader, request.enrolment_token);
  header("Content-Type", "application/cbor");
  header("Expect", "");

  state_->prepare(origin + request.path + (request.query.empty() ? "" : "?" + request.query), limit_ms,
                  send.wait, taken, ended ? *ended : state_->world.ended);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (request.method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(request.body.data()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  const CURLcode done = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (done == CURLE_ABORTED_BY_CALLBACK) return fail(Code::busy, "Ended. What you wrote is kept here.");
  if (done != CURLE_OK) return unreachable(reason_of(done));
  answer.status = state_->status();
  return answer;
}

Result<Served> Http::get(const std::string& origin, const std::string& path, std::size_t most, int limit_ms) {
  CURL* curl = state_->curl;
  const std::string url = origin + path;
  const auto unreachable = [&](const std::string& why) {
    return fail(Code::unreachable, url + " can't be reached (" + why + "). Please check the address.");
  };
  if (!curl) return unreachable("the network library can't start");
  Served served;
  Taken taken{served.body, most};
  state_->prepare(url, limit_ms, 0, taken, state_->world.ended);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, kBrowser);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // whatever this curl unpacks
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &served);
  const CURLcode done = curl_easy_perform(curl);
  if (done == CURLE_ABORTED_BY_CALLBACK) return fail(Code::busy, "Ended.");
  served.endless = done == CURLE_WRITE_ERROR && taken.full;
  if (done == CURLE_WRITE_ERROR && !taken.full) return unreachable("what it says of its answer is too long");
  if (done != CURLE_OK && !served.endless) return unreachable(reason_of(done));
  served.status = state_->status();
  return served;
}

}  // namespace concertina::cli

#include "cli/http.h"

#include <curl/curl.h>

namespace concertina::cli {
namespace {

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

std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<Bytes*>(to);
  if (body.size() + size * count > kMostAnswer) return 0;  // curl then ends with CURLE_WRITE_ERROR
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);
  body.insert(body.end(), bytes, bytes + size * count);
  return size * count;
}

int watch(void* ended, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(ended) ? 1 : 0;
}

}  // namespace

struct Http::State {
  explicit State(const World& w) : world(w), curl(curl_easy_init()) {}
  ~State() { curl_easy_cleanup(curl); }
  const World& world;
  CURL* curl;
};

Http::Http(const World& world) : state_(std::make_unique<State>(world)) {}
Http::~Http() = default;

Result<Answer> Http::send(const Send& send, const std::string& origin, const Fixed<32>& device,
                          int limit_ms) {
  const Patience& patience = state_->world.patience;
  CURL* curl = state_->curl;
  const auto unreachable = [&](const std::string& why) {
    return fail(Code::unreachable, "The relay at " + origin + " can't be reached (" + why +
                                       "). What you wrote is kept here, and goes out at the next contact.");
  };
  if (!curl) return unreachable("the network library can't start");
  const Request& request = send.request;
  const std::string url = origin + request.path + (request.query.empty() ? "" : "?" + request.query);
  Answer answer;
  curl_slist* headers = nullptr;
  const auto header = [&](std::string_view name, const std::string& value) {
    headers = curl_slist_append(headers, (std::string(name) + ": " + value).c_str());
  };
  header(kDeviceHeader, to_hex(device));
  header(kTimeHeader, std::to_string(send.time));
  header(kSignatureHeader, to_hex(send.signature));
  if (!request.enrolment_token.empty()) header(kTokenHeader, request.enrolment_token);
  header("Content-Type", "application/cbor");
  header("Expect", "");

  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(patience.connect, limit_ms)));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit_ms + 1000L * send.wait);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience.silence / 1000L + send.wait);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &state_->world.ended);
  if (request.method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(request.body.data()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  const CURLcode done = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (done == CURLE_ABORTED_BY_CALLBACK) return fail(Code::busy, "Ended. What you wrote is kept here.");
  if (done != CURLE_OK) return unreachable(reason_of(done));
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace concertina::cli

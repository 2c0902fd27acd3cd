// A request as a page on one's own machine sends it, each header on a line of its own: what is passed on is a
// relay's own request, meant for this relay, as it was sent; and what comes back is one of HTTP's answers.
#include "fuzz/support.h"
#include "relay/passage.h"
#include "relay/route.h"

using namespace concertina;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kRelay = "https://relay.example";
  std::string_view rest = as_text(View(data, size));
  const auto line = [&rest] {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string out(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return out;
  };
  relay::Incoming incoming;
  for (std::string* one : {&incoming.method, &incoming.target, &incoming.relay, &incoming.device,
                           &incoming.time, &incoming.signature, &incoming.token})
    *one = line();
  incoming.body = to_bytes(as_view(rest));
  const relay::Incoming as_sent = incoming;
  const auto judged = relay::judge(incoming, kRelay);
  if (const auto* parcel = std::get_if<relay::Parcel>(&judged)) {
    const Request& request = parcel->request;
    fuzz::must(as_sent.relay == kRelay && request.method == as_sent.method && request.body == as_sent.body);
    fuzz::must(request.path.starts_with("/v1/") && request.path != "/v1/relay");
    fuzz::must(as_sent.target == request.path || as_sent.target == request.path + "?" + request.query);
    fuzz::must(parcel->wait >= 0 && parcel->wait <= kMostWait);
    fuzz::must(request.enrolment_token.find_first_of("\r\n") == std::string::npos);
  } else {
    const auto& answer = std::get<relay::Answer>(judged);
    fuzz::must(answer.status >= 200 && answer.status < 600);
    fuzz::must(answer.good() || !answer.say.empty());
  }
  fuzz::Input input(data, size);
  const int status = static_cast<int>(input.number(2)) - 1000;
  const auto back = relay::answer_of(relay::Carried{status, to_bytes(input.all())});
  fuzz::must(back.status >= 200 && back.status < 600);
  (void)relay::parse_endpoint(as_sent.target);
  (void)relay::last_hop(as_sent.relay);
  return 0;
}

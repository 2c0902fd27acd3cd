// Liar: a relay that lies, for the tests of what people are told then. It stands before an honest one.
#pragma once

#include "cli/test_shape.h"
#include "core/seal/wire.h"

namespace concertina::cli::test {

class Liar : public Listener {
 public:
  // The answer to `request`, both whole messages of HTTP; honest() asks the relay behind. Empty: it hangs up.
  using Honest = std::function<std::string()>;
  using Lie = std::function<std::string(const std::string& request, const Honest& honest)>;

  Liar() : Listener([this](int socket, int) { serve(socket); }) {}

  void lead_to(std::uint16_t relay) { relay_ = relay; }
  // From now on; without a lie it is honest.
  void tell(Lie lie = {}) {
    const std::lock_guard lock(mutex_);
    lie_ = std::move(lie);
  }
  int told() const { return told_; }  // how often a lie was asked for

 private:
  void serve(int client) {
    std::string rest;
    for (;;) {
      const std::string request = read_message(client, rest, [this] { return ended(); });
      if (request.empty()) return;
      Lie lie;
      {
        const std::lock_guard lock(mutex_);
        lie = lie_;
      }
      const Honest honest = [&] { return ask(request, client); };
      if (lie) ++told_;
      const std::string answer = lie ? lie(request, honest) : honest();
      if (answer.empty() || !send_all(client, answer)) return;
    }
  }
  std::string ask(const std::string& request, int client) const {
    const int relay = open_socket();
    const sockaddr_in address = local(relay_);
    std::string out, rest;
    if (::connect(relay, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        send_all(relay, request))
      out = read_message(relay, rest, [&] { return ended() || readable(client); });
    ::close(relay);
    return out;
  }

  std::atomic<std::uint16_t> relay_{0};
  std::atomic<int> told_{0};
  std::mutex mutex_;
  Lie lie_;
};

// --- lies ---

inline std::string answer_of(int status, View body) {
  return http(std::to_string(status) + " As it is told", std::string(as_text(body)));
}
inline std::string refusal_of(int status, std::string_view why, std::uint64_t next = 0,
                              std::int64_t time = 0) {
  return answer_of(status, encode(Refusal{std::string(why), "The relay's own words.", time, next}));
}

// Whoever reads gets what `change` makes of the honest answer.
inline Liar::Lie hands_out(std::function<void(ReadAnswer&)> change) {
  return [change = std::move(change)](const std::string& request, const Liar::Honest& honest) {
    const std::string answer = honest();
    if (!request.starts_with("GET /v1/read")) return answer;
    auto read = decode_read_answer(as_view(body_of(answer)));
    if (!read) return answer;
    change(*read);
    return answer_of(200, encode(*read));
  };
}

// Whoever asks for what begins so gets this answer, and the relay behind hears nothing of it.
inline Liar::Lie answers(std::string begins, std::string answer) {
  return [=](const std::string& request, const Liar::Honest& honest) {
    return request.starts_with(begins) ? answer : honest();
  };
}

}  // namespace concertina::cli::test

// Shape: what is left of an exchange with the relay once everything that looks random has lost its value. Two
// sessions of equal shape are the same to whoever holds the relay.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/test_servers.h"
#include "core/seal/frame.h"

namespace concertina::cli::test {

inline std::string head_of(const std::string& message) { return message.substr(0, message.find("\r\n\r\n")); }
inline std::string body_of(const std::string& message) {
  const auto end = message.find("\r\n\r\n");
  return end == std::string::npos ? "" : message.substr(end + 4);
}
inline std::string header_of(const std::string& message, std::string_view name) {
  const std::string head = head_of(message) + "\r\n", mark = "\r\n" + std::string(name) + ": ";
  const auto at = head.find(mark);
  return at == std::string::npos
             ? ""
             : head.substr(at + mark.size(), head.find("\r\n", at + 2) - at - mark.size());
}
inline std::string device_of(const Exchange& exchange) { return header_of(exchange.request, kDeviceHeader); }
inline std::string target_of(const Exchange& exchange) {
  const auto from = exchange.request.find(' ') + 1;
  return exchange.request.substr(from, exchange.request.find(' ', from) - from);
}
inline std::string status_of(const Exchange& exchange) {
  return exchange.answer.empty() ? "none" : exchange.answer.substr(9, 3);
}

// Gives each random-looking value a number by its first appearance: what links one message to another shows,
// the value does not.
class Shape {
 public:
  // The line of one exchange: times, methods, addresses, headers in order, sizes, and the outside of frames.
  std::string of(const Exchange& exchange) {
    std::string out = "at " + std::to_string(exchange.time) + " " + text(head_of(exchange.request)) +
                      body(body_of(exchange.request));
    out +=
        " -> " + (exchange.answer.empty() ? "no answer" : text(head_of(exchange.answer)) + answer(exchange));
    return out;
  }

 private:
  std::string number(const std::string& value) {
    const auto [at, fresh] = numbers_.emplace(value, numbers_.size());
    return "«" + std::to_string(value.size()) + ":" + std::to_string(at->second) + "»";
  }

  // Runs of at least 32 hex digits by their number; all else as it is.
  std::string text(std::string_view in) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    while (!in.empty()) {
      const auto from = std::min(in.find_first_of(kHex), in.size());
      out += in.substr(0, from);
      in.remove_prefix(from);
      const auto size = std::min(in.find_first_not_of(kHex), in.size());
      const std::string run(in.substr(0, size));
      out += size >= 32 ? number(run) : run;
      in.remove_prefix(size);
    }
    return out;
  }

  std::string frame(View bytes) {
    const auto frame = read_frame(bytes);
    if (!frame) return std::to_string(bytes.size()) + " bytes";
    const Header& header = frame->header;
    return "frame of " + std::to_string(bytes.size()) + ", log " + number(to_hex(header.log)) + " seq " +
           std::to_string(header.seq) + " after " + number(to_hex(header.previous)) + " key " +
           number(to_hex(header.key)) + (frame->erasure ? " erased" : "");
  }
  std::string body(const std::string& bytes) { return " {" + frame(as_view(bytes)) + "}"; }

  std::string answer(const Exchange& exchange) {
    const std::string bytes = body_of(exchange.answer);
    const auto read = decode_read_answer(as_view(bytes));
    std::string out = " {" + std::to_string(bytes.size()) + " bytes";
    if (!target_of(exchange).starts_with("/v1/read") || !read) return out + "}";
    for (const auto& part : read->logs) {
      out += "; log " + number(to_hex(part.log)) + " next " + std::to_string(part.next);
      for (const Bytes& one : part.frames) out += ", " + frame(one);
    }
    for (const auto& part : read->chains) {
      out += "; chain " + number(to_hex(part.identity)) + " size " + std::to_string(part.size);
      for (const Bytes& one : part.entries) out += ", entry of " + std::to_string(one.size());
    }
    return out + (read->more ? "; more}" : "}");
  }

  std::map<std::string, std::size_t> numbers_;
};

// Exchanges in the order of their connections: within one they follow each other; two at once may interleave.
inline std::vector<std::string> shapes_of(const std::vector<Exchange>& heard) {
  std::map<int, std::vector<const Exchange*>> connections;
  for (const Exchange& one : heard) connections[one.connection].push_back(&one);
  Shape shape;
  std::vector<std::string> out;
  for (const auto& [number, exchanges] : connections) {
    for (const Exchange* one : exchanges) out.push_back("#" + std::to_string(number) + " " + shape.of(*one));
  }
  return out;
}

}  // namespace concertina::cli::test

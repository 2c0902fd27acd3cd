// Limits: how fast somebody may ask. One bucket of tokens for each key (a device, an address); a request
// takes one, and they come back at a steady rate. What was idle long enough to be full again is forgotten.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace concertina::relay {

class Limits {
 public:
  // `rate` tokens a second, at most ten times as many saved up; 0 for no limit. `most_keys` bounds the
  // memory: when more keys than that are busy at once, all start anew.
  explicit Limits(int rate, std::size_t most_keys = 10'000) : rate_(rate), most_keys_(most_keys) {}

  // Takes one token for `key` at `now` (seconds on a clock that never goes back). The result is 0, or if
  // there is none the whole seconds, at least 1, after which there will be one.
  int take(std::string_view key, double now);

  std::size_t keys() const { return buckets_.size(); }

 private:
  struct Bucket {
    double tokens = 0;
    double at = 0;
  };
  double filled(const Bucket& bucket, double now) const;
  void forget(double now);

  int rate_;
  std::size_t most_keys_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace concertina::relay

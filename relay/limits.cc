#include "relay/limits.h"

#include <algorithm>
#include <cmath>

namespace concertina::relay {
namespace {

constexpr double kBurst = 10;  // seconds' worth of tokens

}  // namespace

int Limits::take(std::string_view key, double now) {
  if (rate_ <= 0) return 0;
  const std::string name(key);
  auto found = buckets_.find(name);
  if (found == buckets_.end()) {
    if (buckets_.size() >= most_keys_) forget(now);
    found = buckets_.emplace(name, Bucket{rate_ * kBurst, now}).first;
  }
  Bucket& bucket = found->second;
  bucket.tokens = filled(bucket, now);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / rate_)));
}

double Limits::filled(const Bucket& bucket, double now) const {
  return std::min(rate_ * kBurst, bucket.tokens + (now - bucket.at) * rate_);
}

void Limits::forget(double now) {
  std::erase_if(buckets_, [&](const auto& item) { return filled(item.second, now) >= rate_ * kBurst; });
  if (buckets_.size() >= most_keys_) buckets_.clear();
}

}  // namespace concertina::relay

#include "core/record/cbor.h"

#include <limits>

#include "core/record/text.h"

namespace concertina::cbor {
namespace {

constexpr std::uint8_t kNumber = 0, kNegative = 1, kBytes = 2, kText = 3, kArray = 4;
constexpr std::uint8_t kNull = 0xf6;

}  // namespace

void Writer::head(std::uint8_t major, std::uint64_t value) {
  const auto first = [&](std::uint64_t low) {
    out_.push_back(static_cast<std::uint8_t>(std::uint64_t{major} << 5 | low));
  };
  int bytes = 0;
  if (value < 24) {
    first(value);
  } else if (value <= 0xff) {
    first(24), bytes = 1;
  } else if (value <= 0xffff) {
    first(25), bytes = 2;
  } else if (value <= 0xffffffff) {
    first(26), bytes = 4;
  } else {
    first(27), bytes = 8;
  }
  while (bytes-- > 0) out_.push_back(static_cast<std::uint8_t>(value >> (8 * bytes)));
}

Writer& Writer::number(std::uint64_t value) { return head(kNumber, value), *this; }

Writer& Writer::integer(std::int64_t value) {
  if (value >= 0) return number(static_cast<std::uint64_t>(value));
  return head(kNegative, static_cast<std::uint64_t>(-(value + 1))), *this;
}

Writer& Writer::bytes(View value) {
  head(kBytes, value.size());
  return raw(value);
}

Writer& Writer::text(std::string_view value) {
  head(kText, value.size());
  return raw(as_view(value));
}

Writer& Writer::array(std::size_t length) { return head(kArray, length), *this; }

Writer& Writer::null() { return out_.push_back(kNull), *this; }

Writer& Writer::raw(View item) { return out_.insert(out_.end(), item.begin(), item.end()), *this; }

View Reader::take(std::uint64_t length) {
  if (failed_ || length > rest_.size()) {
    failed_ = true;
    return {};
  }
  const View out = rest_.first(static_cast<std::size_t>(length));
  rest_ = rest_.subspan(static_cast<std::size_t>(length));
  return out;
}

std::uint64_t Reader::head(std::uint8_t major) {
  const View first = take(1);
  if (failed_ || first[0] >> 5 != major) {
    failed_ = true;
    return 0;
  }
  const unsigned low = first[0] & 31u;
  if (low < 24) return low;
  if (low > 27) {  // reserved, or an indefinite length
    failed_ = true;
    return 0;
  }
  const unsigned length = 1u << (low - 24);
  std::uint64_t value = 0;
  for (const std::uint8_t byte : take(length)) value = value << 8 | byte;
  const std::uint64_t least = length == 1 ? 24 : std::uint64_t{1} << (4 * length);
  if (value < least) failed_ = true;  // a shorter head would have done
  return failed_ ? 0 : value;
}

std::uint64_t Reader::number() { return head(kNumber); }

std::int64_t Reader::integer() {
  const bool negative = !rest_.empty() && rest_[0] >> 5 == kNegative;
  const std::uint64_t value = head(negative ? kNegative : kNumber);
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) failed_ = true;
  if (failed_) return 0;
  return negative ? -static_cast<std::int64_t>(value) - 1 : static_cast<std::int64_t>(value);
}

View Reader::bytes() { return take(head(kBytes)); }

std::string_view Reader::text() {
  const std::string_view out = as_text(take(head(kText)));
  if (!is_utf8(out)) failed_ = true;
  return failed_ ? std::string_view() : out;
}

std::size_t Reader::array() {
  const std::uint64_t length = head(kArray);
  if (length > rest_.size()) failed_ = true;  // each item takes at least one byte
  return failed_ ? 0 : static_cast<std::size_t>(length);
}

void Reader::array(std::size_t length) {
  if (array() != length) failed_ = true;
}

bool Reader::null() {
  if (failed_ || rest_.empty() || rest_[0] != kNull) return false;
  rest_ = rest_.subspan(1);
  return true;
}

View Reader::skip() {
  const View before = rest_;
  skip(kDepth);
  return failed_ ? View() : before.first(before.size() - rest_.size());
}

void Reader::skip(int depth) {
  if (failed_ || rest_.empty() || depth == 0) {
    failed_ = true;
    return;
  }
  switch (rest_[0] >> 5) {
    case kNumber:
    case kNegative:
      head(static_cast<std::uint8_t>(rest_[0] >> 5));
      return;
    case kBytes:
      bytes();
      return;
    case kText:
      text();
      return;
    case kArray:
      for (std::size_t left = array(); left > 0 && !failed_; --left) skip(depth - 1);
      return;
    default:
      if (!null()) failed_ = true;
  }
}

}  // namespace concertina::cbor
